#include "tester/passive/happenings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/passive/words.hpp"

namespace tester {
namespace {

std::string change_text(const RouterSeen& router, const ModelListener::Change& change) {
    const auto priority = change.first_of_to.priority;
    const auto source = [&](std::size_t index) { return to_string(router.speakers[index].source); };
    const auto gap = [&](const AdvertisementSeen& since) {
        return in_seconds(change.first_of_to.when - since.when);
    };
    switch (change.kind) {
        case ChangeKind::first:
            return fmt::format("is Active (priority {})", priority);
        case ChangeKind::after_release:
            if (change.from == change.to)
                return fmt::format("is Active again (priority {}), {} after it resigned", priority,
                                   gap(change.resignation));
            return fmt::format("(priority {}) takes over {} after {} resigned", priority,
                               gap(change.resignation), source(*change.from));
        case ChangeKind::after_silence:
            return fmt::format("(priority {}) takes over {} after the last advertisement of {}", priority,
                               gap(change.last_of_from), source(*change.from));
        case ChangeKind::preemption:
            return fmt::format(
                "(priority {}) takes over from {} (priority {}), {} after its last advertisement", priority,
                source(*change.from), change.last_of_from.priority, gap(change.last_of_from));
        case ChangeKind::contested:
            return fmt::format(
                "(priority {}) advertises beside {} (priority {}), {} after its last "
                "advertisement: two routers are Active at once",
                priority, source(*change.from), change.last_of_from.priority, gap(change.last_of_from));
        case ChangeKind::gone:
            return "is heard no more, and nobody takes over";
    }
    return "";
}

}  // namespace

void Happenings::changed(const Place& place, const RouterSeen& router, const ModelListener::Change& change) {
    const std::size_t who = change.to ? *change.to : *change.from;
    tell(place, router.speakers[who], change_text(router, change));
}

void Happenings::resigned(const Place& place, const SpeakerSeen& speaker) {
    tell(place, speaker, "resigns (priority 0)");
}

void Happenings::yielded(const Place& place, const SpeakerSeen& speaker, engine::Duration after) {
    // It had stopped before the other began.
    if (after.count() < 0) return tell(place, speaker, "has been silent since the other began");
    tell(place, speaker,
         after.count() == 0 ? "yields at once" : fmt::format("yields after {}", in_seconds(after)));
}

void Happenings::found(const Place& place, const PassiveCheck& check, const Finding& finding) {
    const Outcome outcome = check.level == Level::must ? Outcome::fail : Outcome::advisory;
    const std::string what = fmt::format("{}: {}", check.id, finding.observed);
    add(place, std::string(to_string(outcome)), what);
    if (receiver_)
        receiver_({.frame = place.frame,
                   .seconds = place.seconds,
                   .router = place.router,
                   .what = std::string(check.says),
                   .check = &check,
                   .outcome = outcome,
                   .expected = finding.expected,
                   .observed = finding.observed});
}

void Happenings::tell(const Place& place, const SpeakerSeen& who, std::string what) {
    const std::string source = to_string(who.source);
    if (receiver_)
        receiver_({.frame = place.frame,
                   .seconds = place.seconds,
                   .router = place.router,
                   .what = source + " " + what});
    add(place, source, std::move(what));
}

void Happenings::add(const Place& place, std::string who, std::string what) {
    if (events_.size() >= most_events) {
        ++left_out_;
        return;
    }
    events_.push_back({place.router, place.seconds, std::move(who), std::move(what), place.frame});
}

std::vector<TimelineEvent> Happenings::timeline() const {
    auto sorted = events_;
    std::ranges::stable_sort(sorted, {}, &TimelineEvent::seconds);
    return sorted;
}

}  // namespace tester
