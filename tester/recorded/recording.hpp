#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "tester/run/run_record.hpp"

namespace tester {

/// The frames of a recorded run, as its capture log had them.
class Recording {
  public:
    /// The file's next frame, in its order; `interface` is an index into the file's interfaces.
    void add(engine::OctetView octets, engine::Instant when, std::uint32_t interface);
    /// Understands the frames, when all are added, by what the record says of them: once, before anything
    /// else is asked. What of them contradicts it, in a sentence; empty if nothing does.
    std::string open(RunRecord record);

    std::deque<engine::LoggedFrame>& frames() { return frames_; }
    const RunRecord& record() const { return record_; }
    /// False if it is an advertisement that benches of these virtual routers, see key_of(), do not want.
    bool may_concern(engine::FrameNumber number, const std::vector<bool>& keys) const {
        return keys_[number - 1] == everybody || keys[keys_[number - 1]];
    }
    static constexpr std::size_t number_of_keys = 513;
    static std::size_t key_of(engine::Family family, std::uint8_t vrid) {
        return (family == engine::Family::ipv4 ? 0u : 256u) + vrid;
    }

  private:
    static constexpr std::uint16_t everybody = 512;
    static std::uint16_t key_of(const engine::LoggedFrame& frame);

    RunRecord record_;
    std::deque<engine::LoggedFrame> frames_;
    std::vector<std::uint16_t> keys_;
};

}  // namespace tester
