#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/lan/host_network.hpp"
#include "engine/lan/link.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/packet/frame.hpp"
#include "engine/packet/host_messages.hpp"
#include "engine/router/virtual_router.hpp"

namespace engine {

/// A router on a link: virtual routers with the duties of their host: ARP, neighbour and router discovery,
/// multicast listeners, ICMP echo, and the refusal of what no one listens for.
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

    /// The networks on both sides of a router: its own address on each, with the length of the prefix.
    struct Networks {
        std::vector<InterfaceAddress> first;   // the link's that it was made with
        std::vector<InterfaceAddress> second;  // the other link's
        MacAddress second_mac;
    };
    /// Gives it a second port, without virtual routers; from now on it forwards between the two networks what
    /// is addressed to its own MAC addresses, or to that of a virtual router while Active, and is a proxy for
    /// ARP. `second` must outlive it.
    void attach(Link& second, Networks networks);

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
    /// Gives a virtual router other parameters while it runs, see VirtualRouter::change(). What the identity
    /// filled in stays.
    void change(Index index, Parameters wanted);
    /// The link of one virtual router, as if it had an interface of its own: without it the virtual router is
    /// in Initialize and silent, and when it is back it starts up.
    void set_link(Index index, bool up);

    void on_state_change(std::function<void(Index, State from, State to)> observer) {
        watch_.state_change = std::move(observer);
    }
    void watch(Watch watch) { watch_ = std::move(watch); }

  private:
    struct Running;
    struct Forwarding;
    struct Port;

    void receive(OctetView octets);
    void receive_advertisement(const FrameView& frame);
    void sort_out(Running& running, const FrameView& frame);
    void judge(Running& running, const FrameView& frame);
    void send_advertisement(Running& running, std::uint8_t priority, std::uint8_t version);
    // Faults of a device with several virtual routers; a conformant one keeps them apart.
    bool may_start(const Running& running) const;
    Running& confused_with(Running& running, Entanglement fault);
    void confuse_others(Running& judged, const AdvertisementHeard& heard, State before);
    void stall_if_overwhelmed(Running& running);
    /// Whether the advertisement is believed, good or not.
    static bool is_trusted(Running& running, const FrameView& frame, bool is_good);
    void answer_arp(const FrameView& frame);
    void answer_solicitation(const FrameView& frame);
    void answer_echo(const FrameView& frame);
    void refuse_transport(const FrameView& frame);
    void refuse(const FrameView& frame, const TransportView& refused);
    void answer_router_solicitation(const FrameView& frame);
    void answer_listener_query(const FrameView& frame);
    void settle_duplicate(const FrameView& frame);
    bool accepts(const IpAddress& destination) const;
    bool serves(const Running& running, const IpAddress& target, bool is_probe) const;

    void probe_before_startup(Running& running);
    void begin_router_advertisements(Running& running);
    void advertise_router_at(Running& running, Instant when);
    void advertise_router(Running& running);
    void report_groups(const Running& running, int version);
    void cancel_host_duties(Running& running);
    bool addressed_to_us(const MacAddress& destination) const;
    bool answers_for(const IpAddress& own_address) const;

    void feed(Running& running, const Input& input);
    void perform_all(Running& running, const std::vector<Action>& actions);  // no alias of the router's own
    void perform(Running& running, const SendAdvertisement& action);
    void perform(Running& running, const AnnounceAddresses& action);
    void perform(Running& running, const JoinSolicitedNodeGroups& action);
    void perform(Running& running, const ArmTimer& action);
    void perform(Running& running, const CancelTimer& action);
    void perform(Running& running, const EnterState& action);
    /// For these addresses, or for all if there are none.
    void announce_now(Running& running, const std::vector<IpAddress>& only = {});
    void keep_announcing(Running& running);

    void detach();
    void receive_on_second(OctetView octets);
    void pass_on(const FrameView& frame);
    void learn(Port& port, const FrameView& frame);
    void answer_for_port(Port& port, const FrameView& frame);
    void proxy(const ArpView& request);
    void forward(Port& in, const FrameView& frame, const Running* addressed);
    void redirect(Port& port, const FrameView& frame, const Running* addressed);
    void transmit(Port& out, const IpAddress& next_hop, Octets packet);
    void ask_for(Port& out, const IpAddress& target);
    bool is_adopted(const IpAddress& address) const;
    Running* any_router(Family family) const;
    const ForwardingRules& rules_of_device(Family family) const;

    Scheduler& scheduler_;
    Link& link_;
    Identity identity_;
    std::vector<std::unique_ptr<Running>> routers_;
    Watch watch_;
    // RFC 4443 2.4 (f), RFC 1812 4.3.2.8: error messages are limited in rate.
    Instant errors_since_{};
    int errors_sent_ = 0;
    std::unique_ptr<Forwarding> forwarding_;  // nullptr: it has one port
};

}  // namespace engine
