#include "tester/lab/scene.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "tester/lab/interop.hpp"
#include "tester/lab/keepalived_pair.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/lab/scene_verbs.hpp"
#include "tester/lab/switch_pair.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

bool skipped(const std::vector<std::string>& routers) {
    auto missing = LanTopology::what_is_missing();
    for (const auto& router : routers)
        if (missing.empty()) missing = what_is_missing_for(router);
    if (missing.empty()) return false;
    WARN("skipped: " + missing);
    return true;
}

RunResult played(
    const std::vector<Act>& acts, std::function<bool()> interrupted = [] { return false; }) {
    RunResult result;
    RunObserver nobody;
    ActsOptions options;
    options.at_once = 4;
    options.interrupted = std::move(interrupted);
    play(acts, options, result, nobody);
    return result;
}

const CaseResult& of(const RunResult& result, const std::string& id) {
    const auto found = std::find_if(result.cases.begin(), result.cases.end(),
                                    [&](const CaseResult& one) { return one.id == id; });
    REQUIRE(found != result.cases.end());
    return *found;
}

void check_all_passed(const RunResult& result) {
    for (const auto& one : result.cases) {
        INFO(one.id << " " << one.profile << " " << one.subject << ": expected " << one.expected
                    << "; observed " << one.observed << "; " << one.reason);
        CHECK(one.outcome == Outcome::pass);
    }
}

bool has_namespaces_of_this_process() {
    const auto names = run_command({"ip", "netns", "list"}).output;
    return names.find("vrrptest-" + std::to_string(getpid()) + "-") != std::string::npos;
}

}  // namespace

TEST_CASE("interop acts are every scenario in every profile that it speaks of", "[interop]") {
    const InteropSelection all{
        {{"keepalived", "frr"}}, {Profile::v2_ipv4, Profile::v3_ipv4, Profile::v3_ipv6}, {}};
    // Twelve scenarios, of which one is for version 3 only.
    CHECK(interop_acts(all).size() == 35);
    const InteropSelection some{every_pair({"keepalived", "frr"}), {Profile::v3_ipv6}, {"*-failover", "tie"}};
    const auto acts = interop_acts(some);
    CHECK(acts.size() == 12);
    REQUIRE(acts.front().claims.size() == 1);
    CHECK(acts.front().claims.front().id == "interop/crash-failover");
    CHECK(acts.front().claims.front().subject == "keepalived > keepalived");
    CHECK(acts.back().claims.front().subject == "frr > frr");
}

TEST_CASE("an act that fails leaves errors for what it did not judge, and the others go on", "[lab]") {
    const ClaimSubject one{"interop/one", "interop", "a > b", Profile::v2_ipv4, "", Level::must, {"6.4.2"}};
    const ClaimSubject two{"interop/two", "interop", "a > b", Profile::v3_ipv6, "", Level::must, {"6.4.2"}};
    const std::vector<Act> acts{
        {{one, two},
         1,
         [&](const Stage&, ActRecord& record) {
             record.cases.push_back(unjudged(one, Outcome::pass, ""));
             record.frames = {{engine::Instant{1}, {}}, {engine::Instant{2}, {}}};
             throw std::runtime_error("r2 ended by itself; its last words: out of memory");
         }},
        {{one}, 1, [&](const Stage&, ActRecord& record) {
             auto made = unjudged(one, Outcome::pass, "");
             made.frames = {{1, 0, "observed", "", ""}};
             record.cases.push_back(made);
         }}};
    const auto result = played(acts);
    REQUIRE(result.cases.size() == 3);
    CHECK(result.cases[0].outcome == Outcome::pass);
    CHECK(result.cases[1].outcome == Outcome::error);
    CHECK(result.cases[1].reason == "r2 ended by itself; its last words: out of memory");
    CHECK(result.cases[1].clauses.size() == 2);
    // The second act's first frame is the run's third.
    REQUIRE(result.cases[2].frames.size() == 1);
    CHECK(result.cases[2].frames[0].number == 3);
    CHECK(exit_code(result) == 3);
}

TEST_CASE("an act whose time this host spoilt is played once more", "[lab]") {
    const ClaimSubject claim{"interop/one", "interop", "a > b", Profile::v2_ipv4, "", Level::must, {}};
    int times = 0;
    const std::vector<Act> acts{{{claim}, 1, [&](const Stage&, ActRecord& record) {
                                     const bool first = ++times == 1;
                                     record.cases.push_back(
                                         unjudged(claim, first ? Outcome::inconclusive : Outcome::pass, ""));
                                 }}};
    const auto result = played(acts);
    CHECK(times == 2);
    REQUIRE(result.cases.size() == 1);
    CHECK(result.cases[0].outcome == Outcome::pass);
    CHECK(result.cases[0].attempts == 2);
}

TEST_CASE("the keepalived pair fails over, by host, by link and by application", "[lab][root][slow]") {
    if (skipped({"keepalived"})) return;
    const auto result = played(keepalived_pair_acts({true}));
    check_all_passed(result);
    CHECK(of(result, "lab/keepalived-pair/takeover-time").checks.back().measured_ms.value() > 3790);
    CHECK(of(result, "lab/keepalived-pair/tracking-fault/wire").frames.front().summary.find("priority 0") !=
          std::string::npos);
    CHECK(of(result, "lab/keepalived-pair/tracking-weight/wire").frames.front().summary.find("priority 40") !=
          std::string::npos);
    CHECK(result.tables.size() == 8);
    CHECK(result.timeline.size() > 20);
    CHECK_FALSE(has_namespaces_of_this_process());
}

TEST_CASE("the pair of switches fails over, and hosts keep the virtual MAC", "[lab][root][slow]") {
    if (skipped({"frr"})) return;
    const auto result = played(switch_pair_acts({"frr", "frr"}));
    check_all_passed(result);
    const auto& summary = result.tables.back();
    REQUIRE(summary.rows.size() == 4);
    CHECK(summary.rows[0][1] == "00:00:5e:00:01:01, the virtual MAC");
    CHECK(summary.rows[1][1] == "yes");
}

TEST_CASE("keepalived and FRR elect and fail over to each other", "[lab][root][slow]") {
    if (skipped({"keepalived", "frr"})) return;
    const InteropSelection selection{
        {{"keepalived", "frr"}, {"frr", "keepalived"}}, {Profile::v3_ipv4}, {"elect", "stop-failover"}};
    const auto result = played(interop_acts(selection));
    CHECK(result.cases.size() == 4);
    check_all_passed(result);
}

TEST_CASE("a scene that is interrupted is torn down", "[lab][root][slow]") {
    if (skipped({"keepalived"})) return;
    const auto began = std::chrono::steady_clock::now();
    const auto enough = [=] { return std::chrono::steady_clock::now() - began > 2s; };
    const auto result = played(switch_pair_acts({"keepalived-vmac", "keepalived-vmac"}), enough);
    CHECK(result.aborted);
    REQUIRE_FALSE(result.cases.empty());
    CHECK(result.cases.back().outcome == Outcome::error);
    CHECK(result.cases.back().reason == "the run was interrupted");
    CHECK_FALSE(has_namespaces_of_this_process());
    CHECK(std::chrono::steady_clock::now() - began < 15s);
}

TEST_CASE("a router that dies by itself is an error with its last words", "[lab][root][slow]") {
    if (skipped({"keepalived"})) return;
    engine::RealScheduler clock;
    Scene scene(clock.now(), [] { return false; });
    const auto router = scene.add_router("r1", {address_with_prefix("172.16.100.11/24")}, Half::left,
                                         driver_maker("keepalived"));
    scene.add_host({address_with_prefix("172.16.100.5/24")});
    RouterConfig configuration;
    configuration.addresses = {*engine::IpAddress::parse("172.16.100.10")};
    scene.apply(router, {configuration});
    scene.require_all_running();
    for (const auto& word : {scene.router(router).network_namespace}) {
        const auto pids = run_command({"ip", "netns", "pids", word}).output;
        for (std::size_t at = 0; at < pids.size(); at = pids.find('\n', at) + 1)
            kill(std::atoi(pids.c_str() + at), SIGKILL);
    }
    CHECK(wait_until(
        [&] {
            try {
                scene.require_all_running();
                return false;
            } catch (const std::runtime_error& error) {
                return std::string(error.what()).find("r1 ended by itself") == 0;
            }
        },
        5s));
}
