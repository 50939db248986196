#include "tester/recorded/recording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

// Sums of times must not overflow.
constexpr std::int64_t latest_time = 4'000'000'000'000'000'000;

/// Takes the tag of the VLAN that the run was in off the octets.
void untag(engine::Octets& octets, std::uint16_t vlan) {
    constexpr std::ptrdiff_t addresses = 12, tag = 4;
    const bool is_tagged = octets.size() >= addresses + tag &&
                           engine::read_u16(octets, addresses) == 0x8100 &&
                           (engine::read_u16(octets, addresses + 2) & 0x0fff) == vlan;
    if (is_tagged) octets.erase(octets.begin() + addresses, octets.begin() + addresses + tag);
}

}  // namespace

void Recording::add(engine::OctetView octets, engine::Instant when, std::uint32_t interface) {
    auto& frame = frames_.emplace_back();
    frame.number = frames_.size();
    frame.when = when;
    frame.on_second = interface != 0;
    frame.octets.assign(octets.begin(), octets.end());
}

std::string Recording::open(RunRecord record) {
    record_ = std::move(record);
    if (frames_.size() != record_.frames)
        return fmt::format(
            "the run's record speaks of {} frames and the file holds {}: it was changed, or broken off, so "
            "that its cases cannot be judged again",
            record_.frames, frames_.size());
    for (const auto number : record_.own) frames_[number - 1].own = true;
    keys_.reserve(frames_.size());
    for (auto& frame : frames_) {
        if (frame.when.nanoseconds < 0 || frame.when.nanoseconds > latest_time)
            return "the times of the file's frames are none that a run can have had";
        if (record_.vlan && !frame.on_second) untag(frame.octets, *record_.vlan);
        frame.view = engine::read_frame(frame.octets);
        keys_.push_back(key_of(frame));
    }
    return {};
}

std::uint16_t Recording::key_of(const engine::LoggedFrame& frame) {
    const auto& view = frame.view;
    if (frame.on_second || view.kind != engine::FrameKind::vrrp) return everybody;
    const auto& message = view.advertisement;
    const auto its_mac = engine::virtual_mac(message.family(), message.vrid());
    const auto is_anothers = [&](const engine::MacAddress& mac) {
        return mac.is_virtual() && mac != its_mac;
    };
    if (is_anothers(view.ethernet.source) || is_anothers(view.ethernet.destination)) return everybody;
    return static_cast<std::uint16_t>(key_of(message.family(), message.vrid()));
}

}  // namespace tester
