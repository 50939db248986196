#include "tester/run/speak_routers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/run/batches.hpp"
#include "tester/run/preflight.hpp"

namespace tester {

using engine::AuthenticationType;
using engine::Family;
using namespace std::chrono_literals;

namespace {

void require_interval(const RouterConfig& router) {
    const bool is_version_2 = router.version() == 2;
    const engine::Duration step = is_version_2 ? engine::Duration(1s) : engine::Duration(10ms);
    const auto steps = router.interval / step;
    const bool fits = router.interval % step == 0ns && steps >= 1 && steps <= (is_version_2 ? 255 : 4095);
    if (!fits)
        throw UsageError(fmt::format("{} cannot have an interval of {} ms: VRRPv{}", name_of(router),
                                     engine::milliseconds(router.interval),
                                     is_version_2 ? "2 knows whole seconds from 1s to 255s"
                                                  : "3 knows 10ms to 40.95s in steps of 10ms"));
}

void require_addresses(const RouterConfig& router, const engine::InterfaceFacts& interface) {
    const auto name = name_of(router);
    if (router.addresses.empty()) throw UsageError(name + " has no address: give at least one");
    if (router.addresses.size() > 255)
        throw UsageError(fmt::format("{} has {} addresses, and an advertisement has room for 255", name,
                                     router.addresses.size()));
    for (const auto& address : router.addresses) {
        if (address.family() != router.family())
            throw UsageError(fmt::format("{} cannot have the address {}: it needs {} addresses", name,
                                         to_string(address), to_string(router.family())));
        if (address.is_multicast() || address.is_unspecified())
            throw UsageError(
                fmt::format("{} cannot have the address {}: it is no host's", name, to_string(address)));
        for (const auto& own : interface.addresses)
            if (own.address == address)
                throw UsageError(fmt::format(
                    "{} cannot have the address {}: it is this host's own on {}, whose kernel would "
                    "answer for it, too",
                    name, to_string(address), interface.name));
    }
    if (router.family() == Family::ipv6 && !link_local_first(router.addresses).front().is_link_local())
        throw UsageError(
            name + " has no link-local address, and that of IPv6 must come first: add one such as fe80::1:1");
}

void require_authentication(const RouterConfig& router) {
    if (router.authentication.type == AuthenticationType::none) return;
    if (router.version() != 2)
        throw UsageError(
            name_of(router) +
            " cannot authenticate: VRRPv3 has no authentication; leave it out, or use version 2");
}

}  // namespace

std::string name_of(const RouterConfig& router) {
    return fmt::format("VRID {} ({})", router.vrid, to_string(router.profile));
}

std::vector<RouterConfig> routers_to_be(const DutFile& file) {
    std::vector<RouterConfig> routers;
    for (const auto& declared : file.virtual_routers) {
        RouterConfig router = configuration_of(declared);
        // Nobody but the operator may choose an address to claim on a LAN that is not the tester's own.
        router.addresses = declared.addresses;
        routers.push_back(std::move(router));
    }
    return routers;
}

void require_speakable(const std::vector<RouterConfig>& routers, const engine::InterfaceFacts& interface) {
    if (routers.empty())
        throw UsageError("there is no virtual router to be: give --vrid and --address, or --routers FILE");
    for (std::size_t i = 0; i < routers.size(); ++i) {
        const auto& router = routers[i];
        const auto is_twin = [&](const RouterConfig& other) {
            return other.vrid == router.vrid && other.family() == router.family();
        };
        if (std::any_of(routers.begin(), routers.begin() + static_cast<std::ptrdiff_t>(i), is_twin))
            throw UsageError(fmt::format("there are two virtual routers of VRID {} over {}; remove one",
                                         router.vrid, to_string(router.family())));
        require_addresses(router, interface);
        require_interval(router);
        require_authentication(router);
        if (router.version() == 2 && router.accept.value_or(false) && !router.is_owner())
            throw UsageError(name_of(router) + " cannot have Accept_Mode: VRRPv2 has none; leave it out");
        if (!interface.first_address(router.family()))
            throw UsageError(
                fmt::format("{} needs an {} of {}'s own: add one first", name_of(router),
                            router.family() == Family::ipv4 ? "IPv4 address" : "IPv6 link-local address",
                            interface.name));
    }
}

engine::Parameters parameters_of(const RouterConfig& router, engine::ChecksumForm checksum_form,
                                 std::optional<engine::Rfc> standard) {
    engine::Parameters parameters;
    const bool authenticates = router.authentication.type != AuthenticationType::none;
    parameters.standard = router.version() == 3 ? engine::Rfc::rfc9568
                          : authenticates       ? engine::Rfc::rfc2338
                                                : engine::Rfc::rfc3768;
    if (router.version() == 3 && standard == engine::Rfc::rfc5798) parameters.standard = *standard;
    parameters.version = router.version();
    parameters.family = router.family();
    parameters.vrid = router.vrid;
    parameters.priority = router.priority;
    parameters.advertisement_interval = router.interval;
    parameters.preempt_mode = router.preempt;
    parameters.accept_mode = router.accept.value_or(false);
    parameters.addresses = link_local_first(router.addresses);
    parameters.checksum_form = checksum_form;
    parameters.authentication = router.authentication;
    parameters.v2_interoperation = router.v2_interoperation;
    parameters.router_advertisements = router.router_advertisements;
    return parameters;
}

}  // namespace tester
