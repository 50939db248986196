#include "engine/lan/capture_log.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/packet/host_messages.hpp"

namespace engine {
namespace {

constexpr std::size_t echoes_awaited = 4096;  // a link that echoes nothing must not make the queue grow

/// How a host answers who asks for a port: a reset, the answer to a SYN, or a port unreachable.
bool is_answer_of_transport(const FrameView& view) {
    const auto segment = read_transport(view);
    const bool is_tcp_answer = segment && segment->is_tcp && (segment->rst || (segment->syn && segment->ack));
    return is_tcp_answer || read_port_unreachable(view);
}

// What goes to the VRRP group counts whatever its protocol number is, since that number may be the fault.
bool is_of_interest(const FrameView& view) {
    return view.kind != FrameKind::other ||
           (view.ip && view.ip->destination == vrrp_group(view.ip->family)) || is_answer_of_transport(view);
}

}  // namespace

CaptureLog::CaptureLog(Scheduler& scheduler, Link& link) : scheduler_(&scheduler), link_(&link) {
    listen(link, Wire::first);
}

CaptureLog::~CaptureLog() {
    if (link_) link_->on_frame({});
    if (second_) second_->on_frame({});
}

void CaptureLog::listen(Link& link, Wire wire) {
    link.on_frame(
        [this, wire](OctetView octets, Instant when, bool own) { receive(wire, octets, when, own); });
}

void CaptureLog::attach(Link& second) {
    second_ = &second;
    listen(second, Wire::second);
}

LoggedFrame& CaptureLog::append(Wire wire, Octets octets, Instant when, bool own) {
    auto& frame = heard_.emplace_back();
    frame.number = ++last_;
    frame.when = when;
    frame.own = own;
    frame.on_second = wire == Wire::second;
    frame.octets = std::move(octets);
    frame.view = read_frame(frame.octets);
    return frame;
}

FrameNumber CaptureLog::send(Octets octets, Wire wire) {
    if (!link_) throw std::logic_error("nothing can be sent into a recording");
    auto& frame = append(wire, std::move(octets), scheduler_->now(), true);
    awaiting_echo_.push_back(frame.number);
    if (awaiting_echo_.size() > echoes_awaited) awaiting_echo_.pop_front();
    Link& link = wire == Wire::second ? *second_ : *link_;
    link.send(frame.octets);
    return frame.number;
}

void CaptureLog::confirm_echo(Wire wire, OctetView octets, Instant when) {
    const auto sent = std::find_if(awaiting_echo_.begin(), awaiting_echo_.end(), [&](FrameNumber number) {
        return frame(number).on_second == (wire == Wire::second) &&
               std::equal(octets.begin(), octets.end(), frame(number).octets.begin(),
                          frame(number).octets.end());
    });
    if (sent == awaiting_echo_.end()) return;
    auto& confirmed = heard_[*sent - 1];
    confirmed.when = when;
    confirmed.confirmed = true;
    awaiting_echo_.erase(sent);
}

void CaptureLog::show_next(bool is_told) {
    const auto& next = frame(++last_);
    if (is_told && !next.own && observer_) observer_(next);
}

void CaptureLog::receive(Wire wire, OctetView octets, Instant when, bool own) {
    if (own) {
        confirm_echo(wire, octets, when);
        return;
    }
    const FrameView view = read_frame(octets);
    if (!is_of_interest(view)) {
        ++other_traffic_;
        return;
    }
    const auto& frame = append(wire, Octets(octets.begin(), octets.end()), when, false);
    if (observer_) observer_(frame);
}

}  // namespace engine
