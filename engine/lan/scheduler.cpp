#include "engine/lan/scheduler.hpp"

#include <algorithm>

namespace engine {
namespace {

// The heap's top is the earliest entry; of two for one instant, the one asked for first.
constexpr auto later = [](const auto& a, const auto& b) {
    return a.when != b.when ? a.when > b.when : a.id > b.id;
};

}  // namespace

TimerId Scheduler::call_at(Instant when, Callback callback) {
    heap_.push_back({when, ++last_id_, std::move(callback)});
    std::push_heap(heap_.begin(), heap_.end(), later);
    waiting_.insert(last_id_);
    return last_id_;
}

void Scheduler::cancel(TimerId id) {
    waiting_.erase(id);
}

void Scheduler::drop_cancelled() {
    while (!heap_.empty() && !waiting_.contains(heap_.front().id)) {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        heap_.pop_back();
    }
}

Instant Scheduler::next_due() {
    drop_cancelled();
    return heap_.empty() ? never : heap_.front().when;
}

Scheduler::Entry Scheduler::take_next() {
    drop_cancelled();
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Entry entry = std::move(heap_.back());
    heap_.pop_back();
    waiting_.erase(entry.id);
    return entry;
}

void SimulatedScheduler::run_until(const std::function<bool()>& done) {
    while (!done()) {
        if (next_due() == never) return;
        auto entry = take_next();
        now_ = std::max(now_, entry.when);
        entry.callback();
    }
}

}  // namespace engine
