#include "engine/packet/vrrp_pdu.hpp"

#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/pdu_allocator.h>

#include <algorithm>

namespace engine {
namespace {

constexpr std::uint8_t vrrp_protocol = 112;

bool register_with_libtins() {
    Tins::Allocators::register_allocator<Tins::IP, VrrpPdu>(vrrp_protocol);
    Tins::Allocators::register_allocator<Tins::IPv6, VrrpPdu>(vrrp_protocol);
    return true;
}

}  // namespace

const Tins::PDU::PDUType VrrpPdu::pdu_flag = Tins::PDU::USER_DEFINED_PDU;

void VrrpPdu::write_serialization(std::uint8_t* buffer, std::uint32_t total_size) {
    std::copy_n(message_.begin(), std::min<std::size_t>(total_size, message_.size()), buffer);
}

void register_vrrp_pdu() {
    // At first use, because libtins' own tables need not exist yet while this file's statics are made.
    static const bool registered = register_with_libtins();
    static_cast<void>(registered);
}

}  // namespace engine
