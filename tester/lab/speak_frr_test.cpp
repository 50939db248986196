#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "tester/lab/speak_lab_for_tests.hpp"

using namespace tester;
using namespace tester::test;

namespace {

constexpr auto daemons = "/usr/lib/frr/";

/// Just enough of a real FRR to be a neighbour: zebra, vrrpd and a macvlan a virtual router.
class FrrNeighbour {
  public:
    FrrNeighbour(const LanTopology& lan, const LabHost& host, std::vector<RouterConfig> routers)
        : lan_(lan), host_(host), routers_(std::move(routers)) {
        lan_.answer_arp_by_interface(host_);
        std::string config = "interface eth0\n";
        for (const auto& router : routers_) {
            const auto line = [&](const std::string& text) {
                config += " vrrp " + std::to_string(router.vrid) + " " + text + "\n";
            };
            line("version " + std::to_string(router.version()));
            line("priority 150");
            line("advertisement-interval " + std::to_string(router.interval / 1ms));
            for (const auto& each : router.addresses)
                line((router.family() == Family::ipv4 ? "ip " : "ipv6 ") + to_string(each));
        }
        std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
        write_text(file("frr.conf"), config + "exit\n");
        const auto* user = getpwnam("frr");
        for (const auto& path : {folder_.path(), file("frr.conf")})
            if (chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
    }

    static bool is_installed() { return std::filesystem::exists(std::string(daemons) + "vrrpd"); }

    void start() {
        for (const auto& router : routers_) add_macvlan(router);
        zebra_ = daemon("zebra");
        if (!wait_until([this] { return std::filesystem::exists(file("zserv.api")); }, 5s))
            throw std::runtime_error("zebra did not start: " + read_text(file("log")));
        vrrpd_ = daemon("vrrpd");
    }
    void crash() {
        vrrpd_.signal(SIGKILL);
        zebra_.signal(SIGKILL);
        vrrpd_.wait_for_exit(2s);
        zebra_.wait_for_exit(2s);
        std::filesystem::remove(file("zserv.api"));
    }
    void clean() { lan_.remove_remnants(host_); }

  private:
    std::filesystem::path file(const char* name) const { return folder_.path() / name; }

    void ip(Arguments arguments) const {
        arguments.insert(arguments.begin(), {"ip", "-n", host_.network_namespace});
        run_or_throw(arguments);
    }

    void add_macvlan(const RouterConfig& router) const {
        const bool is_ipv4 = router.family() == Family::ipv4;
        const auto name = "vrrp" + std::to_string(is_ipv4 ? 4 : 6) + "-" + std::to_string(router.vrid);
        ip({"link", "add", name, "link", "eth0", "type", "macvlan", "mode", "bridge"});
        ip({"link", "set", "dev", name, "address",
            to_string(engine::virtual_mac(router.family(), router.vrid))});
        ip({"link", "set", "dev", name, "addrgenmode", is_ipv4 ? "none" : "random"});
        for (const auto& each : router.addresses) {
            Arguments add{"addr", "add", to_string(each) + (is_ipv4 ? "/24" : "/64"), "dev", name};
            if (!is_ipv4) add.emplace_back("nodad");
            ip(add);
        }
        ip({"link", "set", name, "up"});
    }

    ChildProcess daemon(const std::string& name) const {
        const auto run = folder_.path().string();
        return ChildProcess({"ip",
                             "netns",
                             "exec",
                             host_.network_namespace,
                             daemons + name,
                             "-i",
                             run + "/" + name + ".pid",
                             "-z",
                             run + "/zserv.api",
                             "--vty_socket",
                             run,
                             "-A",
                             "127.0.0.1",
                             "-P",
                             "0",
                             "-f",
                             run + "/frr.conf",
                             "-u",
                             "frr",
                             "-g",
                             "frr"},
                            file("log"));
    }

    const LanTopology& lan_;
    const LabHost& host_;
    std::vector<RouterConfig> routers_;
    TemporaryDirectory folder_;
    ChildProcess zebra_, vrrpd_;
};

}  // namespace

TEST_CASE("the speaker is a router beside a real FRR: elected, pre-empted, left",
          "[lab][root][frr][speak][slow]") {
    if (!LanTopology::what_is_missing().empty() || !FrrNeighbour::is_installed()) {
        WARN("skipped: needs root, iproute2 and FRR");
        return;
    }
    SpeakLab lab({speaker_router(Profile::v2_ipv4, 51), speaker_router(Profile::v3_ipv4, 53),
                  speaker_router(Profile::v3_ipv6, 54)});
    FrrNeighbour frr(lab.lan, lab.device, lab.routers);
    lab.live({[&] { frr.start(); }, [&] { frr.crash(); }, [&] { frr.clean(); }});
}
