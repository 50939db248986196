#include <fmt/format.h>

#include <algorithm>

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// A virtual router that is reconfigured, restarted or unplugged while it runs. Every change is undone by the
// bench when the case has ended.

namespace cases {
namespace {

using engine::to_string;

// A daemon reads its configuration, and the kernel notices a link, in their own time.
constexpr Duration change_takes_at_most = 2s;
constexpr Duration link_takes_at_most = 3s;

// The first advertisement that was certainly made after the device had changed: one may have been under way.
Task<Mark> advertisement_after_change(Bench& t) {
    const Mark settled{0, t.now() + t.dut().advertisement_interval};
    const Duration latest = active_down_interval(t.dut()) + t.dut().advertisement_interval;
    const Mark found = co_await t.look_for(sort::living_advertisement, settled, latest);
    t.precondition(bool(found), "the device fell silent when it was reconfigured");
    co_return found;
}

Task<> priority_is_advertised(Bench& t) {
    co_await t.dut_is_active();
    for (const std::uint8_t priority : {std::uint8_t{254}, std::uint8_t{1}}) {
        const Change change{.priority = priority};
        co_await t.change_dut(change);
        const Mark advert = co_await advertisement_after_change(t);
        t.expect_equal("priority", priority, message(t, advert).priority(), advert);
    }
}

Task<> interval_is_advertised(Bench& t) {
    co_await t.dut_is_active();
    const Duration doubled = 2 * t.dut().advertisement_interval;
    const Change change{.interval = doubled};
    co_await t.change_dut(change);
    const Mark advert = co_await advertisement_after_change(t);
    t.expect_equal("interval in centiseconds", doubled / 10ms, engine::interval_cs(message(t, advert)),
                   advert);
    const Window next{advert, doubled, doubled};
    co_await t.dut_advertisement(next);
}

// Beside a peer of 150 the device, of 140 or less, is Backup; with 200 it is the better one.
Task<> raised_priority_takes_over(Bench& t) {
    const PeerAdvert better{.priority = std::uint8_t{150}};
    co_await t.dut_is_backup(better);
    const Change change{.priority = std::uint8_t{200}};
    const Mark changed = co_await t.change_dut(change);
    const Duration interval = t.dut().advertisement_interval;
    const Duration latest =
        change_takes_at_most + active_down_interval(t.dut().version(), 100, interval) + interval;
    const Mark first = co_await t.look_for(sort::living_advertisement, changed, latest);
    t.expect(bool(first), "the device takes over from the lower priority",
             first ? "it does" : "it stays silent", first ? first : t.peer().last_sent());
    const Mark next = co_await t.look_for(sort::living_advertisement, first, 2 * interval);
    t.expect(bool(next), "the device stays Active beside the lower priority",
             next ? "it does" : "it falls silent", next ? next : first);
}

Task<> lowered_priority_yields(Bench& t) {
    co_await t.dut_is_active();
    const Duration interval = t.dut().advertisement_interval;
    const PeerAdvert between{.priority = std::uint8_t{60}};
    const Mark control = t.peer().send(between);
    t.cite(control, "control");
    const Mark half_later{0, t.time_of(control) + interval / 2};
    const Mark stays = co_await t.look_for(sort::living_advertisement, half_later, interval);
    t.precondition(bool(stays), "control: the device yielded to the lower priority before the change");
    const Change change{.priority = std::uint8_t{50}};
    co_await t.change_dut(change);
    co_await advertisement_after_change(t);
    const Mark sent = t.peer().send(between);
    const Window window{sent, std::min<Duration>(interval / 2, 100ms), interval * 5 / 2};
    co_await t.dut_silence(window);
}

Task<> preempt_mode_is_switched(Bench& t) {
    co_await t.dut_is_backup();
    const Change off{.preempt = false};
    co_await t.change_dut(off);
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark first = t.peer().advertise(lower);
    const Duration interval = t.dut().advertisement_interval;
    const Window window{first, 0ns, active_down_interval(t.dut()) + 2 * interval};
    co_await t.dut_silence(window);
    const Change on{.preempt = true};
    const Mark changed = co_await t.change_dut(on);
    const Duration latest = change_takes_at_most + active_down_interval(t.dut()) + interval;
    const Mark takeover = co_await t.look_for(sort::living_advertisement, changed, latest);
    t.expect(bool(takeover), "the device takes over from the lower priority once it may",
             takeover ? "it does" : "it stays silent", takeover ? takeover : t.peer().last_sent());
}

// Takes the last address away; the first advertisement after that.
Task<Mark> last_address_is_removed(Bench& t) {
    co_await t.dut_is_active();
    std::vector<IpAddress> fewer = t.dut().addresses;
    fewer.pop_back();
    const Change change{.addresses = fewer};
    co_await t.change_dut(change);
    const Mark advert = co_await advertisement_after_change(t);
    co_return advert;
}

Task<> removed_address_is_given_up(Bench& t) {
    const IpAddress removed = t.dut().addresses.back();
    const Mark advert = co_await last_address_is_removed(t);
    const auto listed = message(t, advert).addresses();
    t.expect(std::find(listed.begin(), listed.end(), removed) == listed.end(),
             "advertisements without " + to_string(removed), "one that lists it", advert);
    t.expect_equal("number of addresses", static_cast<long long>(t.dut().addresses.size()),
                   static_cast<long long>(listed.size()), advert);
    const Mark request = t.host().resolve(removed);
    const Window window{request, 0ns, 500ms};
    co_await t.no_dut_frame(sort::resolution_by_device.on(removed), window);
}

Task<> added_address_is_advertised(Bench& t) {
    const std::vector<IpAddress> all = t.dut().addresses;
    const Mark before = co_await last_address_is_removed(t);
    t.precondition(message(t, before).addresses().size() < all.size(),
                   "the device kept the address that was to be added again");
    const Change change{.addresses = all};
    co_await t.change_dut(change);
    const Mark advert = co_await advertisement_after_change(t);
    const auto listed = message(t, advert).addresses();
    t.expect(std::find(listed.begin(), listed.end(), all.back()) != listed.end(),
             "advertisements with " + to_string(all.back()), "one that lacks it", advert);
    co_await t.sleep(200ms);
    const Mark request = t.host().resolve(all.back());
    const Window answered{request, 0ns, 1s};
    co_await t.dut_frame(sort::resolution.on(all.back()), answered);
}

Task<> added_address_is_announced(Bench& t) {
    const std::vector<IpAddress> all = t.dut().addresses;
    const Mark before = co_await last_address_is_removed(t);
    t.precondition(message(t, before).addresses().size() < all.size(),
                   "the device kept the address that was to be added again");
    const Change change{.addresses = all};
    const Mark changed = co_await t.change_dut(change);
    const Window window{changed, 0ns, (t.now() - t.time_of(changed)) + change_takes_at_most};
    const Mark found = co_await t.dut_frame(sort::announcement.on(all.back()), window);
    const auto& frame = view(t, found);
    const auto mac = frame.arp ? std::optional(frame.arp->sender_mac) : frame.neighbour->link_layer_address;
    t.expect_equal("announced MAC address", to_string(t.dut().router_mac()), mac ? to_string(*mac) : "none",
                   found);
}

// To read the same configuration once more changes nothing, so that nobody on the LAN may notice it.
Task<> reload_is_unnoticed(Bench& t) {
    Mark last = co_await t.dut_is_active();
    const Mark start = last;
    const Duration interval = t.dut().advertisement_interval;
    const Change nothing{};
    co_await t.change_dut(nothing);
    const Duration longest = interval + t.tolerance().late_for(interval);
    const engine::Instant end = t.now() + 2 * interval;
    while (t.time_of(last) < end) {
        const Mark next = co_await t.look_for(sort::advertisement, last, longest);
        t.expect(bool(next), fmt::format("no gap longer than {:.0f} ms", engine::milliseconds(longest)),
                 "a longer one", next ? next : last);
        last = next;
    }
    const Window whole{start, 0ns, t.time_of(last) - t.time_of(start)};
    co_await t.no_dut_frame(sort::resignation, whole);
}

Task<> order_survives_restart(Bench& t) {
    const Mark before = co_await t.dut_is_active();
    const auto order = message(t, before).addresses();
    co_await t.make_dut(Verb::stop);
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    const Duration latest = active_down_interval(t.dut()) + 5s;
    const Mark after = co_await t.look_for(sort::living_advertisement, started, latest);
    t.precondition(bool(after), "the device did not advertise again after its restart");
    t.expect(message(t, after).addresses() == order, "the addresses in the order of before the restart",
             message(t, after).addresses() == order ? "the same" : "another order", after);
}

Task<> recovers_from_link_flap(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::link_down);
    co_await t.sleep(link_takes_at_most);
    const Mark up = co_await t.make_dut(Verb::link_up);
    const Window window{up, 0ns, link_takes_at_most + active_down_interval(t.dut()) + 2s};
    const Mark first = co_await t.dut_frame(sort::living_advertisement, window);
    const Window second{first, 0ns, 2 * t.dut().advertisement_interval};
    co_await t.dut_advertisement(second);
}

Task<> finds_another_after_link_flap(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::link_down);
    co_await t.sleep(link_takes_at_most);
    t.peer().advertise();
    const Mark up = co_await t.make_dut(Verb::link_up);
    // A device that was Active all along says so once, and must then hear that it is not.
    const Duration heard = link_takes_at_most + 2 * t.dut().advertisement_interval;
    const Window window{up, heard, heard + 2 * active_down_interval(t.dut())};
    co_await t.dut_silence(window);
}

void add_field_cases(std::vector<Case>& list) {
    const std::vector<Clause> sending = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")};
    list.push_back(
        {.id = "change/priority-is-advertised",
         .clauses = sending,
         .says = "Advertisements carry the priority that the device was given while it runs",
         .stimulus = "The priority is changed to 254, then to 1, while the device is Active",
         .expects = "from one interval after each change on, exactly that priority, never 255",
         .known_from = {"keepalived before 2.0.20 (issue 1460): a tracked priority was wrong after a "
                        "fault"},
         .topics = Topic::failover,
         .needs = {.quick_interval = 1s, .control = Verb::change_priority},
         .kills = {"change-of-priority-ignored"},
         .run = priority_is_advertised});
    list.push_back({.id = "change/interval-is-advertised",
                    .clauses = sending,
                    .says = "A device that is given another interval while it runs advertises it, and by it",
                    .stimulus = "The interval is doubled while the device is Active",
                    .expects = "one interval after the change the new value in the field, and the next "
                               "advertisement that much later",
                    .topics = Topic::failover,
                    .needs = {.longest_interval = 20s, .quick_interval = 1s, .control = Verb::change},
                    .kills = {"change-of-interval-ignored"},
                    .run = interval_is_advertised});
    list.push_back(
        {.id = "change/removed-address-is-given-up",
         .clauses = sending,
         .says = "An address that is taken from a running device is neither advertised nor answered",
         .stimulus = "The last virtual address is removed while the device is Active; a host asks "
                     "for it",
         .expects = "advertisements without it, and no answer within 500 ms",
         .topics = Topic::failover | Topic::host,
         .needs = {.quick_interval = 1s, .addresses = 2, .control = Verb::change},
         .kills = {"removed-address-kept"},
         .run = removed_address_is_given_up});
    list.push_back({.id = "change/added-address-is-advertised",
                    .clauses = sending,
                    .says = "An address that a running device is given is advertised and answered",
                    .stimulus = "The last virtual address is removed and added again while the device is "
                                "Active; a host asks for it",
                    .expects = "advertisements with it, and an answer within 1 s",
                    .topics = Topic::failover | Topic::host,
                    .needs = {.quick_interval = 1s, .addresses = 2, .control = Verb::change},
                    .kills = {"added-address-ignored"},
                    .run = added_address_is_advertised});
    list.push_back({.id = "change/added-address-is-announced",
                    .clauses = {rfc2338("8.2"), rfc3768("8.2"), rfc5798("8.1.2"), rfc5798("8.2.2"),
                                rfc9568("8.1.2"), rfc9568("8.2.2")},
                    .says = "An Active that is given an address announces it with the virtual MAC address",
                    .stimulus = "The last virtual address is removed and added again while the device is "
                                "Active",
                    .expects = "a gratuitous ARP, or an unsolicited NA, for it within 2 s of the change",
                    .topics = Topic::failover | Topic::host,
                    .level = Level::should,
                    .needs = {.quick_interval = 1s, .addresses = 2, .control = Verb::change},
                    .kills = {"added-address-not-announced", "added-address-ignored"},
                    .run = added_address_is_announced});
}

void add_election_cases(std::vector<Case>& list) {
    const std::vector<Clause> backup = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                        rfc9568("6.4.2")};
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    list.push_back({.id = "change/raised-priority-takes-over",
                    .clauses = backup,
                    .says = "A Backup whose priority is raised above the Active's takes over",
                    .stimulus = "A peer of priority 150 holds the device down, whose priority becomes 200",
                    .expects = "within 2 s for the change, Active_Down_Interval and one interval the device "
                               "advertises, and goes on",
                    .topics = Topic::failover,
                    .needs = {.highest_priority = 140,
                              .quick_interval = 1s,
                              .preempt = true,
                              .control = Verb::change_priority},
                    .kills = {"change-of-priority-ignored"},
                    .run = raised_priority_takes_over});
    list.push_back({.id = "change/lowered-priority-yields",
                    .clauses = active,
                    .says = "An Active whose priority is lowered yields to a router that was the lesser one",
                    .stimulus =
                        "A peer of 60 advertises once beside the Active device (the control); then the "
                        "device's priority becomes 50, and the peer advertises once more",
                    .expects = "silence for two and a half intervals, but for what was already on its way",
                    .topics = Topic::failover,
                    .needs = {.lowest_priority = 70, .quick_interval = 1s, .control = Verb::change_priority},
                    .kills = {"change-of-priority-ignored"},
                    .run = lowered_priority_yields});
    list.push_back(
        {.id = "change/preempt-mode-is-switched",
         .clauses = backup,
         .says = "A change of Preempt_Mode counts while the device runs",
         .stimulus = "Preempt_Mode is switched off while the device is Backup; a peer of lower "
                     "priority advertises; Preempt_Mode is switched on",
         .expects = "silence for Active_Down_Interval and two intervals; then a takeover within "
                    "2 s, Active_Down_Interval and one interval",
         .topics = Topic::failover,
         .needs = {.lowest_priority = 2, .quick_interval = 1s, .preempt = true, .control = Verb::change},
         .kills = {"change-of-preempt-mode-ignored"},
         .run = preempt_mode_is_switched});
    list.push_back({.id = "change/reload-is-unnoticed",
                    .clauses = active,
                    .says = "To read its configuration anew, without a change in it, disturbs no Active",
                    .stimulus = "The device is made to reload the configuration that it has",
                    .expects = "no advertisement of priority 0, and none later than one interval after the "
                               "one before",
                    .known_from = {"keepalived (issues 2015 and 2715): a reload falls back to Backup, or is "
                                   "followed by silence"},
                    .topics = Topic::failover,
                    .needs = {.shortest_interval = 400ms, .quick_interval = 1s, .control = Verb::change},
                    .kills = {"resigns-when-reconfigured", "restarts-when-reconfigured"},
                    .run = reload_is_unnoticed});
}

void add_restart_cases(std::vector<Case>& list) {
    const std::vector<Clause> startup = {rfc2338("6.4.1"), rfc3768("6.4.1"), rfc5798("6.4.1"),
                                         rfc9568("6.4.1")};
    list.push_back({.id = "change/address-order-survives-restart",
                    .clauses = {rfc5798("5.2.9"), rfc9568("5.2.9")},
                    .says = "The addresses are in the same order after each start, as they are best on all "
                            "routers of a virtual router",
                    .stimulus = "The device is stopped and started",
                    .expects = "the list of addresses as before",
                    .level = Level::should,
                    .profiles = v3_profiles,
                    .needs = {.addresses = 3, .control = Verb::stop},
                    .kills = {"address-order-changes"},
                    .run = order_survives_restart});
    list.push_back({.id = "change/link-flap-is-survived",
                    .clauses = startup,
                    .says = "A device that lost its link starts up again when it is back",
                    .stimulus = "The device's link is taken away for 3 s; nobody else advertises",
                    .expects = "an advertisement within Active_Down_Interval and 5 s, and another within two "
                               "intervals of it",
                    .topics = Topic::failover,
                    .needs = {.quick_interval = 1s, .control = Verb::link_down},
                    .kills = {"stays-down-after-link"},
                    .run = recovers_from_link_flap});
    list.push_back({.id = "change/link-flap-finds-another-active",
                    .clauses = startup,
                    .says = "A device whose link was away is Backup beside a better router that took over "
                            "meanwhile",
                    .stimulus =
                        "The device's link is taken away for 3 s; a peer of greater priority advertises "
                        "from then on",
                    .expects = "silence from 3 s and two intervals after the link is back, for twice "
                               "Active_Down_Interval",
                    .topics = Topic::failover,
                    .needs = {.quick_interval = 1s, .control = Verb::link_down},
                    .kills = {"down-timer-never-reset"},
                    .run = finds_another_after_link_flap});
}

}  // namespace

std::vector<Case> change_cases() {
    std::vector<Case> list;
    add_field_cases(list);
    add_election_cases(list);
    add_restart_cases(list);
    return list;
}

}  // namespace cases
