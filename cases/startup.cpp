#include "cases/catalogue.hpp"
#include "cases/packets.hpp"
#include "cases/support.hpp"

// What hosts see of a device that starts (6.4.1, 8.1.2, 8.2.2).

namespace cases {
namespace {

using engine::MacAddress;
using engine::to_string;

// Stops the device and starts it again; the moment of the start.
Task<Mark> restarted(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    co_return started;
}

// The first advertisement after the start of an owner, which a daemon may take a while for.
Task<Mark> owner_is_back(Bench& t, Mark started) {
    const Mark first = co_await t.look_for(sort::living_advertisement, started, 5s);
    t.precondition(bool(first), "the device did not advertise within 5 s of its start");
    co_return first;
}

Task<> owner_answers_at_once(Bench& t) {
    const Mark started = co_await restarted(t);
    co_await owner_is_back(t, started);
    co_await t.sleep(200ms);
    for (const auto& address : t.dut().addresses) {
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 1s};
        co_await t.dut_frame(sort::resolution.on(address), window);
    }
}

Task<> owner_announces_when_configured(Bench& t) {
    const Mark started = co_await restarted(t);
    const Mark first = co_await owner_is_back(t, started);
    co_await t.sleep(2s);
    const Duration until = t.time_of(first) - t.time_of(started) + 2s;
    const auto announcements = t.heard(sort::announcement, started, 0ns, until);
    t.precondition(!announcements.empty(), "the device announced nothing");
    for (const Mark found : announcements) {
        const auto& frame = view(t, found);
        const auto mac = frame.arp ? frame.arp->sender_mac
                                   : frame.neighbour->link_layer_address.value_or(frame.ethernet.source);
        t.expect_equal("announced MAC address", to_string(t.dut().router_mac()), to_string(mac), found);
    }
}

Task<> owner_hides_physical_mac(Bench& t) {
    t.precondition(t.dut().physical_mac != MacAddress{}, "the device's own MAC address is not known");
    const Mark started = co_await restarted(t);
    const Mark first = co_await owner_is_back(t, started);
    const Window window{started, 0ns, t.time_of(first) - t.time_of(started) + 2s};
    co_await t.no_dut_frame(sort::physical_claim, window);
}

Task<> no_answer_before_active(Bench& t) {
    const Mark started = co_await restarted(t);
    const Duration down = active_down_interval(t.dut());
    std::vector<IpAddress> addresses = t.dut().addresses;
    Mark first;
    int asked = 0;
    while (!first && t.now() < t.time_of(started) + down + 3s) {
        for (const auto& address : addresses) {
            t.host().resolve(address);
            t.host().ping(address, t.dut().physical_mac);
        }
        ++asked;
        const Mark since = t.mark();
        first = co_await t.look_for(sort::living_advertisement, since, 300ms);
    }
    t.precondition(bool(first), "the device did not come back");
    t.precondition(asked >= 3, "the device took over before it could be asked three times");
    t.cite(first, "observed");
    // The takeover shows in the announcement, too, which a device may send an interval before it advertises.
    const Duration advertised = t.time_of(first) - t.time_of(started);
    const Duration period = t.dut().advertisement_interval;
    const auto announced = t.heard(sort::announcement, started,
                                   std::max<Duration>(advertised - period * 3 / 2, 0ns), advertised);
    const Duration taken_over =
        announced.empty() ? advertised : t.time_of(announced.front()) - t.time_of(started);
    // It has been in Backup for Active_Down_Interval; what it did before that, it did before it had started.
    // It may well configure its addresses a moment before it says so.
    const Duration before = taken_over - 100ms;
    const Duration in_backup = std::max<Duration>(taken_over - down + 100ms, 0ns);
    for (const auto& sort : {sort::resolution_by_device, sort::echo_reply}) {
        const auto answers = t.heard(sort, started, in_backup, before);
        t.expect(answers.empty(), std::string("no ") + sort.name + " before the takeover",
                 answers.empty() ? "none" : "one", answers.empty() ? first : answers.front());
    }
}

Task<> owner_beside_duplicate(Bench& t) {
    const Mark started = co_await restarted(t);
    // Where it asks whether an address is taken, it is told so, as by a Backup that has taken over meanwhile.
    int defended = 0;
    Mark since = started, last_probe;
    for (;;) {
        const Duration rest = t.time_of(started) + 5s - t.time_of(since);
        const Mark probe = co_await t.look_for(sort::duplicate_probe, since, rest);
        if (!probe) break;
        t.host().defend(view(t, probe).neighbour->target);
        ++defended;
        since = last_probe = probe;
    }
    const auto adverts = t.heard(sort::living_advertisement, started, 0ns, 5s);
    t.cite(last_probe, "stimulus");
    t.expect(!adverts.empty(), "the owner Active within 5 s of its start",
             std::to_string(defended) + " of its duplicate address detections answered, " +
                 (adverts.empty() ? "no advertisement" : "Active"),
             adverts.empty() ? last_probe : adverts.front());
}

Task<> restart_without_preempt(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark first = t.peer().advertise(lower);
    t.cite(first, "stimulus");
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    const Window window{started, 0ns, 2 * active_down_interval(t.dut())};
    co_await t.dut_silence(window);
}

void add_owner_cases(std::vector<Case>& list) {
    constexpr std::string_view stimulus = "The device is stopped and started again";
    const std::vector<Clause> restart = {rfc2338("8.2"),   rfc3768("8.2"),   rfc5798("8.1.2"),
                                         rfc5798("8.2.2"), rfc9568("8.1.2"), rfc9568("8.2.2")};
    list.push_back({.id = "startup/owner-answers-at-once",
                    .clauses = {rfc2338("6.4.1"), rfc3768("6.4.1"), rfc5798("6.4.1"), rfc9568("6.4.1")},
                    .says = "An address owner answers ARP or ND as soon as it advertises",
                    .stimulus = "The device is stopped and started again; 200 ms after its first "
                                "advertisement a host asks for each address",
                    .expects = "an answer within 1 s",
                    .topics = Topic::host | Topic::failover,
                    .needs = {.role = Role::owner, .control = Verb::start},
                    .kills = {"resolution-unanswered"},
                    .run = owner_answers_at_once});
    list.push_back({.id = "startup/owner-announces-when-configured",
                    .clauses = restart,
                    .says = "An owner that starts announces an address only when the virtual MAC address "
                            "is configured with it",
                    .stimulus = stimulus,
                    .expects = "until 2 s after the first advertisement the virtual MAC address in every "
                               "gratuitous ARP and unsolicited NA",
                    .topics = Topic::host,
                    .needs = {.role = Role::owner, .control = Verb::start},
                    .kills = {"owner-announces-physical-mac-first"},
                    .run = owner_announces_when_configured});
    list.push_back({.id = "startup/owner-hides-physical-mac",
                    .clauses = restart,
                    .says = "An owner that starts gives its physical MAC address in no ARP or ND message "
                            "about an address that it owns",
                    .stimulus = stimulus,
                    .expects = "until 2 s after the first advertisement neither a claim of an address nor a "
                               "question for one with that MAC address",
                    .topics = Topic::host,
                    .level = Level::should,
                    .needs = {.role = Role::owner, .control = Verb::start},
                    .kills = {"owner-asks-with-physical-mac", "owner-announces-physical-mac-first"},
                    .run = owner_hides_physical_mac});
    list.push_back({.id = "startup/owner-beside-duplicate",
                    .clauses = {rfc5798("8.2.2"), rfc9568("8.2.2")},
                    .says = "An owner that starts becomes Active though another router answers its duplicate "
                            "address detection; the RFC offers to do without that",
                    .stimulus = "The device is stopped and started again, and told that each address that it "
                                "probes is taken",
                    .expects = "an advertisement within 5 s; how many probes were answered is recorded",
                    .topics = Topic::host | Topic::failover,
                    .level = Level::may,
                    .profiles = v3_ipv6,
                    .needs = {.role = Role::owner, .control = Verb::start},
                    .kills = {"owner-yields-to-duplicate"},
                    .run = owner_beside_duplicate});
}

void add_other_cases(std::vector<Case>& list) {
    list.push_back({.id = "startup/no-answer-before-active",
                    .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "A device that starts in Backup answers nothing for the virtual addresses until "
                            "it has taken over",
                    .stimulus = "The device is stopped and started again; all the while a host asks for each "
                                "address and pings it at the device's own MAC address",
                    .expects = "no answer and no echo reply in the Active_Down_Interval before the "
                               "takeover, but for its first and last 100 ms",
                    .topics = Topic::host | Topic::failover,
                    .needs = {.control = Verb::start},
                    .kills = {"resolution-answered-in-backup", "accepts-in-backup"},
                    .run = no_answer_before_active});
    list.push_back(
        {.id = "startup/restart-without-preempt",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A device with Preempt_Mode off that comes back leaves an Active of lower priority alone",
         .stimulus = "The device is stopped, a peer of lower priority advertises, the device is started",
         .expects = "silence for twice Active_Down_Interval",
         .known_from = {"keepalived (issues 1515 and 523)"},
         .topics = Topic::failover,
         .needs = {.priority = 200, .lowest_priority = 2, .preempt = false, .control = Verb::start},
         .kills = {"preempt-mode-off-ignored", "starts-active"},
         .run = restart_without_preempt});
}

}  // namespace

std::vector<tester::Case> startup_cases() {
    std::vector<Case> list;
    add_owner_cases(list);
    add_other_cases(list);
    return list;
}

}  // namespace cases
