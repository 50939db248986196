#include "tester/cli/craft_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/lan/host_network.hpp"
#include "engine/packet/authentication.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

using engine::ChecksumForm;
using engine::Family;
using engine::IpAddress;
using engine::MacAddress;
using engine::Octets;
using tester::UsageError;

constexpr std::size_t ip_offset = 14;

IpAddress address_of(const std::string& text) {
    const auto address = IpAddress::parse(text);
    if (!address) throw UsageError("'" + text + "' is no IP address");
    return *address;
}

MacAddress mac_of(const std::string& text) {
    const auto mac = MacAddress::parse(text);
    if (!mac) throw UsageError("'" + text + "' is no MAC address; write it like 00:00:5e:00:01:07");
    return *mac;
}

/// A checksum is a form, or a number that is written as it stands.
struct WantedChecksum {
    ChecksumForm form = ChecksumForm::message_only;
    std::optional<std::uint16_t> number{};
};

WantedChecksum checksum_of(const std::string& text) {
    if (text == "auto" || text == "message-only") return {};
    if (text == "pseudo-header") return {ChecksumForm::pseudo_header};
    std::uint16_t number = 0;
    const bool is_hexadecimal = text.starts_with("0x");
    const char* const end = text.data() + text.size();
    const auto parsed =
        std::from_chars(text.data() + (is_hexadecimal ? 2 : 0), end, number, is_hexadecimal ? 16 : 10);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
        throw UsageError(
            "'" + text +
            "' is no checksum; write auto, pseudo-header, message-only or a number such as 0xabcd");
    return {ChecksumForm::message_only, number};
}

/// Where an address is missing, that of the interface, or one that is for documentation.
IpAddress source_of(const CraftOptions& options, Family family) {
    if (!options.source.empty()) return address_of(options.source);
    if (options.interface.empty())
        return family == Family::ipv4 ? IpAddress::v4({192, 0, 2, 2}) : *IpAddress::parse("fe80::2");
    const auto facts = engine::find_interface(options.interface);
    if (!facts) throw UsageError("there is no interface " + options.interface);
    const auto address = facts->first_address(family);
    if (address) return *address;
    throw UsageError(fmt::format("{} has no {}; say with --source whose the advertisement is to be",
                                 options.interface,
                                 family == Family::ipv4 ? "IPv4 address" : "IPv6 link-local address"));
}

std::uint16_t interval_field_of(const CraftOptions& options) {
    if (options.interval_field) return static_cast<std::uint16_t>(*options.interval_field);
    const auto interval = parse_duration(options.interval);
    const auto step = options.version == 2 ? engine::Duration(std::chrono::seconds(1))
                                           : engine::Duration(std::chrono::milliseconds(10));
    const auto most = options.version == 2 ? 255 : 4095;
    if (interval % step != engine::Duration{} || interval / step > most)
        throw UsageError(fmt::format(
            "an interval of {} does not fit into the field; write whole {} to {}, or the field's value with "
            "--interval-field",
            options.interval, options.version == 2 ? "seconds" : "hundredths of a second",
            options.version == 2 ? "255s" : "40.95s"));
    return static_cast<std::uint16_t>(interval / step);
}

engine::Authentication authentication_of(const CraftOptions& options) {
    const auto authentication = engine::parse_authentication(options.authentication);
    if (!authentication)
        throw UsageError("'" + options.authentication +
                         "' is no authentication; write pass:PASSWORD, ah:KEY or none");
    if (authentication->type != engine::AuthenticationType::none && options.version != 2)
        throw UsageError("only version 2 has room for --auth; add --version 2");
    return *authentication;
}

void fill_message(engine::Advertisement& message, const CraftOptions& options,
                  const engine::Authentication& authentication) {
    message.version = static_cast<std::uint8_t>(options.version);
    message.type = static_cast<std::uint8_t>(options.type);
    message.vrid = static_cast<std::uint8_t>(options.vrid);
    message.priority = static_cast<std::uint8_t>(options.priority);
    if (options.count) message.count = static_cast<std::uint8_t>(*options.count);
    message.reserve = static_cast<std::uint8_t>(options.reserved);
    message.interval = interval_field_of(options);
    message.auth_type =
        static_cast<std::uint8_t>(options.auth_type.value_or(static_cast<int>(authentication.type)));
    message.auth_data = authentication_data(authentication);
    if (options.auth_data.empty()) return;
    const auto data = parse_octets(options.auth_data);
    if (data.size() > message.auth_data.size())
        throw UsageError(fmt::format("--auth-data has {} octets, and there is room for 8", data.size()));
    message.auth_data = {};
    std::ranges::copy(data, message.auth_data.begin());
}

void replace_message(Octets& frame, const Octets& message) {
    engine::resize_vrrp_message(frame, message.size());
    const auto offset = engine::vrrp_message_offset(frame);
    if (offset) std::ranges::copy(message, frame.begin() + static_cast<std::ptrdiff_t>(*offset));
}

/// The checksum of a message that is not as encode() wrote it.
void seal_anew(Octets& frame, const CraftOptions& options, const WantedChecksum& checksum) {
    const auto offset = engine::vrrp_message_offset(frame);
    const auto size = engine::read_frame(frame).advertisement.message().size();
    if (!offset || size < 8) return;
    if (checksum.number)
        engine::write_u16(frame, *offset + 6, *checksum.number);
    else if (options.message.empty() || options.checksum != "auto")
        engine::repair_vrrp_checksum(frame, checksum.form);
}

void edit_ip_header(Octets& frame, const CraftOptions& options, Family family) {
    if (options.ip_id && family == Family::ipv6)
        throw UsageError("IPv6 has no identification; leave out --ip-id");
    if (options.ip_id) engine::write_u16(frame, ip_offset + 4, static_cast<std::uint16_t>(*options.ip_id));
    if (options.tos && family == Family::ipv4) {
        frame[ip_offset + 1] = static_cast<std::uint8_t>(*options.tos);
    } else if (options.tos) {
        const auto word = engine::read_u16(frame, ip_offset);
        engine::write_u16(frame, ip_offset, static_cast<std::uint16_t>((word & 0xf00f) | *options.tos << 4));
    }
    engine::repair_ipv4_header_checksum(frame);
}

void add_header(Octets& frame, const CraftOptions& options, const engine::Authentication& authentication,
                const IpAddress& source) {
    if (authentication.type != engine::AuthenticationType::ip_authentication_header) return;
    const auto octets = source.octets();
    const auto spi =
        static_cast<std::uint32_t>(engine::read_u16(octets, 0)) << 16 | engine::read_u16(octets, 2);
    engine::insert_authentication_header(frame, {options.ah_spi.value_or(spi), options.ah_sequence},
                                         authentication.key);
}

void add_tags(Octets& frame, const std::vector<int>& vlans) {
    constexpr std::size_t behind_the_macs = 12;
    Octets tags;
    for (const int vlan : vlans) {
        tags.insert(tags.end(),
                    {0x81, 0x00, static_cast<std::uint8_t>(vlan >> 8), static_cast<std::uint8_t>(vlan)});
    }
    frame.insert(frame.begin() + behind_the_macs, tags.begin(), tags.end());
}

}  // namespace

Octets frame_of(const CraftOptions& options) {
    std::vector<IpAddress> addresses;
    for (const auto& word : split_list(options.addresses)) addresses.push_back(address_of(word));
    if (addresses.empty() && !options.count && options.message.empty())
        throw UsageError("no virtual address was named; add --address, or --count 0 to name none");
    if (addresses.size() > 255)
        throw UsageError(fmt::format("{} addresses are too many: 255 fit", addresses.size()));
    const auto by_address = addresses.empty() ? Family::ipv4 : addresses.front().family();
    const auto source = source_of(options, by_address);
    const auto family = source.family();
    const auto checksum = checksum_of(options.checksum);
    const auto authentication = authentication_of(options);

    const Octets message = options.message.empty() ? Octets{} : parse_octets(options.message);
    const auto vrid = message.size() > 1 ? message[1] : static_cast<std::uint8_t>(options.vrid);

    engine::AdvertisementFrame frame;
    frame.ethernet_source =
        options.ethernet_source.empty() ? engine::virtual_mac(family, vrid) : mac_of(options.ethernet_source);
    frame.ip_source = source;
    if (!options.destination.empty()) {
        frame.ip_destination = address_of(options.destination);
        if (frame.ip_destination->family() != family)
            throw UsageError("the source and the destination are of different families");
        if (!frame.ip_destination->is_multicast() && options.ethernet_destination.empty())
            throw UsageError("a destination that is no multicast group needs --ethernet-destination, too");
    }
    if (!options.ethernet_destination.empty())
        frame.ethernet_destination = mac_of(options.ethernet_destination);
    frame.ttl = static_cast<std::uint8_t>(options.ttl);
    frame.checksum_form = checksum.form;
    fill_message(frame.message, options, authentication);
    frame.message.checksum = checksum.number;
    frame.message.addresses = addresses;

    Octets octets = engine::craft(frame);
    if (!options.message.empty()) replace_message(octets, message);
    if (options.payload_octets)
        engine::resize_vrrp_message(octets, static_cast<std::size_t>(*options.payload_octets));
    if (!options.message.empty() || options.payload_octets) seal_anew(octets, options, checksum);
    edit_ip_header(octets, options, family);
    add_header(octets, options, authentication, source);
    add_tags(octets, options.vlans);
    return octets;
}

Octets parse_octets(const std::string& text) {
    std::string digits = text.starts_with("0x") ? text.substr(2) : text;
    std::erase_if(digits, [](char c) { return c == ' ' || c == ':' || c == '-'; });
    Octets octets;
    const char* const end = digits.data() + digits.size();
    for (const char* at = digits.data(); at < end; at += 2) {
        std::uint8_t octet = 0;
        const auto parsed = std::from_chars(at, std::min(at + 2, end), octet, 16);
        if (parsed.ec != std::errc{} || parsed.ptr != at + 2)
            throw UsageError("'" + text + "' is no octets; write two hexadecimal digits for each");
        octets.push_back(octet);
    }
    if (octets.size() > 1400) throw UsageError("more than 1400 octets do not fit into one frame");
    return octets;
}

std::string hex_dump(engine::OctetView octets) {
    constexpr std::size_t width = 16;
    std::string text;
    for (std::size_t at = 0; at < octets.size(); at += width) {
        const auto line = octets.subspan(at, std::min(width, octets.size() - at));
        std::string digits, characters;
        for (const std::uint8_t octet : line) {
            digits += fmt::format(" {:02x}", octet);
            characters += octet >= 0x20 && octet < 0x7f ? static_cast<char>(octet) : '.';
        }
        text += fmt::format("  {:04x} {:<48}  {}\n", at, digits, characters);
    }
    return text;
}

}  // namespace cli
