#include "tester/run/frame_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/packet/frame_layers.hpp"
#include "tester/run/field_list.hpp"

namespace tester {
namespace {

using engine::Family;
using engine::FrameKind;
using engine::FrameView;
using engine::LinkType;
namespace ether_type = engine::layers::ether_type;
namespace protocol = engine::layers::protocol;

std::string ether_type_text(std::uint64_t type) {
    std::string_view name;
    switch (type) {
        case ether_type::ipv4:
            name = "IPv4";
            break;
        case ether_type::arp:
            name = "ARP";
            break;
        case ether_type::ipv6:
            name = "IPv6";
            break;
        case ether_type::customer_tag:
            name = "802.1Q";
            break;
        case ether_type::service_tag:
            name = "802.1ad";
            break;
        case ether_type::service_instance:
            name = "802.1ah";
            break;
        default:
            return hexadecimal_text(type, 2);
    }
    return fmt::format("{} ({})", hexadecimal_text(type, 2), name);
}

std::string protocol_text(std::uint64_t number) {
    std::string_view name;
    switch (number) {
        case protocol::hop_by_hop:
            name = "Hop-by-Hop Options";
            break;
        case protocol::icmp:
            name = "ICMP";
            break;
        case 6:
            name = "TCP";
            break;
        case 17:
            name = "UDP";
            break;
        case protocol::routing:
            name = "Routing";
            break;
        case protocol::fragment:
            name = "Fragment";
            break;
        case protocol::authentication:
            name = "AH";
            break;
        case protocol::icmpv6:
            name = "ICMPv6";
            break;
        case protocol::destination_options:
            name = "Destination Options";
            break;
        case protocol::vrrp:
            name = "VRRP";
            break;
        default:
            return std::to_string(number);
    }
    return fmt::format("{} ({})", number, name);
}

/// Where a VRRP message is sent to (RFC 1112 6.4, RFC 2464 7: how the group's address gives the MAC address).
void demand_group_mac(const FieldList::Demand& destination, const FrameView& view) {
    const bool is_ipv4 = view.ip->family == Family::ipv4;
    const engine::MacAddress group = is_ipv4 ? engine::MacAddress{{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12}}
                                             : engine::MacAddress{{0x33, 0x33, 0x00, 0x00, 0x00, 0x12}};
    destination.wants(to_string(group), is_ipv4 ? "RFC 1112 6.4" : "RFC 2464 7",
                      view.ethernet.destination != group);
}

/// RFC 9568 7.2, RFC 3768 7.2: the source is the virtual router's MAC address.
void demand_virtual_mac(const FieldList::Demand& source, const FrameView& view, const FrameContext& context) {
    const auto& message = view.advertisement;
    if (!is_router_under_test(context) || !message.has_fixed_part()) return;
    auto wanted = engine::virtual_mac(view.ip->family, message.vrid());
    // A wrong VRID under the right MAC address is the VRID's mistake.
    if (context.router && view.ethernet.source == router_mac(context)) wanted = router_mac(context);
    source.wants(to_string(wanted), message.version() == 2 ? "RFC 3768 7.2" : "RFC 9568 7.2",
                 view.ethernet.source != wanted);
}

bool is_judged(const FrameView& view) {
    if (view.kind != FrameKind::vrrp || view.ethernet.service_instance) return false;
    const auto& message = view.advertisement;
    const bool is_carp = message.version() == 2 && message.count() == 7 && message.message().size() == 36;
    return !is_carp;
}

/// Tags at `at`; where what they announce begins.
std::size_t add_tags(FieldList& list, std::size_t at, std::uint64_t& type) {
    while (true) {
        if (engine::layers::is_vlan_tag(static_cast<std::uint16_t>(type)) && list.has(at, 4)) {
            list.begin(type == ether_type::customer_tag ? "802.1Q" : "802.1ad");
            const auto control = list.number(at, 2);
            list.add("Priority", at, 2, std::to_string(control >> 13));
            list.add("Drop Eligible", at, 2, std::to_string(control >> 12 & 1));
            list.add("VLAN ID", at, 2, std::to_string(control & 0xfff));
            type = list.number(at + 2, 2);
            list.add("Type", at + 2, 2, ether_type_text(type));
            at += 4;
        } else if (type == ether_type::service_instance && list.has(at, 18)) {
            list.begin("802.1ah");
            list.add("I-SID", at + 1, 3, std::to_string(list.number(at + 1, 3)));
            list.mac("Inner Destination", at + 4);
            list.mac("Inner Source", at + 10);
            type = list.number(at + 16, 2);
            list.add("Type", at + 16, 2, ether_type_text(type));
            at += 18;
        } else {
            return at;
        }
    }
}

std::size_t add_ethernet(FieldList& list, const FrameView& view, const FrameContext& context,
                         std::uint64_t& type) {
    list.begin("Ethernet");
    const auto destination = list.mac("Destination", 0);
    if (is_judged(view)) demand_group_mac(destination, view);
    if (view.arp && view.arp->is_gratuitous() && is_router_under_test(context) &&
        is_virtual_address(context, view.arp->target_ip))
        destination.wants("ff:ff:ff:ff:ff:ff",
                          context.router->version == 2 ? "RFC 3768 6.4.2" : "RFC 9568 6.4.2",
                          view.ethernet.destination != engine::MacAddress{{255, 255, 255, 255, 255, 255}});
    const auto source = list.mac("Source", 6);
    if (is_judged(view)) demand_virtual_mac(source, view, context);
    if (!list.has(12, 2)) return list.frame().size();
    type = list.number(12, 2);
    list.add("Type", 12, 2, ether_type_text(type));
    return add_tags(list, 14, type);
}

std::size_t add_cooked(FieldList& list, const engine::layers::CookedLayout& layout, std::uint64_t& type) {
    list.begin("Linux cooked");
    if (!list.has(0, layout.size)) {
        list.octets("Header", 0, list.frame().size());
        return list.frame().size();
    }
    list.decimal("Hardware Type", layout.hardware, 2);
    if (list.number(layout.address_length, 1) == engine::layers::mac_size) list.mac("Source", layout.address);
    type = list.number(layout.protocol, 2);
    list.add("Type", layout.protocol, 2, ether_type_text(type));
    return add_tags(list, layout.size, type);
}

/// The link layer; where the packet begins, and what it is.
std::size_t add_link_layer(FieldList& list, const FrameView& view, LinkType link, const FrameContext& context,
                           std::uint64_t& type) {
    switch (link) {
        case LinkType::ethernet:
            return add_ethernet(list, view, context, type);
        case LinkType::linux_cooked:
            return add_cooked(list, engine::layers::cooked_v1, type);
        case LinkType::linux_cooked_v2:
            return add_cooked(list, engine::layers::cooked_v2, type);
        case LinkType::null:
        case LinkType::loop:
            list.begin("Loopback");
            list.hexadecimal("Address Family", 0, engine::layers::loopback_header_size);
            type = view.ethernet.ether_type;
            return std::min(engine::layers::loopback_header_size, list.frame().size());
        case LinkType::raw:
        case LinkType::ipv4:
        case LinkType::ipv6:
            break;
    }
    type = view.ethernet.ether_type;
    return 0;
}

void add_ipv4(FieldList& list, const FrameView& view) {
    const auto& ip = *view.ip;
    const bool is_vrrp = is_judged(view);
    const bool is_v2 = is_vrrp && view.advertisement.version() == 2;
    const auto at = ip.header_offset;
    list.begin("IPv4");
    list.add("Version", at, 1, std::to_string(list.number(at, 1) >> 4));
    list.add("Header Length", at, 1, fmt::format("{} octets", ip.header_words * 4));
    list.hexadecimal("Type of Service", at + 1, 1);
    list.decimal("Total Length", at + 2, 2);
    list.hexadecimal("Identification", at + 4, 2);
    list.add("Flags", at + 6, 1,
             ip.flags_and_fragment & 0x4000   ? "Don't Fragment"
             : ip.flags_and_fragment & 0x2000 ? "More Fragments"
                                              : "none");
    list.add("Fragment Offset", at + 6, 2, std::to_string((ip.flags_and_fragment & 0x1fff) * 8));
    const auto ttl = list.decimal("TTL", at + 8, 1);
    if (is_vrrp) ttl.wants("255", is_v2 ? "RFC 3768 5.2.3" : "RFC 9568 5.1.1.3", ip.ttl != 255);
    const auto carries = list.add("Protocol", at + 9, 1, protocol_text(list.number(at + 9, 1)));
    if (is_vrrp && !view.ah)
        carries.wants("112 (VRRP)", is_v2 ? "RFC 3768 5.2.4" : "RFC 9568 5.1.1.4", false);
    const auto checksum = list.hexadecimal("Header Checksum", at + 10, 2);
    if (list.has(at, ip.header_size)) {
        engine::Octets header(list.frame().begin() + static_cast<std::ptrdiff_t>(at),
                              list.frame().begin() + static_cast<std::ptrdiff_t>(at + ip.header_size));
        engine::write_u16(header, 10, 0);
        checksum.wants(hexadecimal_text(engine::internet_checksum(header), 2), "RFC 791 3.1",
                       !ip.header_checksum_good);
    }
    list.ip("Source Address", at + 12, Family::ipv4);
    const auto destination = list.ip("Destination Address", at + 16, Family::ipv4);
    if (is_vrrp)
        destination.wants("224.0.0.18", is_v2 ? "RFC 3768 5.2.2" : "RFC 9568 5.1.1.2",
                          ip.destination != engine::vrrp_group(Family::ipv4));
    const std::size_t end_of_options = at + ip.header_words * std::size_t{4};
    if (ip.has_options) list.octets("Options", at + 20, end_of_options);
}

void add_authentication_header(FieldList& list, std::size_t at, std::size_t size) {
    list.begin("AH");
    list.add("Next Header", at, 1, protocol_text(list.number(at, 1)));
    list.decimal("Payload Len", at + 1, 1);
    list.hexadecimal("Reserved", at + 2, 2);
    list.hexadecimal("Security Parameters Index", at + 4, 4);
    list.decimal("Sequence Number", at + 8, 4);
    list.octets("Integrity Check Value", at + 12, at + size);
}

/// The extension headers between the fixed header and what the view takes for the upper layer.
void add_extension_headers(FieldList& list, std::size_t at, std::size_t end, std::uint64_t type) {
    while (at < end && list.has(at, 8)) {
        const bool is_ah = type == protocol::authentication;
        const auto units = list.number(at + 1, 1);
        const std::size_t size = type == protocol::fragment ? 8 : is_ah ? (units + 2) * 4 : (units + 1) * 8;
        if (is_ah) {
            add_authentication_header(list, at, size);
        } else {
            list.begin("IPv6 extension");
            list.add("Header", at, size, protocol_text(type));
            list.add("Next Header", at, 1, protocol_text(list.number(at, 1)));
            list.octets("Data", at + 2, std::min(at + size, end));
        }
        type = list.number(at, 1);
        at += size;
    }
}

void add_ipv6(FieldList& list, const FrameView& view) {
    const auto& ip = *view.ip;
    const bool is_vrrp = is_judged(view);
    const auto at = ip.header_offset;
    list.begin("IPv6");
    list.add("Version", at, 1, std::to_string(list.number(at, 1) >> 4));
    list.add("Traffic Class", at, 2, hexadecimal_text(list.number(at, 2) >> 4 & 0xff, 1));
    list.add("Flow Label", at + 1, 3, hexadecimal_text(list.number(at + 1, 3) & 0xfffff, 3));
    list.decimal("Payload Length", at + 4, 2);
    const auto type = list.number(at + 6, 1);
    const auto next = list.add("Next Header", at + 6, 1, protocol_text(type));
    if (is_vrrp && type == protocol::vrrp) next.wants("112 (VRRP)", "RFC 9568 5.1.2.4", false);
    const auto hops = list.decimal("Hop Limit", at + 7, 1);
    if (is_vrrp) hops.wants("255", "RFC 9568 5.1.2.3", ip.ttl != 255);
    const bool is_neighbour = view.neighbour.has_value();
    if (is_neighbour) hops.wants("255", "RFC 4861 7.1", ip.ttl != 255);
    const auto source = list.ip("Source Address", at + 8, Family::ipv6);
    if (is_vrrp) source.wants("a link-local address", "RFC 9568 5.1.2.1", !ip.source.is_link_local());
    const auto destination = list.ip("Destination Address", at + 24, Family::ipv6);
    if (is_vrrp)
        destination.wants("ff02::12", "RFC 9568 5.1.2.2", ip.destination != engine::vrrp_group(Family::ipv6));
    add_extension_headers(list, at + 40, at + ip.header_size, type);
}

void add_packet(FieldList& list, const FrameView& view, const FrameContext& context) {
    const auto& ip = *view.ip;
    if (ip.family == Family::ipv4)
        add_ipv4(list, view);
    else
        add_ipv6(list, view);
    if (view.ah && ip.family == Family::ipv4)
        add_authentication_header(list, view.ah->offset, 12 + view.ah->icv.size());
    if (ip.payload.empty()) return;
    const auto begin = static_cast<std::size_t>(ip.payload.data() - list.frame().data());
    const MessagePlace place{begin, begin + ip.payload.size()};
    const bool is_first = !ip.is_fragment || view.kind != FrameKind::other;
    if (view.kind == FrameKind::vrrp) {
        add_vrrp(list, view, context);
    } else if (ip.protocol == protocol::icmp && ip.family == Family::ipv4 && is_first) {
        add_icmp(list, view, place);
    } else if (ip.protocol == protocol::icmpv6 && ip.family == Family::ipv6 && is_first) {
        add_icmpv6(list, view, place, context);
    } else {
        list.begin("Payload");
        list.octets("Data", place.begin, place.end);
    }
}

std::optional<std::uint8_t> digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return {};
}

/// Nothing where the text is no octets in hexadecimal, which may stand apart.
std::optional<engine::Octets> octets_of(std::string_view hex) {
    engine::Octets octets;
    octets.reserve(hex.size() / 2);
    bool is_half = false;
    for (const char c : hex) {
        if (c == ' ') continue;
        const auto value = digit(c);
        if (!value) return {};
        if (is_half)
            octets.back() = static_cast<std::uint8_t>(octets.back() << 4 | *value);
        else
            octets.push_back(*value);
        is_half = !is_half;
    }
    if (is_half) return {};
    return octets;
}

}  // namespace

std::vector<FrameField> frame_fields(engine::OctetView octets, LinkType type, const FrameContext& context) {
    const auto view = engine::read_frame(octets, type);
    FieldList list(octets);
    std::uint64_t carries = 0;
    const auto at = add_link_layer(list, view, type, context, carries);
    if (view.ip) {
        add_packet(list, view, context);
    } else if (carries == ether_type::arp && list.has(at, 8)) {
        add_arp(list, view, at, context);
    } else {
        list.begin("Payload");
        list.octets("Data", at, octets.size());
    }
    return list.take();
}

void decode_cited_frames(RunResult& result) {
    for (auto& one : result.cases) {
        FrameContext context{one.virtual_router ? &*one.virtual_router : nullptr, {}, one.is_reconfigured};
        for (auto& frame : one.frames) {
            const auto type = engine::link_type_of(frame.link_type);
            const auto octets = octets_of(frame.hex);
            if (!type || !octets || octets->empty()) continue;
            context.sender = frame.sender;
            frame.fields = frame_fields(*octets, *type, context);
        }
    }
}

}  // namespace tester
