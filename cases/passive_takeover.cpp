#include <algorithm>

#include "cases/passive_support.hpp"

namespace cases {
namespace {

/// What the takeover of `to` is measured against.
struct Wait {
    Duration measured{}, earliest{}, latest{};
};

Wait wait_after_silence(const ChangeSeen& change) {
    const auto& to = change.first_of_to;
    const Duration down =
        down_interval_of(to.version, to.priority, to.interval, change.last_of_from.interval);
    const Duration exact = tester::active_down_interval(
        to.version, to.priority, to.version == 2 ? to.interval : change.last_of_from.interval);
    const auto& tolerance = change.circumstances.tolerance;
    return {to.when - change.last_of_from.when, down - tolerance.early_for(down),
            exact + tolerance.late_for(exact)};
}

Wait wait_after_release(const ChangeSeen& change) {
    const auto& to = change.first_of_to;
    // RFC 5798 does not recompute Skew_Time when an interval is learnt; RFC 9568 does.
    const Duration actives =
        change.last_of_from.frame != 0 ? change.last_of_from.interval : change.resignation.interval;
    const Duration own = to.interval;
    const bool may_keep_own = change.circumstances.rfc == engine::Rfc::rfc5798;
    const Duration shortest = may_keep_own ? std::min(actives, own) : actives;
    const Duration longest = may_keep_own ? std::max(actives, own) : actives;
    const Duration skew = skew_of(to.version, to.priority, shortest);
    const Duration exact = tester::skew_time(to.version, to.priority, longest);
    const auto& tolerance = change.circumstances.tolerance;
    return {to.when - change.resignation.when, skew - tolerance.early_for(skew),
            exact + tolerance.late_for(exact)};
}

bool is_same_router(const ChangeSeen& change) {
    return change.from->source == change.to->source;
}

/// Where `to` waits for `from` at all: an owner starts at once, one of greater priority does not mind what
/// the other says (6.4.2: it discards that), and in version 2 an own interval that differs has it discarded.
bool obeys(const ChangeSeen& change) {
    return change.first_of_to.priority != 255 && change.last_of_from.frame != 0 && !is_same_router(change) &&
           change.first_of_to.priority <= change.last_of_from.priority;
}

bool is_silence(const ChangeSeen& change) {
    if (!change.from || !change.to) return false;
    if (change.kind == ChangeKind::after_silence) return true;
    if (change.kind != ChangeKind::contested && change.kind != ChangeKind::preemption) return false;
    // The other has missed its turn, but is not yet taken for gone.
    const Duration interval = change.last_of_from.interval;
    return change.first_of_to.when - change.last_of_from.when >
           interval + change.circumstances.tolerance.late_for(interval);
}

void not_before_active_down_interval(const ChangeSeen& change, Ruling& ruling) {
    if (!is_silence(change) || !obeys(change)) return;
    const auto wait = wait_after_silence(change);
    if (wait.measured >= wait.earliest)
        return wait.measured <= wait.latest ? ruling.holds_in(wait.measured, wait.earliest, wait.latest)
                                            : ruling.holds();
    if (const auto reason = discord(*change.from, *change.to); !reason.empty())
        return ruling.doubts(fmt::format("it took over after {}, but need not have heeded the other: {}",
                                         in_seconds(wait.measured), reason));
    ruling.cite(change.last_of_from.frame, "the last advertisement before");
    ruling.fails(change.to,
                 fmt::format("silence for Active_Down_Interval first: not before {} with priority {}",
                             in_seconds(wait.earliest), change.first_of_to.priority),
                 fmt::format("its first advertisement after {}", in_seconds(wait.measured)));
}

void not_long_after_active_down_interval(const ChangeSeen& change, Ruling& ruling) {
    if (!is_silence(change) || !obeys(change) || change.kind != ChangeKind::after_silence) return;
    const auto wait = wait_after_silence(change);
    if (wait.measured <= wait.latest)
        return wait.measured >= wait.earliest ? ruling.holds_in(wait.measured, wait.earliest, wait.latest)
                                              : ruling.holds();
    const std::string observed = fmt::format("its first advertisement after {}", in_seconds(wait.measured));
    if (!change.to_was_up)
        return ruling.doubts(observed +
                             ": it may have been started only then, or the capture has lost "
                             "advertisements of the other");
    if (const auto reason = discord(*change.from, *change.to); !reason.empty())
        return ruling.doubts(observed + ", but it need not have heeded the other: " + reason);
    ruling.cite(change.last_of_from.frame, "the last advertisement before");
    ruling.fails(change.to,
                 fmt::format("a takeover after Active_Down_Interval: at most {} with priority {}",
                             in_seconds(wait.latest), change.first_of_to.priority),
                 observed);
}

void not_before_skew_time(const ChangeSeen& change, Ruling& ruling) {
    if (change.kind != ChangeKind::after_release || is_same_router(change) ||
        change.first_of_to.priority == 255)
        return;
    const auto wait = wait_after_release(change);
    if (wait.measured >= wait.earliest)
        return wait.measured <= wait.latest ? ruling.holds_in(wait.measured, wait.earliest, wait.latest)
                                            : ruling.holds();
    if (const auto reason = discord(*change.from, *change.to); !reason.empty())
        return ruling.doubts("it need not have heeded the other's Priority 0: " + reason);
    ruling.cite(change.resignation.frame, "Priority 0");
    ruling.fails(change.to,
                 fmt::format("a takeover after Skew_Time: not before {} with priority {}",
                             in_seconds(wait.earliest), change.first_of_to.priority),
                 fmt::format("its first advertisement after {}", in_seconds(wait.measured)));
}

void not_long_after_skew_time(const ChangeSeen& change, Ruling& ruling) {
    if (change.kind != ChangeKind::after_release || is_same_router(change)) return;
    const auto wait = wait_after_release(change);
    if (wait.measured <= wait.latest)
        return wait.measured >= wait.earliest ? ruling.holds_in(wait.measured, wait.earliest, wait.latest)
                                              : ruling.holds();
    const std::string observed = fmt::format("its first advertisement after {}", in_seconds(wait.measured));
    const auto& to = change.first_of_to;
    const Duration down = down_interval_of(to.version, to.priority, to.interval, to.interval);
    // Whoever starts after Priority 0 waits for its whole Active_Down_Interval by right.
    if (!change.to_was_up || wait.measured >= down - change.circumstances.tolerance.early_for(down))
        return ruling.doubts(observed + ": it may have been started only then");
    if (const auto reason = discord(*change.from, *change.to); !reason.empty())
        return ruling.doubts(observed + ", but it need not have heeded Priority 0: " + reason);
    ruling.cite(change.resignation.frame, "Priority 0");
    ruling.fails(change.to,
                 fmt::format("a takeover after Skew_Time: at most {} with priority {}",
                             in_seconds(wait.latest), change.first_of_to.priority),
                 observed);
}

void takeover_times(const ChangeSeen& change, Ruling& ruling) {
    if (!change.from || !change.to || is_same_router(change)) return;
    const auto since = [&](const AdvertisementSeen& seen) {
        return in_seconds(change.first_of_to.when - seen.when);
    };
    switch (change.kind) {
        case ChangeKind::after_release:
            return ruling.notes(change.to, "takeover after Priority 0", since(change.resignation));
        case ChangeKind::after_silence:
            return ruling.notes(change.to, "takeover after silence", since(change.last_of_from));
        case ChangeKind::preemption:
            return ruling.notes(change.to, "preemption",
                                fmt::format("with priority {} over {}, {} after its last advertisement",
                                            change.first_of_to.priority, change.last_of_from.priority,
                                            since(change.last_of_from)));
        case ChangeKind::first:
        case ChangeKind::contested:
        case ChangeKind::gone:
            return;
    }
}

void left_without_resigning(const ChangeSeen& change, Ruling& ruling) {
    if (!change.from) return;
    if (change.kind == ChangeKind::after_release) return ruling.holds();
    if (change.kind == ChangeKind::gone || change.kind == ChangeKind::after_silence)
        ruling.notes(change.from, "fell silent",
                     fmt::format("without Priority 0, {} times", ++ruling.memory(change.from, 0)));
}

/// 6.4.1: whoever has stopped begins again in Backup, and waits there for Active_Down_Interval by its own
/// interval; for Skew_Time if another resigns meanwhile.
void silent_after_resigning(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    if (!speaker || speaker->last.frame == 0 || speaker->last.priority != 0) return;
    const int priority = packet.message().priority();
    if (priority == 0 || priority == 255) return;
    const auto& router = packet.router;
    const bool another_resigned =
        std::any_of(router.speakers.begin(), router.speakers.end(), [&](const SpeakerSeen& other) {
            return other.source != speaker->source && other.last.frame != 0 && other.last.priority == 0 &&
                   other.last.when >= speaker->last.when;
        });
    if (another_resigned) return;
    const Duration interval = advertised_interval(packet);
    const Duration down = down_interval_of(speaker->version, packet.message().priority(), interval, interval);
    const Duration earliest = down - packet.circumstances.tolerance.early_for(down);
    const Duration measured = packet.frame.when - speaker->last.when;
    if (measured >= earliest) return ruling.holds();
    ruling.cite(speaker->last.frame, "Priority 0");
    ruling.fails(speaker,
                 fmt::format("silence after Priority 0, for {} even if it was started again at once",
                             in_seconds(earliest)),
                 fmt::format("priority {} after {}", priority, in_seconds(measured)));
}

void resigns_once(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().priority() != 0 || !packet.speaker || packet.speaker->last.frame == 0) return;
    const auto& last = packet.speaker->last;
    if (last.priority != 0) return ruling.holds();
    ruling.notes(packet.speaker, "Priority 0 again",
                 fmt::format("after {}", in_seconds(packet.frame.when - last.when)));
}

}  // namespace

std::vector<PassiveCheck> passive_takeover_checks() {
    const std::vector<Clause> silence = {rfc2338("6.1.2"), rfc2338("6.4.2"), rfc3768("6.1"),
                                         rfc3768("6.4.2"), rfc5798("6.1"),   rfc5798("6.4.2"),
                                         rfc9568("6.1"),   rfc9568("6.4.2")};
    const std::vector<Clause> release = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                         rfc9568("6.4.2")};
    const std::vector<Clause> shutdown = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                          rfc9568("6.4.3")};
    return {
        {.id = "passive/takeover-after-silence-not-early",
         .clauses = silence,
         .says = "A Backup takes over no earlier than Active_Down_Interval after the last advertisement that "
                 "counts",
         .expects = "3 x interval + Skew_Time, with Skew_Time (256 - priority) / 256 s in version 2 and "
                    "(256 - priority) / 256 of the Active's interval in version 3, in whole centiseconds: "
                    "100 at 1 s, 3.600 s, less 10 ms. Not of an owner, nor of one with a greater priority, "
                    "which waits for nobody",
         .known_from = {"keepalived before 1.2.24, whose Skew_Time overflowed", "FRR (2884f9bbe4)"},
         .kills = {"down-after-two-intervals", "skew-time-zero"},
         .on_change = not_before_active_down_interval},
        {.id = "passive/takeover-after-silence-not-late",
         .clauses = silence,
         .says = "A Backup takes over when Active_Down_Interval is over",
         .expects =
             "at most 3 x interval + Skew_Time and max(50 ms, 5 %) after the last advertisement that "
             "counts, from a router that was seen to be up before; of any other nothing can be said, and "
             "nobody sees when its VRRP was started",
         .known_from = {"keepalived before 2.0.0, whose timer junk restarted (issue 562)"},
         .level = Level::should,
         .kills = {"down-after-four-intervals"},
         .on_change = not_long_after_active_down_interval},
        {.id = "passive/takeover-after-priority-0-not-early",
         .clauses = release,
         .says = "A Backup waits for Skew_Time when the Active resigns",
         .expects = "(256 - priority) / 256 s in version 2, (256 - priority) / 256 of the Active's interval "
                    "in version 3 after Priority 0, in whole centiseconds, less 10 ms",
         .kills = {"priority-zero-takes-over-at-once"},
         .on_change = not_before_skew_time},
        {.id = "passive/takeover-after-priority-0-not-late",
         .clauses = release,
         .says = "A Backup takes over after Skew_Time when the Active resigns",
         .expects = "at most Skew_Time and max(50 ms, 5 %) after Priority 0, from a router that was seen to "
                    "be up before",
         .known_from = {"keepalived before 2.0.0, one interval late"},
         .kills = {"priority-zero-ignored", "priority-zero-waits-an-interval"},
         .on_change = not_long_after_skew_time},
        {.id = "passive/takeover-times",
         .clauses = release,
         .says = "How long takeovers took, and who preempted whom",
         .expects = "a record of the last of each kind",
         .level = Level::report,
         .kills = {"preempts-at-once", "preempt-mode-off-ignored"},
         .on_change = takeover_times},
        {.id = "passive/silence-without-resignation",
         .clauses = shutdown,
         .says = "Whether an Active ceases without Priority 0",
         .expects = "a record of each Active that was heard no more for Active_Down_Interval; a capture "
                    "cannot tell a crash from a stop",
         .known_from = {"holo (321a4387)"},
         .level = Level::report,
         .kills = {"no-resignation"},
         .on_change = left_without_resigning},
        {.id = "passive/silent-after-resigning",
         .clauses = shutdown,
         .says = "A router that has resigned is silent",
         .expects = "no advertisement for 3 x interval + Skew_Time, which a Backup that was started at once "
                    "would wait; an owner may be back at any time",
         .kills = {"advertises-after-resigning"},
         .on_advertisement = silent_after_resigning},
        {.id = "passive/resigns-once",
         .clauses = shutdown,
         .says = "Whether Priority 0 is sent once",
         .expects = "a record of any that follows another",
         .level = Level::report,
         .kills = {"resigns-twice"},
         .on_advertisement = resigns_once},
    };
}

}  // namespace cases
