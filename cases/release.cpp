#include "cases/announcements.hpp"
#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

using engine::to_string;

constexpr Duration stopping_takes_at_most = 2s;  // a daemon's own time to shut down

Task<> stop_sends_priority_zero(Bench& t) {
    co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Window window{stopped, 0ns, stopping_takes_at_most};
    co_await t.dut_frame(sort::resignation, window);
}

Task<> resignation_is_whole(Bench& t) {
    const Mark usual = co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark last = co_await t.look_for(sort::resignation, stopped, stopping_takes_at_most);
    t.precondition(bool(last), "the device did not resign");
    const auto& ip = *view(t, last).ip;
    const auto& before = message(t, usual);
    const auto& farewell = message(t, last);
    t.expect_equal("TTL", 255, ip.ttl, last);
    t.expect_equal("version", before.version(), farewell.version(), last);
    t.expect_equal("VRID", before.vrid(), farewell.vrid(), last);
    t.expect_equal("source", to_string(view(t, usual).ip->source), to_string(ip.source), last);
    t.expect_equal("Ethernet source", to_string(view(t, usual).ethernet.source),
                   to_string(view(t, last).ethernet.source), last);
    t.expect_equal("count", before.count(), farewell.count(), last);
    t.expect(farewell.addresses() == before.addresses(), "the same addresses as before",
             farewell.addresses() == before.addresses() ? "the same" : "others", last);
    t.expect_equal("interval in centiseconds", engine::interval_cs(before), engine::interval_cs(farewell),
                   last);
    const bool alone = engine::vrrp_checksum_verifies(farewell.message(), ChecksumForm::message_only,
                                                      ip.source, ip.destination);
    const bool pseudo = engine::vrrp_checksum_verifies(farewell.message(), ChecksumForm::pseudo_header,
                                                       ip.source, ip.destination);
    t.expect(t.dut().family() == Family::ipv6 ? pseudo : alone || (pseudo && t.dut().version() == 3),
             "a checksum that verifies", "it does not", last);
}

Task<> resignation_is_sent_once(Bench& t) {
    co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark first = co_await t.look_for(sort::resignation, stopped, stopping_takes_at_most);
    t.precondition(bool(first), "the device did not resign");
    const Window window{first, 0ns, 2 * t.dut().advertisement_interval};
    co_await t.no_dut_frame(sort::resignation, window);
}

Task<> silent_after_stop(Bench& t) {
    co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark resigned = co_await t.look_for(sort::resignation, stopped, stopping_takes_at_most);
    t.precondition(bool(resigned), "the device did not resign");
    const Window window{resigned, 0ns, active_down_interval(t.dut()) + t.dut().advertisement_interval};
    co_await t.no_dut_frame(sort::living_advertisement, window);
}

Task<> addresses_are_given_up(Bench& t) {
    co_await t.dut_is_active();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark resigned = co_await t.look_for(sort::resignation, stopped, stopping_takes_at_most);
    t.precondition(bool(resigned), "the device did not resign");
    co_await t.sleep(500ms);
    for (const auto& address : t.dut().addresses) {
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 500ms};
        co_await t.no_dut_frame(sort::resolution_by_device.on(address), window);
    }
}

Task<> backup_stops_in_silence(Bench& t) {
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    const Mark stopped = co_await t.make_dut(Verb::stop);
    t.peer().hush();
    const Window window{stopped, 0ns, active_down_interval(t.dut()) + t.dut().advertisement_interval};
    co_await t.dut_silence(window);
}

Task<> start_waits_in_backup(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    // The start itself takes a daemon some time, so that only the early end is exact.
    const Duration down = active_down_interval(t.dut());
    const Window window{started, down, down + 3s};
    co_await t.dut_advertisement(window);
}

Task<> start_is_silent_beside_another(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    t.peer().advertise();
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    const Window window{started, 0ns, 2 * active_down_interval(t.dut())};
    co_await t.dut_silence(window);
}

Task<> owner_advertises_on_start(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    const Window window{started, 0ns, 3 * t.dut().advertisement_interval - 200ms};
    const Mark first = co_await t.dut_advertisement(window);
    t.expect_equal("priority", 255, message(t, first).priority(), first);
    const Duration period = t.dut().advertisement_interval;
    const Window second{first, period, period};
    co_await t.dut_advertisement(second);
}

Task<> owner_announces_on_start(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    co_await t.sleep(t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    for (const auto& address : t.dut().addresses) {
        const Window window{started, 0ns, 3s};
        const Mark found = co_await t.dut_frame(sort::announcement.on(address), window);
        expect_announcement(t, found);
    }
    // Whoever announces is Active, and an owner says so in the same breath.
    const Mark announced = co_await t.look_for(sort::announcement, started, 3s);
    const Mark just_before{0, t.time_of(announced) - 100ms};
    const Mark advert =
        co_await t.look_for(sort::advertisement, just_before, 200ms + t.tolerance().late_for(100ms));
    t.expect(bool(advert), "an advertisement within 100 ms of the announcement", advert ? "one" : "none",
             advert ? advert : announced);
}

void add_stop_cases(std::vector<Case>& list) {
    const std::vector<Clause> shutdown = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                          rfc9568("6.4.3")};
    list.push_back({.id = "release/stop-sends-priority-zero",
                    .clauses = shutdown,
                    .says = "An Active that is shut down sends an advertisement of Priority 0",
                    .stimulus = "The device is stopped gracefully",
                    .expects = "Priority 0 within 2 s",
                    .known_from = {"holo before 321a4387", "keepalived before pull request 34"},
                    .needs = {.control = Verb::stop},
                    .kills = {"no-resignation"},
                    .run = stop_sends_priority_zero});
    list.push_back(
        {.id = "release/resignation-is-whole",
         .clauses = {rfc2338("6.4.3"), rfc2338("7.2"), rfc3768("6.4.3"), rfc3768("7.2"), rfc5798("6.4.3"),
                     rfc5798("7.2"), rfc9568("6.4.3"), rfc9568("7.2")},
         .says = "The advertisement of Priority 0 is like any other in every other field",
         .stimulus = "The device is stopped gracefully",
         .expects = "TTL 255, the same addresses and interval, a right checksum",
         .needs = {.control = Verb::stop},
         .kills = {"resignation-ttl-1", "resignation-without-addresses", "resignation-interval-zero"},
         .run = resignation_is_whole});
    list.push_back({.id = "release/resignation-is-sent-once",
                    .clauses = shutdown,
                    .says = "One advertisement of Priority 0 is sent, not several",
                    .stimulus = "The device is stopped gracefully",
                    .expects = "no second one within two intervals",
                    .needs = {.control = Verb::stop},
                    .kills = {"resigns-twice"},
                    .run = resignation_is_sent_once});
    list.push_back({.id = "release/silent-after-stop",
                    .clauses = shutdown,
                    .says = "After Priority 0 a device that was shut down sends no more advertisements",
                    .stimulus = "The device is stopped gracefully",
                    .expects = "silence for Active_Down_Interval and one interval more",
                    .needs = {.control = Verb::stop},
                    .kills = {"advertises-after-resigning"},
                    .run = silent_after_stop});
    list.push_back({.id = "release/addresses-are-given-up",
                    .clauses = shutdown,
                    .says = "A device that was shut down no longer answers for the virtual addresses",
                    .stimulus = "The device is stopped gracefully; a host asks for each address",
                    .expects = "no answer within 500 ms",
                    .needs = {.control = Verb::stop},
                    .kills = {"resolution-answered-after-stop"},
                    .run = addresses_are_given_up});
    list.push_back(
        {.id = "release/backup-stops-in-silence",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A Backup that is shut down cancels its Active_Down_Timer and says nothing",
         .stimulus = "The device is held in Backup, stopped, and left alone",
         .expects =
             "no advertisement, of Priority 0 or any other, for Active_Down_Interval and one interval more",
         .needs = {.control = Verb::stop},
         .kills = {"backup-shutdown-keeps-timer", "resigns-from-backup"},
         .run = backup_stops_in_silence});
}

void add_start_cases(std::vector<Case>& list) {
    const std::vector<Clause> startup = {rfc2338("6.4.1"), rfc3768("6.4.1"), rfc5798("6.4.1"),
                                         rfc9568("6.4.1")};
    list.push_back(
        {.id = "release/start-waits-in-backup",
         .clauses = startup,
         .says = "A device that does not own the address starts in Backup and waits Active_Down_Interval",
         .stimulus = "The device is stopped and started again; nobody else speaks",
         .expects = "first advertisement no earlier than Active_Down_Interval after the start",
         .needs = {.control = Verb::start},
         .kills = {"starts-active"},
         .run = start_waits_in_backup});
    list.push_back(
        {.id = "release/start-is-silent-beside-another",
         .clauses = startup,
         .says = "A device that starts beside an Active of greater priority stays silent",
         .stimulus = "The device is stopped, a peer of greater priority advertises, the device is started",
         .expects = "silence for twice Active_Down_Interval",
         .known_from = {"keepalived with state MASTER and without vrrp_strict"},
         .needs = {.control = Verb::start},
         .kills = {"starts-active", "down-timer-never-reset"},
         .run = start_is_silent_beside_another});
    list.push_back(
        {.id = "release/owner-advertises-on-start",
         .clauses = startup,
         .says = "An address owner advertises as soon as it starts, and every interval from then on",
         .stimulus = "The device is stopped and started again",
         .expects = "an advertisement of priority 255 before three intervals have passed, the next one "
                    "interval later",
         .needs = {.role = Role::owner, .control = Verb::start},
         .kills = {"owner-starts-in-backup", "owner-advertises-100"},
         .run = owner_advertises_on_start});
    list.push_back(
        {.id = "release/owner-announces-on-start",
         .clauses = startup,
         .says =
             "An address owner announces its addresses, with the virtual router MAC address, when it starts",
         .stimulus = "The device is stopped and started again",
         .expects = "a gratuitous ARP or unsolicited NA for each address within 3 s",
         .needs = {.role = Role::owner, .control = Verb::start},
         .differs_by_rfc = true,
         .kills = {"owner-starts-without-announcement", "garp-physical-mac", "na-physical-mac",
                   "owner-starts-without-advert"},
         .run = owner_announces_on_start});
}

}  // namespace

std::vector<Case> release_cases() {
    std::vector<Case> list;
    add_stop_cases(list);
    add_start_cases(list);
    return list;
}

}  // namespace cases
