#include "tester/lab/story.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/packet/advertisement.hpp"
#include "engine/packet/craft.hpp"
#include "tester/lab/timeline.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::Instant;

namespace {

const auto the_address = engine::IpAddress::parse("172.16.100.10").value();
const auto mac_of_first = engine::MacAddress::parse("02:00:00:00:00:11").value();
const auto mac_of_second = engine::MacAddress::parse("02:00:00:00:00:12").value();

Instant at(engine::Duration since_start) {
    return Instant{1'000'000'000} + since_start;
}

WireAdvert advert(StationIndex router, engine::Duration when, int priority) {
    return {static_cast<engine::FrameNumber>(when / 1ms), at(when), router, priority, 1s,
            router == 0 ? mac_of_first : mac_of_second,   {}};
}

EchoReply reply(engine::Duration when, std::uint16_t sequence, std::uint16_t identifier = 7) {
    return {static_cast<engine::FrameNumber>(when / 1ms), at(when), the_address, identifier, sequence};
}

/// The first router advertises at 0, 1 and 2 s, the second at 5.6 and 6.6 s.
Story failover() {
    Story story;
    story.adverts = {advert(0, 0s, 120), advert(0, 1s, 120), advert(0, 2s, 120), advert(1, 5600ms, 100),
                     advert(1, 6600ms, 100)};
    return story;
}

}  // namespace

TEST_CASE("a story knows who claimed the Active state and when", "[story]") {
    auto story = failover();
    CHECK(story.first_claim(1, at(0s))->when == at(5600ms));
    CHECK(story.last_claim(0, at(10s))->when == at(2s));
    CHECK(story.last_claim(0, at(2s))->when == at(1s));
    CHECK_FALSE(story.first_claim(0, at(2001ms)));
    CHECK(story.claimants(at(0s), at(3s)) == std::set<StationIndex>{0});
    CHECK(story.claimants(at(2s), at(5601ms)) == std::set<StationIndex>{0, 1});
    CHECK(story.claimants(at(3s), at(5600ms)).empty());
}

TEST_CASE("an advertisement of priority 0 resigns and claims nothing", "[story]") {
    Story story;
    story.adverts = {advert(0, 0s, 120), advert(0, 700ms, 0)};
    CHECK(story.resignation(0, at(0s))->when == at(700ms));
    CHECK_FALSE(story.resignation(1, at(0s)));
    CHECK(story.last_claim(0, at(5s))->when == at(0s));
    CHECK(story.claimants(at(500ms), at(1s)).empty());
}

TEST_CASE("a cut-off is the longest silence between two replies", "[story]") {
    Story story;
    story.replies = {reply(100ms, 1), reply(120ms, 2), reply(3720ms, 182), reply(3740ms, 183)};
    const auto found = cut_off(story, the_address, at(130ms), at(4s));
    REQUIRE(found);
    CHECK(found->longest == 3600ms);
    CHECK(found->lost == 179);
    CHECK(found->came_back);
    CHECK(found->last_before == 120);
    CHECK(found->first_after == 3720);
}

TEST_CASE("a cut-off without an end says so, and one that nobody measured is none", "[story]") {
    Story story;
    story.replies = {reply(100ms, 1), reply(120ms, 2)};
    const auto endless = cut_off(story, the_address, at(130ms), at(4s));
    REQUIRE(endless);
    CHECK_FALSE(endless->came_back);
    CHECK(endless->longest == 3880ms);
    CHECK(endless->first_after == 0);
    CHECK_FALSE(cut_off(story, the_address, at(50ms), at(4s)));
    CHECK_FALSE(cut_off(story, *engine::IpAddress::parse("172.16.100.11"), at(130ms), at(4s)));
}

TEST_CASE("a cut-off counts by sequence numbers that wrap, of one ping only", "[story]") {
    Story story;
    story.replies = {reply(100ms, 65534), reply(120ms, 65535), reply(160ms, 1), reply(170ms, 900, 8),
                     reply(180ms, 2),     reply(181ms, 2),     reply(182ms, 1)};
    const auto found = cut_off(story, the_address, at(100ms), at(200ms));
    REQUIRE(found);
    CHECK(found->lost == 1);  // number 0
    CHECK(found->longest == 40ms);
    CHECK(found->came_back);
}

TEST_CASE("a story is read from frames", "[story]") {
    engine::Advertisement sent;
    sent.version = 2;
    sent.vrid = 1;
    sent.priority = 120;
    sent.interval = 3;
    const std::vector<engine::IpAddress> addresses{the_address};
    sent.addresses = addresses;
    engine::FrameView view;
    const auto source = engine::IpAddress::parse("172.16.100.11").value();
    const auto message = engine::encode(sent, engine::ChecksumForm::message_only, source,
                                        engine::vrrp_group(engine::Family::ipv4));
    view.kind = engine::FrameKind::vrrp;
    view.ethernet.source = engine::virtual_mac(engine::Family::ipv4, 1);
    view.ip = engine::IpView{};
    view.ip->source = source;
    view.advertisement = engine::AdvertisementView(message, engine::Family::ipv4);

    Story story;
    story.read(view, 5, at(1s), 0);
    story.read(view, 6, at(2s), the_host);
    REQUIRE(story.adverts.size() == 1);
    CHECK(story.adverts[0].frame == 5);
    CHECK(story.adverts[0].priority == 120);
    CHECK(story.adverts[0].interval == 3s);
    CHECK(story.adverts[0].source == source);
    CHECK(to_string(story.adverts[0].ethernet_source) == "00:00:5e:00:01:01");

    engine::FrameView gratuitous;
    gratuitous.kind = engine::FrameKind::arp;
    gratuitous.arp = engine::ArpView{1, mac_of_first, {}, the_address, the_address};
    story.read(gratuitous, 7, at(3s), 0);
    gratuitous.arp->target_ip = source;  // A question, and no announcement.
    story.read(gratuitous, 8, at(4s), 0);
    REQUIRE(story.announcements.size() == 1);
    CHECK(story.announcement(0, the_address, at(0s))->mac == mac_of_first);
    CHECK_FALSE(story.announcement(1, the_address, at(0s)));
}

TEST_CASE("a timeline tells of Active states, resignations, priorities, silence and announcements",
          "[story]") {
    auto story = failover();
    story.adverts.push_back(advert(1, 7600ms, 40));
    story.adverts.push_back(advert(1, 8600ms, 0));
    for (const auto when : {5601ms, 5602ms, 5603ms})
        story.announcements.push_back(
            {static_cast<engine::FrameNumber>(when / 1ms), at(when), 1, the_address, mac_of_second});
    const auto told =
        timeline(story, {"one", "two"}, {{at(2300ms), "one", "loses its power"}}, at(0s), at(9s));
    std::vector<std::string> lines;
    for (const auto& event : told)
        lines.push_back(std::to_string(static_cast<int>(event.seconds * 1000 + 0.5)) + " " + event.who + " " +
                        event.what + " " + std::to_string(event.frame));
    CHECK(lines == std::vector<std::string>{
                       "0 one is Active: advertises priority 120 from 02:00:00:00:00:11 0",
                       "2000 one sends its last advertisement, priority 120 2000",
                       "2300 one loses its power 0",
                       "5600 two is Active: advertises priority 100 from 02:00:00:00:00:12 5600",
                       "5601 two gratuitous ARP: 172.16.100.10 is at 02:00:00:00:00:12 (3 times) 5601",
                       "7600 two advertises priority 40 now 7600",
                       "8600 two resigns: an advertisement of priority 0 8600"});
}

TEST_CASE("a timeline knows that who is outdone and silent has yielded", "[story]") {
    auto story = failover();
    story.adverts.push_back(advert(0, 7s, 120));
    const auto last_state = [&](engine::Duration end) {
        std::pair<std::string, bool> last;
        for (const auto& event : timeline(story, {"one", "two"}, {}, at(0s), at(end)))
            if (event.is_active && event.who == "two") last = {event.what, *event.is_active};
        return last;
    };
    // Its interval of a second had begun at 6.6 s.
    CHECK(last_state(7500ms).second);
    CHECK(last_state(7700ms) == std::pair{std::string("sends its last advertisement, priority 100"), false});
}

TEST_CASE("a timeline says who is Active from when on, and which pings were lost", "[story]") {
    auto story = failover();
    story.replies = {reply(1980ms, 65534), reply(2000ms, 65535), reply(5640ms, 181), reply(5660ms, 182)};
    const auto events = timeline(story, {"one", "two"}, {}, at(0s), at(7s));
    std::vector<std::pair<std::string, bool>> states;
    for (const auto& event : events)
        if (event.is_active) states.emplace_back(event.who, *event.is_active);
    CHECK(states == std::vector<std::pair<std::string, bool>>{{"one", true}, {"one", false}, {"two", true}});
    const auto loss = std::find_if(events.begin(), events.end(),
                                   [](const TimelineEvent& event) { return event.who == "host"; });
    REQUIRE(loss != events.end());
    CHECK(loss->what == "181 of its pings of 172.16.100.10 are lost: no answer for 3.640 s");
    CHECK(loss->seconds == Approx(2.0));
    CHECK(*loss->until_seconds == Approx(5.64));
    story.replies = {reply(100ms, 1), reply(120ms, 2), reply(140ms, 3)};
    const auto calm = timeline(story, {"one", "two"}, {}, at(0s), at(7s));
    CHECK(std::none_of(calm.begin(), calm.end(),
                       [](const TimelineEvent& event) { return event.until_seconds.has_value(); }));
}
