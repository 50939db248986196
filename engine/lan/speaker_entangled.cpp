#include <algorithm>

#include "engine/lan/speaker.hpp"
#include "engine/lan/speaker_running.hpp"

// What a device gets wrong only once it has several virtual routers: the faults of Rules::entanglement.

namespace engine {
namespace {

/// True if what was heard for one virtual router is taken for the other's, too.
bool spreads(Entanglement fault, const Parameters& judged, const Parameters& other, const Heard& heard,
             bool has_yielded) {
    switch (fault) {
        case Entanglement::yield_together:
            return has_yielded && other.family == judged.family;
        case Entanglement::families_are_one:
            return has_yielded && other.family != judged.family && other.vrid == judged.vrid;
        case Entanglement::resignation_for_all:
            return heard.priority == 0;
        case Entanglement::one_priority_for_ties:
            return has_yielded && heard.priority == judged.priority && other.family == judged.family;
        default:
            return false;
    }
}

}  // namespace

bool Speaker::may_start(const Running& running) const {
    switch (running.rules().entanglement) {
        case Entanglement::at_most_20_run:
            return running.index < 20;
        case Entanglement::at_most_128_run:
            return running.index < 128;
        default:
            return true;
    }
}

/// The first virtual router of the family where the fault takes all for that one; else the router itself.
Speaker::Running& Speaker::confused_with(Running& running, Entanglement fault) {
    if (running.rules().entanglement != fault) return running;
    const auto first = std::find_if(routers_.begin(), routers_.end(), [&](const auto& each) {
        return each->local().family == running.local().family;
    });
    return first == routers_.end() ? running : **first;
}

void Speaker::confuse_others(Running& judged, const AdvertisementHeard& heard, State before) {
    const Entanglement fault = judged.rules().entanglement;
    if (fault == Entanglement::none) return;
    const bool has_yielded = before == State::active && judged.router.state() == State::backup;
    for (auto& other : routers_) {
        if (other.get() == &judged) continue;
        if (fault == Entanglement::one_adver_timer && other->router.state() == State::active)
            perform(*other, ArmTimer{Timer::adver_timer, other->local().advertisement_interval});
        if (spreads(fault, judged.local(), other->local(), heard.heard, has_yielded)) feed(*other, heard);
    }
}

}  // namespace engine
