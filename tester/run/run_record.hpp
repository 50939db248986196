#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/tagged_link.hpp"
#include "tester/bench/bench.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// A moment of a case at which its world told it something.
struct Moment {
    enum class Kind : char {
        asked = 'n',    // it asked for the time
        sent = 's',     // it sent a frame
        resumed = 'r',  // it went on after a wait
    };
    Kind kind = Kind::asked;
    engine::Instant when;           // by the tester's clock
    engine::FrameNumber frame = 0;  // the last one that was logged; of `sent`, that one
};

/// Something that a case made the device do.
struct ControlEvent {
    Verb verb = Verb::stop;
    bool is_done = false;
    bool is_done_at_once = false;  // while the case was still asking
    engine::Instant done;          // when the case was told so
    engine::Instant begun;         // of changes: when the device began to change
};

/// The surroundings of the cases of one batch: the virtual routers known on the device.
struct Surroundings {
    std::vector<VirtualRouterFacts> known;
};

/// One attempt at one case: all that it was told, so that its story can be told again.
struct Attempt {
    std::string id;
    Profile profile = Profile::v3_ipv4;
    std::string suite;
    std::uint64_t seed = default_seed;
    int number = 1;         // the second one, of a case that was looked at twice
    std::size_t stage = 0;  // index into RunRecord::stages
    VirtualRouterFacts where;
    std::vector<VirtualRouterFacts> company{};
    std::vector<Verb> can{};  // what the device could be made to do
    engine::Instant started;
    engine::FrameNumber first = 0;  // the last frame that was logged before it began
    std::vector<Moment> moments{};
    std::vector<ControlEvent> controls{};
    /// What came of it by itself, before anybody had another look; valid if it has ended.
    bool has_ended = false;
    Outcome outcome = Outcome::error;
    std::string observed{};
    std::string reason{};
};

/// Everything that re-judging a run needs beside its frames.
struct RunRecord {
    /// The run, with its results as they were printed. Of each case what decides is here, not its checks.
    RunResult result;
    TimingTolerance tolerance{};
    engine::Instant started;
    engine::MacAddress mac;
    std::vector<engine::IpAddress> addresses;
    std::optional<Port> second{};
    bool switch_learns = true;
    std::optional<std::uint16_t> vlan{};     // that the frames of the first interface are tagged with
    engine::FrameNumber frames = 0;          // how many there are
    std::vector<engine::FrameNumber> own{};  // those that the tester sent, in order
    std::vector<Surroundings> stages{};
    std::vector<Attempt> attempts{};
};

}  // namespace tester
