#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "engine/lan/instant.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// Writes frames to a classic pcap file with nanosecond timestamps (magic a1b23c4d, Ethernet), which tshark
/// and tcpdump read. Throws std::runtime_error with one sentence when the file cannot be written.
class CaptureFile {
  public:
    explicit CaptureFile(const std::filesystem::path& path);
    ~CaptureFile();
    CaptureFile(const CaptureFile&) = delete;
    CaptureFile& operator=(const CaptureFile&) = delete;

    void write(OctetView frame, Instant when);

  private:
    std::FILE* file_ = nullptr;
    std::string path_;
};

}  // namespace engine
