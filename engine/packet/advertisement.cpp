#include "engine/packet/advertisement.hpp"

#include <algorithm>

namespace engine {
namespace {

constexpr std::size_t fixed_part_size = 8;
constexpr std::size_t auth_data_size = 8;
constexpr std::size_t checksum_offset = 6;

std::size_t auth_size_of(std::uint8_t version) {
    return version == 2 ? auth_data_size : 0;
}

/// Only VRRPv3 over IPv4 leaves a choice: VRRPv2 knows no pseudo-header (RFC 3768 5.3.8) and IPv6 always has
/// one (RFC 9568 5.2.8).
ChecksumForm right_form(std::uint8_t version, Family family, ChecksumForm wanted) {
    if (version == 2) return ChecksumForm::message_only;
    return family == Family::ipv6 ? ChecksumForm::pseudo_header : wanted;
}

std::size_t encoded_size(const Advertisement& advertisement) {
    std::size_t size = fixed_part_size + auth_size_of(advertisement.version);
    for (const IpAddress& address : advertisement.addresses) size += address.size();
    return size;
}

}  // namespace

Octets encode(const Advertisement& advertisement, ChecksumForm form, const IpAddress& source,
              const IpAddress& destination) {
    const bool is_version_2 = advertisement.version == 2;
    Octets message(encoded_size(advertisement));
    message[0] = static_cast<std::uint8_t>(advertisement.version << 4 | (advertisement.type & 0x0f));
    message[1] = advertisement.vrid;
    message[2] = advertisement.priority;
    message[3] = advertisement.count.value_or(static_cast<std::uint8_t>(advertisement.addresses.size()));
    message[4] =
        is_version_2
            ? advertisement.auth_type
            : static_cast<std::uint8_t>(advertisement.reserve << 4 | (advertisement.interval >> 8 & 0x0f));
    message[5] = static_cast<std::uint8_t>(advertisement.interval);

    auto end = message.begin() + fixed_part_size;
    for (const IpAddress& address : advertisement.addresses)
        end = std::ranges::copy(address.octets(), end).out;
    if (is_version_2) std::ranges::copy(advertisement.auth_data, end);

    if (advertisement.checksum) {
        write_u16(message, checksum_offset, *advertisement.checksum);
    } else {
        seal(message, form, source, destination);
    }
    return message;
}

void seal(std::span<std::uint8_t> message, ChecksumForm form, const IpAddress& source,
          const IpAddress& destination) {
    if (message.size() < fixed_part_size) return;
    const auto version = static_cast<std::uint8_t>(message[0] >> 4);
    const ChecksumForm chosen = right_form(version, source.family(), form);
    write_u16(message, checksum_offset, vrrp_checksum(message, chosen, source, destination));
}

OctetView AdvertisementView::auth_data() const {
    if (version() != 2) return {};
    const std::size_t offset = fixed_part_size + count() * address_size();
    if (message_.size() < offset + auth_data_size) return {};
    return message_.subspan(offset, auth_data_size);
}

std::size_t AdvertisementView::addresses_present() const {
    const std::size_t around = fixed_part_size + auth_size_of(version());
    return message_.size() < around ? 0 : (message_.size() - around) / address_size();
}

std::optional<IpAddress> AdvertisementView::address(std::size_t index) const {
    if (index >= addresses_present()) return std::nullopt;
    return IpAddress::from_octets(message_.subspan(fixed_part_size + index * address_size(), address_size()));
}

std::vector<IpAddress> AdvertisementView::addresses() const {
    const std::size_t size = std::min<std::size_t>(count(), addresses_present());
    std::vector<IpAddress> result;
    result.reserve(size);
    for (std::size_t index = 0; index < size; ++index) result.push_back(*address(index));
    return result;
}

std::size_t AdvertisementView::expected_size() const {
    return fixed_part_size + count() * address_size() + auth_size_of(version());
}

std::uint32_t interval_cs(const AdvertisementView& advertisement) {
    if (advertisement.version() == 2) return advertisement.adver_interval_s() * 100u;
    return advertisement.max_advertise_interval_cs();
}

}  // namespace engine
