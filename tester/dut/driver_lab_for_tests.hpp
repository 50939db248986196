#pragma once

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/dut/shell.hpp"
#include "tester/lab/topology.hpp"

namespace driver_tests {

using namespace tester;
using namespace std::chrono_literals;
using engine::Duration;
using engine::Family;
using engine::Instant;

inline engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

struct Advert {
    Family family;
    int version;
    int vrid;
    int priority;
    Instant when;
};

inline std::optional<Advert> read_advert(engine::OctetView frame, Instant when) {
    const auto read = [&](Family family, std::size_t protocol, std::size_t vrrp) -> std::optional<Advert> {
        if (frame.size() < vrrp + 8 || frame[protocol] != 112) return std::nullopt;
        return Advert{family, frame[vrrp] >> 4, frame[vrrp + 1], frame[vrrp + 2], when};
    };
    if (frame.size() < 14) return std::nullopt;
    if (engine::read_u16(frame, 12) == 0x0800) return read(Family::ipv4, 23, 34);
    if (engine::read_u16(frame, 12) == 0x86dd) return read(Family::ipv6, 20, 54);
    return std::nullopt;
}

/// A LAN with a device (a namespace with a shell) and a tester whose interface is listened to.
struct DriverLab {
    LanTopology lan;
    LabHost device = lan.add_host("r1", {{address("172.16.100.1"), 24}, {address("2001:db8::1"), 64}}, true);
    LabHost tester =
        lan.add_host("tester", {{address("172.16.100.250"), 24}, {address("2001:db8::250"), 64}});
    DeviceShell shell{{"ip", "netns", "exec", device.network_namespace}};
    engine::RealScheduler scheduler;
    std::unique_ptr<engine::PcapLink> link;
    std::vector<Advert> adverts;

    DriverLab() {
        const NamespaceGuard guard(tester.network_namespace);
        link = std::make_unique<engine::PcapLink>(scheduler, tester.interface);
        link->on_frame([this](engine::OctetView frame, Instant when, bool) {
            if (const auto advert = read_advert(frame, when)) adverts.push_back(*advert);
        });
    }

    /// Listens until it is so; false if it does not become so in time.
    bool listen_until(const std::function<bool()>& done, Duration limit = 10s) {
        bool over = false;
        const auto timer = scheduler.call_after(limit, [&] { over = true; });
        scheduler.run_until([&] { return over || done(); });
        scheduler.cancel(timer);
        return done();
    }
    void listen_for(Duration limit) {
        listen_until([] { return false; }, limit);
    }
    /// Forgets what was heard, once what is under way has arrived.
    void forget() {
        listen_for(20ms);
        adverts.clear();
    }

    std::vector<Advert> of(Family family, int vrid) const {
        std::vector<Advert> result;
        std::copy_if(adverts.begin(), adverts.end(), std::back_inserter(result),
                     [=](const Advert& a) { return a.family == family && a.vrid == vrid; });
        return result;
    }
    bool heard(Family family, int vrid, int priority) const {
        const auto all = of(family, vrid);
        return std::any_of(all.begin(), all.end(), [=](const Advert& a) { return a.priority == priority; });
    }
    long count(int priority) const {
        return std::count_if(adverts.begin(), adverts.end(),
                             [=](const Advert& a) { return a.priority == priority; });
    }

    bool answers_ping(const char* to) const {
        return run_command(
                   {"ip", "netns", "exec", tester.network_namespace, "ping", "-c", "1", "-W", "1", to})
                   .status == 0;
    }
    /// All that a driver of this process could leave on the device.
    std::string traces() const {
        return shell
            .run(
                "ip -o addr | sed 's/valid_lft.*//'; ls /sys/class/net; sysctl net.ipv4.conf.all.arp_ignore "
                "net.ipv4.conf.default.arp_ignore; grep -l ' " +
                std::to_string(getpid()) + "$' /tmp/vrrptest-dut.*/made-by 2>/dev/null\n")
            .output;
    }
};

inline bool no_lab(const char* program) {
    auto missing = LanTopology::what_is_missing();
    if (missing.empty() && run_command({"sh", "-c", std::string("command -v ") + program}).status != 0)
        missing = std::string(program) + " is not installed";
    if (!missing.empty()) WARN("skipped: " + missing);
    return !missing.empty();
}

inline RouterConfig ipv4_router(std::uint8_t vrid, const char* virtual_address, Duration interval = 100ms) {
    RouterConfig router;
    router.vrid = vrid;
    router.interval = interval;
    router.addresses = {address(virtual_address)};
    return router;
}

inline RouterConfig ipv6_router(std::uint8_t vrid, Duration interval = 100ms) {
    RouterConfig router;
    router.profile = Profile::v3_ipv6;
    router.vrid = vrid;
    router.interval = interval;
    router.addresses = {address("fe80::10").shifted(vrid), address("2001:db8::10").shifted(vrid)};
    router.prefix_length = 64;
    return router;
}

inline std::vector<RouterConfig> two_routers() {
    return {ipv4_router(1, "172.16.100.11"), ipv6_router(1)};
}

inline bool both_heard(const DriverLab& lab, int priority) {
    return lab.heard(Family::ipv4, 1, priority) && lab.heard(Family::ipv6, 1, priority);
}

}  // namespace driver_tests
