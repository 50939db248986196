#include "tester/lab/lab_frr.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

namespace tester {
namespace {

using namespace std::chrono_literals;

// Where Debian's package puts the daemons.
constexpr auto daemons = "/usr/lib/frr/";

/// FRR gives root up, and then writes its sockets and logs as its own user.
void give_to_frr(const std::string& path) {
    const passwd* const user = getpwnam("frr");
    if (!user || chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw DriverError("there is no user frr: install FRR with apt-get install frr");
}

}  // namespace

LabFrr::LabFrr(LanTopology& lan, LabHost host)
    : lan_(lan), host_(std::move(host)), shell_({"ip", "netns", "exec", host_.network_namespace}) {
    options_.interface = host_.interface;
    give_to_frr(folder_.path());
}

std::string LabFrr::version() {
    const auto said = run_command({std::string(daemons) + "vrrpd", "--version"});
    // "vrrpd version 8.4.4"
    const auto begin = said.output.find("version ");
    if (said.status != 0 || begin == std::string::npos) return {};
    return said.output.substr(begin + 8, said.output.find_first_of(" \n", begin + 8) - begin - 8);
}

ChildProcess LabFrr::daemon(const std::string& name) const {
    return ChildProcess({"ip",
                         "netns",
                         "exec",
                         host_.network_namespace,
                         daemons + name,
                         "-i",
                         file((name + ".pid").c_str()),
                         "-z",
                         file("zserv.api"),
                         "--vty_socket",
                         folder_.path(),
                         "-A",
                         "127.0.0.1",
                         "-P",
                         "0",
                         "-f",
                         file("frr.conf"),
                         "-u",
                         "frr",
                         "-g",
                         "frr",
                         "--log",
                         "stdout"},
                        file("log"));
}

void LabFrr::await_socket(const char* name, ChildProcess& owner) {
    wait_until([&] { return std::filesystem::exists(file(name)) || !owner.running(); }, 10s);
    if (owner.running() && std::filesystem::exists(file(name))) return;
    throw DriverError("FRR did not start: " + log());
}

void LabFrr::apply(const std::vector<RouterConfig>& routers) {
    for (const auto& router : routers)
        if (const auto lacking = frr_lacks(routers, router)) throw DriverError("FRR cannot " + *lacking);
    if (running()) stop();
    shell_.run_or_throw(frr_macvlan_removal_script(options_), "remove FRR's macvlans");
    routers_ = routers;
    start();
}

void LabFrr::start() {
    if (running()) return;
    for (const auto* name : {"zserv.api", "zebra.vty", "vrrpd.vty"}) std::filesystem::remove(file(name));
    write_text(file("frr.conf"), frr_config(options_, routers_));
    give_to_frr(file("frr.conf"));
    zebra_ = daemon("zebra");
    await_socket("zserv.api", zebra_);
    // Late, since a macvlan answers ARP for its addresses until vrrpd takes its carrier away.
    shell_.run_or_throw(frr_macvlan_script(options_, routers_), "make FRR's macvlans");
    vrrpd_ = daemon("vrrpd");
    await_socket("vrrpd.vty", vrrpd_);
}

void LabFrr::stop() {
    vrrpd_.end(5s);
    zebra_.end(5s);
}

void LabFrr::kill() {
    for (auto* const process : {&vrrpd_, &zebra_}) {
        process->signal(SIGKILL);
        process->end(0ms);
    }
    // A box without power answers nothing.
    shell_.run_or_throw(frr_macvlan_removal_script(options_), "remove FRR's macvlans");
}

void LabFrr::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    const auto which = std::find_if(routers_.begin(), routers_.end(), [=](const RouterConfig& router) {
        return router.profile == profile && router.vrid == vrid;
    });
    if (which == routers_.end())
        throw DriverError(fmt::format("FRR has no virtual router with VRID {}", vrid));
    which->priority = priority;
    if (!running()) return;
    const auto done = run_command({"vtysh", "--vty_socket", folder_.path(), "-c", "configure terminal", "-c",
                                   "interface " + host_.interface, "-c",
                                   fmt::format("vrrp {} priority {}", vrid, priority)});
    if (done.status != 0) throw DriverError("FRR did not take its new priority: " + done.output);
}

void LabFrr::release() noexcept {
    try {
        stop();
    } catch (const std::exception&) {
        // What is left of it goes with the namespace.
    }
}

}  // namespace tester
