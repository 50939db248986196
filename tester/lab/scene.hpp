#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/lan/pcap_link.hpp"
#include "tester/dut/driver.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/neighbours.hpp"
#include "tester/lab/story.hpp"
#include "tester/lab/timeline.hpp"
#include "tester/lab/topology.hpp"
#include "tester/run/scheduling_delay.hpp"

namespace tester {

/// Somebody wants to go home: everything is torn down on the way out.
class Interrupted : public std::runtime_error {
  public:
    Interrupted() : std::runtime_error("interrupted") {}
};

/// A scene's LAN is two switches and a cable between them.
enum class Half { left, right };

/// Makes the driver of a router that has just been put on the LAN.
using DriverMaker = std::function<std::unique_ptr<Driver>(LanTopology&, const LabHost&)>;

/// A LAN for failovers: real routers, each with its driver, and one host that keeps a neighbour table and
/// pings, around two switches whose connecting cable can be cut. Every router's port is captured on its own,
/// so that a frame's sender is known even where routers share a MAC address. The verbs block while the kernel
/// goes on capturing; run_for() and run_until() then read what has been captured. All of it is gone with the
/// object.
class Scene {
  public:
    /// `start` is the moment from which reports count. `interrupted` is asked all along; once it says yes,
    /// any member may throw Interrupted.
    Scene(engine::Instant start, std::function<bool()> interrupted);
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// Routers count from 0 in the order in which they are added; add them before the host.
    StationIndex add_router(const std::string& name, const std::vector<AddressWithPrefix>& addresses,
                            Half half, const DriverMaker& make_driver);
    void add_host(const std::vector<AddressWithPrefix>& addresses);

    Driver& driver(StationIndex router) { return *stations_.at(router).driver; }
    const LabHost& router(StationIndex router) const { return stations_.at(router).host; }
    const std::string& name(StationIndex router) const { return stations_.at(router).name; }
    const LabHost& host() const { return host_; }
    std::size_t routers() const { return stations_.size(); }

    // --- what is done to it; each notes itself in the timeline and gives the moment at which it was done
    engine::Instant apply(StationIndex router, const std::vector<RouterConfig>& configuration);
    engine::Instant stop(StationIndex router);
    engine::Instant start(StationIndex router);
    /// A power cut: the port loses its carrier and the router dies, without a word and with nothing that
    /// answers.
    engine::Instant crash(StationIndex router);
    /// The power is back: the router is cleaned of what it was, its cable is plugged in and it starts.
    engine::Instant revive(StationIndex router);
    engine::Instant set_priority(StationIndex router, const RouterConfig& configured, std::uint8_t priority);
    /// The cable between the two switches.
    engine::Instant cut_in_two();
    engine::Instant join();
    engine::Instant note(const std::string& who, const std::string& what);

    /// Throws std::runtime_error with the last words of a router that should run and has ended by itself.
    void require_all_running();

    // --- time goes by
    engine::Instant now() const { return scheduler_.now(); }
    /// Up to when the story is complete: a little before now, and more on a host that is slow.
    engine::Instant seen_until() const { return seen_until_; }
    void run_for(engine::Duration d);
    /// False if it has not become so within the limit.
    bool run_until(const std::function<bool()>& condition, engine::Duration limit);

    // --- the host
    std::vector<Neighbour> neighbours() const;
    /// The host forgets what it has learnt.
    void forget_neighbours() const;
    /// Pings an address twice, so that the host resolves it.
    void touch(const engine::IpAddress& address);
    /// Pings an address every 20 ms until told otherwise.
    void start_pinging(const engine::IpAddress& address);
    void stop_pinging();

    // --- what was seen
    const Story& story() const { return story_; }
    const engine::LoggedFrame& frame(engine::FrameNumber number) const { return *frames_.at(number - 1); }
    engine::FrameNumber frames() const { return frames_.size(); }
    CitedFrame cite(engine::FrameNumber number, const std::string& role) const;
    std::vector<TimelineEvent> timeline() const;
    double seconds_of(engine::Instant when) const { return engine::seconds(when - start_); }
    /// "the virtual MAC", "r1's own": for tables.
    std::string whose(const std::string& mac) const;
    const SchedulingDelay& delay() const { return delay_; }
    std::size_t dropped() const;

  private:
    struct Station {
        std::string name;
        LabHost host;
        std::unique_ptr<Driver> driver;
        bool should_run = false;
    };
    struct Arriving {
        std::unique_ptr<engine::LoggedFrame> frame;
        StationIndex sender;
        bool at_host;
    };

    void divide();
    void listen_to(const LabHost& host, StationIndex sender);
    void keep(engine::OctetView octets, engine::Instant when, StationIndex sender);
    void settle(engine::Instant until);
    std::string sender_of(const engine::FrameView& view) const;
    void settle_regularly();
    void check_interruption() const;

    engine::Instant start_;
    std::function<bool()> interrupted_;
    engine::RealScheduler scheduler_;
    SchedulingDelay delay_;
    LanTopology lan_;
    std::vector<Station> stations_;
    LabHost host_;
    std::vector<std::unique_ptr<engine::PcapLink>> links_;
    TemporaryDirectory folder_;
    ChildProcess ping_;
    std::vector<Arriving> arriving_;
    std::vector<std::unique_ptr<engine::LoggedFrame>> frames_;
    std::vector<std::string> senders_;  // of those, by name; empty where nobody can know
    Story story_;
    std::vector<Intervention> interventions_;
    engine::Instant seen_until_;
    engine::TimerId settler_ = 0;
};

}  // namespace tester
