#include <algorithm>
#include <utility>

#include "engine/lan/speaker.hpp"
#include "engine/lan/speaker_running.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"

// What the speaker's host does over IPv6 beside resolution: Router Advertisements, listener reports, and
// duplicate address detection.

namespace engine {
namespace {

// RFC 4861 10.
constexpr auto initial_interval = 16s;
constexpr int initial_advertisements = 3;
constexpr auto later_interval = 400s;  // between MinRtrAdvInterval and MaxRtrAdvInterval, 198 and 600 s
constexpr auto minimum_delay_between = 3s;

}  // namespace

// RFC 9568 6.4.3: "MUST send ND Router Advertisements for the virtual router".
void Speaker::begin_router_advertisements(Running& running) {
    const Parameters& local = running.local();
    running.router_advertisements_sent = 0;
    if (local.family != Family::ipv6 || !local.router_advertisements) return;
    running.last_router_advertisement = scheduler_.now() - minimum_delay_between;
    if (running.rules().sends_router_advertisements) advertise_router(running);
}

void Speaker::advertise_router_at(Running& running, Instant when) {
    scheduler_.cancel(running.router_advertisement);
    running.router_advertisement_due = when;
    running.router_advertisement = scheduler_.call_at(when, [this, &running] {
        running.router_advertisement = 0;
        advertise_router(running);
    });
}

void Speaker::advertise_router(Running& running) {
    const Parameters& local = running.local();
    RouterAdvertisementFrame frame{.ethernet_source = local.router_mac(),
                                   .ethernet_destination = multicast_mac(all_nodes_group()),
                                   .ip_source = local.addresses.front(),
                                   .ip_destination = all_nodes_group(),
                                   .source_link_layer = local.router_mac()};
    if (running.rules().shape_router_advertisement) running.rules().shape_router_advertisement(frame, local);
    link_.send(craft(frame));
    running.last_router_advertisement = scheduler_.now();
    ++running.router_advertisements_sent;
    if (!running.rules().sends_router_advertisements) return;
    const bool is_initial = running.router_advertisements_sent < initial_advertisements;
    advertise_router_at(running, scheduler_.now() + (is_initial ? initial_interval : later_interval));
}

// RFC 4861 6.2.6: after a delay of up to MAX_RA_DELAY_TIME, which is to keep routers apart, and no sooner
// than MIN_DELAY_BETWEEN_RAS after the last one; an earlier one that is due anyway will do.
void Speaker::answer_router_solicitation(const FrameView& frame) {
    if (frame.ip->ttl != 255) return;
    for (auto& running : routers_) {
        const Parameters& local = running->local();
        const Rules& rules = running->rules();
        const State state = running->router.state();
        const bool advertises =
            state == State::active || (state == State::backup && rules.advertises_router_in_backup);
        if (local.family != Family::ipv6 || !local.router_advertisements || !advertises) continue;
        if (!rules.answers_router_solicitations) continue;
        const Duration delay = 10ms * ((identity_.mac.octets.back() + local.vrid) % 50);
        const Instant when =
            std::max(scheduler_.now(), running->last_router_advertisement + minimum_delay_between) + delay;
        if (running->router_advertisement == 0 || when < running->router_advertisement_due)
            advertise_router_at(*running, when);
    }
}

// RFC 3810 6, RFC 2710 4: within the query's Maximum Response Delay.
void Speaker::answer_listener_query(const FrameView& frame) {
    const auto query = read_listener(frame);
    if (!query || query->kind != ListenerView::Kind::query || !frame.ip->source.is_link_local()) return;
    for (auto& running : routers_) {
        if (!running->has_joined_groups || !running->rules().answers_listener_queries) continue;
        if (running->group_report != 0) continue;
        const Duration delay = std::chrono::milliseconds(query->maximum_response_ms) / 4;
        running->group_report =
            scheduler_.call_after(delay, [this, &waiting = *running, version = query->version] {
                waiting.group_report = 0;
                report_groups(waiting, version);
            });
    }
}

void Speaker::report_groups(const Running& running, int version) {
    const Parameters& local = running.local();
    std::vector<IpAddress> groups;
    for (const auto& address : local.addresses) {
        const auto group = solicited_node_group(address);
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
    if (version == 2) {
        link_.send(craft(MulticastListenerReportFrame{local.router_mac(), local.primary_address, groups}));
        return;
    }
    for (const auto& group : groups)
        link_.send(craft(OldListenerReportFrame{local.router_mac(), local.primary_address, group}));
}

void Speaker::cancel_host_duties(Running& running) {
    scheduler_.cancel(std::exchange(running.router_advertisement, 0));
    scheduler_.cancel(std::exchange(running.group_report, 0));
}

// RFC 4862 5.4, for a router that does what RFC 9568 8.2.2 warns of: it asks whether its addresses are taken,
// and does not start if somebody says so within RetransTimer.
void Speaker::probe_before_startup(Running& running) {
    constexpr auto retransmission_timer = 1s;
    for (const auto& address : running.local().addresses) {
        NeighbourSolicitationFrame probe;
        probe.ethernet_source = running.local().router_mac();
        probe.ip_source = IpAddress::v6({});
        probe.target = address;
        link_.send(craft(probe));
    }
    running.duplicate_detection = scheduler_.call_after(retransmission_timer, [this, &running] {
        running.duplicate_detection = 0;
        feed(running, Startup{});
    });
}

void Speaker::settle_duplicate(const FrameView& frame) {
    for (auto& running : routers_) {
        const auto& addresses = running->local().addresses;
        if (std::find(addresses.begin(), addresses.end(), frame.neighbour->target) != addresses.end())
            scheduler_.cancel(std::exchange(running->duplicate_detection, 0));
    }
}

}  // namespace engine
