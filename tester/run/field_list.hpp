#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/packet/frame.hpp"
#include "tester/run/frame_fields.hpp"

namespace tester {

/// A frame's fields as they are gathered. Nothing that is not wholly in the frame gets in.
class FieldList {
  public:
    explicit FieldList(engine::OctetView frame) : frame_(frame) {}

    engine::OctetView frame() const { return frame_; }
    void begin(std::string layer) { layer_ = std::move(layer); }
    const std::string& layer() const { return layer_; }
    bool has(std::size_t at, std::size_t size) const {
        return at <= frame_.size() && size <= frame_.size() - at;
    }
    /// The number in network byte order; 0 where it is not there. At most 8 octets.
    std::uint64_t number(std::size_t at, std::size_t size) const;

    /// What is demanded of the field that was added last.
    struct Demand {
        FieldList& list;
        bool is_there = false;
        void wants(std::string wanted, std::string clause, bool differs) const;
        /// Of a field that is there.
        const std::string& value() const { return list.fields_.back().value; }
    };
    Demand add(std::string name, std::size_t at, std::size_t size, std::string value);
    /// The same for what reads as a number, a MAC or an IP address.
    Demand decimal(std::string name, std::size_t at, std::size_t size);
    Demand hexadecimal(std::string name, std::size_t at, std::size_t size);
    Demand mac(std::string name, std::size_t at);
    Demand ip(std::string name, std::size_t at, engine::Family family);
    /// As many of the octets from `at` to `end` as are there, in hexadecimal; nothing if none are.
    Demand octets(std::string name, std::size_t at, std::size_t end);

    std::vector<FrameField> take() { return std::move(fields_); }

  private:
    engine::OctetView frame_;
    std::string layer_;
    std::vector<FrameField> fields_;
};

/// A message in a frame: where it begins, and where it ends or the frame does.
struct MessagePlace {
    std::size_t begin = 0, end = 0;
};

/// True if demands hold for whoever sent the frame; the tester's own frames are wrong on purpose, and only
/// what makes a message valid is told of them.
bool is_router_under_test(const FrameContext& context);
/// True for one of the virtual router's own addresses.
bool is_virtual_address(const FrameContext& context, const engine::IpAddress& address);
/// The virtual router's MAC address; only where there is a virtual router.
engine::MacAddress router_mac(const FrameContext& context);
std::string hexadecimal_text(std::uint64_t value, std::size_t octets);

void add_vrrp(FieldList& list, const engine::FrameView& view, const FrameContext& context);
void add_arp(FieldList& list, const engine::FrameView& view, std::size_t at, const FrameContext& context);
void add_icmp(FieldList& list, const engine::FrameView& view, MessagePlace place);
void add_icmpv6(FieldList& list, const engine::FrameView& view, MessagePlace place,
                const FrameContext& context);

}  // namespace tester
