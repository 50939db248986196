#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tester/passive/active_model.hpp"
#include "tester/passive/bookkeeping.hpp"

namespace tester {

/// Tells in words what happens: to whoever listens, and to the timeline.
class Happenings {
  public:
    static constexpr std::size_t most_events = 2000;

    using Receiver = std::function<void(const Happening&)>;
    void tell_to(Receiver receiver) { receiver_ = std::move(receiver); }

    struct Place {
        std::string router;  // as RouterTable names it
        engine::FrameNumber frame = 0;
        double seconds = 0;
    };
    void changed(const Place& place, const RouterSeen& router, const ModelListener::Change& change);
    void resigned(const Place& place, const SpeakerSeen& speaker);
    void yielded(const Place& place, const SpeakerSeen& speaker, engine::Duration after);
    void found(const Place& place, const PassiveCheck& check, const Finding& finding);

    std::vector<TimelineEvent> timeline() const;  // in order of time
    std::size_t left_out() const { return left_out_; }

  private:
    void tell(const Place& place, const SpeakerSeen& who, std::string what);
    void add(const Place& place, std::string who, std::string what);

    Receiver receiver_;
    std::vector<TimelineEvent> events_;
    std::size_t left_out_ = 0;
};

}  // namespace tester
