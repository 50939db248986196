#include "tester/dut/dut_file.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <sstream>

namespace tester {
namespace {

/// One TOML table being read; it knows the file's name, so that every complaint says where.
class Reader {
  public:
    Reader(const toml::table& table, const std::string& name) : table_(table), name_(name) {}

    [[noreturn]] void fail(const toml::source_region& where, const std::string& sentence) const {
        throw DutFileError(
            fmt::format("{}:{}:{}: {}", name_, where.begin.line, where.begin.column, sentence));
    }
    [[noreturn]] void fail_here(const std::string& sentence) const { fail(table_.source(), sentence); }

    void reject_unknown_keys(std::initializer_list<std::string_view> known) const {
        for (const auto& [key, value] : table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            fail(key.source(),
                 fmt::format("there is no key '{}' here; use {}", key.str(), fmt::join(known, ", ")));
        }
    }

    /// The key's node, or nothing. A value of another type ends the reading; `form` says what it should be.
    template <typename Type>
    const toml::value<Type>* find(std::string_view key, std::string_view form) const {
        const toml::node* node = table_.get(key);
        if (!node) return nullptr;
        const auto* value = node->as<Type>();
        if (!value) fail(node->source(), fmt::format("'{}' must be {}", key, form));
        return value;
    }

    std::optional<std::uint8_t> find_octet(std::string_view key, std::string_view form) const {
        const auto* value = find<std::int64_t>(key, form);
        if (!value) return {};
        if (value->get() < 1 || value->get() > 255)
            fail(value->source(), fmt::format("'{}' must be {}, and {} is not", key, form, value->get()));
        return static_cast<std::uint8_t>(value->get());
    }

    std::optional<bool> find_switch(std::string_view key) const {
        const auto* value = find<bool>(key, "true or false");
        return value ? std::optional<bool>(value->get()) : std::nullopt;
    }

    const toml::table& table() const { return table_; }
    const std::string& name() const { return name_; }

  private:
    const toml::table& table_;
    const std::string& name_;
};

engine::IpAddress address_from(const Reader& reader, const toml::value<std::string>& text) {
    const auto address = engine::IpAddress::parse(text.get());
    if (!address) reader.fail(text.source(), fmt::format("'{}' is no IP address", text.get()));
    return *address;
}

Profile profile_of(const Reader& reader) {
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
std::optional<engine::Duration> interval_of(const Reader& reader, Profile profile) {
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

std::vector<engine::IpAddress> addresses_of(const Reader& reader, Profile profile) {
    const toml::node* node = reader.table().get("addresses");
    if (!node) return {};
    const toml::array* array = node->as_array();
    if (!array || array->empty())
        reader.fail(node->source(), "'addresses' must be a list of IP addresses in quotes");
    std::vector<engine::IpAddress> addresses;
    for (const auto& element : *array) {
        const auto* text = element.as_string();
        if (!text) reader.fail(element.source(), "'addresses' must be a list of IP addresses in quotes");
        addresses.push_back(address_from(reader, *text));
        if (addresses.back().family() != family_of(profile))
            reader.fail(text->source(),
                        fmt::format("{} is no {} address, as the profile {} demands", text->get(),
                                    to_string(family_of(profile)), to_string(profile)));
    }
    return addresses;
}

DeclaredVirtualRouter virtual_router_from(const Reader& reader) {
    reader.reject_unknown_keys({"vrid", "profile", "priority", "interval", "addresses", "preempt", "accept"});
    DeclaredVirtualRouter declared;
    const auto vrid = reader.find_octet("vrid", "a number from 1 to 255");
    if (!vrid) reader.fail_here("this virtual router has no vrid: add vrid = 1, or what its number is");
    declared.vrid = *vrid;
    declared.profile = profile_of(reader);
    declared.priority = reader.find_octet("priority", "a number from 1 to 255");
    declared.interval = interval_of(reader, declared.profile);
    declared.addresses = addresses_of(reader, declared.profile);
    declared.preempt = reader.find_switch("preempt");
    declared.accept = reader.find_switch("accept");
    return declared;
}

void read_virtual_routers(const Reader& file, DutFile& result) {
    const toml::node* node = file.table().get("virtual_router");
    if (!node) return;
    const auto* list = node->as_array();
    if (!list || !list->is_homogeneous<toml::table>())
        file.fail(node->source(), "write each virtual router under a heading of its own: [[virtual_router]]");
    for (const auto& element : *list) {
        const Reader reader(*element.as_table(), file.name());
        const auto fresh = virtual_router_from(reader);
        for (const auto& other : result.virtual_routers)
            if (other.vrid == fresh.vrid && other.profile == fresh.profile)
                reader.fail_here(fmt::format("VRID {} of profile {} is declared twice; remove one of them",
                                             fresh.vrid, to_string(fresh.profile)));
        result.virtual_routers.push_back(fresh);
    }
}

DutFile dut_file_from(const toml::table& table, const std::string& name) {
    const Reader reader(table, name);
    reader.reject_unknown_keys({"address", "interface", "virtual_router"});
    DutFile result;
    if (const auto* text = reader.find<std::string>("address", "an IP address in quotes"))
        result.address = address_from(reader, *text);
    if (const auto* text = reader.find<std::string>("interface", "an interface's name in quotes"))
        result.interface = text->get();
    read_virtual_routers(reader, result);
    return result;
}

void override_with(const DeclaredVirtualRouter& declared, VirtualRouterFacts& facts) {
    if (declared.priority) facts.priority = *declared.priority;
    if (declared.interval) facts.advertisement_interval = *declared.interval;
    if (!declared.addresses.empty()) facts.addresses = declared.addresses;
    if (declared.preempt) facts.preempt = declared.preempt;
    if (declared.accept) facts.accept = declared.accept;
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
    toml::table table;
    try {
        table = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        const auto where = error.source().begin;
        throw DutFileError(fmt::format("{}:{}:{}: this is not TOML: {}", name, where.line, where.column,
                                       error.description()));
    }
    return dut_file_from(table, name);
}

DutFile read_dut_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file || !text)
        throw DutFileError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
    return parse_dut_file(text.str(), path.string());
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
