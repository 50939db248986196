#include "engine/packet/host_messages.hpp"

#include <tins/ethernetII.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/tcp.h>
#include <tins/udp.h>

#include <catch2/catch.hpp>

#include "engine/packet/checksum.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

// What is crafted is read back, and libtins is the second opinion on both.

namespace engine {
namespace {

const MacAddress host_mac{{0x52, 0x54, 0x00, 0x00, 0x00, 0x01}};
const MacAddress router_mac = virtual_mac(Family::ipv6, 7);

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

Tins::EthernetII decoded(const Octets& frame) {
    return Tins::EthernetII(frame.data(), static_cast<std::uint32_t>(frame.size()));
}

/// RFC 1071: the sum over the pseudo-header and the message, its checksum in it, comes to zero.
bool transport_sum_is_good(const Octets& octets) {
    const FrameView frame = read_frame(octets);
    const auto add = [](std::uint32_t sum, OctetView part) {
        for (std::size_t i = 0; i + 1 < part.size(); i += 2) sum += read_u16(part, i);
        return part.size() % 2 ? sum + (static_cast<std::uint32_t>(part.back()) << 8) : sum;
    };
    std::uint32_t sum = add(add(0, frame.ip->source.octets()), frame.ip->destination.octets());
    sum += frame.ip->protocol + static_cast<std::uint32_t>(frame.ip->payload.size());
    return internet_checksum(frame.ip->payload, sum) == 0;
}

UdpFrame datagram(const char* source, const char* destination) {
    static constexpr std::uint8_t data[] = {1, 2, 3};
    return {host_mac, router_mac, ip(source), ip(destination), 61007, 65533, 64, data};
}

}  // namespace

TEST_CASE("a crafted datagram is read, in both families", "[packet]") {
    for (const Octets& octets :
         {craft(datagram("172.16.100.5", "172.16.100.10")), craft(datagram("fe80::5", "2001:db8::10"))}) {
        const auto view = read_transport(read_frame(octets));
        REQUIRE(view);
        CHECK_FALSE(view->is_tcp);
        CHECK(view->source_port == 61007);
        CHECK(view->destination_port == 65533);
        CHECK(transport_sum_is_good(octets));
        CHECK(decoded(octets).rfind_pdu<Tins::UDP>().length() == 11);
    }
}

TEST_CASE("a crafted TCP segment is read, in both families", "[packet]") {
    for (const char* source : {"172.16.100.5", "fe80::5"}) {
        const bool is_ipv4 = ip(source).family() == Family::ipv4;
        TcpFrame frame{.ethernet_source = host_mac,
                       .ethernet_destination = router_mac,
                       .ip_source = ip(source),
                       .ip_destination = ip(is_ipv4 ? "172.16.100.10" : "fe80::10"),
                       .source_port = 61007,
                       .destination_port = 65533,
                       .sequence = 0x80000001,
                       .acknowledgement = 0x90000002,
                       .syn = true};
        const Octets octets = craft(frame);
        const auto view = read_transport(read_frame(octets));
        REQUIRE(view);
        CHECK(view->is_tcp);
        CHECK(view->source_port == 61007);
        CHECK(view->destination_port == 65533);
        CHECK(view->sequence == 0x80000001);
        CHECK(view->acknowledgement == 0x90000002);
        CHECK((view->syn && !view->ack && !view->rst));
        CHECK(transport_sum_is_good(octets));
        frame.syn = false;
        frame.ack = frame.rst = true;
        const Octets reset = craft(frame);
        const auto refused = read_transport(read_frame(reset));
        REQUIRE(refused);
        CHECK((!refused->syn && refused->ack && refused->rst));
    }
}

TEST_CASE("a port unreachable quotes the packet, and is read", "[packet]") {
    const Octets ipv4 = craft(datagram("172.16.100.5", "172.16.100.10"));
    const Octets refusal = craft(PortUnreachableFrame{router_mac, host_mac, ip("172.16.100.10"),
                                                      ip("172.16.100.5"), OctetView(ipv4).subspan(14)});
    const auto view = read_port_unreachable(read_frame(refusal));
    REQUIRE(view);
    CHECK(view->destination == ip("172.16.100.10"));
    CHECK(view->source_port == 61007);
    CHECK(decoded(refusal).rfind_pdu<Tins::ICMP>().code() == 3);
    CHECK(internet_checksum(read_frame(refusal).ip->payload) == 0);
    CHECK(read_frame(refusal).ip->payload.size() == 8 + 28);

    const Octets ipv6 = craft(datagram("fe80::5", "2001:db8::10"));
    const Octets refusal6 = craft(PortUnreachableFrame{router_mac, host_mac, ip("2001:db8::10"),
                                                       ip("fe80::5"), OctetView(ipv6).subspan(14)});
    const auto view6 = read_port_unreachable(read_frame(refusal6));
    REQUIRE(view6);
    CHECK(view6->destination == ip("2001:db8::10"));
    CHECK(view6->source_port == 61007);
    CHECK(transport_sum_is_good(refusal6));

    // Another code or type is another message.
    for (const std::size_t offset : {std::size_t{34}, std::size_t{35}}) {
        Octets other = refusal;
        other[offset] = 1;
        CHECK_FALSE(read_port_unreachable(read_frame(other)));
    }
}

TEST_CASE("router discovery is crafted and read", "[packet]") {
    const Octets question = craft(RouterSolicitationFrame{host_mac, ip("fe80::5"), host_mac});
    CHECK(read_frame(question).kind == FrameKind::router_solicitation);
    CHECK(read_frame(question).ip->destination == ip("ff02::2"));
    CHECK(read_frame(question).ip->ttl == 255);
    CHECK(read_frame(question).ethernet.destination == MacAddress{{0x33, 0x33, 0, 0, 0, 2}});
    CHECK(transport_sum_is_good(question));
    CHECK_FALSE(read_router_advertisement(read_frame(question)));

    RouterAdvertisementFrame frame{.ethernet_source = router_mac,
                                   .ethernet_destination = multicast_mac(all_nodes_group()),
                                   .ip_source = ip("fe80::10"),
                                   .ip_destination = all_nodes_group(),
                                   .lifetime_s = 1800,
                                   .source_link_layer = router_mac};
    const Octets octets = craft(frame);
    const auto view = read_router_advertisement(read_frame(octets));
    REQUIRE(view);
    CHECK(view->advertised_hop_limit == 64);
    CHECK(view->lifetime_s == 1800);
    CHECK(view->source_link_layer == router_mac);
    CHECK(read_frame(octets).ip->ttl == 255);
    CHECK(transport_sum_is_good(octets));
    CHECK(decoded(octets).rfind_pdu<Tins::ICMPv6>().router_lifetime() == 1800);
    frame.source_link_layer.reset();
    const Octets without = craft(frame);
    CHECK_FALSE(read_router_advertisement(read_frame(without))->source_link_layer);
}

TEST_CASE("listener queries of both versions are crafted and read", "[packet]") {
    for (const int version : {1, 2}) {
        const Octets octets = craft(ListenerQueryFrame{host_mac, ip("fe80::5"), version, 1000});
        const FrameView frame = read_frame(octets);
        CHECK(frame.ip->ttl == 1);
        CHECK(frame.ip->has_options);
        CHECK(frame.ip->destination == ip("ff02::1"));
        CHECK(transport_sum_is_good(octets));
        const auto view = read_listener(frame);
        REQUIRE(view);
        CHECK(view->kind == ListenerView::Kind::query);
        CHECK(view->version == version);
        CHECK(view->maximum_response_ms == 1000);
        CHECK(view->group.is_unspecified());
        CHECK_FALSE(view->says_member_of(ip("::")));
    }
    // RFC 3810 5.1.3: (mant | 0x1000) << (exp + 3); 0x8000 is 0x1000 << 3.
    const Octets slow = craft(ListenerQueryFrame{host_mac, ip("fe80::5"), 2, 0x8000});
    CHECK(read_listener(read_frame(slow))->maximum_response_ms == 32768);
    const Octets slowest = craft(ListenerQueryFrame{host_mac, ip("fe80::5"), 2, 0xffff});
    CHECK(read_listener(read_frame(slowest))->maximum_response_ms == 8387584);
}

TEST_CASE("listener reports of both versions tell whose groups they name", "[packet]") {
    const Octets old = craft(OldListenerReportFrame{host_mac, ip("fe80::5"), ip("ff02::1:ff00:10")});
    CHECK(transport_sum_is_good(old));
    CHECK(read_frame(old).ip->destination == ip("ff02::1:ff00:10"));
    CHECK(read_listener(read_frame(old))->version == 1);
    CHECK(read_listener(read_frame(old))->says_member_of(ip("ff02::1:ff00:10")));
    CHECK_FALSE(read_listener(read_frame(old))->says_member_of(ip("ff02::1:ff00:11")));

    const IpAddress groups[] = {ip("ff02::12"), ip("ff02::1:ff00:10")};
    Octets octets = craft(MulticastListenerReportFrame{host_mac, ip("fe80::5"), groups});
    CHECK(read_listener(read_frame(octets))->version == 2);
    CHECK(read_listener(read_frame(octets))->says_member_of(groups[0]));
    CHECK(read_listener(read_frame(octets))->says_member_of(groups[1]));
    CHECK_FALSE(read_listener(read_frame(octets))->says_member_of(ip("ff02::1:ff00:11")));
    // Ethernet, IPv6, hop-by-hop and the report's own head, then the first record's type; 3 without sources
    // is how a listener leaves.
    constexpr std::size_t first_record = 14 + 40 + 8 + 8;
    octets[first_record] = 3;
    CHECK_FALSE(read_listener(read_frame(octets))->says_member_of(groups[0]));
    CHECK(read_listener(read_frame(octets))->says_member_of(groups[1]));
    // A record that claims more sources than there are ends the walk.
    octets[first_record + 2] = 0xff;
    CHECK_FALSE(read_listener(read_frame(octets))->says_member_of(groups[1]));
}

TEST_CASE("every truncation and every change of an octet is read without harm", "[packet]") {
    const Octets quoted = craft(datagram("fe80::5", "2001:db8::10"));
    const IpAddress groups[] = {ip("ff02::12"), ip("ff02::1:ff00:10")};
    const Octets samples[] = {
        craft(datagram("172.16.100.5", "172.16.100.10")),
        craft(TcpFrame{.ethernet_source = host_mac,
                       .ethernet_destination = router_mac,
                       .ip_source = ip("fe80::5"),
                       .ip_destination = ip("fe80::10")}),
        craft(PortUnreachableFrame{router_mac, host_mac, ip("fe80::10"), ip("fe80::5"),
                                   OctetView(quoted).subspan(14)}),
        craft(RouterAdvertisementFrame{.ethernet_source = router_mac,
                                       .ethernet_destination = host_mac,
                                       .ip_source = ip("fe80::10"),
                                       .ip_destination = ip("fe80::5"),
                                       .source_link_layer = router_mac}),
        craft(ListenerQueryFrame{host_mac, ip("fe80::5")}),
        craft(OldListenerReportFrame{host_mac, ip("fe80::5"), groups[0]}),
        craft(MulticastListenerReportFrame{host_mac, ip("fe80::5"), groups}),
    };
    std::size_t read = 0;
    const auto read_all = [&](const Octets& octets) {
        const FrameView frame = read_frame(octets);
        read += read_transport(frame).has_value() + read_port_unreachable(frame).has_value() +
                read_router_advertisement(frame).has_value();
        if (const auto listener = read_listener(frame)) read += 1 + listener->says_member_of(groups[1]);
    };
    for (const Octets& whole : samples) {
        // An exact copy of its own lets the address sanitizer see the first octet beyond.
        for (std::size_t size = 0; size <= whole.size(); ++size)
            read_all(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
        for (std::size_t offset = 0; offset < whole.size(); ++offset)
            for (int value = 0; value < 256; ++value) {
                Octets changed = whole;
                changed[offset] = static_cast<std::uint8_t>(value);
                read_all(changed);
            }
    }
    CHECK(read > 0);
}

}  // namespace engine
