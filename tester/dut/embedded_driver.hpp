#pragma once

#include <functional>
#include <optional>

#include "engine/router/parameters.hpp"
#include "tester/dut/device_folder.hpp"
#include "tester/dut/driver.hpp"

namespace tester {

struct EmbeddedDriverOptions {
    std::string interface = "eth0";  // of the device
    /// Where vrrptest is on the device; empty: this very program.
    std::string program{};
    /// What takes the carrier away and gives it back, where that can be done better than by setting the
    /// device's interface down.
    std::function<void(bool up)> set_link{};
    /// The RFC that decides where they contradict each other; nothing: the newest.
    std::optional<engine::Rfc> standard{};
};

/// The embedded speaker as a device of its own: `vrrptest speak -i IF --routers FILE`, which re-reads the
/// file on SIGHUP and resigns on SIGTERM.
class EmbeddedDriver final : public Driver {
  public:
    explicit EmbeddedDriver(DeviceShell shell, EmbeddedDriverOptions options = {});
    ~EmbeddedDriver() override { release(); }

    std::string name() const override { return "the embedded speaker"; }
    bool can(DriverVerb verb) const override;
    Capabilities capabilities() const override { return {}; }
    bool can_reload() const override { return true; }

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
    void require_configuration() const;
    void reload();

    EmbeddedDriverOptions options_;
    DeviceFolder folder_;
    std::vector<RouterConfig> routers_;
    bool was_started_ = false;  // and not stopped or killed since
};

/// The [[virtual_router]] tables of a DUT file that say the same.
std::string virtual_router_tables(const std::vector<RouterConfig>& routers);

}  // namespace tester
