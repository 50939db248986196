#include "engine/router/mutants.hpp"

namespace engine {
namespace {

// What a mutant does to an advertisement before it is built (Shape) or to its octets afterwards (Edit).
template <auto Shape>
void shapes(Rules& rules) {
    rules.shape_advertisement = Shape;
}
template <auto Edit>
void edits(Rules& rules) {
    rules.edit_advertisement = Edit;
}

using Frame = AdvertisementFrame;

void source_is_virtual(Frame& frame, const Parameters& local) {
    frame.ip_source = local.addresses.front();
}

void source_is_global(Frame& frame, const Parameters& local) {
    if (local.family == Family::ipv6) frame.ip_source = *IpAddress::parse("2001:db8::11");
}

void to_all_nodes(Frame& frame, const Parameters& local) {
    frame.ip_destination = local.family == Family::ipv4 ? *IpAddress::parse("224.0.0.1") : all_nodes_group();
}

void to_broadcast_mac(Frame& frame, const Parameters&) {
    frame.ethernet_destination = broadcast_mac;
}

void from_physical_mac(Frame& frame, const Parameters& local) {
    frame.ethernet_source = local.physical_mac;
}

void from_mac_of_other_family(Frame& frame, const Parameters& local) {
    frame.ethernet_source =
        virtual_mac(local.family == Family::ipv4 ? Family::ipv6 : Family::ipv4, local.vrid);
}

void ttl_is_64(Frame& frame, const Parameters&) {
    frame.ttl = 64;
}

// Only the farewell goes wrong: a fault that watching the periodic advertisements cannot show.
void resignation_ttl_is_1(Frame& frame, const Parameters&) {
    if (frame.message.priority == 0) frame.ttl = 1;
}

void version_of_the_other(Frame& frame, const Parameters& local) {
    frame.message.version = local.version == 2 ? 3 : 2;
}

void type_is_2(Frame& frame, const Parameters&) {
    frame.message.type = 2;
}

void vrid_is_one_more(Frame& frame, const Parameters&) {
    ++frame.message.vrid;
}

void priority_is_one_less(Frame& frame, const Parameters&) {
    if (frame.message.priority > 1) --frame.message.priority;
}

void priority_is_one_more(Frame& frame, const Parameters&) {
    if (frame.message.priority != 0 && frame.message.priority < 255) ++frame.message.priority;
}

void priority_of_owner_is_100(Frame& frame, const Parameters& local) {
    if (local.is_owner() && frame.message.priority != 0) frame.message.priority = 100;
}

void count_is_one_more(Frame& frame, const Parameters& local) {
    frame.message.count = static_cast<std::uint8_t>(local.addresses.size() + 1);
}

void list_is_cut_at_10(Frame& frame, const Parameters& local) {
    if (local.addresses.size() > 10) frame.message.addresses = frame.message.addresses.first(10);
}

void reserve_is_set(Frame& frame, const Parameters& local) {
    if (local.version == 3) frame.message.reserve = 0xf;
}

void interval_is_zero(Frame& frame, const Parameters&) {
    frame.message.interval = 0;
}

void interval_is_doubled(Frame& frame, const Parameters&) {
    frame.message.interval = static_cast<std::uint16_t>(2 * frame.message.interval);
}

void list_is_of_the_interface(Frame& frame, const Parameters& local) {
    frame.message.addresses = std::span<const IpAddress>(&local.primary_address, 1);
}

void list_lacks_the_last(Frame& frame, const Parameters& local) {
    if (local.addresses.size() > 1)
        frame.message.addresses = frame.message.addresses.first(local.addresses.size() - 1);
}

void global_address_first(Frame& frame, const Parameters& local) {
    if (local.family == Family::ipv6 && local.addresses.size() > 1)
        frame.message.addresses = frame.message.addresses.subspan(1);
}

void auth_type_is_1(Frame& frame, const Parameters&) {
    frame.message.auth_type = 1;
}

void auth_data_is_set(Frame& frame, const Parameters&) {
    frame.message.auth_data = {'s', 'e', 'c', 'r', 'e', 't', 0, 0};
}

void resignation_is_empty(Frame& frame, const Parameters&) {
    if (frame.message.priority == 0) frame.message.addresses = {};
}

void resignation_has_wrong_interval(Frame& frame, const Parameters&) {
    if (frame.message.priority == 0) frame.message.interval = 0;
}

void checksum_is_one_more(Octets& frame, const Parameters&) {
    if (const auto offset = vrrp_message_offset(frame)) ++frame[*offset + 7];
}

void checksum_is_zero(Octets& frame, const Parameters&) {
    if (const auto offset = vrrp_message_offset(frame)) write_u16(frame, *offset + 6, 0);
}

void checksum_takes_the_other_form(Frame& frame, const Parameters& local) {
    frame.checksum_form = local.checksum_form == ChecksumForm::message_only ? ChecksumForm::pseudo_header
                                                                            : ChecksumForm::message_only;
}

// The IPv6 pseudo-header left out, as RFC 3768's arithmetic would have it.
void ipv6_checksum_lacks_pseudo_header(Octets& frame, const Parameters& local) {
    const auto offset = vrrp_message_offset(frame);
    if (local.family != Family::ipv6 || !offset) return;
    const auto message = std::span(frame).subspan(*offset);
    write_u16(message, 6, vrrp_checksum(message, ChecksumForm::message_only, {}, {}));
}

void protocol_is_113(Octets& frame, const Parameters& local) {
    frame[local.family == Family::ipv4 ? 23 : 20] = 113;
    repair_ipv4_header_checksum(frame);
}

void eight_octets_too_many(Octets& frame, const Parameters& local) {
    const auto view = read_frame(frame);
    resize_vrrp_message(frame, view.advertisement.expected_size() + 8);
    repair_vrrp_checksum(frame, local.checksum_form);
}

// A piece of an address that is not of the family.
void mixes_families(Octets& frame, const Parameters& local) {
    const auto offset = vrrp_message_offset(frame);
    if (!offset) return;
    const auto size = read_frame(frame).advertisement.expected_size();
    resize_vrrp_message(frame, size + (local.family == Family::ipv4 ? 2 : 4));
    repair_vrrp_checksum(frame, local.checksum_form);
}

void ip_header_checksum_is_wrong(Octets& frame, const Parameters& local) {
    if (local.family == Family::ipv4) ++frame[24];
}

void has_router_alert(Octets& frame, const Parameters& local) {
    static constexpr std::uint8_t router_alert[] = {0x94, 0x04, 0x00, 0x00};
    static constexpr std::uint8_t hop_by_hop[] = {0, 0, 5, 2, 0, 0, 1, 0};
    if (local.family == Family::ipv4)
        insert_ipv4_options(frame, router_alert);
    else
        insert_ipv6_extension(frame, 0, hop_by_hop);
}

}  // namespace

std::span<const Mutant> wire_mutants() {
    static constexpr Mutant mutants[] = {
        {"advert-source-is-virtual-address", "RFC 9568 5.1.1.1", "advertises from the virtual address",
         shapes<source_is_virtual>},
        {"advert-source-is-global", "RFC 9568 5.1.2.1", "advertises over IPv6 from a global address",
         shapes<source_is_global>},
        {"advert-to-all-nodes", "RFC 9568 5.1.1.2", "sends to 224.0.0.1 or ff02::1", shapes<to_all_nodes>},
        {"advert-to-broadcast-mac", "RFC 9568 7.2", "sends to the Ethernet broadcast address",
         shapes<to_broadcast_mac>},
        {"advert-from-physical-mac", "RFC 9568 7.2",
         "sends from the interface's own MAC, as keepalived without use_vmac", shapes<from_physical_mac>},
        {"advert-from-mac-of-other-family", "RFC 9568 7.3", "uses the other family's virtual MAC",
         shapes<from_mac_of_other_family>},
        {"advert-ttl-64", "RFC 9568 5.1.1.3", "sends with TTL or Hop Limit 64", shapes<ttl_is_64>},
        {"advert-version-of-other", "RFC 9568 5.2.1", "writes version 2 for 3 and 3 for 2",
         shapes<version_of_the_other>},
        {"advert-type-2", "RFC 9568 5.2.2", "writes type 2", shapes<type_is_2>},
        {"advert-vrid-off-by-one", "RFC 9568 5.2.3", "writes the next VRID", shapes<vrid_is_one_more>},
        {"advert-priority-one-less", "RFC 9568 5.2.4", "advertises one less than its priority",
         shapes<priority_is_one_less>},
        {"advert-priority-one-more", "RFC 9568 5.2.4", "advertises one more than its priority",
         shapes<priority_is_one_more>},
        {"owner-advertises-100", "RFC 9568 5.2.4", "advertises priority 100 though it owns the address",
         shapes<priority_of_owner_is_100>},
        {"advert-count-off-by-one", "RFC 9568 5.2.5", "counts one address too many",
         shapes<count_is_one_more>},
        {"advert-list-cut-at-10", "RFC 9568 5.2.9", "forgets every address after the tenth",
         shapes<list_is_cut_at_10>},
        {"advert-mixes-families", "RFC 9568 5.2.9", "lists something that is no address of the family",
         edits<mixes_families>},
        {"advert-reserve-set", "RFC 9568 5.2.6", "sets the reserved bits", shapes<reserve_is_set>},
        {"advert-interval-zero", "RFC 9568 5.2.7", "writes interval 0, as sub-second timers in version 2 do",
         shapes<interval_is_zero>},
        {"advert-interval-doubled", "RFC 9568 5.2.7", "writes twice its interval",
         shapes<interval_is_doubled>},
        {"advert-lists-interface-address", "RFC 9568 5.2.9",
         "lists the interface's address instead of the virtual ones", shapes<list_is_of_the_interface>},
        {"advert-lacks-last-address", "RFC 9568 5.2.9", "lists all addresses but the last",
         shapes<list_lacks_the_last>},
        {"advert-global-address-first", "RFC 9568 5.2.9",
         "leaves out the link-local address, which must come first", shapes<global_address_first>},
        {"advert-auth-type-1", "RFC 3768 5.3.6", "writes authentication type 1", shapes<auth_type_is_1>},
        {"advert-auth-data-set", "RFC 3768 5.3.6.1", "sends a password under authentication type 0",
         shapes<auth_data_is_set>},
        {"advert-protocol-113", "RFC 9568 5.1.1.4", "sends IP protocol 113", edits<protocol_is_113>},
        {"advert-trailing-octets", "RFC 9568 9", "appends eight octets to the message",
         edits<eight_octets_too_many>},
        {"advert-ip-checksum-wrong", "RFC 9568 7.2", "sends a wrong IPv4 header checksum",
         edits<ip_header_checksum_is_wrong>},
        {"advert-with-ip-options", "RFC 9568 5.1.2.4",
         "adds Router Alert, so that VRRP does not follow directly", edits<has_router_alert>},
        {"advert-checksum-off-by-one", "RFC 9568 5.2.8", "sends a checksum that is wrong by one",
         edits<checksum_is_one_more>},
        {"advert-checksum-zero", "RFC 9568 5.2.8", "leaves the checksum field at zero",
         edits<checksum_is_zero>},
        {"advert-checksum-of-other-form", "RFC 9568 5.2.8",
         "sums the IPv4 pseudo-header where the message alone is summed, and the reverse",
         shapes<checksum_takes_the_other_form>},
        {"advert-ipv6-checksum-message-only", "RFC 9568 5.2.8", "sums no pseudo-header over IPv6",
         edits<ipv6_checksum_lacks_pseudo_header>},
        {"resignation-ttl-1", "RFC 9568 5.1.1.3", "sends its last advertisement with TTL 1",
         shapes<resignation_ttl_is_1>},
        {"resignation-without-addresses", "RFC 9568 6.4.3", "sends Priority 0 with an empty list",
         shapes<resignation_is_empty>},
        {"resignation-interval-zero", "RFC 9568 6.4.3", "sends Priority 0 with interval 0",
         shapes<resignation_has_wrong_interval>},
    };
    return mutants;
}

}  // namespace engine
