#include "engine/router/virtual_router.hpp"

#include <algorithm>

namespace engine {

State VirtualRouter::state() const {
    return static_cast<State>(state_.index());
}

const std::vector<Action>& VirtualRouter::handle(const Input& input) {
    actions_.clear();
    std::visit([this](auto state, const auto& event) { on(state, event); }, state_, input);
    return actions_;
}

const std::vector<Action>& VirtualRouter::change(Parameters wanted) {
    actions_.clear();
    if (rules_.shape_change) rules_.shape_change(wanted, local_);
    std::vector<IpAddress> fresh;
    for (const auto& address : wanted.addresses)
        if (std::find(local_.addresses.begin(), local_.addresses.end(), address) == local_.addresses.end())
            fresh.push_back(address);
    const bool is_active = state() == State::active;
    if (is_active && rules_.resigns_on_change) act(SendAdvertisement{0});
    local_ = std::move(wanted);
    // Version 2 learns no interval, so that its timers run by the configured one (RFC 3768 6.1).
    if (local_.version == 2) active_adver_interval_ = local_.advertisement_interval;
    if (is_active && !fresh.empty()) {
        if (local_.family == Family::ipv6) act(JoinSolicitedNodeGroups{});
        if (rules_.performs(Step::address_announcement)) act(AnnounceAddresses{std::move(fresh)});
    }
    if (rules_.restarts_on_change && state() != State::initialize) {
        act(CancelTimer{Timer::adver_timer});
        act(ArmTimer{Timer::active_down_timer, down_interval()});
        enter(State::backup);
    }
    return actions_;
}

VirtualRouter::Duration VirtualRouter::down_interval() const {
    return rules_.active_down_interval(local_, active_adver_interval_,
                                       rules_.skew_time(local_, active_adver_interval_));
}

void VirtualRouter::enter(State to) {
    act(EnterState{state(), to});
    switch (to) {
        case State::initialize:
            state_ = Initialize{};
            break;
        case State::backup:
            state_ = Backup{};
            break;
        case State::active:
            state_ = Active{};
            break;
    }
}

// 6.4.1: an owner goes Active at once, everybody else waits in Backup for Active_Down_Interval.
void VirtualRouter::on(Initialize, const Startup&) {
    active_adver_interval_ = local_.advertisement_interval;
    if (rules_.reverses_addresses_at_startup)
        std::reverse(local_.addresses.begin() + (local_.family == Family::ipv6 ? 1 : 0),
                     local_.addresses.end());
    if (rules_.starts_active(local_)) {
        become_active(Step::startup_advertisement, Step::startup_announcement);
        return;
    }
    act(ArmTimer{Timer::active_down_timer, down_interval()});
    enter(State::backup);
}

// 6.4.2: "Cancel the Active_Down_Timer; Transition to the {Initialize} state".
void VirtualRouter::on(Backup, const Shutdown&) {
    if (rules_.resigns_from_backup) act(SendAdvertisement{0});
    if (!rules_.performs(Step::backup_shutdown_silences)) return;
    act(CancelTimer{Timer::active_down_timer});
    enter(State::initialize);
}

// 6.4.2: the Active_Down_Timer fires.
void VirtualRouter::on(Backup, const TimerFired& fired) {
    if (fired.timer == Timer::active_down_timer) {
        become_active(Step::takeover_advertisement, Step::takeover_announcement);
    } else if (!rules_.performs(Step::stepping_down_silences)) {
        act(SendAdvertisement{local_.priority});
        act(ArmTimer{Timer::adver_timer, rules_.adver_period(local_, active_adver_interval_)});
    }
}

void VirtualRouter::become_active(Step advertisement, Step announcement) {
    active_in_own_version_.reset();
    if (rules_.announces_before_advertising) act(AnnounceAddresses{});
    if (rules_.performs(advertisement)) act(SendAdvertisement{local_.priority});
    if (local_.family == Family::ipv6 && rules_.performs(Step::takeover_group_join))
        act(JoinSolicitedNodeGroups{});
    if (rules_.performs(announcement) && !rules_.announces_before_advertising) act(AnnounceAddresses{});
    if (rules_.performs(Step::takeover_adver_timer))
        act(ArmTimer{Timer::adver_timer, rules_.adver_period(local_, active_adver_interval_)});
    enter(State::active);
}

// 6.4.2: an ADVERTISEMENT is received.
void VirtualRouter::on(Backup, const AdvertisementHeard& event) {
    const Heard& heard = event.heard;
    if (local_.speaks_version_2_too() &&
        rules_.ignores_version_2(local_, heard, active_in_own_version_ == heard.source))
        return;
    if (heard.priority == 0) {
        const auto delay = rules_.resignation_delay(local_, rules_.skew_time(local_, active_adver_interval_),
                                                    event.down_timer_rest);
        act(ArmTimer{Timer::active_down_timer, delay});
        return;
    }
    if (!rules_.resets_down_timer(local_, heard)) {
        if (rules_.preempts_at_once) become_active(Step::takeover_advertisement, Step::takeover_announcement);
        return;
    }
    active_adver_interval_ = rules_.learnt_interval(local_, active_adver_interval_, heard);
    follow(heard);
    act(ArmTimer{Timer::active_down_timer, down_interval()});
}

void VirtualRouter::follow(const Heard& heard) {
    active_in_own_version_.reset();
    if (heard.version == local_.version) active_in_own_version_ = heard.source;
}

// 6.4.3: "Send an ADVERTISEMENT with Priority = 0".
void VirtualRouter::on(Active, const Shutdown&) {
    if (rules_.performs(Step::resignation_advertisement))
        for (int i = 0; i < rules_.resignations; ++i) act(SendAdvertisement{0});
    if (!rules_.performs(Step::resignation_silences)) return;
    act(CancelTimer{Timer::adver_timer});
    enter(State::initialize);
}

void VirtualRouter::on(Active, const TimerFired& fired) {
    if (fired.timer != Timer::adver_timer) return;
    act(SendAdvertisement{local_.priority});
    act(ArmTimer{Timer::adver_timer, rules_.adver_period(local_, active_adver_interval_)});
}

void VirtualRouter::on(Active, const AdvertisementHeard& event) {
    if (event.heard.priority == 0) {
        if (rules_.performs(Step::answer_to_resignation)) act(SendAdvertisement{local_.priority});
        if (rules_.performs(Step::reset_after_resignation))
            act(ArmTimer{Timer::adver_timer, rules_.adver_period(local_, active_adver_interval_)});
    } else if (rules_.yields(local_, event.heard)) {
        step_down(event.heard);
    } else {
        if (rules_.answers_losing(local_)) act(SendAdvertisement{local_.priority});
        if (rules_.losing_sets_adver_timer) act(ArmTimer{Timer::adver_timer, event.heard.interval});
    }
}

void VirtualRouter::on(Backup, const AdvertisementDiscarded&) {
    if (rules_.discarded_resets_down_timer) act(ArmTimer{Timer::active_down_timer, down_interval()});
}

void VirtualRouter::on(Active, const AdvertisementDiscarded&) {
    if (rules_.discarded_resets_adver_timer)
        act(ArmTimer{Timer::adver_timer, rules_.adver_period(local_, active_adver_interval_)});
}

void VirtualRouter::step_down(const Heard& heard) {
    if (rules_.resigns_on_stepping_down) act(SendAdvertisement{0});
    if (rules_.performs(Step::stepping_down_silences)) act(CancelTimer{Timer::adver_timer});
    active_adver_interval_ = rules_.interval_on_stepping_down(local_, active_adver_interval_, heard);
    follow(heard);
    if (rules_.performs(Step::stepping_down_arms_timer))
        act(ArmTimer{Timer::active_down_timer, down_interval()});
    enter(State::backup);
    if (rules_.announces_on_stepping_down) act(AnnounceAddresses{});
}

}  // namespace engine
