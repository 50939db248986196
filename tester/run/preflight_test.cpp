#include "tester/run/preflight.hpp"

#include <catch2/catch.hpp>

#include "tester/dut/embedded.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}
const auto never_interrupted = [] { return false; };

engine::InterfaceFacts ethernet(const char* name, std::vector<engine::InterfaceAddress> addresses) {
    engine::InterfaceFacts facts;
    facts.name = name;
    facts.is_up = facts.has_carrier = facts.is_ethernet = true;
    facts.addresses = std::move(addresses);
    return facts;
}

std::vector<engine::InterfaceFacts> two_interfaces() {
    return {ethernet("eth0", {{address("172.16.100.5"), 24}, {address("fe80::5"), 64}}),
            ethernet("eth1", {{address("172.16.0.5"), 16}})};
}

std::string refusal(const char* device, std::optional<std::string> wanted = {}) {
    try {
        return "chosen: " + choose_interface(two_interfaces(), address(device), wanted).name;
    } catch (const UsageError& error) {
        return error.what();
    }
}

/// Swallows what comes from a virtual MAC, as a hypervisor does that forbids forged transmits.
class Filter final : public engine::Link {
  public:
    explicit Filter(engine::Link& inner) : inner_(inner) {
        inner_.on_frame(
            [this](engine::OctetView f, engine::Instant when, bool own) { deliver(f, when, own); });
    }
    void send(engine::OctetView frame) override {
        if (!engine::read_frame(frame).ethernet.source.is_virtual()) inner_.send(frame);
    }
    std::string name() const override { return "filtered"; }

  private:
    engine::Link& inner_;
};

}  // namespace

TEST_CASE("the interface is the one on whose link the device is", "[preflight]") {
    CHECK(refusal("172.16.100.11") == "chosen: eth0");
    CHECK(refusal("172.16.7.11") == "chosen: eth1");
    CHECK(refusal("172.16.100.11", "eth1") == "chosen: eth1");
    CHECK(refusal("fe80::11", "eth0") == "chosen: eth0");
    CHECK(refusal("10.1.2.3", "eth0") ==
          "10.1.2.3 is not on the link of eth0 (172.16.100.5/24, fe80::5/64); VRRP does not cross routers: "
          "run vrrptest "
          "on a host in the device's LAN");
    CHECK(refusal("10.1.2.3") ==
          "10.1.2.3 is not on the link of any interface; VRRP does not cross routers: run vrrptest on a host "
          "in the "
          "device's LAN");
    CHECK(refusal("172.16.100.11", "eth9") == "there is no interface eth9; this host has: eth0, eth1");
    CHECK(refusal("172.16.100.5") == "172.16.100.5 is this host's own address (on eth0): give the device's");
    CHECK(refusal("224.0.0.18") == "224.0.0.18 is no host's address: give the device's own");
    CHECK(refusal("fe80::11") ==
          "the link-local address fe80::11 may be on any link: say which with --interface; this host has: "
          "eth0, eth1");
}

TEST_CASE("an interface that is down or without a cable is the environment's fault", "[preflight]") {
    auto present = two_interfaces();
    present[0].has_carrier = false;
    CHECK_THROWS_WITH(choose_interface(present, address("172.16.100.11"), "eth0"),
                      "the interface eth0 has no carrier: check its cable");
    CHECK_THROWS_AS(choose_interface(present, address("172.16.100.11"), "eth0"), EnvironmentError);
    present[0].is_up = false;
    CHECK_THROWS_WITH(choose_interface(present, address("172.16.100.11"), "eth0"),
                      "the interface eth0 is down: `ip link set eth0 up`");
    present[0].is_ethernet = false;
    CHECK_THROWS_WITH(choose_interface(present, address("172.16.100.11"), "eth0"),
                      "the interface eth0 is not Ethernet; choose one that is, of: eth1");
}

TEST_CASE("a device that is not there or silent is said so", "[preflight]") {
    Discovery found;
    CHECK_THROWS_WITH(
        require_presence(found, address("172.16.100.11"), "eth0"),
        "172.16.100.11 does not answer ARP on eth0: check the address, the cable and the interface");
    found.mac = engine::MacAddress::parse("02:00:00:00:00:11");
    found.listened = 12s;
    CHECK_THROWS_WITH(
        require_presence(found, address("172.16.100.11"), "eth0"),
        "172.16.100.11 answers ARP but advertised nothing in 12 s: is VRRP running there, is it Backup to "
        "another router (nobody else was heard either), does a switch filter 224.0.0.18?");
    found.strangers.push_back({Profile::v3_ipv4, 7, address("172.16.100.12")});
    CHECK_THROWS_WITH(require_presence(found, address("172.16.100.11"), "eth0"),
                      Catch::Matchers::Contains("(heard were 172.16.100.12 on VRID 7)"));
    found.virtual_routers.emplace_back();
    CHECK_NOTHROW(require_presence(found, address("172.16.100.11"), "eth0"));
}

TEST_CASE("a frame from a virtual MAC is answered unless something filters it", "[preflight]") {
    EmbeddedWorld world;
    const auto facts = world.add(Profile::v3_ipv4, 7, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    world.startup();
    require_virtual_mac_passes(world.station(), address("172.16.100.11"), facts, never_interrupted);
    const auto& question = world.station().log().frame(1);
    CHECK(to_string(question.view.ethernet.source) == "00:00:5e:00:01:07");
    CHECK(to_string(question.view.ethernet.destination) == "02:00:00:00:00:11");
    CHECK(to_string(question.view.arp->sender_mac) == "02:00:00:00:00:05");

    engine::SimulatedScheduler scheduler;
    engine::SimulatedSegment segment(scheduler);
    Filter filter(segment.add_port("tester"));
    engine::CaptureLog log(scheduler, filter);
    Station station(scheduler, log, *engine::MacAddress::parse("02:00:00:00:00:05"),
                    {address("172.16.100.5")});
    engine::Speaker device(scheduler, segment.add_port("device"),
                           {*engine::MacAddress::parse("02:00:00:00:00:11"), {address("172.16.100.11")}});
    const auto started = scheduler.now();
    CHECK_THROWS_WITH(
        require_virtual_mac_passes(station, address("172.16.100.11"), facts, never_interrupted),
        "frames from the virtual MAC 00:00:5e:00:01:07 do not reach 172.16.100.11, though others do: allow "
        "forged transmits and MAC address changes in the hypervisor, and switch port security off");
    CHECK(engine::seconds(scheduler.now() - started) == Approx(1).margin(0.05));
}

TEST_CASE("virtual routers that fall silent are named after the run", "[preflight]") {
    EmbeddedWorld world;
    const std::vector routers{world.add(Profile::v3_ipv4, 7, {}, engine::Rfc::rfc9568, engine::rfc_rules()),
                              world.add(Profile::v3_ipv6, 9, {}, engine::Rfc::rfc9568, engine::rfc_rules())};
    world.startup();
    CHECK(silent_after_run(world.station(), routers, never_interrupted).empty());
    world.control(routers[1]).perform(Verb::stop, 9, [] {});
    const auto started = world.scheduler().now();
    const auto silent = silent_after_run(world.station(), routers, never_interrupted);
    REQUIRE(silent.size() == 1);
    CHECK(sentence_about_silent(silent) ==
          "the device no longer advertises VRID 9 (v3-ipv6) after the last case");
    // 3 x 1 s, 156/256 s of Skew_Time, and 2 s
    CHECK(engine::seconds(world.scheduler().now() - started) == Approx(5.609).margin(0.05));
}
