#include "tester/dut/frr_config.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "cases/catalogue.hpp"
#include "tester/dut/process.hpp"
#include "tester/dut/vendor.hpp"
#include "tester/lab/topology.hpp"
#include "tester/run/batches.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

const std::string daemons = "/usr/lib/frr/";

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

std::string what_is_missing() {
    const auto missing = LanTopology::what_is_missing();
    if (!missing.empty()) return missing;
    return access((daemons + "vrrpd").c_str(), X_OK) == 0 ? "" : "FRR is not installed";
}

/// zebra and vrrpd with a configuration, in a namespace of their own.
class FrrLab {
  public:
    explicit FrrLab(const std::vector<RouterConfig>& routers) {
        router_ = lan_.add_host("r1", {{address("172.16.100.11"), 16}, {address("2001:db8::11"), 64}}, true);
        std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
        write("macvlans", frr_macvlan_script({}, routers));
        write("frr.conf", vendor_config(*find_vendor("frr"), routers, {.part = VendorPart::config}));
        run_or_throw({"chown", "-R", "frr:frr", folder_.path().string()});
        in_namespace({"sh", path("macvlans")});
        in_namespace({"sh", path("macvlans")});  // once more: what is there already is no error
        zebra_ = start("zebra");
        wait_for([&] { return std::filesystem::exists(path("zserv.api")); });
        vrrpd_ = start("vrrpd");
        wait_for([&] { return std::filesystem::exists(path("vrrpd.vty")); });
    }

    /// FRR's own account of each virtual router, by VRID.
    std::map<int, Json> shown() {
        std::map<int, Json> by_vrid;
        for (const auto& each : Json::parse(vtysh("show vrrp json"))) by_vrid[each.at("vrid")] = each;
        return by_vrid;
    }
    std::string vtysh(const std::string& command) {
        return in_namespace({"vtysh", "--vty_socket", folder_.path().string(), "-c", command});
    }
    std::string said() const { return read_text(folder_.path() / "vrrpd.log"); }

    template <typename Predicate>
    bool wait_for(Predicate is_true) {
        for (int i = 0; i < 100; ++i, std::this_thread::sleep_for(100ms))
            if (is_true()) return true;
        return false;
    }

  private:
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

    Arguments inside(const Arguments& command) const {
        Arguments all{"ip", "netns", "exec", router_.network_namespace};
        all.insert(all.end(), command.begin(), command.end());
        return all;
    }
    std::string in_namespace(const Arguments& command) const { return run_or_throw(inside(command)); }
    ChildProcess start(const std::string& name) const {
        return {inside({daemons + name, "-i", path(name + ".pid"), "-z", path("zserv.api"), "--vty_socket",
                        folder_.path().string(), "-A", "127.0.0.1", "-P", "0", "-f", path("frr.conf"), "-u",
                        "frr", "-g", "frr"}),
                folder_.path() / (name + ".log")};
    }

    TemporaryDirectory folder_;
    LanTopology lan_;
    LabHost router_;
    ChildProcess zebra_, vrrpd_;
};

std::vector<std::string> texts(const RouterConfig& router) {
    std::vector<std::string> all;
    for (const auto& each : link_local_first(router.addresses)) all.push_back(to_string(each));
    return all;
}

void check_shown(const Json& shown, const RouterConfig& router) {
    CAPTURE(int{router.vrid}, to_string(router.profile), shown.dump());
    const auto& family = shown.at(router.family() == engine::Family::ipv4 ? "v4" : "v6");
    CHECK(shown.at("version") == router.version());
    CHECK(family.at("effectivePriority") == router.priority);
    CHECK(shown.at("advertisementInterval") == representable_interval(router.profile, router.interval) / 1ms);
    CHECK(shown.at("preemptMode") == router.preempt);
    CHECK(family.at("addresses").get<std::vector<std::string>>() == texts(router));
    CHECK(family.at("vmac") == to_string(engine::virtual_mac(router.family(), router.vrid)));
    CHECK(family.at("interface") == frr_macvlan_name({}, router));
}

}  // namespace

TEST_CASE("FRR has every virtual router that its text asks for, and becomes Active",
          "[lab][root][frr][slow]") {
    if (const auto missing = what_is_missing(); !missing.empty()) {
        WARN("skipped: " << missing);
        return;
    }
    RouterConfig v2;
    v2.profile = Profile::v2_ipv4;
    v2.vrid = 7;
    v2.priority = 120;
    v2.interval = 1500ms;
    v2.preempt = false;
    v2.addresses = {address("172.16.100.10")};
    RouterConfig fast;
    fast.vrid = 255;
    fast.priority = 254;
    fast.interval = 50ms;
    fast.addresses = {address("172.16.100.20"), address("172.16.101.21")};
    fast.prefix_length = 32;
    RouterConfig ipv6 = fast;
    ipv6.profile = Profile::v3_ipv6;
    ipv6.addresses = {address("2001:db8::20"), address("fe80::20")};
    ipv6.prefix_length = 64;
    const std::vector routers{v2, fast, ipv6};
    FrrLab lab(routers);
    const auto is_active = [&](int vrid, const char* family) {
        return lab.shown()[vrid].at(family).at("status") == "Master";
    };
    CHECK(lab.wait_for([&] { return is_active(255, "v4") && is_active(255, "v6") && is_active(7, "v4"); }));
    const auto shown = lab.shown();
    CHECK(shown.size() == 2);
    for (const auto& each : routers) check_shown(shown.at(each.vrid), each);
    INFO(lab.said());
    CHECK(lab.said().find("Config Failed") == std::string::npos);
}

TEST_CASE("FRR takes all that the suites need of it", "[lab][root][frr][slow]") {
    if (const auto missing = what_is_missing(); !missing.empty()) {
        WARN("skipped: " << missing);
        return;
    }
    for (const auto* suite : {"rfc3768", "rfc5798"}) {
        auto routers =
            plan_batches(select(cases::catalogue(), {.suites = {suite}}), {}).batches.at(0).routers;
        // FRR has one family at a time where VRIDs clash.
        std::erase_if(routers,
                      [](const RouterConfig& router) { return router.family() == engine::Family::ipv6; });
        FrrLab lab(routers);
        const auto count = static_cast<std::size_t>(std::count_if(
            routers.begin(), routers.end(), [&](const auto& each) { return !frr_lacks(routers, each); }));
        CHECK(count > 20);
        CHECK(lab.wait_for([&] { return lab.shown().size() == count; }));
        const auto shown = lab.shown();
        for (const auto& each : routers)
            if (!frr_lacks(routers, each)) check_shown(shown.at(each.vrid), each);
        INFO(lab.said());
        CHECK(lab.said().find("Config Failed") == std::string::npos);
    }
}
