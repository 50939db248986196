#pragma once

#include <stdexcept>
#include <vector>

#include "engine/lan/scheduler.hpp"
#include "tester/bench/control.hpp"
#include "tester/bench/journal.hpp"
#include "tester/recorded/recording.hpp"

namespace tester {

/// Thrown where a case does what it did not do when it was recorded.
class RecordingDiffers : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The world of one attempt as it was: its clock, its LAN and the hand on the device's switch. Frames come at
/// their own times and in their order, what the case sends is what it sent then, and nothing of the future
/// shows. As long as the case asks what it asked then it is told exactly what it was told, to the nanosecond;
/// if it asks anything else it has been changed since, and from there on only the frames' own times count.
class RecordedWorld final : public engine::Scheduler, public Journal, public Control {
  public:
    /// `recording` and `attempt` must outlive it.
    RecordedWorld(Recording& recording, const Attempt& attempt);
    ~RecordedWorld() override;
    RecordedWorld(const RecordedWorld&) = delete;
    RecordedWorld& operator=(const RecordedWorld&) = delete;

    Station& station() { return station_; }

    engine::Instant now() const override { return now_; }
    void run_until(const std::function<bool()>& done) override;

    engine::Instant time() override;
    engine::FrameNumber send(engine::Octets frame, engine::Wire wire) override;
    void resumed() override;

    bool can(Verb verb) const override;
    void perform(Verb verb, std::uint8_t vrid, std::function<void()> done) override;
    void change(Profile profile, std::uint8_t vrid, const Change& change,
                std::function<void(engine::Instant begun)> done) override;

  private:
    const Moment* expected(Moment::Kind kind);
    void lose_track() { is_exact_ = false; }
    engine::FrameNumber limit(engine::Instant due);
    bool deliver_before(engine::Instant due);
    void show_until(engine::FrameNumber number);
    void show_next();
    void settle_echoes();
    const ControlEvent& next_control(Verb verb);

    Recording& recording_;
    const Attempt& attempt_;
    engine::Instant now_;
    engine::CaptureLog log_;
    Station station_;
    std::vector<bool> wanted_;  // keys of its virtual routers
    bool is_exact_ = true;      // the case has asked what it asked then, so far
    std::size_t moment_ = 0;    // the next one
    std::size_t control_ = 0;
    struct Echo {
        engine::FrameNumber frame;
        engine::Instant when;
    };
    std::vector<Echo> echoes_;  // of what was sent since the last event: the wire's time is not known yet
};

}  // namespace tester
