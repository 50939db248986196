#include "tester/dut/embedded.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace tester;
using namespace std::chrono_literals;
using engine::Family;

namespace {

engine::IpAddress ip(const char* text) {
    return engine::IpAddress::parse(text).value();
}

/// The priorities that the device has advertised, in order.
std::vector<int> advertised(EmbeddedWorld& world) {
    std::vector<int> all;
    const auto& log = world.station().log();
    for (engine::FrameNumber n = 1; n <= log.last(); ++n)
        if (!log.frame(n).own && log.frame(n).view.kind == engine::FrameKind::vrrp)
            all.push_back(log.frame(n).view.advertisement.priority());
    return all;
}

void run_for(EmbeddedWorld& world, engine::Duration duration) {
    bool over = false;
    world.scheduler().call_after(duration, [&] { over = true; });
    world.scheduler().run_until([&] { return over; });
}

}  // namespace

TEST_CASE("pool addresses differ for every VRID, and IPv6 has its link-local one first", "[embedded]") {
    std::set<engine::IpAddress> seen;
    for (int vrid = 1; vrid <= 255; ++vrid)
        for (const auto family : {Family::ipv4, Family::ipv6}) {
            const auto addresses = pool_addresses(family, static_cast<std::uint8_t>(vrid), 3);
            REQUIRE(addresses.size() == 3);
            for (std::size_t i = 0; i < 3; ++i) {
                CHECK(addresses[i].family() == family);
                CHECK(addresses[i].is_link_local() == (family == Family::ipv6 && i == 0));
                CHECK(seen.insert(addresses[i]).second);
            }
        }
    CHECK(pool_addresses(Family::ipv4, 9, 2) == std::vector{ip("172.16.101.9"), ip("172.16.102.9")});
    CHECK(seen.count(ip("172.16.100.5")) == 0);
    CHECK(seen.count(ip("172.16.100.11")) == 0);
}

TEST_CASE("a virtual router is configured as a case needs it", "[embedded]") {
    EmbeddedWorld world;
    Needs needs;
    needs.priority = 130;
    needs.advertisement_interval = 3s;
    needs.preempt = false;
    needs.addresses = 2;
    const auto facts = world.add(Profile::v2_ipv4, 42, needs, engine::Rfc::rfc3768, engine::rfc_rules());
    CHECK(facts.vrid == 42);
    CHECK(facts.version() == 2);
    CHECK(facts.priority == 130);
    CHECK(facts.advertisement_interval == 3s);
    CHECK(facts.preempt == false);
    CHECK(facts.addresses == std::vector{ip("172.16.101.42"), ip("172.16.102.42")});
    CHECK(facts.primary_address == ip("172.16.100.11"));
    CHECK(facts.physical_mac == engine::MacAddress{{2, 0, 0, 0, 0, 0x11}});
    needs.role = Role::owner;
    CHECK(world.add(Profile::v3_ipv6, 42, needs, engine::Rfc::rfc9568, engine::rfc_rules()).priority == 255);
    CHECK(world.add(Profile::v3_ipv6, 43, {}, engine::Rfc::rfc9568, engine::rfc_rules()).preempt == true);
}

TEST_CASE("RFC 5798 sums the pseudo-header and RFC 9568 the message alone", "[embedded]") {
    EmbeddedWorld world;
    const auto rules = engine::rfc_rules();
    CHECK(world.add(Profile::v3_ipv4, 1, {}, engine::Rfc::rfc5798, rules).checksum_form ==
          engine::ChecksumForm::pseudo_header);
    CHECK(world.add(Profile::v3_ipv4, 2, {}, engine::Rfc::rfc9568, rules).checksum_form ==
          engine::ChecksumForm::message_only);
}

TEST_CASE("nothing is said before the start, and the station then knows every virtual router", "[embedded]") {
    EmbeddedWorld world;
    Needs owner;
    owner.role = Role::owner;
    world.add(Profile::v3_ipv4, 1, owner, engine::Rfc::rfc9568, engine::rfc_rules());
    world.add(Profile::v3_ipv4, 2, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    run_for(world, 10s);
    CHECK(advertised(world).empty());
    CHECK(world.station().known().empty());
    world.startup();
    CHECK(world.station().known().size() == 2);
    run_for(world, 4s);
    // The owner at 0, 1, 2, 3 and 4 s, the other after 3609.375 ms; a frame travels for 20 us.
    CHECK(advertised(world) == std::vector<int>{255, 255, 255, 255, 100});
}

TEST_CASE("each virtual router has a switch of its own", "[embedded]") {
    EmbeddedWorld world;
    Needs owner;
    owner.role = Role::owner;
    const auto first = world.add(Profile::v3_ipv4, 1, owner, engine::Rfc::rfc9568, engine::rfc_rules());
    const auto second = world.add(Profile::v3_ipv6, 1, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    world.startup();
    run_for(world, 4500ms);
    const auto before = advertised(world).size();
    CHECK(before == 6);
    int done = 0;
    for (const auto verb : {Verb::stop, Verb::start, Verb::crash}) CHECK(world.control(second).can(verb));
    world.control(first).perform(Verb::crash, 1, [&] { ++done; });
    world.control(second).perform(Verb::stop, 1, [&] { ++done; });
    CHECK(done == 2);
    run_for(world, 10s);
    auto all = advertised(world);
    REQUIRE(all.size() == before + 1);
    CHECK(all.back() == 0);
    world.control(first).perform(Verb::start, 1, [&] { ++done; });
    run_for(world, 500ms);
    CHECK(advertised(world).back() == 255);
}

TEST_CASE("the device follows the rules that it was given", "[embedded]") {
    EmbeddedWorld world;
    auto rules = engine::rfc_rules();
    rules.starts_active = [](const engine::Parameters&) { return true; };
    world.add(Profile::v3_ipv4, 1, {}, engine::Rfc::rfc9568, rules);
    world.startup();
    run_for(world, 1ms);
    CHECK(advertised(world) == std::vector<int>{100});
}

TEST_CASE("a virtual router is changed and unplugged alone", "[embedded]") {
    EmbeddedWorld world;
    const auto first = world.add(Profile::v3_ipv4, 1, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    world.startup();
    run_for(world, 4s);
    REQUIRE(advertised(world) == std::vector<int>{100});
    auto& control = world.control(first);
    for (const auto verb : {Verb::link_down, Verb::link_up, Verb::change_priority, Verb::change})
        CHECK(control.can(verb));
    const auto asked = world.scheduler().now();
    engine::Instant begun;
    const Change raised{.priority = std::uint8_t{120}};
    control.change(first.profile, first.vrid, raised, [&](engine::Instant when) { begun = when; });
    CHECK(begun == asked);
    run_for(world, 1s);
    CHECK(advertised(world) == std::vector<int>{100, 120});
    int done = 0;
    control.perform(Verb::link_down, 1, [&] { ++done; });
    run_for(world, 10s);
    CHECK(advertised(world).size() == 2);
    control.perform(Verb::link_up, 1, [&] { ++done; });
    CHECK(done == 2);
    run_for(world, 4s);
    CHECK(advertised(world).size() == 3);
}

TEST_CASE("a device that is given nothing but addresses has its own defaults", "[embedded]") {
    EmbeddedWorld world;
    Needs needs;
    needs.priority = 130;
    needs.defaults = true;
    const auto usual = world.add(Profile::v3_ipv4, 1, needs, engine::Rfc::rfc9568, engine::rfc_rules());
    CHECK(usual.priority == 100);
    CHECK(usual.advertisement_interval == 1s);
    CHECK(usual.defaults);
    auto rules = engine::rfc_rules();
    rules.shape_defaults = [](engine::Parameters& local) { local.priority = 7; };
    CHECK(world.add(Profile::v3_ipv4, 2, needs, engine::Rfc::rfc9568, rules).priority == 7);
    needs.defaults = false;
    CHECK(world.add(Profile::v3_ipv4, 3, needs, engine::Rfc::rfc9568, rules).priority == 130);
}
