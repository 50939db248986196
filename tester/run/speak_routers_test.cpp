#include "tester/run/speak_routers.hpp"

#include <catch2/catch.hpp>

#include "tester/run/preflight.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

engine::InterfaceFacts interface() {
    engine::InterfaceFacts facts;
    facts.name = "eth0";
    facts.addresses = {{address("172.16.100.5"), 24}, {address("fe80::5"), 64}};
    return facts;
}

RouterConfig router(Profile profile) {
    RouterConfig config;
    config.profile = profile;
    config.addresses = {address(profile == Profile::v3_ipv6 ? "fe80::7" : "172.16.100.10")};
    return config;
}

std::string complaint(const std::vector<RouterConfig>& routers,
                      const engine::InterfaceFacts& facts = interface()) {
    try {
        require_speakable(routers, facts);
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

template <typename Change>
std::string complaint_after(Profile profile, Change change) {
    auto config = router(profile);
    change(config);
    return complaint({config});
}

}  // namespace

TEST_CASE("a speaker can be a virtual router of each profile, and of both families with one VRID",
          "[speak]") {
    CHECK(complaint({router(Profile::v2_ipv4), router(Profile::v3_ipv6)}).empty());
    CHECK(complaint({router(Profile::v3_ipv4), router(Profile::v3_ipv6)}).empty());
    CHECK(complaint_after(Profile::v3_ipv4, [](auto& c) { c.interval = 40950ms; }).empty());
    CHECK(complaint_after(Profile::v2_ipv4, [](auto& c) { c.interval = 255s; }).empty());
    CHECK(complaint_after(Profile::v2_ipv4, [](auto& c) {
              c.authentication = {engine::AuthenticationType::simple_text_password, "1111"};
          }).empty());
}

TEST_CASE("what no speaker can be is one sentence", "[speak]") {
    CHECK_THAT(complaint({}), Contains("--vrid"));
    CHECK_THAT(complaint({router(Profile::v2_ipv4), router(Profile::v3_ipv4)}),
               Contains("two virtual routers of VRID 1 over IPv4"));
    CHECK_THAT(complaint_after(Profile::v3_ipv4, [](auto& c) { c.addresses.clear(); }),
               Contains("has no address"));
    CHECK_THAT(complaint_after(Profile::v2_ipv4, [](auto& c) { c.addresses = {address("fe80::1")}; }),
               Contains("needs IPv4 addresses"));
    CHECK_THAT(complaint_after(Profile::v3_ipv4, [](auto& c) { c.addresses.push_back(address("fe80::1")); }),
               Contains("needs IPv4 addresses"));
    CHECK_THAT(complaint_after(Profile::v3_ipv6, [](auto& c) { c.addresses = {address("2001:db8::1")}; }),
               Contains("no link-local address"));
    CHECK_THAT(complaint_after(Profile::v3_ipv4, [](auto& c) { c.addresses = {address("224.0.0.18")}; }),
               Contains("no host's"));
    CHECK_THAT(complaint_after(Profile::v3_ipv4, [](auto& c) { c.addresses = {address("172.16.100.5")}; }),
               Contains("this host's own"));
    for (const auto wrong : {engine::Duration(0ns), engine::Duration(1ms), engine::Duration(40960ms)})
        CHECK_THAT(complaint_after(Profile::v3_ipv4, [&](auto& c) { c.interval = wrong; }),
                   Contains("steps of 10ms"));
    for (const auto wrong : {engine::Duration(100ms), engine::Duration(1500ms), engine::Duration(256s)})
        CHECK_THAT(complaint_after(Profile::v2_ipv4, [&](auto& c) { c.interval = wrong; }),
                   Contains("whole seconds"));
    CHECK_THAT(complaint_after(Profile::v3_ipv4,
                               [](auto& c) {
                                   c.authentication = {engine::AuthenticationType::simple_text_password, "1"};
                               }),
               Contains("VRRPv3 has no authentication"));
    CHECK_THAT(complaint_after(Profile::v2_ipv4, [](auto& c) { c.accept = true; }),
               Contains("VRRPv2 has none"));
    auto bare = interface();
    bare.addresses.pop_back();
    CHECK_THAT(complaint({router(Profile::v3_ipv6)}, bare), Contains("IPv6 link-local address"));
    CHECK_THAT(complaint({router(Profile::v3_ipv4)}, {}), Contains("IPv4 address"));
}

TEST_CASE("a DUT file's virtual routers are those to be, with RFC 9568's defaults", "[speak]") {
    const auto routers = routers_to_be(parse_dut_file(R"(
[[virtual_router]]
vrid = 7
profile = "v3-ipv6"
priority = 120
interval = 0.5
addresses = ["2001:db8::7", "fe80::7"]
preempt = false
accept = true
[[virtual_router]]
vrid = 8
profile = "v2-ipv4"
addresses = ["172.16.100.8"]
auth = "pass:1111"
[[virtual_router]]
vrid = 9
profile = "v3-ipv4"
)",
                                                      "x.toml"));
    REQUIRE(routers.size() == 3);
    CHECK(routers[2].addresses.empty());
    const auto parameters = parameters_of(routers[0], engine::ChecksumForm::pseudo_header);
    CHECK(parameters.standard == engine::Rfc::rfc9568);
    CHECK(parameters.version == 3);
    CHECK(parameters.family == engine::Family::ipv6);
    CHECK(parameters.vrid == 7);
    CHECK(parameters.priority == 120);
    CHECK(parameters.advertisement_interval == 500ms);
    CHECK_FALSE(parameters.preempt_mode);
    CHECK(parameters.accept_mode);
    CHECK(parameters.addresses == std::vector{address("fe80::7"), address("2001:db8::7")});
    CHECK(parameters.checksum_form == engine::ChecksumForm::pseudo_header);
    auto second = routers[1];
    CHECK(second.priority == 100);
    CHECK(second.interval == 1s);
    CHECK(parameters_of(routers[0], {}, engine::Rfc::rfc5798).standard == engine::Rfc::rfc5798);
    CHECK(parameters_of(routers[0], {}, engine::Rfc::rfc3768).standard == engine::Rfc::rfc9568);
    CHECK(parameters_of(second, {}).preempt_mode);
    CHECK_FALSE(parameters_of(second, {}).accept_mode);
    CHECK(parameters_of(second, {}).standard == engine::Rfc::rfc2338);
    CHECK(parameters_of(second, {}).authentication.key == "1111");
    second.authentication = {};
    CHECK(parameters_of(second, {}).standard == engine::Rfc::rfc3768);
    CHECK(parameters_of(second, {}, engine::Rfc::rfc5798).standard == engine::Rfc::rfc3768);
}

TEST_CASE("what a DUT file says of a virtual router arrives in the speaker's parameters", "[speak]") {
    const auto file = parse_dut_file(
        "[[virtual_router]]\nvrid = 7\nprofile = \"v3-ipv4\"\naddresses = [\"172.16.100.10\"]\naccept = "
        "true\n"
        "v2_interoperation = true\n"
        "[[virtual_router]]\nvrid = 8\nprofile = \"v3-ipv6\"\naddresses = [\"fe80::7\"]\n"
        "router_advertisements = true\n",
        "routers.toml");
    const auto routers = routers_to_be(file);
    REQUIRE(routers.size() == 2);
    const auto form = engine::ChecksumForm::message_only;
    const auto first = parameters_of(routers[0], form, {});
    CHECK(first.v2_interoperation);
    CHECK(first.speaks_version_2_too());
    CHECK(first.accept_mode);
    CHECK_FALSE(first.router_advertisements);
    const auto second = parameters_of(routers[1], form, {});
    CHECK(second.router_advertisements);
    CHECK_FALSE(second.speaks_version_2_too());
    CHECK_FALSE(second.accept_mode);
}
