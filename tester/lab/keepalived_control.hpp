#pragma once

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/scheduler.hpp"
#include "tester/bench/control.hpp"
#include "tester/lab/keepalived.hpp"

namespace tester {

/// The switch of a keepalived, for all benches that share it: it stops and starts as a whole. So each verb
/// waits until every bench has asked for something or left, and is then done once for all who want it. A
/// device that was stopped and that nobody has asked to start again is started when all who saw it stop have
/// left.
class KeepalivedControl final : public Control {
  public:
    struct Device {
        Keepalived& daemon;
        std::string network_namespace;
        std::string config;
        std::function<void()>
            remove_remnants;  // of a crash; may take a while, and runs on a thread of its own
    };
    KeepalivedControl(engine::Scheduler& scheduler, Device device);
    ~KeepalivedControl() override;
    KeepalivedControl(const KeepalivedControl&) = delete;
    KeepalivedControl& operator=(const KeepalivedControl&) = delete;

    bool can(Verb) const override { return true; }
    void join() override { ++present_; }
    void perform(Verb verb, std::uint8_t vrid, std::function<void()> done) override;
    void leave() override;

  private:
    enum class State { running, stopped, starting };
    struct Request {
        Verb verb;
        std::function<void()> done;
    };

    void consider_soon();
    void consider();
    void consider_while_stopped();
    void take_down(Verb verb);
    void bring_up();
    void watch_start(engine::Instant until);
    void tell(Verb verb);
    void call_after(engine::Duration delay, std::function<void()> then);

    engine::Scheduler& scheduler_;
    Device device_;
    State state_ = State::running;
    int present_ = 0;    // benches that have joined and not left
    int witnesses_ = 0;  // of them, those that were there when the device was stopped
    bool was_crashed_ = false;
    std::vector<Request> requests_;
    std::optional<std::future<void>> cleaning_;
    engine::TimerId timer_ = 0;   // of consider()
    engine::TimerId poller_ = 0;  // of a start that goes on
};

}  // namespace tester
