#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lan/speaker.hpp"
#include "tester/run/speak_routers.hpp"
#include "tester/run/vlan.hpp"

namespace tester {

/// Something that happened to the embedded speaker. What its kind does not have is left out.
struct SpeakEvent {
    engine::Instant when;
    /// started, state, heard, changed, left, lost, losing, checksum_form, discarded, reconfigured, remark,
    /// ended.
    std::string_view kind;
    std::string says;  // one line
    std::optional<std::uint8_t> vrid{};
    std::optional<Profile> profile{};
    std::optional<engine::State> from{}, to{};
    std::optional<engine::IpAddress> source{};  // of the advertisement that it is about
    std::optional<std::uint8_t> priority{};     // in that advertisement
    std::size_t untold = 0;                     // how many like it were not told since the last one
};

/// The embedded speaker as virtual routers on a link, and what there is to tell of them. Knows neither the
/// terminal nor signals, and runs in simulated time, too.
class SpeakSession {
  public:
    struct Options {
        std::vector<RouterConfig> routers;
        /// Of version 3 over IPv4; not set: that of the first advertisement heard, and the standard's until
        /// then.
        std::optional<engine::ChecksumForm> checksum_form{};
        /// Where the RFCs contradict each other; not set: the newest of each version.
        std::optional<engine::Rfc> standard{};
    };
    using Tell = std::function<void(const SpeakEvent&)>;

    SpeakSession(engine::Scheduler& scheduler, engine::Link& link, engine::Speaker::Identity identity,
                 Options options, Tell tell);

    void start();
    /// Takes over priority, interval, modes and addresses; of everything else that differs it says that it
    /// needs a restart.
    void reconfigure(const std::vector<RouterConfig>& fresh);
    /// The link is gone: all stop without a word, and start() begins anew. `why` is for the events.
    void halt(const std::string& why);
    /// Resigns with priority 0 wherever it is Active, even if the link refuses some of it.
    void leave();
    void remark(std::string says);

    std::size_t advertisements_sent() const { return sent_; }
    const engine::Speaker& speaker() const { return speaker_; }

  private:
    using Index = engine::Speaker::Index;
    /// The router whose advertisements a Backup obeys.
    struct Peer {
        engine::IpAddress source;
        std::uint8_t priority = 0;
        std::uint32_t interval_cs = 0;
        std::vector<engine::IpAddress> addresses;
        engine::Instant heard;
        bool has_left = false;
    };
    /// Something that may happen a thousand times a second, and is told a few times in ten seconds.
    struct Throttle {
        engine::Instant began{};
        std::size_t told = 0;
        std::size_t untold = 0;
    };
    struct Followed {
        RouterConfig config;
        std::optional<Peer> peer;
        bool has_learnt_form = false;
        std::map<int, Throttle> throttles;  // by ReceptionCheck, and two more
    };

    void on_state(Index index, engine::State from, engine::State to);
    void on_arrival(Index index, const engine::FrameView& frame);
    void on_judgement(Index index, const engine::FrameView& frame, const engine::ReceptionRow* failure,
                      engine::State before);
    void tell_of_peer(Index index, const engine::FrameView& frame);
    void tell_seldom(Index index, int key, SpeakEvent event, std::size_t burst = 1);
    void learn_checksum_form(Index index, const engine::FrameView& frame);
    void reconfigure_one(Index index, const RouterConfig& fresh);
    std::string why_active(const Followed& followed) const;
    SpeakEvent event(Index index, std::string_view kind, std::string says) const;
    SpeakEvent event(Index index, std::string_view kind, const engine::FrameView& frame,
                     std::string says) const;

    engine::Scheduler& scheduler_;
    engine::Speaker speaker_;
    Options options_;
    Tell tell_;
    std::vector<Followed> followed_;
    const engine::FrameView* arriving_ = nullptr;  // the advertisement that is being dealt with
    std::size_t sent_ = 0, heard_ = 0, discarded_ = 0;
};

/// Why a router discards an advertisement, for somebody who looks for the misconfiguration.
std::string why_discarded(const engine::FrameView& frame, const engine::ReceptionRow& failure,
                          const engine::Parameters& local);

struct SpeakOptions {
    std::string interface;
    SpeakSession::Options what;
    std::optional<Vlan> vlan{};                   // of the interface, in which to speak
    std::optional<engine::Duration> duration{};   // not set: until interrupted
    std::optional<std::size_t> advertisements{};  // ends after so many sent
    std::function<bool()> interrupted;
    /// The virtual routers anew, once each time that somebody has asked for it; may throw what reading a file
    /// throws, which becomes a remark.
    std::function<std::optional<std::vector<RouterConfig>>()> asked_to_reread{};
};

/// Is those virtual routers on a real interface until it is interrupted or the time is over. Where the
/// interface loses its link, the routers stop, and start anew once it is back. Throws
/// UsageError as require_speakable does, std::runtime_error if the interface cannot be used; what is Active
/// has then resigned, if it still could.
void speak(const SpeakOptions& options, const SpeakSession::Tell& tell);

}  // namespace tester
