#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// Writes frames to a classic pcap file with nanosecond timestamps (magic a1b23c4d, Ethernet), which tshark
/// and tcpdump read. Throws std::runtime_error with one sentence when the file cannot be written.
class CaptureFile {
  public:
    enum class Mode { replace, append };
    /// With `append`, an existing file must be of this kind and keeps what it has.
    explicit CaptureFile(const std::filesystem::path& path, Mode mode = Mode::replace);
    ~CaptureFile();
    CaptureFile(const CaptureFile&) = delete;
    CaptureFile& operator=(const CaptureFile&) = delete;

    void write(OctetView frame, Instant when);

  private:
    std::FILE* file_ = nullptr;
    std::string path_;
};

/// Writes frames of several interfaces to a pcapng file with nanosecond timestamps, which names the interface
/// of each frame. Throws std::runtime_error with one sentence when the file cannot be written.
class CaptureFileOfInterfaces {
  public:
    CaptureFileOfInterfaces(const std::filesystem::path& path, const std::vector<std::string>& interfaces);

    /// What is known of a frame beside its octets.
    struct Remark {
        bool own = false;          // this host sent it: the flags say outbound, else inbound
        std::string_view comment;  // shown by readers; at most 65535 octets; empty: none
    };
    /// `interface` is an index into the names.
    void write(OctetView frame, Instant when, std::uint32_t interface);
    void write(OctetView frame, Instant when, std::uint32_t interface, const Remark& remark);
    /// A custom block, which readers that do not know the enterprise's number pass over. Its data is padded
    /// to 32 bits with zeros.
    void write_custom(std::uint32_t enterprise, OctetView data);

  private:
    void write_block(std::uint32_t type, const Octets& body);
    void write_packet(OctetView frame, Instant when, std::uint32_t interface, const Remark* remark);
    std::ofstream file_;
    std::string path_;
};

}  // namespace engine
