#include <algorithm>
#include <cstdlib>

#include "engine/packet/authentication.hpp"
#include "engine/packet/host_messages.hpp"
#include "engine/packet/link_type.hpp"
#include "engine/packet/may_matter.hpp"

// A libFuzzer target: the first octet chooses the link type, the rest is the frame. Everything that reads a
// frame is called; a view that leaves the frame, or a promise that is broken, ends the program.

namespace {

using namespace engine;

constexpr LinkType types[] = {LinkType::ethernet, LinkType::null,           LinkType::raw,
                              LinkType::loop,     LinkType::linux_cooked,   LinkType::ipv4,
                              LinkType::ipv6,     LinkType::linux_cooked_v2};

void require(bool holds) {
    if (!holds) std::abort();
}

void require_inside(OctetView part, OctetView whole) {
    if (part.empty()) return;
    require(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void look_at_message(const FrameView& frame) {
    const AdvertisementView& message = frame.advertisement;
    const IpView& ip = *frame.ip;
    require_inside(message.message(), frame.octets);
    require_inside(message.auth_data(), frame.octets);
    require(frame.message_offset <= frame.octets.size());
    require(message.addresses().size() <= message.count());
    require(!message.address(message.addresses_present()));
    require(message.expected_size() >= 8 && interval_cs(message) <= 25'500);
    for (const ChecksumForm form : {ChecksumForm::message_only, ChecksumForm::pseudo_header}) {
        const std::uint16_t sum = vrrp_checksum(message.message(), form, ip.source, ip.destination);
        const bool verifies = vrrp_checksum_verifies(message.message(), form, ip.source, ip.destination);
        // Zero and its complement are one number, and a field of a short message does not exist.
        const bool is_equal = sum == message.checksum() || (sum == 0 && message.checksum() == 0xffff) ||
                              (sum == 0xffff && message.checksum() == 0);
        require(!verifies || (message.has_fixed_part() && is_equal));
    }
    authentication_fault(frame, {AuthenticationType::ip_authentication_header, "key"});
    authentication_fault(frame, {AuthenticationType::simple_text_password, "password"});
}

void look_at(const FrameView& frame) {
    require(!describe(frame).empty());
    require(frame.ethernet.vlan_count <= frame.ethernet.vlan_ids.size());
    if (frame.ip) require_inside(frame.ip->payload, frame.octets);
    if (frame.ah) require_inside(frame.ah->icv, frame.octets);
    require((frame.kind == FrameKind::arp) == frame.arp.has_value());
    require((frame.kind == FrameKind::redirect) == frame.redirect.has_value());
    if (frame.kind == FrameKind::vrrp) look_at_message(frame);
    read_transport(frame);
    read_port_unreachable(frame);
    read_router_advertisement(frame);
    if (const auto listener = read_listener(frame)) {
        require_inside(listener->records, frame.octets);
        listener->says_member_of(vrrp_group(Family::ipv6));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const LinkType type = types[data[0] % std::size(types)];
    const OctetView octets(data + 1, size - 1);
    const FrameView frame = read_frame(octets, type);
    look_at(frame);
    require(frame.kind == FrameKind::other || may_matter(octets, type));
    return 0;
}
