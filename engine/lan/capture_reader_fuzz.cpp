#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "engine/lan/capture_reader.hpp"

// A libFuzzer target: the input is a capture file. Every eighth is read from a file too, through the reader's
// buffer, which must give the same packets.

namespace {

using namespace engine;

struct Seen {
    bool is_refused = false;
    FrameNumber packets = 0;
    std::size_t frames = 0, octets = 0, sum = 0, comments = 0, custom = 0;
    std::string problem;
    bool operator==(const Seen&) const = default;
};

void require(bool holds) {
    if (!holds) std::abort();
}

void read(CaptureReader& reader, Seen& seen) {
    // The enterprise number of the examples in RFC 5612, which the corpus has.
    reader.on_custom_block(32473, [&](OctetView data) { seen.custom += data.size() + 1; });
    for (CapturedFrame frame; reader.next(frame);) {
        ++seen.frames;
        seen.octets += frame.octets.size();
        for (const std::uint8_t octet : frame.octets) seen.sum += octet;
        for (const char character : reader.comment()) seen.comments += static_cast<unsigned char>(character);
        require(frame.number == reader.packets());
        require(frame.when.nanoseconds > 0);
        require(frame.original_size >= frame.octets.size());
        require(frame.octets.size() <= CaptureReader::largest_packet);
        require(frame.interface < reader.interfaces().size());
    }
    CapturedFrame after;
    require(!reader.next(after));
    seen.packets = reader.packets();
    require(seen.packets == seen.frames + reader.foreign_packets());
    require(reader.cut_packets() <= seen.packets);
    seen.problem = reader.problem();
}

template <typename Input>
Seen read_all(const Input& input) {
    Seen seen;
    try {
        CaptureReader reader(input);
        read(reader, seen);
    } catch (const std::runtime_error&) {
        seen.is_refused = true;
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Seen in_memory = read_all(OctetView(data, size));
    if (size % 8 != 5) return 0;
    const int file = memfd_create("capture", MFD_CLOEXEC);
    require(file >= 0 && write(file, data, size) == static_cast<ssize_t>(size));
    const Seen in_file = read_all("/proc/self/fd/" + std::to_string(file));
    close(file);
    require(in_file == in_memory);
    return 0;
}
