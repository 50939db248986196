#include <fmt/format.h>

#include <algorithm>

#include "tester/run/field_list.hpp"

// The fields of what hosts and routers say to each other beside VRRP, with what the RFCs demand of an Active
// that speaks for a virtual address.

namespace tester {
namespace {

using engine::Family;
using engine::FrameView;

std::string operation_text(std::uint64_t operation) {
    if (operation == 1) return "1 (request)";
    if (operation == 2) return "2 (reply)";
    return std::to_string(operation);
}

std::string type_text(std::uint64_t type, bool is_v6) {
    struct Known {
        std::uint64_t type;
        std::string_view name;
    };
    static constexpr Known v4[] = {{0, "Echo Reply"},
                                   {3, "Destination Unreachable"},
                                   {5, "Redirect"},
                                   {8, "Echo"},
                                   {11, "Time Exceeded"}};
    static constexpr Known v6[] = {{1, "Destination Unreachable"},
                                   {3, "Time Exceeded"},
                                   {128, "Echo Request"},
                                   {129, "Echo Reply"},
                                   {130, "Multicast Listener Query"},
                                   {131, "Multicast Listener Report"},
                                   {132, "Multicast Listener Done"},
                                   {133, "Router Solicitation"},
                                   {134, "Router Advertisement"},
                                   {135, "Neighbor Solicitation"},
                                   {136, "Neighbor Advertisement"},
                                   {137, "Redirect"},
                                   {143, "Multicast Listener Report v2"}};
    const auto find = [&](const auto& known) -> std::string {
        for (const auto& each : known)
            if (each.type == type) return fmt::format("{} ({})", type, each.name);
        return std::to_string(type);
    };
    return is_v6 ? find(v6) : find(v4);
}

/// Identifier and sequence number of an echo; false for any other message.
bool add_echo(FieldList& list, const FrameView& view, std::size_t at) {
    if (view.kind != engine::FrameKind::echo_request && view.kind != engine::FrameKind::echo_reply)
        return false;
    list.hexadecimal("Identifier", at + 4, 2);
    list.decimal("Sequence Number", at + 6, 2);
    return true;
}

std::string option_name(std::uint64_t type) {
    switch (type) {
        case 1:
            return "Source Link-Layer Address";
        case 2:
            return "Target Link-Layer Address";
        case 3:
            return "Prefix Information";
        case 5:
            return "MTU";
        default:
            return fmt::format("Option {}", type);
    }
}

/// RFC 4861 4.6: neighbour discovery options. `target_mac`: the virtual MAC address, where it is demanded.
void add_options(FieldList& list, std::size_t at, std::size_t end,
                 const std::optional<std::string>& target_mac, const std::string& clause) {
    while (at < end) {
        const auto type = list.number(at, 1);
        const std::size_t size = static_cast<std::size_t>(list.number(at + 1, 1)) * 8;
        if (size == 0 || size > end - at) {
            list.octets("Options", at, end);
            return;
        }
        if (type == 1 || type == 2) {
            const auto added = list.mac(option_name(type), at + 2);
            if (type == 2 && target_mac && added.is_there)
                added.wants(*target_mac, clause, added.value() != *target_mac);
        } else {
            list.octets(option_name(type), at, at + size);
        }
        at += size;
    }
}

/// An Active's word for a virtual address: RFC 9568 6.4.1 and 6.4.2 say how it looks unasked, 8.2.2 which MAC
/// address it gives when asked, RFC 4861 7.2.4 the rest.
void add_advertisement(FieldList& list, const FrameView& view, MessagePlace place,
                       const FrameContext& context) {
    const auto& neighbour = *view.neighbour;
    const bool is_judged = is_router_under_test(context) && is_virtual_address(context, neighbour.target);
    const bool is_unasked = is_judged && !neighbour.solicited && view.ip->destination.is_multicast();
    const auto at = place.begin;
    const auto flag = [&](std::string name, bool is_set, bool wanted) {
        const auto added = list.add(std::move(name), at + 4, 1, is_set ? "1" : "0");
        if (is_unasked) added.wants(wanted ? "1" : "0", "RFC 9568 6.4.2", is_set != wanted);
    };
    flag("Router Flag (R)", neighbour.router, true);
    flag("Solicited Flag (S)", neighbour.solicited, false);
    flag("Override Flag (O)", neighbour.override_flag, true);
    list.ip("Target Address", at + 8, Family::ipv6);
    std::optional<std::string> wanted;
    if (is_judged) wanted = to_string(router_mac(context));
    add_options(list, at + 24, place.end, wanted, is_unasked ? "RFC 9568 6.4.2" : "RFC 9568 8.2.2");
}

}  // namespace

void add_arp(FieldList& list, const FrameView& view, std::size_t at, const FrameContext& context) {
    list.begin("ARP");
    list.decimal("Hardware Type", at, 2);
    list.hexadecimal("Protocol Type", at + 2, 2);
    list.decimal("Hardware Size", at + 4, 1);
    list.decimal("Protocol Size", at + 5, 1);
    list.add("Operation", at + 6, 2, operation_text(list.number(at + 6, 2)));
    if (!view.arp) {
        list.octets("Data", at + 8, list.frame().size());
        return;
    }
    const auto& arp = *view.arp;
    const auto sender = list.mac("Sender Hardware Address", at + 8);
    const bool is_answer = arp.operation == 2 || arp.is_gratuitous();
    if (is_answer && is_router_under_test(context) && is_virtual_address(context, arp.sender_ip)) {
        const bool is_v2 = context.router->version == 2;
        const auto wanted = router_mac(context);
        sender.wants(to_string(wanted),
                     arp.is_gratuitous() ? (is_v2 ? "RFC 3768 6.4.2" : "RFC 9568 6.4.2")
                                         : (is_v2 ? "RFC 3768 8.2" : "RFC 9568 8.1.2"),
                     arp.sender_mac != wanted);
    }
    list.ip("Sender Protocol Address", at + 14, Family::ipv4);
    list.mac("Target Hardware Address", at + 18);
    list.ip("Target Protocol Address", at + 24, Family::ipv4);
}

void add_icmp(FieldList& list, const FrameView& view, MessagePlace place) {
    list.begin("ICMP");
    const auto at = place.begin;
    list.add("Type", at, 1, type_text(list.number(at, 1), false));
    list.decimal("Code", at + 1, 1);
    list.hexadecimal("Checksum", at + 2, 2);
    if (add_echo(list, view, at)) {
        list.octets("Data", at + 8, place.end);
        return;
    }
    if (view.redirect) list.ip("Gateway Internet Address", at + 4, Family::ipv4);
    list.octets("Data", at + (view.redirect ? 8 : 4), place.end);
}

void add_icmpv6(FieldList& list, const FrameView& view, MessagePlace place, const FrameContext& context) {
    list.begin("ICMPv6");
    const auto at = place.begin;
    list.add("Type", at, 1, type_text(list.number(at, 1), true));
    list.decimal("Code", at + 1, 1);
    const auto checksum = list.hexadecimal("Checksum", at + 2, 2);
    const auto& ip = *view.ip;
    if (!ip.is_cut && !ip.is_fragment && ip.payload.size() >= 4) {
        const auto right = engine::icmpv6_checksum(ip.payload, ip.source, ip.destination);
        checksum.wants(hexadecimal_text(right, 2), "RFC 4443 2.3", engine::read_u16(ip.payload, 2) != right);
    }
    if (add_echo(list, view, at)) {
        list.octets("Data", at + 8, place.end);
    } else if (view.kind == engine::FrameKind::neighbour_advertisement) {
        add_advertisement(list, view, place, context);
    } else if (view.kind == engine::FrameKind::neighbour_solicitation) {
        list.ip("Target Address", at + 8, Family::ipv6);
        add_options(list, at + 24, place.end, {}, "");
    } else if (view.kind == engine::FrameKind::router_advertisement) {
        list.decimal("Cur Hop Limit", at + 4, 1);
        list.hexadecimal("Flags", at + 5, 1);
        list.add("Router Lifetime", at + 6, 2, fmt::format("{} s", list.number(at + 6, 2)));
        list.add("Reachable Time", at + 8, 4, fmt::format("{} ms", list.number(at + 8, 4)));
        list.add("Retrans Timer", at + 12, 4, fmt::format("{} ms", list.number(at + 12, 4)));
        add_options(list, at + 16, place.end, {}, "");
    } else if (view.kind == engine::FrameKind::router_solicitation) {
        add_options(list, at + 8, place.end, {}, "");
    } else {
        list.octets("Data", at + 4, place.end);
    }
}

}  // namespace tester
