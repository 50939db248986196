#include "engine/lan/pcap_link.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "engine/lan/host_network_test.hpp"

using namespace engine;
using Catch::Matchers::Contains;
using engine::test::PrivateNetwork;

namespace {

// An EtherType for local experiments, so that nothing else on the link looks like it.
Octets frame_with(std::uint16_t number, std::size_t size = 60) {
    Octets frame(size, 0);
    std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
    frame[6] = 0x02;
    write_u16(frame, 12, 0x88b5);
    write_u16(frame, 14, number);
    return frame;
}

struct Seen {
    Octets octets;
    Instant when;
    bool own;
};

/// Everything of the experiment's EtherType that a link hears.
struct Ear {
    std::vector<Seen> seen;
    explicit Ear(Link& link) {
        link.on_frame([this](OctetView frame, Instant when, bool own) {
            if (frame.size() < 16 || read_u16(frame, 12) != 0x88b5) return;
            seen.push_back({{frame.begin(), frame.end()}, when, own});
        });
    }
};

void run_for(
    RealScheduler& scheduler, Duration d, const std::function<bool()>& done = [] { return false; }) {
    bool over = false;
    const auto timer = scheduler.call_after(d, [&] { over = true; });
    scheduler.run_until([&] { return over || done(); });
    scheduler.cancel(timer);
}

bool skipped() {
    if (PrivateNetwork::is_possible()) return false;
    WARN("skipped: needs root");
    return true;
}

}  // namespace

TEST_CASE("a link without an interface names those there are", "[lan]") {
    RealScheduler scheduler;
    CHECK_THROWS_WITH(PcapLink(scheduler, "no-such-if"),
                      Contains("there is no interface no-such-if") && Contains("this host has: "));
}

TEST_CASE("a link says what is wrong with its interface", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    RealScheduler scheduler;
    CHECK_THROWS_WITH(PcapLink(scheduler, "lo"), "the interface lo is not Ethernet; choose one that is");
    network.ip("link add name a type veth peer name b");
    CHECK_THROWS_WITH(PcapLink(scheduler, "a"), "the interface a is down: `ip link set a up`");
}

TEST_CASE("both ends of a cable hear a frame, its sender as its own", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    PcapLink b(scheduler, "b");
    Ear at_a(a);
    Ear at_b(b);
    bool odd_nanoseconds = false;
    for (std::uint16_t i = 0; i < 20; ++i) {
        const auto before = scheduler.now();
        // Shorter than Ethernet's minimum: nothing is to be added to it.
        a.send(frame_with(i, 20));
        const auto after = scheduler.now();
        run_for(scheduler, 2s, [&] { return at_a.seen.size() > i && at_b.seen.size() > i; });
        REQUIRE(at_a.seen.size() == i + 1U);
        REQUIRE(at_b.seen.size() == i + 1U);
        CHECK(at_a.seen[i].own);
        CHECK_FALSE(at_b.seen[i].own);
        CHECK(at_a.seen[i].octets == frame_with(i, 20));
        CHECK(at_b.seen[i].octets == frame_with(i, 20));
        CHECK(at_a.seen[i].when >= before);
        // The stamp is the kernel's, taken inside the call; the margin is for a machine that pauses.
        CHECK(at_a.seen[i].when - after < 1ms);
        if (at_a.seen[i].when.nanoseconds % 1000 != 0) odd_nanoseconds = true;
    }
    CHECK(odd_nanoseconds);
    CHECK(a.dropped() == 0);
}

TEST_CASE("of two equal frames only the one that was sent is the sender's own", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    PcapLink b(scheduler, "b");
    Ear at_a(a);
    a.send(frame_with(7));
    b.send(frame_with(7));
    run_for(scheduler, 2s, [&] { return at_a.seen.size() >= 2; });
    REQUIRE(at_a.seen.size() == 2);
    CHECK(at_a.seen[0].own);
    CHECK_FALSE(at_a.seen[1].own);
}

TEST_CASE("a burst that nobody reads for a while is not lost", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    PcapLink b(scheduler, "b");
    Ear at_a(a);
    Ear at_b(b);
    constexpr std::uint16_t count = 3000;
    for (std::uint16_t i = 0; i < count; ++i) a.send(frame_with(i));
    run_for(scheduler, 2s, [&] { return at_a.seen.size() >= count && at_b.seen.size() >= count; });
    CHECK(at_a.seen.size() == count);
    CHECK(at_b.seen.size() == count);
    for (const auto& seen : at_a.seen) REQUIRE(seen.own);
    CHECK(a.dropped() == 0);
    CHECK(b.dropped() == 0);
}

TEST_CASE("a tagged frame arrives with its tag", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    PcapLink b(scheduler, "b");
    std::vector<Seen> heard;
    const auto hear = [&](OctetView frame, Instant when, bool own) {
        if (frame.size() >= 18 && read_u16(frame, 12) == 0x8100)
            heard.push_back({{frame.begin(), frame.end()}, when, own});
    };
    a.on_frame(hear);
    b.on_frame(hear);
    auto frame = frame_with(9);
    const Octets tag{0x81, 0x00, 0x00, 0x2a};
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    a.send(frame);
    run_for(scheduler, 2s, [&] { return heard.size() >= 2; });
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].octets == frame);
    CHECK(heard[1].octets == frame);
    CHECK(heard[0].own != heard[1].own);
}

TEST_CASE("a link outlives an interface that goes down and comes up", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    Ear at_a(a);
    network.ip("link set dev a down");
    CHECK_THROWS_AS(a.send(frame_with(1)), std::system_error);
    run_for(scheduler, 100ms);
    network.ip("link set dev a up");
    run_for(scheduler, 100ms);
    a.send(frame_with(2));
    run_for(scheduler, 2s, [&] { return !at_a.seen.empty(); });
    REQUIRE(at_a.seen.size() == 1);
    CHECK(at_a.seen[0].own);
    CHECK_THROWS_AS(a.send(frame_with(3, 4000)), std::system_error);
}

TEST_CASE("a capture whose interface is gone ends with a sentence", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    network.ip("link del dev a");
    CHECK_THROWS_WITH(run_for(scheduler, 2s), "the capture on a ended: The interface disappeared");
}

TEST_CASE("a capture that saw its interface go down and stay ends when it is gone", "[lan][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("a", "b");
    RealScheduler scheduler;
    PcapLink a(scheduler, "a");
    PcapListener also_a(scheduler, "a", [](const PcapListener::Heard&) {});
    network.ip("link set dev a down");
    // A capture is told of that, and of nothing that comes later.
    run_for(scheduler, 300ms);
    network.ip("link del dev a");
    CHECK_THROWS_WITH(run_for(scheduler, 2s), "the capture on a ended: The interface disappeared");
}
