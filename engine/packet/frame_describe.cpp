#include <fmt/format.h>

#include <algorithm>

#include "engine/packet/frame.hpp"

namespace engine {
namespace {

/// One line has room for so many addresses; an advertisement may name 255.
constexpr std::size_t most_addresses_named = 8;

std::string address_list(const AdvertisementView& message) {
    const std::size_t size = std::min<std::size_t>(message.count(), message.addresses_present());
    std::string text = "[";
    for (std::size_t index = 0; index < std::min(size, most_addresses_named); ++index) {
        if (index > 0) text += ' ';
        text += to_string(*message.address(index));
    }
    if (size > most_addresses_named) text += fmt::format(" and {} more", size - most_addresses_named);
    return text + "]";
}

/// CARP shares protocol 112 and the first octet 0x21, has 7 where VRRPv2 counts addresses, and is always 36
/// octets.
bool looks_like_carp(const AdvertisementView& message) {
    return message.version() == 2 && message.type() == 1 && message.count() == 7 &&
           message.message().size() == 36;
}

std::string interval_text(const AdvertisementView& message) {
    if (message.version() == 2) return fmt::format("{} s", message.adver_interval_s());
    return fmt::format("{} cs", message.max_advertise_interval_cs());
}

/// What a reader of a report would want to see at once because it is unusual.
std::string vrrp_remarks(const FrameView& frame) {
    const AdvertisementView& message = frame.advertisement;
    const IpView& ip = *frame.ip;
    std::string text;
    if (message.version() == 2 && message.auth_type() != 0) {
        text += fmt::format(" authentication type {}", message.auth_type());
    }
    if (frame.ah)
        text +=
            fmt::format(" authentication header SPI 0x{:08x} sequence {}", frame.ah->spi, frame.ah->sequence);
    if (message.message().size() != message.expected_size()) {
        text +=
            fmt::format(" ({} octets where {} belong)", message.message().size(), message.expected_size());
    }
    if (ip.ttl != 255) text += fmt::format(" {} {}", ip.family == Family::ipv4 ? "TTL" : "hop limit", ip.ttl);
    if (ip.destination != vrrp_group(ip.family)) text += fmt::format(" to {}", to_string(ip.destination));
    return text;
}

std::string describe_vrrp(const FrameView& frame) {
    const AdvertisementView& message = frame.advertisement;
    const std::string source = to_string(frame.ip->source);
    if (!message.has_fixed_part()) {
        return fmt::format("VRRP message cut to {} octets from {}", message.message().size(), source);
    }
    if (looks_like_carp(message)) {
        return fmt::format("CARP (or a VRRPv2 advertisement without its end) VRID {} from {}", message.vrid(),
                           source);
    }
    const std::string type = message.type() == 1 ? "advertisement" : fmt::format("type {}", message.type());
    return fmt::format("VRRPv{} {} VRID {} priority {} interval {} from {} {}{}", message.version(), type,
                       message.vrid(), message.priority(), interval_text(message), source,
                       address_list(message), vrrp_remarks(frame));
}

std::string describe_arp(const ArpView& arp) {
    const std::string sender_mac = to_string(arp.sender_mac);
    const std::string sender = to_string(arp.sender_ip);
    const std::string target = to_string(arp.target_ip);
    if (arp.operation != 1 && arp.operation != 2) {
        return fmt::format("ARP operation {} from {} ({}) to {}", arp.operation, sender, sender_mac, target);
    }
    if (arp.is_gratuitous()) return fmt::format("gratuitous ARP {} is at {}", sender, sender_mac);
    if (arp.operation == 2) return fmt::format("ARP reply {} is at {} to {}", sender, sender_mac, target);
    if (arp.sender_ip.is_unspecified()) return fmt::format("ARP probe for {} from {}", target, sender_mac);
    return fmt::format("ARP request who has {} from {} ({})", target, sender, sender_mac);
}

std::string neighbour_flags(const NeighbourView& neighbour) {
    std::string flags;
    if (neighbour.router) flags += 'R';
    if (neighbour.solicited) flags += 'S';
    if (neighbour.override_flag) flags += 'O';
    return flags.empty() ? "none" : flags;
}

std::string describe_neighbour(const FrameView& frame) {
    const NeighbourView& neighbour = *frame.neighbour;
    const std::string target = to_string(neighbour.target);
    const std::string source = to_string(frame.ip->source);
    const auto& link_layer = neighbour.link_layer_address;
    if (frame.kind == FrameKind::neighbour_solicitation) {
        if (frame.ip->source.is_unspecified()) {
            return fmt::format("neighbour solicitation (duplicate address detection) for {}", target);
        }
        const std::string at = link_layer ? fmt::format(" ({})", to_string(*link_layer)) : "";
        return fmt::format("neighbour solicitation who has {} from {}{}", target, source, at);
    }
    const std::string at = link_layer ? to_string(*link_layer) : "an address it does not give";
    return fmt::format("neighbour advertisement {} is at {} flags {}", target, at,
                       neighbour_flags(neighbour));
}

std::string_view listener_message(const IpView& ip) {
    switch (ip.payload.empty() ? 0 : ip.payload[0]) {
        case 130:
            return "MLD query";
        case 131:
            return "MLDv1 report";
        case 132:
            return "MLDv1 done";
        case 143:
            return "MLDv2 report";
        default:
            return "MLD message";
    }
}

std::string from_to(const IpView& ip) {
    return fmt::format("from {} to {}", to_string(ip.source), to_string(ip.destination));
}

std::string describe_other(const FrameView& frame) {
    if (frame.ip) {
        const std::string_view what = frame.ip->is_fragment ? "fragment, protocol" : "protocol";
        return fmt::format("{} {} {} {}", to_string(frame.ip->family), what, frame.ip->protocol,
                           from_to(*frame.ip));
    }
    const EthernetView& link = frame.ethernet;
    if (link.ether_type == 0 && !link.has_source)
        return fmt::format("frame of {} octets", frame.octets.size());
    std::string text = fmt::format("EtherType 0x{:04x}", link.ether_type);
    if (link.has_source) text += " from " + to_string(link.source);
    if (link.has_destination) text += " to " + to_string(link.destination);
    return text;
}

std::string describe_kind(const FrameView& frame) {
    switch (frame.kind) {
        case FrameKind::vrrp:
            return describe_vrrp(frame);
        case FrameKind::arp:
            return describe_arp(*frame.arp);
        case FrameKind::neighbour_solicitation:
        case FrameKind::neighbour_advertisement:
            return describe_neighbour(frame);
        case FrameKind::router_solicitation:
            return "router solicitation " + from_to(*frame.ip);
        case FrameKind::router_advertisement:
            return "router advertisement " + from_to(*frame.ip);
        case FrameKind::multicast_listener:
            return fmt::format("{} {}", listener_message(*frame.ip), from_to(*frame.ip));
        case FrameKind::echo_request:
        case FrameKind::echo_reply:
            return fmt::format("echo {} {} identifier {} sequence {}",
                               frame.kind == FrameKind::echo_request ? "request" : "reply",
                               from_to(*frame.ip), frame.echo_identifier, frame.echo_sequence);
        case FrameKind::redirect:
            return fmt::format("redirect {}: to {} go by {}", from_to(*frame.ip),
                               to_string(frame.redirect->destination), to_string(frame.redirect->better));
        case FrameKind::other:
            break;
    }
    return describe_other(frame);
}

}  // namespace

std::string describe(const FrameView& frame) {
    std::string text = describe_kind(frame);
    if (frame.ip && frame.ip->is_fragment && frame.kind != FrameKind::other) text += " (first fragment)";
    if (frame.ip && frame.ip->is_cut) text += " (frame cut short)";
    return text;
}

}  // namespace engine
