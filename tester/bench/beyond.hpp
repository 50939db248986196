#pragma once

#include "engine/packet/address.hpp"
#include "tester/bench/expectation.hpp"

namespace tester {

class Bench;
struct PeerAdvert;

/// A host on the network behind the device, reached over the tester's second interface.
class Beyond {
  public:
    explicit Beyond(Bench& bench) : bench_(bench) {}

    /// Its address in the virtual router's family: one that a router may forward to.
    engine::IpAddress address() const;
    /// Sends the next test packet out of the second interface, to the MAC address given.
    Mark send(const engine::IpAddress& target, const engine::MacAddress& destination);
    /// Sends one advertisement there, from an address of that network; whatever is not given is as in
    /// Peer::send.
    Mark advertise(const PeerAdvert& advert);

  private:
    Bench& bench_;
};

}  // namespace tester
