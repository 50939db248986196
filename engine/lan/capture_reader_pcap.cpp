#include <algorithm>

#include "engine/lan/capture_formats.hpp"

// draft-ietf-opsawg-pcap: a file header of 24 octets, then packets with a header of 16 each.

namespace engine {
namespace {

constexpr std::size_t file_header_size = 24;

struct Variant {
    std::uint32_t magic;
    std::int64_t nanoseconds_per_unit;
    std::size_t packet_header_size;
};
constexpr Variant variants[] = {
    {.magic = 0xa1b2c3d4, .nanoseconds_per_unit = 1000, .packet_header_size = 16},
    {.magic = 0xa1b23c4d, .nanoseconds_per_unit = 1, .packet_header_size = 16},
    // Kuznetzov's, of old Linux distributions: eight more octets that only his programs read.
    {.magic = 0xa1b2cd34, .nanoseconds_per_unit = 1000, .packet_header_size = 24},
};

class PcapFormat final : public CaptureFormat {
  public:
    PcapFormat(ByteWindow& input, CaptureProgress& progress, const Variant& variant, bool is_swapped)
        : CaptureFormat(input, progress), variant_(variant), is_swapped_(is_swapped) {
        // The upper bits tell of a frame check sequence, which does no harm at the end of a frame.
        const std::uint32_t number = number_at<std::uint32_t>(input.data() + 20, is_swapped) & 0x03ffffff;
        link_type_ = link_type_of(number);
        progress.interfaces.push_back({.name = {}, .link_type_number = number, .link_type = link_type_});
        input.skip(file_header_size);
    }

    bool next(CapturedFrame& frame) override {
        while (true) {
            if (!input_.need(variant_.packet_header_size)) return end_of_file();
            const std::size_t size = number_at<std::uint32_t>(input_.data() + 8, is_swapped_);
            if (size > CaptureReader::largest_packet)
                return damaged("claims to be " + std::to_string(size) + " octets long");
            if (!input_.need(variant_.packet_header_size + size)) return end_of_file();
            ++progress_.packets;
            read(frame, size);
            if (link_type_) return true;
            ++progress_.foreign;
        }
    }

  private:
    void read(CapturedFrame& frame, std::size_t size) {
        const std::uint8_t* header = input_.data();
        const std::int64_t seconds = number_at<std::uint32_t>(header, is_swapped_);
        const std::int64_t units = number_at<std::uint32_t>(header + 4, is_swapped_);
        const std::size_t original = number_at<std::uint32_t>(header + 12, is_swapped_);
        frame.number = progress_.packets;
        frame.when = Instant{
            std::max<std::int64_t>(seconds * 1'000'000'000 + units * variant_.nanoseconds_per_unit, 1)};
        frame.octets = OctetView(header + variant_.packet_header_size, size);
        frame.original_size = std::max(original, size);
        frame.link_type = link_type_.value_or(LinkType::ethernet);
        frame.interface = 0;
        frame.own = false;
        if (original > size) ++progress_.cut;
        input_.skip(variant_.packet_header_size + size);
    }

    const Variant& variant_;
    bool is_swapped_;
    std::optional<LinkType> link_type_;
};

}  // namespace

std::unique_ptr<CaptureFormat> pcap_format(ByteWindow& input, CaptureProgress& progress) {
    if (!input.need(file_header_size)) return nullptr;
    for (const bool is_swapped : {false, true}) {
        const auto magic = number_at<std::uint32_t>(input.data(), is_swapped);
        const auto* variant = std::ranges::find(variants, magic, &Variant::magic);
        if (variant != std::end(variants))
            return std::make_unique<PcapFormat>(input, progress, *variant, is_swapped);
    }
    return nullptr;
}

}  // namespace engine
