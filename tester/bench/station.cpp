#include "tester/bench/station.hpp"

#include <algorithm>

#include "tester/bench/bench.hpp"

namespace tester {

namespace {

engine::IpAddress unspecified(engine::Family family) {
    return family == engine::Family::ipv4 ? engine::IpAddress::v4({}) : engine::IpAddress::v6({});
}

}  // namespace

engine::IpAddress Port::address(engine::Family family) const {
    for (const auto& address : addresses)
        if (address.family() == family && (family == engine::Family::ipv4 || address.is_link_local()))
            return address;
    return unspecified(family);
}

engine::IpAddress Port::routable_address(engine::Family family) const {
    for (const auto& address : addresses)
        if (address.family() == family && !address.is_link_local()) return address;
    return unspecified(family);
}

Station::Station(engine::Scheduler& scheduler, engine::CaptureLog& log, engine::MacAddress mac,
                 std::vector<engine::IpAddress> addresses)
    : scheduler_(scheduler), log_(log), port_{mac, std::move(addresses)} {
    log_.on_logged([this](const engine::LoggedFrame& frame) {
        // A bench that hears a frame may only ask to be woken later, so the list stands still here.
        bool is_wanted = false;
        for (Bench* bench : benches_) {
            if (!bench->wants(frame)) continue;
            is_wanted = true;
            bench->hear(frame);
        }
        if (is_wanted) show(frame.number);
    });
}

Station::~Station() {
    log_.on_logged({});
}

void Station::attach(engine::Link& second, Port port) {
    log_.attach(second);
    second_ = std::move(port);
}

bool Station::has_second_port(engine::Family family) const {
    return !routable_address(family).is_unspecified() && !second_.routable_address(family).is_unspecified();
}

bool Station::is_used(const engine::IpAddress& address) const {
    const auto holds = [&](const std::vector<engine::IpAddress>& addresses) {
        return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
    };
    return holds(port_.addresses) ||
           std::any_of(known_.begin(), known_.end(), [&](const VirtualRouterFacts& each) {
               return holds(each.addresses) || holds(each.other_speakers) || each.primary_address == address;
           });
}

bool Station::belongs_to_another(const engine::LoggedFrame& frame, const VirtualRouterFacts& mine) const {
    const auto& message = frame.view.advertisement;
    return std::any_of(known_.begin(), known_.end(), [&](const VirtualRouterFacts& other) {
        const bool same = other.vrid == mine.vrid && other.profile == mine.profile;
        return !same && other.vrid == message.vrid() && other.family() == message.family() &&
               other.speaks(message.version());
    });
}

bool Station::is_from_dut(const engine::LoggedFrame& frame, const VirtualRouterFacts& dut) const {
    const auto& source = frame.view.ethernet.source;
    if (source == dut.physical_mac || source == dut.router_mac()) return true;
    if (frame.view.arp &&
        (frame.view.arp->sender_mac == dut.physical_mac || frame.view.arp->sender_mac == dut.router_mac()))
        return true;
    return frame.view.ip && frame.view.ip->source == dut.primary_address;
}

}  // namespace tester
