#include "tester/bench/host.hpp"

#include "engine/packet/craft.hpp"
#include "tester/bench/bench.hpp"

namespace tester {

using engine::Family;

Mark Host::send(engine::Octets frame) {
    return Mark{bench_.station().log().send(std::move(frame)), {}};
}

Mark Host::resolve(const engine::IpAddress& target) {
    const auto destination = target.family() == Family::ipv4
                                 ? engine::broadcast_mac
                                 : engine::multicast_mac(engine::solicited_node_group(target));
    return resolve_at(target, destination);
}

Mark Host::resolve_at(const engine::IpAddress& target, const engine::MacAddress& destination) {
    const auto& mac = bench_.station().mac();
    const auto source = bench_.station().address(target.family());
    if (target.family() == Family::ipv4)
        return send(engine::craft(engine::ArpFrame{mac, destination, 1, mac, source, {}, target}));
    engine::NeighbourSolicitationFrame frame;
    frame.ethernet_source = mac;
    frame.ethernet_destination = destination;
    frame.ip_source = source;
    // Only the group form may go to a multicast MAC address; a unicast probe names the target itself.
    if ((destination.octets[0] & 1) == 0) frame.ip_destination = target;
    frame.target = target;
    frame.source_link_layer = mac;
    return send(engine::craft(frame));
}

Mark Host::probe(const engine::IpAddress& target) {
    const auto& mac = bench_.station().mac();
    if (target.family() == Family::ipv4)
        return send(engine::craft(
            engine::ArpFrame{mac, engine::broadcast_mac, 1, mac, engine::IpAddress::v4({}), {}, target}));
    engine::NeighbourSolicitationFrame frame;
    frame.ethernet_source = mac;
    frame.ip_source = engine::IpAddress::v6({});
    frame.target = target;
    return send(engine::craft(frame));
}

Mark Host::ping(const engine::IpAddress& target, const engine::MacAddress& destination) {
    engine::EchoFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ethernet_destination = destination;
    frame.ip_source = bench_.station().address(target.family());
    frame.ip_destination = target;
    frame.identifier = 0x7676;
    frame.sequence = bench_.dut().vrid;
    return send(engine::craft(frame));
}

}  // namespace tester
