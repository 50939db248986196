#pragma once

#include "tester/dut/driver.hpp"
#include "tester/dut/frr_config.hpp"
#include "tester/dut/process.hpp"
#include "tester/dut/shell.hpp"
#include "tester/lab/topology.hpp"

namespace tester {

/// A real FRR, zebra and vrrpd, on a host of a lab, with its files in a folder of its own and its macvlans in
/// the host's namespace.
class LabFrr final : public Driver {
  public:
    LabFrr(LanTopology& lan, LabHost host);

    std::string name() const override { return "FRR " + version(); }
    bool can(DriverVerb) const override { return true; }
    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override;
    void kill() override;
    void set_link(bool up) override { lan_.set_cable(host_, up); }
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override { return read_text(file("log")); }
    bool running() override { return zebra_.running() && vrrpd_.running(); }
    void release() noexcept override;

    /// "8.4.4"; empty if FRR is not installed.
    static std::string version();

  private:
    std::string file(const char* name) const { return folder_.path() / name; }
    ChildProcess daemon(const std::string& name) const;
    void await_socket(const char* name, ChildProcess& owner);

    LanTopology& lan_;
    LabHost host_;
    DeviceShell shell_;
    FrrOptions options_;
    std::vector<RouterConfig> routers_;
    TemporaryDirectory folder_;
    ChildProcess zebra_, vrrpd_;
};

}  // namespace tester
