#include "tester/passive/address_index.hpp"

#include <algorithm>

namespace tester {
namespace {

std::uint64_t key_of(const Segment& segment, const engine::IpAddress& address) {
    std::uint64_t hash = segment.interface;
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15u; };
    for (std::size_t index = 0; index < segment.vlan_count; ++index) mix(segment.vlan_ids[index] + 1u);
    mix(address.hash());
    return hash ^ hash >> 31;
}

}  // namespace

void AddressIndex::add(const RouterTrack& router, const std::vector<engine::IpAddress>& addresses) {
    for (const engine::IpAddress& address : addresses) {
        if (routers_.size() >= most_addresses) {
            ++left_out_;
            continue;
        }
        const std::uint64_t key = key_of(router.seen.segment, address);
        is_known_.set(key % is_known_.size());
        routers_.emplace(key, static_cast<std::uint32_t>(router.number));
    }
}

void AddressIndex::remove(const RouterTrack& router, const std::vector<engine::IpAddress>& addresses) {
    for (const engine::IpAddress& address : addresses) {
        const auto [first, last] = routers_.equal_range(key_of(router.seen.segment, address));
        const auto found =
            std::find_if(first, last, [&](const auto& entry) { return entry.second == router.number; });
        if (found != last) routers_.erase(found);
    }
}

const std::vector<std::uint32_t>& AddressIndex::find(const Segment& segment,
                                                     const engine::IpAddress& address) {
    found_.clear();
    const std::uint64_t key = key_of(segment, address);
    if (!is_known_.test(key % is_known_.size())) return found_;
    const auto [first, last] = routers_.equal_range(key);
    for (auto entry = first; entry != last; ++entry)
        if (std::ranges::find(found_, entry->second) == found_.end()) found_.push_back(entry->second);
    return found_;
}

}  // namespace tester
