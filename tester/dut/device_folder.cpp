#include "tester/dut/device_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "tester/dut/driver.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

// Of interfaces that are about to be removed; a number that nobody else uses for a group.
constexpr int removed_group = 1948311217;

// Functions for every script. A process that has ended but that nobody waits for is not alive.
constexpr std::string_view preamble =
    R"sh(PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/frr:/usr/libexec/frr
refuse() { echo "$*"; exit 99; }
nap() { sleep 0.01 2>/dev/null || sleep 1; }
alive() {
    [ -n "$1" ] || return 1
    { read -r _ _ state _ < "/proc/$1/stat"; } 2>/dev/null || return 1
    case $state in Z | X) return 1 ;; esac
}
until_gone() {
    left=$1
    shift
    for one; do
        while alive "$one"; do
            [ "$left" -gt 0 ] || return 1
            left=$((left - 1))
            nap
        done
    done
}
undo() { [ ! -s "${1:-$folder}/undo" ] || ip -force -batch "${1:-$folder}/undo" >/dev/null 2>&1 || true; }
set_kernel() {
    [ -w "$1" ] || return 0
    old=$(cat "$1")
    [ "$old" = "$2" ] || { echo "$old $1" >> "$folder/kernel" && echo "$2" > "$1"; }
}
end_folder() {
    pids=$(grep -lE "vrrptest-dut[.]${1##*.}/" /proc/[0-9]*/cmdline 2>/dev/null | cut -d/ -f3)
    for one in $pids; do kill -TERM "$one"; kill -CONT "$one"; done 2>/dev/null
    until_gone 500 $pids || { for one in $pids; do kill -KILL "$one"; done 2>/dev/null; until_gone 300 $pids; }
    undo "$1"
    [ ! -s "$1/kernel" ] || while read -r old path; do echo "$old" > "$path"; done < "$1/kernel"
    rm -rf "$1"
}
)sh";

// A folder counts as ours only if this user made it: anybody may make names in /tmp. One of this namespace
// whose tester is gone is cleaned with all that belongs to it; one of another namespace (of a lab that is
// gone) only if nothing of it runs any more.
constexpr std::string_view clean_leftovers = R"sh(here=$(readlink /proc/self/ns/net)
tester_is_alive() { [ "$machine" = "$(uname -n)" ] && alive "$tester"; }
for old in /tmp/vrrptest-dut.*; do
    [ -d "$old" ] && [ ! -L "$old" ] && [ -O "$old" ] || continue
    { read -r where machine tester < "$old/made-by"; } 2>/dev/null || continue
    if [ "$where" = "$here" ]; then
        tester_is_alive && refuse "another vrrptest (process $tester) works on the device: wait for it or end it"
        end_folder "$old"
    elif [ "$machine" = "$(uname -n)" ] && ! alive "$tester"; then
        grep -qE "vrrptest-dut[.]${old##*.}/" /proc/[0-9]*/cmdline 2>/dev/null || rm -rf "$old"
    fi
done
)sh";

std::string check_for_interface(const std::string& name) {
    return fmt::format(
        "ip link show dev {0} >/dev/null 2>&1 || refuse the device has no interface {0}: it has "
        "$(ls /sys/class/net)\n",
        quoted_for_shell(name));
}

std::string checks(const DeviceFolder::Needs& needs) {
    std::string script =
        "[ \"$(id -u)\" = 0 ] || refuse 'the shell on the device is not root, which is needed to run " +
        needs.program + "'\n";
    for (const auto& command : needs.commands)
        script += fmt::format(
            "command -v {0} >/dev/null || refuse '{1} is not installed on the device ({0} is missing): "
            "install "
            "it with apt-get install {1}'\n",
            command, needs.program);
    script += check_for_interface(needs.interface);
    for (const auto& process : needs.processes)
        script += fmt::format(R"sh(for comm in $(grep -lx {0} /proc/[0-9]*/comm 2>/dev/null); do
    process=${{comm%/comm}}
    [ "$(readlink "$process/ns/net")" != "$here" ] || refuse "{0} already runs on the device (process ${{process#/proc/}}): stop it first, for two would fight over the interface"
done
)sh",
                              process);
    return script;
}

std::string machine_name() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    return name;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

void DeviceFolder::make(const Needs& needs) {
    if (is_made()) return;
    interface_ = needs.interface;
    std::string script = std::string(preamble) + std::string(clean_leftovers) + checks(needs);
    script += fmt::format(
        R"sh(folder=$(mktemp -d /tmp/vrrptest-dut.XXXXXX) || refuse "cannot make a folder in /tmp on the device"
echo "$here {} {}" > "$folder/made-by"
echo "folder $folder"
[ -z "$SSH_CONNECTION" ] || echo "ssh $SSH_CONNECTION"
for path in /sys/class/net/*; do echo "interface ${{path##*/}}"; done
ip -o addr show dev {} | while read -r _ _ family address rest; do echo "address $family $address $rest"; done
)sh",
        machine_name(), getpid(), quoted_for_shell(needs.interface));
    read_facts(shell_.run_or_throw(script, "get ready for " + needs.program, 30s));
    if (!is_made()) throw DriverError("the device's shell did not run the script that it was given");
}

void DeviceFolder::read_facts(const std::string& output) {
    addresses_.clear();
    interfaces_.clear();
    lost_addresses_.clear();
    std::string ssh_address;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word, first, second;
        words >> word >> first >> second;
        if (word == "folder") path_ = first;
        if (word == "interface") interfaces_.push_back(first);
        if (word == "ssh") words >> ssh_address;
        if (word != "address") continue;
        addresses_.push_back(second.substr(0, second.find('/')));
        if (first == "inet6" && line.find(" scope link") == std::string::npos)
            lost_addresses_.push_back(second);
    }
    carries_shell_ = contains(addresses_, ssh_address);
}

std::string DeviceFolder::run(const std::string& script, const std::string& what,
                              engine::Duration limit) const {
    return run_by(shell_, script, what, limit);
}

std::string DeviceFolder::run_by(const DeviceShell& shell, const std::string& script, const std::string& what,
                                 engine::Duration limit) const {
    return shell.run_or_throw(fmt::format("{}folder={}\n{}", preamble, quoted_for_shell(path_), script), what,
                              limit);
}

bool DeviceFolder::had_address(const std::string& address) const {
    return contains(addresses_, address);
}

bool DeviceFolder::had_interface(const std::string& name) const {
    return contains(interfaces_, name);
}

std::string DeviceFolder::undo_with(const std::vector<std::string>& lines) {
    return writing_of("\"$folder/undo\"", fmt::format("{}", fmt::join(lines, "\n")));
}

std::vector<std::string> DeviceFolder::removal_of_interfaces(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::vector<std::string> lines;
    for (const auto& name : names)
        lines.push_back(fmt::format("link set dev {} group {}", name, removed_group));
    lines.push_back(fmt::format("link del group {}", removed_group));
    return lines;
}

bool DeviceFolder::runs(const std::string& pid_file) const {
    if (!is_made()) return false;
    const auto result = shell_.run(fmt::format("{}[ -e {} ] && alive \"$(cat {} 2>/dev/null)\"\n", preamble,
                                               quoted_for_shell("/sys/class/net/" + interface_),
                                               quoted_for_shell(path_ + "/" + pid_file)));
    return result.status == 0 && !result.timed_out;
}

void DeviceFolder::set_link(const std::string& interface, bool up) const {
    if (carries_shell_)
        throw DriverError(fmt::format(
            "the shell to the device runs over {}, so setting that down would cut it off", interface));
    const auto word = quoted_for_shell(interface);
    std::string script = fmt::format("set -e\nip link set dev {} {}\n", word, up ? "up" : "down");
    for (const auto& address : lost_addresses_)
        if (up) script += fmt::format("ip addr replace {} dev {} nodad\n", address, word);
    run(script, up ? "set its link up" : "set its link down");
}

void DeviceFolder::remove() noexcept {
    if (!is_made()) return;
    try {
        run_by(shell_.unhurried(), "end_folder \"$folder\"\n", "clean up", 30s);
    } catch (const std::exception&) {
        // The next tester that works on the device cleans up.
    }
    path_.clear();
}

}  // namespace tester
