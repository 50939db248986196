#include "engine/packet/authentication.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"

namespace engine {
namespace {

constexpr std::uint8_t authentication_protocol = 51;
constexpr std::size_t ip_offset = 14;
constexpr std::size_t minimum_ipv4_header_size = 20;
constexpr std::size_t icv_offset_in_header = 12;
constexpr std::size_t longest_configured_key = 8;

// Where fields lie in an IPv4 header.
constexpr std::size_t tos_offset = 1;
constexpr std::size_t total_length_offset = 2;
constexpr std::size_t fragment_offset = 6;
constexpr std::size_t ttl_offset = 8;
constexpr std::size_t protocol_offset = 9;
constexpr std::size_t header_checksum_offset = 10;

std::optional<Icv> hmac_md5_96(std::string_view key, OctetView octets) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()), octets.data(), octets.size(),
              digest.data(), &size) ||
        size < Icv{}.size())
        return std::nullopt;
    Icv icv;
    std::copy_n(digest.begin(), icv.size(), icv.begin());
    return icv;
}

std::optional<std::string> from_hexadecimal(std::string_view digits) {
    if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
    std::string key;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        std::uint8_t octet = 0;
        const char* const begin = digits.data() + at;
        const auto [end, error] = std::from_chars(begin, begin + 2, octet, 16);
        if (error != std::errc{} || end != begin + 2) return std::nullopt;
        key.push_back(static_cast<char>(octet));
    }
    return key;
}

}  // namespace

std::string_view to_string(AuthenticationType type) {
    switch (type) {
        case AuthenticationType::simple_text_password:
            return "password";
        case AuthenticationType::ip_authentication_header:
            return "authentication header";
        case AuthenticationType::none:
            break;
    }
    return "none";
}

std::optional<Authentication> parse_authentication(std::string_view text) {
    if (text == "none") return Authentication{};
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
    const auto sort = text.substr(0, colon);
    const auto key = text.substr(colon + 1);
    if (sort == "pass") return Authentication{AuthenticationType::simple_text_password, std::string(key)};
    if (sort != "ah") return std::nullopt;
    if (!key.starts_with("0x"))
        return Authentication{AuthenticationType::ip_authentication_header,
                              std::string(key.substr(0, longest_configured_key))};
    auto octets = from_hexadecimal(key.substr(2));
    if (!octets) return std::nullopt;
    return Authentication{AuthenticationType::ip_authentication_header, std::move(*octets)};
}

AuthenticationData authentication_data(const Authentication& authentication) {
    AuthenticationData data{};
    if (authentication.type == AuthenticationType::simple_text_password)
        std::copy_n(authentication.key.begin(), std::min(authentication.key.size(), data.size()),
                    data.begin());
    return data;
}

std::optional<Icv> expected_icv(const FrameView& frame, std::string_view key, IcvForm form) {
    if (!frame.ah || frame.ah->icv.size() != Icv{}.size()) return std::nullopt;
    const OctetView whole = frame.octets.subspan(frame.ip->header_offset);
    const auto header = whole.first(frame.ah->offset - frame.ip->header_offset);
    const auto size =
        static_cast<std::size_t>(frame.ip->payload.data() + frame.ip->payload.size() - whole.data());
    Octets packet(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    packet[tos_offset] = 0;
    write_u16(packet, fragment_offset, 0);
    write_u16(packet, header_checksum_offset, 0);
    if (form == IcvForm::ttl_zero) packet[ttl_offset] = 0;
    std::fill_n(packet.begin() + static_cast<std::ptrdiff_t>(header.size() + icv_offset_in_header),
                Icv{}.size(), std::uint8_t{0});
    return hmac_md5_96(key, packet);
}

bool icv_verifies(const FrameView& frame, std::string_view key) {
    for (const auto form : {IcvForm::ttl_kept, IcvForm::ttl_zero}) {
        const auto icv = expected_icv(frame, key, form);
        if (icv && std::ranges::equal(*icv, frame.ah->icv)) return true;
    }
    return false;
}

AuthenticationFault authentication_fault(const FrameView& frame, const Authentication& local) {
    const AdvertisementView& message = frame.advertisement;
    if (message.auth_type() != static_cast<std::uint8_t>(local.type)) return AuthenticationFault::other_type;
    switch (local.type) {
        case AuthenticationType::simple_text_password:
            return std::ranges::equal(message.auth_data(), authentication_data(local))
                       ? AuthenticationFault::none
                       : AuthenticationFault::password;
        case AuthenticationType::ip_authentication_header:
            if (!frame.ah) return AuthenticationFault::missing_header;
            return icv_verifies(frame, local.key) ? AuthenticationFault::none : AuthenticationFault::icv;
        case AuthenticationType::none:
            break;
    }
    return AuthenticationFault::none;
}

void insert_authentication_header(Octets& frame, const AuthenticationHeader& header, std::string_view key) {
    constexpr std::uint8_t words_minus_2 = 4;  // RFC 2402 2.2
    constexpr std::size_t size = 24;
    const FrameView before = read_frame(frame);
    if (!before.ip || before.ip->family != Family::ipv4 || before.ip->header_offset != ip_offset) return;
    const std::size_t header_size = before.ip->header_words * std::size_t{4};
    const std::size_t length = before.ip->total_length + size;
    if (header_size < minimum_ipv4_header_size || before.ip->is_cut || length > 0xffff) return;
    const std::size_t offset = ip_offset + header_size;

    std::array<std::uint8_t, size> octets{frame[ip_offset + protocol_offset], words_minus_2};
    write_u16(octets, 4, static_cast<std::uint16_t>(header.spi >> 16));
    write_u16(octets, 6, static_cast<std::uint16_t>(header.spi));
    write_u16(octets, 8, static_cast<std::uint16_t>(header.sequence >> 16));
    write_u16(octets, 10, static_cast<std::uint16_t>(header.sequence));
    frame.resize(ip_offset + before.ip->total_length);  // without the padding
    frame.insert(frame.begin() + static_cast<std::ptrdiff_t>(offset), octets.begin(), octets.end());
    frame[ip_offset + protocol_offset] = authentication_protocol;
    write_u16(frame, ip_offset + total_length_offset, static_cast<std::uint16_t>(length));
    repair_ipv4_header_checksum(frame);

    const auto icv = expected_icv(read_frame(frame), key, header.form);
    if (!icv)
        throw std::runtime_error("this system's OpenSSL forbids MD5, which an authentication header needs");
    std::ranges::copy(*icv, frame.begin() + static_cast<std::ptrdiff_t>(offset + icv_offset_in_header));
}

}  // namespace engine
