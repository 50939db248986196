#include "engine/lan/tagged_link.hpp"

namespace engine {
namespace {

constexpr std::size_t behind_the_macs = 12;
constexpr std::size_t tag_size = 4;
constexpr std::uint16_t tag_protocol = 0x8100;

}  // namespace

Octets with_tag(OctetView frame, VlanTag tag) {
    const auto control = static_cast<std::uint16_t>(tag.priority << 13 | (tag.vlan & 0x0fff));
    Octets tagged(frame.begin(), frame.end());
    tagged.insert(tagged.begin() + behind_the_macs, tag_size, 0);
    write_u16(tagged, behind_the_macs, tag_protocol);
    write_u16(tagged, behind_the_macs + 2, control);
    return tagged;
}

TaggedLink::TaggedLink(Link& inner, VlanTag tag) : inner_(inner), tag_(tag) {
    inner_.on_frame([this](OctetView frame, Instant when, bool own) { receive(frame, when, own); });
}

TaggedLink::~TaggedLink() {
    inner_.on_frame({});
}

void TaggedLink::send(OctetView frame) {
    inner_.send(with_tag(frame, tag_));
}

void TaggedLink::receive(OctetView frame, Instant when, bool own) {
    if (frame.size() < behind_the_macs + tag_size) return;
    if (read_u16(frame, behind_the_macs) != tag_protocol) return;
    if ((read_u16(frame, behind_the_macs + 2) & 0x0fff) != tag_.vlan) return;
    untagged_.assign(frame.begin(), frame.begin() + behind_the_macs);
    untagged_.insert(untagged_.end(), frame.begin() + behind_the_macs + tag_size, frame.end());
    deliver(untagged_, when, own);
}

}  // namespace engine
