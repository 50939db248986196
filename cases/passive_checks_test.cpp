#include "cases/passive_checks.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "cases/passive_support.hpp"
#include "engine/packet/octets.hpp"
#include "engine/router/mutants.hpp"
#include "tester/passive/passive_for_tests.hpp"

// What the mutants of the self-test cannot show: what networks and captures do, and what others send.

using engine::Octets;
using engine::Rfc;
using tester::CaseResult;
using tester::Outcome;
using tester::test::Advert;
using tester::test::ip;
using tester::test::octets_of;
using tester::test::TestCapture;

namespace {

const Advert a{.source = "172.16.100.11", .priority = 150};
const Advert b{.source = "172.16.100.12", .priority = 100};

/// What one check says of what is captured.
template <typename Story>
CaseResult judged(std::string_view id, Story story, std::optional<Rfc> rfc = {}) {
    const auto* check = cases::find_passive_check(id);
    REQUIRE(check);
    tester::PassiveOptions options;
    options.rfc = rfc;
    TestCapture capture({*check}, options);
    story(capture);
    const auto verdict = capture.judge.conclude();
    REQUIRE(!verdict.cases.empty());
    return verdict.cases.front();
}
CaseResult judged_frame(std::string_view id, const Octets& frame, std::optional<Rfc> rfc = {}) {
    return judged(
        id, [&](TestCapture& capture) { capture.frame(0, frame); }, rfc);
}
CaseResult judged_advert(std::string_view id, const Advert& advert, std::optional<Rfc> rfc = {}) {
    return judged_frame(id, octets_of(advert), rfc);
}

bool says(const CaseResult& result, std::string_view words) {
    return (result.observed + result.reason).find(words) != std::string::npos;
}

Advert with(Advert advert, auto change) {
    change(advert);
    return advert;
}

constexpr engine::MacAddress host_mac{{2, 0, 0, 0, 0, 5}};
constexpr engine::MacAddress own_mac{{2, 0, 0, 0, 0, 0x12}};

/// `own` tells that it is there: it answers ARP for its own address.
Octets sign_of_life(const std::string& own) {
    return craft(engine::ArpFrame{own_mac, host_mac, 2, own_mac, ip(own), host_mac, ip("172.16.100.5")});
}
Octets gratuitous_arp(const engine::MacAddress& mac) {
    return craft(
        engine::ArpFrame{mac, engine::broadcast_mac, 1, mac, ip("172.16.100.10"), mac, ip("172.16.100.10")});
}

}  // namespace

TEST_CASE("passive checks are declared in full", "[passive]") {
    std::set<std::string_view> ids;
    for (const auto& check : cases::passive_checks()) {
        CAPTURE(check.id);
        CHECK(ids.insert(check.id).second);
        CHECK(check.id.substr(0, 8) == "passive/");
        CHECK_FALSE(check.clauses.empty());
        CHECK_FALSE(check.says.empty());
        CHECK_FALSE(check.expects.empty());
        CHECK_FALSE(check.kills.empty());
        for (const auto name : check.kills) CHECK(engine::find_mutant(name));
    }
}

TEST_CASE("a packet from another network is told by its TTL", "[passive]") {
    const auto far = judged_advert("passive/ttl-is-255", with(a, [](Advert& x) { x.ttl = 253; }));
    CHECK(far.outcome == Outcome::fail);
    CHECK(says(far, "2 routers forwarded"));
    CHECK(judged_advert("passive/ttl-is-255", a).outcome == Outcome::pass);
}

TEST_CASE("what is known to be sent is named", "[passive]") {
    CHECK(says(judged_advert("passive/version-is-known", with(a, [](Advert& x) { x.version = 8; })),
               "Comware"));
    const auto md5 = judged_advert("passive/authentication-type-is-known", with(a, [](Advert& x) {
                                       x.version = 2;
                                       x.interval = 1;
                                       x.auth_type = 254;
                                   }));
    CHECK(md5.outcome == Outcome::fail);
    CHECK(says(md5, "Cisco IOS"));
    const auto unicast = judged_advert("passive/destination-is-the-group",
                                       with(a, [](Advert& x) { x.destination = "172.16.100.12"; }));
    CHECK(unicast.outcome == Outcome::fail);
    CHECK(says(unicast, "unicast peer"));
}

TEST_CASE("a malformed message is named by what is wrong with it", "[passive]") {
    auto frame = octets_of(a);
    engine::resize_vrrp_message(frame, 7);
    CHECK(says(judged_frame("passive/message-is-complete", frame), "7 octets, shorter"));
    frame = octets_of(a);
    frame[*engine::vrrp_message_offset(frame) + 3] = 5;
    CHECK(says(judged_frame("passive/message-is-complete", frame), "count 5 needs 28 octets"));
    frame = octets_of(a);
    engine::resize_vrrp_message(frame, 12 + 40);
    engine::repair_vrrp_checksum(frame, engine::ChecksumForm::message_only);
    CHECK(says(judged_frame("passive/no-trailing-octets", frame), "auth_hmac"));
    CHECK(judged_frame("passive/no-trailing-octets", octets_of(a)).outcome == Outcome::pass);
}

TEST_CASE("an IP header checksum of zero may be the network card's business", "[passive]") {
    auto frame = octets_of(a);
    frame[24] = frame[25] = 0;
    CHECK(judged_frame("passive/ip-header-checksum", frame).outcome == Outcome::inconclusive);
    frame[25] = 1;
    CHECK(judged_frame("passive/ip-header-checksum", frame).outcome == Outcome::fail);
}

TEST_CASE("the checksum's form is judged by an RFC that was chosen, and by no other", "[passive]") {
    const auto form = "passive/checksum-form-of-the-rfc";
    const auto pseudo = with(a, [](Advert& x) { x.form = engine::ChecksumForm::pseudo_header; });
    CHECK(judged_advert(form, a).outcome == Outcome::skipped);
    CHECK(judged_advert(form, a, Rfc::rfc9568).outcome == Outcome::pass);
    CHECK(judged_advert(form, a, Rfc::rfc5798).outcome == Outcome::fail);
    CHECK(judged_advert(form, pseudo, Rfc::rfc5798).outcome == Outcome::pass);
    CHECK(judged_advert(form, pseudo, Rfc::rfc9568).outcome == Outcome::fail);
    const auto password = with(a, [](Advert& x) {
        x.version = 2;
        x.interval = 1;
        x.auth_type = 1;
    });
    CHECK(judged_advert("passive/authentication-type-is-0", password).outcome == Outcome::skipped);
    CHECK(judged_advert("passive/authentication-type-is-0", password, Rfc::rfc3768).outcome == Outcome::fail);
}

TEST_CASE("an advertisement that a capture lacks is not late", "[passive]") {
    const auto gaps = [](std::vector<double> seconds) {
        return [seconds](TestCapture& capture) {
            double at = 0;
            capture.advert(at, a);
            for (const double gap : seconds) capture.advert(at += gap, a);
        };
    };
    const auto late = "passive/next-advertisement-in-time";
    CHECK(judged(late, gaps({1, 1.3, 1})).outcome == Outcome::advisory);
    CHECK(judged(late, gaps({1, 1.04, 0.9})).outcome == Outcome::pass);
    CHECK(judged(late, gaps({2.01})).outcome == Outcome::inconclusive);
    CHECK(judged(late, gaps({1, 2.99, 1})).outcome == Outcome::pass);
    CHECK(judged(late, gaps({2.5})).outcome == Outcome::inconclusive);
    // The same packet twice, as of a port that is mirrored both ways.
    CHECK(judged(late, gaps({0.0001, 1, 0.0001, 1})).outcome == Outcome::pass);

    const auto cadence = "passive/interval-is-the-cadence";
    CHECK(judged(cadence, gaps({0.0001, 1, 0.0001, 1, 0.0001, 1})).outcome == Outcome::pass);
    CHECK(judged(cadence, gaps({0.8, 0.9, 0.85, 0.93, 0.82})).outcome == Outcome::pass);
    CHECK(judged(cadence, gaps({0.8, 0.81, 0.8, 0.8})).outcome == Outcome::fail);
    CHECK(judged(cadence, gaps({2, 2, 2, 2})).outcome == Outcome::fail);
    CHECK(judged(cadence, gaps({2, 3, 2, 1})).outcome == Outcome::inconclusive);
    CHECK(judged(cadence, gaps({1, 1})).outcome == Outcome::skipped);
    CHECK_FALSE(judged("passive/early-advertisements", gaps({0.8, 1, 0.9})).facts.empty());
    CHECK(judged("passive/early-advertisements", gaps({1, 1, 0.995})).facts.empty());
}

TEST_CASE("a takeover is early or late only where nothing else explains it", "[passive]") {
    const auto takeover = [](double after, const Advert& taker, bool was_up) {
        return [=](TestCapture& capture) {
            capture.adverts(0, 5, a);
            if (was_up) capture.frame(3.8, sign_of_life(taker.source));
            if (was_up) capture.frame(4.5, sign_of_life(taker.source));
            capture.advert(4 + after, taker);
        };
    };
    const auto early = "passive/takeover-after-silence-not-early";
    CHECK(judged(early, takeover(2.5, b, true)).outcome == Outcome::fail);
    CHECK(judged(early, takeover(3.609, b, true)).outcome == Outcome::pass);
    CHECK(judged(early, takeover(3.595, b, true)).outcome == Outcome::pass);
    // An owner, and one of greater priority whose timer ran on.
    CHECK(judged(early, takeover(2.5, with(b, [](Advert& x) { x.priority = 255; }), true)).outcome ==
          Outcome::skipped);
    CHECK(judged(early, takeover(2.5, with(b, [](Advert& x) { x.priority = 200; }), true)).outcome ==
          Outcome::skipped);
    const auto other_form = with(b, [](Advert& x) { x.form = engine::ChecksumForm::pseudo_header; });
    CHECK(judged(early, takeover(2.5, other_form, true)).outcome == Outcome::inconclusive);

    const auto late = "passive/takeover-after-silence-not-late";
    CHECK(judged(late, takeover(3.609, b, false)).outcome == Outcome::pass);
    CHECK(judged(late, takeover(3.9, b, false)).outcome == Outcome::inconclusive);
}

TEST_CASE("after Priority 0 a Backup waits for Skew_Time, in version 2 of a second", "[passive]") {
    const auto release = [](double after, std::uint16_t interval) {
        return [=](TestCapture& capture) {
            auto from = with(a, [&](Advert& x) {
                x.version = 2;
                x.interval = interval;
            });
            auto to = with(b, [&](Advert& x) {
                x.version = 2;
                x.interval = interval;
            });
            capture.advert(0, from);
            from.priority = 0;
            capture.advert(0.5, from);
            capture.advert(0.5 + after, to);
        };
    };
    // (256 - 100) / 256 s whatever the interval.
    const auto early = "passive/takeover-after-priority-0-not-early";
    CHECK(judged(early, release(0.61, 10)).outcome == Outcome::pass);
    CHECK(judged(early, release(0.5, 10)).outcome == Outcome::fail);
    CHECK(judged("passive/takeover-after-priority-0-not-late", release(0.7, 1)).outcome ==
          Outcome::inconclusive);
}

TEST_CASE("who need not heed the other is not blamed for two Active routers", "[passive]") {
    const auto both = [](const Advert& loser) {
        return [=](TestCapture& capture) {
            for (int i = 0; i < 4; ++i) {
                capture.advert(i, loser);
                capture.advert(i + 0.3, a);
            }
        };
    };
    const auto yields = "passive/yields-to-the-greater-priority";
    CHECK(judged(yields, both(b)).outcome == Outcome::fail);
    CHECK(judged(yields, both(with(b, [](Advert& x) { x.form = engine::ChecksumForm::pseudo_header; })))
              .outcome == Outcome::inconclusive);
    CHECK_FALSE(judged("passive/two-active", both(b)).facts.empty());
    const auto once = [](TestCapture& capture) {
        capture.advert(0, b);
        capture.advert(0.98, a);
        capture.advert(1, b);  // on its way already
        capture.adverts(1.98, 6, a);
    };
    CHECK(judged(yields, once).outcome == Outcome::pass);
}

TEST_CASE("one that comes back from beyond a broken link is not blamed", "[passive]") {
    const auto appears = [](bool was_seen) {
        return [=](TestCapture& capture) {
            capture.adverts(0, 5, a);
            if (was_seen) capture.frame(4.2, sign_of_life(b.source));
            capture.advert(4.4, b);
        };
    };
    const auto beside = "passive/no-takeover-beside-its-better";
    CHECK(judged(beside, appears(true)).outcome == Outcome::fail);
    CHECK(judged(beside, appears(false)).outcome == Outcome::inconclusive);
}

TEST_CASE("two virtual routers on one VRID collide while both are alive", "[passive]") {
    const auto stranger = with(b, [](Advert& x) { x.addresses = {"172.16.100.77"}; });
    const auto used_twice = "passive/vrid-is-not-used-twice";
    CHECK(judged(used_twice, [&](TestCapture& capture) {
              capture.adverts(0, 3, a);
              capture.advert(2.5, stranger);
          }).outcome == Outcome::fail);
    CHECK(judged(used_twice, [&](TestCapture& capture) {
              capture.adverts(0, 3, a);
              capture.advert(9, stranger);
          }).outcome == Outcome::skipped);
    CHECK(judged(used_twice, [&](TestCapture& capture) {
              capture.adverts(0, 3, a);
              capture.advert(2.5, with(stranger, [](Advert& x) { x.addresses.push_back("172.16.100.10"); }));
          }).outcome == Outcome::pass);
}

TEST_CASE("versions are mixed if nobody speaks both, and owners are several if two are alive", "[passive]") {
    const auto old = [](Advert x) {
        x.version = 2;
        x.interval = 1;
        return x;
    };
    CHECK(judged("passive/one-version", [&](TestCapture& capture) {
              capture.advert(0, a);
              capture.advert(0.5, old(b));
              capture.advert(1, a);
          }).outcome == Outcome::advisory);
    CHECK(judged("passive/one-version", [&](TestCapture& capture) {
              capture.advert(0, a);
              capture.advert(0.001, old(a));
              capture.advert(0.5, old(b));
              capture.advert(1, a);
          }).outcome == Outcome::pass);
    const auto owner = [](Advert x) {
        x.priority = 255;
        return x;
    };
    CHECK(judged("passive/one-owner", [&](TestCapture& capture) {
              capture.advert(0, owner(a));
              capture.advert(0.5, owner(b));
          }).outcome == Outcome::advisory);
    CHECK(judged("passive/one-owner", [&](TestCapture& capture) { capture.advert(0, owner(a)); }).outcome ==
          Outcome::pass);
}

TEST_CASE("a gratuitous ARP is missing only from a capture that holds ARP", "[passive]") {
    const auto takeover = [](bool has_arp, bool announces) {
        return [=](TestCapture& capture) {
            capture.adverts(0, 3, a);
            if (has_arp) capture.frame(2.1, sign_of_life(b.source));
            capture.advert(5.609, b);
            if (announces) capture.frame(5.61, gratuitous_arp(engine::virtual_mac(engine::Family::ipv4, 1)));
            capture.advert(6.609, b);
        };
    };
    const auto every = "passive/announces-every-address";
    CHECK(judged(every, takeover(false, false)).outcome == Outcome::skipped);
    CHECK(judged(every, takeover(true, false)).outcome == Outcome::fail);
    CHECK(judged(every, takeover(true, true)).outcome == Outcome::pass);
}

TEST_CASE("a virtual address at an unknown MAC address may be an address conflict", "[passive]") {
    const auto claimed = [](double at) {
        return [=](TestCapture& capture) {
            capture.adverts(0, at, a);
            capture.frame(at, gratuitous_arp(host_mac));
        };
    };
    CHECK(judged("passive/announces-the-virtual-mac", claimed(5.5)).outcome == Outcome::inconclusive);
    CHECK(judged("passive/announces-the-virtual-mac", claimed(0.5)).outcome == Outcome::fail);
}

TEST_CASE("CARP is noted, and otherwise left alone", "[passive]") {
    auto frame = octets_of(with(a, [](Advert& x) {
        x.version = 2;
        x.addresses = {};
    }));
    engine::resize_vrrp_message(frame, 36, 0x5a);
    const auto offset = *engine::vrrp_message_offset(frame);
    frame[offset] = 0x21;
    frame[offset + 3] = 7;
    engine::repair_vrrp_checksum(frame, engine::ChecksumForm::message_only);
    for (const auto& check : cases::passive_checks()) {
        CAPTURE(check.id);
        const auto result = judged_frame(check.id, frame);
        if (check.id == "passive/carp")
            CHECK_FALSE(result.facts.empty());
        else
            CHECK(result.outcome == Outcome::skipped);
    }
}
