#include "cases/announcements.hpp"
#include "cases/catalogue.hpp"
#include "cases/packets.hpp"
#include "cases/support.hpp"
#include "engine/packet/host_messages.hpp"

// Router Advertisements for the virtual router (6.4.2, 6.4.3, 8.2.3), on devices that send them.

namespace cases {
namespace {

using engine::to_string;

// RFC 4861 10: MAX_INITIAL_RTR_ADVERT_INTERVAL.
constexpr Duration first_one_comes_within = 16s;
// MIN_DELAY_BETWEEN_RAS after the one before, and MAX_RA_DELAY_TIME.
constexpr Duration answer_comes_within = 3500ms;

// Asks for one, and waits for another where the device does not answer.
Task<Mark> some_router_advertisement(Bench& t) {
    co_await settled(t);
    const Mark request = t.host().solicit_router();
    const Mark found = co_await t.look_for(sort::router_advertisement, request, first_one_comes_within + 1s);
    t.precondition(bool(found), "the device sent no Router Advertisement for the virtual router");
    co_return found;
}

Task<> sent_after_takeover(Bench& t) {
    const Mark first = co_await takeover(t);
    // It may go out just before the advertisement, but not before the takeover.
    const Mark resignation = t.peer().last_sent();
    const Duration taking_over = t.time_of(first) - t.time_of(resignation);
    const Window window{resignation, 0ns, taking_over + first_one_comes_within};
    co_await t.dut_frame(sort::router_advertisement, window);
}

Task<> solicitation_is_answered(Bench& t) {
    co_await settled(t);
    // Twice: a periodic one may come in time for the first by chance, and is then sixteen seconds off.
    for (int i = 0; i < 2; ++i) {
        const Mark request = t.host().solicit_router();
        const Window window{request, 0ns, answer_comes_within};
        const Mark answer = co_await t.dut_frame(sort::router_advertisement, window);
        const Mark later{0, t.time_of(answer) + 4s};
        co_await t.sleep(t.time_of(later) - t.now());
    }
}

Task<> from_virtual_address(Bench& t) {
    const Mark found = co_await some_router_advertisement(t);
    t.expect_equal("source", to_string(t.dut().addresses.front()), to_string(view(t, found).ip->source),
                   found);
}

Task<> gives_virtual_mac(Bench& t) {
    const Mark found = co_await some_router_advertisement(t);
    const auto message = engine::read_router_advertisement(view(t, found));
    // Without the option a host solicits, and is answered with the virtual MAC address.
    if (message->source_link_layer)
        t.expect_equal("source link-layer address", to_string(t.dut().router_mac()),
                       to_string(*message->source_link_layer), found);
    else
        t.expect_equal("Ethernet source", to_string(t.dut().router_mac()),
                       to_string(view(t, found).ethernet.source), found);
}

Task<> makes_a_default_router(Bench& t) {
    const Mark found = co_await some_router_advertisement(t);
    const auto message = engine::read_router_advertisement(view(t, found));
    t.expect_equal("Hop Limit", 255, view(t, found).ip->ttl, found);
    t.expect(message->lifetime_s != 0, "a Router Lifetime other than 0",
             std::to_string(message->lifetime_s) + " s", found);
}

Task<> none_in_backup(Bench& t) {
    const Mark control = co_await some_router_advertisement(t);
    t.cite(control, "control");
    co_await t.dut_is_backup();
    const Mark request = t.host().solicit_router();
    const Window window{request, 0ns, answer_comes_within + 500ms};
    co_await t.sleep(window.latest);
    const auto adverts = t.heard(sort::advertisement, request, 0ns, window.latest);
    t.precondition(adverts.empty(), "the device did not stay in Backup");
    co_await t.no_dut_frame(sort::router_advertisement, window);
}

}  // namespace

std::vector<tester::Case> router_advertisement_cases() {
    const std::vector<Clause> active = {rfc5798("6.4.3"), rfc9568("6.4.3")};
    const std::vector<Clause> backups = {rfc5798("8.2.3"), rfc9568("8.2.3")};
    constexpr std::string_view host_solicits = "A Router Solicitation while the device is Active";
    return {
        {.id = "ra/sent-after-takeover",
         .clauses = {rfc5798("6.4.3"), rfc5798("8.2.3"), rfc9568("6.4.3"), rfc9568("8.2.3")},
         .says = "A new Active sends Router Advertisements for the virtual router",
         .stimulus = "A peer of greater priority resigns with Priority 0",
         .expects = "one within 16 s of the takeover, MAX_INITIAL_RTR_ADVERT_INTERVAL of RFC 4861",
         .topics = Topic::host | Topic::failover,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-advertisements-missing"},
         .run = sent_after_takeover},
        {.id = "ra/solicitation-is-answered",
         .clauses = active,
         .says = "An Active answers Router Solicitations for the virtual router",
         .stimulus = "Two Router Solicitations, four seconds and more apart",
         .expects = "an advertisement within 3.5 s of each: MIN_DELAY_BETWEEN_RAS and MAX_RA_DELAY_TIME",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-solicitation-unanswered"},
         .run = solicitation_is_answered},
        {.id = "ra/comes-from-the-virtual-address",
         .clauses = backups,
         .says = "Router Advertisements for the virtual router come from its link-local address, which is "
                 "the one that hosts follow to a new Active",
         .stimulus = host_solicits,
         .expects = "source the first virtual address",
         .topics = Topic::host,
         .level = Level::should,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-advertisement-own-address"},
         .run = from_virtual_address},
        {.id = "ra/gives-the-virtual-mac",
         .clauses = backups,
         .says = "Router Advertisements for the virtual router give the virtual router MAC address",
         .stimulus = host_solicits,
         .expects = "Source Link-Layer Address 00:00:5e:00:02:VRID; without that option, the Ethernet source",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-advertisement-physical-mac"},
         .run = gives_virtual_mac},
        {.id = "ra/makes-a-default-router",
         .clauses = active,
         .says =
             "Router Advertisements for the virtual router make it a default router of whoever hears them",
         .stimulus = host_solicits,
         .expects = "Hop Limit 255 and a Router Lifetime other than 0",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-advertisement-lifetime-zero", "router-advertisement-hop-limit-64"},
         .run = makes_a_default_router},
        {.id = "ra/none-in-backup",
         .clauses = {rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A Backup sends no Router Advertisements for the virtual router",
         .stimulus = "A Router Solicitation while the device is Active, as the control; then a peer of "
                     "greater priority advertises, and another one",
         .expects = "none within 4 s",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.router_advertisements = true},
         .kills = {"router-advertisements-in-backup"},
         .run = none_in_backup},
    };
}

}  // namespace cases
