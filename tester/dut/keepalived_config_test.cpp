#include "tester/dut/keepalived_config.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;

namespace {
engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}
}  // namespace

TEST_CASE("keepalived's configuration is what its manual asks for", "[dut]") {
    RouterConfig v3;
    v3.interval = 50ms;
    v3.preempt = false;
    v3.accept = false;
    v3.addresses = {address("172.16.100.10"), address("172.16.100.11")};

    RouterConfig v6;
    v6.profile = Profile::v3_ipv6;
    v6.vrid = 200;
    v6.priority = 255;
    v6.accept = true;
    v6.addresses = {address("2001:db8::10"), address("fe80::10")};
    v6.prefix_length = 64;

    const std::vector<RouterConfig> routers{v3, v6};
    CHECK(keepalived_config({.router_id = "r1", .use_vmac = true}, routers) == R"(global_defs {
    router_id r1
    vrrp_priority -20
}

vrrp_instance v3-4-1 {
    state BACKUP
    interface eth0
    virtual_router_id 1
    version 3
    priority 100
    advert_int 0.05
    use_vmac vrrp4-1
    nopreempt
    no_accept
    virtual_ipaddress {
        172.16.100.10/24
        172.16.100.11/24
    }
}

vrrp_instance v3-6-200 {
    state MASTER
    interface eth0
    virtual_router_id 200
    version 3
    priority 255
    advert_int 1
    use_vmac vrrp6-200
    accept
    virtual_ipaddress {
        fe80::10/64
        2001:db8::10/64
    }
}
)");
}

TEST_CASE("keepalived's intervals have the steps of the version", "[dut]") {
    const auto line = [](engine::Duration interval, int version) {
        RouterConfig router;
        router.interval = interval;
        router.profile = version == 2 ? Profile::v2_ipv4 : Profile::v3_ipv4;
        const auto text = keepalived_config({}, std::vector{router});
        const auto begin = text.find("advert_int ") + 11;
        return text.substr(begin, text.find('\n', begin) - begin);
    };
    CHECK(line(10ms, 3) == "0.01");
    CHECK(line(100ms, 3) == "0.1");
    CHECK(line(1s, 3) == "1");
    CHECK(line(1050ms, 3) == "1.05");
    CHECK(line(40950ms, 3) == "40.95");
    CHECK(line(11ms, 3) == "0.02");
    CHECK(line(0ms, 3) == "0.01");
    CHECK(line(1s, 2) == "1");
    CHECK(line(500ms, 2) == "1");
    CHECK(line(1500ms, 2) == "2");
}

TEST_CASE("keepalived's authentication is written in its own words", "[dut]") {
    RouterConfig router;
    router.profile = Profile::v2_ipv4;
    router.addresses = {address("172.16.100.10")};
    router.authentication = {engine::AuthenticationType::simple_text_password, "1111"};
    CHECK(keepalived_config({}, std::vector{router})
              .find("    authentication {\n"
                    "        auth_type PASS\n"
                    "        auth_pass 1111\n"
                    "    }\n") != std::string::npos);
    router.authentication.type = engine::AuthenticationType::ip_authentication_header;
    CHECK(keepalived_config({}, std::vector{router}).find("auth_type AH") != std::string::npos);
}
