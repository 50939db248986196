#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/dut/discovery.hpp"
#include "tester/run/case_files.hpp"
#include "tester/run/device_control.hpp"
#include "tester/run/live_session.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/run_capture.hpp"
#include "tester/run/run_file.hpp"
#include "tester/run/run_recorder.hpp"
#include "tester/run/scheduling_delay.hpp"

namespace tester {

/// The interface's addresses, the one in the device's prefix before the others.
std::vector<engine::IpAddress> station_addresses(const engine::InterfaceFacts& interface,
                                                 const engine::IpAddress& device);

/// One run against a device, step by step, on an interface that is fit for it.
class LiveRun {
  public:
    struct What {
        const LiveOptions& options;
        engine::IpAddress device;
        engine::InterfaceFacts interface;
        std::optional<engine::InterfaceFacts> second_interface;
        const std::vector<SelectedCase>& selected;
        const std::vector<CaseResult>&
            put_off;  // the results of those that are not run; for the record alone
    };
    LiveRun(What what, RunObserver& observer, const std::function<bool()>& interrupted, RunResult& result);

    /// Throws EnvironmentError, DriverError or what the interface throws if it cannot go on.
    void run();
    /// Whatever came of the run, what was seen is kept.
    void conclude();

  private:
    void run_as_it_is();
    void run_batches(const Batches& batches);
    bool configure(const Batch& batch);
    void judge(const std::vector<SelectedCase>& cases, const std::optional<DutFile>& declaration,
               const std::vector<RouterConfig>& configured);
    void find_out(const std::optional<DutFile>& declaration, const std::vector<RouterConfig>& configured);
    void leave_out_unspeakable();
    void leave_out_keyless();
    bool stimulates(const Plan& plan) const;
    void check_path(const Plan& plan);
    void announce(const Plan& plan, const Plan& last);
    void announce(const Batches& batches);
    void report_skipped(Plan& plan);
    void publish_skipped(const CaseResult& skipped);
    void run_plan(const Plan& plan, const ControlOf& control_of, DeviceGuard* guard);
    void check_afterwards(const Plan& plan);
    bool was_interrupted();
    void keep_run();
    void show_frames();

    const What what_;
    RunObserver& observer_;
    const std::function<bool()>& interrupted_;
    RunResult& result_;
    const LiveOptions& options_ = what_.options;
    const engine::IpAddress& device_ = what_.device;
    const engine::InterfaceFacts& interface_ = what_.interface;

    RunCapture capture_;
    RunFile run_file_;
    CaseFiles case_files_;
    RunRecorder recorder_;
    engine::RealScheduler scheduler_;
    engine::PcapLink link_;
    LanPort port_;
    std::optional<engine::PcapLink> second_link_;
    engine::CaptureLog log_;
    Station station_;
    std::unique_ptr<PriorityBoost> boost_;
    SchedulingDelay delay_;
    engine::Instant started_;
    Control nobody_;  // the hand of a device without a driver
    Discovery found_;
    std::vector<VirtualRouterFacts> routers_;
    std::vector<std::string> remarks_;
    bool is_path_checked_ = false;
    bool is_announced_ = false;
    double seconds_to_come_ = 0;  // of the batches after this one
};

}  // namespace tester
