#pragma once

#include "engine/lan/speaker.hpp"

namespace engine {

/// A link to a LAN on which this host has addresses that its kernel does not know, as in a VLAN: ARP,
/// neighbour discovery and ICMP echo for them are answered here. Everything is passed on besides; what is
/// answered is not told.
class AnsweringLink final : public Link {
  public:
    /// `inner` must outlive this link, and has no other receiver.
    AnsweringLink(Scheduler& scheduler, Link& inner, MacAddress mac, std::vector<IpAddress> addresses);
    ~AnsweringLink() override;

    void send(OctetView frame) override { inner_.send(frame); }
    std::string name() const override { return inner_.name(); }
    std::size_t dropped() const override { return inner_.dropped(); }

  private:
    /// The speaker's ear and mouth beside this link's own receiver.
    class Side;

    Link& inner_;
    std::unique_ptr<Side> side_;
    Speaker host_;  // without virtual routers
};

}  // namespace engine
