#include <algorithm>
#include <utility>

#include "cases/passive_support.hpp"

namespace cases {
namespace {

enum class Rank : std::uint8_t { priority, address };

/// Another Active that goes before the sender by its priority (or, with the same one, by its address), and
/// that the sender must have heard since it spoke last.
const SpeakerSeen* winner_over(const PacketSeen& packet, Rank rank) {
    const auto* speaker = packet.speaker;
    // An owner discards what others say (7.1), so that two of them never agree.
    if (!speaker || !speaker->is_active || packet.message().priority() == 0 ||
        packet.message().priority() == 255)
        return nullptr;
    const auto priority = packet.message().priority();
    for (const auto& other : packet.router.speakers) {
        if (other.source == speaker->source || !is_living(other.last)) continue;
        const bool is_same = other.last_living.priority == priority;
        if (is_same != (rank == Rank::address)) continue;
        if (!goes_before(other.last_living.priority, other.source, priority, speaker->source)) continue;
        // Between the sender's last advertisement and this one.
        const auto heard = other.last_living.when;
        if (heard < speaker->last_living.when || heard < speaker->active_since) continue;
        if (packet.frame.when - heard <= crossing(packet.circumstances)) continue;
        const Duration interval = advertised_interval(packet);
        const Duration down =
            down_interval_of(speaker->version, priority, interval, other.last_living.interval);
        // After that it may rightly be Active again.
        if (packet.frame.when - heard >= down - packet.circumstances.tolerance.early_for(down)) continue;
        return &other;
    }
    return nullptr;
}

// What the checks of yielding remember of the one that ought to: since when it must be silent, and the row of
// advertisements that it sent all the same.
namespace yielding {
constexpr std::size_t silent_since = 0, count = 1, last = 2, winners_frame = 3;
/// Cookies of the looks at the end of such a row; below are those of the looks for silence.
constexpr std::uint32_t end_of_row = 1000;
}  // namespace yielding

/// One advertisement too many is written down; what it means is seen when they end.
void judge_yielding(const PacketSeen& packet, Ruling& ruling, Rank rank) {
    const auto* winner = winner_over(packet, rank);
    if (!winner) return;
    const auto* speaker = packet.speaker;
    if (const auto reason = discord(*winner, *speaker); !reason.empty())
        return ruling.doubts(
            fmt::format("two are Active at once, {} after the other, but they need not heed "
                        "each other: {}",
                        in_seconds(packet.frame.when - winner->last_living.when), reason));
    if (ruling.memory(speaker, yielding::count)++ == 0)
        ruling.memory(speaker, yielding::winners_frame) = winner->last_living.frame;
    ruling.memory(speaker, yielding::last) = static_cast<std::uint64_t>(packet.frame.when.nanoseconds);
    const Duration two = 2 * advertised_interval(packet);
    const auto index = static_cast<std::uint32_t>(speaker - packet.router.speakers.data());
    ruling.look_again(packet.frame.when + two + packet.circumstances.tolerance.late_for(two),
                      yielding::end_of_row + index);
}

/// Whoever falls silent in the end while the other goes on may have been kept apart from it by a broken link
/// that was mended: a capture that shows both does not prove that they heard each other.
void judge_row(const DeadlineSeen& deadline, const SpeakerSeen& speaker, Ruling& ruling) {
    constexpr std::uint64_t beyond_doubt = 3;
    const auto count = std::exchange(ruling.memory(&speaker, yielding::count), 0);
    const Instant last{static_cast<std::int64_t>(ruling.memory(&speaker, yielding::last))};
    const std::string observed =
        fmt::format("{} advertisement{} with priority {} from {} after the other's", count,
                    count == 1 ? "" : "s", speaker.last_living.priority, to_string(speaker.source));
    const bool resigned = speaker.last.priority == 0 && speaker.last.when > last;
    const bool fell_silent = !deadline.capture_ended && !resigned && speaker.last_living.when <= last;
    if (fell_silent)
        return ruling.doubts(observed +
                             ", and then no more: it was slow to yield, or a link between the two was "
                             "broken and then mended");
    if (count < beyond_doubt) return ruling.doubts(observed + ", too few to say why");
    ruling.cite(ruling.memory(&speaker, yielding::winners_frame), "of the one that goes before");
    ruling.cite(speaker.last_living.frame, "violates");
    ruling.fails(&speaker, "silence once it has heard one that goes before it",
                 observed + ": it is deaf to it, or the network keeps the two apart");
}

void yields_to_priority(const PacketSeen& packet, Ruling& ruling) {
    judge_yielding(packet, ruling, Rank::priority);
}
void yields_to_address(const PacketSeen& packet, Ruling& ruling) {
    judge_yielding(packet, ruling, Rank::address);
}

/// Looks, an interval after a preemption, whether the former Active has kept silent.
void expect_silence(const ChangeSeen& change, Ruling& ruling, Rank rank) {
    const bool is_tie = change.first_of_to.priority == change.last_of_from.priority;
    if (change.kind != ChangeKind::preemption || is_tie != (rank == Rank::address)) return;
    const auto index = static_cast<std::uint32_t>(change.from - change.router.speakers.data());
    const Duration interval = change.last_of_from.interval;
    ruling.memory(change.from, yielding::silent_since) =
        static_cast<std::uint64_t>((change.first_of_to.when + crossing(change.circumstances)).nanoseconds);
    ruling.look_again(change.first_of_to.when + interval + change.circumstances.tolerance.late_for(interval),
                      index);
}
void priority_took_over(const ChangeSeen& change, Ruling& ruling) {
    expect_silence(change, ruling, Rank::priority);
}
void address_took_over(const ChangeSeen& change, Ruling& ruling) {
    expect_silence(change, ruling, Rank::address);
}
void has_kept_silent(const DeadlineSeen& deadline, Ruling& ruling) {
    const bool is_end_of_row = deadline.cookie >= yielding::end_of_row;
    const auto index = deadline.cookie - (is_end_of_row ? yielding::end_of_row : 0);
    if (index >= deadline.router.speakers.size()) return;
    const auto& speaker = deadline.router.speakers[index];
    if (is_end_of_row) return judge_row(deadline, speaker, ruling);
    if (deadline.capture_ended) return;
    const Instant since{static_cast<std::int64_t>(ruling.memory(&speaker, yielding::silent_since))};
    if (speaker.last_living.when <= since) ruling.holds();
}

/// A Backup discards nothing of an equal or greater priority (6.4.2), so that it never becomes Active while
/// such a one speaks.
void not_beside_its_better(const ChangeSeen& change, Ruling& ruling) {
    if (change.kind != ChangeKind::contested && change.kind != ChangeKind::preemption) return;
    const auto& to = change.first_of_to;
    const auto& from = change.last_of_from;
    if (to.priority == 255 || to.priority > from.priority || change.from->source == change.to->source) return;
    const Duration since = to.when - from.when;
    const auto& tolerance = change.circumstances.tolerance;
    if (since <= crossing(change.circumstances)) return;                    // both timers fired at once
    if (since > from.interval + tolerance.late_for(from.interval)) return;  // it had missed its turn
    const std::string observed = fmt::format(
        "{} becomes Active with priority {}, {} after an advertisement of "
        "priority {} from {}",
        to_string(change.to->source), to.priority, in_seconds(since), from.priority,
        to_string(change.from->source));
    if (const auto reason = discord(*change.from, *change.to); !reason.empty())
        return ruling.doubts(observed + ", which it need not have heeded: " + reason);
    // One that was elsewhere may have been Active there before the two networks became one again.
    if (!change.to_was_up)
        return ruling.doubts(observed +
                             "; it was not on this wire before, and may have been Active beyond a "
                             "broken link");
    ruling.cite(from.frame, "of the one that goes before");
    ruling.fails(change.to, "a Backup while one of an equal or greater priority advertises", observed);
}

void saw_a_fair_takeover(const ChangeSeen& change, Ruling& ruling) {
    not_beside_its_better(change, ruling);
    if (change.kind == ChangeKind::after_silence || change.kind == ChangeKind::after_release ||
        (change.kind == ChangeKind::preemption && change.first_of_to.priority > change.last_of_from.priority))
        ruling.holds();
}

// How long a router was one of two that were Active at once: since when, until when, how often it spoke.
void beside_another(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    if (!speaker || !speaker->is_active || packet.message().priority() == 0) return;
    for (const auto& other : packet.router.speakers) {
        if (other.source == speaker->source || !other.is_active || !is_living(other.last)) continue;
        const Duration since = packet.frame.when - other.last_living.when;
        if (other.last_living.when < speaker->last_living.when || since <= crossing(packet.circumstances))
            continue;
        auto& began = ruling.memory(speaker, 0);
        auto& ended = ruling.memory(speaker, 1);
        auto& count = ruling.memory(speaker, 2);
        if (began == 0) began = static_cast<std::uint64_t>(other.last_living.when.nanoseconds);
        ended = static_cast<std::uint64_t>(packet.frame.when.nanoseconds);
        ++count;
        return;
    }
    ruling.holds();
}

void report_two_active(const RouterSeen& router, Ruling& ruling) {
    for (const auto& speaker : router.speakers) {
        const auto count = ruling.memory(&speaker, 2);
        // One may have been on its way already.
        if (speaker.is_tester || count < 2) continue;
        const Duration lasted(
            static_cast<std::int64_t>(ruling.memory(&speaker, 1) - ruling.memory(&speaker, 0)));
        ruling.notes(&speaker, "Active beside another",
                     fmt::format("{} advertisements over {}{}", count, in_seconds(lasted),
                                 !speaker.is_active                    ? ", and then no more"
                                 : router.active_speaker() == &speaker ? ", and remained"
                                                                       : ", to the end"));
    }
}

void only_the_active_resigns(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().priority() != 0) return;
    const auto& router = packet.router;
    const auto* speaker = packet.speaker;
    for (const auto& other : router.speakers) {
        if (!is_living(other.last) || !other.is_active || other.source == packet.view.ip->source) continue;
        const bool was_beaten = speaker && speaker->last_living.frame != 0
                                    ? goes_before(other.last_living.priority, other.source,
                                                  speaker->last_living.priority, speaker->source)
                                    : true;
        if (!was_beaten) continue;
        return ruling.notes(speaker, "Priority 0 though not Active",
                            fmt::format("while {} with priority {} was", to_string(other.source),
                                        other.last_living.priority));
    }
    ruling.holds();
}

void priority_is_constant(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    if (!speaker || speaker->last_living.frame == 0 || packet.message().priority() == 0) return;
    const int now = packet.message().priority(), before = speaker->last_living.priority;
    if (now == before) return ruling.holds();
    ruling.notes(speaker, "priority", fmt::format("{}, after {}", now, before));
}

}  // namespace

std::vector<PassiveCheck> passive_election_checks() {
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    const std::vector<Clause> backup = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                        rfc9568("6.4.2")};
    const std::vector<Clause> priorities = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"),
                                            rfc9568("5.2.4")};
    std::vector<PassiveCheck> checks{
        {.id = "passive/yields-to-the-greater-priority",
         .clauses = active,
         .says = "An Active that hears a greater priority becomes Backup",
         .expects = "no advertisement later than 50 ms after one of a greater priority, for 3 x interval + "
                    "Skew_Time; a failure are three and more: one that yields in the end may have been cut "
                    "off for a while; not of an owner, and no verdict where the two "
                    "have reason to discard what the other sends",
         .known_from = {"Vrrpd (issue 11)",
                        "keepalived's higher_prio_send_advert, which says one parting word"},
         .kills = {"never-yields"},
         .on_advertisement = yields_to_priority,
         .on_change = priority_took_over,
         .on_deadline = has_kept_silent},
        {.id = "passive/ties-go-to-the-greater-address",
         .clauses = active,
         .says = "Of two Active routers of the same priority that with the lesser address becomes Backup",
         .expects =
             "no advertisement from it later than 50 ms after one of the other; addresses are compared "
             "as unsigned numbers in network byte order",
         .known_from = {"keepalived before 1.2.8", "FRR before 0f1f98e837"},
         .kills = {"equal-priority-never-yields"},
         .on_advertisement = yields_to_address,
         .on_change = address_took_over,
         .on_deadline = has_kept_silent},
        {.id = "passive/no-takeover-beside-its-better",
         .clauses = backup,
         .says = "A Backup does not become Active while one of an equal or greater priority advertises",
         .expects = "no first advertisement within the interval after one of an equal or greater priority, "
                    "by a router that was seen on the wire before; not of an owner",
         .known_from = {"keepalived with 'state MASTER' and a priority below 255"},
         .kills = {"deaf", "starts-active"},
         .on_change = saw_a_fair_takeover},
        {.id = "passive/two-active",
         .clauses = active,
         .says = "Whether two routers were Active at once, how long, and who yielded",
         .expects = "a record of each that went on advertising while another was heard",
         .known_from = {"keepalived on a busy host (issue 1955)", "networks that filter 224.0.0.18"},
         .level = Level::report,
         .kills = {"never-yields", "equal-priority-never-yields"},
         .on_advertisement = beside_another,
         .at_end = report_two_active},
        {.id = "passive/priority-0-of-the-active",
         .clauses = priorities,
         .says = "Whether anybody but the Active resigns",
         .expects = "a record of each Priority 0 while another router, that goes before, is Active",
         .level = Level::report,
         .kills = {"resigns-on-stepping-down", "resigns-from-backup"},
         .on_advertisement = only_the_active_resigns},
        {.id = "passive/priority-is-constant",
         .clauses = priorities,
         .says = "Whether a router advertises the same priority throughout",
         .expects = "a record of each change, Priority 0 aside, as of a tracked interface",
         .known_from = {"keepalived before 2.0.20 with tracking (issue 1460)"},
         .level = Level::report,
         .kills = {"change-of-priority-ignored"},
         .on_advertisement = priority_is_constant},
    };
    for (auto& each : passive_collision_checks()) checks.push_back(std::move(each));
    return checks;
}

}  // namespace cases
