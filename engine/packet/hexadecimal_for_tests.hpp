#pragma once

#include <string_view>

#include "engine/packet/address.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// The octets that a test writes as a hexadecimal dump; anything but a digit only separates.
inline Octets hexadecimal(std::string_view dump) {
    constexpr std::string_view digits = "0123456789abcdef";
    Octets octets;
    bool is_second_digit = false;
    for (const char character : dump) {
        const std::size_t value = digits.find(character);
        if (value == std::string_view::npos) continue;
        if (!is_second_digit) octets.push_back(0);
        octets.back() = static_cast<std::uint8_t>((octets.back() & 0x0fu) << 4 | value);
        is_second_digit = !is_second_digit;
    }
    return octets;
}

/// An address that a test writes as text; a slip in the text throws.
inline IpAddress ip(std::string_view text) {
    return IpAddress::parse(text).value();
}
inline MacAddress mac(std::string_view text) {
    return MacAddress::parse(text).value();
}

}  // namespace engine
