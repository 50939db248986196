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
    }
    return DriverVerb::log;
}

bool can_switch(const Driver& driver, Verb verb) {
    if (verb != Verb::start && !driver.can(DriverVerb::start)) return false;
    if (verb == Verb::start && !driver.can(DriverVerb::stop)) return false;
    return driver.can(driver_verb(verb));
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
