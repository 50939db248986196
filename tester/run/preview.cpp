#include "tester/run/preview.hpp"

namespace tester {

DriverVerb driver_verb(Verb verb) {
    switch (verb) {
        case Verb::stop:
            return DriverVerb::stop;
        case Verb::start:
            return DriverVerb::start;
        case Verb::crash:
            return DriverVerb::kill;
    }
    return DriverVerb::log;
}

bool can_switch(const Driver& driver, Verb verb) {
    if (verb != Verb::start && !driver.can(DriverVerb::start)) return false;
    if (verb == Verb::start && !driver.can(DriverVerb::stop)) return false;
    return driver.can(driver_verb(verb));
}

bool PlannedControl::can(Verb verb) const {
    return driver_ && can_switch(*driver_, verb);
}

VirtualRouterFacts expected_facts(const RouterConfig& router) {
    VirtualRouterFacts facts;
    facts.profile = router.profile;
    facts.vrid = router.vrid;
    facts.priority = router.priority;
    facts.advertisement_interval = router.interval;
    facts.addresses = link_local_first(router.addresses);
    facts.preempt = router.preempt;
    facts.accept = router.accept;
    return facts;
}

Plan preview(const Batch& batch, const Driver* driver) {
    std::vector<VirtualRouterFacts> routers;
    for (const auto& router : batch.routers) routers.push_back(expected_facts(router));
    PlannedControl control(driver);
    return make_plan(
        batch.cases, routers, [&control](const VirtualRouterFacts&) -> Control& { return control; },
        driver != nullptr);
}

}  // namespace tester
