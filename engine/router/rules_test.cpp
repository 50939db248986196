#include "engine/router/rules.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;

Parameters local_router(std::uint8_t version, std::uint8_t priority = 100) {
    Parameters local;
    local.standard = version == 2 ? Rfc::rfc3768 : Rfc::rfc9568;
    local.version = version;
    local.priority = priority;
    local.addresses = {ip("172.16.100.10"), ip("172.16.100.20")};
    local.primary_address = ip("172.16.100.11");
    return local;
}

const Rules rules = rfc_rules();

}  // namespace

TEST_CASE("Skew_Time is (256 - Priority) / 256 of a second in version 2", "[rules]") {
    CHECK(rules.skew_time(local_router(2, 100), 1s) == 609375us);
    CHECK(rules.skew_time(local_router(2, 100), 10s) == 609375us);
    CHECK(rules.skew_time(local_router(2, 254), 255s) == 7812500ns);
    CHECK(rules.skew_time(local_router(2, 1), 1s) == 996093750ns);
    CHECK(rules.skew_time(local_router(2, 128), 7s) == 500ms);
}

TEST_CASE("Skew_Time is (256 - Priority) / 256 of the Active's interval in version 3", "[rules]") {
    CHECK(rules.skew_time(local_router(3, 100), 1s) == 609375us);
    CHECK(rules.skew_time(local_router(3, 254), 100ms) == 781250ns);
    CHECK(rules.skew_time(local_router(3, 1), 10ms) == 9960937ns);
    CHECK(rules.skew_time(local_router(3, 128), 40950ms) == 20475ms);
}

TEST_CASE("Active_Down_Interval is three intervals and the Skew_Time", "[rules]") {
    CHECK(rules.active_down_interval(local_router(3), 1s, 609375us) == 3609375us);
    CHECK(rules.active_down_interval(local_router(3, 254), 100ms, 781250ns) == 300781250ns);
    CHECK(rules.active_down_interval(local_router(2), 10s, 609375us) == 30609375us);
}

TEST_CASE("an advertised interval is in seconds in version 2 and in centiseconds in version 3", "[rules]") {
    const auto v2 = hexadecimal("21 01 64 00 00 0a 00 00");
    CHECK(rules.advertised_interval(AdvertisementView(v2, Family::ipv4)) == 10s);
    const auto v3 = hexadecimal("31 01 64 00 00 0a 00 00");
    CHECK(rules.advertised_interval(AdvertisementView(v3, Family::ipv4)) == 100ms);
    // Twelve bits count, the four before them do not.
    const auto longest = hexadecimal("31 01 64 00 ff ff 00 00");
    CHECK(rules.advertised_interval(AdvertisementView(longest, Family::ipv4)) == 40950ms);
}

TEST_CASE("only an address owner starts as Active", "[rules]") {
    CHECK(rules.starts_active(local_router(3, 255)));
    CHECK_FALSE(rules.starts_active(local_router(3, 254)));
    CHECK_FALSE(rules.starts_active(local_router(2, 1)));
}

TEST_CASE("version 3 learns an interval and version 2 keeps its own", "[rules]") {
    const Heard heard{200, 5s, ip("172.16.100.12")};
    CHECK(rules.learnt_interval(local_router(3), 1s, heard) == 5s);
    CHECK(rules.interval_on_stepping_down(local_router(3), 1s, heard) == 5s);
    CHECK(rules.learnt_interval(local_router(2), 1s, heard) == 1s);
    CHECK(rules.interval_on_stepping_down(local_router(2), 1s, heard) == 1s);
    CHECK(rules.adver_period(local_router(3), 5s) == 1s);
}

TEST_CASE("Priority 0 is waited out for Skew_Time, not for what was left", "[rules]") {
    CHECK(rules.resignation_delay(local_router(3), 609375us, 2s) == 609375us);
}

TEST_CASE("only RFC 9568 answers a losing advertisement", "[rules]") {
    auto local = local_router(3);
    CHECK(rules.answers_losing(local));
    for (const auto elder : {Rfc::rfc2338, Rfc::rfc3768, Rfc::rfc5798}) {
        local.standard = elder;
        CHECK_FALSE(rules.answers_losing(local));
    }
}

TEST_CASE("ARP and ND are answered in Active only, for the virtual addresses only", "[rules]") {
    const auto local = local_router(3);
    CHECK(rules.answers_resolution(State::active, local, ip("172.16.100.10")));
    CHECK(rules.answers_resolution(State::active, local, ip("172.16.100.20")));
    CHECK_FALSE(rules.answers_resolution(State::active, local, ip("172.16.100.11")));
    CHECK_FALSE(rules.answers_resolution(State::backup, local, ip("172.16.100.10")));
    CHECK_FALSE(rules.answers_resolution(State::initialize, local, ip("172.16.100.10")));
}

TEST_CASE("packets to a virtual address are for the Active that owns it or is in Accept_Mode", "[rules]") {
    const auto target = ip("172.16.100.20");
    auto local = local_router(3);
    CHECK_FALSE(rules.accepts_packet(State::active, local, target));
    local.accept_mode = true;
    CHECK(rules.accepts_packet(State::active, local, target));
    CHECK_FALSE(rules.accepts_packet(State::backup, local, target));
    CHECK_FALSE(rules.accepts_packet(State::initialize, local, target));
    CHECK_FALSE(rules.accepts_packet(State::active, local, ip("172.16.100.21")));
    CHECK(rules.accepts_packet(State::active, local_router(3, 255), target));
    CHECK(rules.accepts_packet(State::active, local_router(2, 255), target));
}

TEST_CASE("version 2 knows no Accept_Mode", "[rules]") {
    auto local = local_router(2);
    local.accept_mode = true;
    CHECK_FALSE(rules.accepts_packet(State::active, local, ip("172.16.100.10")));
}

TEST_CASE("the reference omits no step, and an omitted step is that one alone", "[rules]") {
    auto changed = rfc_rules();
    for (int step = 0; step <= static_cast<int>(Step::stepping_down_silences); ++step)
        CHECK(changed.performs(static_cast<Step>(step)));
    changed.omit(Step::takeover_group_join);
    CHECK_FALSE(changed.performs(Step::takeover_group_join));
    CHECK(changed.performs(Step::takeover_announcement));
    CHECK(changed.performs(Step::takeover_adver_timer));
}

}  // namespace engine
