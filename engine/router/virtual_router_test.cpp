#include "engine/router/virtual_router.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;
using Actions = std::vector<std::string>;

std::string name(State state) {
    return state == State::initialize ? "Initialize" : state == State::backup ? "Backup" : "Active";
}
std::string name(Timer timer) {
    return timer == Timer::adver_timer ? "Adver_Timer" : "Active_Down_Timer";
}

std::string text(const SendAdvertisement& action) {
    return "send " + std::to_string(action.priority);
}
std::string text(const AnnounceAddresses&) {
    return "announce";
}
std::string text(const JoinSolicitedNodeGroups&) {
    return "join";
}
std::string text(const ArmTimer& action) {
    return name(action.timer) + " := " + std::to_string(action.after.count()) + " ns";
}
std::string text(const CancelTimer& action) {
    return "cancel " + name(action.timer);
}
std::string text(const EnterState& action) {
    return name(action.from) + " -> " + name(action.to);
}

Actions actions(VirtualRouter& router, const Input& input) {
    Actions all;
    for (const auto& action : router.handle(input))
        all.push_back(std::visit([](const auto& each) { return text(each); }, action));
    return all;
}

Parameters local_router(Rfc standard, Family family = Family::ipv4, std::uint8_t priority = 100) {
    Parameters local;
    local.standard = standard;
    local.version = standard == Rfc::rfc3768 ? 2 : 3;
    local.family = family;
    local.priority = priority;
    local.addresses = {family == Family::ipv4 ? ip("172.16.100.10") : ip("fe80::10")};
    local.primary_address = family == Family::ipv4 ? ip("172.16.100.11") : ip("fe80::11");
    return local;
}

/// A router of priority 100 and 1 s that has come into the state by the shortest way.
VirtualRouter in_state(State state, const Parameters& local) {
    VirtualRouter router(local, rfc_rules());
    if (state != State::initialize) router.handle(Startup{});
    if (state == State::active) router.handle(TimerFired{Timer::active_down_timer});
    REQUIRE(router.state() == state);
    return router;
}

Actions actions_in(State state, const Parameters& local, const Input& input) {
    auto router = in_state(state, local);
    return actions(router, input);
}

/// Twice the local interval, so that learning shows.
AdvertisementHeard heard(std::uint8_t priority, const char* source) {
    return {{priority, 2s, ip(source)}, 700ms};
}

// Priority 100 at 1 s: 3 * 1 s + 156/256 s. At a learnt 2 s: 6 s + 156/256 * 2 s.
const char* const down_at_1_s = "Active_Down_Timer := 3609375000 ns";
const char* const down_at_2_s = "Active_Down_Timer := 7218750000 ns";

const TimerFired active_down_timer_fires{Timer::active_down_timer};
const TimerFired adver_timer_fires{Timer::adver_timer};

const Parameters rfc9568_ipv4 = local_router(Rfc::rfc9568);
const Parameters rfc9568_ipv6 = local_router(Rfc::rfc9568, Family::ipv6);
const Parameters rfc5798_ipv4 = local_router(Rfc::rfc5798);
const Parameters rfc3768_ipv4 = local_router(Rfc::rfc3768);
const Parameters* const all_standards[] = {&rfc9568_ipv4, &rfc9568_ipv6, &rfc5798_ipv4, &rfc3768_ipv4};

const char* smaller(const Parameters& local) {
    return local.family == Family::ipv4 ? "172.16.100.9" : "fe80::9";
}
const char* greater(const Parameters& local) {
    return local.family == Family::ipv4 ? "172.16.101.2" : "fe80::1:0";
}
const char* same(const Parameters& local) {
    return local.family == Family::ipv4 ? "172.16.100.11" : "fe80::11";
}

}  // namespace

TEST_CASE("Initialize knows Startup only", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const Input& input :
             {Input{Shutdown{}}, Input{active_down_timer_fires}, Input{adver_timer_fires},
              Input{heard(0, smaller(*local))}, Input{heard(50, smaller(*local))},
              Input{heard(255, greater(*local))}, Input{AdvertisementDiscarded{}}})
            CHECK(actions_in(State::initialize, *local, input).empty());
}

TEST_CASE("on Startup a router that owns nothing waits in Backup", "[virtual_router]") {
    for (const auto* local : all_standards)
        CHECK(actions_in(State::initialize, *local, Startup{}) ==
              Actions{down_at_1_s, "Initialize -> Backup"});
}

TEST_CASE("on Startup an address owner is Active at once", "[virtual_router]") {
    for (const auto standard : {Rfc::rfc9568, Rfc::rfc5798, Rfc::rfc3768})
        CHECK(actions_in(State::initialize, local_router(standard, Family::ipv4, 255), Startup{}) ==
              Actions{"send 255", "announce", "Adver_Timer := 1000000000 ns", "Initialize -> Active"});
    CHECK(actions_in(State::initialize, local_router(Rfc::rfc9568, Family::ipv6, 255), Startup{}) ==
          Actions{"send 255", "join", "announce", "Adver_Timer := 1000000000 ns", "Initialize -> Active"});
}

TEST_CASE("Backup has no use for Startup, Adver_Timer and discarded advertisements", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const Input& input :
             {Input{Startup{}}, Input{adver_timer_fires}, Input{AdvertisementDiscarded{}}})
            CHECK(actions_in(State::backup, *local, input).empty());
}

TEST_CASE("on Shutdown Backup stops without a word", "[virtual_router]") {
    for (const auto* local : all_standards)
        CHECK(actions_in(State::backup, *local, Shutdown{}) ==
              Actions{"cancel Active_Down_Timer", "Backup -> Initialize"});
}

TEST_CASE("when Active_Down_Timer fires Backup takes over", "[virtual_router]") {
    const Actions ipv4{"send 100", "announce", "Adver_Timer := 1000000000 ns", "Backup -> Active"};
    const Actions ipv6{"send 100", "join", "announce", "Adver_Timer := 1000000000 ns", "Backup -> Active"};
    for (const auto* local : all_standards)
        CHECK(actions_in(State::backup, *local, active_down_timer_fires) ==
              (local->family == Family::ipv4 ? ipv4 : ipv6));
}

TEST_CASE("on Priority 0 Backup waits for Skew_Time", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const bool preempt : {true, false}) {
            auto router = *local;
            router.preempt_mode = preempt;
            CHECK(actions_in(State::backup, router, heard(0, smaller(*local))) ==
                  Actions{"Active_Down_Timer := 609375000 ns"});
        }
}

TEST_CASE("Backup discards a lower priority in Preempt_Mode", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const int priority : {1, 50, 99})
            for (const auto* source : {smaller(*local), greater(*local)})
                CHECK(actions_in(State::backup, *local, heard(static_cast<std::uint8_t>(priority), source))
                          .empty());
}

TEST_CASE("Backup obeys a lower priority without Preempt_Mode", "[virtual_router]") {
    for (const auto* local : all_standards) {
        auto patient = *local;
        patient.preempt_mode = false;
        CHECK(actions_in(State::backup, patient, heard(1, smaller(*local))) ==
              Actions{local->version == 2 ? down_at_1_s : down_at_2_s});
    }
}

TEST_CASE("Backup obeys an equal or greater priority from any address", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const int priority : {100, 101, 254, 255})
            for (const auto* source : {smaller(*local), same(*local), greater(*local)}) {
                CAPTURE(priority, source, static_cast<int>(local->standard));
                CHECK(actions_in(State::backup, *local, heard(static_cast<std::uint8_t>(priority), source)) ==
                      Actions{local->version == 2 ? down_at_1_s : down_at_2_s});
            }
}

TEST_CASE("Active has no use for Startup, Active_Down_Timer and discarded advertisements",
          "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const Input& input :
             {Input{Startup{}}, Input{active_down_timer_fires}, Input{AdvertisementDiscarded{}}})
            CHECK(actions_in(State::active, *local, input).empty());
}

TEST_CASE("on Shutdown Active resigns once", "[virtual_router]") {
    for (const auto* local : all_standards)
        CHECK(actions_in(State::active, *local, Shutdown{}) ==
              Actions{"send 0", "cancel Adver_Timer", "Active -> Initialize"});
}

TEST_CASE("when Adver_Timer fires Active advertises and restarts it", "[virtual_router]") {
    for (const auto* local : all_standards)
        CHECK(actions_in(State::active, *local, adver_timer_fires) ==
              Actions{"send 100", "Adver_Timer := 1000000000 ns"});
}

TEST_CASE("on Priority 0 Active advertises at once and restarts Adver_Timer", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const auto* source : {smaller(*local), greater(*local)})
            CHECK(actions_in(State::active, *local, heard(0, source)) ==
                  Actions{"send 100", "Adver_Timer := 1000000000 ns"});
}

TEST_CASE("Active yields to a greater priority from any address", "[virtual_router]") {
    for (const auto* local : all_standards)
        for (const int priority : {101, 254, 255})
            for (const bool preempt : {true, false})
                for (const auto* source : {smaller(*local), greater(*local)}) {
                    auto router = *local;
                    router.preempt_mode = preempt;
                    CHECK(actions_in(State::active, router,
                                     heard(static_cast<std::uint8_t>(priority), source)) ==
                          Actions{"cancel Adver_Timer", local->version == 2 ? down_at_1_s : down_at_2_s,
                                  "Active -> Backup"});
                }
}

TEST_CASE("Active yields to an equal priority from a greater address", "[virtual_router]") {
    for (const auto* local : all_standards)
        CHECK(actions_in(State::active, *local, heard(100, greater(*local))) ==
              Actions{"cancel Adver_Timer", local->version == 2 ? down_at_1_s : down_at_2_s,
                      "Active -> Backup"});
}

TEST_CASE("addresses are compared as unsigned numbers in network byte order", "[virtual_router]") {
    auto local = rfc9568_ipv4;
    local.primary_address = ip("10.0.0.200");
    CHECK(actions_in(State::active, local, heard(100, "200.0.0.1")).back() == "Active -> Backup");
    CHECK(actions_in(State::active, local, heard(100, "10.0.1.1")).back() == "Active -> Backup");
    CHECK(actions_in(State::active, local, heard(100, "9.255.255.255")) == Actions{"send 100"});
    CHECK(actions_in(State::active, local, heard(100, "10.0.0.199")) == Actions{"send 100"});
}

TEST_CASE("Active answers what loses under RFC 9568 and is silent under its elders", "[virtual_router]") {
    for (const auto* local : all_standards) {
        const Actions expected = local->standard == Rfc::rfc9568 ? Actions{"send 100"} : Actions{};
        CHECK(actions_in(State::active, *local, heard(99, greater(*local))) == expected);
        CHECK(actions_in(State::active, *local, heard(1, smaller(*local))) == expected);
        CHECK(actions_in(State::active, *local, heard(100, smaller(*local))) == expected);
        CHECK(actions_in(State::active, *local, heard(100, same(*local))) == expected);
    }
}

TEST_CASE("version 2 skews by a fraction of a second whatever the interval", "[virtual_router]") {
    auto local = rfc3768_ipv4;
    local.advertisement_interval = 10s;
    CHECK(actions_in(State::initialize, local, Startup{}).front() == "Active_Down_Timer := 30609375000 ns");
    CHECK(actions_in(State::backup, local, heard(0, "172.16.100.9")) ==
          Actions{"Active_Down_Timer := 609375000 ns"});
    CHECK(actions_in(State::active, local, adver_timer_fires) ==
          Actions{"send 100", "Adver_Timer := 10000000000 ns"});
}

TEST_CASE("version 3 skews by a fraction of the interval", "[virtual_router]") {
    auto local = local_router(Rfc::rfc9568, Family::ipv6, 254);
    local.advertisement_interval = 100ms;
    // 2/256 of 10 cs is 0.78125 ms.
    CHECK(actions_in(State::initialize, local, Startup{}).front() == "Active_Down_Timer := 300781250 ns");
    CHECK(actions_in(State::backup, local, heard(0, "fe80::9")) == Actions{"Active_Down_Timer := 781250 ns"});
    auto slow = local_router(Rfc::rfc5798, Family::ipv4, 1);
    slow.advertisement_interval = 40950ms;
    // 3 * 40.95 s + 255/256 * 40.95 s.
    CHECK(actions_in(State::initialize, slow, Startup{}).front() == "Active_Down_Timer := 163640039062 ns");
}

TEST_CASE("version 3 skews by the interval that it learnt, and advertises at its own", "[virtual_router]") {
    auto router = in_state(State::backup, rfc9568_ipv4);
    router.handle(heard(200, "172.16.100.9"));
    CHECK(router.active_adver_interval() == 2s);
    // 156/256 of 2 s.
    CHECK(actions(router, heard(0, "172.16.100.9")) == Actions{"Active_Down_Timer := 1218750000 ns"});
    CHECK(actions(router, active_down_timer_fires) ==
          Actions{"send 100", "announce", "Adver_Timer := 1000000000 ns", "Backup -> Active"});
    CHECK(actions(router, adver_timer_fires) == Actions{"send 100", "Adver_Timer := 1000000000 ns"});
}

TEST_CASE("an advertisement that Backup discards teaches it nothing", "[virtual_router]") {
    auto router = in_state(State::backup, rfc9568_ipv4);
    router.handle(heard(50, "172.16.100.9"));
    router.handle(heard(0, "172.16.100.9"));
    CHECK(router.active_adver_interval() == 1s);
}

TEST_CASE("Startup forgets what was learnt before the Shutdown", "[virtual_router]") {
    auto router = in_state(State::backup, rfc9568_ipv4);
    router.handle(heard(200, "172.16.100.9"));
    router.handle(Shutdown{});
    CHECK(actions(router, Startup{}) == Actions{down_at_1_s, "Initialize -> Backup"});
}

TEST_CASE("a new priority takes effect with the next event", "[virtual_router]") {
    auto router = in_state(State::active, rfc9568_ipv4);
    router.reconfigure().priority = 80;
    CHECK(actions(router, adver_timer_fires) == Actions{"send 80", "Adver_Timer := 1000000000 ns"});
    CHECK(actions(router, heard(90, "172.16.100.9")).back() == "Active -> Backup");
}

namespace {
Actions actions_of_change(VirtualRouter& router, const Parameters& wanted) {
    Actions all;
    for (const auto& action : router.change(wanted))
        all.push_back(std::visit([](const auto& each) { return text(each); }, action));
    return all;
}
}  // namespace

TEST_CASE("a change that leaves the addresses alone says nothing, and counts from the next event on",
          "[virtual_router]") {
    auto router = in_state(State::active, rfc9568_ipv4);
    auto wanted = router.parameters();
    wanted.priority = 80;
    wanted.advertisement_interval = 2s;
    CHECK(actions_of_change(router, wanted).empty());
    CHECK(router.state() == State::active);
    CHECK(actions(router, adver_timer_fires) == Actions{"send 80", "Adver_Timer := 2000000000 ns"});
}

TEST_CASE("an Active announces the addresses that it is given, and no other state does", "[virtual_router]") {
    for (const auto state : {State::initialize, State::backup, State::active}) {
        auto router = in_state(state, rfc9568_ipv4);
        auto wanted = router.parameters();
        wanted.addresses.push_back(ip("172.16.100.20"));
        const auto& done = router.change(wanted);
        CHECK(router.parameters().addresses.size() == 2);
        if (state != State::active) {
            CHECK(done.empty());
            continue;
        }
        REQUIRE(done.size() == 1);
        REQUIRE(std::holds_alternative<AnnounceAddresses>(done[0]));
        CHECK(std::get<AnnounceAddresses>(done[0]).only == std::vector<IpAddress>{ip("172.16.100.20")});
        wanted.addresses.pop_back();
        CHECK(router.change(wanted).empty());
    }
}

TEST_CASE("an Active of IPv6 joins the groups of a new address before it announces that",
          "[virtual_router]") {
    auto router = in_state(State::active, local_router(Rfc::rfc9568, Family::ipv6));
    auto wanted = router.parameters();
    wanted.addresses.push_back(ip("2001:db8::10"));
    CHECK(actions_of_change(router, wanted) == Actions{"join", "announce"});
}

TEST_CASE("a Backup of version 2 times out by its new interval, one of version 3 by the learnt one",
          "[virtual_router]") {
    for (const auto standard : {Rfc::rfc3768, Rfc::rfc9568}) {
        auto router = in_state(State::backup, local_router(standard));
        auto wanted = router.parameters();
        wanted.advertisement_interval = 2s;
        CHECK(actions_of_change(router, wanted).empty());
        CHECK(router.active_adver_interval() == (standard == Rfc::rfc3768 ? 2s : 1s));
    }
}

}  // namespace engine
