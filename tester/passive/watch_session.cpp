#include "tester/passive/watch_session.hpp"

#include <fmt/format.h>

namespace tester {
namespace {

using namespace std::chrono_literals;

constexpr engine::Duration between_looks = 250ms;
// A frame that the kernel has stamped is read within this time: the scheduler drains the capture before it
// calls anybody, and only a frame that is being stamped at that very moment may be missed.
constexpr engine::Duration reading_delay = 20ms;

}  // namespace

WatchSession::WatchSession(engine::Scheduler& scheduler, engine::LinkType link_type,
                           const WatchOptions& options)
    : scheduler_(scheduler),
      link_type_(link_type),
      options_(options),
      panel_(panel_options()),
      began_(scheduler.now()) {
    look_around();
}

WatchSession::~WatchSession() {
    scheduler_.cancel(timer_);
}

PanelOptions WatchSession::panel_options() {
    auto panel = options_.panel;
    panel.interface_names = {options_.interface};
    if (options_.tell)
        panel.tell = [this](const Happening& what) {
            const auto since = std::chrono::duration<double>(what.seconds);
            options_.tell(what, panel_.start() + std::chrono::duration_cast<engine::Duration>(since));
        };
    return panel;
}

void WatchSession::look_around() {
    timer_ = scheduler_.call_after(between_looks, [this] {
        panel_.pass_time(scheduler_.now() - reading_delay);
        if (options_.look) options_.look(panel_);
        look_around();
    });
}

void WatchSession::hear(engine::OctetView octets, std::size_t original_size, engine::Instant when) {
    if (is_over()) return;
    if (octets.size() < original_size) ++cut_;
    engine::CapturedFrame frame;
    frame.number = ++frames_;
    frame.when = when;
    frame.octets = octets;
    frame.original_size = original_size;
    frame.link_type = link_type_;
    panel_.feed(frame);
}

bool WatchSession::is_over() const {
    const bool time_is_up = options_.duration && scheduler_.now() - began_ >= *options_.duration;
    const bool has_all = options_.vrrp_packets && panel_.vrrp_packets() >= *options_.vrrp_packets;
    return time_is_up || has_all || options_.interrupted();
}

Judged WatchSession::conclude() {
    // What was due up to now was not heard; the capture's end is not to blame for it.
    panel_.pass_time(scheduler_.now() - reading_delay);
    auto judged = panel_.conclude();
    judged.capture.name = options_.interface;
    if (cut_ > 0)
        judged.capture.remarks.push_back(fmt::format("of {} frames only the beginning was captured", cut_));
    if (judged.capture.vrrp == 0) judged.trouble = "no VRRP packet was heard on " + options_.interface;
    return judged;
}

}  // namespace tester
