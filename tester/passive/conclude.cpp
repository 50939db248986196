#include <fmt/format.h>

#include <algorithm>

#include "tester/passive/judge_state.hpp"

namespace tester {
namespace {

std::string times_text(std::uint64_t times) {
    return times == 1 ? "once" : fmt::format("{} times", times);
}

std::string seconds_text(engine::Duration duration) {
    return fmt::format("{:.3f} s", engine::seconds(duration));
}

std::string held_text(const Tally& tally) {
    std::string text = "held " + times_text(tally.held);
    if (!tally.details || !tally.details->shortest) return text;
    const auto shortest = tally.details->shortest->measured, longest = tally.details->longest->measured;
    if (seconds_text(shortest) == seconds_text(longest)) return text + ", after " + seconds_text(longest);
    return fmt::format("{}, after {} to {}", text, seconds_text(shortest), seconds_text(longest));
}

Check check_of(const TimedHold& hold) {
    return {.expected = fmt::format("after {} to {}", seconds_text(hold.earliest), seconds_text(hold.latest)),
            .observed = "after " + seconds_text(hold.measured),
            .held = true,
            .measured_ms = engine::milliseconds(hold.measured),
            .allowed_earliest_ms = engine::milliseconds(hold.earliest),
            .allowed_latest_ms = engine::milliseconds(hold.latest)};
}

void conclude_failure(CaseResult& result, const PassiveCheck& check, const Tally& tally) {
    const auto& findings = tally.details->findings;
    result.outcome = check.level == Level::must ? Outcome::fail : Outcome::advisory;
    if (check.level == Level::report) result.outcome = Outcome::pass;
    result.expected = findings.empty() ? std::string(check.says) : findings.front().expected;
    result.observed =
        findings.empty() ? "did not hold (too many findings to keep this one)" : findings.front().observed;
    result.brief = "failed " + times_text(tally.failed);
    const std::uint64_t more = tally.failed - std::min<std::uint64_t>(tally.failed, 1);
    if (more > 0) result.observed += fmt::format(" (and {} more)", more);
    for (const Finding& finding : findings) {
        result.checks.push_back(
            {.expected = finding.expected, .observed = finding.observed, .held = false, .is_timed = false});
        for (const CitedFrame& frame : finding.frames)
            if (std::ranges::find(result.frames, frame.number, &CitedFrame::number) == result.frames.end())
                result.frames.push_back(frame);
    }
}

/// "10.0.0.91: pseudo-header; 10.0.0.92: message-only", or once what all of them have in common.
std::string notes_text(const std::vector<Note>& notes) {
    const bool are_alike = std::ranges::all_of(notes, [&](const Note& note) {
        return note.name == notes.front().name && note.value == notes.front().value;
    });
    if (are_alike && notes.size() > 1)
        return fmt::format("{} ({} routers)", notes.front().value, notes.size());
    std::string text;
    for (const Note& note : notes) {
        if (!text.empty()) text += "; ";
        text += note.speaker ? fmt::format("{}: {}", to_string(*note.speaker), note.value) : note.value;
    }
    return text;
}

void conclude_notes(CaseResult& result, const std::vector<Note>& notes) {
    result.outcome = Outcome::pass;
    result.observed = notes_text(notes);
    result.brief = notes.size() == 1 ? notes.front().value : "";
    for (const Note& note : notes) {
        const std::string name =
            note.speaker ? fmt::format("{} of {}", note.name, to_string(*note.speaker)) : note.name;
        result.facts[name] = note.value;
        result.frames.insert(result.frames.end(), note.frames.begin(), note.frames.end());
    }
}

void conclude_tally(CaseResult& result, const PassiveCheck& check, const Tally& tally) {
    const TallyDetails* details = tally.details.get();
    if (details && details->shortest) {
        result.checks.push_back(check_of(*details->shortest));
        if (details->longest->measured != details->shortest->measured)
            result.checks.push_back(check_of(*details->longest));
    }
    if (tally.failed > 0) return conclude_failure(result, check, tally);
    if (details && !details->notes.empty()) return conclude_notes(result, details->notes);
    if (tally.held == 0 && tally.doubted > 0) {
        result.outcome = Outcome::inconclusive;
        result.reason = details->doubt;
        result.frames = details->doubt_frames;
        return;
    }
    result.outcome = Outcome::pass;
    result.expected = check.says;
    result.observed = held_text(tally);
    result.brief = result.observed;
    if (tally.doubted > 0)
        result.observed +=
            fmt::format("; {} nothing could be said: {}", times_text(tally.doubted), details->doubt);
    if (result.checks.empty())
        result.checks.push_back(
            {.expected = result.expected, .observed = result.observed, .held = true, .is_timed = false});
}

CaseResult identity_of(const PassiveCheck& check, const PassiveOptions& options) {
    CaseResult result;
    result.id = check.id;
    result.area = check.id.substr(0, check.id.find('/'));
    result.suite = options.suite;
    result.subject = options.subject;
    result.says = check.says;
    result.level = check.level;
    result.attempts = 1;
    for (const Clause& clause : check.clauses)
        result.clauses.push_back({static_cast<int>(clause.rfc), std::string(clause.section)});
    return result;
}

/// The clauses of documents about this version, the chosen one's first.
void choose_clauses(CaseResult& result, const PassiveOptions& options, Profile profile) {
    std::erase_if(result.clauses, [&](const ClauseReference& clause) {
        return !covers(static_cast<engine::Rfc>(clause.rfc), profile);
    });
    std::ranges::stable_sort(result.clauses, std::greater<>(), &ClauseReference::rfc);
    if (!options.rfc) return;
    std::ranges::stable_partition(result.clauses, [&](const ClauseReference& clause) {
        return clause.rfc == static_cast<int>(*options.rfc);
    });
}

VirtualRouterReference reference_to(const RouterTrack& router, std::uint8_t slot) {
    VirtualRouterReference reference;
    reference.vrid = router.seen.vrid;
    reference.family = to_string(router.seen.family);
    reference.version = version_of(profile_of(slot, router.seen.family));
    const SpeakerSeen* shown = nullptr;
    for (const SpeakerSeen& speaker : router.seen.speakers) {
        if (slot_of(speaker.version, router.seen.family) != slot) continue;
        if (!shown || &speaker == router.seen.active_speaker()) shown = &speaker;
    }
    if (!shown) return reference;
    reference.priority = shown->last_living.priority;
    reference.interval_seconds = engine::seconds(shown->last_living.interval);
    for (const auto& address : shown->addresses) reference.addresses.push_back(to_string(address));
    return reference;
}

}  // namespace

std::vector<CaseResult> passive_results(const Bookkeeping& books, const RouterTable& table,
                                        const PassiveOptions& options) {
    std::vector<CaseResult> results;
    const auto& checks = books.checks();
    for (std::size_t index = 0; index < checks.size(); ++index) {
        const PassiveCheck& check = checks[index];
        if (options.rfc && !check.serves(*options.rfc)) continue;
        bool has_applied = false;
        for (const auto& router : table.all()) {
            for (std::uint8_t slot = 0; slot < version_slots; ++slot) {
                const auto& tallies = router->tallies[slot];
                if (tallies.empty() || !tallies[index].has_applied()) continue;
                has_applied = true;
                CaseResult& result = results.emplace_back(identity_of(check, options));
                const Profile profile = profile_of(slot, router->seen.family);
                result.profile = to_string(profile);
                choose_clauses(result, options, profile);
                result.virtual_router = reference_to(*router, slot);
                conclude_tally(result, check, tallies[index]);
            }
        }
        if (has_applied) continue;
        CaseResult& result = results.emplace_back(identity_of(check, options));
        result.outcome = Outcome::skipped;
        result.reason = "nothing in the capture showed it";
    }
    return results;
}

std::vector<RouterReport> PassiveJudge::routers() const {
    return router_reports(state_->table, state_->options, state_->books.circumstances().capture_start);
}

namespace {

std::string packets_text(std::size_t count) {
    return count == 1 ? "one packet" : fmt::format("{} packets", count);
}

}  // namespace

PassiveJudge::Verdict PassiveJudge::conclude() {
    State& state = *state_;
    state.finish();
    Verdict verdict;
    verdict.cases = passive_results(state.books, state.table, state.options);
    verdict.routers = routers();
    verdict.timeline = state.happenings.timeline();
    auto& remarks = verdict.remarks;
    if (state.carp_packets > 0)
        remarks.push_back(fmt::format("{} of CARP, which shares VRRP's protocol number, {} not judged",
                                      packets_text(state.carp_packets),
                                      state.carp_packets == 1 ? "was" : "were"));
    if (state.leaps_back > 0)
        remarks.push_back(fmt::format(
            "the time goes back by more than a second at frame {} ({} in all), where everything was begun "
            "anew: were several captures merged?",
            state.first_leap, times_text(state.leaps_back)));
    if (state.table.refused() > 0)
        remarks.push_back(fmt::format("{} of virtual routers beyond the first {} were left out",
                                      packets_text(state.table.refused()), RouterTable::most_routers));
    if (state.speakers_refused > 0)
        remarks.push_back(fmt::format(
            "{} of routers beyond the first {} of a virtual router, or {} in all, were judged one by one "
            "only",
            packets_text(state.speakers_refused), RouterTrack::most_speakers, State::most_speakers));
    if (state.books.findings_left_out() > 0)
        remarks.push_back(fmt::format("{} findings beyond the first {} are counted only",
                                      state.books.findings_left_out(), Bookkeeping::most_findings));
    if (state.addresses.left_out() > 0)
        remarks.push_back(fmt::format("ARP and neighbour discovery were looked at for {} addresses only",
                                      AddressIndex::most_addresses));
    std::size_t reigns_left_out = 0;
    for (const auto& router : state.table.all()) reigns_left_out += router->reigns.left_out();
    if (reigns_left_out > 0)
        remarks.push_back(
            fmt::format("{} times of being Active beyond the first {} of a virtual router are in "
                        "no picture and no list",
                        reigns_left_out, Reigns::most_reigns));
    if (state.happenings.left_out() > 0)
        remarks.push_back(fmt::format("the timeline leaves out {} events beyond the first {}",
                                      state.happenings.left_out(), Happenings::most_events));
    return verdict;
}

}  // namespace tester
