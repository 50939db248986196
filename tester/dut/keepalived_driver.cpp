#include "tester/dut/keepalived_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tester/dut/keepalived_config.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

// Without -D: a line for each gratuitous ARP makes keepalived so slow that 120 virtual routers that become
// Active at once take more than a second for it. With -R, a VRRP process that crashes takes its parent along,
// so that the tester sees it.
constexpr std::string_view start_script = R"sh(rm -f "$folder/pid" "$folder/vrrp.pid"
touch "$folder/log"
before=$(wc -l < "$folder/log")
setsid keepalived -P -n -l -R -f "$folder/conf" -p "$folder/pid" -r "$folder/vrrp.pid" \
    </dev/null >>"$folder/log" 2>&1 &
daemon=$!
left=1000
while :; do
    alive $daemon || refuse "keepalived ended at once: $(tail -n 1 "$folder/log")"
    there=$(tail -n +$((before + 1)) "$folder/log" | grep -ci ') entering [a-z]* state')
    [ "$there" -lt "$wanted" ] || break
    left=$((left - 1))
    if [ $left -le 0 ]; then
        kill -TERM $daemon
        refuse "keepalived runs $there of $wanted virtual routers; its log ends with: $(tail -n 1 "$folder/log")"
    fi
    nap
done
)sh";

constexpr std::string_view reload_script = R"sh(daemon=$(cat "$folder/pid")
before=$(wc -l < "$folder/log")
kill -HUP "$daemon"
left=1000
until tail -n +$((before + 1)) "$folder/log" | grep -q 'Reload complete'; do
    alive "$daemon" || refuse "keepalived ended when it reloaded: $(tail -n 1 "$folder/log")"
    left=$((left - 1))
    [ $left -gt 0 ] || refuse "keepalived did not reload its configuration; its log ends with: $(tail -n 1 "$folder/log")"
    nap
done
)sh";

constexpr std::string_view stop_script = R"sh(daemon=$(cat "$folder/pid" 2>/dev/null)
alive "$daemon" || exit 0
child=$(cat "$folder/vrrp.pid" 2>/dev/null)
kill -TERM "$daemon"
until_gone 1000 "$daemon" $child && exit 0
kill -KILL "$daemon" $child
undo
refuse "keepalived did not end within 10 s of SIGTERM; its log ends with: $(tail -n 1 "$folder/log")"
)sh";

// The child hears of its parent's death and would resign, so it goes first, while the parent cannot react. To
// stop the child, too, would not do: the kernel lets what is stopped in an orphaned group go on. What stays
// in the kernel would go on answering, as no router does that has lost its power.
constexpr std::string_view kill_script = R"sh(parent=$(cat "$folder/pid" 2>/dev/null)
child=$(cat "$folder/vrrp.pid" 2>/dev/null)
pids="$parent $child"
[ -n "$parent$child" ] || exit 0
[ -z "$parent" ] || kill -STOP "$parent" 2>/dev/null
[ -z "$child" ] || kill -KILL "$child" 2>/dev/null
until_gone 300 $child
[ -z "$parent" ] || kill -KILL "$parent" 2>/dev/null
undo
until_gone 300 $pids || refuse "keepalived outlives SIGKILL"
command -v nft >/dev/null || { echo "no nft"; exit 0; }
for family in ip ip6; do nft delete table $family keepalived 2>/dev/null; done
exit 0
)sh";

/// With macvlans Linux must answer for an address only on the interface that has it: otherwise each macvlan
/// would claim every virtual address.
constexpr std::string_view answer_arp_by_interface = R"sh(for scope in all default; do
    set_kernel /proc/sys/net/ipv4/conf/$scope/arp_ignore 1
    set_kernel /proc/sys/net/ipv4/conf/$scope/arp_announce 2
done
)sh";

std::string vmac_name(const RouterConfig& router) {
    return fmt::format("vrrp{}-{}", router.family() == engine::Family::ipv4 ? 4 : 6, router.vrid);
}

}  // namespace

KeepalivedDriver::KeepalivedDriver(DeviceShell shell, KeepalivedDriverOptions options)
    : options_(std::move(options)), folder_(std::move(shell)) {}

std::string KeepalivedDriver::name() const {
    if (name_) return *name_;
    const auto said =
        folder_.shell().run("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin\nkeepalived --version\n");
    // "Keepalived v2.2.7 (01/16,2022)"
    const auto begin = said.output.find("Keepalived v");
    name_ = "keepalived";
    if (begin != std::string::npos) {
        const auto version = begin + 12;
        *name_ += " " + said.output.substr(version, said.output.find_first_of(" \n", version) - version);
    }
    return *name_;
}

bool KeepalivedDriver::can(DriverVerb verb) const {
    if (verb == DriverVerb::set_priority) return options_.text.empty();
    const bool is_link = verb == DriverVerb::link_down || verb == DriverVerb::link_up;
    return !is_link || options_.set_link || !folder_.carries_shell();
}

Capabilities KeepalivedDriver::capabilities() const {
    return keepalived_capabilities(options_.use_vmac);
}

void KeepalivedDriver::apply(const std::vector<RouterConfig>& routers) {
    for (const auto& router : routers)
        if (const auto lacking = what_it_lacks(capabilities(), router))
            throw DriverError(fmt::format("keepalived cannot {} (VRID {})", *lacking, router.vrid));
    folder_.make({.program = "keepalived",
                  .commands = {"keepalived", "ip", "setsid"},
                  .processes = {"keepalived"},
                  .interface = options_.interface});
    reject_filtered(routers);
    const bool is_running = running();
    routers_ = routers;
    if (is_running) return reload();
    start();
}

/// With no_accept keepalived filters with nftables, and a killed one leaves the filter behind.
void KeepalivedDriver::reject_filtered(const std::vector<RouterConfig>& routers) const {
    for (const auto& router : routers)
        for (const auto& address : router.addresses)
            if (router.accept != false && filtered_.count(address) != 0)
                throw DriverError(fmt::format(
                    "a killed keepalived has left a packet filter for {} on the device, and there is "
                    "no nft to remove it with: install it with apt-get install nftables",
                    to_string(address)));
}

std::string KeepalivedDriver::files() const {
    return writing_of("\"$folder/conf\"", configuration()) + DeviceFolder::undo_with(undo_lines());
}

std::string KeepalivedDriver::configuration() const {
    if (!options_.text.empty()) return options_.text;
    return keepalived_config({.interface = options_.interface, .use_vmac = options_.use_vmac}, routers_);
}

/// What keepalived adds to the device, but for what was there before.
std::vector<std::string> KeepalivedDriver::undo_lines() const {
    std::vector<std::string> links, lines;
    for (const auto& router : routers_) {
        if (options_.use_vmac && !folder_.had_interface(vmac_name(router)))
            links.push_back(vmac_name(router));
        if (options_.use_vmac) continue;
        for (const auto& address : router.addresses)
            if (!folder_.had_address(to_string(address)))
                lines.push_back(fmt::format("addr del {}/{} dev {}", to_string(address), router.prefix_length,
                                            options_.interface));
    }
    const auto removal = DeviceFolder::removal_of_interfaces(links);
    lines.insert(lines.end(), removal.begin(), removal.end());
    return lines;
}

void KeepalivedDriver::require_configuration() const {
    if (!folder_.is_made()) throw DriverError("keepalived has no configuration yet: apply one first");
}

void KeepalivedDriver::start() {
    require_configuration();
    if (was_started_ && running()) return;
    std::string script = was_started_ ? "undo\n" : "";
    script += files();
    if (options_.use_vmac) script += answer_arp_by_interface;
    script += fmt::format("wanted={}\n", routers_.size());
    was_started_ = true;
    folder_.run(script + std::string(start_script), "start keepalived");
}

void KeepalivedDriver::reload() {
    folder_.run(files() + std::string(reload_script), "reload keepalived");
}

void KeepalivedDriver::stop() {
    if (!folder_.is_made()) return;
    // A router with hundreds of virtual routers takes its time to remove their addresses.
    folder_.run(std::string(stop_script), "stop keepalived");
    was_started_ = false;
}

void KeepalivedDriver::kill() {
    if (!folder_.is_made()) return;
    const auto said = folder_.run(std::string(kill_script), "kill keepalived");
    was_started_ = false;
    if (said.find("no nft") == std::string::npos) return filtered_.clear();
    for (const auto& router : routers_)
        if (router.accept == false) filtered_.insert(router.addresses.begin(), router.addresses.end());
}

void KeepalivedDriver::set_link(bool up) {
    if (options_.set_link) return options_.set_link(up);
    require_configuration();
    folder_.set_link(options_.interface, up);
}

void KeepalivedDriver::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    if (!can(DriverVerb::set_priority))
        throw DriverError(
            "this keepalived runs a configuration that was given as text; its priority is fixed");
    const auto which = std::find_if(routers_.begin(), routers_.end(), [=](const RouterConfig& router) {
        return router.profile == profile && router.vrid == vrid;
    });
    if (which == routers_.end())
        throw DriverError(
            fmt::format("keepalived has no virtual router with VRID {} ({})", vrid, to_string(profile)));
    which->priority = priority;
    if (running()) reload();
}

std::string KeepalivedDriver::log() {
    if (!folder_.is_made()) return {};
    return folder_.run("cat \"$folder/log\" 2>/dev/null || true\n", "show its log");
}

bool KeepalivedDriver::running() {
    return was_started_ && folder_.runs("pid");
}

void KeepalivedDriver::release() noexcept {
    // While the interface's addresses are as keepalived wants them it takes the virtual ones away itself.
    folder_.remove();
    was_started_ = false;
    routers_.clear();
}

}  // namespace tester
