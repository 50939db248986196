#pragma once

#include "engine/packet/address.hpp"
#include "tester/bench/expectation.hpp"

namespace tester {

class Bench;

/// A host on the LAN that uses the virtual router: it resolves and pings virtual addresses.
class Host {
  public:
    explicit Host(Bench& bench) : bench_(bench) {}

    /// Broadcasts an ARP request, or multicasts a neighbour solicitation, for the address.
    Mark resolve(const engine::IpAddress& target);
    /// The same, sent to one MAC address only.
    Mark resolve_at(const engine::IpAddress& target, const engine::MacAddress& destination);
    /// A duplicate address detection probe (IPv6: a solicitation from ::; IPv4: an ARP probe, RFC 5227).
    Mark probe(const engine::IpAddress& target);
    /// An ICMP echo request to the address, sent to the MAC address given.
    Mark ping(const engine::IpAddress& target, const engine::MacAddress& destination);

  private:
    Mark send(engine::Octets frame);
    Bench& bench_;
};

}  // namespace tester
