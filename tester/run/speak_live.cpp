#include <fmt/format.h>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/speak_session.hpp"

namespace tester {
namespace {

engine::InterfaceFacts interface_named(const std::string& name) {
    const auto facts = engine::find_interface(name);
    if (facts && !facts->is_ethernet)
        throw UsageError(fmt::format("the interface {} is not Ethernet; choose one that is", name));
    if (facts && !facts->is_up)
        throw EnvironmentError(fmt::format("the interface {0} is down: `ip link set {0} up`", name));
    if (facts) return *facts;
    std::string names;
    for (const auto& each : engine::interfaces()) names += (names.empty() ? "" : ", ") + each.name;
    throw UsageError(fmt::format("there is no interface {}; this host has: {}", name, names));
}

engine::Speaker::Identity identity_of(const engine::InterfaceFacts& facts) {
    // The kernel answers for the interface's own addresses.
    engine::Speaker::Identity identity{facts.mac, {}, false};
    for (const auto family : {engine::Family::ipv4, engine::Family::ipv6})
        if (const auto address = facts.first_address(family)) identity.addresses.push_back(*address);
    return identity;
}

void reread(const SpeakOptions& options, const engine::InterfaceFacts& facts, SpeakSession& session) {
    try {
        const auto fresh = options.asked_to_reread();
        if (!fresh) return;
        require_speakable(*fresh, facts);
        session.reconfigure(*fresh);
    } catch (const std::exception& error) {
        session.remark(error.what());
    }
}

}  // namespace

void speak(const SpeakOptions& options, const SpeakSession::Tell& tell) {
    const auto facts = interface_named(options.interface);
    require_speakable(options.what.routers, facts);
    engine::RealScheduler scheduler;
    engine::PcapLink link(scheduler, options.interface);
    const PriorityBoost boost;
    if (!drop_privileges())
        throw EnvironmentError("the kernel does not let this process give up its capabilities");
    SpeakSession session(scheduler, link, identity_of(facts), options.what, tell);
    bool is_over = false;
    if (options.duration) scheduler.call_after(*options.duration, [&] { is_over = true; });
    const auto done = [&] {
        if (options.asked_to_reread) reread(options, facts, session);
        const bool has_sent_all =
            options.advertisements && session.advertisements_sent() >= *options.advertisements;
        return is_over || has_sent_all || options.interrupted();
    };
    try {
        session.start();
        scheduler.run_until(done);
    } catch (...) {
        session.leave();
        throw;
    }
    session.leave();
}

}  // namespace tester
