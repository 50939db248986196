#include "tester/run/device_control.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tester/dut/resolution.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/preview.hpp"

namespace tester {

using namespace std::chrono_literals;

namespace {

// A case that has ended makes room for the next one of its lane, which joins in the same moment; nobody
// decides before it has had the time to.
constexpr engine::Duration settling = 20ms;
constexpr engine::Duration polling = 5ms;
// Asking a device costs a process, over a network a connection.
constexpr engine::Duration between_looks = 1s;

}  // namespace

DeviceControl::DeviceControl(engine::Scheduler& scheduler, Driver& driver)
    : scheduler_(scheduler), driver_(driver), known_sound_at_(scheduler.now()) {
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
    return can_switch(driver_, verb);
}

void DeviceControl::perform(Verb verb, std::uint8_t, std::function<void()> done) {
    requests_.push_back({verb, std::move(done)});
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
        // witnesses.
        if (static_cast<int>(requests_.size()) >= witnesses_) bring_up();
        return;
    }
    if (requests_.empty() || static_cast<int>(requests_.size()) < present_) return;
    if (job_.valid()) return consider_soon();
    const Verb first = requests_.front().verb;
    // A device that runs needs no start.
    if (first == Verb::start) return tell(first);
    take_down(first);
}

/// Those who wait are told when it begins, so that they miss nothing of it.
void DeviceControl::take_down(Verb verb) {
    state_ = State::stopped;
    witnesses_ = present_;
    begin([this, verb] { verb == Verb::crash ? driver_.kill() : driver_.stop(); }, [] {});
    tell(verb);
}

void DeviceControl::bring_up() {
    state_ = State::starting;
    if (job_.valid()) {
        after_job_ = [this] { bring_up(); };
        return;
    }
    begin([this] { driver_.start(); },
          [this] {
              state_ = State::running;
              known_sound_at_ = scheduler_.now();
              consider_soon();
          });
    tell(Verb::start);
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
    witnesses_ = 0;
    state_ = State::running;
    try {
        do_beside(
            scheduler_, driver_, [](Driver& driver) { driver.start(); }, interrupted);
    } catch (const std::exception& error) {
        throw EnvironmentError("the device cannot be started again: " + std::string(error.what()));
    }
    trouble_.reset();
    known_sound_at_ = scheduler_.now();
}

}  // namespace tester
