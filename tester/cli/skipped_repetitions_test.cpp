#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <sstream>

#include "cases/passive_checks.hpp"
#include "cases/passive_stories.hpp"
#include "engine/packet/craft.hpp"
#include "engine/router/mutants.hpp"
#include "reports/json.hpp"
#include "tester/passive/judge.hpp"
#include "tester/passive/passive_for_tests.hpp"

// What an Active that is alone says again is not read again; that must not show in any report.

namespace {

using tester::PassiveJudge;
using tester::test::Advert;

/// The first line that differs, with those before it; empty if there is none.
std::string first_difference(const std::string& a, const std::string& b) {
    std::istringstream lines_a(a), lines_b(b);
    std::vector<std::string> before;
    while (true) {
        std::string one, other;
        const bool is_there = static_cast<bool>(std::getline(lines_a, one));
        if (is_there != static_cast<bool>(std::getline(lines_b, other)) || one != other) {
            const std::size_t shown = std::min<std::size_t>(before.size(), 12);
            before.erase(before.begin(), before.end() - static_cast<std::ptrdiff_t>(shown));
            return fmt::format("{}\nskipping: {}\nreading:  {}", fmt::join(before, "\n"), one, other);
        }
        if (!is_there) return {};
        before.push_back(std::move(one));
    }
}

/// Two judges of the same frames, of whom only the first skips anything.
class Both {
  public:
    explicit Both(std::optional<engine::Rfc> rfc = {})
        : skipping_(cases::passive_checks(), {.rfc = rfc}),
          reading_(cases::passive_checks(), {.rfc = rfc, .skips_repetitions = false}) {
        skipping_.on_happening([this](const tester::Happening& what) { add(told_[0], what); });
        reading_.on_happening([this](const tester::Happening& what) { add(told_[1], what); });
    }
    void feed(const engine::CapturedFrame& frame) {
        skipping_.feed(frame);
        reading_.feed(frame);
    }
    PassiveJudge& skipping() { return skipping_; }
    PassiveJudge& reading() { return reading_; }

    /// A fault may keep a router from being heard at all.
    void compare(bool is_something_heard = true) {
        const auto a = report_of(skipping_), b = report_of(reading_);
        CHECK(first_difference(a, b) == "");
        CHECK(first_difference(told_[0], told_[1]) == "");
        if (is_something_heard) CHECK(skipping_.vrrp_packets() > 0);
    }

  private:
    static void add(std::string& all, const tester::Happening& what) {
        all += fmt::format("{} {} {} {} {} {}\n", what.frame, what.seconds, what.router, what.what,
                           what.expected, what.observed);
    }
    static std::string report_of(PassiveJudge& judge) {
        auto verdict = judge.conclude();
        tester::RunResult result;
        result.captures = {{.name = "a capture",
                            .frames = judge.frames(),
                            .vrrp = judge.vrrp_packets(),
                            .remarks = verdict.remarks}};
        result.cases = std::move(verdict.cases);
        result.routers = std::move(verdict.routers);
        result.timeline = std::move(verdict.timeline);
        std::string facts;
        for (const auto& one : result.cases)
            for (const auto& [name, value] : one.facts) facts += name + ": " + value + "\n";
        return reports::json(result) + facts;
    }

    PassiveJudge skipping_, reading_;
    std::string told_[2];
};

void compare_file(const std::filesystem::path& path) {
    INFO(path.string());
    Both both;
    engine::CaptureReader reader(path.string());
    engine::CapturedFrame frame;
    while (reader.next(frame)) both.feed(frame);
    both.compare();
}

/// Routers that mostly say the same again, and now and then something else, or nothing, or too late.
class Generated {
  public:
    explicit Generated(unsigned seed) : random_(seed) {
        const std::size_t count = 1 + random_() % 4;
        for (std::size_t index = 0; index < count; ++index) routers_.push_back(new_router());
    }
    void play(Both& both) {
        for (int second = 0; second < 40; ++second) {
            for (Advert& router : routers_) {
                if (random_() % 12 == 0) change(router);
                if (random_() % 16 == 0) continue;
                const double jitter = random_() % 10 == 0 ? 0.001 * static_cast<double>(random_() % 900) : 0;
                feed(both, second + jitter, tester::test::octets_of(router));
                if (random_() % 30 == 0) feed(both, second + jitter, tester::test::octets_of(router));
                if (random_() % 8 == 0) feed(both, second + jitter + 0.01, announcement_of(router));
                if (random_() % 20 == 0) feed_changed(both, second + jitter + 0.02, router);
                // What was odd for once.
                router.ttl = 255;
                router.checksum.reset();
                if (router.priority == 0) router.priority = 100;
            }
        }
    }

  private:
    Advert new_router() {
        const bool is_ipv6 = random_() % 3 == 0;
        const std::string number = std::to_string(11 + random_() % 3);
        Advert router{.source = (is_ipv6 ? "fe80::" : "172.16.100.") + number};
        router.vrid = static_cast<std::uint8_t>(1 + random_() % 2);
        router.priority = static_cast<std::uint8_t>(100 + random_() % 3);
        if (is_ipv6) {
            router.addresses = {"fe80::10", "2001:db8::10"};
        } else if (random_() % 2 == 0) {
            router.version = 2;
            router.interval = 1;
        }
        if (random_() % 3 == 0) router.vlans = {7};
        return router;
    }
    void change(Advert& router) {
        const bool is_v2 = router.version == 2;
        switch (random_() % 9) {
            case 0:
                router.priority = 0;
                break;
            case 1:
                router.priority = static_cast<std::uint8_t>(99 + random_() % 4);
                break;
            case 2:
                router.ttl = 64;
                break;
            case 3:
                router.checksum = static_cast<std::uint16_t>(random_());
                break;
            case 4:
                router.interval = static_cast<std::uint16_t>((is_v2 ? 1 : 100) * (1 + random_() % 2));
                break;
            case 5:
                router.addresses.push_back(router.addresses.front());
                if (router.addresses.size() > 3) router.addresses.resize(1);
                break;
            case 6:
                router.mac = router.mac ? std::nullopt
                                        : std::optional(engine::MacAddress{{2, 0, 0, 0, 0, router.vrid}});
                break;
            case 7:
                router.own = !router.own;
                break;
            default:
                router = new_router();
        }
    }
    static engine::Octets announcement_of(const Advert& router) {
        const auto address = tester::test::ip(router.addresses.front());
        if (address.family() == engine::Family::ipv6) return tester::test::octets_of(router);
        const auto mac = engine::virtual_mac(engine::Family::ipv4, router.vrid);
        return tester::test::tagged(
            engine::craft(engine::ArpFrame{.ethernet_source = mac,
                                           .ethernet_destination = engine::broadcast_mac,
                                           .sender_mac = mac,
                                           .sender_ip = address,
                                           .target_mac = {},
                                           .target_ip = address}),
            router.vlans);
    }
    void feed_changed(Both& both, double at, const Advert& router) {
        auto octets = tester::test::octets_of(router);
        octets[random_() % octets.size()] ^= static_cast<std::uint8_t>(1u << random_() % 8);
        feed(both, at, octets);
    }
    void feed(Both& both, double at, const engine::Octets& octets) {
        const bool is_cut = random_() % 100 == 0;
        both.feed({.number = ++number_,
                   .when = tester::test::TestCapture::time(at),
                   .octets = engine::OctetView(octets).first(octets.size() - (is_cut ? 2 : 0)),
                   .original_size = octets.size(),
                   .interface = random_() % 200 == 0 ? 1u : 0u,
                   .own = random_() % 150 == 0});
    }

    std::mt19937 random_;
    std::vector<Advert> routers_;
    engine::FrameNumber number_ = 0;
};

}  // namespace

TEST_CASE("skipping repetitions changes nothing in recorded captures", "[passive][repetition]") {
    std::size_t files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(VRRPTEST_SOURCE_DIR) / "pcaps")) {
        const std::string name = entry.path().filename().string();
        if (name.find(".pcap") == std::string::npos) continue;
        compare_file(entry.path());
        ++files;
    }
    CHECK(files >= 15);
}

TEST_CASE("skipping repetitions changes nothing in the stories of the passive checks",
          "[passive][repetition]") {
    for (const auto& story : cases::passive_stories()) {
        INFO(story.name << ", " << to_string(story.profile));
        Both both(story.is_rfc_chosen ? std::optional(story.standard) : std::nullopt);
        cases::tell_to(both.skipping(), story, engine::rfc_rules());
        cases::tell_to(both.reading(), story, engine::rfc_rules());
        both.compare();
    }
}

TEST_CASE("skipping repetitions changes nothing in the stories of faulty routers", "[passive][repetition]") {
    const auto stories = cases::passive_stories();
    const auto mutants = engine::all_mutants();
    // Every fault in one story or another; all in all of them would take a minute.
    for (std::size_t index = 0; index < mutants.size(); ++index) {
        const auto& story = stories[index % stories.size()];
        INFO(mutants[index].name << " in " << story.name << ", " << to_string(story.profile));
        const auto rules = engine::mutated_rules(mutants[index]);
        Both both(story.is_rfc_chosen ? std::optional(story.standard) : std::nullopt);
        cases::tell_to(both.skipping(), story, rules);
        cases::tell_to(both.reading(), story, rules);
        both.compare(false);
    }
}

TEST_CASE("skipping repetitions changes nothing in generated captures", "[passive][repetition]") {
    for (unsigned seed = 1; seed <= 150; ++seed) {
        INFO("seed " << seed);
        Both both;
        Generated(seed).play(both);
        both.compare();
    }
}
