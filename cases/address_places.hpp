#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/packet/address.hpp"

namespace cases {

/// Finds an address among those of an advertisement, 255 at most, without going through them: packets of a
/// hostile file have that many, and each is compared with the lists of sixteen routers. The list itself stays
/// elsewhere; `at` gives the address at an index.
class AddressPlaces {
  public:
    /// The index of the first address like the one at `index` that was added before; nothing if it is new.
    template <class At>
    std::optional<std::size_t> add(std::size_t index, At at) {
        const engine::IpAddress address = at(index);
        const auto place = place_of(address, at);
        if (places_[place] != 0) return places_[place] - 1u;
        places_[place] = static_cast<std::uint16_t>(index + 1);
        return std::nullopt;
    }
    template <class At>
    bool find(const engine::IpAddress& address, At at) const {
        return places_[place_of(address, at)] != 0;
    }

  private:
    /// Where it is, or would be.
    template <class At>
    std::size_t place_of(const engine::IpAddress& address, At at) const {
        auto place = static_cast<std::size_t>(address.hash() * 0x9e3779b97f4a7c15u >> 55);
        while (places_[place] != 0 && at(places_[place] - 1u) != address)
            place = (place + 1) % places_.size();
        return place;
    }

    std::array<std::uint16_t, 512> places_{};  // index + 1; 0: nothing
};

}  // namespace cases
