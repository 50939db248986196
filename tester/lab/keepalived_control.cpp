#include "tester/lab/keepalived_control.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tester {

using namespace std::chrono_literals;

namespace {

// A case that has ended makes room for the next one of its lane, which joins in the same moment; nobody
// decides before it has had the time to.
constexpr engine::Duration settling = 20ms;
constexpr engine::Duration polling = 5ms;
// A daemon that cannot read its configuration ends at once.
constexpr engine::Duration probation = 1s;

}  // namespace

KeepalivedControl::KeepalivedControl(engine::Scheduler& scheduler, Device device)
    : scheduler_(scheduler), device_(std::move(device)) {}

KeepalivedControl::~KeepalivedControl() {
    scheduler_.cancel(timer_);
    scheduler_.cancel(poller_);
}

void KeepalivedControl::perform(Verb verb, std::uint8_t, std::function<void()> done) {
    requests_.push_back({verb, std::move(done)});
    consider_soon();
}

void KeepalivedControl::leave() {
    --present_;
    // Who joined after the stop waits for the device, so those who leave are the ones that saw it.
    if (state_ != State::running) witnesses_ = std::max(0, witnesses_ - 1);
    consider_soon();
}

void KeepalivedControl::consider_soon() {
    scheduler_.cancel(timer_);
    timer_ = scheduler_.call_after(settling, [this] { consider(); });
}

void KeepalivedControl::consider() {
    timer_ = 0;
    if (state_ == State::stopped) return consider_while_stopped();
    if (state_ == State::starting || requests_.empty()) return;
    if (static_cast<int>(requests_.size()) < present_) return;
    const Verb first = requests_.front().verb;
    // A device that runs needs no start.
    if (first == Verb::start) return tell(first);
    take_down(first);
}

void KeepalivedControl::consider_while_stopped() {
    // Whoever joined after the stop sees nothing of the device, and so asks for nothing yet: these are
    // witnesses.
    if (static_cast<int>(requests_.size()) >= witnesses_) bring_up();
}

void KeepalivedControl::take_down(Verb verb) {
    state_ = State::stopped;
    was_crashed_ = verb == Verb::crash;
    if (verb == Verb::crash)
        device_.daemon.crash();
    else
        device_.daemon.begin_stop();
    witnesses_ = present_;
    tell(verb);
}

/// Waits until the old daemon is gone and nothing of it is left; never by blocking, since cases go on
/// meanwhile.
void KeepalivedControl::bring_up() {
    state_ = State::starting;
    if (device_.daemon.running()) return call_after(polling, [this] { bring_up(); });
    if (was_crashed_) {
        was_crashed_ = false;
        cleaning_ = std::async(std::launch::async, device_.remove_remnants);
    }
    if (cleaning_) {
        if (cleaning_->wait_for(0s) != std::future_status::ready)
            return call_after(polling, [this] { bring_up(); });
        std::exchange(cleaning_, {})->get();
    }
    device_.daemon.begin_start(device_.network_namespace, device_.config);
    state_ = State::running;
    watch_start(scheduler_.now() + probation);
    tell(Verb::start);
}

void KeepalivedControl::watch_start(engine::Instant until) {
    if (state_ != State::running) return;
    if (!device_.daemon.running())
        throw std::runtime_error("keepalived did not start again: " + device_.daemon.last_words());
    if (scheduler_.now() < until) call_after(polling, [this, until] { watch_start(until); });
}

/// Calls back those who wanted this, and looks at what the others want.
void KeepalivedControl::tell(Verb verb) {
    const auto others = std::stable_partition(
        requests_.begin(), requests_.end(), [verb](const Request& request) { return request.verb == verb; });
    std::vector<Request> served(std::make_move_iterator(requests_.begin()), std::make_move_iterator(others));
    requests_.erase(requests_.begin(), others);
    for (const auto& request : served) request.done();
    if (!requests_.empty()) consider_soon();
}

void KeepalivedControl::call_after(engine::Duration delay, std::function<void()> then) {
    scheduler_.cancel(poller_);
    poller_ = scheduler_.call_after(delay, std::move(then));
}

}  // namespace tester
