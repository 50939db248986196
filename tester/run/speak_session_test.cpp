#include "tester/run/speak_session.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/lan/simulated_segment.hpp"
#include "engine/packet/craft.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using engine::ChecksumForm;
using engine::State;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

RouterConfig router(Profile profile, std::uint8_t priority) {
    RouterConfig config;
    config.profile = profile;
    config.vrid = 7;
    config.priority = priority;
    config.addresses = {address(profile == Profile::v3_ipv6 ? "fe80::7:7" : "172.16.100.10")};
    return config;
}

/// Two hosts in simulated time, each with a session of its own, and an ear.
struct World {
    engine::SimulatedScheduler scheduler;
    engine::SimulatedSegment segment{scheduler};
    engine::Link& ear = segment.add_port("ear");
    std::vector<SpeakEvent> told, told_by_other;
    std::unique_ptr<SpeakSession> session, other;

    void add(SpeakSession::Options options) {
        session = make({{0x02, 0, 0, 0, 0, 0x05}}, {address("172.16.100.5"), address("fe80::5")},
                       std::move(options), told);
    }
    void add_other(SpeakSession::Options options) {
        other = make({{0x02, 0, 0, 0, 0, 0x06}}, {address("172.16.100.6"), address("fe80::6")},
                     std::move(options), told_by_other);
    }
    void run_for(engine::Duration duration) {
        bool over = false;
        scheduler.call_after(duration, [&] { over = true; });
        scheduler.run_until([&] { return over; });
    }
    State state() const { return session->speaker().router(0).state(); }
    State other_state() const { return other->speaker().router(0).state(); }

    std::vector<SpeakEvent> of(std::string_view kind) const {
        std::vector<SpeakEvent> result;
        for (const auto& event : told)
            if (event.kind == kind) result.push_back(event);
        return result;
    }

  private:
    std::unique_ptr<SpeakSession> make(engine::MacAddress mac, std::vector<engine::IpAddress> own,
                                       SpeakSession::Options options, std::vector<SpeakEvent>& into) {
        return std::make_unique<SpeakSession>(
            scheduler, segment.add_port("host"), engine::Speaker::Identity{mac, std::move(own), false},
            std::move(options), [&into](const SpeakEvent& event) { into.push_back(event); });
    }
};

}  // namespace

TEST_CASE("a session tells who advertises, who is lost and what it becomes", "[speak]") {
    for (const auto profile : {Profile::v2_ipv4, Profile::v3_ipv4, Profile::v3_ipv6}) {
        CAPTURE(to_string(profile));
        World world;
        world.add({{router(profile, 100)}, {}});
        world.add_other({{router(profile, 150)}, {}});
        world.other->start();
        world.run_for(4s);
        world.session->start();
        world.run_for(10s);
        CHECK(world.state() == State::backup);
        REQUIRE(world.of("heard").size() == 1);
        CHECK(world.of("heard")[0].priority == 150);
        CHECK_THAT(world.of("heard")[0].says, Contains("advertises priority 150 every 1 s"));
        CHECK(world.of("changed").empty());
        world.other.reset();  // a crash
        world.run_for(4s);
        CHECK(world.state() == State::active);
        REQUIRE(world.of("lost").size() == 1);
        const auto states = world.of("state");
        REQUIRE(states.size() == 2);
        CHECK(states[0].to == State::backup);
        CHECK(states[1].from == State::backup);
        CHECK(states[1].to == State::active);
        CHECK_THAT(states[1].says, Contains("was not heard for 3."));
        CHECK(states[1].vrid == 7);
        CHECK(states[1].profile == profile);
    }
}

TEST_CASE("a session that leaves resigns, which the other one tells", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 100)}, {}});
    world.add_other({{router(Profile::v3_ipv4, 150)}, {}});
    world.other->start();
    world.session->start();
    world.run_for(10s);
    world.other->leave();
    world.run_for(620ms);
    CHECK(world.state() == State::active);
    REQUIRE(world.of("left").size() == 1);
    CHECK(world.of("lost").empty());
    CHECK_THAT(world.of("state").back().says, Contains("172.16.100.6 has left"));
    CHECK(world.told_by_other.back().kind == "ended");
    CHECK_THAT(world.told_by_other.back().says, Contains("advertisements sent"));
    world.session->leave();
    CHECK(world.of("state").back().to == State::initialize);
}

TEST_CASE("the checksum form is that of the first advertisement heard", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 100)}, {}});
    world.add_other({{router(Profile::v3_ipv4, 150)}, ChecksumForm::pseudo_header});
    world.session->start();
    world.run_for(5s);
    CHECK(world.state() == State::active);
    world.other->start();
    world.run_for(10s);
    CHECK(world.state() == State::backup);
    CHECK(world.other_state() == State::active);
    REQUIRE(world.of("checksum_form").size() == 1);
    CHECK_THAT(world.of("checksum_form")[0].says, Contains("pseudo-header"));
    CHECK(world.of("discarded").empty());
}

TEST_CASE("a form that is given stays, and the other one is discarded by its name", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 100)}, ChecksumForm::message_only});
    world.add_other({{router(Profile::v3_ipv4, 150)}, ChecksumForm::pseudo_header});
    world.session->start();
    world.other->start();
    world.run_for(5s);
    CHECK(world.state() == State::active);
    CHECK(world.other_state() == State::active);
    REQUIRE(!world.of("discarded").empty());
    CHECK_THAT(world.of("discarded")[0].says,
               Contains("its checksum is of the pseudo-header form, ours message-only"));
}

TEST_CASE("what comes again and again is told every ten seconds, with how often it came", "[speak]") {
    World world;
    auto silent = router(Profile::v2_ipv4, 100), loud = router(Profile::v2_ipv4, 90);
    silent.authentication = {engine::AuthenticationType::simple_text_password, "1111"};
    loud.authentication = {engine::AuthenticationType::simple_text_password, "1112"};
    world.add({{silent}, {}});
    world.add_other({{loud}, {}});
    world.session->start();
    world.other->start();
    world.run_for(25s);
    const auto discarded = world.of("discarded");
    REQUIRE(discarded.size() == 3);
    CHECK_THAT(discarded[0].says, Contains("discarded what 172.16.100.6 sent: its password is not ours"));
    CHECK(discarded[0].untold == 0);
    CHECK(discarded[1].untold == 9);
    CHECK_THAT(discarded[1].says, Contains("(9 more like it)"));
    CHECK(discarded[1].when - discarded[0].when >= 10s);
}

TEST_CASE("two routers that take turns do not fill the screen", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 100)}, {}});
    world.session->start();
    const auto parameters = parameters_of(router(Profile::v3_ipv4, 150), ChecksumForm::message_only);
    engine::AdvertisementFrame frame;
    frame.ethernet_source = parameters.router_mac();
    frame.message.vrid = 7;
    frame.message.priority = 150;
    frame.message.addresses = parameters.addresses;
    for (int i = 0; i < 1000; ++i) {
        frame.ip_source = address(i % 2 == 0 ? "172.16.100.6" : "172.16.100.7");
        world.ear.send(craft(frame));
        world.run_for(25ms);
    }
    CHECK(world.of("heard").size() == 1);
    CHECK(world.of("changed").size() == 29);
    CHECK(world.of("changed")[9].untold > 300);
}

TEST_CASE("losing advertisements are told", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 200)}, {}});
    world.session->start();
    world.run_for(5s);
    auto owner = router(Profile::v3_ipv4, 100);
    const auto parameters = parameters_of(owner, ChecksumForm::message_only);
    engine::AdvertisementFrame frame;
    frame.ethernet_source = parameters.router_mac();
    frame.ip_source = address("172.16.100.6");
    frame.message.vrid = 7;
    frame.message.addresses = parameters.addresses;
    world.ear.send(craft(frame));
    world.run_for(1s);
    REQUIRE(world.of("losing").size() == 1);
    CHECK_THAT(world.of("losing")[0].says, Contains("losing priority 100"));
    CHECK(world.state() == State::active);
}

TEST_CASE("a new configuration counts at once, as far as it needs no restart", "[speak]") {
    World world;
    world.add({{router(Profile::v3_ipv4, 100)}, {}});
    world.add_other({{router(Profile::v3_ipv4, 150)}, {}});
    world.other->start();
    world.session->start();
    world.run_for(10s);
    auto fresh = router(Profile::v3_ipv4, 200);
    world.session->reconfigure({fresh});
    CHECK(world.of("reconfigured").size() == 1);
    CHECK(world.of("remark").empty());
    world.run_for(4s);
    CHECK(world.state() == State::active);
    CHECK(world.other_state() == State::backup);
    world.session->reconfigure({fresh});
    CHECK(world.of("reconfigured").size() == 1);

    fresh.interval = 2s;
    fresh.addresses.push_back(address("172.16.100.20"));
    world.session->reconfigure({fresh});
    CHECK(world.of("remark").empty());
    REQUIRE(world.of("reconfigured").size() == 2);
    CHECK_THAT(world.of("reconfigured")[1].says, Contains("interval 2 s, was 1 s; addresses "));
    CHECK(world.session->speaker().router(0).parameters().advertisement_interval == 2s);
    CHECK(world.session->speaker().router(0).parameters().addresses.size() == 2);
    auto owner = router(Profile::v3_ipv4, 255);
    world.session->reconfigure({owner});
    REQUIRE(world.of("remark").size() == 1);
    CHECK_THAT(world.of("remark")[0].says, Contains("restart"));
    CHECK(world.session->speaker().router(0).parameters().priority == 200);
    auto another = fresh;
    another.vrid = 8;
    world.session->reconfigure({another});
    CHECK_THAT(world.told.back().says, Contains("VRID 7 (v3-ipv4) is gone"));
    CHECK_THAT((world.told.end() - 2)->says, Contains("VRID 8 (v3-ipv4) is new"));
}

TEST_CASE("every reason to discard has its own words", "[speak]") {
    auto config = router(Profile::v2_ipv4, 100);
    config.authentication = {engine::AuthenticationType::ip_authentication_header, "s3cret"};
    const auto local = parameters_of(config, ChecksumForm::message_only);
    engine::AdvertisementFrame frame;
    frame.ip_source = address("172.16.100.6");
    frame.message.version = 2;
    frame.message.vrid = 7;
    frame.message.interval = 2;
    frame.message.auth_type = 2;
    std::vector<std::string> words;
    const auto octets = craft(frame);
    for (const auto& row : engine::reception_table())
        words.push_back(why_discarded(engine::read_frame(octets), row, local));
    std::sort(words.begin(), words.end());
    CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
    CHECK(std::find(words.begin(), words.end(), "it has no authentication header") != words.end());
    CHECK(std::find(words.begin(), words.end(), "its interval is 2 s, ours 1 s") != words.end());
    CHECK(std::find(words.begin(), words.end(), "its addresses are [], ours [172.16.100.10]") != words.end());
}
