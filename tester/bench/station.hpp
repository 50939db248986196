#pragma once

#include <functional>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/scheduler.hpp"
#include "tester/bench/virtual_router_facts.hpp"

namespace tester {

class Bench;

/// The tester's place on one network.
struct Port {
    engine::MacAddress mac;
    std::vector<engine::IpAddress> addresses;

    /// Its address in the family; IPv6: its link-local one. Unspecified if it has none.
    engine::IpAddress address(engine::Family family) const;
    /// One that a router forwards to and from: IPv6: not link-local. Unspecified if it has none.
    engine::IpAddress routable_address(engine::Family family) const;
};

/// The tester's place on the LAN: one clock, one capture log, its own addresses, and the benches that share
/// them. It hands each frame to the benches whose virtual router it belongs to.
class Station {
  public:
    Station(engine::Scheduler& scheduler, engine::CaptureLog& log, engine::MacAddress mac,
            std::vector<engine::IpAddress> addresses);
    ~Station();
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;

    engine::Scheduler& scheduler() { return scheduler_; }
    engine::CaptureLog& log() { return log_; }
    const engine::CaptureLog& log() const { return log_; }
    const engine::MacAddress& mac() const { return port_.mac; }
    const std::vector<engine::IpAddress>& addresses() const { return port_.addresses; }
    /// The tester's address in the family; IPv6: its link-local one. Unspecified if it has none.
    engine::IpAddress address(engine::Family family) const { return port_.address(family); }
    engine::IpAddress routable_address(engine::Family family) const { return port_.routable_address(family); }

    /// Gives it a place on the network behind the device, too. The link must outlive the log.
    void attach(engine::Link& second, Port port);
    /// True if a packet of the family can go through the device from one of its places to the other.
    bool has_second_port(engine::Family family) const;
    /// Valid where has_second_port().
    const Port& second_port() const { return second_; }
    /// The same whether it has one or not.
    const Port& second() const { return second_; }
    /// The second port of a station whose log is a recording.
    void set_second(Port port) { second_ = std::move(port); }

    /// False where it is known that no switch between tester and device learns the tester's MAC addresses, so
    /// that a frame reaches the device whatever the tester has sent from the frame's destination before.
    bool switch_learns() const { return switch_learns_; }
    void set_switch_learns(bool learns) { switch_learns_ = learns; }

    /// The virtual routers known on the device, so that a bench can tell its own frames from a neighbour's.
    void know(std::vector<VirtualRouterFacts> virtual_routers) { known_ = std::move(virtual_routers); }
    const std::vector<VirtualRouterFacts>& known() const { return known_; }
    /// True if the VRID, family and version belong to a virtual router of the device other than this one.
    bool belongs_to_another(const engine::LoggedFrame& frame, const VirtualRouterFacts& mine) const;
    /// True if the frame comes from the device, by its MAC or IP addresses.
    bool is_from_dut(const engine::LoggedFrame& frame, const VirtualRouterFacts& dut) const;

    /// True if the address is the tester's, or one that a virtual router of the device has or sends from.
    bool is_used(const engine::IpAddress& address) const;

    /// Shows a frame that a bench has sent to whoever watches.
    void show(engine::FrameNumber number) const {
        if (watcher_) watcher_(log_.frame(number));
    }
    /// Somebody who wants to see each frame that a bench sends or that one of them wants.
    void watch(std::function<void(const engine::LoggedFrame&)> watcher) { watcher_ = std::move(watcher); }

    void join(Bench& bench) { benches_.push_back(&bench); }
    void leave(Bench& bench) { std::erase(benches_, &bench); }

  private:
    engine::Scheduler& scheduler_;
    engine::CaptureLog& log_;
    Port port_, second_;
    bool switch_learns_ = true;
    std::vector<VirtualRouterFacts> known_;
    std::vector<Bench*> benches_;
    std::function<void(const engine::LoggedFrame&)> watcher_;
};

}  // namespace tester
