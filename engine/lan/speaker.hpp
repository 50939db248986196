#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/lan/link.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/packet/frame.hpp"
#include "engine/router/virtual_router.hpp"

namespace engine {

/// A router on a link: virtual routers with the duties of their host, ARP, neighbour discovery and ICMP echo.
/// It runs as the device under test in a simulated world and beside real devices in a live one.
class Speaker {
  public:
    struct Identity {
        MacAddress mac;
        std::vector<IpAddress> addresses;  // its own, not virtual ones; the primary of each family first
    };

    Speaker(Scheduler& scheduler, Link& link, Identity identity);
    ~Speaker();
    Speaker(const Speaker&) = delete;
    Speaker& operator=(const Speaker&) = delete;

    using Index = std::size_t;
    /// Adds a virtual router in Initialize. Its primary_address and physical_mac are filled in from the
    /// identity.
    Index add(Parameters parameters, const Rules& rules);
    std::size_t count() const { return routers_.size(); }
    const VirtualRouter& router(Index index) const;
    Parameters& reconfigure(Index index);

    void startup(Index index);
    void shutdown(Index index);  // graceful: an Active one resigns
    void crash(Index index);     // without a word

    void on_state_change(std::function<void(Index, State from, State to)> observer) {
        observer_ = std::move(observer);
    }

  private:
    struct Running;

    void receive(OctetView octets);
    void receive_advertisement(const FrameView& frame);
    void answer_arp(const FrameView& frame);
    void answer_solicitation(const FrameView& frame);
    void answer_echo(const FrameView& frame);
    bool addressed_to_us(const MacAddress& destination) const;
    bool is_own(const IpAddress& address) const;

    void feed(Running& running, const Input& input);
    void perform(Running& running, const SendAdvertisement& action);
    void perform(Running& running, const AnnounceAddresses& action);
    void perform(Running& running, const JoinSolicitedNodeGroups& action);
    void perform(Running& running, const ArmTimer& action);
    void perform(Running& running, const CancelTimer& action);
    void perform(Running& running, const EnterState& action);
    void announce_now(Running& running);
    void keep_announcing(Running& running);

    Scheduler& scheduler_;
    Link& link_;
    Identity identity_;
    std::vector<std::unique_ptr<Running>> routers_;
    std::function<void(Index, State, State)> observer_;
};

}  // namespace engine
