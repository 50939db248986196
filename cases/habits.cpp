#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cases/catalogue.hpp"
#include "cases/habits.hpp"
#include "cases/support.hpp"

// What the RFCs leave open, or what a whole family of devices does otherwise: recorded as facts of the
// device, and never a failure. The words of the facts are those by which tester/run/likely_implementation
// knows them.

namespace cases {
namespace {

using engine::MacAddress;

// keepalived announces once more 5 s after it became Active.
constexpr Duration late_announcements = 6s;

std::string source_text(const Bench& t, const MacAddress& mac) {
    if (mac == t.dut().router_mac()) return "the virtual MAC";
    return mac == t.dut().physical_mac ? "the physical MAC" : "another MAC";
}

void checksum_form(Bench& t, Mark advert) {
    const auto& ip = *view(t, advert).ip;
    for (const auto form : {ChecksumForm::message_only, ChecksumForm::pseudo_header})
        if (engine::vrrp_checksum_verifies(message(t, advert).message(), form, ip.source, ip.destination))
            return t.note_fact("checksum form", std::string(engine::to_string(form)), advert);
    t.note_fact("checksum form", "neither", advert);
}

void advertisement_source(Bench& t, Mark advert) {
    t.note_fact("advertisements come from", source_text(t, view(t, advert).ethernet.source), advert);
}

std::string target_text(const Bench& t, const MacAddress& mac) {
    if (mac == engine::broadcast_mac) return "broadcast";
    return mac == MacAddress{} ? "zero" : source_text(t, mac);
}

void note_announcement_form(Bench& t, Mark first) {
    const auto& frame = view(t, first);
    t.note_fact("announcements come from", source_text(t, frame.ethernet.source), first);
    if (!frame.arp) return;
    t.note_fact("announcement form", frame.arp->operation == 1 ? "ARP request" : "ARP reply", first);
    t.note_fact("target MAC of announcements", target_text(t, frame.arp->target_mac), first);
}

// "5 at once and 5 more after 5 s".
std::string announcements_text(const Bench& t, const std::vector<Mark>& found) {
    if (found.empty()) return "none";
    const engine::Instant first = t.time_of(found.front());
    const auto late =
        std::find_if(found.begin(), found.end(), [&](Mark each) { return t.time_of(each) - first > 500ms; });
    std::string text = fmt::format("{} at once", late - found.begin());
    if (late != found.end())
        text += fmt::format(" and {} more after {} s", found.end() - late,
                            std::lround(engine::seconds(t.time_of(*late) - first)));
    return text;
}

Task<> announcements(Bench& t) {
    co_await t.dut_is_backup();
    // What belongs to the time before must be over.
    co_await t.sleep(late_announcements);
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark resignation = t.peer().send(farewell);
    const Duration latest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval;
    const Mark takeover = co_await t.look_for(sort::living_advertisement, resignation, latest);
    t.precondition(bool(takeover), "the device did not take over");
    const Duration whole = t.time_of(takeover) - t.time_of(resignation) + late_announcements;
    co_await t.sleep(late_announcements);
    const auto address = t.dut().addresses.front();
    const auto found = t.heard(sort::announcement.on(address), resignation, 0ns, whole);
    t.note_fact("announcements", announcements_text(t, found), found.empty() ? takeover : found.front());
    if (found.empty()) co_return;
    note_announcement_form(t, found.front());
    t.note_fact("first advertisement",
                takeover.frame < found.front().frame ? "before the announcements" : "after an announcement",
                takeover);
}

Task<> resolution_source(Bench& t) {
    co_await t.dut_is_active();
    co_await t.sleep(200ms);
    const auto address = t.dut().addresses.front();
    const Mark request = t.host().resolve(address);
    const Mark reply = co_await t.look_for(sort::resolution.on(address), request, 1s);
    t.precondition(bool(reply), "the device does not answer for the virtual address");
    t.note_fact(view(t, reply).arp ? "ARP replies come from" : "solicited NAs come from",
                source_text(t, view(t, reply).ethernet.source), reply);
}

Task<> losing_advertisement(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark grid = co_await t.dut_is_active();
    co_await t.sleep(period * 3 / 10);
    const PeerAdvert losing{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark sent = t.peer().send(losing);
    t.cite(sent, "stimulus");
    const Duration soon = std::min<Duration>(period * 4 / 10, 100ms);
    t.precondition(t.time_of(sent) - t.time_of(grid) < period / 2,
                   "this host was too slow to send the losing advertisement in time");
    co_await t.sleep(soon);
    const auto answers = t.heard(sort::living_advertisement, sent, 0ns, soon);
    const auto announced = t.heard(sort::announcement, sent, 0ns, soon);
    const char* answer = answers.empty()     ? "not answered"
                         : announced.empty() ? "answered at once"
                                             : "answered at once, with announcements";
    t.note_fact("losing advertisement", answer, answers.empty() ? sent : answers.front());
}

// Skew_Time has a fraction of a centisecond here that is 4 ms or more; nobody is early by chance, so that the
// earliest of three takeovers tells who cuts it off.
Task<> timer_resolution(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Duration exact = active_down_interval(t.dut());
    t.precondition(exact % 10ms >= 4ms, "Active_Down_Interval is too near to a whole centisecond");
    Duration earliest = engine::Duration::max();
    Mark which;
    for (int round = 0; round < 3; ++round) {
        co_await t.dut_is_active();
        const Mark sent = t.peer().send();
        const Duration grace = std::min<Duration>(period / 2, 100ms);
        const Mark in_flight{0, t.time_of(sent) + grace};
        const Mark takeover = co_await t.look_for(sort::advertisement, in_flight, exact + period);
        t.precondition(bool(takeover), "the device did not take over in time");
        const Duration took = t.time_of(takeover) - t.time_of(sent);
        t.precondition(took > 2 * period, "the device did not step down");
        if (took < earliest) which = takeover;
        earliest = std::min(earliest, took);
    }
    // Whoever is off by more than a fraction of a centisecond, as for a whole interval, shows nothing of it.
    if (earliest < exact - exact % 10ms - 2ms || earliest > exact + 5ms) {
        t.note_fact("takeovers", earliest < exact ? "early" : "late", which);
        co_return;
    }
    t.note_fact("takeovers", "in time", which);
    t.note_fact("timers", earliest < exact - 1ms ? "whole centiseconds" : "finer than a centisecond", which);
}

// Two owners: RFC 9568 has each discard what the other sends (7.1), so that both stay Active; its erratum
// 8298 would have it looked at.
Task<> another_owner(Bench& t) {
    const PeerAdvert greater{.priority = std::uint8_t{255}, .source = t.peer().address_above_dut()};
    const bool yields = co_await silences(t, greater);
    t.note_fact("another owner", yields ? "yielded to" : "ignored", t.peer().last_sent());
}

Task<> resignations(Bench& t) {
    co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark first = co_await t.look_for(sort::resignation, stopped, 2s);
    const Duration rest = 2 * t.dut().advertisement_interval;
    co_await t.sleep(rest);
    const auto found = t.heard(sort::resignation, stopped, 0ns, 2s + rest);
    t.note_fact("resignations", std::to_string(found.size()), first);
}

Task<> link_flap(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::link_down);
    co_await t.sleep(3s);
    const Mark up = co_await t.make_dut(Verb::link_up);
    const Duration latest = active_down_interval(t.dut()) + 5s;
    const Mark first = co_await t.look_for(sort::living_advertisement, up, latest);
    t.precondition(bool(first), "the device did not advertise again");
    const bool waited = t.time_of(first) - t.time_of(up) >= 3 * t.dut().advertisement_interval;
    t.note_fact("after a link flap", waited ? "waits in Backup" : "Active at once", first);
}

void add_sending_habits(std::vector<Case>& list) {
    auto form = report("habit/checksum-form", {rfc5798("5.2.8"), rfc9568("5.2.8")},
                       "Which octets the IPv4 checksum of version 3 covers is noted", "",
                       {"advert-checksum-of-other-form"}, each_advertisement<checksum_form>);
    form.profiles = v3_ipv4;
    list.push_back(form);
    list.push_back(report("habit/advertisement-source", all_of("7.2", "7.2"),
                          "Which MAC address advertisements come from is noted", "",
                          {"advert-from-physical-mac"}, each_advertisement<advertisement_source>));
    list.push_back(
        report("habit/announcements", all_of("6.4.2", "6.4.2"),
               "How a new Active announces its addresses is noted: how often, from where, in which "
               "form, before or after its first advertisement",
               "A peer holds the device down for 6 s, then resigns",
               {"garp-is-reply", "garp-target-mac-zero", "takeover-without-announcement",
                "announces-before-advertising"},
               announcements));
    list.push_back(report("habit/resolution-source",
                          {rfc2338("8.2"), rfc3768("8.2"), rfc5798("8.1.2"), rfc5798("8.2.2"),
                           rfc9568("8.1.2"), rfc9568("8.2.2")},
                          "Which Ethernet source answers ARP and neighbour solicitations is noted",
                          "A host asks for the virtual address", {"arp-reply-from-virtual-mac"},
                          resolution_source));
    auto farewell = report("habit/resignations", all_of("6.4.3", "6.4.3"),
                           "How many advertisements of priority 0 a device sends when it stops is noted",
                           "The device is stopped", {"no-resignation", "resigns-twice"}, resignations);
    farewell.needs.control = Verb::stop;
    list.push_back(farewell);
    auto flap = report("habit/link-flap", all_of("6.4.1", "6.4.1"),
                       "Whether an Active that lost its link starts in Backup is noted",
                       "The device's link is taken away for 3 s", {"keeps-state-without-link"}, link_flap);
    flap.needs.control = Verb::link_down;
    flap.needs.shortest_interval = 1s;
    list.push_back(flap);
}

void add_machine_habits(std::vector<Case>& list) {
    auto losing = report("habit/losing-advertisement", all_of("6.4.3", "6.4.3"),
                         "What an Active does when it hears a lower priority is noted",
                         "One advertisement of lower priority, three tenths into the device's period",
                         {"losing-advert-answered"}, losing_advertisement);
    losing.needs.lowest_priority = 2;
    losing.needs.shortest_interval = 200ms;
    list.push_back(losing);
    auto timers = report("habit/timers", all_of("6.1", "6.1"),
                         "Whether a device counts its timers in whole centiseconds is noted",
                         "Three times, one advertisement of greater priority, then silence",
                         {"timers-in-whole-centiseconds"}, timer_resolution);
    timers.clauses.front() = rfc2338("6.1.2");
    // Skew_Time is 158.4 ms then: its fraction is as clear as that of the usual 609.4 ms.
    timers.needs.shortest_interval = 260ms;
    timers.needs.quick_interval = 260ms;
    list.push_back(timers);
    auto owner =
        report("habit/another-owner", all_of("7.1", "7.1"),
               "Whether an address owner yields to another one is noted",
               "An advertisement of priority 255 from a greater address", {"owner-listens"}, another_owner);
    owner.needs.role = Role::owner;
    list.push_back(owner);
}

}  // namespace

std::vector<Case> habit_cases() {
    std::vector<Case> list;
    add_sending_habits(list);
    add_machine_habits(list);
    return list;
}

}  // namespace cases
