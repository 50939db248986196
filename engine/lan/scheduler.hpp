#pragma once

#include <cstdint>
#include <functional>
#include <unordered_set>
#include <vector>

#include "engine/lan/instant.hpp"

namespace engine {

/// Names a callback that waits for its time; 0 names none.
using TimerId = std::uint64_t;

/// The only clock of a world and the queue of what is to happen in it. Callbacks due at one instant run in
/// the order in which they were asked for. Single-threaded.
class Scheduler {
  public:
    using Callback = std::function<void()>;

    virtual ~Scheduler() = default;
    Scheduler() = default;
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    virtual Instant now() const = 0;

    /// Runs `callback` once at `when`, or as soon as possible if that has passed.
    TimerId call_at(Instant when, Callback callback);
    TimerId call_after(Duration delay, Callback callback) {
        return call_at(now() + delay, std::move(callback));
    }
    /// Forgets a callback; harmless for one that has run or for 0.
    void cancel(TimerId id);

    /// Runs callbacks as their time comes until `done` returns true or nothing is left that could happen.
    virtual void run_until(const std::function<bool()>& done) = 0;

  protected:
    struct Entry {
        Instant when;
        TimerId id;
        Callback callback;
    };
    /// When the next callback is due; `never` if there is none.
    Instant next_due();
    /// Takes out the earliest entry; there must be one.
    Entry take_next();

  private:
    void drop_cancelled();

    std::vector<Entry> heap_;
    std::unordered_set<TimerId> waiting_;  // the ids in heap_ that nobody cancelled
    TimerId last_id_ = 0;
};

/// Virtual time: jumps from event to event. Repeatable to the nanosecond.
class SimulatedScheduler final : public Scheduler {
  public:
    Instant now() const override { return now_; }
    void run_until(const std::function<bool()>& done) override;

  private:
    Instant now_{1'000'000'000};
};

}  // namespace engine
