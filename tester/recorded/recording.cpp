#include "tester/recorded/recording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

// Sums of times must not overflow.
constexpr std::int64_t latest_time = 4'000'000'000'000'000'000;

/// The octets without the tag of the VLAN that the run was in.
engine::Octets untagged(engine::OctetView octets, std::optional<std::uint16_t> vlan) {
    constexpr std::size_t addresses = 12, tag = 4;
    const bool is_tagged = vlan && octets.size() >= addresses + tag &&
                           engine::read_u16(octets, addresses) == 0x8100 &&
                           (engine::read_u16(octets, addresses + 2) & 0x0fff) == *vlan;
    engine::Octets result(octets.begin(), octets.end());
    if (is_tagged) result.erase(result.begin() + addresses, result.begin() + addresses + tag);
    return result;
}

}  // namespace

void Recording::add(engine::OctetView octets, engine::Instant when, std::uint32_t interface) {
    auto& frame = frames_.emplace_back();
    frame.number = frames_.size();
    frame.when = when;
    frame.on_second = interface != 0;
    frame.octets = untagged(octets, frame.on_second ? std::nullopt : record_.vlan);
    frame.view = engine::read_frame(frame.octets);
    if (own_ < record_.own.size() && record_.own[own_] == frame.number) {
        frame.own = true;
        ++own_;
    }
    if (when.nanoseconds < 0 || when.nanoseconds > latest_time) has_wild_time_ = true;
    keys_.push_back(key_of(frame));
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

std::string Recording::objection() const {
    if (frames_.size() != record_.frames)
        return fmt::format(
            "the run's record speaks of {} frames and the file holds {}: it was changed, or broken off, so "
            "that its cases cannot be judged again",
            record_.frames, frames_.size());
    if (has_wild_time_) return "the times of the file's frames are none that a run can have had";
    return {};
}

}  // namespace tester
