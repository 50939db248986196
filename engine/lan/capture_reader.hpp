#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "engine/packet/link_type.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// One frame of a capture. The octets live until the reader is asked for the next one.
struct CapturedFrame {
    /// From 1, counting every packet of the file, as Wireshark does; its version 4 counts pcapng's custom
    /// blocks too, which this program writes after all packets.
    FrameNumber number = 0;
    Instant when;
    OctetView octets{};
    std::size_t original_size =
        0;  // on the wire; more than octets.size() where the capture's snap length cut it
    LinkType link_type = LinkType::ethernet;
    std::uint32_t interface =
        0;  // index into CaptureReader::interfaces(); of the whole file, all sections counted
    /// The tester sent it: a section that "vrrptest" wrote (shb_userappl begins so) marks it as outbound
    /// (epb_flags). Other programs' marks say nothing of who is judged.
    bool own = false;
};

struct CaptureInterface {
    std::string name;  // as the file names it; may be empty
    std::uint32_t link_type_number = 0;
    std::optional<LinkType>
        link_type;  // nothing: one that this program does not read; its packets are counted and skipped
};

/// Reads the packets of a capture one after another: pcap (micro- and nanoseconds, either byte order) and
/// pcapng (several sections and interfaces, any resolution), plain or compressed with gzip or zstd. Total: no
/// file makes it read out of bounds, throw after it was opened, or take more memory than `largest_packet` and
/// a fixed amount beside it. Nothing is allocated for a packet.
class CaptureReader {
  public:
    /// Packets, and blocks of pcapng, that claim to be larger are taken for damage of the file.
    static constexpr std::size_t largest_packet = 1 << 20;

    /// "-" is standard input, read as it grows. Throws std::runtime_error with one sentence that says what to
    /// do if the file cannot be opened, is empty or is no capture.
    explicit CaptureReader(const std::string& path);
    /// The same of octets in memory, which must outlive the reader: for tests and fuzzing.
    explicit CaptureReader(OctetView file);
    ~CaptureReader();
    CaptureReader(const CaptureReader&) = delete;
    CaptureReader& operator=(const CaptureReader&) = delete;

    /// The next packet of a link type that can be read; false at the end of the file, be it proper or not.
    bool next(CapturedFrame& frame);

    const std::vector<CaptureInterface>& interfaces() const;
    /// Packets so far, those of foreign link types included.
    FrameNumber packets() const;
    /// Those that were skipped since their link type is none that is read here.
    std::size_t foreign_packets() const;
    /// Those of which the capture holds only a part.
    std::size_t cut_packets() const;
    /// Where the file ended otherwise than it should: one sentence, "the file ends within packet 17 (a
    /// capture that was broken off?)"; empty if it ended properly.
    const std::string& problem() const;

    /// pcapng: called with the data of each custom block (0x00000BAD) of this private enterprise number as it
    /// is passed; must be set before the first next().
    void on_custom_block(std::uint32_t enterprise, std::function<void(OctetView)> receiver);
    /// pcapng: the comment of the packet that next() returned last; empty if it has none.
    std::string_view comment() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
