#include "tester/bench/host.hpp"

#include <algorithm>

#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
#include "tester/bench/bench.hpp"

namespace tester {

using engine::Family;

Mark Host::send(engine::Octets frame) {
    return Mark{bench_.transmit(std::move(frame)), {}};
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

Mark Host::send_through(const engine::IpAddress& target, const engine::MacAddress& destination,
                        std::uint8_t ttl) {
    const auto packet = bench_.next_test_packet();
    engine::EchoFrame frame;
    frame.ethernet_source = bench_.station().mac();
    frame.ethernet_destination = destination;
    frame.ip_source = bench_.station().routable_address(target.family());
    frame.ip_destination = target;
    frame.identifier = packet.identifier;
    frame.sequence = packet.sequence;
    frame.ttl = ttl;
    return send(engine::craft(frame));
}

engine::IpAddress Host::newcomer() const {
    const auto own = bench_.station().routable_address(bench_.dut().family());
    if (own.family() == Family::ipv4) return bench_.peer().address_above_dut();
    // A /64 has room for a new one every second and virtual router.
    std::array<std::uint8_t, 16> octets{};
    std::copy(own.octets().begin(), own.octets().end(), octets.begin());
    const auto second = static_cast<std::uint64_t>(bench_.now().nanoseconds / 1'000'000'000);
    octets[11] = 0x76;
    octets[12] = bench_.dut().vrid;
    for (std::size_t i = 0; i < 3; ++i) octets[15 - i] = static_cast<std::uint8_t>(second >> (8 * i));
    return engine::IpAddress::v6(octets);
}

Mark Host::answer(Mark solicitation, const engine::MacAddress& mac) {
    const auto& asked = bench_.frame(solicitation).view;
    return send(engine::craft(engine::NeighbourAdvertisementFrame{
        .ethernet_source = mac,
        .ethernet_destination = asked.neighbour->link_layer_address.value_or(asked.ethernet.source),
        .ip_source = asked.neighbour->target,
        .ip_destination = asked.ip->source,
        .target = asked.neighbour->target,
        .solicited = true,
        .override_flag = true,
        .target_link_layer = mac}));
}

Mark Host::announce(const engine::IpAddress& address, const engine::MacAddress& mac) {
    return tell_all_nodes(address, mac, mac, false);
}

Mark Host::defend(const engine::IpAddress& target) {
    return tell_all_nodes(target, bench_.station().mac(), bench_.dut().router_mac(), true);
}

Mark Host::tell_all_nodes(const engine::IpAddress& target, const engine::MacAddress& from,
                          const engine::MacAddress& link_layer, bool as_router) {
    return send(engine::craft(engine::NeighbourAdvertisementFrame{
        .ethernet_source = from,
        .ethernet_destination = engine::multicast_mac(engine::all_nodes_group()),
        .ip_source = target,
        .ip_destination = engine::all_nodes_group(),
        .target = target,
        .router = as_router,
        .override_flag = true,
        .target_link_layer = link_layer}));
}

}  // namespace tester
