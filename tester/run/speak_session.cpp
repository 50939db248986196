#include "tester/run/speak_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tester {

using engine::ChecksumForm;
using engine::Family;
using engine::FrameView;
using engine::State;
using namespace std::chrono_literals;

namespace {

constexpr auto seldom = 10s;
constexpr int losing_key = 1000;
constexpr int peer_key = 1001;
constexpr std::size_t peer_burst = 10;  // two routers that take turns would otherwise fill the screen

std::string_view word(State state) {
    switch (state) {
        case State::backup:
            return "Backup";
        case State::active:
            return "Active";
        case State::initialize:
            break;
    }
    return "Initialize";
}

std::string list_of(const std::vector<engine::IpAddress>& addresses) {
    std::vector<std::string> texts;
    for (const auto& address : addresses) texts.push_back(to_string(address));
    return fmt::format("{}", fmt::join(texts, ", "));
}

std::string interval_text(std::uint32_t centiseconds) {
    return fmt::format("{:g} s", centiseconds / 100.0);
}

std::string interval_text(engine::Duration interval) {
    return fmt::format("{:g} s", engine::seconds(interval));
}

/// The form of a version 3 message over IPv4, or nothing if it has neither or, by chance, both.
std::optional<ChecksumForm> form_of(const FrameView& frame) {
    const auto verifies = [&](ChecksumForm form) {
        return vrrp_checksum_verifies(frame.advertisement.message(), form, frame.ip->source,
                                      frame.ip->destination);
    };
    const bool message_only = verifies(ChecksumForm::message_only);
    if (message_only == verifies(ChecksumForm::pseudo_header)) return std::nullopt;
    return message_only ? ChecksumForm::message_only : ChecksumForm::pseudo_header;
}

bool has_a_choice_of_form(const engine::Parameters& local) {
    return local.version == 3 && local.family == Family::ipv4;
}

std::string why_not_authentic(const FrameView& frame, const engine::Parameters& local) {
    switch (engine::authentication_fault(frame, local.authentication)) {
        case engine::AuthenticationFault::other_type:
            return fmt::format("its authentication type is {}, ours {} ({})", frame.advertisement.auth_type(),
                               static_cast<int>(local.authentication.type),
                               to_string(local.authentication.type));
        case engine::AuthenticationFault::password:
            return "its password is not ours";
        case engine::AuthenticationFault::missing_header:
            return "it has no authentication header";
        case engine::AuthenticationFault::icv:
            return "its authentication header was not made with our key, or it was changed on the way";
        case engine::AuthenticationFault::replay:
        case engine::AuthenticationFault::none:
            break;
    }
    return fmt::format("it is a replay: the sequence number {} has been used",
                       frame.ah ? frame.ah->sequence : 0);
}

}  // namespace

std::string why_discarded(const FrameView& frame, const engine::ReceptionRow& failure,
                          const engine::Parameters& local) {
    using Check = engine::ReceptionCheck;
    const auto& message = frame.advertisement;
    switch (failure.check) {
        case Check::ttl:
            return fmt::format("its {} is {}, not 255", local.family == Family::ipv4 ? "TTL" : "hop limit",
                               frame.ip->ttl);
        case Check::version:
            return fmt::format("its version is {}, ours {}", message.version(), local.version);
        case Check::type:
            return fmt::format("its type is {}, not 1", message.type());
        case Check::complete:
            return fmt::format("it is incomplete: {} octets where {} belong", message.message().size(),
                               message.expected_size());
        case Check::count:
            return "it names no address";
        case Check::checksum:
            if (has_a_choice_of_form(local) && form_of(frame))
                return fmt::format("its checksum is of the {} form, ours {}", to_string(*form_of(frame)),
                                   to_string(local.checksum_form));
            return "its checksum is wrong";
        case Check::vrid:
            return "its VRID is another one";
        case Check::not_owner:
            return "we are the address owner, who yields to nobody";
        case Check::auth_type:
            return why_not_authentic(frame, local);
        case Check::address_list:
            return fmt::format("its addresses are [{}], ours [{}]", list_of(message.addresses()),
                               list_of(local.addresses));
        case Check::interval:
            return fmt::format("its interval is {}, ours {}", interval_text(interval_cs(message)),
                               interval_text(local.advertisement_interval));
    }
    return std::string(failure.name);
}

SpeakSession::SpeakSession(engine::Scheduler& scheduler, engine::Link& link,
                           engine::Speaker::Identity identity, Options options, Tell tell)
    : scheduler_(scheduler),
      speaker_(scheduler, link, std::move(identity)),
      options_(std::move(options)),
      tell_(std::move(tell)) {
    const auto form = options_.checksum_form.value_or(
        options_.standard == engine::Rfc::rfc5798 ? ChecksumForm::pseudo_header : ChecksumForm::message_only);
    for (const auto& config : options_.routers) {
        speaker_.add(parameters_of(config, form, options_.standard), engine::rfc_rules());
        followed_.push_back({config, {}, options_.checksum_form.has_value(), {}});
    }
    engine::Speaker::Watch watch;
    watch.state_change = [this](Index index, State from, State to) { on_state(index, from, to); };
    watch.arrival = [this](Index index, const FrameView& frame) { on_arrival(index, frame); };
    watch.judgement = [this](Index index, const FrameView& frame, const engine::ReceptionRow* failure,
                             State before) { on_judgement(index, frame, failure, before); };
    watch.transmission = [this](Index, std::uint8_t) { ++sent_; };
    speaker_.watch(std::move(watch));
}

void SpeakSession::start() {
    for (Index index = 0; index < followed_.size(); ++index) {
        const auto& local = speaker_.router(index).parameters();
        auto started = event(
            index, "started",
            fmt::format("priority {}, every {}, {}, from {}{}{}{}", local.priority,
                        interval_text(local.advertisement_interval), list_of(local.addresses),
                        to_string(local.primary_address), local.preempt_mode ? "" : ", does not preempt",
                        local.speaks_version_2_too() ? ", in version 2, too" : "",
                        local.authentication.type == engine::AuthenticationType::none
                            ? std::string()
                            : fmt::format(", authenticates by {}", to_string(local.authentication.type))));
        started.priority = local.priority;
        tell_(started);
    }
    for (Index index = 0; index < followed_.size(); ++index) speaker_.startup(index);
}

std::string SpeakSession::why_active(const Followed& followed) const {
    if (followed.config.is_owner()) return "the address owner is Active at once";
    if (!followed.peer) return "nobody else advertises";
    const auto source = to_string(followed.peer->source);
    if (followed.peer->has_left) return source + " has left";
    const auto silence = scheduler_.now() - followed.peer->heard;
    if (followed.peer->priority < followed.config.priority)
        return fmt::format("{} has the lower priority {}", source, followed.peer->priority);
    return fmt::format("{} was not heard for {:.3f} s", source, engine::seconds(silence));
}

void SpeakSession::on_state(Index index, State from, State to) {
    auto& followed = followed_[index];
    std::string why;
    if (to == State::active) {
        why = why_active(followed);
        const auto& peer = followed.peer;
        if (peer && !peer->has_left && peer->priority >= followed.config.priority) {
            auto lost =
                event(index, "lost",
                      fmt::format("{} (priority {}) is silent", to_string(peer->source), peer->priority));
            lost.source = peer->source;
            lost.priority = peer->priority;
            tell_(lost);
        }
        followed.peer.reset();
    } else if (to == State::backup) {
        why = arriving_ ? fmt::format("{} has priority {}", to_string(arriving_->ip->source),
                                      arriving_->advertisement.priority())
                        : "waiting for an Active";
    } else {
        why = from == State::active ? "left with priority 0" : "stopped";
    }
    auto change = event(index, "state", fmt::format("{} -> {}: {}", word(from), word(to), why));
    change.from = from;
    change.to = to;
    if (arriving_) {
        change.source = arriving_->ip->source;
        change.priority = arriving_->advertisement.priority();
    }
    tell_(change);
}

void SpeakSession::on_arrival(Index index, const FrameView& frame) {
    arriving_ = &frame;
    if (!followed_[index].has_learnt_form && has_a_choice_of_form(speaker_.router(index).parameters()))
        learn_checksum_form(index, frame);
}

void SpeakSession::learn_checksum_form(Index index, const FrameView& frame) {
    const auto& message = frame.advertisement;
    if (message.version() != 3 || message.type() != 1) return;
    const auto form = form_of(frame);
    if (!form) return;
    followed_[index].has_learnt_form = true;
    speaker_.reconfigure(index).checksum_form = *form;
    tell_(event(index, "checksum_form", frame,
                fmt::format("{} uses the {} checksum, and so do we from now on", to_string(frame.ip->source),
                            to_string(*form))));
}

void SpeakSession::on_judgement(Index index, const FrameView& frame, const engine::ReceptionRow* failure,
                                State before) {
    arriving_ = nullptr;
    const auto source = to_string(frame.ip->source);
    const auto priority = frame.advertisement.priority();
    if (failure) {
        ++discarded_;
        const auto why = why_discarded(frame, *failure, speaker_.router(index).parameters());
        tell_seldom(index, static_cast<int>(failure->check),
                    event(index, "discarded", frame, fmt::format("discarded what {} sent: {}", source, why)));
        return;
    }
    ++heard_;
    if (priority == 0) {
        auto& peer = followed_[index].peer;
        if (peer && peer->source == frame.ip->source) peer->has_left = true;
        tell_seldom(index, peer_key, event(index, "left", frame, source + " leaves with priority 0"),
                    peer_burst);
    } else if (before == State::active && speaker_.router(index).state() == State::active) {
        tell_seldom(index, losing_key,
                    event(index, "losing", frame,
                          fmt::format("{} advertises the losing priority {}", source, priority)));
    } else {
        tell_of_peer(index, frame);
    }
}

void SpeakSession::tell_of_peer(Index index, const FrameView& frame) {
    const auto& message = frame.advertisement;
    Peer fresh{frame.ip->source, message.priority(), interval_cs(message), message.addresses(),
               scheduler_.now()};
    auto& peer = followed_[index].peer;
    const auto what = fmt::format("{} advertises priority {} every {} for {}", to_string(fresh.source),
                                  fresh.priority, interval_text(fresh.interval_cs), list_of(fresh.addresses));
    const auto tell = [&](std::string_view kind, const std::string& says) {
        tell_seldom(index, peer_key, event(index, kind, frame, says), peer_burst);
    };
    if (!peer || peer->has_left)
        tell("heard", what);
    else if (peer->source != fresh.source)
        tell("changed", fmt::format("{} in place of {}", what, to_string(peer->source)));
    else if (peer->priority != fresh.priority || peer->interval_cs != fresh.interval_cs ||
             peer->addresses != fresh.addresses)
        tell("changed", what + " from now on");
    peer = std::move(fresh);
}

void SpeakSession::tell_seldom(Index index, int key, SpeakEvent event, std::size_t burst) {
    auto& throttle = followed_[index].throttles[key];
    if (throttle.told == 0 || event.when - throttle.began >= seldom)
        throttle = {event.when, 0, throttle.untold};
    if (throttle.told >= burst) {
        ++throttle.untold;
        return;
    }
    event.untold = throttle.untold;
    if (event.untold != 0) event.says += fmt::format(" ({} more like it)", event.untold);
    ++throttle.told;
    throttle.untold = 0;
    tell_(event);
}

void SpeakSession::reconfigure(const std::vector<RouterConfig>& fresh) {
    const auto find_in = [](const auto& list, const RouterConfig& wanted, const auto& config_of) {
        return std::find_if(list.begin(), list.end(), [&](const auto& each) {
            return config_of(each).vrid == wanted.vrid && config_of(each).profile == wanted.profile;
        });
    };
    for (const auto& config : fresh) {
        const auto found = find_in(followed_, config, [](const Followed& each) { return each.config; });
        if (found == followed_.end())
            remark(name_of(config) + " is new: restart to add it");
        else
            reconfigure_one(static_cast<Index>(found - followed_.begin()), config);
    }
    for (const auto& followed : followed_)
        if (find_in(fresh, followed.config, [](const RouterConfig& each) { return each; }) == fresh.end())
            remark(name_of(followed.config) + " is gone: restart to remove it");
}

namespace {

/// "priority 120, was 100; interval 2 s, was 1 s".
std::string differences(const RouterConfig& fresh, const RouterConfig& old) {
    std::vector<std::string> texts;
    const auto add = [&](std::string_view what, const std::string& now, const std::string& before) {
        if (now != before) texts.push_back(fmt::format("{} {}, was {}", what, now, before));
    };
    const auto on_off = [](bool on) { return std::string(on ? "on" : "off"); };
    add("priority", std::to_string(fresh.priority), std::to_string(old.priority));
    add("interval", interval_text(fresh.interval), interval_text(old.interval));
    add("Preempt_Mode", on_off(fresh.preempt), on_off(old.preempt));
    add("Accept_Mode", on_off(fresh.accept.value_or(false)), on_off(old.accept.value_or(false)));
    add("addresses", list_of(link_local_first(fresh.addresses)), list_of(link_local_first(old.addresses)));
    return fmt::format("{}", fmt::join(texts, "; "));
}

}  // namespace

void SpeakSession::reconfigure_one(Index index, const RouterConfig& fresh) {
    auto& config = followed_[index].config;
    if (fresh.authentication != config.authentication || fresh.is_owner() != config.is_owner() ||
        fresh.v2_interoperation != config.v2_interoperation ||
        fresh.router_advertisements != config.router_advertisements) {
        remark(name_of(config) + " has another authentication, owner or service: restart to apply that");
        return;
    }
    const auto changes = differences(fresh, config);
    if (changes.empty()) return;
    auto changed = event(index, "reconfigured", changes);
    changed.priority = fresh.priority;
    config = fresh;
    auto wanted = speaker_.router(index).parameters();
    wanted.priority = fresh.priority;
    wanted.advertisement_interval = fresh.interval;
    wanted.preempt_mode = fresh.preempt;
    wanted.accept_mode = fresh.accept.value_or(false);
    wanted.addresses = link_local_first(fresh.addresses);
    speaker_.change(index, std::move(wanted));
    tell_(changed);
}

void SpeakSession::halt(const std::string& why) {
    for (Index index = 0; index < followed_.size(); ++index) {
        const State from = speaker_.router(index).state();
        speaker_.crash(index);
        followed_[index].peer.reset();
        auto change = event(index, "state", fmt::format("{} -> Initialize: {}", word(from), why));
        change.from = from;
        change.to = State::initialize;
        tell_(change);
    }
}

void SpeakSession::leave() {
    for (Index index = 0; index < followed_.size(); ++index) {
        try {
            speaker_.shutdown(index);
        } catch (const std::exception& error) {
            remark(fmt::format("{} could not resign: {}", name_of(followed_[index].config), error.what()));
        }
    }
    SpeakEvent ended{
        scheduler_.now(), "ended",
        fmt::format("{} advertisements sent, {} heard, {} discarded", sent_, heard_, discarded_)};
    tell_(ended);
}

void SpeakSession::remark(std::string says) {
    tell_({scheduler_.now(), "remark", std::move(says)});
}

SpeakEvent SpeakSession::event(Index index, std::string_view kind, std::string says) const {
    SpeakEvent event{scheduler_.now(), kind, std::move(says)};
    event.vrid = followed_[index].config.vrid;
    event.profile = followed_[index].config.profile;
    return event;
}

SpeakEvent SpeakSession::event(Index index, std::string_view kind, const FrameView& frame,
                               std::string says) const {
    auto result = event(index, kind, std::move(says));
    result.source = frame.ip->source;
    result.priority = frame.advertisement.priority();
    return result;
}

}  // namespace tester
