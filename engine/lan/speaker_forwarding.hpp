#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/lan/speaker.hpp"

namespace engine {

/// A host on a port's network, and the frames that wait until its MAC address is known.
struct ForwardingNeighbour {
    std::optional<MacAddress> mac{};
    std::vector<Octets> waiting{};
};

/// One port of a speaker that forwards. Known to the speaker's own files only.
struct Speaker::Port {
    Link& link;
    MacAddress mac;
    std::vector<InterfaceAddress> networks;  // with the router's own address on each
    std::map<IpAddress, ForwardingNeighbour> neighbours{};

    bool reaches(const IpAddress& address) const;
    bool owns(const IpAddress& address) const;
    /// The router's own address on the port; nothing if it has none of the family.
    std::optional<IpAddress> own_address(Family family) const;
};

struct Speaker::Forwarding {
    Port first, second;
};

}  // namespace engine
