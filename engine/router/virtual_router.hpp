#pragma once

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

#include "engine/router/parameters.hpp"
#include "engine/router/rules.hpp"

namespace engine {

enum class Timer : std::uint8_t { active_down_timer, adver_timer };

// What happens to a virtual router.
struct Startup {};
struct Shutdown {};
struct TimerFired {
    Timer timer;
};
struct AdvertisementHeard {  // one that passed reception
    Heard heard;
    std::chrono::nanoseconds down_timer_rest{};  // what is left of Active_Down_Timer, if it runs
};
struct AdvertisementDiscarded {};  // one that did not; the RFC lets it change nothing
using Input = std::variant<Startup, Shutdown, TimerFired, AdvertisementHeard, AdvertisementDiscarded>;

// What a virtual router wants done, in this order.
struct SendAdvertisement {
    std::uint8_t priority;
};
struct AnnounceAddresses {          // a gratuitous ARP or an unsolicited NA for each address
    std::vector<IpAddress> only{};  // none: for all of them
};
struct JoinSolicitedNodeGroups {};
struct ArmTimer {
    Timer timer;
    std::chrono::nanoseconds after;
};
struct CancelTimer {
    Timer timer;
};
struct EnterState {
    State from, to;
};
using Action = std::variant<SendAdvertisement, AnnounceAddresses, JoinSolicitedNodeGroups, ArmTimer,
                            CancelTimer, EnterState>;

/// The state machine of RFC 9568 6.4 and RFC 3768 6.4 for one virtual router, as a pure machine: it has no
/// clock and sends nothing, it says what is to be done.
class VirtualRouter {
  public:
    VirtualRouter(Parameters parameters, Rules rules) : local_(std::move(parameters)), rules_(rules) {}

    /// The actions live until the next call.
    const std::vector<Action>& handle(const Input& input);

    /// Gives a router other parameters, whatever its state: the next advertisement is made of them (RFC 9568
    /// 7.2), the next timer runs by them, and an Active announces addresses that it did not have (8.1.2,
    /// 8.2.2). To make an owner of it, or none, takes a Shutdown and a Startup. The actions live until the
    /// next call.
    const std::vector<Action>& change(Parameters wanted);

    State state() const;
    const Parameters& parameters() const { return local_; }
    const Rules& rules() const { return rules_; }
    /// Takes effect with the next event, as RFC 9568 7.2 fills each advertisement from the configuration.
    Parameters& reconfigure() { return local_; }
    std::chrono::nanoseconds active_adver_interval() const { return active_adver_interval_; }

  private:
    struct Initialize {};
    struct Backup {};
    struct Active {};
    using Duration = std::chrono::nanoseconds;

    void on(Initialize, const Startup&);
    void on(Backup, const Shutdown&);
    void on(Backup, const TimerFired&);
    void on(Backup, const AdvertisementHeard&);
    void on(Backup, const AdvertisementDiscarded&);
    void on(Active, const Shutdown&);
    void on(Active, const TimerFired&);
    void on(Active, const AdvertisementHeard&);
    void on(Active, const AdvertisementDiscarded&);
    template <typename StateTag, typename Event>
    void on(StateTag, const Event&) {}  // the RFC gives this event no meaning in this state

    void become_active(Step advertisement, Step announcement);
    void step_down(const Heard& heard);
    void follow(const Heard& heard);
    void enter(State to);
    void act(Action action) { actions_.push_back(std::move(action)); }
    Duration down_interval() const;

    Parameters local_;
    Rules rules_;
    std::variant<Initialize, Backup, Active> state_;
    Duration active_adver_interval_{};
    std::optional<IpAddress> active_in_own_version_;  // whom Active_Down_Timer waits for, if not version 2
    std::vector<Action> actions_;
};

}  // namespace engine
