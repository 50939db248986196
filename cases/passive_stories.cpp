#include "cases/passive_stories.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "cases/passive_checks.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/lan/simulated_segment.hpp"
#include "engine/lan/speaker.hpp"
#include "engine/packet/craft.hpp"
#include "tester/passive/judge.hpp"

namespace cases {

using engine::Duration;
using engine::Family;
using engine::IpAddress;
using engine::MacAddress;
using engine::Parameters;
using tester::Profile;
using namespace std::chrono_literals;

namespace {

constexpr MacAddress subject_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x11}};
constexpr MacAddress other_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x12}};
constexpr MacAddress host_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x05}};
// The highest VRID, so that one off by one is none.
constexpr std::uint8_t story_vrid = 255;
constexpr engine::FrameNumber most_frames = 2000;

IpAddress ip(std::string_view text) {
    return *IpAddress::parse(text);
}

}  // namespace

/// The segment: the router that may be a mutant, `subject`; another, the reference; and a host that asks.
class PassiveStage {
  public:
    struct Router {
        std::uint8_t priority = 100;
        bool has_greater_address = false;
        bool preempts = true;
        bool owns = false;
        bool speaks_both = false;
    };

    PassiveStage(const PassiveStory& story, const engine::Rules& rules, tester::PassiveJudge& judge)
        : story_(story), rules_(rules), family_(family_of(story.profile)), segment_(scheduler_) {
        ear_ = &segment_.add_port("ear");
        ear_->on_frame([this, &judge](engine::OctetView octets, engine::Instant when, bool) {
            judge.feed({.number = ++frames_, .when = when, .octets = octets, .original_size = octets.size()});
        });
        host_ = &segment_.add_port("host");
        start_ = scheduler_.now();
    }

    void cast(const Router& subject) { subject_ = make(subject, subject_mac, rules_); }
    void cast(const Router& subject, const Router& other) {
        if (other.owns) list_addresses(address_of(other));
        cast(subject);
        other_ = make(other, other_mac, engine::rfc_rules());
    }

    /// Lets time go on; no further once there are far more frames than any tale needs, since routers of
    /// interval 0 take over from each other without end.
    void until(Duration time) {
        const auto end = start_ + time;
        bool is_over = false;
        const auto timer = scheduler_.call_at(end, [&is_over] { is_over = true; });
        scheduler_.run_until([this, &is_over] { return is_over || frames_ > most_frames; });
        scheduler_.cancel(timer);
    }
    /// Asks both routers for their own addresses and for the first virtual one, over and over.
    void ask_on(Duration every) {
        const int turn = turns_++ % 8;
        if (turn == 3) {
            ask(addresses_.front());
        } else if (turn == 7) {
            if (other_) ask(other_->own);
        } else if (turn % 2 == 0) {
            ask(subject_->own);
        }
        scheduler_.call_after(every, [this, every] { ask_on(every); });
    }

    struct Cast {
        std::unique_ptr<engine::Speaker> speaker;
        IpAddress own;
        void start() { speaker->startup(0); }
        void stop() { speaker->shutdown(0); }
        void crash() { speaker->crash(0); }
        void set_priority(std::uint8_t priority) {
            auto wanted = speaker->router(0).parameters();
            wanted.priority = priority;
            speaker->change(0, std::move(wanted));
        }
    };
    Cast& subject() { return *subject_; }
    Cast& other() { return *other_; }

  private:
    // In network byte order one is the greater; as little-endian numbers, and as signed ones, the other.
    IpAddress address_of(const Router& what) const {
        const bool is_v4 = family_ == Family::ipv4;
        return what.has_greater_address ? ip(is_v4 ? "172.16.101.1" : "fe80::8011:0:0:1")
                                        : ip(is_v4 ? "172.16.100.200" : "fe80::11:0:0:ff11");
    }
    void list_addresses(const std::optional<IpAddress>& owned) {
        addresses_ = family_ == Family::ipv4 ? std::vector{ip("172.16.100.250"), ip("172.16.100.251")}
                                             : std::vector{ip("fe80::250"), ip("2001:db8::250")};
        if (owned) addresses_.front() = *owned;
    }

    std::unique_ptr<Cast> make(const Router& what, const MacAddress& mac, const engine::Rules& rules) {
        auto made = std::make_unique<Cast>();
        made->own = address_of(what);
        if (addresses_.empty() || what.owns)
            list_addresses(what.owns ? std::optional(made->own) : std::nullopt);
        made->speaker = std::make_unique<engine::Speaker>(
            scheduler_, segment_.add_port("router"), engine::Speaker::Identity{mac, {made->own}, !what.owns});
        Parameters parameters;
        parameters.standard = story_.standard;
        parameters.version = version_of(story_.profile);
        parameters.family = family_;
        parameters.vrid = story_vrid;
        parameters.priority = what.priority;
        parameters.advertisement_interval = 1s;
        parameters.preempt_mode = what.preempts;
        parameters.v2_interoperation = what.speaks_both;
        parameters.addresses = addresses_;
        parameters.checksum_form = story_.standard == engine::Rfc::rfc5798
                                       ? engine::ChecksumForm::pseudo_header
                                       : engine::ChecksumForm::message_only;
        made->speaker->add(parameters, rules);
        return made;
    }

    void ask(const IpAddress& target) {
        if (family_ == Family::ipv4) {
            host_->send(craft(engine::ArpFrame{host_mac, engine::broadcast_mac, 1, host_mac,
                                               ip("172.16.100.5"), MacAddress{}, target}));
        } else {
            host_->send(craft(engine::NeighbourSolicitationFrame{.ethernet_source = host_mac,
                                                                 .ip_source = ip("fe80::5"),
                                                                 .target = target,
                                                                 .source_link_layer = host_mac}));
        }
    }

    const PassiveStory& story_;
    const engine::Rules& rules_;
    Family family_;
    engine::SimulatedScheduler scheduler_;
    engine::SimulatedSegment segment_;
    engine::Link* ear_ = nullptr;
    engine::Link* host_ = nullptr;
    engine::Instant start_;
    std::vector<IpAddress> addresses_;
    std::unique_ptr<Cast> subject_, other_;
    engine::FrameNumber frames_ = 0;
    int turns_ = 0;
};

namespace {

constexpr Duration asking = 230ms;

/// The subject goes before the other: it preempts, resigns, comes back, crashes and comes back.
void subject_goes_before(PassiveStage& stage) {
    stage.cast({.priority = 150}, {.priority = 100, .has_greater_address = true});
    stage.ask_on(asking);
    stage.other().start();
    stage.until(5200ms);
    stage.subject().start();
    stage.until(12300ms);
    stage.subject().stop();
    stage.until(15100ms);
    stage.subject().start();
    stage.until(21300ms);
    stage.subject().crash();
    stage.until(26500ms);
    stage.subject().start();
    stage.until(32500ms);
    stage.subject().set_priority(140);
    stage.until(34500ms);
}

/// The other goes before the subject, which is Backup, takes over after Priority 0 and after silence, yields
/// each time, is stopped as a Backup and comes back.
void subject_gives_way(PassiveStage& stage) {
    stage.cast({.priority = 100, .has_greater_address = true}, {.priority = 150});
    stage.ask_on(asking);
    stage.subject().start();
    stage.until(5200ms);
    stage.other().start();
    stage.until(12300ms);
    stage.other().stop();
    stage.until(15100ms);
    stage.other().start();
    stage.until(21300ms);
    stage.other().crash();
    stage.until(26500ms);
    stage.other().start();
    stage.until(32300ms);
    stage.subject().stop();
    stage.until(33500ms);
    stage.subject().start();
    stage.until(38500ms);
}

/// Both have the same priority and become Active at once; then that which has yielded takes over.
template <bool subject_is_greater>
void tie(PassiveStage& stage) {
    stage.cast({.priority = 100, .has_greater_address = subject_is_greater},
               {.priority = 100, .has_greater_address = !subject_is_greater});
    stage.ask_on(asking);
    stage.subject().start();
    stage.other().start();
    stage.until(9300ms);
    (subject_is_greater ? stage.subject() : stage.other()).crash();
    stage.until(14500ms);
}

/// Preempt_Mode is off: the subject leaves a lower priority alone.
void no_preemption(PassiveStage& stage) {
    stage.cast({.priority = 150, .preempts = false}, {.priority = 100, .has_greater_address = true});
    stage.ask_on(asking);
    stage.other().start();
    stage.until(5200ms);
    stage.subject().start();
    stage.until(12300ms);
}

void subject_owns(PassiveStage& stage) {
    stage.cast({.priority = 255, .owns = true}, {.priority = 100, .has_greater_address = true});
    stage.ask_on(asking);
    stage.other().start();
    stage.until(5200ms);
    stage.subject().start();
    stage.until(9300ms);
    stage.subject().stop();
    stage.until(12100ms);
    stage.subject().start();
    stage.until(14500ms);
}

void other_owns(PassiveStage& stage) {
    stage.cast({.priority = 254}, {.priority = 255, .has_greater_address = true, .owns = true});
    stage.ask_on(asking);
    stage.subject().start();
    stage.until(5200ms);
    stage.other().start();
    stage.until(8500ms);
}

void both_versions(PassiveStage& stage) {
    stage.cast({.speaks_both = true});
    stage.ask_on(asking);
    stage.subject().start();
    stage.until(8500ms);
}

using engine::Rfc;
constexpr PassiveStory stories[] = {
    {"goes before", Profile::v2_ipv4, Rfc::rfc3768, false, subject_goes_before},
    {"goes before", Profile::v3_ipv4, Rfc::rfc9568, false, subject_goes_before},
    {"goes before", Profile::v3_ipv6, Rfc::rfc9568, false, subject_goes_before},
    {"gives way", Profile::v2_ipv4, Rfc::rfc3768, false, subject_gives_way},
    {"gives way", Profile::v3_ipv4, Rfc::rfc9568, false, subject_gives_way},
    {"gives way", Profile::v3_ipv6, Rfc::rfc9568, false, subject_gives_way},
    {"lesser address", Profile::v2_ipv4, Rfc::rfc3768, false, tie<false>},
    {"lesser address", Profile::v3_ipv6, Rfc::rfc9568, false, tie<false>},
    {"greater address", Profile::v3_ipv4, Rfc::rfc9568, false, tie<true>},
    {"no preemption", Profile::v3_ipv4, Rfc::rfc9568, false, no_preemption},
    {"owner", Profile::v2_ipv4, Rfc::rfc3768, true, subject_owns},
    {"owner", Profile::v3_ipv4, Rfc::rfc9568, true, subject_owns},
    {"owner", Profile::v3_ipv4, Rfc::rfc5798, true, subject_owns},
    {"owner", Profile::v3_ipv6, Rfc::rfc9568, true, subject_owns},
    {"beside an owner", Profile::v3_ipv4, Rfc::rfc9568, false, other_owns},
    {"both versions", Profile::v3_ipv4, Rfc::rfc9568, false, both_versions},
};

}  // namespace

std::span<const PassiveStory> passive_stories() {
    return stories;
}

void tell_to(tester::PassiveJudge& judge, const PassiveStory& story, const engine::Rules& rules) {
    PassiveStage stage(story, rules, judge);
    story.tell(stage);
}

PassiveOutcome tell(const PassiveStory& story, const engine::Rules& rules) {
    tester::PassiveOptions options;
    if (story.is_rfc_chosen) options.rfc = story.standard;
    tester::PassiveJudge judge(passive_checks(), options);
    tell_to(judge, story, rules);
    PassiveOutcome outcome;
    for (const auto& result : judge.conclude().cases) {
        if (result.outcome == tester::Outcome::fail || result.outcome == tester::Outcome::advisory)
            outcome.findings.emplace(
                result.id, fmt::format("expected {}; observed {}", result.expected, result.observed));
        if (result.outcome == tester::Outcome::inconclusive) outcome.doubts.emplace(result.id, result.reason);
        for (const auto& [name, value] : result.facts)
            outcome.facts[result.id][result.profile + " " + name] = value;
    }
    return outcome;
}

}  // namespace cases
