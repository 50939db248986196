#include "tester/passive/tally_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "tester/passive/words.hpp"

namespace tester {
namespace {

/// `by` is who it held for, where it is not told beside it: ", by 510 virtual routers".
std::string held_text(std::uint64_t times, const std::string& by, const TimedHold* least,
                      const TimedHold* most) {
    std::string text = "held " + times_text(times) + by;
    if (!least) return text;
    const auto shortest = least->measured, longest = most->measured;
    if (in_seconds(shortest) == in_seconds(longest)) return text + ", after " + in_seconds(longest);
    return fmt::format("{}, after {} to {}", text, in_seconds(shortest), in_seconds(longest));
}

Check check_of(const TimedHold& hold) {
    return {.expected = fmt::format("after {} to {}", in_seconds(hold.earliest), in_seconds(hold.latest)),
            .observed = "after " + in_seconds(hold.measured),
            .held = true,
            .measured_ms = engine::milliseconds(hold.measured),
            .allowed_earliest_ms = engine::milliseconds(hold.earliest),
            .allowed_latest_ms = engine::milliseconds(hold.latest)};
}

Outcome failure_of(const PassiveCheck& check) {
    if (check.level == Level::report) return Outcome::pass;
    return check.level == Level::must ? Outcome::fail : Outcome::advisory;
}

void conclude_failure(CaseResult& result, const PassiveCheck& check, const Tally& tally) {
    static const std::vector<Finding> none;
    const auto& findings = tally.details ? tally.details->findings : none;
    result.outcome = failure_of(check);
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

void add_timed_checks(CaseResult& result, const TimedHold* shortest, const TimedHold* longest) {
    if (!shortest) return;
    result.checks.push_back(check_of(*shortest));
    if (longest->measured != shortest->measured) result.checks.push_back(check_of(*longest));
}

void conclude_held(CaseResult& result, const PassiveCheck& check, std::string observed, std::uint64_t doubted,
                   const std::string& doubt) {
    result.outcome = Outcome::pass;
    result.expected = check.says;
    result.brief = observed;
    result.observed = std::move(observed);
    if (doubted > 0)
        result.observed += fmt::format("; {} nothing could be said: {}", times_text(doubted), doubt);
    if (result.checks.empty())
        result.checks.push_back(
            {.expected = result.expected, .observed = result.observed, .held = true, .is_timed = false});
}

/// Why nothing could be said where it could not; empty where it always could.
std::string doubt_of(const Tally& tally) {
    if (tally.doubted == 0) return "";
    if (tally.details && !tally.details->doubt.empty()) return tally.details->doubt;
    return "there were too many reasons to keep this one";
}

/// Each fact once, whoever they are of.
std::set<std::pair<std::string_view, std::string_view>> facts_of(const TallyDetails& details) {
    std::set<std::pair<std::string_view, std::string_view>> facts;
    for (const Note& note : details.notes) facts.emplace(note.name, note.value);
    return facts;
}

/// The clauses of documents about this version, the chosen one's first.
void choose_clauses(CaseResult& result, const PassiveOptions& options, Profile profile) {
    std::erase_if(result.clauses, [&](const ClauseReference& clause) {
        return !covers(static_cast<engine::Rfc>(clause.rfc), profile);
    });
    std::ranges::stable_sort(result.clauses, std::greater<>(), &ClauseReference::rfc);
    if (!options.rfc) return;
    // Not the one of std::ranges, which clang 14 cannot take from this library.
    std::stable_partition(result.clauses.begin(), result.clauses.end(), [&](const ClauseReference& clause) {
        return clause.rfc == static_cast<int>(*options.rfc);
    });
}

}  // namespace

CaseResult empty_result(const PassiveCheck& check, const PassiveOptions& options) {
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

CaseResult empty_result(const PassiveCheck& check, const PassiveOptions& options, Profile profile) {
    CaseResult result = empty_result(check, options);
    result.profile = to_string(profile);
    choose_clauses(result, options, profile);
    return result;
}

VirtualRouterReference reference_to(const RouterTrack& router, std::uint8_t slot,
                                    AddressAllowance& allowance) {
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
    reference.addresses = allowance.names_of(shown->addresses);
    return reference;
}

void conclude_tally(CaseResult& result, const PassiveCheck& check, const Tally& tally) {
    const TallyDetails* details = tally.details.get();
    const TimedHold* shortest = details && details->shortest ? &*details->shortest : nullptr;
    const TimedHold* longest = details && details->longest ? &*details->longest : nullptr;
    add_timed_checks(result, shortest, longest);
    if (tally.failed > 0) return conclude_failure(result, check, tally);
    if (details && !details->notes.empty()) return conclude_notes(result, details->notes);
    if (tally.held == 0 && tally.doubted > 0) {
        result.outcome = Outcome::inconclusive;
        result.reason = doubt_of(tally);
        if (details) result.frames = details->doubt_frames;
        return;
    }
    conclude_held(result, check, held_text(tally.held, "", shortest, longest), tally.doubted,
                  doubt_of(tally));
}

Kin kin_of(const Tally& tally) {
    const TallyDetails* details = tally.details.get();
    if (tally.failed > 0)
        return {details && !details->findings.empty() ? Likeness::none : Likeness::failed_unwritten};
    if (details && !details->notes.empty()) {
        std::string text;
        for (const auto& [name, value] : facts_of(*details)) text += fmt::format("{}\n{}\n", name, value);
        return {Likeness::noted, std::move(text)};
    }
    return {tally.held == 0 ? Likeness::doubted : Likeness::held, doubt_of(tally)};
}

void Alike::add(const RouterTrack& router, std::uint8_t slot, const Tally& tally) {
    if (routers_++ == 0) {
        first_ = &router;
        slot_ = slot;
        tally_ = &tally;
    }
    held_ += tally.held;
    failed_ += tally.failed;
    doubted_ += tally.doubted;
    if (!tally.details || !tally.details->shortest) return;
    const TimedHold &shortest = *tally.details->shortest, &longest = *tally.details->longest;
    if (!shortest_ || shortest.measured < shortest_->measured) shortest_ = &shortest;
    if (!longest_ || longest.measured > longest_->measured) longest_ = &longest;
}

std::string Alike::routers_text() const {
    return fmt::format("{} virtual routers", routers_);
}

void Alike::conclude(CaseResult& result, const PassiveCheck& check, const Kin& kin) const {
    add_timed_checks(result, shortest_, longest_);
    if (kin.likeness == Likeness::noted) {
        std::string text;
        std::set<std::string_view> told;
        for (const auto& [name, value] : facts_of(*tally_->details)) {
            result.facts.emplace(name, value);
            if (told.insert(value).second) text += fmt::format("{}{}", text.empty() ? "" : "; ", value);
        }
        result.outcome = Outcome::pass;
        result.observed = fmt::format("{} ({})", text, routers_text());
        result.brief = text;
        result.frames = tally_->details->notes.front().frames;
    } else if (kin.likeness == Likeness::doubted) {
        result.outcome = Outcome::inconclusive;
        result.observed =
            fmt::format("nothing could be said of {}, {} in all", routers_text(), times_text(doubted_));
        result.reason = kin.text;
        if (tally_->details) result.frames = tally_->details->doubt_frames;
    } else if (kin.likeness == Likeness::failed_unwritten) {
        result.outcome = failure_of(check);
        result.expected = check.says;
        result.observed = fmt::format("did not hold for {}, {} in all (too many findings to keep these)",
                                      routers_text(), times_text(failed_));
        result.brief = "failed " + times_text(failed_);
    } else {
        conclude_held(result, check, held_text(held_, ", by " + routers_text(), shortest_, longest_),
                      doubted_, kin.text);
    }
}

}  // namespace tester
