#pragma once

#include <cstdint>

#include "engine/lan/link.hpp"

namespace engine {

/// The 802.1Q tag of a VLAN.
struct VlanTag {
    std::uint16_t vlan = 1;     // 1-4094
    std::uint8_t priority = 0;  // 0-7
};

/// The frame with the tag behind its MAC addresses, in front of any other one. The frame has a whole Ethernet
/// header.
Octets with_tag(OctetView frame, VlanTag tag);

/// One VLAN of another link: whoever uses it sends and hears untagged frames. Frames of other VLANs and
/// untagged ones are not for it. The tag is put on here, since a host's kernel may know no VLANs.
class TaggedLink final : public Link {
  public:
    /// `inner` must outlive this link, and has no other receiver.
    TaggedLink(Link& inner, VlanTag tag);
    ~TaggedLink() override;

    void send(OctetView frame) override;
    /// The inner link's, whose interface it is.
    std::string name() const override { return inner_.name(); }
    std::size_t dropped() const override { return inner_.dropped(); }

  private:
    void receive(OctetView frame, Instant when, bool own);

    Link& inner_;
    VlanTag tag_;
    Octets untagged_;  // of the frame that is being delivered
};

}  // namespace engine
