#pragma once

#include <tins/pdu.h>

#include "engine/packet/octets.hpp"

namespace engine {

/// A VRRP message as a layer of a libtins packet, so that IP and IPv6 put protocol 112 before it and find it
/// again. It carries the octets as they are: encode() makes them, AdvertisementView reads them.
class VrrpPdu : public Tins::PDU {
  public:
    static const Tins::PDU::PDUType pdu_flag;

    explicit VrrpPdu(Octets message) : message_(std::move(message)) {}
    VrrpPdu(const std::uint8_t* octets, std::uint32_t size) : message_(octets, octets + size) {}

    OctetView message() const { return message_; }

    VrrpPdu* clone() const override { return new VrrpPdu(*this); }
    std::uint32_t header_size() const override { return static_cast<std::uint32_t>(message_.size()); }
    Tins::PDU::PDUType pdu_type() const override { return pdu_flag; }

  private:
    void write_serialization(std::uint8_t* buffer, std::uint32_t total_size) override;

    Octets message_;
};

/// Makes libtins know the layer, once however often it is called; to be called before a packet holds it.
void register_vrrp_pdu();

}  // namespace engine
