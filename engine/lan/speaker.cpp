#include "engine/lan/speaker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/lan/speaker_running.hpp"
#include "engine/packet/craft.hpp"

namespace engine {
namespace {

std::uint32_t spi_of(const IpAddress& address) {
    return static_cast<std::uint32_t>(read_u16(address.octets(), 0)) << 16 | read_u16(address.octets(), 2);
}

}  // namespace

Speaker::Speaker(Scheduler& scheduler, Link& link, Identity identity)
    : scheduler_(scheduler), link_(link), identity_(std::move(identity)) {
    link_.on_frame([this](OctetView frame, Instant, bool own) {
        if (!own) receive(frame);
    });
}

Speaker::~Speaker() {
    link_.on_frame({});
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
    feed(*routers_.at(index), Startup{});
}
void Speaker::shutdown(Index index) {
    feed(*routers_.at(index), Shutdown{});
}

void Speaker::crash(Index index) {
    auto& running = *routers_.at(index);
    for (auto& timer : running.timers) scheduler_.cancel(std::exchange(timer, 0));
    scheduler_.cancel(std::exchange(running.announcement, 0));
    scheduler_.cancel(std::exchange(running.refresh, 0));
    running.ah_sequence = 0;
    running.router = VirtualRouter(running.local(), running.rules());
}

void Speaker::feed(Running& running, const Input& input) {
    const std::vector<Action> actions = running.router.handle(input);
    for (const auto& action : actions)
        std::visit([&](const auto& wanted) { perform(running, wanted); }, action);
}

// RFC 9568 7.2, RFC 3768 7.2: transmitting VRRP packets.
void Speaker::perform(Running& running, const SendAdvertisement& action) {
    const Parameters& local = running.local();
    AdvertisementFrame frame;
    frame.ethernet_source = local.router_mac();
    frame.ip_source = local.primary_address;
    frame.checksum_form = local.checksum_form;
    frame.message.version = local.version;
    frame.message.vrid = local.vrid;
    frame.message.priority = action.priority;
    frame.message.interval =
        local.version == 2
            ? static_cast<std::uint16_t>(
                  std::chrono::duration_cast<std::chrono::seconds>(local.advertisement_interval).count())
            : static_cast<std::uint16_t>(local.advertisement_interval / 10ms);
    frame.message.addresses = local.addresses;
    frame.message.auth_type = static_cast<std::uint8_t>(local.authentication.type);
    frame.message.auth_data = authentication_data(local.authentication);
    if (running.rules().shape_advertisement) running.rules().shape_advertisement(frame, local);
    Octets octets = craft(frame);
    if (running.rules().edit_advertisement) running.rules().edit_advertisement(octets, local);
    if (local.version == 2 && local.authentication.type == AuthenticationType::ip_authentication_header)
        insert_authentication_header(octets, {spi_of(local.primary_address), ++running.ah_sequence},
                                     local.authentication.key);
    link_.send(octets);
    if (watch_.transmission) watch_.transmission(running.index, action.priority);
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

void Speaker::perform(Running& running, const AnnounceAddresses&) {
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
void Speaker::announce_now(Running& running) {
    const Parameters& local = running.local();
    const std::size_t count = std::min(local.addresses.size(), running.rules().announced_addresses);
    for (std::size_t i = 0; i < count; ++i) {
        const IpAddress& address = local.addresses[i];
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
    const Parameters& local = running.local();
    running.has_joined_groups = true;
    std::vector<IpAddress> groups;
    for (const auto& address : local.addresses) {
        const auto group = solicited_node_group(address);
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
    link_.send(craft(MulticastListenerReportFrame{local.router_mac(), local.primary_address, groups}));
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
    if (action.to != State::active) running.has_joined_groups = false;
    if (watch_.state_change) watch_.state_change(running.index, action.from, action.to);
}

bool Speaker::addressed_to_us(const MacAddress& destination) const {
    if ((destination.octets[0] & 1) != 0 || destination == identity_.mac) return true;
    return std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
        return running->router.state() == State::active && running->local().router_mac() == destination &&
               running->rules().hears_router_mac;
    });
}

void Speaker::receive(OctetView octets) {
    const FrameView frame = read_frame(octets);
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
        default:
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
        feed(running,
             AdvertisementHeard{
                 {message.priority(), running.rules().advertised_interval(message), frame.ip->source},
                 running.timer(Timer::active_down_timer) != 0 ? due - scheduler_.now() : 0ns});
    }
    stall_if_overwhelmed(running);
    if (watch_.judgement) watch_.judgement(running.index, frame, failure, before);
}

}  // namespace engine
