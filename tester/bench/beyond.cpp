#include "tester/bench/beyond.hpp"

#include "engine/packet/craft.hpp"
#include "tester/bench/bench.hpp"

namespace tester {

using engine::Wire;

engine::IpAddress Beyond::address() const {
    return bench_.station().second_port().routable_address(bench_.dut().family());
}

Mark Beyond::send(const engine::IpAddress& target, const engine::MacAddress& destination) {
    const auto packet = bench_.next_test_packet();
    engine::EchoFrame frame;
    frame.ethernet_source = bench_.station().second_port().mac;
    frame.ethernet_destination = destination;
    frame.ip_source = address();
    frame.ip_destination = target;
    frame.identifier = packet.identifier;
    frame.sequence = packet.sequence;
    return Mark{bench_.transmit(engine::craft(frame), Wire::second), {}};
}

Mark Beyond::advertise(const PeerAdvert& advert) {
    PeerAdvert there = advert;
    if (!there.source) there.source = bench_.station().second_port().address(bench_.dut().family());
    return Mark{bench_.transmit(bench_.peer().build(there), Wire::second), {}};
}

}  // namespace tester
