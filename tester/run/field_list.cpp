#include "tester/run/field_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

/// More of a payload shows nothing that a report's reader looks for.
constexpr std::size_t most_octets_shown = 32;

}  // namespace

std::string hexadecimal_text(std::uint64_t value, std::size_t octets) {
    return fmt::format("0x{:0{}x}", value, 2 * octets);
}

std::uint64_t FieldList::number(std::size_t at, std::size_t size) const {
    if (!has(at, size)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | frame_[at + i];
    return value;
}

void FieldList::Demand::wants(std::string wanted, std::string clause, bool differs) const {
    if (!is_there) return;
    auto& field = list.fields_.back();
    field.wanted = std::move(wanted);
    field.clause = std::move(clause);
    field.differs = differs;
}

FieldList::Demand FieldList::add(std::string name, std::size_t at, std::size_t size, std::string value) {
    if (!has(at, size)) return {*this};
    FrameField field;
    field.layer = layer_;
    field.name = std::move(name);
    field.value = std::move(value);
    field.octet = at;
    field.octets = size;
    fields_.push_back(std::move(field));
    return {*this, true};
}

FieldList::Demand FieldList::decimal(std::string name, std::size_t at, std::size_t size) {
    return add(std::move(name), at, size, std::to_string(number(at, size)));
}

FieldList::Demand FieldList::hexadecimal(std::string name, std::size_t at, std::size_t size) {
    return add(std::move(name), at, size, hexadecimal_text(number(at, size), size));
}

FieldList::Demand FieldList::mac(std::string name, std::size_t at) {
    engine::MacAddress address;
    if (!has(at, address.octets.size())) return {*this};
    std::copy_n(frame_.begin() + static_cast<std::ptrdiff_t>(at), address.octets.size(),
                address.octets.begin());
    return add(std::move(name), at, address.octets.size(), to_string(address));
}

FieldList::Demand FieldList::ip(std::string name, std::size_t at, engine::Family family) {
    const std::size_t size = family == engine::Family::ipv4 ? 4 : 16;
    if (!has(at, size)) return {*this};
    return add(std::move(name), at, size,
               to_string(engine::IpAddress::from_octets(frame_.subspan(at, size))));
}

FieldList::Demand FieldList::octets(std::string name, std::size_t at, std::size_t end) {
    end = std::min(end, frame_.size());
    if (at >= end) return {*this};
    std::string text;
    for (const auto octet : frame_.subspan(at, std::min(end - at, most_octets_shown)))
        text += fmt::format("{:02x}", octet);
    if (end - at > most_octets_shown) text += fmt::format("... ({} octets)", end - at);
    return add(std::move(name), at, end - at, std::move(text));
}

bool is_router_under_test(const FrameContext& context) {
    return context.sender != "tester" && context.sender != "host";
}

bool is_virtual_address(const FrameContext& context, const engine::IpAddress& address) {
    if (!context.router || context.is_reconfigured) return false;
    const auto& all = context.router->addresses;
    return std::find(all.begin(), all.end(), to_string(address)) != all.end();
}

engine::MacAddress router_mac(const FrameContext& context) {
    const auto family = context.router->family == "IPv6" ? engine::Family::ipv6 : engine::Family::ipv4;
    return engine::virtual_mac(family, static_cast<std::uint8_t>(context.router->vrid));
}

}  // namespace tester
