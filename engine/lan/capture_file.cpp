#include "engine/lan/capture_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace engine {
namespace {

constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
constexpr std::uint32_t longest_frame = 65535;
constexpr std::uint32_t ethernet = 1;

// The fields are in this machine's byte order; readers learn it from the magic number.
struct FileHeader {
    std::uint32_t magic = nanosecond_magic;
    std::uint16_t major = 2;
    std::uint16_t minor = 4;
    std::int32_t zone = 0;
    std::uint32_t accuracy = 0;
    std::uint32_t snapshot = longest_frame;
    std::uint32_t link_type = ethernet;
};
static_assert(sizeof(FileHeader) == 24);

struct FrameHeader {
    std::uint32_t seconds;
    std::uint32_t nanoseconds;
    std::uint32_t captured;
    std::uint32_t on_the_wire;
};
static_assert(sizeof(FrameHeader) == 16);

[[noreturn]] void fail(const std::string& path) {
    throw std::runtime_error("cannot write the capture file " + path + ": " + std::strerror(errno));
}

/// False for a file that is missing or empty. Throws if it holds anything else than what this class writes.
bool has_frames_of_this_kind(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    if (!file) return false;
    FileHeader header;
    const std::size_t size = std::fread(&header, 1, sizeof header, file);
    std::fclose(file);
    if (size == 0) return false;
    if (size != sizeof header || header.magic != nanosecond_magic || header.link_type != ethernet)
        throw std::runtime_error("cannot append to " + path +
                                 ": it is no Ethernet pcap with nanoseconds; choose another file");
    return true;
}

}  // namespace

CaptureFile::CaptureFile(const std::filesystem::path& path, Mode mode) : path_(path.string()) {
    const bool goes_on = mode == Mode::append && has_frames_of_this_kind(path_);
    file_ = std::fopen(path_.c_str(), goes_on ? "abe" : "wbe");
    if (!file_) fail(path_);
    if (goes_on) return;
    const FileHeader header;
    // Flushed at once, so that a disk without room is an error here and not a file that no reader knows.
    if (std::fwrite(&header, sizeof header, 1, file_) == 1 && std::fflush(file_) == 0) return;
    const int error = errno;
    std::fclose(file_);
    errno = error;
    fail(path_);
}

CaptureFile::~CaptureFile() {
    std::fclose(file_);
}

void CaptureFile::write(OctetView frame, Instant when) {
    constexpr std::int64_t second = 1'000'000'000;
    const auto captured = static_cast<std::uint32_t>(std::min<std::size_t>(frame.size(), longest_frame));
    const FrameHeader header{static_cast<std::uint32_t>(when.nanoseconds / second),
                             static_cast<std::uint32_t>(when.nanoseconds % second), captured,
                             static_cast<std::uint32_t>(frame.size())};
    if (std::fwrite(&header, sizeof header, 1, file_) != 1) fail(path_);
    if (captured != 0 && std::fwrite(frame.data(), 1, captured, file_) != captured) fail(path_);
}

}  // namespace engine
