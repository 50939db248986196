#pragma once

#include <functional>

#include "tester/dut/driver.hpp"
#include "tester/lab/keepalived.hpp"
#include "tester/lab/topology.hpp"

namespace tester {

/// A keepalived whose configuration is a given text, such as one that a user has in use, on a host of a lab.
/// Of the verbs it knows those that need no change of the text.
class TextKeepalived final : public Driver {
  public:
    TextKeepalived(LanTopology& lan, LabHost host, std::string config)
        : lan_(lan), host_(std::move(host)), config_(std::move(config)) {}

    std::string name() const override { return "keepalived " + Keepalived::version(); }
    bool can(DriverVerb verb) const override {
        return verb != DriverVerb::apply && verb != DriverVerb::set_priority;
    }
    /// The text stands already.
    void apply(const std::vector<RouterConfig>&) override;
    void start() override;
    void stop() override { daemon_.stop(); }
    void kill() override;
    void set_link(bool up) override { lan_.set_cable(host_, up); }
    void set_priority(Profile, std::uint8_t, std::uint8_t) override;
    std::string log() override { return daemon_.log(); }
    bool running() override { return daemon_.running(); }
    void release() noexcept override;

  private:
    LanTopology& lan_;
    LabHost host_;
    std::string config_;
    Keepalived daemon_;
    bool was_killed_ = false;
};

}  // namespace tester
