#include "tester/dut/frr_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Family;

// The daemons give root away, so that their folder must be theirs; ours holds it and may be searched.
constexpr std::string_view start_script = R"sh(run=$folder/run
mkdir -p "$run"
: > "$run/zebra.conf"
mv "$folder/vrrpd.conf" "$run/vrrpd.conf"
chmod 711 "$folder"
touch "$run/log"
chown -R frr:frr "$run" || refuse "FRR's user frr is missing on the device: install frr anew"
daemon() {
    "$1" -d -i "$run/$1.pid" -z "$run/zserv.api" --vty_socket "$run" -A 127.0.0.1 -P 0 -f "$run/$1.conf" \
        --log "file:$run/log" --log-level informational -u frr -g frr </dev/null >>"$run/log" 2>&1 ||
        refuse "$1 ended at once: $(tail -n 1 "$run/log")"
}
wait_for() {
    left=500
    until [ -e "$2" ]; do
        left=$((left - 1))
        [ $left -gt 0 ] || refuse "$1 does not answer; its log ends with: $(tail -n 1 "$run/log")"
        nap
    done
}
own=$(sed -E 's/(..):(..):(..):(..):(..):(..)/fe80::\1\2:\3\4:\5\6/' "/sys/class/net/$interface/address")
sed -i "s/OWN_PREFIX/$own/" "$folder/macvlans"
ip -force -batch "$folder/macvlans" >>"$run/log" 2>&1 || refuse "the macvlans cannot be made: $(tail -n 2 "$run/log")"
left=300
while ip -6 -o addr show tentative | grep -q ' vrrp6-'; do
    left=$((left - 1))
    [ $left -gt 0 ] || break
    nap
done
# A zebra that runs while the macvlans appear may miss their addresses, and is then silent over IPv6 for ever.
zebra_pid=$(cat "$run/zebra.pid" 2>/dev/null)
alive "$zebra_pid" && kill -KILL "$zebra_pid" && until_gone 300 "$zebra_pid"
rm -f "$run/zserv.api"
daemon zebra
wait_for zebra "$run/zserv.api"
daemon vrrpd
wait_for vrrpd "$run/vrrpd.vty"
left=1000
while :; do
    alive "$(cat "$run/vrrpd.pid")" || refuse "vrrpd ended at once: $(tail -n 1 "$run/log")"
    states=$(vtysh --vty_socket "$run" -d vrrpd -c 'show vrrp' 2>/dev/null | grep -E '^ *Status' || true)
    there=$(echo "$states" | grep -oE 'Master|Active|Backup' | wc -l)
    [ "$there" -lt "$wanted" ] || break
    [ "$(cat "/sys/class/net/$interface/carrier" 2>/dev/null)" = 1 ] || break
    left=$((left - 10))
    [ $left -gt 0 ] || refuse "FRR runs $there of $wanted virtual routers; its log ends with: $(tail -n 1 "$run/log")"
    nap; nap; nap; nap; nap
done
)sh";

// A stopped router answers for nothing, but its macvlans would.
constexpr std::string_view stop_script = R"sh(pid=$(cat "$folder/run/vrrpd.pid" 2>/dev/null)
if alive "$pid"; then
    kill -TERM "$pid"
    until_gone 1000 "$pid" || {
        kill -KILL "$pid"
        undo
        refuse "vrrpd did not end within 10 s of SIGTERM; its log ends with: $(tail -n 1 "$folder/run/log")"
    }
fi
undo
)sh";

constexpr std::string_view kill_script = R"sh(pid=$(cat "$folder/run/vrrpd.pid" 2>/dev/null)
alive "$pid" && kill -KILL "$pid"
undo
until_gone 300 "$pid" || refuse "vrrpd outlives SIGKILL"
)sh";

}  // namespace

FrrDriver::FrrDriver(DeviceShell shell, FrrDriverOptions options)
    : options_(std::move(options)), folder_(std::move(shell)) {}

FrrOptions FrrDriver::frr() const {
    return {.interface = options_.interface};
}

std::string FrrDriver::name() const {
    if (name_) return *name_;
    const auto said = folder_.shell().run("PATH=$PATH:/usr/lib/frr:/usr/libexec/frr\nvrrpd --version\n");
    // "vrrpd version 8.4.4"
    name_ = "FRR";
    const std::string_view before = "vrrpd version ";
    const auto begin = said.output.find(before);
    if (begin != std::string::npos) {
        const auto version = begin + before.size();
        *name_ += " " + said.output.substr(version, said.output.find_first_of(" \n", version) - version);
    }
    return *name_;
}

bool FrrDriver::can(DriverVerb verb) const {
    const bool is_link = verb == DriverVerb::link_down || verb == DriverVerb::link_up;
    return !is_link || options_.set_link || !folder_.carries_shell();
}

void FrrDriver::apply(const std::vector<RouterConfig>& routers) {
    for (const auto& router : routers)
        if (const auto lacking = frr_lacks(routers, router))
            throw DriverError(fmt::format("FRR cannot {} (VRID {})", *lacking, router.vrid));
    folder_.make({.program = "frr",
                  .commands = {"zebra", "vrrpd", "vtysh", "ip"},
                  .processes = {"zebra", "vrrpd"},
                  .interface = options_.interface});
    for (const auto& router : routers)
        if (const auto macvlan = frr_macvlan_name(frr(), router); folder_.had_interface(macvlan))
            throw DriverError(
                fmt::format("the device has an interface {} already: remove it first", macvlan));
    if (was_started_) stop();
    routers_ = routers;
    start();
}

/// All macvlans in one go, because `ip` takes milliseconds to begin with. In the mode "bridge" each would
/// hear all the others: hundreds of them would fill the kernel's neighbour table with those that FRR's router
/// advertisements name, and IPv6 would fall silent. Over IPv6 FRR sends from the last link-local address that
/// the macvlan was given; it is made from the device's own MAC address, so that it outlives a restart.
std::string FrrDriver::files() const {
    std::string macvlans;
    for (const auto& router : routers_) {
        const auto name = frr_macvlan_name(frr(), router);
        const bool is_ipv4 = router.family() == Family::ipv4;
        macvlans += fmt::format("link add {} link {} type macvlan mode vepa\n", name, options_.interface);
        macvlans += fmt::format("link set dev {} address {}\n", name,
                                to_string(engine::virtual_mac(router.family(), router.vrid)));
        macvlans += fmt::format("link set dev {} addrgenmode none\n", name);
        for (const auto& address : link_local_first(router.addresses))
            macvlans += fmt::format("addr replace {}/{} dev {}{}\n", to_string(address), router.prefix_length,
                                    name, is_ipv4 ? "" : " nodad");
        if (!is_ipv4)
            macvlans += fmt::format("addr replace OWN_PREFIX:{:x}80/64 dev {} nodad\n", router.vrid, name);
        macvlans += fmt::format("link set dev {} up\n", name);
    }
    return writing_of("\"$folder/macvlans\"", macvlans) +
           writing_of("\"$folder/vrrpd.conf\"", frr_config(frr(), routers_)) +
           DeviceFolder::undo_with(undo_lines());
}

std::vector<std::string> FrrDriver::undo_lines() const {
    std::vector<std::string> names;
    for (const auto& router : routers_) names.push_back(frr_macvlan_name(frr(), router));
    return DeviceFolder::removal_of_interfaces(names);
}

void FrrDriver::require_configuration() const {
    if (!folder_.is_made()) throw DriverError("FRR has no configuration yet: apply one first");
}

void FrrDriver::start() {
    require_configuration();
    if (was_started_ && running()) return;
    std::string script = was_started_ ? "undo\n" : "";
    script += files();
    // Linux would answer ARP for every address on each interface, and drop what comes back another way.
    for (const std::string setting :
         {"all/arp_ignore 1", "all/arp_announce 2", "all/rp_filter 0", "default/rp_filter 0"})
        script += "set_kernel /proc/sys/net/ipv4/conf/" + setting + "\n";
    script += fmt::format("wanted={}\ninterface={}\n", routers_.size(), quoted_for_shell(options_.interface));
    was_started_ = true;
    folder_.run(script + std::string(start_script), "start FRR", 40s);
}

void FrrDriver::stop() {
    if (!folder_.is_made()) return;
    folder_.run(std::string(stop_script), "stop FRR");
    was_started_ = false;
}

void FrrDriver::kill() {
    if (!folder_.is_made()) return;
    folder_.run(std::string(kill_script), "kill FRR");
    was_started_ = false;
}

void FrrDriver::set_link(bool up) {
    if (options_.set_link) return options_.set_link(up);
    require_configuration();
    folder_.set_link(options_.interface, up);
}

void FrrDriver::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    bool is_there = false;
    for (const auto& router : routers_) is_there |= router.profile == profile && router.vrid == vrid;
    if (!is_there)
        throw DriverError(
            fmt::format("FRR has no virtual router with VRID {} ({})", vrid, to_string(profile)));
    if (priority == 0 || priority == 255) throw DriverError("FRR has priorities from 1 to 254 only");
    for (auto& router : routers_)
        if (router.vrid == vrid) router.priority = priority;
    if (!running()) return;
    folder_.run(
        fmt::format("vtysh --vty_socket \"$folder/run\" -d vrrpd -c 'configure terminal' -c {} -c 'vrrp {} "
                    "priority {}'\n",
                    quoted_for_shell("interface " + options_.interface), vrid, priority),
        "change a priority");
}

std::string FrrDriver::log() {
    if (!folder_.is_made()) return {};
    return folder_.run("cat \"$folder/run/log\" 2>/dev/null || true\n", "show its log");
}

bool FrrDriver::running() {
    return was_started_ && folder_.runs("run/vrrpd.pid");
}

void FrrDriver::release() noexcept {
    folder_.remove();
    was_started_ = false;
    routers_.clear();
}

}  // namespace tester
