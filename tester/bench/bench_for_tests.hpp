#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/lan/simulated_segment.hpp"
#include "engine/packet/craft.hpp"
#include "tester/bench/bench.hpp"

/// A bench on a segment without latency, and a device that sends what the test says when the test says.
namespace tester::test {

inline engine::IpAddress ip(const char* text) {
    return engine::IpAddress::parse(text).value();
}

struct BenchWorld {
    engine::SimulatedScheduler scheduler;
    engine::Instant start = scheduler.now();
    engine::SimulatedSegment segment{scheduler, engine::Duration(0)};
    engine::SimulatedSegment second{scheduler, engine::Duration(0)};  // nobody is on it unless a test is
    engine::CaptureLog log{scheduler, segment.add_port("tester")};
    engine::Link& device = segment.add_port("device");
    Station station{
        scheduler, log, {{2, 0, 0, 0, 0, 5}}, {ip("172.16.100.5"), ip("2001:db8::5"), ip("fe80::5")}};
    Control no_control;
    VirtualRouterFacts facts = facts_of(Profile::v3_ipv4);
    TimingTolerance tolerance{};
    std::optional<Bench> bench_{};

    static VirtualRouterFacts facts_of(Profile profile) {
        VirtualRouterFacts facts;
        facts.profile = profile;
        facts.vrid = 7;
        const bool is_ipv4 = profile != Profile::v3_ipv6;
        facts.addresses = {ip(is_ipv4 ? "172.16.100.10" : "fe80::10")};
        facts.primary_address = ip(is_ipv4 ? "172.16.100.11" : "fe80::11");
        facts.physical_mac = {{2, 0, 0, 0, 0, 0x11}};
        return facts;
    }

    Bench& bench(Control* control = nullptr) {
        if (!bench_) {
            station.know({facts});
            bench_.emplace(station, facts, engine::Rfc::rfc9568, tolerance, control ? *control : no_control);
        }
        return *bench_;
    }

    /// An advertisement of the device.
    engine::Octets advertisement(std::uint8_t priority = 100, std::uint8_t vrid = 7) const {
        engine::AdvertisementFrame frame;
        frame.ethernet_source = engine::virtual_mac(facts.family(), vrid);
        frame.ip_source = facts.primary_address;
        frame.message.version = facts.version();
        frame.message.vrid = vrid;
        frame.message.priority = priority;
        frame.message.interval = facts.version() == 2 ? 1 : 100;
        frame.message.addresses = facts.addresses;
        return engine::craft(frame);
    }
    /// The device sends the frame so long after the start.
    void at(engine::Duration after, engine::Octets frame) {
        scheduler.call_at(start + after, [this, frame = std::move(frame)] { device.send(frame); });
    }
    void run_until(engine::Duration after) {
        bool over = false;
        scheduler.call_at(start + after, [&] { over = true; });
        scheduler.run_until([&] { return over; });
    }

    /// Tells the story to its end and names it: "pass", "fail", "inconclusive: ...", "skipped: ...".
    std::string ending_of(engine::Task<> story) {
        story.start();
        scheduler.run_until([&] { return story.done(); });
        if (!story.done()) return "still waiting";
        try {
            story.result();
            return "pass";
        } catch (const CaseFailed&) {
            return "fail";
        } catch (const CaseInconclusive& inconclusive) {
            return "inconclusive: " + inconclusive.reason;
        } catch (const CaseSkipped& skipped) {
            return "skipped: " + skipped.reason;
        }
    }
    /// How long after the start the clock stands.
    engine::Duration elapsed() const { return scheduler.now() - start; }

    /// The own frames of the log as "milliseconds: priority".
    std::vector<std::string> sent() const {
        std::vector<std::string> all;
        for (engine::FrameNumber n = 1; n <= log.last(); ++n) {
            const auto& frame = log.frame(n);
            if (!frame.own) continue;
            all.push_back(std::to_string((frame.when - start) / std::chrono::milliseconds(1)) + ": " +
                          std::to_string(frame.view.advertisement.priority()));
        }
        return all;
    }
};

}  // namespace tester::test
