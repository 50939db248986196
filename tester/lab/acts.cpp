#include "tester/lab/acts.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "tester/run/run_capture.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

struct Played {
    std::size_t act = 0;
    ActRecord record;
};

bool is_told_of(const ActRecord& record, const ClaimSubject& claim) {
    return std::any_of(record.cases.begin(), record.cases.end(), [&](const CaseResult& one) {
        return one.id == claim.id && one.profile == to_string(claim.profile) && one.subject == claim.subject;
    });
}

/// Never throws: a trouble is the verdict of all that was still to be judged.
ActRecord perform(const Act& act, const Stage& stage) {
    ActRecord record;
    std::string trouble = "the lab ended before this was judged";
    try {
        act.play(stage, record);
    } catch (const Interrupted&) {
        trouble = "the run was interrupted";
    } catch (const std::exception& error) {
        trouble = error.what();
    }
    for (const auto& claim : act.claims)
        if (!is_told_of(record, claim)) record.cases.push_back(unjudged(claim, Outcome::error, trouble));
    return record;
}

/// Threads that play acts, and the acts that have ended.
class Ensemble {
  public:
    Ensemble(const std::vector<Act>& acts, const Stage& stage, std::size_t at_once)
        : acts_(acts), stage_(stage) {
        for (std::size_t i = 0; i < std::min(at_once, acts.size()); ++i)
            threads_.emplace_back([this] { work(); });
    }
    ~Ensemble() {
        for (auto& thread : threads_) thread.join();
    }
    Ensemble(const Ensemble&) = delete;
    Ensemble& operator=(const Ensemble&) = delete;

    /// An act that has ended within a moment; nothing if none has.
    std::optional<Played> next() {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, 200ms, [this] { return !played_.empty(); });
        if (played_.empty()) return {};
        auto first = std::move(played_.front());
        played_.pop_front();
        return first;
    }
    std::size_t running() {
        const std::lock_guard lock(mutex_);
        return running_;
    }

  private:
    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            if (next_ == acts_.size()) return;
            const auto index = next_++;
            ++running_;
            lock.unlock();
            auto record = perform(acts_[index], stage_);
            lock.lock();
            --running_;
            played_.push_back({index, std::move(record)});
            ended_.notify_one();
        }
    }

    const std::vector<Act>& acts_;
    const Stage& stage_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::deque<Played> played_;
    std::size_t next_ = 0;
    std::size_t running_ = 0;
    std::vector<std::thread> threads_;
};

/// Puts the acts' records into one result, with one numbering of frames.
class Collection {
  public:
    Collection(const ActsOptions& options, RunResult& result, RunObserver& observer)
        : capture_(options.capture_path), amend_(options.amend), result_(result), observer_(observer) {}

    void add(ActRecord record) {
        const auto renumbered = [this](std::size_t number) { return number == 0 ? 0 : number + frames_; };
        for (auto& one : record.cases) {
            for (auto& frame : one.frames) frame.number = renumbered(frame.number);
            amend_(one);
            observer_.case_finished(one);
            result_.cases.push_back(std::move(one));
        }
        for (auto& table : record.tables) result_.tables.push_back(std::move(table));
        for (auto& event : record.timeline) {
            event.frame = renumbered(event.frame);
            result_.timeline.push_back(std::move(event));
        }
        for (const auto& [when, octets] : record.frames) capture_.write(octets, when);
        frames_ += record.frames.size();
        auto& link = result_.link;
        link.frames_seen = frames_;
        link.frames_dropped += record.frames_dropped;
        link.worst_scheduling_delay_ms =
            std::max(link.worst_scheduling_delay_ms, engine::milliseconds(record.worst_delay));
    }
    void finish() { capture_.finish(); }

  private:
    RunCapture capture_;
    const std::function<void(CaseResult&)>& amend_;
    RunResult& result_;
    RunObserver& observer_;
    std::size_t frames_ = 0;
};

bool wants_another_try(const ActRecord& record) {
    return std::any_of(record.cases.begin(), record.cases.end(),
                       [](const CaseResult& one) { return one.outcome == Outcome::inconclusive; });
}

/// At least as long as the longest act, or what all take when they share the threads.
double estimate(const std::vector<Act>& acts, std::size_t at_once) {
    double longest = 0;
    double all = 0;
    for (const auto& act : acts) {
        longest = std::max(longest, act.estimated_seconds);
        all += act.estimated_seconds;
    }
    return std::max(longest, all / static_cast<double>(std::max<std::size_t>(at_once, 1)));
}

}  // namespace

void ActRecord::tell(const Scene& scene, const std::string& title) {
    for (auto& event : scene.timeline()) {
        event.scene = title;
        timeline.push_back(std::move(event));
    }
}

void ActRecord::take(const Scene& scene) {
    for (engine::FrameNumber n = 1; n <= scene.frames(); ++n)
        frames.emplace_back(scene.frame(n).when, scene.frame(n).octets);
    frames_dropped = scene.dropped();
    worst_delay = scene.delay().worst();
}

void play(const std::vector<Act>& acts, const ActsOptions& options, RunResult& result,
          RunObserver& observer) {
    const engine::RealScheduler clock;
    const Stage stage{clock.now(), options.interrupted, options.tolerance};
    const double estimated = estimate(acts, options.at_once);
    RunObserver::Plan plan{0, estimated, options.notes};
    for (const auto& act : acts) plan.cases += act.claims.size();
    observer.run_planned(plan);

    Collection collection(options, result, observer);
    const auto elapsed = [&] { return engine::seconds(clock.now() - stage.start); };
    std::vector<std::size_t> again;
    {
        // An act that ends early waits for those before it, so that a run always reads the same.
        std::map<std::size_t, ActRecord> waiting;
        std::size_t next = 0;
        Ensemble ensemble(acts, stage, options.at_once);
        for (std::size_t ended = 0; ended < acts.size();) {
            observer.tick(elapsed(), std::max(0.0, estimated - elapsed()), ensemble.running(), std::nullopt);
            auto played = ensemble.next();
            if (!played) continue;
            ++ended;
            waiting.emplace(played->act, std::move(played->record));
            for (auto first = waiting.begin(); first != waiting.end() && first->first == next;
                 first = waiting.erase(first), ++next) {
                if (wants_another_try(first->second) && !options.interrupted())
                    again.push_back(next);
                else
                    collection.add(std::move(first->second));
            }
        }
    }
    for (const auto index : again) {
        observer.tick(elapsed(), acts[index].estimated_seconds, 1, std::nullopt);
        auto record = perform(acts[index], stage);
        for (auto& one : record.cases) one.attempts = 2;
        collection.add(std::move(record));
    }
    collection.finish();
    result.aborted = options.interrupted();
    result.seconds = elapsed();
}

}  // namespace tester
