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

    /// Sends the next test packet from a routable address of this LAN, for the device to forward, to the MAC
    /// address given.
    Mark send_through(const engine::IpAddress& target, const engine::MacAddress& destination,
                      std::uint8_t ttl = 64);
    /// An address of this LAN that nobody has, and that was not asked for before: the device must ask for it.
    engine::IpAddress newcomer() const;
    /// Answers a solicitation of the device for an address that has this MAC address from now on.
    Mark answer(Mark solicitation, const engine::MacAddress& mac);
    /// Tells all nodes, unasked, that the address has this MAC address (RFC 4861 7.2.6).
    Mark announce(const engine::IpAddress& address, const engine::MacAddress& mac);

  private:
    Mark send(engine::Octets frame);
    Bench& bench_;
};

}  // namespace tester
