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
        /// False where somebody else, such as this host's kernel, answers ARP, neighbour discovery and ICMP
        /// echo for them.
        bool answers_for_own_addresses = true;
    };

    Speaker(Scheduler& scheduler, Link& link, Identity identity);
    ~Speaker();
    Speaker(const Speaker&) = delete;
    Speaker& operator=(const Speaker&) = delete;

    using Index = std::size_t;

    /// What whoever watches a speaker is told. Each is called only if it is set; none may add virtual
    /// routers.
    struct Watch {
        std::function<void(Index, State from, State to)> state_change{};
        /// An advertisement for this virtual router arrived and is not judged yet, so that its parameters may
        /// still be reconfigured.
        std::function<void(Index, const FrameView&)> arrival{};
        /// The same, judged (nullptr: it passed reception) and acted upon; `before` is the state it met.
        std::function<void(Index, const FrameView&, const ReceptionRow* failure, State before)> judgement{};
        /// An advertisement left.
        std::function<void(Index, std::uint8_t priority)> transmission{};
    };

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
        watch_.state_change = std::move(observer);
    }
    void watch(Watch watch) { watch_ = std::move(watch); }

  private:
    struct Running;

    void receive(OctetView octets);
    void receive_advertisement(const FrameView& frame);
    void sort_out(Running& running, const FrameView& frame);
    void judge(Running& running, const FrameView& frame);
    void stall_if_overwhelmed(Running& running);
    /// Whether the advertisement is believed, good or not.
    static bool is_trusted(Running& running, const FrameView& frame, bool is_good);
    void answer_arp(const FrameView& frame);
    void answer_solicitation(const FrameView& frame);
    void answer_echo(const FrameView& frame);
    bool addressed_to_us(const MacAddress& destination) const;
    bool answers_for(const IpAddress& own_address) const;

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
    Watch watch_;
};

}  // namespace engine
