#include "engine/lan/speaker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/lan/speaker_forwarding.hpp"
#include "engine/lan/speaker_running.hpp"
#include "engine/packet/craft.hpp"

namespace engine {
Speaker::Speaker(Scheduler& scheduler, Link& link, Identity identity)
    : scheduler_(scheduler), link_(link), identity_(std::move(identity)) {
    link_.on_frame([this](OctetView frame, Instant, bool own) {
        if (!own) receive(frame);
    });
}

Speaker::~Speaker() {
    link_.on_frame({});
    detach();
    for (Index i = 0; i < routers_.size(); ++i) crash(i);
}

Speaker::Index Speaker::add(Parameters parameters, const Rules& rules) {
    parameters.physical_mac = identity_.mac;
    for (const auto& address : identity_.addresses)
        if (address.family() == parameters.family) {
            parameters.primary_address = address;
            break;
        }
    const Index index = routers_.size();
    routers_.push_back(
        std::make_unique<Running>(Running{index, VirtualRouter(std::move(parameters), rules)}));
    return index;
}

const VirtualRouter& Speaker::router(Index index) const {
    return routers_.at(index)->router;
}
Parameters& Speaker::reconfigure(Index index) {
    return routers_.at(index)->router.reconfigure();
}

void Speaker::startup(Index index) {
    auto& running = *routers_.at(index);
    if (!may_start(running)) return;
    const Parameters& local = running.local();
    if (local.is_owner() && running.rules().precedes_startup)
        for (const auto& address : local.addresses)
            link_.send(running.rules().precedes_startup(local, address));
    if (local.is_owner() && local.family == Family::ipv6 && running.rules().yields_to_duplicate)
        probe_before_startup(running);
    else
        feed(running, Startup{});
}
void Speaker::shutdown(Index index) {
    auto& running = *routers_.at(index);
    scheduler_.cancel(std::exchange(running.duplicate_detection, 0));
    feed(running, Shutdown{});
}

void Speaker::crash(Index index) {
    auto& running = *routers_.at(index);
    for (auto& timer : running.timers) scheduler_.cancel(std::exchange(timer, 0));
    scheduler_.cancel(std::exchange(running.announcement, 0));
    scheduler_.cancel(std::exchange(running.refresh, 0));
    scheduler_.cancel(std::exchange(running.duplicate_detection, 0));
    cancel_host_duties(running);
    running.ah_sequence = 0;
    running.router = VirtualRouter(running.local(), running.rules());
}

void Speaker::change(Index index, Parameters wanted) {
    auto& running = *routers_.at(index);
    wanted.primary_address = running.local().primary_address;
    wanted.physical_mac = running.local().physical_mac;
    perform_all(running, std::vector<Action>(running.router.change(std::move(wanted))));
}

void Speaker::set_link(Index index, bool up) {
    auto& running = *routers_.at(index);
    if (!up) {
        running.unplugged = running.router;
        crash(index);
        return;
    }
    const auto before = std::exchange(running.unplugged, std::nullopt);
    if (!before || running.rules().stays_down_after_link) return;
    if (!running.rules().keeps_state_without_link) return feed(running, Startup{});
    running.router = *before;
    const bool was_active = before->state() == State::active;
    feed(running, TimerFired{was_active ? Timer::adver_timer : Timer::active_down_timer});
}

void Speaker::feed(Running& running, const Input& input) {
    perform_all(running, std::vector<Action>(running.router.handle(input)));
}

void Speaker::perform_all(Running& running, const std::vector<Action>& actions) {
    for (const auto& action : actions)
        std::visit([&](const auto& wanted) { perform(running, wanted); }, action);
}

// RFC 9568 7.2, RFC 3768 7.2: transmitting VRRP packets.
void Speaker::perform(Running& running, const SendAdvertisement& action) {
    const auto versions =
        running.rules().versions_sent(running.local(), action.priority, running.advertisements_sent++);
    if (versions.own) send_advertisement(running, action.priority, running.local().version);
    if (versions.version_2) send_advertisement(running, action.priority, 2);
}

void Speaker::send_advertisement(Running& running, std::uint8_t priority, std::uint8_t version) {
    const Parameters& local = running.local();
    AdvertisementFrame frame;
    frame.ethernet_source = confused_with(running, Entanglement::one_virtual_mac).local().router_mac();
    frame.ip_source = local.primary_address;
    frame.checksum_form = local.checksum_form;
    frame.message.version = version;
    frame.message.vrid = local.vrid;
    frame.message.priority = priority;
    // A version 2 message cannot say a fraction of a second; beside version 3 it says what comes next.
    frame.message.interval =
        version == 2 ? static_cast<std::uint16_t>(
                           std::chrono::ceil<std::chrono::seconds>(local.advertisement_interval).count())
                     : static_cast<std::uint16_t>(local.advertisement_interval / 10ms);
    frame.message.addresses = confused_with(running, Entanglement::one_address_list).local().addresses;
    frame.message.auth_type = static_cast<std::uint8_t>(local.authentication.type);
    frame.message.auth_data = authentication_data(local.authentication);
    if (running.rules().shape_advertisement) running.rules().shape_advertisement(frame, local);
    Octets octets = craft(frame);
    if (running.rules().edit_advertisement) running.rules().edit_advertisement(octets, local);
    if (version == 2 && local.authentication.type == AuthenticationType::ip_authentication_header)
        running.rules().add_authentication_header(octets, local, running.ah_sequence);
    link_.send(octets);
    if (watch_.transmission) watch_.transmission(running.index, priority);
}

void Speaker::keep_announcing(Running& running) {
    const auto refresh = running.rules().announcement_refresh;
    if (refresh <= 0ns || running.refresh != 0) return;
    running.refresh = scheduler_.call_after(refresh, [this, &running] {
        running.refresh = 0;
        announce_now(running);
        keep_announcing(running);
    });
}

void Speaker::perform(Running& running, const AnnounceAddresses& action) {
    if (!action.only.empty()) return announce_now(running, action.only);
    keep_announcing(running);
    const auto delay = running.rules().announcement_delay;
    if (delay <= 0ns) {
        announce_now(running);
        return;
    }
    scheduler_.cancel(running.announcement);
    running.announcement = scheduler_.call_after(delay, [this, &running] { announce_now(running); });
}

// 6.4.1 and 6.4.2: a gratuitous ARP request, or an unsolicited NA with R=1, S=0, O=1, for each address.
void Speaker::announce_now(Running& running, const std::vector<IpAddress>& only) {
    const Parameters& local = running.local();
    const auto& addresses = only.empty() ? local.addresses : only;
    const std::size_t count = std::min(addresses.size(), running.rules().announced_addresses);
    for (std::size_t i = 0; i < count; ++i) {
        const IpAddress& address = addresses[i];
        if (local.family == Family::ipv4) {
            ArpFrame frame{local.router_mac(), broadcast_mac, 1, local.router_mac(), address,
                           broadcast_mac,      address};
            // RFC 9568 6.4.2 sets the target link-layer address; its elders do not mention it.
            frame.target_mac = local.router_mac();
            if (running.rules().shape_announcement_arp) running.rules().shape_announcement_arp(frame, local);
            link_.send(craft(frame));
        } else {
            NeighbourAdvertisementFrame frame{.ethernet_source = local.router_mac(),
                                              .ethernet_destination = multicast_mac(all_nodes_group()),
                                              .ip_source = local.addresses.front(),
                                              .ip_destination = all_nodes_group(),
                                              .target = address,
                                              .router = true,
                                              .solicited = false,
                                              .override_flag = true,
                                              .target_link_layer = local.router_mac()};
            if (running.rules().shape_announcement_na) running.rules().shape_announcement_na(frame, local);
            link_.send(craft(frame));
        }
    }
}

void Speaker::perform(Running& running, const JoinSolicitedNodeGroups&) {
    running.has_joined_groups = true;
    report_groups(running, 2);
}

void Speaker::perform(Running& running, const ArmTimer& action) {
    auto& timer = running.timer(action.timer);
    scheduler_.cancel(timer);
    running.due_at(action.timer) = scheduler_.now() + action.after;
    timer = scheduler_.call_after(action.after, [this, &running, which = action.timer] {
        running.timer(which) = 0;
        feed(running, TimerFired{which});
    });
}

void Speaker::perform(Running& running, const CancelTimer& action) {
    scheduler_.cancel(std::exchange(running.timer(action.timer), 0));
}

void Speaker::perform(Running& running, const EnterState& action) {
    if (action.to == State::active) {
        running.active_since = scheduler_.now();
        begin_router_advertisements(running);
    } else {
        running.has_joined_groups = false;
        if (!running.rules().advertises_router_in_backup) cancel_host_duties(running);
    }
    if (watch_.state_change) watch_.state_change(running.index, action.from, action.to);
}

bool Speaker::addressed_to_us(const MacAddress& destination) const {
    if ((destination.octets[0] & 1) != 0 || destination == identity_.mac) return true;
    return std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
        const State state = running->router.state();
        const bool hears = (state == State::active && running->rules().hears_router_mac) ||
                           (state == State::backup && running->rules().hears_router_mac_in_backup);
        return hears && running->local().router_mac() == destination;
    });
}

void Speaker::receive(OctetView octets) {
    const FrameView frame = read_frame(octets);
    if (forwarding_) pass_on(frame);
    if (!addressed_to_us(frame.ethernet.destination)) return;
    switch (frame.kind) {
        case FrameKind::vrrp:
            receive_advertisement(frame);
            break;
        case FrameKind::arp:
            answer_arp(frame);
            break;
        case FrameKind::neighbour_solicitation:
            answer_solicitation(frame);
            break;
        case FrameKind::echo_request:
            answer_echo(frame);
            break;
        case FrameKind::neighbour_advertisement:
            settle_duplicate(frame);
            break;
        case FrameKind::router_solicitation:
            answer_router_solicitation(frame);
            break;
        case FrameKind::multicast_listener:
            answer_listener_query(frame);
            break;
        default:
            refuse_transport(frame);
            break;
    }
}

void Speaker::receive_advertisement(const FrameView& frame) {
    for (auto& running : routers_) {
        if (running->router.state() == State::initialize) continue;
        const Rules& rules = running->rules();
        if (rules.dies_of && rules.dies_of(frame)) {
            crash(running->index);
            continue;
        }
        if (rules.verifies_ip_header && !frame.ip->header_checksum_good) continue;
        if (!rules.reread) {
            sort_out(*running, frame);
            continue;
        }
        FrameView misread = frame;
        rules.reread(misread);
        sort_out(*running, misread);
    }
}

// Most frames are for another virtual router: the cheap check goes first, which changes no verdict.
void Speaker::sort_out(Running& running, const FrameView& frame) {
    const auto is_mine = running.rules().reception[static_cast<std::size_t>(ReceptionCheck::vrid)];
    if (is_mine({frame, running.local()})) judge(running, frame);
}

// The state of two faults: a router that is overwhelmed, and one that trusts whom it has once believed.
void Speaker::stall_if_overwhelmed(Running& running) {
    const int most = running.rules().stalls_at;
    if (most == 0) return;
    if (scheduler_.now() - running.burst_began > 1s) {
        running.burst_began = scheduler_.now();
        running.burst = 0;
    }
    if (++running.burst >= most && running.router.state() == State::active)
        perform(running, ArmTimer{Timer::adver_timer, 4 * running.local().advertisement_interval});
}

bool Speaker::is_trusted(Running& running, const FrameView& frame, bool is_good) {
    const auto takes_unchecked = running.rules().takes_unchecked;
    if (takes_unchecked && takes_unchecked(frame)) return true;
    if (!running.rules().trusts_known_sources || !frame.ip) return is_good;
    auto& trusted = running.trusted;
    if (std::find(trusted.begin(), trusted.end(), frame.ip->source) != trusted.end()) return true;
    if (is_good) trusted.push_back(frame.ip->source);
    return is_good;
}

void Speaker::judge(Running& running, const FrameView& frame) {
    if (watch_.arrival) watch_.arrival(running.index, frame);
    const State before = running.router.state();
    const ReceptionRow* failure =
        first_failure(running.rules().reception, {frame, running.local(), running.ah_sequence});
    // What has the right digest is used up, whatever the checks after it say.
    const bool is_authentic = !failure || failure->check > ReceptionCheck::auth_type;
    if (is_authentic && frame.ah) running.ah_sequence = std::max(running.ah_sequence, frame.ah->sequence);
    if (is_trusted(running, frame, !failure)) failure = nullptr;
    if (failure) {
        feed(running, AdvertisementDiscarded{});
    } else {
        const Instant due = running.due_at(Timer::active_down_timer);
        const AdvertisementView& message = frame.advertisement;
        const AdvertisementHeard heard{
            {message.priority(), running.rules().advertised_interval(message), frame.ip->source,
             message.version()},
            running.timer(Timer::active_down_timer) != 0 ? due - scheduler_.now() : 0ns};
        feed(running, heard);
        confuse_others(running, heard, before);
    }
    stall_if_overwhelmed(running);
    if (watch_.judgement) watch_.judgement(running.index, frame, failure, before);
}

}  // namespace engine
