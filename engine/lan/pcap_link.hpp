#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/lan/interface_presence.hpp"
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
    std::optional<InterfacePresence> presence_;
};

/// Hears an interface and has nothing to send with. Immediate mode, nanosecond kernel timestamps,
/// promiscuous; of any link type, and on `any`, which is every interface of the host at once, not
/// promiscuous.
class PcapListener {
  public:
    struct Heard {
        OctetView octets{};
        std::size_t original_size = 0;  // on the wire
        Instant when;
    };
    /// Opens `interface` and begins to receive. Throws std::runtime_error with one sentence that says what to
    /// do: no such interface, no rights (cap_net_raw), the interface is down. A capture that ends, because
    /// the interface is gone, throws the same out of the scheduler.
    PcapListener(RealScheduler& scheduler, std::string interface, std::function<void(const Heard&)> receiver);
    ~PcapListener();
    PcapListener(const PcapListener&) = delete;
    PcapListener& operator=(const PcapListener&) = delete;

    /// As link_type_of() takes it.
    std::uint32_t link_type_number() const;
    /// Frames that the kernel threw away because nobody read them in time.
    std::size_t dropped() const;

  private:
    struct Handle;
    void drain();

    RealScheduler& scheduler_;
    std::string interface_;
    std::function<void(const Heard&)> receiver_;
    std::unique_ptr<Handle> handle_;
    std::optional<InterfacePresence> presence_;
};

}  // namespace engine
