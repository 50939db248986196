#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/lan/capture_reader.hpp"

// Captures made octet by octet for the reader's tests, in either byte order, independently of what the
// project writes.

namespace engine::captures {

/// Octets of one byte order, and where in them packets and other things end.
struct Made {
    bool is_big_endian = false;
    Octets octets{};
    std::vector<std::size_t> packet_ends{};
    std::vector<std::size_t> ends{};  // of packets and of all else: where a file may end

    Made& u8(unsigned value) {
        octets.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    Made& u16(unsigned value) { return is_big_endian ? u8(value >> 8).u8(value) : u8(value).u8(value >> 8); }
    Made& u32(std::uint32_t value) {
        return is_big_endian ? u16(value >> 16).u16(value & 0xffff) : u16(value & 0xffff).u16(value >> 16);
    }
    Made& u64(std::uint64_t value) {
        const auto high = static_cast<std::uint32_t>(value >> 32), low = static_cast<std::uint32_t>(value);
        return is_big_endian ? u32(high).u32(low) : u32(low).u32(high);
    }
    Made& put(OctetView more) {
        for (const std::uint8_t octet : more) octets.push_back(octet);
        return *this;
    }
    Made& pad() {
        while (octets.size() % 4 != 0) u8(0);
        return *this;
    }
};

inline Octets text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

/// The header of a pcap file.
inline Made pcap_file(std::uint32_t magic, bool is_big_endian = false, std::uint32_t link_type = 1,
                      std::uint32_t snap_length = 262144) {
    Made file{.is_big_endian = is_big_endian};
    file.u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snap_length).u32(link_type);
    file.ends.push_back(file.octets.size());
    return file;
}

inline void add_pcap_packet(Made& file, std::uint32_t seconds, std::uint32_t units, OctetView packet,
                            std::size_t original_size = 0) {
    const auto size = static_cast<std::uint32_t>(packet.size());
    const auto original = original_size == 0 ? size : static_cast<std::uint32_t>(original_size);
    file.u32(seconds).u32(units).u32(size).u32(original).put(packet);
    file.ends.push_back(file.octets.size());
    file.packet_ends.push_back(file.octets.size());
}

/// An option of pcapng.
inline Octets option(bool is_big_endian, unsigned code, OctetView value) {
    Made made{.is_big_endian = is_big_endian};
    made.u16(code).u16(static_cast<unsigned>(value.size())).put(value).pad();
    return made.octets;
}

inline void add_block(Made& file, std::uint32_t type, OctetView body) {
    const auto size = static_cast<std::uint32_t>((body.size() + 3) / 4 * 4 + 12);
    file.u32(type).u32(size).put(body).pad().u32(size);
    file.ends.push_back(file.octets.size());
}

/// A section header; the file goes on in the byte order that is set before.
inline void add_section(Made& file, OctetView options = {}) {
    Made body{.is_big_endian = file.is_big_endian};
    body.u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0}).put(options);
    add_block(file, 0x0a0d0d0a, body.octets);
}

inline void add_interface(Made& file, unsigned link_type, OctetView options = {},
                          std::uint32_t snap_length = 0) {
    Made body{.is_big_endian = file.is_big_endian};
    body.u16(link_type).u16(0).u32(snap_length).put(options);
    add_block(file, 1, body.octets);
}

inline void add_enhanced(Made& file, std::uint32_t interface, std::uint64_t stamp, OctetView packet,
                         OctetView options = {}, std::size_t original_size = 0) {
    Made body{.is_big_endian = file.is_big_endian};
    const std::size_t original = original_size == 0 ? packet.size() : original_size;
    body.u32(interface).u32(static_cast<std::uint32_t>(stamp >> 32)).u32(static_cast<std::uint32_t>(stamp));
    body.u32(static_cast<std::uint32_t>(packet.size())).u32(static_cast<std::uint32_t>(original));
    body.put(packet).pad().put(options);
    add_block(file, 6, body.octets);
    file.packet_ends.push_back(file.octets.size());
}

/// The Packet Block that came before the Enhanced one.
inline void add_obsolete(Made& file, unsigned interface, std::uint64_t stamp, OctetView packet) {
    Made body{.is_big_endian = file.is_big_endian};
    body.u16(interface).u16(0);
    body.u32(static_cast<std::uint32_t>(stamp >> 32)).u32(static_cast<std::uint32_t>(stamp));
    body.u32(static_cast<std::uint32_t>(packet.size())).u32(static_cast<std::uint32_t>(packet.size()));
    body.put(packet);
    add_block(file, 2, body.octets);
    file.packet_ends.push_back(file.octets.size());
}

inline void add_simple(Made& file, OctetView packet, std::size_t original_size = 0) {
    Made body{.is_big_endian = file.is_big_endian};
    body.u32(static_cast<std::uint32_t>(original_size == 0 ? packet.size() : original_size)).put(packet);
    add_block(file, 3, body.octets);
    file.packet_ends.push_back(file.octets.size());
}

/// A packet as it was read, kept.
struct Kept {
    FrameNumber number = 0;
    std::int64_t nanoseconds = 0;
    Octets octets;
    std::size_t original_size = 0;
    std::uint32_t interface = 0;
    bool own = false;
    std::string comment;
};

inline std::vector<Kept> read_all(CaptureReader& reader) {
    std::vector<Kept> kept;
    for (CapturedFrame frame; reader.next(frame);) {
        kept.push_back({frame.number, frame.when.nanoseconds,
                        Octets(frame.octets.begin(), frame.octets.end()), frame.original_size,
                        frame.interface, frame.own, std::string(reader.comment())});
    }
    return kept;
}

/// A file with these octets for as long as it lives.
class TemporaryFile {
  public:
    explicit TemporaryFile(OctetView octets, const std::string& name = "capture")
        : path_(std::filesystem::temp_directory_path() /
                ("vrrptest-" + std::to_string(getpid()) + "-" + name)) {
        std::ofstream file(path_, std::ios::binary);
        file.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
        REQUIRE(file);
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

}  // namespace engine::captures
