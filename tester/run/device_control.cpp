#include "tester/run/device_control.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tester/dut/resolution.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/preview.hpp"

namespace tester {

using namespace std::chrono_literals;

namespace {

// A case that has ended makes room for the next one of its lane, which joins in the same moment; nobody
// decides before it has had the time to.
constexpr engine::Duration settling = 20ms;
constexpr engine::Duration polling = 5ms;
// An interval may be as long as 41 s; whoever has such a virtual router waits for it himself.
constexpr engine::Duration longest_settling = 6s;
// Asking a device costs a process, over a network a connection.
constexpr engine::Duration between_looks = 1s;

}  // namespace

DeviceControl::DeviceControl(engine::Scheduler& scheduler, Driver& driver,
                             std::vector<RouterConfig> configured)
    : scheduler_(scheduler),
      driver_(driver),
      configured_(std::move(configured)),
      changed_(configured_),
      known_sound_at_(scheduler.now()) {
    watch_ = scheduler_.call_after(between_looks, [this] { look_after(); });
}

DeviceControl::~DeviceControl() {
    for (const auto timer : {timer_, poller_, watch_}) scheduler_.cancel(timer);
    finish_job();
}

void DeviceControl::finish_job() noexcept {
    if (!job_.valid()) return;
    try {
        job_.get();
    } catch (const std::exception& error) {
        trouble_ = error.what();
    }
}

bool DeviceControl::can(Verb verb) const {
    const bool is_change = verb == Verb::change || verb == Verb::change_priority;
    return can_switch(driver_, verb) && !(is_change && configured_.empty());
}

void DeviceControl::perform(Verb verb, std::uint8_t, std::function<void()> done) {
    requests_.push_back({verb, std::move(done)});
    consider_soon();
}

void DeviceControl::change(Profile profile, std::uint8_t vrid, const Change& change,
                           std::function<void(engine::Instant begun)> done) {
    changes_.push_back({profile, vrid, change, std::move(done)});
    consider_soon();
}

void DeviceControl::leave() {
    --present_;
    // Who joined after the stop waits for the device, so those who leave are the ones that saw it.
    if (state_ != State::running) witnesses_ = std::max(0, witnesses_ - 1);
    consider_soon();
}

void DeviceControl::consider_soon() {
    scheduler_.cancel(timer_);
    timer_ = scheduler_.call_after(settling, [this] { consider(); });
}

void DeviceControl::consider() {
    timer_ = 0;
    if (trouble_ || state_ == State::starting) return;
    if (state_ == State::stopped) {
        // Whoever joined after the stop sees nothing of the device, and so asks for nothing yet: these are
        // witnesses. Who wants a change wants the device to run.
        if (static_cast<int>(requests_.size() + changes_.size()) >= witnesses_) bring_up();
        return;
    }
    const auto waiting = requests_.size() + changes_.size();
    if (waiting == 0 || static_cast<int>(waiting) < present_) return;
    if (job_.valid() || scheduler_.now() < settled_at_) return consider_soon();
    if (!changes_.empty()) return make_changes();
    const Verb first = requests_.front().verb;
    // A device that runs needs no start.
    if (first == Verb::start || first == Verb::link_up) return tell(first);
    take_down(first);
}

RouterConfig* DeviceControl::configuration_of(Profile profile, std::uint8_t vrid) {
    const auto found = std::find_if(changed_.begin(), changed_.end(), [=](const RouterConfig& router) {
        return router.profile == profile && router.vrid == vrid;
    });
    return found == changed_.end() ? nullptr : &*found;
}

/// Begins with all changes that are wanted, in one go.
void DeviceControl::make_changes() {
    was_changed_ = true;
    auto wanted = std::make_shared<std::vector<WantedChange>>(std::exchange(changes_, {}));
    for (const auto& each : *wanted) {
        auto* router = configuration_of(each.profile, each.vrid);
        if (!router) continue;
        router->priority = each.change.priority.value_or(router->priority);
        router->interval = each.change.interval.value_or(router->interval);
        router->preempt = each.change.preempt.value_or(router->preempt);
        if (each.change.addresses) router->addresses = *each.change.addresses;
    }
    const auto begun = scheduler_.now();
    begin([this, wanted] { let_driver_change(*wanted); },
          [this, wanted, begun] {
              known_sound_at_ = std::max(known_sound_at_, begun);
              for (const auto& each : *wanted) each.done(begun);
              consider_soon();
          });
}

/// On the driver's thread; what it reads is changed by make_changes() only, which waits for it.
void DeviceControl::let_driver_change(const std::vector<WantedChange>& wanted) {
    if (driver_.can_reload()) return driver_.apply(changed_);
    for (const auto& each : wanted)
        driver_.set_priority(each.profile, each.vrid, each.change.priority.value());
}

/// Those who wait are told when it begins, so that they miss nothing of it.
void DeviceControl::take_down(Verb verb) {
    state_ = State::stopped;
    taken_down_by_ = verb;
    witnesses_ = present_;
    begin(
        [this, verb] {
            if (verb == Verb::crash) return driver_.kill();
            if (verb == Verb::link_down) return driver_.set_link(false);
            driver_.stop();
        },
        [] {});
    tell(verb);
}

Verb DeviceControl::verb_that_undoes() const {
    return taken_down_by_ == Verb::link_down ? Verb::link_up : Verb::start;
}

void DeviceControl::bring_up() {
    state_ = State::starting;
    if (job_.valid()) {
        after_job_ = [this] { bring_up(); };
        return;
    }
    begin([this] { verb_that_undoes() == Verb::start ? driver_.start() : driver_.set_link(true); },
          [this] {
              state_ = State::running;
              known_sound_at_ = scheduler_.now();
              settled_at_ = known_sound_at_ + std::min(time_to_take_over(configured_), longest_settling);
              consider_soon();
          });
    tell(verb_that_undoes());
}

void DeviceControl::begin(const std::function<void()>& work, std::function<void()> then) {
    job_ = std::async(std::launch::async, work);
    after_job_ = std::move(then);
    poll();
}

void DeviceControl::poll() {
    poller_ = 0;
    if (job_.wait_for(0s) != std::future_status::ready) {
        poller_ = scheduler_.call_after(polling, [this] { poll(); });
        return;
    }
    const auto then = std::exchange(after_job_, {});
    finish_job();
    if (!trouble_ && then) then();
}

void DeviceControl::look_after() {
    watch_ = scheduler_.call_after(between_looks, [this] { look_after(); });
    if (trouble_ || state_ == State::starting) return;
    if (state_ == State::stopped) {
        known_sound_at_ = scheduler_.now();
        return;
    }
    if (job_.valid()) return;
    const auto asked = scheduler_.now();
    const auto runs = std::make_shared<std::atomic<bool>>(true);
    begin([this, runs] { *runs = driver_.running(); },
          [this, runs, asked] {
              if (*runs) {
                  known_sound_at_ = asked;
              } else {
                  trouble_ = driver_.name() + " ended by itself or lost its interface";
              }
          });
}

/// Calls back those who wanted this, and looks at what the others want.
void DeviceControl::tell(Verb verb) {
    const auto others = std::stable_partition(
        requests_.begin(), requests_.end(), [verb](const Request& request) { return request.verb == verb; });
    std::vector<Request> served(std::make_move_iterator(requests_.begin()), std::make_move_iterator(others));
    requests_.erase(requests_.begin(), others);
    for (const auto& request : served) request.done();
    if (!requests_.empty()) consider_soon();
}

bool do_beside(engine::Scheduler& scheduler, Driver& driver, const std::function<void(Driver&)>& work,
               const std::function<bool()>& interrupted) {
    auto job = std::async(std::launch::async, [&] { work(driver); });
    const auto is_done = [&job] { return job.wait_for(0s) == std::future_status::ready; };
    run_polling(scheduler, engine::never, [&] { return interrupted() || is_done(); });
    if (!interrupted()) {
        job.get();
        return true;
    }
    driver.hurry();
    job.wait();
    return false;
}

/// Nobody waits any more: the cases that did were given up.
void DeviceControl::recover(const std::function<bool()>& interrupted) {
    scheduler_.cancel(std::exchange(poller_, 0));
    finish_job();
    requests_.clear();
    changes_.clear();
    witnesses_ = 0;
    const bool lacks_link = state_ != State::running && taken_down_by_ == Verb::link_down;
    state_ = State::running;
    changed_ = configured_;
    try {
        do_beside(
            scheduler_, driver_,
            [&](Driver& driver) {
                if (lacks_link) driver.set_link(true);
                // A change that was not undone must not outlive its case.
                if (!std::exchange(was_changed_, false)) return driver.start();
                driver.apply(configured_);
            },
            interrupted);
    } catch (const std::exception& error) {
        throw EnvironmentError("the device cannot be started again: " + std::string(error.what()));
    }
    trouble_.reset();
    known_sound_at_ = scheduler_.now();
}

}  // namespace tester
