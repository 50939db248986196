#include "tester/lab/topology.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "engine/lan/host_network.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/leftovers.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

int open_namespace(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "network namespace " + path);
    return descriptor;
}

void ip_in(const std::string& network_namespace, const Arguments& arguments) {
    Arguments all{"ip", "-n", network_namespace};
    all.insert(all.end(), arguments.begin(), arguments.end());
    run_or_throw(all);
}

/// Sets /proc/sys/net/NAME in a namespace; a kernel that lacks it is left alone.
void set_kernel(const std::string& network_namespace, const std::string& name, int value) {
    const NamespaceGuard guard(network_namespace);
    std::ofstream file("/proc/sys/net/" + name);
    file << value << std::flush;
}

/// Before any interface is there, so that every interface has them from its first moment.
void configure_kernel(const std::string& network_namespace, bool forwards) {
    set_kernel(network_namespace, "ipv4/ip_forward", forwards);
    set_kernel(network_namespace, "ipv6/conf/all/forwarding", forwards);
    for (const std::string scope : {"all", "default"}) {
        set_kernel(network_namespace, "ipv4/conf/" + scope + "/rp_filter", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/disable_ipv6", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/accept_dad", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/dad_transmits", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/router_solicitations", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/accept_ra", 0);
        set_kernel(network_namespace, "ipv6/conf/" + scope + "/autoconf", 0);
    }
}

bool has_usable_link_local(const LabHost& host) {
    const auto shown = run_command({"ip", "-n", host.network_namespace, "-6", "-o", "addr", "show", "dev",
                                    host.interface, "scope", "link", "-tentative"});
    return shown.status == 0 && shown.output.find("inet6") != std::string::npos;
}

}  // namespace

void enter(const std::string& network_namespace) {
    const int descriptor = open_namespace("/run/netns/" + network_namespace);
    const int status = setns(descriptor, CLONE_NEWNET);
    const int error = errno;
    close(descriptor);
    if (status != 0)
        throw std::system_error(error, std::generic_category(),
                                "cannot enter namespace " + network_namespace);
}

NamespaceGuard::NamespaceGuard(const std::string& network_namespace)
    : old_(open_namespace("/proc/thread-self/ns/net")) {
    try {
        enter(network_namespace);
    } catch (...) {
        close(old_);
        throw;
    }
}

NamespaceGuard::~NamespaceGuard() {
    // To go on in the wrong namespace would be to send test traffic on the wrong network.
    if (setns(old_, CLONE_NEWNET) != 0) std::terminate();
    close(old_);
}

std::string LanTopology::what_is_missing() {
    if (geteuid() != 0) return "the lab makes network namespaces, which needs root: run it with sudo";
    if (run_command({"ip", "-V"}).status != 0)
        return "the lab needs iproute2: install it with apt-get install iproute2";
    return {};
}

LanTopology::LanTopology() {
    static std::atomic<int> count = 0;
    if (const auto missing = what_is_missing(); !missing.empty()) throw std::runtime_error(missing);
    prefix_ = std::string(lab_name_prefix) + std::to_string(getpid()) + "-" + std::to_string(++count) + "-";
    try {
        add_bridge();
    } catch (...) {
        remove_all();
        throw;
    }
}

LanTopology::~LanTopology() {
    remove_all();
}

void LanTopology::add_bridge() {
    const auto name = add_namespace("switch", false);
    set_kernel(name, "ipv6/conf/default/disable_ipv6", 1);
    ip_in(name, {"link", "add", "name", "br0", "type", "bridge", "stp_state", "0", "mcast_snooping", "0",
                 "forward_delay", "0"});
    ip_in(name, {"link", "set", "dev", "br0", "up"});
}

std::string LanTopology::add_namespace(const std::string& name, bool forwards) {
    const auto full = prefix_ + name;
    run_or_throw({"ip", "netns", "add", full});
    namespaces_.push_back({full, namespace_inode(full)});
    held_.push_back(open_namespace("/run/netns/" + full));
    ip_in(full, {"link", "set", "dev", "lo", "alias", std::string(lab_marker)});
    configure_kernel(full, forwards);
    ip_in(full, {"link", "set", "dev", "lo", "up"});
    return full;
}

void LanTopology::add_cable(const LabHost& host) const {
    ip_in(switch_namespace(), {"link", "add", "name", host.port, "type", "veth", "peer", "name",
                               host.interface, "netns", host.network_namespace});
    ip_in(switch_namespace(), {"link", "set", "dev", host.port, "master", "br0", "up"});
    ip_in(host.network_namespace, {"link", "set", "dev", host.interface, "up"});
}

LabHost LanTopology::add_host(const std::string& name, const std::vector<AddressWithPrefix>& addresses,
                              bool forwards) {
    LabHost host;
    host.name = name;
    host.port = "port" + std::to_string(namespaces_.size());
    host.network_namespace = add_namespace(name, forwards);
    add_cable(host);
    for (const auto& [address, length] : addresses)
        ip_in(host.network_namespace,
              {"addr", "add", to_string(address) + "/" + std::to_string(length), "dev", host.interface});
    if (!wait_until([&] { return has_usable_link_local(host); }, 5s))
        throw std::runtime_error("host " + name +
                                 " got no IPv6 link-local address: is IPv6 disabled in the kernel?");
    const NamespaceGuard guard(host.network_namespace);
    const auto facts = engine::find_interface(host.interface);
    if (!facts) throw std::runtime_error("the interface of host " + name + " is gone");
    host.mac = facts->mac;
    for (const auto& [address, length] : facts->addresses) host.own_addresses.push_back(address);
    return host;
}

void LanTopology::add_second_cable(const LabHost& one, const std::vector<AddressWithPrefix>& addresses_of_one,
                                   const LabHost& other,
                                   const std::vector<AddressWithPrefix>& addresses_of_other) const {
    ip_in(one.network_namespace, {"link", "add", "name", second_port, "type", "veth", "peer", "name",
                                  second_port, "netns", other.network_namespace});
    const auto bring_up = [](const LabHost& host, const std::vector<AddressWithPrefix>& addresses) {
        for (const auto& [address, length] : addresses)
            ip_in(host.network_namespace,
                  {"addr", "add", to_string(address) + "/" + std::to_string(length), "dev", second_port});
        ip_in(host.network_namespace, {"link", "set", "dev", second_port, "up"});
    };
    bring_up(one, addresses_of_one);
    bring_up(other, addresses_of_other);
}

void LanTopology::forget_source_addresses_of(const LabHost& host) const {
    ip_in(switch_namespace(), {"link", "set", "dev", host.port, "type", "bridge_slave", "learning", "off"});
}

void LanTopology::set_cable(const LabHost& host, bool plugged) const {
    ip_in(switch_namespace(), {"link", "set", "dev", host.port, plugged ? "up" : "down"});
}

void LanTopology::remove_all() noexcept {
    // The switch is the first to be made and the last to go; one failure must not keep the others.
    for (auto each = namespaces_.rbegin(); each != namespaces_.rend(); ++each) {
        try {
            remove_namespace(*each);
        } catch (const std::exception&) {
        }
    }
    namespaces_.clear();
    for (const int descriptor : held_) close(descriptor);
    held_.clear();
}

}  // namespace tester
