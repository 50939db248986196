#include "tester/lab/lab_speaker.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

namespace tester {
namespace {

using namespace std::chrono_literals;

}  // namespace

std::string virtual_router_tables(const std::vector<RouterConfig>& routers) {
    std::string text;
    for (const auto& router : routers) {
        std::vector<std::string> addresses;
        for (const auto& address : link_local_first(router.addresses))
            addresses.push_back(fmt::format("\"{}\"", to_string(address)));
        const auto interval = representable_interval(router.profile, router.interval);
        text += fmt::format(
            "[[virtual_router]]\nvrid = {}\nprofile = \"{}\"\npriority = {}\ninterval = {:.2f}\naddresses = "
            "[{}]\npreempt = {}\n",
            router.vrid, to_string(router.profile), router.priority, engine::seconds(interval),
            fmt::join(addresses, ", "), router.preempt);
        if (router.accept) text += fmt::format("accept = {}\n", *router.accept);
        text += "\n";
    }
    return text;
}

std::filesystem::path LabSpeaker::program() {
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (self.filename() == "vrrptest" || self.filename().string().rfind("vrrptest-", 0) == 0) return self;
    const auto beside = self.parent_path() / "vrrptest";
    return std::filesystem::exists(beside, ignored) ? beside : std::filesystem::path();
}

void LabSpeaker::write_routers() const {
    write_text(folder_.path() / "routers.toml", virtual_router_tables(routers_));
}

void LabSpeaker::apply(const std::vector<RouterConfig>& routers) {
    stop();
    routers_ = routers;
    start();
}

void LabSpeaker::start() {
    if (running()) return;
    write_routers();
    process_ = ChildProcess({"ip", "netns", "exec", host_.network_namespace, program().string(), "speak",
                             "-i", host_.interface, "--routers", (folder_.path() / "routers.toml").string()},
                            folder_.path() / "log");
    // Something that it cannot do it says at once.
    if (!process_.wait_for_exit(150ms)) return;
    process_.end();
    throw DriverError("the embedded speaker did not start: " + log());
}

void LabSpeaker::kill() {
    process_.signal(SIGKILL);
    process_.end(0ms);
}

void LabSpeaker::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    const auto which = std::find_if(routers_.begin(), routers_.end(), [=](const RouterConfig& router) {
        return router.profile == profile && router.vrid == vrid;
    });
    if (which == routers_.end())
        throw DriverError(fmt::format("the embedded speaker has no virtual router with VRID {}", vrid));
    which->priority = priority;
    write_routers();
    if (running()) process_.signal(SIGHUP);
}

void LabSpeaker::release() noexcept {
    try {
        stop();
    } catch (const std::exception&) {
        // What is left of it goes with the namespace.
    }
}

}  // namespace tester
