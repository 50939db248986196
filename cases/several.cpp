#include <fmt/format.h>

#include <algorithm>

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// Several virtual routers on one device, and several routers on one virtual router.

namespace cases {
namespace {

struct Gap {
    Mark before;
    Duration gap{};
};

/// The longest time without an advertisement in the span that begins with one.
Gap longest_gap(Bench& t, Mark first, Duration span) {
    Gap worst{first, 0ns};
    Mark last = first;
    for (const Mark each : t.heard(sort::living_advertisement, first, 0ns, span)) {
        const Duration gap = t.time_of(each) - t.time_of(last);
        if (gap > worst.gap) worst = {last, gap};
        last = each;
    }
    const Duration rest = t.time_of(first) + span - t.time_of(last);
    return rest > worst.gap ? Gap{last, rest} : worst;
}

bool is_one_interval(const Bench& t, Duration gap) {
    return gap < t.dut().advertisement_interval * 5 / 4 + 50ms;
}

// Each advertisement of the virtual router in the span comes about an interval after the one before: a timer
// that somebody else's event restarted is late by half of one.
void expect_cadence(Bench& t, Mark first, Duration span, std::string_view meanwhile) {
    const auto worst = longest_gap(t, first, span);
    t.expect(is_one_interval(t, worst.gap),
             fmt::format("an advertisement every {:.0f} ms {}",
                         engine::milliseconds(t.dut().advertisement_interval), meanwhile),
             fmt::format("none for {:.1f} ms at the most", engine::milliseconds(worst.gap)), worst.before);
}

// The peer outbids the device on one virtual router, once, in the middle of the other's period.
Task<> one_yields_the_other_goes_on(Bench& stirred, Bench& watched, PeerAdvert advert) {
    const Duration period = stirred.dut().advertisement_interval;
    co_await stirred.dut_is_active();
    const Mark grid = co_await watched.dut_is_active();
    co_await watched.sleep(watched.dut().advertisement_interval / 2);
    const Mark sent = stirred.peer().send(advert);
    stirred.cite(sent, "stimulus");
    const Window steps_down{sent, std::min<Duration>(period / 2, 100ms), period * 5 / 2};
    co_await stirred.dut_silence(steps_down);
    expect_cadence(watched, grid, watched.now() - watched.time_of(grid), "in spite of the other one's peer");
}

Task<> two_independent(Bench& t) {
    Bench& other = t.sibling(0);
    const PeerAdvert greater{};
    co_await one_yields_the_other_goes_on(t, other, greater);
    co_await one_yields_the_other_goes_on(other, t, greater);
}

Task<> families_independent(Bench& t) {
    const PeerAdvert greater{};
    co_await one_yields_the_other_goes_on(t, t.twin(), greater);
}

Task<> ties_apart(Bench& t) {
    Bench& other = t.sibling(0);
    const Duration period = t.dut().advertisement_interval;
    co_await other.dut_is_active();
    const PeerAdvert smaller{.priority = other.dut().priority, .source = other.peer().address_below_dut()};
    const Mark lost = other.peer().send(smaller);
    other.cite(lost, "stimulus");
    const PeerAdvert greater{.priority = t.dut().priority, .source = t.peer().address_above_dut()};
    co_await one_yields_the_other_goes_on(t, other, greater);
    co_await t.sleep(period / 10);
}

// Both are Backup to one peer; it resigns on one only.
Task<> resignation_of_one(Bench& t) {
    Bench& other = t.sibling(0);
    const Duration period = t.dut().advertisement_interval;
    co_await other.dut_is_backup();
    co_await t.dut_is_backup();
    t.peer().hush();
    // Anew, so that the whole of an interval lies between what the other hears and its peer's next word.
    const Mark held = other.peer().advertise();
    const PeerAdvert again{};
    t.peer().send(again);
    const PeerAdvert resigning{.priority = std::uint8_t{0}};
    const Mark resignation = t.peer().send(resigning);
    // Skew_Time is less than an interval, and a device may owe its first advertisement another; one that
    // heard nothing takes three and more.
    const Window takes_over{resignation, 0ns, period * 5 / 2};
    co_await t.dut_advertisement(takes_over);
    const Window stays_down{held, 0ns, period * 5 / 2};
    co_await other.dut_silence(stays_down);
}

// --- a crowd

std::vector<Bench*> everybody(Bench& t) {
    std::vector<Bench*> all{&t};
    for (std::size_t i = 0; i < t.siblings(); ++i) all.push_back(&t.sibling(i));
    return all;
}

std::string list_of(const std::vector<IpAddress>& addresses) {
    std::string text;
    for (const auto& address : addresses) text += (text.empty() ? "" : ", ") + to_string(address);
    return text;
}

std::vector<IpAddress> sorted(std::vector<IpAddress> addresses) {
    std::sort(addresses.begin(), addresses.end());
    return addresses;
}

/// A device that has no virtual MAC addresses may use its own; what it must not use is a neighbour's.
bool is_of_another(const Bench& t, const engine::MacAddress& mac) {
    return mac.is_virtual() && mac != t.dut().router_mac();
}

void look_at_advertisements(Bench& t, Mark since, Duration span) {
    const auto heard = t.heard(sort::living_advertisement, since, 0ns, span);
    if (heard.empty())
        t.fail("advertisements of every virtual router",
               fmt::format("none in {:.1f} s", engine::seconds(span)), since);
    const Mark first = heard.front();
    const auto& message = view(t, first).advertisement;
    const auto& source = view(t, first).ethernet.source;
    if (message.vrid() != t.dut().vrid) t.fail("its own VRID", fmt::format("VRID {}", message.vrid()), first);
    if (is_of_another(t, source))
        t.fail("no other virtual router's MAC address", "from " + to_string(source), first);
    if (sorted(message.addresses()) != sorted(t.dut().addresses))
        t.fail("the addresses " + list_of(t.dut().addresses), list_of(message.addresses()), first);
    const Duration to_first = t.time_of(first) - t.time_of(since);
    const auto worst = longest_gap(t, first, span - to_first);
    if (!is_one_interval(t, std::max(to_first, worst.gap)))
        t.fail("an advertisement every interval",
               fmt::format("none for {:.1f} ms", engine::milliseconds(std::max(to_first, worst.gap))),
               worst.before);
}

void look_at_resolution(Bench& t, Mark request) {
    const auto& address = t.dut().addresses.front();
    const auto answers = t.heard(sort::resolution_by_device.on(address), request, 0ns, 2s);
    if (answers.empty()) t.fail("an answer for the virtual address " + to_string(address), "none", request);
    for (const Mark answer : answers) {
        const auto& frame = view(t, answer);
        const auto mac = frame.arp ? frame.arp->sender_mac
                                   : frame.neighbour->link_layer_address.value_or(frame.ethernet.source);
        if (is_of_another(t, mac))
            t.fail("no other virtual router's MAC address", to_string(address) + " is at " + to_string(mac),
                   answer);
    }
}

// A slow host, or a slow device, may take its time for so many questions; how fast is another case's.
constexpr Duration time_to_answer_all = 500ms;

Task<> a_crowd(Bench& t) {
    const auto all = everybody(t);
    co_await t.dut_is_active();
    Duration longest{};
    for (const Bench* each : all) longest = std::max(longest, each->dut().advertisement_interval);
    // They start together, but a device with hundreds needs a moment until the last has taken over.
    co_await t.sleep(longest / 2);
    const Mark since = t.mark();
    const Duration span = longest * 7 / 2;
    co_await t.sleep(span);
    for (Bench* each : all) look_at_advertisements(*each, since, span);
    std::vector<Mark> requests;
    for (std::size_t i = 0; i < all.size(); ++i) {
        requests.push_back(all[i]->host().resolve(all[i]->dut().addresses.front()));
        // Hundreds of requests at one moment would be a test of the device's queues.
        if (i % 32 == 31) {
            co_await t.sleep(10ms);
        }
    }
    co_await t.sleep(time_to_answer_all);
    for (std::size_t i = 0; i < all.size(); ++i) look_at_resolution(*all[i], requests[i]);
    t.note(fmt::format("{} virtual routers, each with its own VRID, MAC address, addresses and cadence",
                       all.size()),
           fmt::format("all {} advertised and answered so", all.size()));
}

// --- several Active routers

// The other Active of a split brain has taken the hosts' traffic; who stays may tell them where it belongs.
Task<> split_brain(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark grid = co_await t.dut_is_active();
    const auto& address = t.dut().addresses.front();
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark other = t.peer().advertise(lower);
    t.cite(other, "stimulus");
    co_await t.sleep(period * 7 / 2);
    const Mark healed = t.peer().hush();
    expect_cadence(t, grid, t.now() - t.time_of(grid), "beside an Active of lower priority");
    const Mark request = t.host().resolve(address);
    const Window answer{request, 0ns, 300ms};
    co_await t.dut_frame(sort::resolution.on(address), answer);
    co_await t.sleep(period);
    const auto announced = t.heard(sort::announcement, other, 0ns, t.now() - t.time_of(other));
    t.note("announces its addresses anew while or after another Active was heard, or not: no RFC says",
           announced.empty() ? "it did not"
                             : fmt::format("{} gratuitous ARPs or unsolicited NAs", announced.size()),
           announced.empty() ? healed : announced.front());
}

// Two others are Active at once; the device is nobody's rival as long as either speaks.
Task<> two_others(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Duration down = active_down_interval(t.dut());
    co_await t.dut_is_backup();
    t.peer().hush();
    const IpAddress second = t.peer().address_above_dut();
    Mark last;
    for (int i = 0; i < 3; ++i) {
        const PeerAdvert of_first{};
        t.peer().send(of_first);
        co_await t.sleep(period / 2);
        const PeerAdvert of_second{.source = second};
        last = t.peer().send(of_second);
        co_await t.sleep(period / 2);
    }
    t.cite(last, "stimulus");
    // The first has gone silent; the second alone holds the device down, and then counts alone.
    for (int i = 0; i < 4; ++i) {
        const PeerAdvert of_second{.source = second};
        const Mark sent = t.peer().send(of_second);
        const Window until_next{sent, 0ns, period};
        co_await t.dut_silence(until_next);
        last = sent;
    }
    const Window takes_over{last, down - period / 2, down + period};
    co_await t.dut_advertisement(takes_over);
}

const std::vector<Clause> instances = {rfc5798("6.4"), rfc9568("6.4"), rfc3768("6.4"), rfc2338("6.4")};

void add_pairs(std::vector<Case>& list) {
    constexpr std::string_view apart =
        "silence on the one for two and a half intervals, and on the other an advertisement every interval, "
        "none later than five quarters of one";
    list.push_back({.id = "several/two-vrids-independent",
                    .clauses = instances,
                    .says = "Each virtual router of a device has a state of its own",
                    .stimulus = "A peer outbids the device on one of two virtual routers, then on the other",
                    .expects = apart,
                    .topics = Topic::robustness,
                    .needs = {.quick_interval = 500ms, .siblings = 1},
                    .kills = {"several-one-adver-timer", "several-yield-together"},
                    .run = two_independent});
    list.push_back({.id = "several/same-vrid-both-families",
                    .clauses = {rfc5798("6.4"), rfc9568("6.4")},
                    .says = "An IPv4 and an IPv6 virtual router of one VRID are two",
                    .stimulus = "A peer outbids the device in one family",
                    .expects = apart,
                    .profiles = v3_profiles,
                    .needs = {.quick_interval = 500ms, .twin = true},
                    .kills = {"several-families-are-one", "several-one-adver-timer"},
                    .run = families_independent});
    list.push_back({.id = "several/ties-are-decided-apart",
                    .clauses = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "A tie that one virtual router loses leaves the others as they are",
                    .stimulus =
                        "A peer of equal priority: from a greater address on one virtual router, from "
                        "a smaller on the other",
                    .expects = apart,
                    .needs = {.quick_interval = 500ms, .siblings = 1},
                    .kills = {"several-ties-decided-for-all", "tie-break-reversed"},
                    .run = ties_apart});
    list.push_back({.id = "several/resignation-moves-one",
                    .clauses = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "A Priority 0 on one virtual router moves only that one",
                    .stimulus = "A peer that holds two virtual routers down resigns on one of them",
                    .expects = "the device takes over the one within two and a half intervals (Skew_Time is "
                               "less than one) and stays silent on the other",
                    .needs = {.quick_interval = 500ms, .siblings = 1},
                    .kills = {"several-resignation-for-all", "priority-zero-ignored"},
                    .run = resignation_of_one});
}

void add_crowd(std::vector<Case>& list) {
    list.push_back(
        {.id = "several/255-vrids",
         .clauses = instances,
         .says = "255 virtual routers at once each advertise, from their own virtual MAC address and with "
                 "their own VRID and addresses, and each answers for its address",
         .stimulus = "None; then ARP or a neighbour solicitation for the first address of each",
         .expects = "from each VRID an advertisement every interval for three and a half intervals, and an "
                    "answer within half a second of the last question",
         .needs = {.advertisement_interval = 1s, .quick_interval = 1s, .siblings = 254},
         .kills = {"several-128-at-most", "several-twenty-at-most", "several-one-virtual-mac",
                   "several-one-address-list", "several-one-resolution-mac"},
         .run = a_crowd});
}

void add_several_active(std::vector<Case>& list) {
    list.push_back({.id = "several/split-brain-keeps-the-greater",
                    .clauses = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "Of two Active routers the one of greater priority goes on as before",
                    .stimulus = "A peer of lower priority is Active, too, for three and a half intervals",
                    .expects =
                        "advertisements every interval meanwhile, and an answer for the virtual address "
                        "afterwards; whether the addresses are announced anew is noted",
                    .known_from = {"keepalived (issues 20 and 166: no gratuitous ARP after a split brain)"},
                    .topics = Topic::failover,
                    .needs = {.lowest_priority = 2, .quick_interval = 500ms},
                    .kills = {"always-yields", "resolution-unanswered"},
                    .run = split_brain});
    list.push_back({.id = "several/two-other-actives",
                    .clauses = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "A Backup that hears two Active routers waits for the last of them",
                    .stimulus = "Two peers of greater priority advertise in turn; one goes silent, four "
                                "intervals later the other",
                    .expects = "silence until Active_Down_Interval after the second one's last advertisement",
                    .topics = Topic::failover,
                    .needs = {.quick_interval = 500ms},
                    .kills = {"down-timer-never-reset", "down-after-one-interval"},
                    .run = two_others});
}

}  // namespace

std::vector<Case> several_cases() {
    std::vector<Case> list;
    add_pairs(list);
    add_crowd(list);
    add_several_active(list);
    return list;
}

}  // namespace cases
