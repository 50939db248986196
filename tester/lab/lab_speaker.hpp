#pragma once

#include "tester/dut/driver.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/topology.hpp"

namespace tester {

/// This program's own speaker as a router on a host of a lab: `vrrptest speak` in a process of its own.
class LabSpeaker final : public Driver {
  public:
    LabSpeaker(LanTopology& lan, LabHost host) : lan_(lan), host_(std::move(host)) {}

    std::string name() const override { return "vrrptest speak"; }
    bool can(DriverVerb) const override { return true; }
    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override { process_.end(std::chrono::seconds(5)); }
    void kill() override;
    void set_link(bool up) override { lan_.set_cable(host_, up); }
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override { return read_text(folder_.path() / "log"); }
    bool running() override { return process_.running(); }
    void release() noexcept override;

    /// The program that speaks: the one that runs, or `vrrptest` beside it; empty if there is none.
    static std::filesystem::path program();

  private:
    void write_routers() const;

    LanTopology& lan_;
    LabHost host_;
    std::vector<RouterConfig> routers_;
    TemporaryDirectory folder_;
    ChildProcess process_;
};

/// The [[virtual_router]] tables of a DUT file.
std::string virtual_router_tables(const std::vector<RouterConfig>& routers);

}  // namespace tester
