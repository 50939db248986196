#include "tester/run/preview.hpp"

namespace tester {
namespace {

/// The hand on a device as far as planning needs it: it knows what can be done, and does nothing.
class PlannedControl final : public Control {
  public:
    explicit PlannedControl(const CanSwitch& can) : can_(can) {}
    bool can(Verb verb) const override { return can_(verb); }

  private:
    const CanSwitch& can_;
};

}  // namespace

DriverVerb driver_verb(Verb verb) {
    switch (verb) {
        case Verb::stop:
            return DriverVerb::stop;
        case Verb::start:
            return DriverVerb::start;
        case Verb::crash:
            return DriverVerb::kill;
        case Verb::link_down:
            return DriverVerb::link_down;
        case Verb::link_up:
            return DriverVerb::link_up;
        case Verb::change_priority:
            return DriverVerb::set_priority;
        case Verb::change:
            return DriverVerb::apply;
    }
    return DriverVerb::log;
}

bool can_switch(const Driver& driver, Verb verb) {
    switch (verb) {
        case Verb::start:
            return driver.can(DriverVerb::stop) && driver.can(DriverVerb::start);
        case Verb::stop:
        case Verb::crash:
            return driver.can(driver_verb(verb)) && driver.can(DriverVerb::start);
        case Verb::link_down:
        case Verb::link_up:
            return driver.can(DriverVerb::link_down) && driver.can(DriverVerb::link_up);
        case Verb::change_priority:
            return driver.can_reload() || driver.can(DriverVerb::set_priority);
        case Verb::change:
            return driver.can_reload();
    }
    return false;
}

CanSwitch switches_of(const Driver& driver) {
    return [&driver](Verb verb) { return can_switch(driver, verb); };
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
    facts.authentication = router.authentication;
    facts.defaults = router.defaults;
    facts.v2_interoperation = router.v2_interoperation;
    facts.router_advertisements = router.router_advertisements;
    // Cases that lack one are not in the batch.
    facts.second_interface = true;
    return facts;
}

Plan preview(const Batch& batch, const CanSwitch& can_switch) {
    std::vector<VirtualRouterFacts> routers;
    for (const auto& router : batch.routers) routers.push_back(expected_facts(router));
    PlannedControl control(can_switch);
    return make_plan(
        batch.cases, routers, [&control](const VirtualRouterFacts&) -> Control& { return control; }, true);
}

}  // namespace tester
