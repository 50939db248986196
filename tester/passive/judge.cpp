#include "tester/passive/judge.hpp"

#include <algorithm>
#include <cstring>

#include "engine/packet/may_matter.hpp"
#include "tester/passive/judge_state.hpp"

namespace tester {
namespace {

using engine::CapturedFrame;
using engine::FrameKind;
using engine::FrameView;
using engine::Instant;
using namespace std::chrono_literals;

/// Interfaces of one capture may be a little out of step with each other; more is another capture.
constexpr engine::Duration most_out_of_step = 1s;

/// Several for each router that there is room for, so that they are seldom tidied up.
constexpr std::size_t most_agenda_entries = 4 * RouterTable::most_routers;

template <std::size_t size>
bool lists(const std::uint8_t* octets, const std::vector<engine::IpAddress>& addresses) {
    for (const engine::IpAddress& address : addresses) {
        if (std::memcmp(octets, address.octets().data(), size) != 0) return false;
        octets += size;
    }
    return true;
}

bool has_same_addresses(const engine::AdvertisementView& message,
                        const std::vector<engine::IpAddress>& addresses) {
    if (message.count() != addresses.size()) return false;
    const std::uint8_t* list = message.message().data() + 8;
    return message.family() == engine::Family::ipv4 ? lists<4>(list, addresses) : lists<16>(list, addresses);
}

AdvertisementSeen advertisement_of(const PacketSeen& packet) {
    return {.frame = packet.frame.number,
            .when = packet.frame.when,
            .version = packet.message().version(),
            .priority = packet.message().priority(),
            .interval = engine::interval_cs(packet.message()) * engine::Duration(10ms),
            .form = packet.message_only_good ? engine::ChecksumForm::message_only
                                             : engine::ChecksumForm::pseudo_header};
}

}  // namespace

PassiveJudge::State::State(std::vector<PassiveCheck> checks, PassiveOptions chosen)
    : options(std::move(chosen)),
      books(std::move(checks), options, agenda, *this),
      model(options.tolerance, *this) {}

// --- time ---

void PassiveJudge::State::feed(const CapturedFrame& frame) {
    if (frames++ == 0) now = books.circumstances().capture_start = frame.when;
    if (frame.when < now - most_out_of_step) start_anew(frame);
    now = std::max(now, frame.when);
    if (now >= agenda.next()) run_due(now);

    if (hear_again(frame)) return;
    if (!engine::may_matter(frame.octets, frame.link_type)) return;
    const FrameView view = engine::read_frame(frame.octets, frame.link_type);
    if (view.kind == FrameKind::other && !view.ethernet.source.is_virtual()) return;
    frame_ = &frame;
    view_ = &view;
    Circumstances& circumstances = books.circumstances();
    circumstances.now = now;
    circumstances.is_cut = frame.octets.size() < frame.original_size;
    if (view.kind == FrameKind::vrrp) {
        hear_packet(frame, view);
    } else {
        hear_host(frame, view);
    }
    books.memory().remember(frame);
    frame_ = nullptr;
    view_ = nullptr;
}

void PassiveJudge::State::pass_time(Instant until) {
    if (frames == 0 || until <= now) return;
    now = until;
    run_due(now);
}

void PassiveJudge::State::run_due(Instant until) {
    while (agenda.next() <= until) {
        const Agenda::Entry entry = agenda.take();
        RouterTrack& router = table.at(entry.router);
        if (entry.when != router.scheduled) continue;
        books.circumstances().now = entry.when;
        books.circumstances().is_cut = false;
        if (router.expiry <= entry.when) model.look(router, entry.when);
        books.ask_deadlines(router, entry.when, false);
        router.scheduled = engine::never;
        reschedule(router);
    }
}

void PassiveJudge::State::reschedule(RouterTrack& router) {
    const Instant next = std::min(router.expiry, Bookkeeping::next_deadline(router));
    if (next >= router.scheduled) return;
    router.scheduled = next;
    agenda.add(next, router.number);
    if (agenda.size() > most_agenda_entries) tidy_agenda();
}

/// Leaves out the entries that are out of date: each router has at most one that is not.
void PassiveJudge::State::tidy_agenda() {
    agenda.clear();
    for (const auto& router : table.all())
        if (router->scheduled != engine::never) agenda.add(router->scheduled, router->number);
}

/// Nothing of what was seen so far says anything about what is seen from here on.
void PassiveJudge::State::start_anew(const CapturedFrame& frame) {
    if (leaps_back++ == 0) first_leap = frame.number;
    for (auto& router : table.all()) {
        books.ask_deadlines(*router, now, true);
        router->deadlines.clear();
        router->memory.clear();
        router->scheduled = engine::never;
        model.forget(*router);
        for (SpeakerBook& book : router->books) {
            book.start_anew();
            book.memory.clear();
        }
    }
    agenda.clear();
    signs.clear();
    now = frame.when;
}

void PassiveJudge::State::finish() {
    if (is_finished) return;
    is_finished = true;
    books.circumstances().now = now;
    for (auto& router : table.all()) {
        books.ask_deadlines(*router, now, true);
        for (std::size_t index = 0; index < router->books.size(); ++index)
            Bookkeeping::count_repetitions(*router, index);
        if (router->seen.packets == 0) continue;
        for (std::uint8_t slot = 0; slot < version_slots; ++slot) {
            if (router->tallies[slot].empty()) continue;
            books.turn_to(*router, slot, nullptr, nullptr);
            books.ask(books.hooks(profile_of(slot, router->seen.family)).at_end, router->seen);
        }
    }
}

// --- packets of protocol 112 ---

void PassiveJudge::State::hear_packet(const CapturedFrame& frame, const FrameView& view) {
    const engine::AdvertisementView& message = view.advertisement;
    const engine::Family family = view.ip->family;
    RouterTrack* router = table.find_or_add(segment_of(frame, view), family, message.vrid());
    const auto speaker =
        router ? router->find_speaker(view.ip->source, message.version()) : std::optional<std::size_t>();
    Repetition* repetition = speaker && !frame.own ? &router->books[*speaker].repetition : nullptr;
    const bool is_repetition = options.skips_repetitions && repetition && repetition->is_same(frame);
    const Hearing hearing = is_repetition ? repetition->hearing() : hear(view);
    ++(hearing.is_carp ? carp_packets : vrrp_packets);
    if (!router) return;

    const PacketSeen packet{.circumstances = books.circumstances(),
                            .frame = frame,
                            .view = view,
                            .router = router->seen,
                            .speaker = speaker ? &router->seen.speakers[*speaker] : nullptr,
                            .is_carp = hearing.is_carp,
                            .heeded = hearing.heeded,
                            .message_only_good = hearing.message_only_good,
                            .pseudo_header_good = hearing.pseudo_header_good};
    const std::uint8_t slot = slot_of(message.version(), family);
    const Hooks& hooks = books.hooks(profile_of(slot, family));
    books.turn_to(*router, slot, &frame, &view);
    if (hearing.is_carp) {
        ++router->carp;
        if (!frame.own) books.ask(hooks.on_carp, packet);
        return;
    }
    // A run's file: nobody judges the tester itself.
    if (!frame.own) {
        ask_about(*router, hooks, packet, hearing, is_repetition);
    } else if (speaker) {
        router->books[*speaker].repetition.forget();
    }
    learn(*router, packet, hearing);
    if (router->expiry < router->scheduled) reschedule(*router);
    if (agenda.size() > most_agenda_entries) tidy_agenda();
}

void PassiveJudge::State::ask_about(RouterTrack& router, const Hooks& hooks, const PacketSeen& packet,
                                    const Hearing& hearing, bool is_repetition) {
    const auto& speakers_seen = router.seen.speakers;
    const auto speaker = packet.speaker ? static_cast<std::size_t>(packet.speaker - speakers_seen.data())
                                        : speakers_seen.size();
    Repetition* repetition = packet.speaker ? &router.books[speaker].repetition : nullptr;
    const bool is_steady = is_repetition && hearing.heeded && hooks.are_steady && speakers_seen.size() == 1 &&
                           packet.speaker->is_active;
    if (is_repetition) {
        ++repetition->times;
    } else {
        if (repetition) Bookkeeping::count_repetitions(router, speaker);
        // Of the tester no failure is counted, so that none would not show that all held: somebody else has
        // its address.
        const bool may_keep = repetition && !packet.speaker->is_tester;
        books.ask_alone(hooks.on_packet_alone, packet, hearing, may_keep ? repetition : nullptr);
    }
    if (!is_steady) {
        if (repetition) repetition->is_steady = false;
        books.ask(hooks.on_packet, packet);
        if (!hearing.heeded) return;
        books.ask_gap(hooks.on_gap, packet);
        books.ask(hooks.on_advertisement, packet);
    } else if (repetition->is_steady) {
        ++repetition->steady_times;
        books.ask_gap(hooks.on_gap, packet);
    } else {
        Bookkeeping::count_repetitions(router, speaker);
        books.ask_steady(hooks, packet, *repetition);
        if (repetition->is_steady) steady.add(router, packet.frame);
    }
}

/// Most of a capture: packets that say what their sender has said before, of an Active that is alone on its
/// VRID. What is not asked and learnt of them here would be the same again. False if this is none of them.
bool PassiveJudge::State::hear_again(const CapturedFrame& frame) {
    const std::uint16_t guess = steady.guess(frame);
    if (guess == 0 || frame.own) return false;
    RouterTrack& router = table.at(guess - 1u);
    if (router.seen.speakers.size() != 1 || router.seen.segment.interface != frame.interface) return false;
    SpeakerSeen& speaker = router.seen.speakers.front();
    SpeakerBook& book = router.books.front();
    Repetition& repetition = book.repetition;
    if (!repetition.is_steady || !speaker.is_active || !repetition.is_same(frame)) return false;

    Circumstances& circumstances = books.circumstances();
    circumstances.now = now;
    circumstances.is_cut = frame.octets.size() < frame.original_size;
    const std::uint8_t slot = slot_of(speaker.version, router.seen.family);
    books.turn_to(router, slot, &frame, nullptr);
    ++vrrp_packets;
    ++repetition.times;
    ++repetition.steady_times;
    books.ask_gap(books.hooks(profile_of(slot, router.seen.family)).on_gap, router.seen, speaker,
                  speaker.last.interval);

    ++router.seen.packets;
    book.learn_again(frame.when);
    if (repetition.has_own_mac()) speaker.own_mac = speaker.mac;
    AdvertisementSeen advertisement = speaker.last;
    advertisement.frame = frame.number;
    advertisement.when = frame.when;
    model.hear(router, 0, advertisement);
    signs.note(speaker.source, frame.when);
    if (router.expiry < router.scheduled) reschedule(router);
    books.memory().remember(frame);
    return true;
}

std::optional<std::size_t> PassiveJudge::State::speaker_for(RouterTrack& router, const PacketSeen& packet) {
    if (packet.speaker) return static_cast<std::size_t>(packet.speaker - router.seen.speakers.data());
    if (router.seen.speakers.size() >= RouterTrack::most_speakers || speakers >= most_speakers ||
        listed >= most_listed) {
        ++speakers_refused;
        return std::nullopt;
    }
    ++speakers;
    SpeakerSeen& speaker = router.seen.speakers.emplace_back();
    speaker.source = packet.view.ip->source;
    speaker.version = packet.message().version();
    router.books.emplace_back();
    sources.add(router, {speaker.source});
    return router.recent = router.seen.speakers.size() - 1;
}

void PassiveJudge::State::learn(RouterTrack& router, const PacketSeen& packet, const Hearing& hearing) {
    if (router.seen.packets++ == 0) router.seen.first_heard = packet.frame.when;
    if (!hearing.is_whole) return;
    const engine::AdvertisementView& message = packet.message();
    router.seen.versions = static_cast<std::uint8_t>(router.seen.versions | 1u << message.version());
    const auto index = speaker_for(router, packet);
    if (!index) return;

    router.books[*index].learn(packet, hearing, packet.frame.when);
    SpeakerSeen& speaker = router.seen.speakers[*index];
    speaker.is_tester = packet.frame.own;
    if (packet.view.ethernet.has_source) {
        speaker.mac = packet.view.ethernet.source;
        if (!speaker.mac.is_virtual()) speaker.own_mac = speaker.mac;
    }
    if (message.version() == 2 && std::ranges::find(speaker.authentication_types, message.auth_type()) ==
                                      speaker.authentication_types.end())
        speaker.authentication_types.push_back(message.auth_type());
    if (!hearing.heeded) return;
    if (!has_same_addresses(message, speaker.addresses)) {
        addresses.remove(router, speaker.addresses);
        listed -= speaker.addresses.size();
        speaker.addresses = message.addresses();
        listed += speaker.addresses.size();
        addresses.add(router, speaker.addresses);
    }
    model.hear(router, *index, advertisement_of(packet));
    signs.note(packet.view.ip->source, packet.frame.when);
}

// --- what the model tells ---

Happenings::Place PassiveJudge::State::place_of(const RouterTrack& router) const {
    const Instant when = frame_ ? frame_->when : books.circumstances().now;
    return {.router = table.name(router.seen, options.interface_names),
            .frame = frame_ ? frame_->number : 0,
            .seconds = engine::seconds(when - books.circumstances().capture_start)};
}

void PassiveJudge::State::changed(RouterTrack& router, const Change& change) {
    happenings.changed(place_of(router), router.seen, change);
    const auto& speakers_seen = router.seen.speakers;
    const SpeakerSeen& who = speakers_seen[change.to ? *change.to : *change.from];
    if (who.is_tester) return;
    const bool was_up = change.from && change.to && *change.from != *change.to &&
                        signs.was_seen(who.source, change.last_of_from.when, change.first_of_to.when);
    const ChangeSeen seen{.circumstances = books.circumstances(),
                          .router = router.seen,
                          .kind = change.kind,
                          .from = change.from ? &speakers_seen[*change.from] : nullptr,
                          .to = change.to ? &speakers_seen[*change.to] : nullptr,
                          .last_of_from = change.last_of_from,
                          .resignation = change.resignation,
                          .first_of_to = change.first_of_to,
                          .to_was_up = was_up};
    const std::uint8_t slot = slot_of(who.version, router.seen.family);
    books.turn_to(router, slot, frame_, view_);
    books.ask(books.hooks(profile_of(slot, router.seen.family)).on_change, seen);
}

void PassiveJudge::State::resigned(RouterTrack& router, std::size_t speaker) {
    happenings.resigned(place_of(router), router.seen.speakers[speaker]);
}

void PassiveJudge::State::yielded(RouterTrack& router, std::size_t speaker, engine::Duration after) {
    const SpeakerSeen& who = router.seen.speakers[speaker];
    Happenings::Place place = place_of(router);
    // It is known only now that this one was the last.
    place.frame = who.last.frame;
    place.seconds = engine::seconds(who.last.when - books.circumstances().capture_start);
    happenings.yielded(place, who, after);
}

void PassiveJudge::State::found(const RouterTrack& router, const PassiveCheck& check, const Finding& finding,
                                engine::FrameNumber frame) {
    Happenings::Place place = place_of(router);
    place.frame = frame;
    place.seconds = finding.seconds;
    happenings.found(place, check, finding);
}

// --- the judge ---

PassiveJudge::PassiveJudge(std::vector<PassiveCheck> checks, PassiveOptions options)
    : state_(std::make_unique<State>(std::move(checks), std::move(options))) {}
PassiveJudge::~PassiveJudge() = default;

void PassiveJudge::feed(const CapturedFrame& frame) {
    state_->feed(frame);
}

void PassiveJudge::pass_time(Instant now) {
    state_->pass_time(now);
}

void PassiveJudge::on_happening(std::function<void(const Happening&)> receiver) {
    state_->happenings.tell_to(std::move(receiver));
}

void PassiveJudge::name_interfaces(std::vector<std::string> names) {
    state_->options.interface_names = std::move(names);
}

std::size_t PassiveJudge::frames() const {
    return state_->frames;
}

std::size_t PassiveJudge::vrrp_packets() const {
    return state_->vrrp_packets;
}

}  // namespace tester
