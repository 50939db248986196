#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
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

    /// `interface` is an index into the names.
    void write(OctetView frame, Instant when, std::uint32_t interface);

  private:
    void write_block(std::uint32_t type, const Octets& body);
    std::ofstream file_;
    std::string path_;
};

}  // namespace engine
