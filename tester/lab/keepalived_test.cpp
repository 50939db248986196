#include "tester/lab/keepalived.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include "engine/lan/pcap_link.hpp"
#include "tester/dut/keepalived_config.hpp"
#include "tester/lab/topology.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::Duration;
using engine::Family;
using engine::Instant;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

struct Advert {
    Family family;
    int vrid;
    int priority;
    Instant when;
};

std::optional<Advert> read_advert(engine::OctetView frame, Instant when) {
    const auto read = [&](Family family, std::size_t protocol, std::size_t vrrp) -> std::optional<Advert> {
        if (frame.size() < vrrp + 8 || frame[protocol] != 112) return std::nullopt;
        return Advert{family, frame[vrrp + 1], frame[vrrp + 2], when};
    };
    if (frame.size() < 14) return std::nullopt;
    if (engine::read_u16(frame, 12) == 0x0800) return read(Family::ipv4, 23, 34);
    if (engine::read_u16(frame, 12) == 0x86dd) return read(Family::ipv6, 20, 54);
    return std::nullopt;
}

/// A LAN with a router and a tester whose interface is listened to.
struct Lab {
    LanTopology lan;
    LabHost router = lan.add_host("r1", {{address("172.16.100.1"), 24}, {address("2001:db8::1"), 64}}, true);
    LabHost tester = lan.add_host("tester", {{address("172.16.100.250"), 24}});
    engine::RealScheduler scheduler;
    std::unique_ptr<engine::PcapLink> link;
    std::vector<Advert> adverts;

    Lab() {
        const NamespaceGuard guard(tester.network_namespace);
        link = std::make_unique<engine::PcapLink>(scheduler, tester.interface);
        link->on_frame([this](engine::OctetView frame, Instant when, bool) {
            if (const auto advert = read_advert(frame, when)) adverts.push_back(*advert);
        });
    }

    /// Listens until it is so; false if it does not become so in time.
    bool listen_until(const std::function<bool()>& done, Duration limit) {
        bool over = false;
        const auto timer = scheduler.call_after(limit, [&] { over = true; });
        scheduler.run_until([&] { return over || done(); });
        scheduler.cancel(timer);
        return done();
    }
    void listen_for(Duration limit) {
        listen_until([] { return false; }, limit);
    }

    std::vector<Advert> of(Family family, int vrid) const {
        std::vector<Advert> result;
        std::copy_if(adverts.begin(), adverts.end(), std::back_inserter(result),
                     [=](const Advert& a) { return a.family == family && a.vrid == vrid; });
        return result;
    }
    bool both_advertise(int priority) const {
        const auto is = [=](Family family) {
            return [=](const Advert& a) { return a.family == family && a.priority == priority; };
        };
        return std::any_of(adverts.begin(), adverts.end(), is(Family::ipv4)) &&
               std::any_of(adverts.begin(), adverts.end(), is(Family::ipv6));
    }
    auto count(int priority) const {
        return std::count_if(adverts.begin(), adverts.end(),
                             [=](const Advert& a) { return a.priority == priority; });
    }
};

RouterConfig ipv4_router(std::uint8_t vrid, const char* virtual_address) {
    RouterConfig instance;
    instance.vrid = vrid;
    instance.addresses = {address(virtual_address)};
    return instance;
}

RouterConfig ipv6_router(std::uint8_t vrid) {
    RouterConfig instance;
    instance.profile = Profile::v3_ipv6;
    instance.vrid = vrid;
    instance.addresses = {address("fe80::10"), address("2001:db8::10")};
    instance.prefix_length = 64;
    return instance;
}

/// One a family, ten adverts a second, so that a test need not wait long.
std::vector<RouterConfig> fast_routers() {
    std::vector<RouterConfig> instances{ipv4_router(1, "172.16.100.11"), ipv6_router(1)};
    for (auto& instance : instances) instance.interval = 100ms;
    return instances;
}

bool skipped() {
    const auto missing = LanTopology::what_is_missing();
    if (!missing.empty()) WARN("skipped: " + missing);
    if (!missing.empty()) return true;
    if (!Keepalived::version().empty()) return false;
    WARN("skipped: keepalived is not installed");
    return true;
}

}  // namespace

TEST_CASE("a real keepalived advertises every second and resigns when it is stopped",
          "[lab][root][keepalived]") {
    if (skipped()) return;
    CHECK(Keepalived::version().find('.') != std::string::npos);
    Lab lab;
    auto version_2 = ipv4_router(2, "172.16.100.12");
    version_2.profile = Profile::v2_ipv4;
    const std::vector<RouterConfig> instances{ipv4_router(1, "172.16.100.11"), version_2, ipv6_router(1)};
    Keepalived keepalived;
    keepalived.start(lab.router.network_namespace, keepalived_config({}, instances));
    CHECK(keepalived.running());
    CHECK(keepalived.vrrp_pid() != keepalived.parent_pid());
    const auto three_each = [&] {
        return lab.of(Family::ipv4, 1).size() >= 3 && lab.of(Family::ipv4, 2).size() >= 3 &&
               lab.of(Family::ipv6, 1).size() >= 3;
    };
    REQUIRE(lab.listen_until(three_each, 15s));
    for (const auto& [family, vrid] : {std::pair{Family::ipv4, 1}, {Family::ipv4, 2}, {Family::ipv6, 1}}) {
        const auto heard = lab.of(family, vrid);
        const auto gap = heard[2].when - heard[1].when;
        CHECK(gap > 900ms);
        CHECK(gap < 1500ms);
        CHECK(heard[0].priority == 100);
    }
    CHECK(lab.count(0) == 0);
    keepalived.stop();
    CHECK_FALSE(keepalived.running());
    CHECK(lab.listen_until([&] { return lab.count(0) == 3; }, 2s));
    CHECK(keepalived.log().find("Entering MASTER STATE") != std::string::npos);
}

TEST_CASE("a keepalived that crashes is silent and can be started again", "[lab][root][keepalived]") {
    if (skipped()) return;
    Lab lab;
    const auto config = keepalived_config({}, fast_routers());
    Keepalived keepalived;
    keepalived.start(lab.router.network_namespace, config);
    REQUIRE(lab.listen_until([&] { return lab.both_advertise(100); }, 15s));
    const auto child = keepalived.vrrp_pid();
    keepalived.crash();
    CHECK_FALSE(keepalived.running());
    CHECK_FALSE(is_alive(child));
    lab.listen_for(20ms);
    lab.adverts.clear();
    lab.listen_for(500ms);
    CHECK(lab.adverts.empty());
    lab.lan.remove_remnants(lab.router);
    keepalived.start(lab.router.network_namespace, config);
    CHECK(lab.listen_until([&] { return lab.both_advertise(100); }, 15s));
}

TEST_CASE("a keepalived that reloads has its new priority", "[lab][root][keepalived]") {
    if (skipped()) return;
    Lab lab;
    auto instances = fast_routers();
    Keepalived keepalived;
    keepalived.start(lab.router.network_namespace, keepalived_config({}, instances));
    REQUIRE(lab.listen_until([&] { return lab.both_advertise(100); }, 15s));
    for (auto& instance : instances) instance.priority = 150;
    keepalived.reload(keepalived_config({}, instances));
    CHECK(lab.listen_until([&] { return lab.both_advertise(150); }, 15s));
    CHECK(lab.count(0) == 0);
    CHECK(keepalived.running());
}

TEST_CASE("a keepalived that cannot start says why", "[lab][root][keepalived]") {
    if (skipped()) return;
    LanTopology lan;
    const auto router = lan.add_host("r1", {});
    Keepalived keepalived;
    CHECK_THROWS_WITH(keepalived.start("vrrptest-no-such-namespace", ""),
                      Catch::Matchers::StartsWith("keepalived did not start: "));
    CHECK_FALSE(keepalived.running());
}

TEST_CASE("240 virtual routers of one keepalived all advertise", "[.measure]") {
    if (skipped()) return;
    Lab lab;
    std::vector<RouterConfig> instances;
    for (int i = 1; i <= 120; ++i) {
        const auto vrid = static_cast<std::uint8_t>(i);
        instances.push_back(ipv4_router(vrid, "172.16.100.0"));
        instances.back().addresses = {address("172.16.100.100").shifted(i)};
        instances.push_back(ipv6_router(vrid));
        instances.back().addresses = {address("fe80::1000").shifted(i), address("2001:db8::1000").shifted(i)};
    }
    Keepalived keepalived;
    const auto began = lab.scheduler.now();
    keepalived.start(lab.router.network_namespace, keepalived_config({}, instances));
    const auto started = lab.scheduler.now();
    const auto active = [&] {
        std::map<std::pair<Family, int>, int> heard;
        for (const auto& a : lab.adverts) ++heard[{a.family, a.vrid}];
        return heard.size();
    };
    REQUIRE(lab.listen_until([&] { return active() == 240; }, 60s));
    const auto all = lab.scheduler.now();
    const auto ticks = [&] {
        const auto stat = read_text("/proc/" + std::to_string(keepalived.vrrp_pid()) + "/stat");
        std::istringstream fields(stat.substr(stat.rfind(") ") + 2));
        std::vector<std::string> values{std::istream_iterator<std::string>(fields), {}};
        return std::stoi(values[11]) + std::stoi(values[12]);
    };
    lab.listen_for(6s);  // The second gratuitous ARPs.
    const auto before = ticks();
    const auto heard = lab.adverts.size();
    lab.listen_for(10s);
    WARN("start " << engine::milliseconds(started - began) << " ms, first advert "
                  << engine::milliseconds(lab.adverts.front().when - began) << " ms, all after "
                  << engine::milliseconds(all - began) << " ms; CPU " << (ticks() - before) / 10.0
                  << " %; adverts/s " << static_cast<double>(lab.adverts.size() - heard) / 10.0
                  << "; total ticks so far " << ticks() << "; dropped " << lab.link->dropped());
    const auto stopping = lab.scheduler.now();
    keepalived.stop();
    const auto stopped = lab.scheduler.now();
    lab.listen_until([&] { return lab.count(0) >= 240; }, 10s);
    WARN("stop " << engine::milliseconds(stopped - stopping) << " ms; resignations " << lab.count(0));
}
