#include "engine/lan/tagged_link.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "engine/lan/answering_link.hpp"
#include "engine/lan/simulated_segment.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"

namespace engine {
namespace {

const MacAddress mine{{2, 0, 0, 0, 0, 1}};
const MacAddress theirs{{2, 0, 0, 0, 0, 2}};

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

Octets question(const char* target) {
    return craft(ArpFrame{theirs, broadcast_mac, 1, theirs, ip("192.0.2.2"), {}, ip(target)});
}

/// What one port of a segment hears of the others, and of itself.
struct Ear {
    explicit Ear(Link& link) {
        link.on_frame([this](OctetView frame, Instant, bool own) {
            (own ? echoes : heard).emplace_back(frame.begin(), frame.end());
        });
    }
    std::vector<Octets> heard, echoes;
};

struct Segment {
    SimulatedScheduler scheduler;
    SimulatedSegment lan{scheduler};
    Link& near = lan.add_port("near");
    Link& far = lan.add_port("far");
    void settle() {
        bool over = false;
        scheduler.call_after(std::chrono::milliseconds(10), [&over] { over = true; });
        scheduler.run_until([&over] { return over; });
    }
};

}  // namespace

TEST_CASE("a tagged link puts the tag of its VLAN on what it sends", "[tagged]") {
    Segment segment;
    TaggedLink tagged(segment.near, {10, 6});
    Ear own(tagged), wire(segment.far);
    const auto frame = question("192.0.2.1");
    tagged.send(frame);
    segment.settle();
    REQUIRE(wire.heard.size() == 1);
    CHECK(wire.heard[0] == with_tag(frame, {10, 6}));
    CHECK(wire.heard[0].size() == frame.size() + 4);
    // 802.1Q: TPID 8100, then three bits of priority, one of eligibility and twelve of the VLAN.
    CHECK(std::vector<int>(wire.heard[0].begin() + 12, wire.heard[0].begin() + 18) ==
          std::vector<int>{0x81, 0x00, 0xc0, 0x0a, 0x08, 0x06});
    CHECK(read_frame(wire.heard[0]).ethernet.vlan_ids[0] == 10);
    REQUIRE(own.echoes.size() == 1);
    CHECK(own.echoes[0] == frame);
    CHECK(tagged.name() == "near");
}

TEST_CASE("a tagged link hears its VLAN only, and without the tag", "[tagged]") {
    Segment segment;
    TaggedLink tagged(segment.near, {10, 0});
    Ear own(tagged);
    const auto frame = question("192.0.2.1");
    segment.far.send(frame);
    segment.far.send(with_tag(frame, {11, 0}));
    segment.far.send(with_tag(with_tag(frame, {10, 0}), {11, 0}));
    segment.far.send(with_tag(frame, {10, 7}));
    segment.far.send(Octets(frame.begin(), frame.begin() + 14));
    segment.far.send(Octets(frame.begin(), frame.begin() + 3));
    segment.settle();
    REQUIRE(own.heard.size() == 1);
    CHECK(own.heard[0] == frame);
}

TEST_CASE("an answering link answers for its addresses and passes everything on", "[tagged]") {
    Segment segment;
    TaggedLink tagged(segment.near, {10, 0});
    AnsweringLink answering(segment.scheduler, tagged, mine, {ip("192.0.2.1"), ip("fe80::1")});
    TaggedLink other(segment.far, {10, 0});
    Ear passed(answering), answers(other);
    other.send(question("192.0.2.1"));
    other.send(question("192.0.2.9"));
    NeighbourSolicitationFrame solicitation;
    solicitation.ethernet_source = theirs;
    solicitation.ip_source = ip("fe80::2");
    solicitation.target = ip("fe80::1");
    solicitation.source_link_layer = theirs;
    other.send(craft(solicitation));
    segment.settle();
    CHECK(passed.heard.size() == 3);
    REQUIRE(answers.heard.size() == 2);
    const auto reply = read_frame(answers.heard[0]);
    REQUIRE(reply.arp);
    CHECK(reply.arp->sender_ip == ip("192.0.2.1"));
    CHECK(reply.arp->sender_mac == mine);
    const auto advertisement = read_frame(answers.heard[1]);
    REQUIRE(advertisement.neighbour);
    CHECK(advertisement.neighbour->target == ip("fe80::1"));
    CHECK(advertisement.neighbour->link_layer_address == mine);
}

}  // namespace engine
