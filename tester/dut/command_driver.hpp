#pragma once

#include <optional>
#include <set>

#include "tester/dut/driver.hpp"
#include "tester/dut/process.hpp"

namespace tester {

/// A device in the hands of the user's own executable, which gets the verb as its last argument and a JSON
/// object on standard input:
///
///     {"schema": 1, "verb": "apply", "virtual_routers": [{"vrid": 1, "profile": "v3-ipv4", "version": 3,
///      "family": "ipv4", "priority": 100, "interval_seconds": 1.0, "preempt": true, "accept": null,
///      "addresses": ["172.16.100.10"], "prefix_length": 24, "authentication": null}, ...]}
///     {"schema": 1, "verb": "set-priority", "vrid": 1, "profile": "v3-ipv4", "priority": 150}
///     {"schema": 1, "verb": "start"}                     and stop, kill, link-down, link-up, log, release
///
/// "authentication" is null or {"type": "pass"|"ah", "key": "..."}. Exit code 0 means done and 127 that the
/// verb is not supported; with any other the last lines of the output are the error. With the word "verbs" it
/// may print the verbs that it has, one a line; if it does not, each is tried. "log" prints the log.
class CommandDriver final : public Driver {
  public:
    explicit CommandDriver(Arguments command, engine::Duration limit = std::chrono::seconds(60));
    ~CommandDriver() override { release(); }

    std::string name() const override;
    bool can(DriverVerb verb) const override;
    Capabilities capabilities() const override;

    void apply(const std::vector<RouterConfig>& routers) override;
    void start() override;
    void stop() override;
    void kill() override;
    void set_link(bool up) override;
    void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) override;
    std::string log() override;
    bool running() override { return true; }
    void hurry() noexcept override { hurry_.press(); }
    void release() noexcept override;

  private:
    void ask_for_verbs() const;
    std::string perform(DriverVerb verb, const std::string& input);

    Arguments command_;
    engine::Duration limit_;
    Hurry hurry_;
    bool was_applied_ = false;
    bool is_stuck_ = false;  // a verb did not end in time
    mutable bool has_asked_ = false;
    mutable std::set<DriverVerb> unsupported_;
};

}  // namespace tester
