#include "tester/dut/resolution.hpp"

#include "engine/packet/craft.hpp"

namespace tester {

using engine::Family;
using engine::Instant;
using engine::IpAddress;
using engine::LoggedFrame;
using engine::MacAddress;
using namespace std::chrono_literals;

engine::Octets resolution_request(const Station& station, const IpAddress& target) {
    const auto source = station.address(target.family());
    if (target.family() == Family::ipv4)
        return engine::craft(
            engine::ArpFrame{station.mac(), engine::broadcast_mac, 1, station.mac(), source, {}, target});
    engine::NeighbourSolicitationFrame frame;
    frame.ethernet_source = station.mac();
    frame.ip_source = source;
    frame.target = target;
    // A station without an address of its own may only ask as if it looked for duplicates (RFC 4861 7.1.1).
    if (!source.is_unspecified()) frame.source_link_layer = station.mac();
    return engine::craft(frame);
}

std::optional<MacAddress> resolution_answer(const LoggedFrame& frame, const IpAddress& target) {
    const auto& view = frame.view;
    if (frame.own || frame.on_second) return {};
    MacAddress mac;
    if (view.arp && view.arp->operation == 2 && view.arp->sender_ip == target) {
        mac = view.arp->sender_mac;
    } else if (view.kind == engine::FrameKind::neighbour_advertisement && view.neighbour->target == target) {
        mac = view.neighbour->link_layer_address.value_or(view.ethernet.source);
    } else {
        return {};
    }
    // An address owner answers with the virtual MAC; the physical one may be in the Ethernet header.
    return mac.is_virtual() ? view.ethernet.source : mac;
}

void run_polling(engine::Scheduler& scheduler, Instant deadline, const std::function<bool()>& done) {
    bool over = false;
    engine::TimerId timer = 0;
    std::function<void()> poll = [&] {
        over = done() || scheduler.now() >= deadline;
        if (!over) timer = scheduler.call_after(20ms, poll);
    };
    poll();
    scheduler.run_until([&] { return over; });
    scheduler.cancel(timer);
}

}  // namespace tester
