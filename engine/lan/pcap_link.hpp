#pragma once

#include <deque>
#include <memory>
#include <string>

#include "engine/lan/link.hpp"
#include "engine/lan/real_scheduler.hpp"

namespace engine {

/// Which frames a link hears, as seen from its interface. On a switch's port those that come in are what the
/// station on the port has sent.
enum class Direction { both, in };

/// A real interface through libpcap: immediate mode, nanosecond kernel timestamps, promiscuous. Frames go out
/// through a second socket so that the capture records them too, with the time at which they left.
class PcapLink final : public Link {
  public:
    /// Opens `interface` and begins to receive. Throws std::runtime_error with one sentence that says what to
    /// do: no such interface, no rights (cap_net_raw), the interface is down, or it is no Ethernet.
    PcapLink(RealScheduler& scheduler, std::string interface, Direction direction = Direction::both);
    ~PcapLink() override;

    void send(OctetView frame) override;
    std::string name() const override { return interface_; }
    std::size_t dropped() const override;

  private:
    struct Handles;
    void drain();
    bool is_own(OctetView frame);

    RealScheduler& scheduler_;
    std::string interface_;
    std::unique_ptr<Handles> handles_;
    std::deque<Octets> awaiting_echo_;
};

}  // namespace engine
