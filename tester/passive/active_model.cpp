#include "tester/passive/active_model.hpp"

#include <algorithm>

#include "tester/bench/rfc_times.hpp"

namespace tester {
namespace {

using engine::Duration;
using engine::Instant;

/// RFC 9568 6.4.3, RFC 3768 6.4.3: the greater priority goes before, then the greater primary address.
bool goes_before(const SpeakerSeen& a, const SpeakerSeen& b) {
    if (a.last_living.priority != b.last_living.priority)
        return a.last_living.priority > b.last_living.priority;
    return a.source > b.source;
}

bool same_router(const SpeakerSeen& a, const SpeakerSeen& b) {
    return a.source == b.source;
}

/// Who goes before all others of those that are Active.
std::optional<std::size_t> best_of_active(const RouterSeen& router) {
    std::optional<std::size_t> best;
    for (std::size_t index = 0; index < router.speakers.size(); ++index)
        if (router.speakers[index].is_active &&
            (!best || goes_before(router.speakers[index], router.speakers[*best])))
            best = index;
    return best;
}

}  // namespace

void ActiveModel::hear(RouterTrack& router, std::size_t index, const AdvertisementSeen& advertisement) {
    SpeakerSeen& speaker = router.seen.speakers[index];
    const AdvertisementSeen former = speaker.last_living;
    speaker.before_last = speaker.last;
    speaker.last = advertisement;
    ++speaker.advertisements;
    if (advertisement.priority == 0) return resign(router, index);
    speaker.last_living = advertisement;
    if (!speaker.is_active) return become_active(router, index);
    if (router.living > 1 && advertisement.priority != former.priority) {
        // That may change who goes before.
        const auto best = best_of_active(router.seen);
        if (best != router.seen.active &&
            !same_router(router.seen.speakers[*best], *router.seen.active_speaker()))
            ++router.seen.takeovers;
        router.seen.active = best;
    }
    if (advertisement.interval < former.interval) schedule(router);
}

void ActiveModel::resign(RouterTrack& router, std::size_t index) {
    SpeakerSeen& speaker = router.seen.speakers[index];
    const bool is_news = speaker.is_active || speaker.advertisements == 1;
    if (speaker.is_active) stop(router, index, speaker.last.when);
    if (!router.seen.active) {
        router.last_active = index;
        router.released = true;
    }
    if (is_news) listener_.resigned(router, index);
}

void ActiveModel::become_active(RouterTrack& router, std::size_t index) {
    drop_silent(router, index);
    SpeakerSeen& speaker = router.seen.speakers[index];
    const auto before = router.seen.active;
    const auto last = router.last_active;
    speaker.is_active = true;
    speaker.active_since = speaker.last_living.when;
    ++router.living;

    if (before) {
        const SpeakerSeen& former = router.seen.speakers[*before];
        const bool is_same = same_router(former, speaker);
        const bool takes_over = !is_same && goes_before(speaker, former);
        if (takes_over) {
            router.seen.active = index;
            ++router.seen.takeovers;
        }
        schedule(router);
        if (!is_same)
            change(router, takes_over ? ChangeKind::preemption : ChangeKind::contested, before, index);
        return;
    }
    router.seen.active = index;
    router.last_active.reset();
    schedule(router);
    const bool is_other = last && !same_router(router.seen.speakers[*last], speaker);
    if (is_other) ++router.seen.takeovers;
    if (last && router.released) {
        change(router, ChangeKind::after_release, last, index);
    } else if (is_other) {
        change(router, ChangeKind::after_silence, last, index);
    } else {
        change(router, ChangeKind::first, std::nullopt, index);
    }
}

/// Those whose Active_Down_Interval has passed for the newcomer, by the skew of its own priority.
void ActiveModel::drop_silent(RouterTrack& router, std::size_t newcomer) {
    const SpeakerSeen& to = router.seen.speakers[newcomer];
    for (std::size_t index = 0; index < router.seen.speakers.size(); ++index) {
        const SpeakerSeen& from = router.seen.speakers[index];
        if (!from.is_active || same_router(from, to)) continue;
        const Duration limit =
            active_down_interval(to.version, to.last_living.priority, from.last_living.interval);
        if (to.last_living.when - from.last_living.when >= limit - tolerance_.early_for(limit))
            stop(router, index, from.last_living.when);
    }
}

/// It is no longer Active; another that is takes its place, if there is one.
void ActiveModel::stop(RouterTrack& router, std::size_t index, Instant when) {
    SpeakerSeen& speaker = router.seen.speakers[index];
    const bool has_resigned = speaker.last.priority == 0;
    const SpeakerSeen* other = router.seen.active_speaker();
    const bool yields = !has_resigned && other && !same_router(*other, speaker);
    router.reigns.add(router.seen, index, when,
                      has_resigned ? Reigns::End::resigned
                      : yields     ? Reigns::End::yielded
                                   : Reigns::End::fell_silent,
                      router.seen.active.value_or(index), reigns_kept_);
    speaker.is_active = false;
    speaker.yielded = when;
    --router.living;
    if (router.seen.active != index) {
        const SpeakerSeen* active = router.seen.active_speaker();
        if (!active || same_router(*active, speaker)) return;
        const Duration beside = when - std::max(speaker.active_since, active->active_since);
        if (beside.count() > 0 || speaker.active_since > active->active_since)
            listener_.yielded(router, index, beside);
        return;
    }
    router.seen.active = best_of_active(router.seen);
    if (!router.seen.active) {
        router.last_active = index;
        router.released = speaker.last.priority == 0;
    } else if (!same_router(*router.seen.active_speaker(), speaker)) {
        ++router.seen.takeovers;
        listener_.yielded(router, index, when - router.seen.active_speaker()->active_since);
    }
}

/// When a speaker that is not heard any more is taken to be silent. The longest Skew_Time is that of priority
/// 1; but one that ought to have yielded is Backup as soon as it misses its turns.
Instant ActiveModel::silence_of(const RouterTrack& router, std::size_t index) const {
    const SpeakerSeen& speaker = router.seen.speakers[index];
    const Duration interval = speaker.last_living.interval;
    if (router.seen.active != index) return speaker.last_living.when + interval * 3;
    const Duration longest = active_down_interval(speaker.version, 1, interval);
    return speaker.last_living.when + longest + tolerance_.late_for(longest);
}

void ActiveModel::schedule(RouterTrack& router) const {
    router.expiry = engine::never;
    for (std::size_t index = 0; index < router.seen.speakers.size(); ++index)
        if (router.seen.speakers[index].is_active)
            router.expiry = std::min(router.expiry, silence_of(router, index));
}

void ActiveModel::look(RouterTrack& router, Instant now) {
    const auto before = router.seen.active;
    // Those beside the Active first: if it has fallen silent with them, nobody takes its place.
    for (const bool is_turn_of_active : {false, true}) {
        for (std::size_t index = 0; index < router.seen.speakers.size(); ++index) {
            const SpeakerSeen& speaker = router.seen.speakers[index];
            if (!speaker.is_active || (before == index) != is_turn_of_active) continue;
            if (silence_of(router, index) <= now) stop(router, index, speaker.last_living.when);
        }
    }
    schedule(router);
    if (before && !router.seen.active) change(router, ChangeKind::gone, before, std::nullopt);
}

void ActiveModel::change(RouterTrack& router, ChangeKind kind, std::optional<std::size_t> from,
                         std::optional<std::size_t> to) {
    ModelListener::Change told{.kind = kind, .from = from, .to = to};
    if (from) {
        const SpeakerSeen& speaker = router.seen.speakers[*from];
        told.last_of_from = speaker.last_living;
        // One that returns has its first advertisement behind the resignation already.
        if (kind == ChangeKind::after_release)
            told.resignation = from == to ? speaker.before_last : speaker.last;
    }
    if (to) told.first_of_to = router.seen.speakers[*to].last_living;
    listener_.changed(router, told);
}

void ActiveModel::forget(RouterTrack& router) {
    for (std::size_t index = 0; index < router.seen.speakers.size(); ++index) {
        SpeakerSeen& speaker = router.seen.speakers[index];
        if (speaker.is_active)
            router.reigns.add(router.seen, index, speaker.last_living.when, Reigns::End::time_went_back,
                              index, reigns_kept_);
        speaker.last = speaker.before_last = speaker.last_living = {};
        speaker.active_since = speaker.yielded = {};
        speaker.is_active = false;
    }
    router.seen.active.reset();
    router.last_active.reset();
    router.living = 0;
    router.released = false;
    router.expiry = engine::never;
}

}  // namespace tester
