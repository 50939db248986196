#include "tester/lab/keepalived_config.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;

namespace {
engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}
}  // namespace

TEST_CASE("keepalived's configuration is what its manual asks for", "[lab]") {
    KeepalivedInstance v3;
    v3.name = "v4-1";
    v3.interval = 50ms;
    v3.preempt = false;
    v3.accept = false;
    v3.addresses = {address("172.16.100.10"), address("172.16.100.11")};

    KeepalivedInstance v6;
    v6.name = "v6-200";
    v6.family = engine::Family::ipv6;
    v6.vrid = 200;
    v6.priority = 255;
    v6.accept = true;
    v6.use_vmac = true;
    v6.addresses = {address("2001:db8::10"), address("fe80::10")};
    v6.prefix_length = 64;

    const std::vector<KeepalivedInstance> instances{v3, v6};
    CHECK(keepalived_config("r1", instances) == R"(global_defs {
    router_id r1
    vrrp_priority -20
}

vrrp_instance v4-1 {
    state BACKUP
    interface eth0
    virtual_router_id 1
    version 3
    priority 100
    advert_int 0.05
    nopreempt
    no_accept
    virtual_ipaddress {
        172.16.100.10/24
        172.16.100.11/24
    }
}

vrrp_instance v6-200 {
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

TEST_CASE("keepalived's intervals have the steps of the version", "[lab]") {
    const auto line = [](engine::Duration interval, int version) {
        KeepalivedInstance instance;
        instance.interval = interval;
        instance.version = version;
        const auto text = keepalived_config("r", std::vector{instance});
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
