#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"

namespace tester {

/// When an address was last seen to send something, of those that were seen lately: bounded, and forgetful
/// where two addresses share a place.
class LifeSigns {
  public:
    void note(const engine::IpAddress& address, engine::Instant when) {
        const std::uint64_t hash = address.hash();
        places_[hash % places] = {hash, when};
    }
    /// True if something of the address was seen later than `after` and before `before`.
    bool was_seen(const engine::IpAddress& address, engine::Instant after, engine::Instant before) const {
        const std::uint64_t hash = address.hash();
        const Place& place = places_[hash % places];
        return place.hash == hash && place.when > after && place.when < before;
    }
    void clear() { places_.assign(places, {}); }

  private:
    static constexpr std::size_t places = 1024;
    struct Place {
        std::uint64_t hash = 0;
        engine::Instant when;
    };
    std::vector<Place> places_ = std::vector<Place>(places);
};

}  // namespace tester
