#include <algorithm>

#include "cases/passive_support.hpp"

namespace cases {
namespace {

/// How many whole intervals a longer gap is; 0: no multiple.
long long multiple_of(const GapSeen& gap) {
    const auto times = (gap.measured + gap.interval / 2) / gap.interval;
    if (times < 2) return 0;
    const auto off = gap.measured - gap.interval * times;
    const auto allowed = std::min<Duration>(gap.late * times, gap.interval / 4);
    return off <= allowed && -off <= allowed ? times : 0;
}

void is_not_late(const GapSeen& gap, Ruling& ruling) {
    if (gap.measured < gap.interval - gap.early) return ruling.holds();
    if (gap.measured <= gap.interval + gap.late)
        return ruling.holds_in(gap.measured, gap.interval - gap.early, gap.interval + gap.late);
    const std::string observed = fmt::format("the next after {}", in_seconds(gap.measured));
    if (const auto times = multiple_of(gap))
        return ruling.doubts(
            fmt::format("{}, {} intervals: {} advertisement{} may be missing from the capture", observed,
                        times, times - 1, times == 2 ? "" : "s"));
    if (gap.measured > gap.interval * 2)
        return ruling.doubts(observed + ": the capture may have been interrupted, or the router restarted");
    ruling.cite(gap.speaker->last.frame, "the one before");
    ruling.fails(gap.speaker,
                 fmt::format("the next advertisement {} after the one before, at most {}",
                             in_seconds(gap.interval), in_seconds(gap.interval + gap.late)),
                 observed);
}

// Real switches shorten their intervals at random, and no RFC sets how early is too early.
void is_not_early(const GapSeen& gap, Ruling& ruling) {
    if (gap.measured >= gap.interval - gap.early) return ruling.holds();
    auto& least = ruling.memory(gap.speaker, 0);
    auto& times = ruling.memory(gap.speaker, 1);
    ++times;
    const auto measured = static_cast<std::uint64_t>(gap.measured.count());
    if (least == 0 || measured < least) least = measured;
    // At every doubling, since a text is made each time.
    if ((times & (times - 1)) == 0)
        ruling.notes(
            gap.speaker, "early advertisements",
            fmt::format("{} or more before the interval of {} was over, at the earliest after {}", times,
                        in_seconds(gap.interval), in_seconds(Duration(static_cast<std::int64_t>(least)))));
}

// What is remembered of a speaker's gaps: how many were in time, short and long, and between which bounds.
// The median gap is wrong if, and only if, more than half of the gaps are wrong on the same side.
struct Gaps {
    std::uint64_t& counts_low;   // in time | short << 32
    std::uint64_t& counts_high;  // long | those of them that are multiples of the interval << 32
    std::uint64_t& short_us;     // least | greatest << 32
    std::uint64_t& long_us;

    static Gaps of(Ruling& ruling, const SpeakerSeen* speaker) {
        std::uint64_t* words = &ruling.memory(speaker, 0);
        return {words[0], words[1], words[2], words[3]};
    }
    static std::uint64_t low(std::uint64_t word) { return word & 0xffffffff; }
    static std::uint64_t high(std::uint64_t word) { return word >> 32; }
    static void widen(std::uint64_t& bounds, Duration measured) {
        const auto us = static_cast<std::uint64_t>(std::min<long long>(measured / 1us, 0xffffffff));
        const auto least = bounds == 0 ? us : std::min(low(bounds), us);
        bounds = least | std::max(high(bounds), us) << 32;
    }
    static Duration least(std::uint64_t bounds) { return 1us * static_cast<long long>(low(bounds)); }
    static Duration greatest(std::uint64_t bounds) { return 1us * static_cast<long long>(high(bounds)); }
};

void count_gap(const GapSeen& gap, Ruling& ruling) {
    auto gaps = Gaps::of(ruling, gap.speaker);
    constexpr std::uint64_t high_one = 1ull << 32;
    if (gap.measured < gap.interval - gap.late) {
        gaps.counts_low += high_one;
        Gaps::widen(gaps.short_us, gap.measured);
    } else if (gap.measured > gap.interval + gap.late) {
        gaps.counts_high += 1 + (multiple_of(gap) ? high_one : 0);
        Gaps::widen(gaps.long_us, gap.measured);
    } else {
        gaps.counts_low += 1;
    }
}

std::string bounds_text(std::uint64_t bounds) {
    return fmt::format("{} to {}", in_seconds(Gaps::least(bounds)), in_seconds(Gaps::greatest(bounds)));
}

void judge_median(const SpeakerSeen& speaker, Ruling& ruling) {
    const auto gaps = Gaps::of(ruling, &speaker);
    const auto in_time = Gaps::low(gaps.counts_low), too_short = Gaps::high(gaps.counts_low);
    const auto too_long = Gaps::low(gaps.counts_high), multiples = Gaps::high(gaps.counts_high);
    const auto all = in_time + too_short + too_long;
    if (all < 3) return;
    const Duration interval = speaker.last_living.interval;
    const std::string expected =
        fmt::format("an advertisement every {}, as it advertises", in_seconds(interval));
    if (too_short * 2 > all) {
        // A switch's jitter is spread over some range; a wrong interval is not.
        const bool is_jitter = Gaps::least(gaps.short_us) > interval / 2 &&
                               Gaps::greatest(gaps.short_us) - Gaps::least(gaps.short_us) > interval / 20;
        if (is_jitter) return ruling.holds();
        return ruling.fails(
            &speaker, expected,
            fmt::format("{} of {} gaps are shorter: {}", too_short, all, bounds_text(gaps.short_us)));
    }
    if (too_long * 2 > all) {
        const bool is_same_each_time =
            Gaps::greatest(gaps.long_us) - Gaps::least(gaps.long_us) <= Gaps::greatest(gaps.long_us) / 20;
        if (multiples == too_long && !is_same_each_time)
            return ruling.doubts(
                fmt::format("{} of {} gaps are two or more intervals: the capture has lost "
                            "most of the advertisements, or they were not sent",
                            too_long, all));
        return ruling.fails(
            &speaker, expected,
            fmt::format("{} of {} gaps are longer: {}", too_long, all, bounds_text(gaps.long_us)));
    }
    ruling.holds();
}

void forget_former_interval(const PacketSeen& packet, Ruling& ruling) {
    if (packet.speaker && packet.speaker->last_living.frame != 0 && packet.message().priority() != 0 &&
        advertised_interval(packet) != packet.speaker->last_living.interval)
        for (std::size_t word = 0; word < Ruling::memory_words; ++word)
            ruling.memory(packet.speaker, word) = 0;  // reconfigured: from now on by the new one
}

void median_is_the_interval(const RouterSeen& router, Ruling& ruling) {
    for (const auto& speaker : router.speakers)
        if (!speaker.is_tester && speaker.last_living.frame != 0) judge_median(speaker, ruling);
}

void interval_is_constant(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    if (!speaker || speaker->last.frame == 0) return;
    const Duration now = advertised_interval(packet), before = speaker->last.interval;
    if (now == before) return ruling.holds();
    ruling.notes(speaker, packet.message().priority() == 0 ? "interval of its resignation" : "interval",
                 fmt::format("{}, after {}", in_seconds(now), in_seconds(before)));
}

}  // namespace

std::vector<PassiveCheck> passive_timing_checks() {
    const std::vector<Clause> cadence = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                         rfc9568("6.4.3")};
    std::vector<PassiveCheck> checks{
        {.id = "passive/next-advertisement-in-time",
         .clauses = cadence,
         .says = "An Active sends its next advertisement when its interval is over",
         .expects =
             "at most the advertised interval, and max(50 ms, 5 %) of tolerance, after the one before; "
             "a gap of several whole intervals may be the capture's loss and is no verdict, nor is one "
             "of more than two intervals; an advisory, since no RFC says how punctual a busy router must be",
         .known_from = {"keepalived on a busy host (issues 2066 and 2238)"},
         .level = Level::should,
         .kills = {"adver-timer-fifth-longer"},
         .on_gap = is_not_late},
        {.id = "passive/early-advertisements",
         .clauses = cadence,
         .says = "Whether advertisements come before the interval is over",
         .expects = "a record of those more than 10 ms early while no other router speaks; switches jitter "
                    "so, and no RFC forbids it",
         .level = Level::report,
         .kills = {"adver-timer-fifth-shorter"},
         .on_gap = is_not_early},
        {.id = "passive/interval-is-the-cadence",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"), rfc9568("5.2.7")},
         .says = "The interval field is the interval at which the router advertises",
         .expects =
             "a median gap, of three or more, within max(50 ms, 5 %) of the field (version 2: seconds; "
             "version 3: centiseconds); shorter ones that spread over more than 5 % are jitter",
         .known_from = {"Junos fast-interval",
                        "keepalived with intervals below a second in version 2 (issue "
                        "1615)"},
         .kills = {"advert-interval-doubled", "adver-timer-fifth-shorter", "adver-timer-fifth-longer"},
         .on_advertisement = forget_former_interval,
         .on_gap = count_gap,
         .at_end = median_is_the_interval},
        {.id = "passive/interval-is-constant",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"), rfc9568("5.2.7")},
         .says = "Whether a router advertises the same interval throughout",
         .expects = "a record of each change, of priority 0 too",
         .level = Level::report,
         .kills = {"resignation-interval-zero"},
         .on_advertisement = interval_is_constant},
    };
    for (auto& each : passive_takeover_checks()) checks.push_back(std::move(each));
    return checks;
}

}  // namespace cases
