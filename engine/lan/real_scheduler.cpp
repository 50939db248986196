#include "engine/lan/real_scheduler.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace engine {
namespace {

// No wait is longer than this, so that a signal that came just before the wait, or a step of the clock during
// it, is noticed soon.
constexpr Duration longest_wait = 250ms;

timespec to_timespec(Duration d) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(d);
    timespec result{};
    result.tv_sec = static_cast<time_t>(whole.count());
    result.tv_nsec = static_cast<long>((d - whole).count());
    return result;
}

/// Waits for any of the descriptors; the number of those that are ready, and 0 after a signal.
int poll_for(std::vector<pollfd>& polled, Duration timeout) {
    const timespec limit = to_timespec(timeout);
    const int ready = ppoll(polled.data(), polled.size(), &limit, nullptr);
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "ppoll");
    return std::max(ready, 0);
}

}  // namespace

Instant RealScheduler::now() const {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return {static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec};
}

void RealScheduler::watch(int descriptor, Callback on_readable) {
    watched_.push_back({descriptor, std::move(on_readable)});
}

void RealScheduler::unwatch(int descriptor) {
    std::erase_if(watched_, [=](const Watched& w) { return w.descriptor == descriptor; });
}

void RealScheduler::run_until(const std::function<bool()>& done) {
    // The kernel otherwise adds up to 50 us to every wait, to save power.
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    // The last time at which nothing was overdue. A callback may be asked for at a time that has passed (it
    // then runs as soon as possible); only what happened since `looked` is a delay of this loop.
    Instant looked = now();
    while (!done()) {
        const Instant due = next_due();
        if (due == never && watched_.empty()) return;
        const Instant batch = now();
        if (batch < due) {
            const bool readable = wait_until(due);
            looked = std::min(due, now());
            if (readable) drain();
            continue;
        }
        if (lateness_) lateness_(due, std::max(Duration{0}, batch - std::max(due, looked)));
        looked = batch;
        drain();
        while (!done() && next_due() <= batch) take_next().callback();
    }
}

/// Sleeps until then at the latest; true if a descriptor became readable meanwhile.
bool RealScheduler::wait_until(Instant due) {
    std::vector<pollfd> polled;
    polled.reserve(watched_.size());
    for (const auto& w : watched_) polled.push_back({w.descriptor, POLLIN, 0});
    return poll_for(polled, std::clamp(due - now(), Duration{0}, longest_wait)) > 0;
}

void RealScheduler::drain() {
    std::vector<pollfd> polled;
    polled.reserve(watched_.size());
    for (const auto& w : watched_) polled.push_back({w.descriptor, POLLIN, 0});
    if (poll_for(polled, Duration{0}) == 0) return;
    for (const auto& p : polled) {
        if (p.revents == 0) continue;
        // A callback may watch and unwatch, so it is looked up anew and copied before it runs.
        const auto found = std::find_if(watched_.begin(), watched_.end(),
                                        [&](const Watched& w) { return w.descriptor == p.fd; });
        if (found == watched_.end()) continue;
        const Callback on_readable = found->on_readable;
        on_readable();
    }
}

}  // namespace engine
