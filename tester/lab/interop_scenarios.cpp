#include "tester/lab/interop_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/lab/meeting.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

constexpr StationIndex a = Meeting::a;
constexpr StationIndex b = Meeting::b;
constexpr StationIndex c = Meeting::c;

/// What a failover has done to the host's traffic, in brief.
std::string brief_of(const std::optional<CutOff>& cut_off) {
    if (!cut_off) return "loss not measured";
    return cut_off->came_back ? "cut off " + time_text(cut_off->longest) : "host not answered";
}

void elect(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto now = t.scene().seen_until();
    const auto last = t.story().last_claim(a, now);
    claim.cite(last->frame, "Active");
    const auto reached = cut_off(t.story(), t.address(), now, now + 1s);
    // Even an address that answers no ping is resolved.
    if (!reached) t.scene().touch(t.address());
    claim.check(true, "the host has learnt a MAC address", t.learnt());
    claim.brief(fmt::format("A, {}{}", t.learnt(), reached ? "" : ", answers no ping"));
}

void crash_failover(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto crash = t.scene().crash(a);
    if (!t.wait_for(claim, b, crash)) return;
    const auto takeover = read_takeover(t.scene(), a, b, t.address(), crash, t.scene().seen_until());
    t.judge_takeover(claim, takeover, *takeover.last, "last of A", t.down_interval(b));
}

void stop_failover(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto told = t.scene().stop(a);
    if (!t.wait_for(claim, b, told)) return;
    const auto resignation = t.story().resignation(a, told);
    if (!claim.check(resignation.has_value(), t.name(a) + " resigns with priority 0",
                     resignation ? "it does" : "it falls silent without a word"))
        return;
    const auto takeover = read_takeover(t.scene(), a, b, t.address(), told, t.scene().seen_until());
    t.judge_takeover(claim, takeover, *resignation, "resignation", t.skew(b));
}

void failback_preempt(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto crash = t.scene().crash(a);
    if (!t.wait_for(claim, b, crash)) return;
    const auto power = t.scene().revive(a);
    if (!t.check_settled(claim, a, "after it has come back")) return;
    t.scene().run_for(1s);
    const auto takeover = read_takeover(t.scene(), b, a, t.address(), power, t.scene().seen_until());
    claim.cite(takeover.first->frame, "A again");
    if (takeover.last) claim.cite(takeover.last->frame, "last of B");
    t.judge_cut_off(claim, takeover.cut_off);
    claim.brief(fmt::format("A again, {}", brief_of(takeover.cut_off)));
}

/// How long a router that may take over needs for it after its start, at the most.
Duration patience(const Meeting& t, StationIndex router) {
    return t.down_interval(router) * 3 / 2 + 2s;
}

/// Starts A beside an Active B and checks that it stays silent.
bool check_newcomer_is_silent(Meeting& t, Claim& claim) {
    t.start(b);
    if (!t.check_settled(claim, b, "as long as it is alone")) return false;
    const auto started = t.start(a);
    t.scene().run_for(patience(t, a));
    const auto claimed = t.story().first_claim(a, started);
    if (claimed) claim.cite(claimed->frame, "violates");
    claim.cite(t.story().last_claim(b, t.scene().seen_until())->frame, "still Active");
    return claim.check(!claimed, fmt::format("{} stays Backup beside {}", t.name(a), t.name(b)),
                       claimed ? "it becomes Active" + t.checksum_remark() : "it does");
}

void no_preempt(Meeting& t, Claim& claim) {
    t.configuration(a).preempt = false;
    if (!check_newcomer_is_silent(t, claim)) return;
    // The control: it was there all along.
    const auto told = t.scene().stop(b);
    if (!t.wait_for(claim, a, told)) return;
    claim.cite(t.story().first_claim(a, told)->frame, "control");
    claim.brief("B stays");
}

void priority_change(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto lowered = t.scene().set_priority(a, t.configuration(a), 50);
    if (!t.check_settled(claim, b, "once A has priority 50")) return;
    const auto first = read_takeover(t.scene(), a, b, t.address(), lowered, t.scene().seen_until());
    claim.cite(first.first->frame, "B takes over");
    const auto raised = t.scene().set_priority(a, t.configuration(a), 150);
    if (!t.check_settled(claim, a, "once it has priority 150 again")) return;
    const auto second = read_takeover(t.scene(), b, a, t.address(), raised, t.scene().seen_until());
    claim.cite(second.first->frame, "A takes over");
    t.judge_cut_off(claim, second.cut_off);
    claim.brief(fmt::format("B after {}, A after {}", time_text(first.first->when - lowered),
                            time_text(second.first->when - raised)));
}

/// Cuts the LAN between A and B and waits until both are Active.
bool split(Meeting& t, Claim& claim, StationIndex newcomer) {
    const auto cut = t.scene().cut_in_two();
    if (!t.wait_for(claim, newcomer, cut)) return false;
    t.scene().run_for(t.interval());
    const auto now = t.scene().seen_until();
    const auto both = t.story().claimants(now - t.interval() * 3 / 2, now);
    return claim.check(both.contains(a) && both.contains(b),
                       "both are Active while they cannot hear each other",
                       fmt::format("{} of 2 are", both.size()));
}

void tie(Meeting& t, Claim& claim) {
    t.configuration(a).priority = t.configuration(b).priority;
    if (!check_newcomer_is_silent(t, claim)) return;
    if (!split(t, claim, a)) return;
    const auto now = t.scene().seen_until();
    const auto of_a = *t.story().last_claim(a, now);
    const auto of_b = *t.story().last_claim(b, now);
    if (!claim.check(of_a.source != of_b.source, "two source addresses, of which one is the greater",
                     "both send from " + to_string(of_a.source)))
        return;
    const StationIndex greater = of_a.source > of_b.source ? a : b;
    claim.cite(of_a.frame, "A");
    claim.cite(of_b.frame, "B");
    t.scene().join();
    if (!t.check_settled(claim, greater, "after the LAN is one again, since its address is the greater one"))
        return;
    claim.brief(
        fmt::format("first come stays; {}, of the greater address, after a split", greater == a ? "A" : "B"));
}

void split_brain_heal(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    if (!split(t, claim, b)) return;
    const auto joined = t.scene().join();
    if (!t.check_settled(claim, a, "after the LAN is one again")) return;
    const auto heard = t.story().first_claim(a, joined);
    const auto last = t.story().last_claim(b, t.scene().seen_until());
    claim.cite(heard->frame, "A is heard");
    claim.cite(last->frame, "last of B");
    // The switches may need a moment for their cable, so that B may have to wait for A's second
    // advertisement.
    const auto yielded = std::max<Duration>(last->when - heard->when, 0ms);
    claim.check_time(t.name(b) + " falls silent", yielded, 0ms, t.interval());
    const auto lost = cut_off(t.story(), t.address(), joined, t.scene().seen_until());
    t.judge_cut_off(claim, lost);
    claim.brief(fmt::format("B yields after {}, {}", time_text(yielded), brief_of(lost)));
}

/// RFC 3768 7.1: a router discards advertisements whose interval is not its own, so that both are Active.
void discard_other_interval(Meeting& t, Claim& claim) {
    t.start(a);
    if (!t.check_settled(claim, a, "as long as it is alone")) return;
    const auto started = t.start(b);
    t.scene().run_for(patience(t, b));
    const auto claimed = t.story().first_claim(b, started);
    claim.cite(t.story().last_claim(a, t.scene().seen_until())->frame, "discarded");
    if (claimed) claim.cite(claimed->frame, "both Active");
    claim.check(claimed.has_value(), t.name(b) + " discards A's advertisements and becomes Active, too",
                claimed ? "it does" : "it accepts them and stays Backup");
    claim.brief(claimed ? "both Active, as the RFC has it" : "B accepts 1 s");
}

void interval_mismatch(Meeting& t, Claim& claim) {
    t.configuration(b).interval = t.interval() * 2;
    if (t.profile() == Profile::v2_ipv4) return discard_other_interval(t, claim);
    if (!t.start_all(claim)) return;
    const auto crash = t.scene().crash(a);
    if (!t.wait_for(claim, b, crash)) return;
    const auto takeover = read_takeover(t.scene(), a, b, t.address(), crash, t.scene().seen_until());
    t.judge_takeover(claim, takeover, *takeover.last, "last of A", t.down_interval(b, t.interval()));
}

std::string form_of(const engine::FrameView& view, bool& good) {
    const auto verifies = [&](engine::ChecksumForm form) {
        return engine::vrrp_checksum_verifies(view.advertisement.message(), form, view.ip->source,
                                              view.ip->destination);
    };
    const bool pseudo = verifies(engine::ChecksumForm::pseudo_header);
    // Over IPv6 the pseudo-header is part of it, and nothing else is right.
    const bool plain =
        view.ip->family == engine::Family::ipv4 && verifies(engine::ChecksumForm::message_only);
    good = good && (pseudo || plain);
    return pseudo ? "pseudo-header" : plain ? "message-only" : "wrong";
}

void checksum_forms(Meeting& t, Claim& claim) {
    t.start(b);
    if (!t.check_settled(claim, b, "as long as it is alone")) return;
    const auto of_b = t.story().last_claim(b, t.scene().seen_until())->frame;
    const auto started = t.start(a);
    t.wait_for(claim, a, started);
    const auto first_of_a = t.story().first_claim(a, started);
    bool good = true;
    auto forms = "B: " + form_of(t.scene().frame(of_b).view, good);
    claim.cite(of_b, "B");
    if (first_of_a) {
        forms = "A: " + form_of(t.scene().frame(first_of_a->frame).view, good) + ", " + forms;
        claim.cite(first_of_a->frame, "A");
    }
    claim.check(good, "checksums that verify", forms);
    claim.brief(forms);
    t.check_settled(claim, a, "after it has joined B");
}

void address_list_mismatch(Meeting& t, Claim& claim) {
    const auto further =
        t.configuration(a).family() == engine::Family::ipv4 ? "172.16.100.20" : "2001:db8::20";
    t.configuration(a).addresses.push_back(*engine::IpAddress::parse(further));
    t.start(a);
    if (!t.check_settled(claim, a, "as long as it is alone")) return;
    const auto started = t.start(b);
    t.scene().run_for(patience(t, b));
    const auto claimed = t.story().first_claim(b, started);
    claim.cite(t.story().last_claim(a, t.scene().seen_until())->frame, "one more address");
    if (claimed) claim.cite(claimed->frame, "both Active");
    claim.observe(claimed ? t.name(b) + " discards A's advertisements: both are Active"
                          : t.name(b) + " accepts A's advertisements and stays Backup");
    claim.brief(claimed ? "both Active" : "B accepts it");
}

void three_routers(Meeting& t, Claim& claim) {
    if (!t.start_all(claim)) return;
    const auto crash = t.scene().crash(a);
    if (!t.wait_for(claim, b, crash)) return;
    const auto first = read_takeover(t.scene(), a, b, t.address(), crash, t.scene().seen_until());
    const auto intruder = t.story().first_claim(c, crash);
    if (intruder) claim.cite(intruder->frame, "violates");
    claim.check(!intruder, t.name(c) + " stays Backup when A goes",
                intruder ? "it becomes Active" : "it does");
    t.judge_takeover(claim, first, *first.last, "last of A", t.down_interval(b));
    const auto next = t.scene().crash(b);
    if (!t.wait_for(claim, c, next)) return;
    const auto second = read_takeover(t.scene(), b, c, t.address(), next, t.scene().seen_until());
    t.judge_takeover(claim, second, *second.last, "last of B", t.down_interval(c));
    claim.brief(fmt::format("B after {}, C after {}", time_text(first.first->when - first.last->when),
                            time_text(second.first->when - second.last->when)));
}

const std::vector<InteropScenario> scenarios{
    {"elect",
     "The router of the highest priority becomes Active, alone",
     {"6.4.1", "6.4.2"},
     Level::must,
     every_profile,
     2,
     8,
     elect},
    {"crash-failover",
     "When the Active router dies, the other takes over after its Active_Down_Interval",
     {"6.1", "6.4.2"},
     Level::must,
     every_profile,
     2,
     14,
     crash_failover},
    {"stop-failover",
     "A router that is stopped resigns with priority 0, and the other takes over after its Skew_Time",
     {"6.4.2", "6.4.3"},
     Level::must,
     every_profile,
     2,
     11,
     stop_failover},
    {"failback-preempt",
     "A router of higher priority that comes back takes the Active role again",
     {"6.4.2", "6.4.3"},
     Level::must,
     every_profile,
     2,
     22,
     failback_preempt},
    {"no-preempt",
     "A router of higher priority without Preempt_Mode leaves the Active one alone",
     {"6.1", "6.4.2"},
     Level::must,
     every_profile,
     2,
     18,
     no_preempt},
    {"priority-change",
     "A change of priority while both run moves the Active role, and moves it back",
     {"6.4.2", "6.4.3"},
     Level::must,
     every_profile,
     2,
     20,
     priority_change},
    {"tie",
     "Of equal priority the first come stays; after a split the greater address wins",
     {"6.4.2", "6.4.3"},
     Level::must,
     every_profile,
     2,
     24,
     tie},
    {"interval-mismatch",
     "Another advertisement interval is a reason to discard in version 2, and is learnt in version 3",
     {"6.4.2", "7.1"},
     Level::must,
     every_profile,
     2,
     20,
     interval_mismatch},
    {"checksum-forms",
     "Each takes the other's checksums for right",
     {"5.2.8", "7.1"},
     Level::must,
     v3_profiles,
     2,
     14,
     checksum_forms},
    {"address-list-mismatch",
     "What a Backup does with advertisements of another address list, which the RFC leaves open",
     {"7.1"},
     Level::report,
     every_profile,
     2,
     14,
     address_list_mismatch},
    {"three-routers",
     "Of three routers the next in priority takes over, one after the other",
     {"6.1", "6.4.2"},
     Level::must,
     every_profile,
     3,
     22,
     three_routers},
    {"split-brain-heal",
     "When a cut LAN is one again, the Active router of lower priority yields",
     {"6.4.3"},
     Level::must,
     every_profile,
     2,
     18,
     split_brain_heal},
};

}  // namespace

std::span<const InteropScenario> interop_scenarios() {
    return scenarios;
}

}  // namespace tester
