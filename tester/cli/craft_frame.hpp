#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/packet/octets.hpp"

namespace cli {

/// One advertisement as the user describes it; what is not said makes it legal.
struct CraftOptions {
    int version = 3, type = 1, vrid = 1, priority = 100, reserved = 0;
    std::optional<int> count;           // default: the number of addresses
    std::optional<int> interval_field;  // as it stands in the message
    std::string interval = "1s";
    std::string authentication = "none";
    std::optional<int> auth_type;
    std::string auth_data;  // hexadecimal
    std::vector<std::string> addresses;
    std::string checksum = "auto";
    int ttl = 255;
    std::string source, destination, ethernet_source, ethernet_destination;
    std::vector<int> vlans;  // outermost first
    std::optional<int> ip_id, tos;
    std::optional<int> payload_octets;
    std::string message;  // hexadecimal, in place of all of the message's fields
    std::optional<std::uint32_t> ah_spi;
    std::uint32_t ah_sequence = 1;
    std::string interface;
};

/// The whole frame. Throws UsageError for what cannot be written into one.
engine::Octets frame_of(const CraftOptions& options);

/// Octets from hexadecimal digits, with blanks, colons and hyphens between them allowed. Throws UsageError.
engine::Octets parse_octets(const std::string& text);

/// Sixteen octets a line with their offset and their characters.
std::string hex_dump(engine::OctetView octets);

}  // namespace cli
