#include "tester/run/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/packet/craft.hpp"
#include "tester/bench/rfc_times.hpp"
#include "tester/dut/resolution.hpp"

namespace tester {

using engine::Family;
using engine::Instant;
using engine::InterfaceFacts;
using engine::IpAddress;
using namespace std::chrono_literals;

namespace {

std::string addresses_of(const InterfaceFacts& facts) {
    std::vector<std::string> texts;
    for (const auto& [address, length] : facts.addresses)
        texts.push_back(fmt::format("{}/{}", to_string(address), length));
    return texts.empty() ? "without an address" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string names_of(const std::vector<InterfaceFacts>& present) {
    std::vector<std::string> names;
    for (const auto& facts : present)
        if (facts.is_ethernet) names.push_back(facts.name);
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

constexpr auto only_on_the_lan = "VRRP does not cross routers: run vrrptest on a host in the device's LAN";

bool covers(const InterfaceFacts& facts, const IpAddress& address) {
    return facts.is_up && engine::is_on_link(facts, address);
}

/// The prefix length by which the interface reaches the address; -1 if it does not.
int reach_of(const InterfaceFacts& facts, const IpAddress& address) {
    int longest = -1;
    for (const auto& prefix : facts.addresses) {
        InterfaceFacts alone;
        alone.addresses = {prefix};
        if (engine::is_on_link(alone, address)) longest = std::max(longest, prefix.prefix_length);
    }
    return longest;
}

const InterfaceFacts& find_by_route(const std::vector<InterfaceFacts>& present, const IpAddress& device) {
    if (device.family() == Family::ipv6 && device.is_link_local()) {
        const InterfaceFacts* only = nullptr;
        for (const auto& facts : present) {
            if (!facts.is_up || !facts.is_ethernet) continue;
            if (only)
                throw UsageError(
                    fmt::format("the link-local address {} may be on any link: say which with --interface; "
                                "this host has: {}",
                                to_string(device), names_of(present)));
            only = &facts;
        }
        if (only) return *only;
    }
    const InterfaceFacts* best = nullptr;
    for (const auto& facts : present)
        if (covers(facts, device) && (!best || reach_of(facts, device) > reach_of(*best, device)))
            best = &facts;
    if (best) return *best;
    throw UsageError(
        fmt::format("{} is not on the link of any interface; {}", to_string(device), only_on_the_lan));
}

const InterfaceFacts& find_by_name(const std::vector<InterfaceFacts>& present, const std::string& name) {
    for (const auto& facts : present)
        if (facts.name == name) return facts;
    throw UsageError(fmt::format("there is no interface {}; this host has: {}", name, names_of(present)));
}

void reject_impossible(const std::vector<InterfaceFacts>& present, const IpAddress& device) {
    if (device.is_multicast() || device.is_unspecified() || device == IpAddress::v4({255, 255, 255, 255}))
        throw UsageError(fmt::format("{} is no host's address: give the device's own", to_string(device)));
    for (const auto& facts : present)
        for (const auto& [address, length] : facts.addresses)
            if (address == device)
                throw UsageError(fmt::format("{} is this host's own address (on {}): give the device's",
                                             to_string(device), facts.name));
}

/// The advertisement is the device's, whatever MAC address it came from.
bool is_advertisement_of(const VirtualRouterFacts& router, const engine::LoggedFrame& frame) {
    const auto& message = frame.view.advertisement;
    if (frame.own || frame.view.kind != engine::FrameKind::vrrp || message.priority() == 0) return false;
    if (message.vrid() != router.vrid || message.version() != router.version()) return false;
    return message.family() == router.family() && frame.view.ip->source == router.primary_address;
}

bool is_own_advertisement_for(const VirtualRouterFacts& router, const engine::LoggedFrame& frame) {
    const auto& message = frame.view.advertisement;
    return frame.own && frame.view.kind == engine::FrameKind::vrrp && message.vrid() == router.vrid &&
           message.family() == router.family();
}

bool is_resignation_of(const VirtualRouterFacts& router, const engine::LoggedFrame& frame) {
    const auto& message = frame.view.advertisement;
    return !frame.own && frame.view.kind == engine::FrameKind::vrrp && message.vrid() == router.vrid &&
           message.family() == router.family() && message.priority() == 0;
}

bool is_among(const VirtualRouterFacts& router, const std::vector<VirtualRouterFacts>& list) {
    return std::any_of(list.begin(), list.end(), [&](const VirtualRouterFacts& each) {
        return each.vrid == router.vrid && each.profile == router.profile;
    });
}

/// The station's question for the device's address, as if a virtual router had sent it.
engine::Octets question_from(const Station& station, const IpAddress& device,
                             const VirtualRouterFacts& router, bool to_the_device_only) {
    auto question = resolution_request(station, device);
    std::copy_n(router.router_mac().octets.begin(), 6, question.begin() + 6);
    if (to_the_device_only) std::copy_n(router.physical_mac.octets.begin(), 6, question.begin());
    return question;
}

}  // namespace

InterfaceFacts choose_interface(const std::vector<InterfaceFacts>& present, const IpAddress& device,
                                const std::optional<std::string>& wanted) {
    reject_impossible(present, device);
    const auto& chosen = wanted ? find_by_name(present, *wanted) : find_by_route(present, device);
    if (!chosen.is_ethernet)
        throw UsageError(fmt::format("the interface {} is not Ethernet; choose one that is, of: {}",
                                     chosen.name, names_of(present)));
    if (!chosen.is_up)
        throw EnvironmentError(fmt::format("the interface {0} is down: `ip link set {0} up`", chosen.name));
    if (!engine::is_on_link(chosen, device))
        throw UsageError(fmt::format("{} is not on the link of {} ({}); {}", to_string(device), chosen.name,
                                     addresses_of(chosen), only_on_the_lan));
    if (!chosen.has_carrier)
        throw EnvironmentError(fmt::format("the interface {} has no carrier: check its cable", chosen.name));
    return chosen;
}

InterfaceFacts choose_interface(const IpAddress& device, const std::optional<std::string>& wanted) {
    return choose_interface(engine::interfaces(), device, wanted);
}

void require_presence(const Discovery& found, const IpAddress& device, const std::string& interface) {
    const auto name = to_string(device);
    if (!found.mac)
        throw EnvironmentError(
            fmt::format("{} does not answer {} on {}: check the address, the cable and the interface", name,
                        device.family() == Family::ipv4 ? "ARP" : "neighbour discovery", interface));
    if (!found.virtual_routers.empty()) return;
    if (!found.left_out.empty())
        throw EnvironmentError(
            fmt::format("nothing that {} advertises can be tested: {}", name, found.left_out.front().reason));
    std::vector<std::string> others;
    for (const auto& stranger : found.strangers)
        others.push_back(fmt::format("{} on VRID {}", to_string(stranger.source), stranger.vrid));
    const auto heard = others.empty() ? std::string("nobody else was heard either")
                                      : fmt::format("heard were {}", fmt::join(others, ", "));
    throw EnvironmentError(fmt::format(
        "{} answers {} but advertised nothing{} in {:.0f} s: is VRRP running there, is it Backup to another "
        "router ({}), does a switch filter {}?",
        name, device.family() == Family::ipv4 ? "ARP" : "neighbour discovery",
        found.remarks.empty() ? "" : " that was asked for", engine::seconds(found.listened), heard,
        to_string(engine::vrrp_group(device.family()))));
}

void require_virtual_mac_passes(Station& station, const IpAddress& device, const VirtualRouterFacts& router,
                                const std::function<bool()>& interrupted) {
    auto seen = station.log().last();
    bool answered = false;
    const auto is_answered = [&] {
        while (seen < station.log().last())
            if (resolution_answer(station.log().frame(++seen), device)) answered = true;
        return answered || interrupted();
    };
    // To the device alone first: a router with a virtual interface takes a broadcast from its own virtual MAC
    // for that interface's. Then to all, since some switches and routers look at unicast more closely.
    for (const bool to_the_device_only : {true, false}) {
        station.log().send(question_from(station, device, router, to_the_device_only));
        run_polling(station.scheduler(), station.scheduler().now() + 500ms, is_answered);
        if (answered || interrupted()) return;
    }
    throw EnvironmentError(fmt::format(
        "frames from the virtual MAC {} do not reach {}, though others do: allow forged transmits and MAC "
        "address changes in the hypervisor, and switch port security off",
        to_string(router.router_mac()), to_string(device)));
}

std::vector<VirtualRouterFacts> silent_after_run(Station& station,
                                                 const std::vector<VirtualRouterFacts>& routers,
                                                 const std::function<bool()>& interrupted) {
    std::vector<VirtualRouterFacts> silent = routers;
    engine::Duration recent{};
    for (const auto& router : routers) recent = std::max(recent, router.advertisement_interval * 6 / 5);
    // What was heard in the last interval counts, unless the tester spoke on that virtual router since.
    auto seen = station.log().last();
    while (seen > 0 && station.log().frame(seen).when > station.scheduler().now() - recent) --seen;
    const Instant started = station.scheduler().now();
    Instant deadline = started;
    for (const auto& router : routers)
        deadline = std::max(deadline, started + active_down_interval(router) + 2s);
    bool has_spoken = false;
    run_polling(station.scheduler(), deadline, [&] {
        while (seen < station.log().last()) {
            const auto& frame = station.log().frame(++seen);
            if (frame.on_second) continue;
            const auto spoke = [&](const auto& router) { return is_advertisement_of(router, frame); };
            has_spoken =
                has_spoken || (frame.when >= started && std::any_of(routers.begin(), routers.end(), spoke));
            std::erase_if(silent, spoke);
            for (const auto& router : routers)
                if ((is_own_advertisement_for(router, frame) || is_resignation_of(router, frame)) &&
                    !is_among(router, silent))
                    silent.push_back(router);
        }
        // One word after the last case shows that the device itself still lives.
        return (silent.empty() && has_spoken) || interrupted();
    });
    if (interrupted()) silent.clear();
    if (!has_spoken && silent.empty() && !interrupted()) silent = routers;
    return silent;
}

std::string sentence_about_silent(const std::vector<VirtualRouterFacts>& silent) {
    std::vector<std::string> names;
    for (const auto& router : silent)
        names.push_back(fmt::format("VRID {} ({})", router.vrid, to_string(router.profile)));
    return fmt::format("the device no longer advertises {} after the last case", fmt::join(names, ", "));
}

}  // namespace tester
