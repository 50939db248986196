#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "engine/lan/capture_file.hpp"

// The blocks of draft-ietf-opsawg-pcapng, in this machine's byte order, which the first block shows.

namespace engine {
namespace {

constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t custom_to_be_copied = 0x00000bad;

template <typename Number>
void append(Octets& body, Number number) {
    std::array<std::uint8_t, sizeof number> octets{};
    std::memcpy(octets.data(), &number, sizeof number);
    for (const std::uint8_t octet : octets) body.push_back(octet);
}

/// Everything is padded to 32 bits.
void append_padded(Octets& body, OctetView data) {
    for (const std::uint8_t octet : data) body.push_back(octet);
    body.resize((body.size() + 3) / 4 * 4);
}

void append_option(Octets& body, std::uint16_t code, OctetView value) {
    append(body, code);
    append(body, static_cast<std::uint16_t>(value.size()));
    append_padded(body, value);
}

void append_options(Octets& body, const CaptureFileOfInterfaces::Remark& remark) {
    constexpr std::uint16_t comment = 1, flags = 2;
    constexpr std::uint32_t inbound = 1, outbound = 2;
    const auto text = remark.comment.substr(0, 65535);
    if (!text.empty())
        append_option(body, comment,
                      OctetView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    append(body, flags);
    append(body, std::uint16_t{4});
    append(body, remark.own ? outbound : inbound);
    append(body, std::uint32_t{0});  // the end of the options
}

Octets description_of(const std::string& interface) {
    constexpr std::uint16_t ethernet = 1, name = 2, resolution = 9;
    constexpr std::uint8_t nanoseconds[] = {9};  // ten to the power of minus nine
    Octets body;
    append(body, ethernet);
    append(body, std::uint16_t{0});
    append(body, std::uint32_t{0});  // frames are not cut
    const auto* text = reinterpret_cast<const std::uint8_t*>(interface.data());
    append_option(body, name, OctetView(text, interface.size()));
    append_option(body, resolution, nanoseconds);
    append(body, std::uint32_t{0});  // the end of the options
    return body;
}

}  // namespace

CaptureFileOfInterfaces::CaptureFileOfInterfaces(const std::filesystem::path& path,
                                                 const std::vector<std::string>& interfaces)
    : file_(path, std::ios::binary | std::ios::trunc), path_(path.string()) {
    Octets section;
    append(section, std::uint32_t{0x1a2b3c4d});
    append(section, std::uint16_t{1});
    append(section, std::uint16_t{0});
    append(section, std::int64_t{-1});  // its length is not given
    // By this name CaptureReader knows that what is outbound in here was sent by this program.
    constexpr std::uint16_t application = 4;
    constexpr std::uint8_t name[] = {'v', 'r', 'r', 'p', 't', 'e', 's', 't'};
    append_option(section, application, name);
    append(section, std::uint32_t{0});  // the end of the options
    write_block(section_header, section);
    for (const auto& interface : interfaces) write_block(interface_description, description_of(interface));
    file_.flush();
    if (!file_)
        throw std::runtime_error("cannot write the capture file " + path_ + ": " + std::strerror(errno));
}

void CaptureFileOfInterfaces::write_block(std::uint32_t type, const Octets& body) {
    Octets block;
    const auto size = static_cast<std::uint32_t>(body.size() + 12);
    append(block, type);
    append(block, size);
    append_padded(block, body);
    append(block, size);
    file_.write(reinterpret_cast<const char*>(block.data()), static_cast<std::streamsize>(block.size()));
    if (!file_)
        throw std::runtime_error("cannot write the capture file " + path_ + ": " + std::strerror(errno));
}

void CaptureFileOfInterfaces::write(OctetView frame, Instant when, std::uint32_t interface) {
    write_packet(frame, when, interface, nullptr);
}

void CaptureFileOfInterfaces::write(OctetView frame, Instant when, std::uint32_t interface,
                                    const Remark& remark) {
    write_packet(frame, when, interface, &remark);
}

void CaptureFileOfInterfaces::write_custom(std::uint32_t enterprise, OctetView data) {
    Octets body;
    append(body, enterprise);
    append_padded(body, data);
    write_block(custom_to_be_copied, body);
}

void CaptureFileOfInterfaces::write_packet(OctetView frame, Instant when, std::uint32_t interface,
                                           const Remark* remark) {
    const auto stamp = static_cast<std::uint64_t>(when.nanoseconds);
    Octets body;
    append(body, interface);
    append(body, static_cast<std::uint32_t>(stamp >> 32));
    append(body, static_cast<std::uint32_t>(stamp));
    append(body, static_cast<std::uint32_t>(frame.size()));
    append(body, static_cast<std::uint32_t>(frame.size()));
    append_padded(body, frame);
    if (remark) append_options(body, *remark);
    write_block(enhanced_packet, body);
}

}  // namespace engine
