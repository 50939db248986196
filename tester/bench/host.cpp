#include "tester/bench/host.hpp"

#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
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

namespace {

constexpr std::uint16_t closed_port = 65533;

}  // namespace

std::uint16_t Host::source_port() const {
    return static_cast<std::uint16_t>(61000 + bench_.dut().vrid);
}

Mark Host::connect(const engine::IpAddress& target, const engine::MacAddress& destination) {
    engine::TcpFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ethernet_destination = destination;
    frame.ip_source = bench_.station().address(target.family());
    frame.ip_destination = target;
    frame.source_port = source_port();
    frame.destination_port = closed_port;
    frame.sequence = 0x76727270;
    frame.syn = true;
    return send(engine::craft(frame));
}

Mark Host::send_datagram(const engine::IpAddress& target, const engine::MacAddress& destination) {
    static constexpr std::uint8_t data[] = {'v', 'r', 'r', 'p'};
    engine::UdpFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ethernet_destination = destination;
    frame.ip_source = bench_.station().address(target.family());
    frame.ip_destination = target;
    frame.source_port = source_port();
    frame.destination_port = closed_port;
    frame.data = data;
    return send(engine::craft(frame));
}

Mark Host::solicit_router() {
    engine::RouterSolicitationFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ip_source = bench_.station().address(Family::ipv6);
    frame.source_link_layer = frame.ethernet_source;
    return send(engine::craft(frame));
}

Mark Host::query_listeners(int version) {
    engine::ListenerQueryFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ip_source = *engine::IpAddress::parse("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    frame.version = version;
    frame.maximum_response_ms = 1000;
    return send(engine::craft(frame));
}

Mark Host::defend(const engine::IpAddress& target) {
    engine::NeighbourAdvertisementFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ethernet_destination = engine::multicast_mac(engine::all_nodes_group());
    frame.ip_source = target;
    frame.ip_destination = engine::all_nodes_group();
    frame.target = target;
    frame.router = true;
    frame.override_flag = true;
    frame.target_link_layer = bench_.dut().router_mac();
    return send(engine::craft(frame));
}

}  // namespace tester
