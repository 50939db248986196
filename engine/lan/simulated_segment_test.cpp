#include "engine/lan/simulated_segment.hpp"

#include <catch2/catch.hpp>

namespace engine {
namespace {

/// What a port has heard: who heard it, when, its first octet, and whether it was an echo.
struct Ears {
    struct Heard {
        std::string port;
        Duration after;
        int first_octet;
        bool own;
        bool operator==(const Heard&) const = default;
    };
    SimulatedScheduler scheduler;
    Instant start = scheduler.now();
    std::vector<Heard> heard;

    void listen(Link& port) {
        port.on_frame([this, &port](OctetView frame, Instant when, bool own) {
            CHECK(when == scheduler.now());
            heard.push_back({port.name(), when - start, frame.empty() ? -1 : frame[0], own});
        });
    }
    void run() {
        scheduler.run_until([] { return false; });
    }
};

}  // namespace

TEST_CASE("every other port hears a frame after the latency, and the sender its echo at once", "[segment]") {
    Ears ears;
    SimulatedSegment segment(ears.scheduler);
    Link& a = segment.add_port("a");
    Link& b = segment.add_port("b");
    Link& c = segment.add_port("c");
    for (Link* port : {&a, &b, &c}) ears.listen(*port);
    b.send(Octets{7});
    CHECK(ears.heard.empty());
    ears.run();
    CHECK(ears.heard ==
          std::vector<Ears::Heard>{{"b", 0us, 7, true}, {"a", 20us, 7, false}, {"c", 20us, 7, false}});
}

TEST_CASE("the latency is the one asked for", "[segment]") {
    for (const Duration latency : {Duration(0ns), Duration(1ns), Duration(5ms)}) {
        Ears ears;
        SimulatedSegment segment(ears.scheduler, latency);
        Link& a = segment.add_port("a");
        ears.listen(segment.add_port("b"));
        a.send(Octets{1});
        ears.run();
        CHECK(ears.heard == std::vector<Ears::Heard>{{"b", latency, 1, false}});
    }
}

TEST_CASE("frames arrive in the order in which they were sent", "[segment]") {
    Ears ears;
    SimulatedSegment segment(ears.scheduler);
    Link& a = segment.add_port("a");
    Link& b = segment.add_port("b");
    ears.listen(segment.add_port("c"));
    a.send(Octets{1});
    b.send(Octets{2});
    a.send(Octets{3});
    ears.run();
    CHECK(ears.heard ==
          std::vector<Ears::Heard>{{"c", 20us, 1, false}, {"c", 20us, 2, false}, {"c", 20us, 3, false}});
}

TEST_CASE("a frame is as it was when it was sent, whatever becomes of the sender's octets", "[segment]") {
    Ears ears;
    SimulatedSegment segment(ears.scheduler);
    Link& a = segment.add_port("a");
    ears.listen(a);
    ears.listen(segment.add_port("b"));
    {
        Octets octets{1, 2, 3};
        a.send(octets);
        octets[0] = 9;
    }
    ears.run();
    CHECK(ears.heard == std::vector<Ears::Heard>{{"a", 0us, 1, true}, {"b", 20us, 1, false}});
}

TEST_CASE("a port without a receiver is harmless, and a receiver may be taken away in flight", "[segment]") {
    Ears ears;
    SimulatedSegment segment(ears.scheduler);
    Link& a = segment.add_port("a");
    segment.add_port("deaf");
    Link& b = segment.add_port("b");
    ears.listen(b);
    a.send(Octets{1});
    b.on_frame({});
    ears.run();
    CHECK(ears.heard.empty());
}

TEST_CASE("a receiver may answer from within the delivery", "[segment]") {
    Ears ears;
    SimulatedSegment segment(ears.scheduler);
    Link& a = segment.add_port("a");
    Link& b = segment.add_port("b");
    ears.listen(a);
    b.on_frame([&](OctetView, Instant, bool own) {
        if (!own) b.send(Octets{2});
    });
    a.send(Octets{1});
    ears.run();
    CHECK(ears.heard == std::vector<Ears::Heard>{{"a", 0us, 1, true}, {"a", 40us, 2, false}});
}

}  // namespace engine
