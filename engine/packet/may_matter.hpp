#pragma once

#include "engine/packet/link_type.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// False for a frame that a look at a few of its octets shows to be other traffic: neither VRRP nor ARP,
/// ICMP, neighbour discovery or MLD, and not sent from a virtual router MAC address. True for these and
/// wherever a few octets do not tell (802.1ah, IPv6 extension headers, frames cut short). It costs a
/// fraction of read_frame(), which need not look at what this refuses. Total: any octets in.
bool may_matter(OctetView octets, LinkType type);

}  // namespace engine
