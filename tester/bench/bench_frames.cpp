#include <algorithm>

#include "tester/bench/bench.hpp"

// Which frames of the capture are a bench's own matter, and whose they are.

namespace tester {

using engine::LoggedFrame;

bool Bench::is_from_dut_for_this(const LoggedFrame& frame) const {
    if (frame.own || frame.view.kind != engine::FrameKind::vrrp) return false;
    const auto& message = frame.view.advertisement;
    // A wrong VRID under the right virtual MAC is this virtual router's own mistake.
    if (message.vrid() != dut_.vrid && frame.view.ethernet.source != dut_.router_mac()) return false;
    if (message.family() != dut_.family() || station_.belongs_to_another(frame, dut_)) return false;
    // Routers of one virtual router share its MAC address, so the source address tells them apart.
    const auto& source = frame.view.ip->source;
    const bool is_its_own = source == dut_.primary_address || frame.view.ethernet.source == dut_.physical_mac;
    const auto& others = dut_.other_speakers;
    if (std::find(others.begin(), others.end(), source) != others.end()) return false;
    return !dut_.source_is_proven || is_its_own;
}

bool Bench::is_dut_advertisement(const LoggedFrame& frame) const {
    return is_from_dut_for_this(frame) &&
           !(dut_.v2_interoperation && frame.view.advertisement.version() == 2);
}

bool Bench::is_dut_version_2_advertisement(const LoggedFrame& frame) const {
    return dut_.v2_interoperation && is_from_dut_for_this(frame) && frame.view.advertisement.version() == 2;
}

bool Bench::is_foreign_advertisement(const LoggedFrame& frame) const {
    const auto& message = frame.view.advertisement;
    return !frame.own && frame.view.kind == engine::FrameKind::vrrp && message.vrid() == dut_.vrid &&
           message.family() == dut_.family() && dut_.speaks(message.version()) &&
           !is_from_dut_for_this(frame);
}

bool Bench::has_sent(const LoggedFrame& frame) const {
    return is_from_dut_for_this(frame) || station_.is_from_dut(frame, dut_) ||
           frame.view.ethernet.source == dut_.router_mac();
}

std::string Bench::sender_of(const LoggedFrame& frame) const {
    const bool is_of_router =
        frame.view.kind == engine::FrameKind::vrrp || frame.view.ethernet.source.is_virtual();
    if (frame.own) return is_of_router ? "tester" : "host";
    if (is_foreign_advertisement(frame)) return to_string(frame.view.ip->source);
    // Nobody else is known to be on the network behind the device.
    if (frame.on_second || has_sent(frame) || (twin_ && twin_->has_sent(frame))) return "device";
    for (const auto& sibling : siblings_)
        if (sibling->has_sent(frame)) return "device";
    return "";
}

bool Bench::wants_of_second(const LoggedFrame& frame) const {
    const auto& ip = frame.view.ip;
    return dut_.second_interface && ip && ip->family == dut_.family() &&
           (frame.view.kind == engine::FrameKind::echo_request ||
            ip->destination == engine::vrrp_group(ip->family));
}

bool Bench::wants(const LoggedFrame& frame) const {
    if (frame.on_second) return wants_of_second(frame);
    const auto& view = frame.view;
    const auto is_mine = [this](const engine::IpAddress& address) {
        const auto is_among = [&](const std::vector<engine::IpAddress>& all) {
            return std::find(all.begin(), all.end(), address) != all.end();
        };
        return is_among(dut_.addresses) || (unchanged_ && is_among(unchanged_->addresses));
    };
    if (view.ethernet.source == dut_.router_mac() || view.ethernet.destination == dut_.router_mac())
        return true;
    if (view.kind == engine::FrameKind::vrrp)
        return is_from_dut_for_this(frame) || is_foreign_advertisement(frame);
    if (view.arp)
        return is_mine(view.arp->sender_ip) || is_mine(view.arp->target_ip) ||
               (dut_.family() == engine::Family::ipv4 && station_.is_from_dut(frame, dut_));
    if (view.neighbour) return is_mine(view.neighbour->target) || station_.is_from_dut(frame, dut_);
    return view.ip && (is_mine(view.ip->source) || is_mine(view.ip->destination) ||
                       (view.ip->family == dut_.family() && station_.is_from_dut(frame, dut_)));
}

}  // namespace tester
