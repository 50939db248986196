#include "tester/passive/frame_memory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

/// More of a frame shows nothing that a report's reader looks for.
constexpr std::size_t most_octets_cited = 256;

std::string hex_of(engine::OctetView octets) {
    std::string text;
    text.reserve(2 * octets.size());
    for (const std::uint8_t octet : octets) text += fmt::format("{:02x}", octet);
    return text;
}

/// By its address: in a capture nobody has another name.
std::string sender_of(const engine::CapturedFrame& frame, const engine::FrameView& view) {
    if (frame.own) return "tester";
    if (view.arp) return to_string(view.arp->sender_ip);
    if (view.ip) return to_string(view.ip->source);
    return view.ethernet.has_source ? to_string(view.ethernet.source) : "";
}

}  // namespace

void FrameMemory::remember(const engine::CapturedFrame& frame) {
    Kept& kept = ring_[next_++ & (most_frames - 1)];
    kept.frame = frame;
    const std::size_t size = std::min(frame.octets.size(), most_octets);
    std::copy_n(frame.octets.begin(), size, kept.octets.begin());
    kept.frame.octets = engine::OctetView(kept.octets).first(size);
}

std::optional<CitedFrame> FrameMemory::cite(engine::FrameNumber number, std::string_view role,
                                            engine::Instant start) const {
    const auto found = std::ranges::find_if(
        ring_, [&](const Kept& kept) { return number != 0 && kept.frame.number == number; });
    if (found == ring_.end()) return std::nullopt;
    return cite(found->frame, engine::read_frame(found->frame.octets, found->frame.link_type), role, start);
}

CitedFrame FrameMemory::cite(const engine::CapturedFrame& frame, const engine::FrameView& view,
                             std::string_view role, engine::Instant start) {
    const auto octets = frame.octets.first(std::min(frame.octets.size(), most_octets_cited));
    return {.number = frame.number,
            .time_seconds = engine::seconds(frame.when - start),
            .role = std::string(role),
            .summary = engine::describe(view),
            .hex = hex_of(octets),
            .sender = sender_of(frame, view),
            .link_type = static_cast<std::uint16_t>(frame.link_type)};
}

}  // namespace tester
