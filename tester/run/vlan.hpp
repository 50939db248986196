#pragma once

#include <optional>
#include <vector>

#include "engine/lan/answering_link.hpp"
#include "engine/lan/host_network.hpp"
#include "engine/lan/tagged_link.hpp"

namespace tester {

/// A VLAN behind an interface in which the tester is by itself: the kernel need not know any VLANs.
struct Vlan {
    engine::VlanTag tag{};
    /// The tester's own addresses there; empty: those of the interface.
    std::vector<engine::InterfaceAddress> addresses{};
};

/// The interface as it is in the VLAN: with the addresses that the tester has there. A link-local one is
/// always among them, if need be the one that the MAC address makes (RFC 4291, appendix A). Without a VLAN
/// the interface as it is.
engine::InterfaceFacts in_vlan(engine::InterfaceFacts interface, const std::optional<Vlan>& vlan);

/// The tester's port on the LAN to test: an interface's link, or one VLAN of it, where the tester answers for
/// its own addresses as nobody else would.
class LanPort {
  public:
    /// `inner` must outlive the port. `interface` is what in_vlan() made of it.
    LanPort(engine::Scheduler& scheduler, engine::Link& inner, const engine::InterfaceFacts& interface,
            const std::optional<Vlan>& vlan);
    engine::Link& link() { return answering_ ? static_cast<engine::Link&>(*answering_) : inner_; }

  private:
    engine::Link& inner_;
    std::optional<engine::TaggedLink> tagged_;
    std::optional<engine::AnsweringLink> answering_;
};

}  // namespace tester
