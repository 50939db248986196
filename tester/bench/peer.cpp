#include "tester/bench/peer.hpp"

#include <algorithm>
#include <utility>

#include "tester/bench/bench.hpp"

namespace tester {
namespace {

std::uint32_t number_of(const engine::IpAddress& address) {
    return static_cast<std::uint32_t>(engine::read_u16(address.octets(), 0)) << 16 |
           engine::read_u16(address.octets(), 2);
}

}  // namespace

Peer::~Peer() {
    bench_.station().scheduler().cancel(timer_);
}

engine::IpAddress Peer::address() const {
    return bench_.station().address(bench_.dut().family());
}

engine::IpAddress Peer::nearest_unused(int step) const {
    const auto& station = bench_.station();
    auto address = bench_.dut().primary_address.shifted(step);
    while (station.is_used(address)) address = address.shifted(step);
    return address;
}

std::uint8_t Peer::greater_priority() const {
    const auto priority = bench_.dut().priority;
    return priority < 200 ? 200 : priority < 254 ? 254 : 255;
}

void Peer::learn_header(const engine::LoggedFrame& frame) const {
    const auto& dut = bench_.dut();
    const auto& view = frame.view;
    const bool is_of_this_router = view.kind == engine::FrameKind::vrrp && view.ah &&
                                   view.advertisement.version() == dut.version() &&
                                   view.advertisement.vrid() == dut.vrid;
    if (!is_of_this_router) return;
    learnt_.sequence = std::max(learnt_.sequence, view.ah->sequence);
    if (!bench_.is_dut_advertisement(frame)) return;
    learnt_.spi = view.ah->spi == number_of(view.ip->source) ? 0 : view.ah->spi;
    for (const auto form : {engine::IcvForm::ttl_kept, engine::IcvForm::ttl_zero}) {
        const auto icv = engine::expected_icv(view, dut.authentication.key, form);
        if (icv && std::ranges::equal(*icv, view.ah->icv)) learnt_.form = form;
    }
}

engine::AuthenticationHeader Peer::next_header(const engine::IpAddress& source) const {
    const auto& log = bench_.station().log();
    while (learnt_until_ < log.last()) learn_header(log.frame(++learnt_until_));
    auto next = learnt_;
    ++next.sequence;
    // keepalived's index is the sender's own address.
    if (next.spi == 0) next.spi = number_of(source);
    return next;
}

engine::Octets Peer::build(const PeerAdvert& advert) const {
    const auto& dut = bench_.dut();
    engine::AdvertisementFrame frame;
    frame.message.version = advert.version.value_or(dut.version());
    frame.message.type = advert.type.value_or(1);
    frame.message.vrid = advert.vrid.value_or(dut.vrid);
    frame.message.priority = advert.priority.value_or(greater_priority());
    frame.message.count = advert.count;
    frame.message.reserve = advert.reserve.value_or(0);
    const auto interval = advert.interval.value_or(dut.advertisement_interval);
    const auto unit =
        dut.version() == 2 ? engine::Duration(std::chrono::seconds(1)) : std::chrono::milliseconds(10);
    frame.message.interval = advert.interval_field.value_or(static_cast<std::uint16_t>(interval / unit));
    const auto& authentication = advert.authentication ? *advert.authentication : dut.authentication;
    frame.message.auth_type = advert.auth_type.value_or(static_cast<std::uint8_t>(authentication.type));
    frame.message.auth_data = advert.auth_data.value_or(engine::authentication_data(authentication));
    frame.message.checksum = advert.checksum;
    frame.message.addresses = advert.addresses.value_or(std::span<const engine::IpAddress>(dut.addresses));
    frame.ethernet_source = advert.ethernet_source.value_or(dut.router_mac());
    frame.ethernet_destination = advert.ethernet_destination;
    frame.ip_source = advert.source.value_or(address());
    frame.ip_destination = advert.destination;
    // A unicast packet goes to the device itself unless somebody says otherwise.
    if (frame.ip_destination && !frame.ip_destination->is_multicast() && !frame.ethernet_destination)
        frame.ethernet_destination = dut.physical_mac;
    frame.ttl = advert.ttl.value_or(255);
    frame.checksum_form = advert.checksum_form.value_or(dut.checksum_form);
    auto octets = engine::craft(frame);
    if (advert.edit) advert.edit(octets, bench_);
    if (authentication.type == engine::AuthenticationType::ip_authentication_header) {
        auto header = next_header(frame.ip_source);
        if (advert.ah_sequence) header.sequence = *advert.ah_sequence;
        engine::insert_authentication_header(octets, header, authentication.key);
    }
    if (advert.edit_authenticated) advert.edit_authenticated(octets, bench_);
    return octets;
}

Mark Peer::send(const PeerAdvert& advert) {
    const auto priority = advert.priority.value_or(greater_priority());
    // Without Preempt_Mode the device stays down for a lower priority, too.
    const bool holds_down = priority >= bench_.dut().priority || !bench_.dut().preempt.value_or(true);
    if (holds_down) may_be_active_ = true;
    if (priority == 0) may_be_active_ = false;
    last_ = Mark{bench_.transmit(build(advert)), {}};
    return last_;
}

Mark Peer::send_frame(engine::Octets frame) {
    may_be_active_ = true;
    last_ = Mark{bench_.transmit(std::move(frame)), {}};
    return last_;
}

Mark Peer::advertise(const PeerAdvert& advert, std::optional<engine::Duration> period) {
    auto& scheduler = bench_.station().scheduler();
    scheduler.cancel(timer_);
    repeated_ = advert;
    period_ = period.value_or(bench_.dut().advertisement_interval);
    next_ = bench_.now();
    tick();
    return last_;
}

void Peer::tick() {
    auto& scheduler = bench_.station().scheduler();
    send(repeated_);
    // The grid stands still however late a tick comes, as a router's does.
    next_ = next_ + period_;
    timer_ = scheduler.call_at(next_, [this] { tick(); });
}

Mark Peer::hush() {
    bench_.station().scheduler().cancel(std::exchange(timer_, 0));
    return last_;
}

void Peer::resign() {
    hush();
    if (!std::exchange(may_be_active_, false) || bench_.dut().is_owner()) return;
    // An advertisement with the device's own interval goes first: a device that has learnt a long one would
    // otherwise skew by it.
    bench_.transmit(build({}));
    last_ = Mark{bench_.transmit(build({.priority = 0})), {}};
}

}  // namespace tester
