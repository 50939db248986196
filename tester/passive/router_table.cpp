#include "tester/passive/router_table.hpp"

#include <fmt/format.h>

#include <utility>

namespace tester {
namespace {

std::size_t place_of(engine::Family family, std::uint8_t vrid) {
    return (family == engine::Family::ipv6 ? 256u : 0u) + vrid;
}

std::string tags_of(const Segment& segment) {
    std::string text;
    for (std::size_t index = 0; index < segment.vlan_count; ++index)
        text += fmt::format("{}{}", index == 0 ? "VLAN " : ".", segment.vlan_ids[index]);
    if (segment.service_instance)
        text += fmt::format("{}I-SID {}", text.empty() ? "" : ", ", *segment.service_instance);
    return text;
}

}  // namespace

Segment segment_of(const engine::CapturedFrame& frame, const engine::FrameView& view) {
    return {.interface = frame.interface,
            .vlan_ids = view.ethernet.vlan_ids,
            .vlan_count = view.ethernet.vlan_count,
            .service_instance = view.ethernet.service_instance};
}

std::optional<std::size_t> RouterTrack::find_speaker(const engine::IpAddress& source, std::uint8_t version) {
    const auto is_it = [&](std::size_t index) {
        return seen.speakers[index].version == version && seen.speakers[index].source == source;
    };
    if (recent < seen.speakers.size() && is_it(recent)) return recent;
    for (std::size_t index = 0; index < seen.speakers.size(); ++index)
        if (is_it(index)) return recent = index;
    return std::nullopt;
}

std::size_t RouterTable::Hash::operator()(const Segment& segment) const {
    std::uint64_t hash = segment.interface;
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15u; };
    for (std::size_t index = 0; index < segment.vlan_count; ++index) mix(segment.vlan_ids[index] + 1u);
    if (segment.service_instance) mix(*segment.service_instance + 0x10000u);
    return hash ^ hash >> 32;
}

RouterTable::PerSegment* RouterTable::find_segment(const Segment& segment) {
    if (recent_ && recent_->segment == segment) return recent_;
    const auto found = numbers_.find(segment);
    if (found == numbers_.end()) return nullptr;
    return recent_ = segments_[found->second].get();
}

RouterTrack* RouterTable::find(const Segment& segment, engine::Family family, std::uint8_t vrid) {
    PerSegment* here = find_segment(segment);
    if (!here) return nullptr;
    const std::uint16_t number = here->routers[place_of(family, vrid)];
    return number == 0 ? nullptr : routers_[number - 1u].get();
}

RouterTrack* RouterTable::find_or_add(const Segment& segment, engine::Family family, std::uint8_t vrid) {
    if (RouterTrack* known = find(segment, family, vrid)) return known;
    PerSegment* here = find_segment(segment);
    if (routers_.size() >= most_routers || (!here && segments_.size() >= most_segments)) {
        ++refused_;
        return nullptr;
    }
    if (!here) {
        numbers_.emplace(segment, segments_.size());
        here = segments_.emplace_back(std::make_unique<PerSegment>()).get();
        here->segment = segment;
        if (segment.interface != segments_.front()->segment.interface) has_several_interfaces_ = true;
    }
    RouterTrack& router = *routers_.emplace_back(std::make_unique<RouterTrack>());
    router.number = routers_.size() - 1;
    router.seen.segment = segment;
    router.seen.family = family;
    router.seen.vrid = vrid;
    router.seen.resolution_seen = here->resolution_seen[family == engine::Family::ipv6];
    here->routers[place_of(family, vrid)] = static_cast<std::uint16_t>(routers_.size());
    return &router;
}

void RouterTable::note_resolution(const Segment& segment, engine::Family family) {
    PerSegment* here = find_segment(segment);
    if (!here || std::exchange(here->resolution_seen[family == engine::Family::ipv6], true)) return;
    for (auto& router : routers_)
        if (router->seen.family == family && router->seen.segment == segment)
            router->seen.resolution_seen = true;
}

std::string RouterTable::segment_name(const Segment& segment,
                                      const std::vector<std::string>& interface_names) const {
    const std::string tags = tags_of(segment);
    if (!has_several_interfaces_) return tags;
    const bool is_named =
        segment.interface < interface_names.size() && !interface_names[segment.interface].empty();
    const std::string interface =
        is_named ? interface_names[segment.interface] : fmt::format("interface {}", segment.interface + 1);
    return tags.empty() ? interface : interface + ", " + tags;
}

std::string RouterTable::name(const RouterSeen& router,
                              const std::vector<std::string>& interface_names) const {
    const std::string segment = segment_name(router.segment, interface_names);
    return fmt::format("VRID {} ({}{}{})", router.vrid, to_string(router.family), segment.empty() ? "" : ", ",
                       segment);
}

}  // namespace tester
