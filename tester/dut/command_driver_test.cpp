#include "tester/dut/command_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tester/dut/driver_factory.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/dut/embedded_driver.hpp"
#include "tester/dut/manual_driver.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

std::vector<RouterConfig> three_routers() {
    std::vector<RouterConfig> routers(3);
    routers[0].addresses = {address("172.16.100.10"), address("172.16.100.20")};
    routers[0].interval = 250ms;
    routers[1].vrid = 2;
    routers[1].profile = Profile::v2_ipv4;
    routers[1].priority = 254;
    routers[1].preempt = false;
    routers[1].addresses = {address("172.16.100.30")};
    routers[1].authentication = {engine::AuthenticationType::simple_text_password, "1111"};
    routers[2].vrid = 3;
    routers[2].profile = Profile::v3_ipv6;
    routers[2].accept = true;
    routers[2].addresses = {address("2001:db8::10"), address("fe80::10")};
    routers[2].prefix_length = 64;
    return routers;
}

/// An executable of the user's, in a folder of its own.
struct Executable {
    TemporaryDirectory folder;
    std::filesystem::path path = folder.path() / "device.sh";

    explicit Executable(const std::string& script) { write(path, script); }
    static void write(const std::filesystem::path& file, const std::string& script) {
        write_text(file, "#!/bin/sh\n" + script);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    std::string text(const char* name) const { return read_text(folder.path() / name); }
};

}  // namespace

TEST_CASE("a command driver hands its executable the verb and JSON", "[driver]") {
    const Executable device("cd \"${0%/*}\"; [ $2 != verbs ] || exit 1; cat > $1-$2; echo told\n");
    CommandDriver driver({device.path, "sw1"});
    CHECK(driver.name() == device.path.string() + " sw1");
    for (const auto verb : all_driver_verbs) CHECK(driver.can(verb));
    driver.apply(three_routers());
    const auto applied = nlohmann::json::parse(device.text("sw1-apply"));
    CHECK(applied == nlohmann::json::parse(R"({"schema": 1, "verb": "apply", "virtual_routers": [
        {"vrid": 1, "profile": "v3-ipv4", "version": 3, "family": "ipv4", "priority": 100, "interval_seconds": 0.25,
         "preempt": true, "accept": null, "addresses": ["172.16.100.10", "172.16.100.20"], "prefix_length": 24,
         "authentication": null, "defaults": false, "v2_interoperation": false,
         "router_advertisements": false},
        {"vrid": 2, "profile": "v2-ipv4", "version": 2, "family": "ipv4", "priority": 254, "interval_seconds": 1.0,
         "preempt": false, "accept": null, "addresses": ["172.16.100.30"], "prefix_length": 24,
         "authentication": {"type": "pass", "key": "1111"}, "defaults": false, "v2_interoperation": false,
         "router_advertisements": false},
        {"vrid": 3, "profile": "v3-ipv6", "version": 3, "family": "ipv6", "priority": 100, "interval_seconds": 1.0,
         "preempt": true, "accept": true, "addresses": ["fe80::10", "2001:db8::10"], "prefix_length": 64,
         "authentication": null, "defaults": false, "v2_interoperation": false,
         "router_advertisements": false}]})"));
    driver.set_priority(Profile::v3_ipv4, 1, 150);
    CHECK(nlohmann::json::parse(device.text("sw1-set-priority")) ==
          nlohmann::json::parse(
              R"({"schema": 1, "verb": "set-priority", "vrid": 1, "profile": "v3-ipv4", "priority": 150})"));
    driver.set_link(false);
    CHECK(nlohmann::json::parse(device.text("sw1-link-down")) ==
          nlohmann::json::parse(R"({"schema": 1, "verb": "link-down"})"));
    CHECK(driver.log() == "told\n");
    driver.release();
    CHECK_FALSE(device.text("sw1-release").empty());
}

TEST_CASE("a command driver can what its executable says, or what it has not denied", "[driver]") {
    SECTION("it lists its verbs") {
        const Executable device("[ $1 = verbs ] && echo apply stop\n");
        const CommandDriver driver({device.path});
        CHECK(driver.can(DriverVerb::apply));
        CHECK(driver.can(DriverVerb::stop));
        CHECK_FALSE(driver.can(DriverVerb::kill));
    }
    SECTION("it does not") {
        const Executable device("exit 127\n");
        CommandDriver driver({device.path});
        CHECK(driver.can(DriverVerb::kill));
        CHECK_THROWS_WITH(driver.kill(), "'" + device.path.string() + "' does not support the verb 'kill'");
        CHECK_FALSE(driver.can(DriverVerb::kill));
        CHECK(driver.can(DriverVerb::stop));
    }
}

TEST_CASE("a command driver's failure is told in the executable's own words", "[driver]") {
    const Executable device(
        "[ $1 != verbs ] || exit 127\necho connecting; echo no route to sw1 >&2; exit 3\n");
    CommandDriver driver({device.path});
    CHECK_THROWS_WITH(driver.stop(), "'" + device.path.string() +
                                         " stop' failed (exit code 3): connecting / no route to sw1");
    CHECK_THROWS_WITH(CommandDriver({}), "the driver's command is empty: name an executable");
}

TEST_CASE("a command driver that hangs ends at its limit with all it said", "[driver]") {
    const Executable device("[ $1 != verbs ] || exit 127\necho password:; sleep 600\n");
    CommandDriver driver({device.path}, 1s);
    const auto began = std::chrono::steady_clock::now();
    CHECK_THROWS_WITH(driver.apply({}),
                      "'" + device.path.string() + " apply' did not end within 1 s; it said: password:");
    CHECK(std::chrono::steady_clock::now() - began < 4s);
}

TEST_CASE("the example for a switch produces the lines that its command line wants", "[driver]") {
    if (run_command({"jq", "--version"}).status != 0) {
        WARN("skipped: jq is not installed");
        return;
    }
    const Executable ssh("shift 4\necho \"to $1: $2\" >> \"${0%/*}/said\"\ncat >> \"${0%/*}/said\"\n");
    std::filesystem::rename(ssh.path, ssh.folder.path() / "ssh");
    const auto said = [&] {
        const auto text = ssh.text("said");
        std::filesystem::remove(ssh.folder.path() / "said");
        return text;
    };
    CommandDriver driver({"env", "PATH=" + ssh.folder.path().string() + ":/usr/local/bin:/usr/bin:/bin",
                          "TMPDIR=" + ssh.folder.path().string(),
                          std::string(VRRPTEST_SOURCE_DIR) + "/ci/examples/switch-over-ssh.sh", "admin@sw1",
                          "Vlan100"});
    CHECK(driver.can(DriverVerb::set_priority));
    CHECK_FALSE(driver.can(DriverVerb::kill));
    driver.apply(three_routers());
    CHECK(said() == R"(to admin@sw1: 
configure terminal
interface Vlan100
vrrp 1 version 3
vrrp 1 ip 172.16.100.10
vrrp 1 ip 172.16.100.20 secondary
vrrp 1 priority 100
vrrp 1 timers advertise csec 25
vrrp 1 preempt
vrrp 2 version 2
vrrp 2 ip 172.16.100.30
vrrp 2 priority 254
vrrp 2 timers advertise 1
no vrrp 2 preempt
vrrp 2 authentication 1111
vrrp ipv6 3 ip fe80::10
vrrp ipv6 3 ip 2001:db8::10
vrrp ipv6 3 priority 100
vrrp ipv6 3 timers advertise csec 100
vrrp ipv6 3 preempt
end
exit
)");
    driver.set_priority(Profile::v3_ipv6, 3, 150);
    CHECK(said() ==
          "to admin@sw1: \nconfigure terminal\ninterface Vlan100\nvrrp ipv6 3 priority 150\nend\nexit\n");
    driver.apply({three_routers()[0]});
    CHECK_THAT(said(),
               Contains("interface Vlan100\nno vrrp 1\nno vrrp 2\nno vrrp ipv6 3\nvrrp 1 version 3\n"));
    driver.release();
    CHECK(said() == "to admin@sw1: \nconfigure terminal\ninterface Vlan100\nno vrrp 1\nend\nexit\n");
    Executable::write(ssh.folder.path() / "ssh", "echo '% Invalid input detected'\ncat >/dev/null\n");
    CHECK_THROWS_WITH(driver.stop(),
                      Contains("switch-over-ssh.sh admin@sw1 Vlan100 stop' failed (exit code 1): % "
                               "Invalid input detected"));
}

TEST_CASE("the manual driver says what to do and waits for Enter", "[driver]") {
    const TemporaryDirectory folder;
    const auto terminal = folder.path() / "terminal";
    // A file that ends with a line is a person who presses Enter once.
    write_text(terminal, "\n");
    ManualDriver driver([](const auto& routers) { return "router " + std::to_string(routers.size()) + "\n"; },
                        terminal);
    driver.apply(three_routers());
    CHECK_THAT(read_text(terminal), Contains("Give the device exactly these 3 virtual routers, and no "
                                             "other:\n\nrouter 3\n\nThen press Enter. "));
    driver.set_priority(Profile::v3_ipv4, 7, 150);
    CHECK_THAT(read_text(terminal), Contains("Change the priority of VRID 7 (v3-ipv4) to 150"));
    CHECK_FALSE(driver.can(DriverVerb::log));
    ManualDriver nobody([](const auto&) { return ""; }, folder.path() / "no-such-folder" / "tty");
    CHECK_THROWS_WITH(
        nobody.stop(),
        "the manual driver asks a person to configure the device, and there is no terminal: choose "
        "another driver, or run vrrptest at a terminal");
}

TEST_CASE("a driver is made as it is described", "[driver]") {
    const auto made = [](DriverDescription description, DriverSurroundings surroundings = {}) {
        return make_driver(description, surroundings)->name();
    };
    CHECK(made({.type = DriverType::command, .command = {"./switch.sh", "sw1"}}) == "./switch.sh sw1");
    CHECK(made({.type = DriverType::embedded}) == "the embedded speaker");
    CHECK(made({.type = DriverType::manual}, {.render = [](const auto&) { return ""; }}) == "a person");
    CHECK(made({.type = DriverType::keepalived, .shell = "no-such-shell"}) == "keepalived");
    CHECK(made({.type = DriverType::frr, .shell = "no-such-shell"}) == "FRR");
    CHECK_THROWS_AS(made({.type = DriverType::manual}), DriverError);
    CHECK_THROWS_AS(made({.type = DriverType::command}), DriverError);
}

TEST_CASE("what the embedded speaker is told is a DUT file", "[driver]") {
    const auto file = parse_dut_file(virtual_router_tables(three_routers()), "routers.toml");
    REQUIRE(file.virtual_routers.size() == 3);
    CHECK(file.virtual_routers[0].interval == 250ms);
    CHECK(file.virtual_routers[0].addresses == three_routers()[0].addresses);
    CHECK(file.virtual_routers[1].priority == 254);
    CHECK(file.virtual_routers[1].preempt == false);
    CHECK(file.virtual_routers[1].authentication == three_routers()[1].authentication);
    CHECK(file.virtual_routers[2].accept == true);
    CHECK(file.virtual_routers[2].addresses == std::vector{address("fe80::10"), address("2001:db8::10")});
}
