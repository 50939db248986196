#pragma once

#include <functional>
#include <optional>
#include <set>

#include "tester/dut/device_folder.hpp"
#include "tester/dut/driver.hpp"

namespace tester {

struct KeepalivedDriverOptions {
    std::string interface = "eth0";  // of the device
    bool use_vmac = false;
    /// What takes the carrier away and gives it back, where that can be done better than by setting the
    /// device's interface down: a lab unplugs the cable.
    std::function<void(bool up)> set_link{};
    /// The whole configuration, such as one that somebody has in use: it then stands for the virtual routers
    /// that are applied, and priorities cannot be changed.
    std::string text{};
};

/// A keepalived of the tester's own (VRRP only, its configuration and log in a folder of its own) on a device
/// that has a shell. No other keepalived may run there.
class KeepalivedDriver final : public Driver {
  public:
    explicit KeepalivedDriver(DeviceShell shell, KeepalivedDriverOptions options = {});
    ~KeepalivedDriver() override { release(); }

    std::string name() const override;
    bool can(DriverVerb verb) const override;
    Capabilities capabilities() const override;
    bool can_reload() const override { return options_.text.empty(); }

    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override;
    void kill() override;
    void set_link(bool up) override;
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override;
    bool running() override;
    void hurry() noexcept override { folder_.shell().hurry(); }
    void release() noexcept override;

  private:
    std::string files() const;
    std::string configuration() const;
    std::vector<std::string> undo_lines() const;
    void reload();
    void reject_filtered(const std::vector<RouterConfig>& routers) const;
    void require_configuration() const;

    KeepalivedDriverOptions options_;
    DeviceFolder folder_;
    std::vector<RouterConfig> routers_;
    std::set<engine::IpAddress> filtered_;  // by a filter that cannot be removed
    bool was_started_ = false;              // and not stopped or killed since
    mutable std::optional<std::string> name_;
};

}  // namespace tester
