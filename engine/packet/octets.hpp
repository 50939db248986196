#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace engine {

/// Octets that somebody owns: a frame or a message being built.
using Octets = std::vector<std::uint8_t>;

/// Octets that somebody else owns: what a reader looks at.
using OctetView = std::span<const std::uint8_t>;

/// The 16-bit number in network byte order at `offset`; the caller has made sure that both octets exist.
constexpr std::uint16_t read_u16(OctetView octets, std::size_t offset) {
    return static_cast<std::uint16_t>(octets[offset] << 8 | octets[offset + 1]);
}

/// Writes a 16-bit number in network byte order at `offset`; both octets must exist.
constexpr void write_u16(std::span<std::uint8_t> octets, std::size_t offset, std::uint16_t value) {
    octets[offset] = static_cast<std::uint8_t>(value >> 8);
    octets[offset + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace engine
