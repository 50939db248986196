#pragma once

#include <functional>
#include <optional>

#include "tester/dut/device_folder.hpp"
#include "tester/dut/driver.hpp"
#include "tester/dut/frr_config.hpp"

namespace tester {

struct FrrDriverOptions {
    std::string interface = "eth0";  // of the device
    /// What takes the carrier away and gives it back, where that can be done better than by setting the
    /// device's interface down.
    std::function<void(bool up)> set_link{};
};

/// A zebra and a vrrpd of the tester's own on a device that has a shell, with the macvlans that FRR wants. No
/// other FRR may run there.
class FrrDriver final : public Driver {
  public:
    explicit FrrDriver(DeviceShell shell, FrrDriverOptions options = {});
    ~FrrDriver() override { release(); }

    std::string name() const override;
    bool can(DriverVerb verb) const override;
    Capabilities capabilities() const override { return frr_capabilities(); }

    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override;
    void kill() override;
    void set_link(bool up) override;
    /// Changes both families of the VRID, which are one virtual router to FRR.
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override;
    bool running() override;
    void hurry() noexcept override { folder_.shell().hurry(); }
    void release() noexcept override;

  private:
    FrrOptions frr() const;
    std::string files() const;
    std::vector<std::string> undo_lines() const;
    void require_configuration() const;

    FrrDriverOptions options_;
    DeviceFolder folder_;
    std::vector<RouterConfig> routers_;
    bool was_started_ = false;  // and not stopped or killed since
    mutable std::optional<std::string> name_;
};

}  // namespace tester
