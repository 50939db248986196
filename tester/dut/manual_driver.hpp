#pragma once

#include <filesystem>
#include <functional>

#include "tester/dut/driver.hpp"

namespace tester {

/// A device in the hands of a person: prints what to paste or to do, and waits for Enter.
class ManualDriver final : public Driver {
  public:
    /// The configuration as the device's vendor writes it.
    using Render = std::function<std::string(const std::vector<RouterConfig>&)>;

    /// `terminal` is where the person is; another file is of use to tests.
    explicit ManualDriver(Render render, std::filesystem::path terminal = "/dev/tty");

    std::string name() const override { return "a person"; }
    bool can(DriverVerb verb) const override { return verb != DriverVerb::log; }

    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override;
    void kill() override;
    void set_link(bool up) override;
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override;
    bool running() override { return true; }
    void release() noexcept override {}

  private:
    void ask(const std::string& text) const;

    Render render_;
    std::filesystem::path terminal_;
};

}  // namespace tester
