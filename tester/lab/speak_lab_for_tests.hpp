#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/topology.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/speak_session.hpp"

/// A LAN with a real router, the embedded speaker beside it, and an ear that times both.
namespace tester::test {

using namespace std::chrono_literals;
using engine::Duration;
using engine::Family;
using engine::Instant;
using engine::IpAddress;

inline IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

struct HeardAdvert {
    Family family;
    std::uint8_t version, vrid, priority, auth_type;
    IpAddress source;
    engine::MacAddress ethernet_source;
    Instant when;
};

/// What the test does to the real router, on a thread of its own while the speaker goes on.
struct DeviceHand {
    std::function<void()> start;  // with priority 150
    std::function<void()> crash;  // without a word, and with all that it had in the kernel
};

class SpeakLab {
  public:
    LanTopology lan;
    LabHost device = lan.add_host("r1", {{address("172.16.100.1"), 24}, {address("2001:db8::1"), 64}}, true);
    LabHost host = lan.add_host("r2", {{address("172.16.100.2"), 24}, {address("2001:db8::2"), 64}});
    LabHost ear = lan.add_host("ear", {{address("172.16.100.3"), 24}, {address("2001:db8::3"), 64}});
    engine::RealScheduler scheduler;
    std::vector<HeardAdvert> adverts;
    std::vector<SpeakEvent> events;
    std::vector<RouterConfig> routers;  // the speaker's: priority 100
    Duration worst_lateness{};          // of this process, in all of its life: a late ear arms a timer late

    explicit SpeakLab(std::vector<RouterConfig> of_speaker) : routers(std::move(of_speaker)) {
        scheduler.on_lateness(
            [this](Instant, Duration late) { worst_lateness = std::max(worst_lateness, late); });
        listen();
        link_ = link_of(host);
        engine::Speaker::Identity identity{host.mac, {}, false};
        identity.addresses = {address("172.16.100.2"), link_local_of(host)};
        session_ =
            std::make_unique<SpeakSession>(scheduler, *link_, identity, SpeakSession::Options{routers, {}},
                                           [this](const SpeakEvent& event) { events.push_back(event); });
    }

    /// The whole life of a router beside another; `hand` leads the other.
    void live(const DeviceHand& hand) {
        is_elected_backup(hand);
        takes_over_after_crash(hand);
        answers_hosts();
        is_preempted(hand);
        preempts();
        leaves();
    }

  private:
    std::unique_ptr<engine::PcapLink> link_of(const LabHost& where) {
        const NamespaceGuard guard(where.network_namespace);
        return std::make_unique<engine::PcapLink>(scheduler, where.interface);
    }
    static IpAddress link_local_of(const LabHost& where) {
        return *std::find_if(where.own_addresses.begin(), where.own_addresses.end(),
                             [](const IpAddress& own) { return own.is_link_local(); });
    }
    void listen() {
        ear_ = link_of(ear);
        ear_->on_frame([this](engine::OctetView octets, Instant when, bool own) {
            const auto frame = engine::read_frame(octets);
            if (own || frame.kind != engine::FrameKind::vrrp) return;
            const auto& message = frame.advertisement;
            adverts.push_back({message.family(), message.version(), message.vrid(), message.priority(),
                               message.version() == 2 ? message.auth_type() : std::uint8_t{0},
                               frame.ip->source, frame.ethernet.source, when});
        });
    }

    bool run_until(const std::function<bool()>& done, Duration limit) {
        bool over = false;
        const auto timer = scheduler.call_after(limit, [&] { over = true; });
        // The beat keeps the lateness of this process in view.
        const std::function<void()> beat = [&] { beat_ = scheduler.call_after(5ms, beat); };
        beat();
        scheduler.run_until([&] { return over || done(); });
        scheduler.cancel(timer);
        scheduler.cancel(beat_);
        return done();
    }
    void run_for(Duration limit) {
        run_until([] { return false; }, limit);
    }
    void meanwhile(const std::function<void()>& work) {
        auto finished = std::async(std::launch::async, work);
        REQUIRE(run_until([&] { return finished.wait_for(0s) == std::future_status::ready; }, 20s));
        finished.get();
    }

    std::vector<HeardAdvert> of(const RouterConfig& router, bool from_speaker, Instant since) const {
        std::vector<HeardAdvert> result;
        for (const auto& advert : adverts) {
            const auto& own = host.own_addresses;
            const bool is_speaker = std::find(own.begin(), own.end(), advert.source) != own.end();
            if (advert.vrid == router.vrid && advert.family == router.family() && advert.when >= since &&
                is_speaker == from_speaker)
                result.push_back(advert);
        }
        return result;
    }
    bool all_heard(bool from_speaker, Instant since) const {
        return std::all_of(routers.begin(), routers.end(), [&](const RouterConfig& router) {
            return !of(router, from_speaker, since).empty();
        });
    }
    engine::State state(std::size_t index) const { return session_->speaker().router(index).state(); }

    /// RFC 9568 6.1 and RFC 3768 6.1: three intervals and the skew of priority 100, 156/256 of one.
    static Duration down_interval(const RouterConfig& router) { return router.interval * 924 / 256; }
    Duration lateness_of(Duration expected) const {
        return std::max<Duration>(50ms, expected / 20) + worst_lateness;
    }
    void check_time(const RouterConfig& router, Duration expected, Duration measured) const {
        CAPTURE(router.vrid, to_string(router.profile), engine::milliseconds(expected),
                engine::milliseconds(measured), engine::milliseconds(worst_lateness));
        CHECK(measured >= expected - 10ms);
        CHECK(measured <= expected + lateness_of(expected));
    }
    /// The one that took over is alone from then on.
    void check_silent(const RouterConfig& router, bool speaker_is_silent, Instant since) const {
        CAPTURE(router.vrid, to_string(router.profile), speaker_is_silent);
        CHECK(of(router, speaker_is_silent, since).empty());
    }

    void is_elected_backup(const DeviceHand& hand) {
        meanwhile(hand.start);
        REQUIRE(run_until([this] { return all_heard(false, {}); }, 15s));
        session_->start();
        run_for(3800ms);
        for (std::size_t i = 0; i < routers.size(); ++i) {
            CAPTURE(routers[i].vrid, to_string(routers[i].profile));
            CHECK(state(i) == engine::State::backup);
            check_silent(routers[i], true, {});
        }
        CHECK(count("heard") == routers.size());
        CHECK(count("discarded") == 0);
    }

    void takes_over_after_crash(const DeviceHand& hand) {
        meanwhile(hand.crash);
        REQUIRE(run_until([this] { return all_heard(true, {}); }, 8s));
        for (const auto& router : routers) {
            const auto last = of(router, false, {}).back();
            const auto first = of(router, true, {}).front();
            check_time(router, down_interval(router), first.when - last.when);
            CHECK(first.priority == 100);
            CHECK(first.version == router.version());
            CHECK(first.auth_type == static_cast<int>(router.authentication.type));
            CHECK(first.ethernet_source == engine::virtual_mac(router.family(), router.vrid));
        }
        CHECK(count("lost") == routers.size());
    }

    /// A host finds each virtual address at the virtual MAC, and an echo where Accept_Mode is true.
    void answers_hosts() {
        for (const auto& router : routers) {
            const auto target = router.addresses.front();
            CAPTURE(to_string(target));
            const auto in_ear = [this](Arguments arguments) {
                arguments.insert(arguments.begin(), {"ip", "netns", "exec", ear.network_namespace});
                return run_command(arguments);
            };
            CommandResult ping, neighbours;
            meanwhile([&] {
                ping = in_ear({"ping", "-c", "1", "-W", "1", "-I", "eth0", to_string(target)});
                neighbours = in_ear({"ip", "neigh", "show", "dev", "eth0", to_string(target)});
            });
            CHECK((ping.status == 0) == router.accept.value_or(false));
            CHECK(neighbours.output.find(to_string(engine::virtual_mac(router.family(), router.vrid))) !=
                  std::string::npos);
        }
    }

    void is_preempted(const DeviceHand& hand) {
        const Instant began = scheduler.now();
        meanwhile(hand.start);
        REQUIRE(run_until([&] { return all_heard(false, began); }, 15s));
        run_for(700ms);
        for (std::size_t i = 0; i < routers.size(); ++i) {
            CHECK(state(i) == engine::State::backup);
            const auto first = of(routers[i], false, began).front();
            CHECK(first.priority == 150);
            check_silent(routers[i], true, first.when + lateness_of({}));
        }
    }

    /// Each is raised just after an advertisement of the device, which is then the last that counts.
    void preempts() {
        auto raised = routers;
        std::vector<Instant> last;
        for (std::size_t i = 0; i < raised.size(); ++i) {
            const Instant began = scheduler.now();
            REQUIRE(run_until([&] { return !of(routers[i], false, began).empty(); }, 5s));
            run_for(routers[i].interval / 5);
            last.push_back(of(routers[i], false, began).back().when);
            raised[i].priority = 200;
            session_->reconfigure(raised);
        }
        REQUIRE(run_until([&] { return all_heard(true, last.front()); }, 8s));
        run_for(1700ms);
        for (std::size_t i = 0; i < routers.size(); ++i) {
            const auto first = of(routers[i], true, last[i]).front();
            CHECK(first.priority == 200);
            check_time(routers[i], down_interval(routers[i]), first.when - last[i]);
            CHECK(state(i) == engine::State::active);
            check_silent(routers[i], false, first.when + 500ms);
        }
        CHECK(count("reconfigured") == routers.size());
    }

    void leaves() {
        const Instant began = scheduler.now();
        session_->leave();
        run_until([&] { return all_heard(false, began); }, 5s);
        for (const auto& router : routers) {
            CAPTURE(router.vrid, to_string(router.profile));
            const auto farewell = of(router, true, began);
            REQUIRE(farewell.size() == 1);
            CHECK(farewell.front().priority == 0);
            const auto successor = of(router, false, began);
            REQUIRE_FALSE(successor.empty());
            // (256 - 150) / 256 of an interval; without priority 0 it would be three intervals more.
            const auto skew = router.interval * 106 / 256;
            const auto gap = successor.front().when - farewell.front().when;
            CAPTURE(engine::milliseconds(gap));
            CHECK(gap > skew / 2);
            CHECK(gap < skew + 5 * router.interval / 2);
        }
        CHECK(count("discarded") == 0);
    }

    std::size_t count(std::string_view kind) const {
        return static_cast<std::size_t>(std::count_if(
            events.begin(), events.end(), [=](const SpeakEvent& event) { return event.kind == kind; }));
    }

    PriorityBoost boost_;
    std::unique_ptr<engine::PcapLink> ear_, link_;
    std::unique_ptr<SpeakSession> session_;  // goes before its link
    engine::TimerId beat_ = 0;
};

inline RouterConfig speaker_router(Profile profile, std::uint8_t vrid) {
    RouterConfig router;
    router.profile = profile;
    router.vrid = vrid;
    if (profile == Profile::v3_ipv6) {
        router.addresses = {address("fe80::100").shifted(vrid), address("2001:db8::100").shifted(vrid)};
        router.prefix_length = 64;
    } else {
        router.addresses = {address("172.16.100.100").shifted(vrid)};
    }
    // Long enough to tell a takeover after Skew_Time from one after Active_Down_Interval on a busy machine.
    if (profile != Profile::v2_ipv4) router.interval = 300ms;
    if (profile != Profile::v2_ipv4) router.accept = true;
    return router;
}

}  // namespace tester::test
