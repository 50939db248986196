#pragma once

#include <bit>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/lan/byte_source.hpp"
#include "engine/lan/capture_reader.hpp"

// The formats that CaptureReader reads, each a class of its own; nobody else needs them.

namespace engine {

/// The number at `octets`, which need not be aligned, in this machine's byte order or the other.
template <typename Number>
Number number_at(const std::uint8_t* octets, bool is_swapped) {
    Number number;
    std::memcpy(&number, octets, sizeof number);
    if (!is_swapped) return number;
    if constexpr (sizeof number == 2) {
        return static_cast<Number>(__builtin_bswap16(number));
    } else if constexpr (sizeof number == 4) {
        return static_cast<Number>(__builtin_bswap32(number));
    } else {
        static_assert(sizeof number == 8);
        return static_cast<Number>(__builtin_bswap64(number));
    }
}

/// What a reader of one format has found so far.
struct CaptureProgress {
    std::vector<CaptureInterface> interfaces{};
    FrameNumber packets = 0;
    std::size_t foreign = 0;
    std::size_t cut = 0;
    std::string problem{};
    OctetView options{};  // pcapng: of the last packet
    bool options_are_swapped = false;
    std::uint32_t enterprise = 0;  // of the custom blocks that `receiver` wants
    std::function<void(OctetView)> receiver{};
};

class CaptureFormat {
  public:
    CaptureFormat(ByteWindow& input, CaptureProgress& progress) : input_(input), progress_(progress) {}
    virtual ~CaptureFormat() = default;
    CaptureFormat(const CaptureFormat&) = delete;
    CaptureFormat& operator=(const CaptureFormat&) = delete;

    virtual bool next(CapturedFrame& frame) = 0;

  protected:
    /// What the reader stands before: "packet 17".
    virtual std::string next_thing() const;
    /// False; with a problem unless the input ended where something could have begun.
    bool end_of_file();
    /// False; ends the reading with a sentence about what comes next: "packet 17 claims ...".
    bool damaged(const std::string& what);

    ByteWindow& input_;
    CaptureProgress& progress_;
};

/// The value of the first of pcapng's options of that code; empty if there is none.
OctetView pcapng_option(OctetView options, bool is_swapped, std::uint16_t code);

/// Nothing if the input does not begin as the format does.
std::unique_ptr<CaptureFormat> pcap_format(ByteWindow& input, CaptureProgress& progress);
std::unique_ptr<CaptureFormat> pcapng_format(ByteWindow& input, CaptureProgress& progress);

}  // namespace engine
