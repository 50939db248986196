#include "tester/dut/vendor.hpp"

#include <net/if.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cases/catalogue.hpp"
#include "tester/dut/keepalived_config.hpp"
#include "tester/dut/process.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/suite.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

RouterConfig router(Profile profile, std::uint8_t vrid, std::vector<engine::IpAddress> addresses) {
    RouterConfig made;
    made.profile = profile;
    made.vrid = vrid;
    made.addresses = std::move(addresses);
    made.prefix_length = profile == Profile::v3_ipv6 ? 64 : 24;
    return made;
}

/// One of each kind that vendors write differently.
std::vector<RouterConfig> representatives() {
    auto password = router(Profile::v2_ipv4, 7, {address("172.16.100.10")});
    password.priority = 120;
    password.interval = 3s;
    password.preempt = false;
    password.authentication = {engine::AuthenticationType::simple_text_password, "s3cret"};
    auto fast = router(Profile::v3_ipv4, 8, {address("172.16.100.20"), address("172.16.100.21")});
    fast.interval = 100ms;
    auto ipv6 = router(Profile::v3_ipv6, 9, {address("2001:db8::9"), address("fe80::9")});
    ipv6.priority = 254;
    ipv6.preempt = false;
    ipv6.accept = true;
    auto slow = router(Profile::v3_ipv4, 10, {address("172.16.100.30")});
    slow.interval = 2s;
    slow.priority = 1;
    auto owner = router(Profile::v3_ipv4, 11, {address("172.16.100.40")});
    owner.priority = 255;
    auto v2_owner = router(Profile::v2_ipv4, 12, {address("172.16.100.50")});
    v2_owner.priority = 255;
    auto header = router(Profile::v2_ipv4, 13, {address("172.16.100.60")});
    header.authentication = {engine::AuthenticationType::ip_authentication_header, "k3y"};
    return {password, fast, ipv6, slow, owner, v2_owner, header};
}

std::vector<RouterConfig> routers_of(const std::string& suite) {
    const auto selected = select(cases::catalogue(), {.suites = {suite}});
    return plan_batches(selected, {}).batches.at(0).routers;
}

/// The suites that hold a case; one that does not needs nothing.
std::vector<std::string> suites_with_cases() {
    std::vector<std::string> names;
    for (const auto& suite : all_suites()) {
        const std::string name(suite.name);
        if (!select(cases::catalogue(), {.suites = {name}}).empty()) names.push_back(name);
    }
    return names;
}

/// An interface of this host that knows multicast; keepalived complains of any other.
std::string a_multicast_interface() {
    for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net"))
        if ((std::stoul(read_text(entry.path() / "flags"), nullptr, 16) & IFF_MULTICAST) != 0)
            return entry.path().filename();
    return {};
}

/// What a refusal calls a virtual router: "7 (VRRPv3 over IPv4)".
std::string refusal_name(const RouterConfig& each) {
    return std::to_string(each.vrid) + " (VRRPv" + std::to_string(each.version()) + " over " +
           std::string(engine::to_string(each.family())) + ")";
}

/// Those of the comments "VRID 1, 2, 3 (VRRPv3 over IPv4): this device cannot ...", by their names.
std::set<std::string> refused(const std::string& text, std::string_view comment) {
    std::string joined;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (line.rfind(comment, 0) == 0)
            joined += line.substr(std::min(line.find_first_not_of(' ', comment.size()), line.size())) + " ";
    std::set<std::string> names;
    const std::string end_mark = "): this device cannot ";
    for (auto end = joined.find(end_mark); end != std::string::npos; end = joined.find(end_mark, end + 1)) {
        const auto open = joined.rfind('(', end);
        const auto begin = joined.rfind("VRID ", open) + 5;
        const auto kind = joined.substr(open, end + 1 - open);
        auto list = joined.substr(begin, open - begin);
        std::replace(list.begin(), list.end(), ',', ' ');
        std::istringstream numbers(list);
        for (int vrid = 0; numbers >> vrid;) names.insert(std::to_string(vrid) + " " + kind);
    }
    return names;
}

/// The text without its comments.
std::string without_comments(const std::string& text, std::string_view comment) {
    std::istringstream in(text);
    std::string line;
    std::string rest;
    while (std::getline(in, line))
        if (line.rfind(comment.substr(0, 1), 0) != 0) rest += line + "\n";
    return rest;
}

bool has_word(const std::string& text, const std::string& word) {
    const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == ':';
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every vendor's text for one virtual router of each kind is the approved one", "[dut][vendor]") {
    const std::filesystem::path folder = std::filesystem::path(VRRPTEST_SOURCE_DIR) / "tester/dut/approved";
    for (const auto& vendor : all_vendors()) {
        const auto path = folder / (std::string(vendor.name) + ".txt");
        const auto text = vendor_config(vendor, representatives(), {.heading = {"One of each kind."}});
        if (std::getenv("APPROVE") != nullptr) {
            std::filesystem::create_directories(folder);
            std::ofstream(path) << text;
        }
        INFO(path.string() << " differs; after a look at it, APPROVE=1 approves what is written now");
        CHECK(read_text(path) == text);
    }
}

TEST_CASE("every vendor says every virtual router that a suite needs, or why it cannot", "[dut][vendor]") {
    for (const auto& suite : suites_with_cases()) {
        const auto routers = routers_of(suite);
        REQUIRE(!routers.empty());
        for (const auto& vendor : all_vendors()) {
            const auto text = vendor_config(vendor, routers, {});
            const auto refusals = refused(text, vendor.comment);
            const auto stanzas = without_comments(text, vendor.comment);
            for (const auto& each : routers) {
                CAPTURE(vendor.name, suite, int{each.vrid}, to_string(each.profile));
                // RouterOS chooses link-local addresses itself.
                const auto word_for = [&](const engine::IpAddress& virtual_address) {
                    return vendor.name == "mikrotik" && virtual_address.is_link_local()
                               ? "name=" + keepalived_instance_name(each)
                               : to_string(virtual_address);
                };
                const bool is_said =
                    std::all_of(each.addresses.begin(), each.addresses.end(),
                                [&](const auto& one) { return has_word(stanzas, word_for(one)); });
                CHECK(is_said != refusals.contains(refusal_name(each)));
            }
        }
    }
}

TEST_CASE("vendors have names of their own and know their own", "[dut][vendor]") {
    std::set<std::string_view> names;
    for (const auto& vendor : all_vendors()) {
        names.insert(vendor.name);
        CHECK(find_vendor(vendor.name) == &vendor);
        CHECK(!vendor.says.empty());
    }
    CHECK(names.size() == all_vendors().size());
    for (const auto* name : {"keepalived", "frr", "vyos", "cisco-ios", "cisco-ios-xe", "cisco-ios-xr",
                             "cisco-nxos", "arista-eos", "junos", "huawei-vrp", "h3c-comware", "ruijie",
                             "mikrotik", "nokia-sros", "openwrt", "sonic"})
        CHECK(names.contains(name));
    CHECK(find_vendor("cisco") == nullptr);
}

TEST_CASE("what a device cannot have at the same time is in parts", "[dut][vendor]") {
    const auto v2 = router(Profile::v2_ipv4, 1, {address("172.16.100.10")});
    const auto v3 = router(Profile::v3_ipv4, 2, {address("172.16.100.20")});
    auto v6 = router(Profile::v3_ipv6, 2, {address("fe80::2")});
    const auto& junos = *find_vendor("junos");
    CHECK_THAT(vendor_config(junos, std::vector{v2, v3}, {}),
               Contains("==== Part 1 of 2: v2-ipv4.") && Contains("==== Part 2 of 2: v3-ipv4.") &&
                   Contains("delete protocols vrrp version-3") && Contains("set protocols vrrp version-3"));
    CHECK_THAT(vendor_config(junos, std::vector{v3, v6}, {}), !Contains("Part 1"));
    const auto& frr = *find_vendor("frr");
    CHECK_THAT(vendor_config(frr, std::vector{v2, v3, v6}, {}), !Contains("Part 1"));
    v6.priority = 50;
    CHECK_THAT(vendor_config(frr, std::vector{v2, v3, v6}, {}),
               Contains("Part 1 of 2: v2-ipv4,v3-ipv4.") && Contains("Part 2 of 2: v3-ipv6."));
}

TEST_CASE("the device's own address holds the virtual ones, or the text says that it does not",
          "[dut][vendor]") {
    const auto& ios = *find_vendor("cisco-ios");
    const std::vector routers{router(Profile::v2_ipv4, 1, {address("172.16.100.10")}),
                              router(Profile::v2_ipv4, 2, {address("172.16.101.2")})};
    CHECK_THAT(vendor_config(ios, routers, {}),
               Contains("must have its own IPv4 address first: 172.16.100.11/23.") && !Contains("outside"));
    const VendorConfigOptions narrow{.interface = "Vlan5", .own_addresses = {{address("172.16.100.12"), 24}}};
    CHECK_THAT(vendor_config(ios, routers, narrow),
               Contains("Vlan5 must have its own IPv4 address first: 172.16.100.12/24.") &&
                   Contains("/23 would") && Contains("interface Vlan5\n"));
}

TEST_CASE("a device with little room is told to take one part after the other", "[dut][vendor]") {
    std::vector<RouterConfig> routers;
    for (std::uint8_t vrid = 1; vrid <= 9; ++vrid)
        routers.push_back(router(Profile::v2_ipv4, vrid, {address("172.16.100.10").shifted(vrid)}));
    CHECK_THAT(vendor_config(*find_vendor("nokia-sros"), routers, {}),
               Contains("room for 4 of them at a time") && Contains("--shard 1/3"));
}

TEST_CASE("keepalived takes its text of every suite without a complaint", "[dut][vendor][keepalived]") {
    if (run_command({"keepalived", "--version"}).status == 127) {
        WARN("keepalived is not installed, so its text is not proven");
        return;
    }
    const auto interface = a_multicast_interface();
    if (interface.empty()) {
        WARN("this host has no interface for multicast, so keepalived's text is not proven");
        return;
    }
    const TemporaryDirectory folder;
    const auto path = folder.path() / "keepalived.conf";
    std::vector<std::vector<RouterConfig>> texts{representatives()};
    for (const auto& suite : suites_with_cases()) texts.push_back(routers_of(suite));
    for (const auto& routers : texts) {
        // What keepalived ignores in version 3 or in an odd place it says, and exits with 5.
        std::ofstream(path) << vendor_config(*find_vendor("keepalived"), routers, {.interface = interface});
        const auto result = run_command({"keepalived", "-t", "-f", path.string()});
        CHECK(result.output.empty());
        CHECK(result.status == 0);
    }
}

TEST_CASE("FRR's shell parses its text of every suite", "[dut][vendor][frr]") {
    if (run_command({"vtysh", "--help"}).status == 127) {
        WARN("FRR is not installed, so its text is not proven");
        return;
    }
    const TemporaryDirectory folder;
    const auto path = folder.path() / "frr.conf";
    const auto parse = [&](const std::string& text) {
        std::ofstream(path) << text;
        return run_command({"vtysh", "-C", "-f", path.string()});
    };
    CHECK(parse("interface eth0\n vrrp 1 priority 255\nexit\n").status != 0);  // it does look
    std::vector<std::vector<RouterConfig>> texts{representatives()};
    for (const auto& suite : suites_with_cases()) texts.push_back(routers_of(suite));
    for (const auto& routers : texts) {
        const auto result = parse(vendor_config(*find_vendor("frr"), routers, {}));
        CHECK(result.output.empty());
        CHECK(result.status == 0);
    }
}
