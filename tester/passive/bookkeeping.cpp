#include "tester/passive/bookkeeping.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

/// Of one virtual router.
constexpr std::size_t most_citations = 8;
/// Bit of Tally::told for findings of nobody in particular.
constexpr std::size_t nobody = 31;

std::size_t index_of(Profile profile) {
    return profile == Profile::v2_ipv4 ? 0 : profile == Profile::v3_ipv4 ? 1 : 2;
}

template <class Seen>
void add(std::vector<Hook<Seen>>& hooks, void (*function)(const Seen&, Ruling&), std::uint16_t check,
         engine::Rfc rfc) {
    if (function) hooks.push_back({function, check, rfc});
}

}  // namespace

Bookkeeping::Bookkeeping(std::vector<PassiveCheck> checks, const PassiveOptions& options, Agenda& agenda,
                         FindingListener& listener)
    : checks_(std::move(checks)),
      circumstances_{.tolerance = options.tolerance, .rfc = {}, .capture_start = {}, .now = {}},
      agenda_(agenda),
      listener_(listener) {
    circumstances_.rfc_chosen = options.rfc.has_value();
    memory_places_.resize(checks_.size());
    for (const PassiveCheck& check : checks_) deadline_hooks_.push_back({check.on_deadline, 0, {}});
    for (const Profile profile : all_profiles) sort_checks(options, profile);
}

const Hooks& Bookkeeping::hooks(Profile profile) const {
    return hooks_[index_of(profile)];
}

/// The document that decides what the check wants of this profile; nothing if the check does not count.
std::optional<engine::Rfc> Bookkeeping::judging_rfc(const PassiveCheck& check, const PassiveOptions& options,
                                                    Profile profile) const {
    if (!check.profiles.contains(profile)) return std::nullopt;
    if (options.rfc) {
        const bool counts = covers(*options.rfc, profile) && check.serves(*options.rfc);
        return counts ? options.rfc : std::nullopt;
    }
    std::optional<engine::Rfc> newest;
    for (const Clause& clause : check.clauses)
        if (covers(clause.rfc, profile) && (!newest || clause.rfc > *newest)) newest = clause.rfc;
    return newest;
}

void Bookkeeping::sort_checks(const PassiveOptions& options, Profile profile) {
    Hooks& hooks = hooks_[index_of(profile)];
    for (std::size_t index = 0; index < checks_.size(); ++index) {
        const PassiveCheck& check = checks_[index];
        const auto rfc = judging_rfc(check, options, profile);
        if (!rfc) continue;
        const auto number = static_cast<std::uint16_t>(index);
        hooks.checks.push_back(number);
        add(check.packet_alone ? hooks.on_packet_alone : hooks.on_packet, check.on_packet, number, *rfc);
        if (check.level == Level::report) add(hooks.on_carp, check.on_packet, number, *rfc);
        add(hooks.on_advertisement, check.on_advertisement, number, *rfc);
        if (!check.is_steady && (check.on_advertisement || (check.on_packet && !check.packet_alone)))
            hooks.are_steady = false;
        add(hooks.on_gap, check.on_gap, number, *rfc);
        add(hooks.on_change, check.on_change, number, *rfc);
        add(hooks.on_host_frame, check.on_host_frame, number, *rfc);
        add(hooks.at_end, check.at_end, number, *rfc);
        // A deadline is judged by the profile that set it; only where versions differ does the RFC, too.
        deadline_hooks_[index].rfc = *rfc;
    }
}

void Bookkeeping::ask_alone(const std::vector<Hook<PacketSeen>>& hooks, const PacketSeen& seen,
                            const Hearing& hearing, Repetition* repetition) {
    if (!repetition) return ask(hooks, seen);
    repetition->forget();
    repetition->held.clear();
    if (ask_and_keep(hooks, seen, repetition->held)) repetition->keep(seen.frame, seen.view, hearing);
}

void Bookkeeping::ask_steady(const Hooks& hooks, const PacketSeen& seen, Repetition& repetition) {
    repetition.steadily_held.clear();
    const bool is_packet_kept = ask_and_keep(hooks.on_packet, seen, repetition.steadily_held);
    if (seen.heeded) ask_gap(hooks.on_gap, seen);
    const bool is_rest_kept = ask_and_keep(hooks.on_advertisement, seen, repetition.steadily_held);
    repetition.is_steady = is_packet_kept && is_rest_kept;
}

/// False if anything else came of it than that some of them held, which then are in `held`.
bool Bookkeeping::ask_and_keep(const std::vector<Hook<PacketSeen>>& hooks, const PacketSeen& seen,
                               std::vector<std::uint16_t>& kept) {
    bool is_all = true;
    for (const Hook<PacketSeen>& hook : hooks) {
        const Tally& tally = tallies_[hook.check];
        const std::uint64_t held = tally.held, others = std::uint64_t{tally.failed} + tally.doubted;
        check_ = hook.check;
        circumstances_.rfc = hook.rfc;
        ruling_.held_ = &tallies_[hook.check].held;
        hook.function(seen, ruling_);
        if (std::uint64_t{tally.failed} + tally.doubted != others || tally.held > held + 1) is_all = false;
        if (tally.held == held + 1) kept.push_back(hook.check);
    }
    return is_all;
}

void Bookkeeping::ask_gap(const std::vector<Hook<GapSeen>>& hooks, const PacketSeen& seen) {
    if (!seen.speaker || seen.message().priority() == 0) return;
    ask_gap(hooks, seen.router, *seen.speaker,
            engine::interval_cs(seen.message()) * engine::Duration(10'000'000));
}

void Bookkeeping::ask_gap(const std::vector<Hook<GapSeen>>& hooks, const RouterSeen& router,
                          const SpeakerSeen& speaker, engine::Duration interval) {
    using namespace std::chrono_literals;
    const engine::Duration measured = frame_->when - speaker.last.when;
    if (!speaker.is_active || speaker.last.frame == 0 || speaker.last.priority == 0 || interval <= 0s ||
        interval != speaker.last.interval || speaker.last.when < speaker.active_since ||
        measured < std::min<engine::Duration>(5ms, interval / 10))
        return;
    const engine::Instant since = speaker.last.when - interval * 2;
    for (const SpeakerSeen& other : router.speakers)
        if (&other != &speaker && other.last.when >= since && other.source != speaker.source) return;
    if (interval != tolerated_interval_) {
        tolerated_interval_ = interval;
        tolerated_early_ = circumstances_.tolerance.early_for(interval);
        tolerated_late_ = circumstances_.tolerance.late_for(interval);
    }
    ask(hooks, GapSeen{circumstances_, &speaker, measured, interval, tolerated_early_, tolerated_late_});
}

void Bookkeeping::count_repetitions(RouterTrack& router, std::size_t speaker) {
    const SpeakerSeen& who = router.seen.speakers[speaker];
    Repetition& repetition = router.books[speaker].repetition;
    const std::uint64_t times = std::exchange(repetition.times, 0);
    if (times == 0) return;
    auto& tallies = router.tallies[slot_of(who.version, router.seen.family)];
    for (const std::uint16_t check : repetition.held) tallies[check].held += times;
    const std::uint64_t steady_times = std::exchange(repetition.steady_times, 0);
    for (const std::uint16_t check : repetition.steadily_held) tallies[check].held += steady_times;
}

void Bookkeeping::turn_to(RouterTrack& router, std::uint8_t slot, const engine::CapturedFrame* frame,
                          const engine::FrameView* view) {
    auto& tallies = router.tallies[slot];
    if (tallies.empty()) tallies.resize(checks_.size());
    router_ = &router;
    slot_ = slot;
    tallies_ = tallies.data();
    frame_ = frame;
    view_ = view;
    since_ = 0;
}

engine::Instant Bookkeeping::next_deadline(const RouterTrack& router) {
    engine::Instant next = engine::never;
    for (const Deadline& deadline : router.deadlines) next = std::min(next, deadline.when);
    return next;
}

void Bookkeeping::ask_deadlines(RouterTrack& router, engine::Instant now, bool capture_ended) {
    // What a check answers may be another deadline, even one that has passed: each is asked once a call.
    std::size_t left = router.deadlines.size();
    while (left-- > 0 && !router.deadlines.empty()) {
        const auto earliest = std::ranges::min_element(
            router.deadlines, [](const Deadline& a, const Deadline& b) { return a.when < b.when; });
        if (earliest->when > now && !capture_ended) return;
        const Deadline deadline = *earliest;
        *earliest = router.deadlines.back();
        router.deadlines.pop_back();
        const Hook<DeadlineSeen>& hook = deadline_hooks_[deadline.check];
        if (!hook.function) continue;
        turn_to(router, deadline.slot, nullptr, nullptr);
        check_ = deadline.check;
        since_ = deadline.since;
        circumstances_.rfc = hook.rfc;
        circumstances_.is_cut = false;
        circumstances_.now = std::min(deadline.when, now);
        ruling_.held_ = &tally().held;
        hook.function({.circumstances = circumstances_,
                       .router = router.seen,
                       .cookie = deadline.cookie,
                       .since = deadline.since,
                       .capture_ended = capture_ended && deadline.when > now},
                      ruling_);
    }
}

void Bookkeeping::hold_in(const TimedHold& hold) {
    ++*ruling_.held_;
    TallyDetails& details = tally().in_detail();
    if (!details.shortest || hold.measured < details.shortest->measured) details.shortest = hold;
    if (!details.longest || hold.measured > details.longest->measured) details.longest = hold;
}

void Bookkeeping::fail(const SpeakerSeen* whose, std::string expected, std::string observed) {
    if (whose && whose->is_tester) return citations_.clear();
    Tally::count(tally().failed);
    const std::size_t speaker =
        whose ? static_cast<std::size_t>(whose - router_->seen.speakers.data()) : nobody;
    const std::uint32_t bit = 1u << std::min(speaker, nobody);
    const bool is_news = (tally().told & bit) == 0;
    tally().told |= bit;
    const std::size_t kept = tally().details ? tally().details->findings.size() : 0;
    const bool is_kept = kept < TallyDetails::most_findings && findings_kept_ < most_findings;
    if (findings_kept_ >= most_findings) ++left_out_.findings;
    if (!is_kept && !is_news) return citations_.clear();

    if (const auto sender = address_of(whose)) observed = fmt::format("{}: {}", to_string(*sender), observed);
    Finding finding{std::move(expected), std::move(observed),
                    take_citations(is_kept ? &frames_of_findings_ : nullptr),
                    engine::seconds(circumstances_.now - circumstances_.capture_start)};
    for (CitedFrame& frame : finding.frames)
        if (frame_ && frame.number == frame_->number) frame.role = "violates";
    if (is_news) {
        const engine::FrameNumber number = frame_ ? frame_->number : since_;
        listener_.found(*router_, checks_[check_], finding, number);
    }
    if (!is_kept) return;
    ++findings_kept_;
    tally().in_detail().findings.push_back(std::move(finding));
}

/// A packet from a router that nothing was known of is its own; nothing where nobody is meant.
std::optional<engine::IpAddress> Bookkeeping::address_of(const SpeakerSeen* whose) const {
    if (whose) return whose->source;
    if (view_ && view_->kind == engine::FrameKind::vrrp) return view_->ip->source;
    return std::nullopt;
}

void Bookkeeping::doubt(std::string reason) {
    const bool is_first = tally().doubted == 0;
    Tally::count(tally().doubted);
    if (!is_first) return citations_.clear();
    if (doubts_kept_ >= most_doubts) {
        ++left_out_.doubts;
        return citations_.clear();
    }
    ++doubts_kept_;
    TallyDetails& details = tally().in_detail();
    details.doubt = std::move(reason);
    details.doubt_frames = take_citations(&frames_of_doubts_);
}

void Bookkeeping::note(const SpeakerSeen* whose, std::string_view name, std::string value) {
    if (whose && whose->is_tester) return citations_.clear();
    const auto speaker = address_of(whose);
    Note* known = nullptr;
    if (tally().details)
        for (Note& note : tally().details->notes)
            if (note.speaker == speaker && note.name == name) known = &note;
    const std::size_t count = tally().details ? tally().details->notes.size() : 0;
    if (known && known->value != value) {
        known->value = std::move(value);
        frames_of_notes_ -= known->frames.size();
        known->frames = take_citations(&frames_of_notes_);
    } else if (!known && (notes_kept_ >= most_notes || count >= TallyDetails::most_notes)) {
        ++left_out_.notes;
    } else if (!known) {
        ++notes_kept_;
        tally().in_detail().notes.push_back(
            {speaker, std::string(name), std::move(value), take_citations(&frames_of_notes_)});
    }
    citations_.clear();
}

void Bookkeeping::cite(engine::FrameNumber frame, std::string_view role) {
    if (citations_.size() < most_citations) citations_.emplace_back(frame, role);
}

/// What was cited since the last time, then the frame at hand. `kept` counts those that are kept; nullptr:
/// these are not.
std::vector<CitedFrame> Bookkeeping::take_citations(std::size_t* kept) {
    std::vector<CitedFrame> frames;
    if (kept && *kept >= most_frames) {
        ++left_out_.citations;
        citations_.clear();
        return frames;
    }
    const auto& now = circumstances_.capture_start;
    if (since_ != 0 && std::ranges::none_of(citations_, [&](const auto& c) { return c.first == since_; }))
        citations_.insert(citations_.begin(), {since_, "since"});
    for (const auto& [number, role] : citations_) {
        if (number == 0 || (frame_ && number == frame_->number)) continue;
        auto cited = memory_.cite(number, role, now);
        frames.push_back(cited ? std::move(*cited) : cite_gone(number, role));
    }
    citations_.clear();
    if (frame_) {
        const engine::FrameView view = view_ ? *view_ : engine::read_frame(frame_->octets, frame_->link_type);
        frames.push_back(FrameMemory::cite(*frame_, view, "observed", now));
    }
    std::ranges::stable_sort(frames, {}, &CitedFrame::number);
    if (kept) *kept += frames.size();
    return frames;
}

/// A frame whose octets are forgotten: what the model remembers of it.
CitedFrame Bookkeeping::cite_gone(engine::FrameNumber frame, std::string_view role) const {
    CitedFrame cited{.number = frame, .time_seconds = 0, .role = std::string(role), .summary = "", .hex = ""};
    for (const SpeakerSeen& speaker : router_->seen.speakers) {
        for (const auto* known : {&speaker.last, &speaker.before_last, &speaker.last_living}) {
            if (known->frame != frame) continue;
            cited.time_seconds = engine::seconds(known->when - circumstances_.capture_start);
            cited.sender = to_string(speaker.source);
            cited.summary = fmt::format("VRRPv{} advertisement VRID {} priority {} from {}", known->version,
                                        router_->seen.vrid, known->priority, to_string(speaker.source));
            return cited;
        }
    }
    return cited;
}

void Bookkeeping::look_again(engine::Instant when, std::uint32_t cookie) {
    const engine::FrameNumber since = frame_ ? frame_->number : since_;
    // One that has passed already would be asked for without end.
    when = std::max(when, circumstances_.now + engine::Duration(1000));
    const Deadline deadline{when, cookie, check_, slot_, since};
    auto& deadlines = router_->deadlines;
    const auto known = std::ranges::find_if(deadlines, [&](const Deadline& d) {
        return d.check == check_ && d.cookie == cookie && d.slot == slot_;
    });
    if (known != deadlines.end()) {
        *known = deadline;
    } else if (deadlines.size() < most_deadlines) {
        deadlines.push_back(deadline);
    } else {
        ++left_out_.deadlines;
        return;
    }
    if (when >= router_->scheduled) return;
    router_->scheduled = when;
    agenda_.add(when, router_->number);
}

void Bookkeeping::forget(std::uint32_t cookie) {
    std::erase_if(router_->deadlines, [&](const Deadline& d) {
        return d.check == check_ && d.cookie == cookie && d.slot == slot_;
    });
}

std::uint64_t& Bookkeeping::memory_of(const SpeakerSeen* whose, std::size_t word) {
    const std::size_t index = whose ? static_cast<std::size_t>(whose - router_->seen.speakers.data()) : 0;
    auto& memory = whose ? router_->books[index].memory : router_->memory;
    // Few checks remember anything: each gets its place when it first does.
    std::uint16_t& place = memory_places_[check_];
    if (place == 0) place = ++memory_places_taken_;
    const std::size_t end = place * Ruling::memory_words;
    if (memory.size() < end) memory.resize(end);
    return memory[end - Ruling::memory_words + word % Ruling::memory_words];
}

}  // namespace tester
