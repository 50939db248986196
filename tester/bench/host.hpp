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
    /// A TCP SYN to a port that no one should listen on.
    Mark connect(const engine::IpAddress& target, const engine::MacAddress& destination);
    /// A UDP datagram to such a port.
    Mark send_datagram(const engine::IpAddress& target, const engine::MacAddress& destination);
    /// Both come from this port, which is another for each VRID.
    std::uint16_t source_port() const;
    /// A Router Solicitation.
    Mark solicit_router();
    /// A general listener query of MLD version 1 or 2 with a Maximum Response Delay of one second. Its source
    /// is the greatest link-local address, so that no querier on the LAN takes it for the elected one.
    Mark query_listeners(int version);
    /// Says to all nodes that the address is taken, as a router that is Active for it answers duplicate
    /// address detection.
    Mark defend(const engine::IpAddress& target);

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
    /// An unsolicited NA to all nodes, with O=1.
    Mark tell_all_nodes(const engine::IpAddress& target, const engine::MacAddress& from,
                        const engine::MacAddress& link_layer, bool as_router);
    Bench& bench_;
};

}  // namespace tester
