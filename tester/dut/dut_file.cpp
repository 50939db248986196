#include "tester/dut/dut_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tester/dut/toml_reader.hpp"

namespace tester {
namespace {

Profile profile_of(const TomlReader& reader) {
    const auto* text = reader.find<std::string>("profile", "\"v2-ipv4\", \"v3-ipv4\" or \"v3-ipv6\"");
    if (!text)
        reader.fail_here(
            "this virtual router has no profile: add profile = \"v2-ipv4\", \"v3-ipv4\" or \"v3-ipv6\"");
    for (const Profile profile : all_profiles)
        if (to_string(profile) == text->get()) return profile;
    reader.fail(text->source(),
                fmt::format("there is no profile '{}'; choose from v2-ipv4, v3-ipv4, v3-ipv6", text->get()));
}

/// Seconds, whole or with a fraction; VRRPv2 knows whole seconds to 255, VRRPv3 centiseconds to 40.95 s.
std::optional<engine::Duration> interval_of(const TomlReader& reader, Profile profile) {
    const toml::node* node = reader.table().get("interval");
    if (!node) return {};
    if (!node->is_number()) reader.fail(node->source(), "'interval' must be a number of seconds");
    const double seconds = node->value<double>().value_or(0);
    const double units = profile == Profile::v2_ipv4 ? seconds : seconds * 100;
    const double most = profile == Profile::v2_ipv4 ? 255 : 4095;
    const bool fits = units > 0.5 && units < most + 0.5 && std::abs(units - std::round(units)) < 1e-6;
    if (!fits)
        reader.fail(node->source(),
                    profile == Profile::v2_ipv4
                        ? "'interval' must be a whole number of seconds from 1 to 255 in VRRPv2"
                        : "'interval' must be from 0.01 to 40.95 seconds in steps of 0.01");
    return std::chrono::milliseconds(std::llround(units) * (profile == Profile::v2_ipv4 ? 1000 : 10));
}

std::vector<engine::IpAddress> addresses_of(const TomlReader& reader, Profile profile) {
    const auto texts = reader.find_texts("addresses", "a list of IP addresses in quotes");
    if (!texts) return {};
    std::vector<engine::IpAddress> addresses;
    for (const auto* text : *texts) {
        addresses.push_back(reader.address(*text));
        if (addresses.back().family() != family_of(profile))
            reader.fail(text->source(),
                        fmt::format("{} is no {} address, as the profile {} demands", text->get(),
                                    to_string(family_of(profile)), to_string(profile)));
    }
    return addresses;
}

/// "pass:1111" or "ah:KEY". A password is what a configuration file can hold: visible characters.
std::optional<engine::Authentication> authentication_of(const TomlReader& reader, Profile profile) {
    using engine::AuthenticationType;
    constexpr auto form = "\"pass:PASSWORD\" or \"ah:KEY\"";
    const auto* text = reader.find<std::string>("auth", form);
    if (!text) return {};
    if (version_of(profile) != 2)
        reader.fail(text->source(),
                    fmt::format("only VRRPv2 has authentication, and the profile is {}", to_string(profile)));
    const auto authentication = engine::parse_authentication(text->get());
    const auto is_visible = [](char c) { return c > ' ' && c < 127; };
    if (!authentication || authentication->type == AuthenticationType::none ||
        !std::all_of(authentication->key.begin(), authentication->key.end(), is_visible))
        reader.fail(text->source(), fmt::format("'auth' must be {}, of visible characters", form));
    if (authentication->type == AuthenticationType::simple_text_password && authentication->key.size() > 8)
        reader.fail(text->source(), "a VRRPv2 password has at most 8 characters");
    return authentication;
}

/// A switch that only one profile has.
bool switch_of(const TomlReader& reader, std::string_view key, Profile profile, Profile only) {
    const auto value = reader.find_switch(key);
    if (value.value_or(false) && profile != only)
        reader.fail(reader.table().get(key)->source(),
                    fmt::format("'{}' is for {} only, and the profile is {}", key, to_string(only),
                                to_string(profile)));
    return value.value_or(false);
}

DeclaredVirtualRouter virtual_router_from(const TomlReader& reader) {
    reader.reject_unknown_keys({"vrid", "profile", "priority", "interval", "addresses", "preempt", "accept",
                                "auth", "defaults", "v2_interoperation", "router_advertisements"});
    DeclaredVirtualRouter declared;
    const auto vrid = reader.find_octet("vrid");
    if (!vrid) reader.fail_here("this virtual router has no vrid: add vrid = 1, or what its number is");
    declared.vrid = *vrid;
    declared.profile = profile_of(reader);
    declared.priority = reader.find_octet("priority");
    declared.interval = interval_of(reader, declared.profile);
    declared.addresses = addresses_of(reader, declared.profile);
    declared.preempt = reader.find_switch("preempt");
    declared.accept = reader.find_switch("accept");
    declared.authentication = authentication_of(reader, declared.profile);
    declared.defaults = reader.find_switch("defaults").value_or(false);
    declared.v2_interoperation = switch_of(reader, "v2_interoperation", declared.profile, Profile::v3_ipv4);
    declared.router_advertisements =
        switch_of(reader, "router_advertisements", declared.profile, Profile::v3_ipv6);
    return declared;
}

/// A VRID of a family is one virtual router, whatever its version.
void reject_second(const TomlReader& reader, const DeclaredVirtualRouter& fresh, const DutFile& file) {
    for (const auto& other : file.virtual_routers) {
        if (other.vrid != fresh.vrid || family_of(other.profile) != family_of(fresh.profile)) continue;
        if (other.profile == fresh.profile)
            reader.fail_here(fmt::format("VRID {} of profile {} is declared twice; remove one of them",
                                         fresh.vrid, to_string(fresh.profile)));
        reader.fail_here(
            fmt::format("VRID {} is declared as {} and as {}, which is one virtual router on a LAN; "
                        "give one of them another VRID",
                        fresh.vrid, to_string(other.profile), to_string(fresh.profile)));
    }
}

DutFile dut_file_from(const toml::table& table, const std::string& name) {
    const TomlReader reader(table, name);
    reader.reject_unknown_keys({"address", "second_address", "interface", "driver", "capabilities", "pool",
                                "virtual_router", "known_deviation"});
    DutFile result;
    if (const auto* text = reader.find<std::string>("address", "an IP address in quotes"))
        result.address = reader.address(*text);
    if (const auto* text = reader.find<std::string>("second_address", "an IP address in quotes"))
        result.second_address = reader.address(*text);
    result.interface = reader.find_text("interface", "an interface's name in quotes");
    read_device_tables(reader, result);
    for (const auto& each : reader.find_tables("virtual_router", "virtual router")) {
        const auto fresh = virtual_router_from(each);
        reject_second(each, fresh, result);
        result.virtual_routers.push_back(fresh);
    }
    result.known_deviations = known_deviations_from(reader);
    return result;
}

void override_with(const DeclaredVirtualRouter& declared, VirtualRouterFacts& facts) {
    if (declared.priority) facts.priority = *declared.priority;
    if (declared.interval) facts.advertisement_interval = *declared.interval;
    if (!declared.addresses.empty()) facts.addresses = declared.addresses;
    if (declared.preempt) facts.preempt = declared.preempt;
    if (declared.accept) facts.accept = declared.accept;
    if (declared.authentication) facts.authentication = *declared.authentication;
    facts.defaults = declared.defaults;
    facts.v2_interoperation = declared.v2_interoperation;
    facts.router_advertisements = declared.router_advertisements;
}

/// What a device that is not what it was declared to be fails is its operator's to know.
void remark_differences(const DeclaredVirtualRouter& declared, const VirtualRouterFacts& heard,
                        std::vector<std::string>& remarks) {
    const auto name = fmt::format("VRID {} ({})", heard.vrid, to_string(heard.profile));
    if (declared.priority && *declared.priority != heard.priority)
        remarks.push_back(
            fmt::format("{} is declared with priority {} and advertises {}; the declared one is expected",
                        name, *declared.priority, heard.priority));
    if (declared.interval && *declared.interval != heard.advertisement_interval)
        remarks.push_back(fmt::format(
            "{} is declared with an interval of {:.2f} s and advertises {:.2f} s; the declared "
            "one is expected",
            name, engine::seconds(*declared.interval), engine::seconds(heard.advertisement_interval)));
    if (!declared.addresses.empty() && declared.addresses != heard.addresses)
        remarks.push_back(
            fmt::format("{} is declared with other addresses than it advertises; the declared ones are "
                        "expected",
                        name));
}

VirtualRouterFacts unheard(const DeclaredVirtualRouter& declared, const DeviceIdentity& device,
                           const std::vector<VirtualRouterFacts>& heard) {
    VirtualRouterFacts facts;
    facts.profile = declared.profile;
    facts.vrid = declared.vrid;
    if (device.mac) facts.physical_mac = *device.mac;
    const bool speaks_it = device.address.family() == facts.family() &&
                           (facts.family() == engine::Family::ipv4 || device.address.is_link_local());
    if (speaks_it) {
        facts.primary_address = device.address;
    } else if (facts.family() == engine::Family::ipv6) {
        facts.primary_address =
            device.mac ? engine::eui64_link_local(*device.mac) : engine::IpAddress::v6({});
    }
    // A device has one habit: what its other virtual routers of the profile or family do, this one will do.
    for (const auto& other : heard) {
        if (other.family() == facts.family()) facts.primary_address = other.primary_address;
        if (other.profile == facts.profile) facts.checksum_form = other.checksum_form;
    }
    if (facts.family() == engine::Family::ipv6) facts.checksum_form = engine::ChecksumForm::pseudo_header;
    override_with(declared, facts);
    return facts;
}

}  // namespace

DutFile parse_dut_file(const std::string& text, const std::string& name) {
    return dut_file_from(parse_toml(text, name), name);
}

DutFile read_dut_file(const std::filesystem::path& path) {
    return parse_dut_file(text_of_file(path), path.string());
}

std::vector<VirtualRouterFacts> merge(const DutFile& file, std::vector<VirtualRouterFacts> heard,
                                      const DeviceIdentity& device, std::vector<std::string>& remarks) {
    std::vector<VirtualRouterFacts> merged = heard;
    for (const auto& declared : file.virtual_routers) {
        const auto found = std::find_if(merged.begin(), merged.end(), [&](const VirtualRouterFacts& facts) {
            return facts.vrid == declared.vrid && facts.profile == declared.profile;
        });
        if (found != merged.end()) {
            remark_differences(declared, *found, remarks);
            override_with(declared, *found);
        } else if (declared.is_complete()) {
            merged.push_back(unheard(declared, device, heard));
        } else {
            remarks.push_back(
                fmt::format("VRID {} ({}) is declared but was not heard, and is left out: declare its "
                            "priority, interval and addresses, too, or let it become Active",
                            declared.vrid, to_string(declared.profile)));
        }
    }
    return merged;
}

}  // namespace tester
