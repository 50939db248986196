#pragma once

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/scheduler.hpp"
#include "tester/bench/control.hpp"
#include "tester/dut/driver.hpp"
#include "tester/run/device_guard.hpp"

namespace tester {

/// The switch of a device that only stops and starts as a whole, for all benches that share it. Each verb
/// waits until every bench has asked for something or left, and is then done once for all who want it. A
/// device that was stopped, or whose link was taken, and that nobody has asked to start again is started when
/// all who saw it stop have left. Changes of single virtual routers wait in the same way and are made all at
/// once, because others notice them: whenever keepalived reloads, every Active instance advertises, twice.
/// The driver works on a thread of its own, one verb at a time, so that no case waits for it.
class DeviceControl final : public Control, public DeviceGuard {
  public:
    /// `configured` is what the device was given, which changes start from: without it nothing can be
    /// changed.
    DeviceControl(engine::Scheduler& scheduler, Driver& driver, std::vector<RouterConfig> configured = {});
    ~DeviceControl() override;
    DeviceControl(const DeviceControl&) = delete;
    DeviceControl& operator=(const DeviceControl&) = delete;

    bool can(Verb verb) const override;
    void join() override { ++present_; }
    void perform(Verb verb, std::uint8_t vrid, std::function<void()> done) override;
    void change(Profile profile, std::uint8_t vrid, const Change& change,
                std::function<void(engine::Instant begun)> done) override;
    void leave() override;

    engine::Instant known_sound_at() const override { return known_sound_at_; }
    std::optional<std::string> trouble() const override { return trouble_; }
    void recover(const std::function<bool()>& interrupted) override;

  private:
    enum class State { running, stopped, starting };
    struct Request {
        Verb verb;
        std::function<void()> done;
    };
    struct WantedChange {
        Profile profile;
        std::uint8_t vrid;
        Change change;
        std::function<void(engine::Instant begun)> done;
    };

    void consider_soon();
    void consider();
    void take_down(Verb verb);
    void bring_up();
    Verb verb_that_undoes() const;
    void make_changes();
    void let_driver_change(const std::vector<WantedChange>& wanted);
    RouterConfig* configuration_of(Profile profile, std::uint8_t vrid);
    void tell(Verb verb);
    void begin(const std::function<void()>& work, std::function<void()> then);
    void poll();
    void look_after();
    void finish_job() noexcept;

    engine::Scheduler& scheduler_;
    Driver& driver_;
    State state_ = State::running;
    Verb taken_down_by_ = Verb::stop;
    int present_ = 0;    // benches that have joined and not left
    int witnesses_ = 0;  // of them, those that were there when the device was stopped
    std::vector<Request> requests_;
    std::vector<RouterConfig> configured_;  // at first
    std::vector<RouterConfig> changed_;     // as it is now
    std::vector<WantedChange> changes_;     // that nobody has begun with
    bool was_changed_ = false;
    engine::Instant settled_at_;  // who waits to take it down again finds the device Active by then

    std::future<void> job_;  // of the driver
    std::function<void()> after_job_;
    engine::Instant known_sound_at_;
    std::optional<std::string> trouble_;
    engine::TimerId timer_ = 0;   // of consider()
    engine::TimerId poller_ = 0;  // of the job
    engine::TimerId watch_ = 0;   // of look_after()
};

/// Lets the driver work on a thread of its own and the scheduler go on meanwhile; what it throws is thrown
/// here. False if interrupted: the driver is then told to hurry and waited for, and what it throws is of no
/// interest.
bool do_beside(engine::Scheduler& scheduler, Driver& driver, const std::function<void(Driver&)>& work,
               const std::function<bool()>& interrupted);

}  // namespace tester
