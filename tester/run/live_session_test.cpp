#include "tester/run/live_session.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/lan/host_network_test.hpp"
#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "engine/lan/speaker.hpp"
#include "tester/bench/rfc_times.hpp"
#include "tester/dut/embedded.hpp"
#include "tester/dut/resolution.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using engine::test::PrivateNetwork;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}
const auto never_interrupted = [] { return false; };

bool skipped() {
    if (PrivateNetwork::is_possible()) return false;
    WARN("skipped: needs root");
    return true;
}

engine::Task<> ttl(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    t.expect_equal("TTL", 255, t.frame(advert).view.ip->ttl, advert);
}

engine::Task<> takeover(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last = t.peer().hush();
    const auto due = active_down_interval(t.dut());
    co_await t.dut_advertisement({last, due, due});
}

engine::Task<> endless(Bench& t) {
    t.peer().advertise();
    co_await t.sleep(600s);
}

std::vector<Case> catalogue() {
    return {{.id = "advertisement/ttl",
             .clauses = {rfc9568("5.1.1.3")},
             .says = "The TTL is 255",
             .only_observes = true,
             .run = ttl},
            {.id = "backup/takeover",
             .clauses = {rfc9568("6.4.2")},
             .says = "A Backup takes over after Active_Down_Interval",
             .run = takeover}};
}

Case endless_case() {
    return {.id = "backup/endless",
            .clauses = {rfc9568("6.4.2")},
            .says = "x",
            .profiles = v3_ipv4,
            .run = endless};
}

struct Configured {
    Profile profile;
    std::uint8_t vrid, priority;
    engine::Duration interval;
};

void speak(const std::vector<Configured>& routers) {
    engine::RealScheduler scheduler;
    engine::PcapLink link(scheduler, "device");
    engine::Speaker speaker(
        scheduler, link,
        {engine::find_interface("device")->mac, {address("172.16.100.11"), address("fe80::8011")}});
    for (const auto& router : routers) {
        engine::Parameters parameters;
        parameters.version = version_of(router.profile);
        parameters.family = family_of(router.profile);
        parameters.vrid = router.vrid;
        parameters.priority = router.priority;
        parameters.advertisement_interval = router.interval;
        parameters.addresses = pool_addresses(parameters.family, router.vrid, 1);
        speaker.startup(speaker.add(parameters, engine::rfc_rules()));
    }
    scheduler.run_until([] { return getppid() == 1; });
}

/// A cable with the tester at one end and the engine's speaker, in a process of its own, at the other.
class Lab {
  public:
    explicit Lab(const std::vector<Configured>& routers) {
        network_.add_cable("eth0", "device");
        network_.ip("addr add 172.16.100.5/24 dev eth0");
        device_ = fork();
        if (device_ != 0) return;
        try {
            speak(routers);
        } catch (const std::exception&) {
        }
        _exit(1);
    }
    ~Lab() { unplug_device(); }
    Lab(const Lab&) = delete;
    Lab& operator=(const Lab&) = delete;

    void unplug_device() {
        if (device_ <= 0) return;
        kill(device_, SIGKILL);
        waitpid(device_, nullptr, 0);
        device_ = -1;
    }
    const PrivateNetwork& network() const { return network_; }

  private:
    PrivateNetwork network_;
    pid_t device_ = -1;
};

LiveOptions options() {
    LiveOptions all;
    all.dut = "172.16.100.11";
    all.keep_privileges = true;  // what is given up would be missing in the next test
    all.listen = 1500ms;
    return all;
}

/// What the device's end of the cable hears; the kernel keeps it until listen() is called.
struct Ear {
    engine::RealScheduler scheduler{};
    engine::PcapLink link{scheduler, "device"};
    std::vector<int> heard{};  // the priorities that the tester advertised
    int from_device = 0;

    Ear() {
        link.on_frame([this](engine::OctetView octets, engine::Instant, bool) {
            const auto frame = engine::read_frame(octets);
            if (frame.kind != engine::FrameKind::vrrp) return;
            if (frame.ip->source == address("172.16.100.11")) {
                ++from_device;
            } else {
                heard.push_back(frame.advertisement.priority());
            }
        });
    }
    void listen() { run_polling(scheduler, scheduler.now() + 50ms, never_interrupted); }
};

struct Watcher final : RunObserver {
    Plan plan;
    std::size_t finished = 0;
    std::function<void()> on_start = [] {};
    void run_planned(const Plan& planned) override { plan = planned; }
    void case_started(const CaseResult&) override { on_start(); }
    void case_finished(const CaseResult&) override { ++finished; }
};

}  // namespace

TEST_CASE("a live device is discovered and tested", "[session][root]") {
    if (skipped()) return;
    Lab lab({{Profile::v3_ipv4, 7, 100, 200ms}, {Profile::v3_ipv6, 9, 100, 200ms}});
    usleep(900'000);  // until it has become Active
    const auto capture =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + ".pcap");
    auto how = options();
    how.capture_path = capture.string();
    how.tool_version = "1.2";
    Watcher watcher;
    const auto result = run_live(how, catalogue(), {.suites = {"rfc9568"}}, watcher, never_interrupted);
    CHECK(result.environment_error == "");
    REQUIRE(result.cases.size() == 4);
    for (const auto& one : result.cases) {
        INFO(one.id << " " << one.profile << ": " << one.reason << ", " << one.observed);
        // A machine that is too busy for a verdict is not what this test is about.
        CHECK((one.outcome == Outcome::pass || one.outcome == Outcome::inconclusive));
    }
    CHECK(result.cases[0].outcome == Outcome::pass);
    CHECK(result.cases[0].virtual_router->vrid == 7);
    CHECK_FALSE(result.aborted);
    CHECK(result.link.interface == "eth0");
    CHECK(result.link.tester_address == "172.16.100.5");
    CHECK(result.link.frames_seen > 20);
    CHECK(result.dut.address == "172.16.100.11");
    CHECK(result.dut.mac == to_string(engine::find_interface("device")->mac));
    REQUIRE(result.dut.virtual_routers.size() == 2);
    CHECK(result.dut.virtual_routers[0].interval_seconds == Approx(0.2));
    CHECK(result.dut.facts.at("checksum form") == "message-only");
    CHECK(result.dut.facts.at("advertisements come from") == "the virtual MAC");
    CHECK(watcher.plan.cases == 4);
    CHECK(watcher.plan.estimated_seconds > 0.5);
    CHECK(watcher.finished == 4);
    REQUIRE_FALSE(watcher.plan.notes.empty());
    CHECK(
        watcher.plan.notes[0] ==
        "This takes the Active role of VRID 7 (v3-ipv4), 9 (v3-ipv6) away from the device, again and again.");
    CHECK(std::filesystem::file_size(capture) > 2000);
    CHECK_FALSE(std::filesystem::exists(capture.string() + ".unfinished"));
    std::filesystem::remove(capture);
}

TEST_CASE("a passive run sends nothing but the question for the device", "[session][root]") {
    if (skipped()) return;
    Lab lab({{Profile::v3_ipv4, 7, 100, 200ms}});
    usleep(900'000);
    auto how = options();
    how.passive = true;
    Ear ear;
    Watcher watcher;
    const auto result = run_live(how, catalogue(), {.suites = {"rfc9568"}}, watcher, never_interrupted);
    ear.listen();
    CHECK(result.environment_error == "");
    REQUIRE(result.cases.size() == 2);
    CHECK(result.cases[0].outcome == Outcome::pass);
    CHECK(result.cases[1].outcome == Outcome::skipped);
    CHECK(result.cases[1].reason == "needs a virtual router of profile v3-ipv6");
    CHECK(watcher.plan.notes.empty());
    CHECK(ear.heard.empty());
    CHECK(ear.from_device > 3);
}

TEST_CASE("an interrupted run resigns and is still whole", "[session][root]") {
    if (skipped()) return;
    Lab lab({{Profile::v3_ipv4, 7, 100, 200ms}});
    usleep(900'000);
    Ear ear;
    Watcher watcher;
    bool cut = false;
    watcher.on_start = [&] { cut = true; };
    std::vector<Case> cases = catalogue();
    cases.push_back(endless_case());
    const auto result =
        run_live(options(), cases, {.suites = {"rfc9568"}, .cases = {"backup/*"}, .profiles = {"v3-ipv4"}},
                 watcher, [&] { return cut; });
    CHECK(result.aborted);
    REQUIRE(result.cases.size() == 2);
    CHECK(result.cases[0].outcome == Outcome::error);
    CHECK(result.cases[1].outcome == Outcome::error);
    ear.listen();
    REQUIRE(!ear.heard.empty());
    CHECK(ear.heard.back() == 0);
}

TEST_CASE("what cannot be judged live is said in one sentence", "[session][root]") {
    if (skipped()) return;
    Lab lab({});
    Watcher watcher;
    auto how = options();
    const Selection selection{.suites = {"rfc9568"}};
    const auto run = [&] { return run_live(how, catalogue(), selection, watcher, never_interrupted); };
    usleep(200'000);
    CHECK_THAT(run().environment_error, Contains("172.16.100.11 answers ARP but advertised nothing in 2 s"));
    lab.unplug_device();
    const auto silent = run();
    CHECK(silent.environment_error ==
          "172.16.100.11 does not answer ARP on eth0: check the address, the cable and the interface");
    CHECK(silent.cases.empty());
    CHECK(exit_code(silent) == 3);
    lab.network().ip("link set dev device down");
    // The kernel tells the other end of a cable in its own time.
    for (int i = 0; i < 500 && engine::find_interface("eth0")->has_carrier; ++i) usleep(10'000);
    CHECK(run().environment_error == "the interface eth0 has no carrier: check its cable");
    how.capture_path = "no-such-folder/run.pcap";
    lab.network().ip("link set dev device up");
    CHECK_THAT(run().environment_error, Contains("no-such-folder/run.pcap.unfinished"));
    CHECK(watcher.finished == 0);
}

TEST_CASE("what cannot be asked for is refused before anything is sent", "[session]") {
    Watcher watcher;
    const auto refused = [&](LiveOptions how, const Selection& selection) {
        return run_live(how, catalogue(), selection, watcher, never_interrupted);
    };
    const Selection selection{.suites = {"rfc9568"}};
    CHECK_THROWS_WITH(refused({}, selection),
                      "no device is named: give its address with --dut, or in the DUT file");
    CHECK_THROWS_WITH(refused({.dut = "router.example"}, selection),
                      "'router.example' is no IP address: give the device's, such as 172.16.100.11");
    CHECK_THROWS_AS(refused({.dut = "172.16.100.11", .interface = "no-such-if"}, selection), UsageError);
    CHECK_THROWS_AS(refused({.dut = "224.0.0.18"}, selection), UsageError);
    CHECK_THROWS_AS(refused({.dut = "127.0.0.1"}, selection), UsageError);
    CHECK_THROWS_AS(refused({.dut = "172.16.100.11"}, {.suites = {"rfc1"}}), std::invalid_argument);
    const auto nothing = refused({.dut = "172.16.100.11"}, {.suites = {"rfc9568"}, .profiles = {"v2-ipv4"}});
    CHECK(exit_code(nothing) == 4);
}
