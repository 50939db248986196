#pragma once

#include <functional>
#include <vector>

#include "engine/lan/scheduler.hpp"

namespace engine {

/// The real clock (CLOCK_REALTIME, the clock of the kernel's capture timestamps) and file descriptors to wait
/// for. Before a callback runs whose time has come, every readable descriptor is drained, so that whoever
/// waited for frames has seen all that the kernel had stamped before its deadline.
class RealScheduler final : public Scheduler {
  public:
    Instant now() const override;
    void run_until(const std::function<bool()>& done) override;

    /// Calls `on_readable` whenever `descriptor` has something to read; it must read all of it without
    /// blocking.
    void watch(int descriptor, Callback on_readable);
    void unwatch(int descriptor);

    /// Called with how late each wake-up for a due callback was: the tester's own scheduling delay.
    void on_lateness(std::function<void(Instant due, Duration late)> observer) {
        lateness_ = std::move(observer);
    }

  private:
    struct Watched {
        int descriptor;
        Callback on_readable;
    };
    bool wait_until(Instant due);
    void drain();

    std::vector<Watched> watched_;
    std::function<void(Instant, Duration)> lateness_;
};

}  // namespace engine
