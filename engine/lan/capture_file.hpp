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

}  // namespace engine
