#include <algorithm>
#include <limits>

#include "engine/lan/capture_formats.hpp"

// draft-ietf-opsawg-pcapng: blocks of type, length, body and the length again, in the byte order of their
// section.

namespace engine {
namespace {

namespace block {
constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t obsolete_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t custom = 0x00000bad;
constexpr std::uint32_t custom_not_to_be_copied = 0x40000bad;
}  // namespace block

namespace option {
constexpr std::uint16_t section_application = 4;
constexpr std::uint16_t interface_name = 2;
constexpr std::uint16_t interface_resolution = 9;
constexpr std::uint16_t interface_offset = 14;
constexpr std::uint16_t packet_flags = 2;
}  // namespace option

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::size_t frame_of_block = 12;  // the type and both lengths
/// Bounds what a hostile file makes the list of interfaces cost.
constexpr std::size_t most_interfaces = 16384;
constexpr std::size_t longest_name = 64;

using Wide = unsigned __int128;

/// What an interface's timestamps count.
struct Clock {
    std::uint64_t nanoseconds_per_unit = 1000;  // 0 where a unit is not a whole number of them
    Wide units_per_second = 1'000'000;          // 0: too fine for any difference
    std::int64_t offset_s = 0;

    Instant at(std::uint64_t stamp) const;
};

Wide power(unsigned base, unsigned exponent) {
    Wide result = 1;
    while (exponent-- > 0) result *= base;
    return result;
}

/// if_tsresol: the exponent of ten or, with the highest bit, of two.
Clock clock_of(std::uint8_t resolution) {
    constexpr unsigned most_digits = 38;
    constexpr Wide second = 1'000'000'000;
    const unsigned exponent = resolution & 0x7fu;
    Clock clock;
    if ((resolution & 0x80) != 0) {
        clock.units_per_second = power(2, exponent);
    } else {
        clock.units_per_second = exponent <= most_digits ? power(10, exponent) : 0;
    }
    const Wide units = clock.units_per_second;
    const bool is_whole = units != 0 && units <= second && second % units == 0;
    clock.nanoseconds_per_unit = is_whole ? static_cast<std::uint64_t>(second / units) : 0;
    return clock;
}

Instant Clock::at(std::uint64_t stamp) const {
    // In the year 2116, and so far from the end of the numbers that whoever waits from here on does not reach
    // it.
    constexpr std::uint64_t far_future = std::uint64_t{1} << 62;
    constexpr std::int64_t second = 1'000'000'000;
    if (nanoseconds_per_unit != 0 && offset_s == 0 && stamp <= far_future / nanoseconds_per_unit)
        return Instant{static_cast<std::int64_t>(std::max<std::uint64_t>(stamp * nanoseconds_per_unit, 1))};
    const Wide since_offset = units_per_second == 0 ? 0 : Wide{stamp} * second / units_per_second;
    const __int128 sum = static_cast<__int128>(since_offset) + static_cast<__int128>(offset_s) * second;
    return Instant{static_cast<std::int64_t>(std::clamp<__int128>(sum, 1, far_future))};
}

struct InterfaceOfSection {
    std::uint32_t index = 0;  // in the whole file
    std::uint32_t snap_length = 0;
    std::optional<LinkType> link_type{};
    Clock clock{};
};

class PcapngFormat final : public CaptureFormat {
  public:
    using CaptureFormat::CaptureFormat;

    bool next(CapturedFrame& frame) override {
        while (true) {
            if (!input_.need(frame_of_block)) return end_of_file();
            const auto type = number_at<std::uint32_t>(input_.data(), is_swapped_);
            if (type == block::section_header && !learn_byte_order())
                return damaged("has no byte order that there is");
            const std::size_t size = number(4);
            if (size < frame_of_block || size % 4 != 0 || size > CaptureReader::largest_packet)
                return damaged("claims to be " + std::to_string(size) + " octets long");
            if (!input_.need(size)) return end_of_file();
            if (number(size - 4) != size) return damaged("ends with another length than it begins with");
            const Result result = read_block(type, size - frame_of_block, frame);
            if (result == Result::end) return false;
            input_.skip(size);
            if (result == Result::packet) return true;
        }
    }

  protected:
    std::string next_thing() const override {
        if (input_.left() >= 4) {
            const std::uint32_t type = number_at<std::uint32_t>(input_.data(), is_swapped_);
            if (is_packet(type)) return CaptureFormat::next_thing();
        }
        if (progress_.packets == 0) return "a block before the first packet";
        return "the block after packet " + std::to_string(progress_.packets);
    }

  private:
    enum class Result { packet, other, end };
    /// Where in a packet block things are.
    struct PacketBlock {
        std::uint32_t interface = 0;
        std::size_t header = 0;  // octets before the packet, within the body
        std::size_t size = 0, original_size = 0;
    };

    static bool is_packet(std::uint32_t type) {
        return type == block::enhanced_packet || type == block::simple_packet ||
               type == block::obsolete_packet;
    }

    std::uint32_t number(std::size_t offset) const {
        return number_at<std::uint32_t>(input_.data() + offset, is_swapped_);
    }
    const std::uint8_t* body() const { return input_.data() + 8; }

    bool learn_byte_order() {
        for (const bool is_swapped : {false, true}) {
            if (number_at<std::uint32_t>(body(), is_swapped) != byte_order_magic) continue;
            is_swapped_ = is_swapped;
            return true;
        }
        return false;
    }

    Result read_block(std::uint32_t type, std::size_t size, CapturedFrame& frame) {
        switch (type) {
            case block::section_header:
                return begin_section(size);
            case block::interface_description:
                return add_interface(size);
            case block::enhanced_packet:
            case block::obsolete_packet:
                return read_packet(type, size, frame);
            case block::simple_packet:
                return read_simple_packet(size, frame);
            case block::custom:
            case block::custom_not_to_be_copied:
                return hand_on_custom(size);
            default:
                return Result::other;
        }
    }

    Result begin_section(std::size_t size) {
        constexpr std::size_t fixed_size = 16;
        if (size < fixed_size) return ends("is too short for a section header");
        interfaces_.clear();
        const OctetView application = pcapng_option(OctetView(body(), size).subspan(fixed_size), is_swapped_,
                                                    option::section_application);
        constexpr std::string_view ours = "vrrptest";
        is_run_ =
            application.size() >= ours.size() && std::equal(ours.begin(), ours.end(), application.begin());
        return Result::other;
    }

    Result add_interface(std::size_t size) {
        constexpr std::size_t fixed_size = 8;
        if (size < fixed_size) return ends("is too short for an interface");
        if (progress_.interfaces.size() >= most_interfaces) return ends("is one interface too many");
        const OctetView options = OctetView(body(), size).subspan(fixed_size);
        const OctetView name = pcapng_option(options, is_swapped_, option::interface_name);
        const OctetView resolution = pcapng_option(options, is_swapped_, option::interface_resolution);
        const OctetView offset = pcapng_option(options, is_swapped_, option::interface_offset);
        const std::uint32_t link_type = number_at<std::uint16_t>(body(), is_swapped_);
        InterfaceOfSection interface {
            .index = static_cast<std::uint32_t>(progress_.interfaces.size()), .snap_length = number(12),
            .link_type = link_type_of(link_type)
        };
        if (!resolution.empty()) interface.clock = clock_of(resolution[0]);
        if (offset.size() == 8)
            interface.clock.offset_s =
                static_cast<std::int64_t>(number_at<std::uint64_t>(offset.data(), is_swapped_));
        interfaces_.push_back(interface);
        const auto* text = reinterpret_cast<const char*>(name.data());
        progress_.interfaces.push_back({.name = {text, std::min(name.size(), longest_name)},
                                        .link_type_number = link_type,
                                        .link_type = interface.link_type});
        return Result::other;
    }

    /// An Enhanced Packet Block, or the Packet Block before it: they differ in where the interface is.
    Result read_packet(std::uint32_t type, std::size_t size, CapturedFrame& frame) {
        constexpr std::size_t fixed_size = 20;
        if (size < fixed_size) return ends("is too short for a packet block");
        const PacketBlock packet{.interface = type == block::enhanced_packet
                                                  ? number(8)
                                                  : number_at<std::uint16_t>(body(), is_swapped_),
                                 .header = fixed_size,
                                 .size = number(20),
                                 .original_size = number(24)};
        if (packet.size > size - fixed_size)
            return ends("claims to be " + std::to_string(packet.size) + " octets long");
        const std::uint64_t stamp = std::uint64_t{number(12)} << 32 | number(16);
        const std::size_t padded = std::min((packet.size + 3) / 4 * 4, size - fixed_size);
        progress_.options = OctetView(body(), size).subspan(fixed_size + padded);
        progress_.options_are_swapped = is_swapped_;
        if (packet.interface < interfaces_.size()) last_time_ = interfaces_[packet.interface].clock.at(stamp);
        return deliver(packet, frame);
    }

    /// It has no time: it is given the last packet's.
    Result read_simple_packet(std::size_t size, CapturedFrame& frame) {
        constexpr std::size_t fixed_size = 4;
        if (size < fixed_size) return ends("is too short for a packet block");
        const std::size_t original = number(8);
        const std::uint32_t snap_length = interfaces_.empty() ? 0 : interfaces_.front().snap_length;
        std::size_t captured = std::min(original, size - fixed_size);
        if (snap_length != 0) captured = std::min<std::size_t>(captured, snap_length);
        progress_.options = {};
        return deliver({.interface = 0, .header = fixed_size, .size = captured, .original_size = original},
                       frame);
    }

    Result deliver(const PacketBlock& packet, CapturedFrame& frame) {
        if (packet.interface >= interfaces_.size())
            return ends("is of interface " + std::to_string(packet.interface) +
                        ", which the file does not describe");
        const InterfaceOfSection& interface = interfaces_[packet.interface];
        ++progress_.packets;
        if (packet.original_size > packet.size) ++progress_.cut;
        if (!interface.link_type) {
            ++progress_.foreign;
            return Result::other;
        }
        frame.number = progress_.packets;
        frame.when = last_time_;
        frame.octets = OctetView(body() + packet.header, packet.size);
        frame.original_size = std::max(packet.original_size, packet.size);
        frame.link_type = *interface.link_type;
        frame.interface = interface.index;
        frame.own = is_run_ && is_outbound();
        return Result::packet;
    }

    bool is_outbound() const {
        constexpr std::uint32_t direction = 3, outbound = 2;
        const OctetView flags = pcapng_option(progress_.options, is_swapped_, option::packet_flags);
        return flags.size() == 4 &&
               (number_at<std::uint32_t>(flags.data(), is_swapped_) & direction) == outbound;
    }

    Result hand_on_custom(std::size_t size) {
        constexpr std::size_t fixed_size = 4;
        if (size >= fixed_size && progress_.receiver && number(8) == progress_.enterprise)
            progress_.receiver(OctetView(body(), size).subspan(fixed_size));
        return Result::other;
    }

    Result ends(const std::string& what) {
        damaged(what);
        return Result::end;
    }

    bool is_swapped_ = false;
    bool is_run_ = false;  // a section that this program wrote
    std::vector<InterfaceOfSection> interfaces_{};
    Instant last_time_{1};
};

}  // namespace

OctetView pcapng_option(OctetView options, bool is_swapped, std::uint16_t code) {
    constexpr std::size_t header_size = 4;
    constexpr std::uint16_t end = 0;
    while (options.size() >= header_size) {
        const auto this_code = number_at<std::uint16_t>(options.data(), is_swapped);
        const std::size_t size = number_at<std::uint16_t>(options.data() + 2, is_swapped);
        options = options.subspan(header_size);
        if (this_code == end || size > options.size()) break;
        if (this_code == code) return options.first(size);
        options = options.subspan(std::min((size + 3) / 4 * 4, options.size()));
    }
    return {};
}

std::unique_ptr<CaptureFormat> pcapng_format(ByteWindow& input, CaptureProgress& progress) {
    if (!input.need(frame_of_block)) return nullptr;
    const bool is_section = number_at<std::uint32_t>(input.data(), false) == block::section_header;
    const auto magic = number_at<std::uint32_t>(input.data() + 8, false);
    if (!is_section || (magic != byte_order_magic && magic != __builtin_bswap32(byte_order_magic)))
        return nullptr;
    return std::make_unique<PcapngFormat>(input, progress);
}

}  // namespace engine
