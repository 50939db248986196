#include "tester/lab/keepalived.hpp"

#include <signal.h>

#include <cstdlib>
#include <stdexcept>

namespace tester {
namespace {

using namespace std::chrono_literals;

pid_t read_pid(const std::filesystem::path& path) {
    return static_cast<pid_t>(std::strtol(read_text(path).c_str(), nullptr, 10));
}

}  // namespace

std::string Keepalived::version() {
    const auto said = run_command({"keepalived", "--version"});
    if (said.status != 0) return {};
    // "Keepalived v2.2.7 (01/16,2022)"
    const auto begin = said.output.find(" v");
    if (begin == std::string::npos) return "unknown";
    const auto end = said.output.find_first_of(" \n", begin + 2);
    return said.output.substr(begin + 2, end - begin - 2);
}

void Keepalived::start(const std::string& network_namespace, const std::string& config) {
    if (version().empty())
        throw std::runtime_error("keepalived is not installed: install it with apt-get install keepalived");
    begin_start(network_namespace, config);
    wait_until([this] { return vrrp_pid() > 0 || !running(); }, 10s);
    if (running() && vrrp_pid() > 0) return;
    process_.end();
    throw std::runtime_error("keepalived did not start: " + last_words());
}

void Keepalived::begin_start(const std::string& network_namespace, const std::string& config) {
    process_.end();
    std::filesystem::remove(file("pid"));
    std::filesystem::remove(file("vrrp.pid"));
    write_text(file("conf"), config);
    // Without -D: a line for each gratuitous ARP makes keepalived itself so slow that 120 virtual routers
    // that become Active at once take more than a second for it, instead of a tenth.
    process_ = ChildProcess({"ip", "netns", "exec", network_namespace, "keepalived", "-P", "-n", "-l", "-f",
                             file("conf"), "-p", file("pid"), "-r", file("vrrp.pid")},
                            file("log"));
}

void Keepalived::stop() {
    // A router with hundreds of virtual routers takes its time to remove their addresses.
    process_.end(10s);
}

void Keepalived::begin_stop() {
    if (running()) process_.signal(SIGTERM);
}

void Keepalived::crash() {
    if (!running()) return;
    const pid_t parent = process_.pid();
    const pid_t child = vrrp_pid();
    // The child hears of its parent's death and would resign, so it goes first, while the parent cannot
    // react. To stop the child, too, would not do: the kernel lets what is stopped in an orphaned group go
    // on.
    kill(parent, SIGSTOP);
    if (child > 0) kill(child, SIGKILL);
    if (child > 0) wait_until([=] { return !is_alive(child); }, 3s);
    kill(parent, SIGKILL);
    process_.wait_for_exit(3s);
    process_.end();
}

void Keepalived::reload(const std::string& config) {
    if (!running()) throw std::runtime_error("keepalived cannot reload its configuration: it does not run");
    write_text(file("conf"), config);
    process_.signal(SIGHUP);
}

pid_t Keepalived::vrrp_pid() const {
    return read_pid(file("vrrp.pid"));
}

std::string Keepalived::last_words() const {
    auto text = log();
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.empty()) return "it said nothing";
    const auto line = text.rfind('\n');
    return line == std::string::npos ? text : text.substr(line + 1);
}

}  // namespace tester
