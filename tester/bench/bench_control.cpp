#include <fmt/format.h>

#include "tester/bench/bench.hpp"

// What a case makes the device do beside the wire.

namespace tester {

using engine::Instant;
using engine::Task;

Task<Mark> Bench::make_dut(Verb verb) {
    if (!control_.can(verb))
        throw CaseSkipped{fmt::format("needs a driver that can {} the device", to_string(verb))};
    bool done = false;
    Mark when;
    control_.perform(verb, dut_.vrid, [this, &done, &when] {
        done = true;
        when = mark();
        if (waiting_) wake();
    });
    while (!done) {
        Pause pause{*this, engine::never};
        co_await pause;
    }
    co_return when;
}

Task<Mark> Bench::change_dut(const Change& change) {
    if (!control_.can(change.verb()))
        throw CaseSkipped{fmt::format("needs a driver that can {} the device", to_string(change.verb()))};
    if (!unchanged_) unchanged_ = dut_;
    book().is_reconfigured = true;
    dut_.priority = change.priority.value_or(dut_.priority);
    dut_.advertisement_interval = change.interval.value_or(dut_.advertisement_interval);
    if (change.preempt) dut_.preempt = change.preempt;
    dut_.addresses = change.addresses.value_or(dut_.addresses);
    bool done = false;
    Mark when;
    control_.change(dut_.profile, dut_.vrid, change, [this, &done, &when](Instant begun) {
        done = true;
        when = Mark{0, begun};
        if (waiting_) wake();
    });
    while (!done) {
        Pause pause{*this, engine::never};
        co_await pause;
    }
    co_return when;
}

Task<> Bench::put_back() {
    if (!unchanged_) co_return;
    Change back;
    if (dut_.priority != unchanged_->priority) back.priority = unchanged_->priority;
    if (dut_.advertisement_interval != unchanged_->advertisement_interval)
        back.interval = unchanged_->advertisement_interval;
    if (dut_.preempt != unchanged_->preempt) back.preempt = unchanged_->preempt.value_or(true);
    if (dut_.addresses != unchanged_->addresses) back.addresses = unchanged_->addresses;
    if (back.priority || back.interval || back.preempt || back.addresses) {
        co_await change_dut(back);
    }
}

}  // namespace tester
