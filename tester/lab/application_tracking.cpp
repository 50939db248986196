#include "tester/lab/application_tracking.hpp"

#include <fmt/format.h>

#include "tester/lab/nginx.hpp"
#include "tester/lab/pair_scene.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

constexpr auto virtual_address = "192.168.26.100";
constexpr Duration interval = 1s;

struct TrackingClaims {
    ClaimSubject wire, takeover, loss, way_back;
};

TrackingClaims claims_of(Tracking tracking) {
    const bool by_weight = tracking == Tracking::by_weight;
    const std::string kind = by_weight ? "tracking-weight" : "tracking-fault";
    return {
        pair_claim("keepalived-pair", kind + "/wire",
                   by_weight ? "With a weight of -60, killing nginx alone lowers the Active server's "
                               "advertised priority from 100 to 40"
                             : "Without a weight, killing nginx alone makes the Active server resign with "
                               "priority 0"),
        pair_claim("keepalived-pair", kind + "/takeover",
                   "Killing nginx alone moves the address to the other server", {"6.4.2"}),
        pair_claim("keepalived-pair", kind + "/host-cut-off",
                   "How long the takeover took from the kill, and how long the host could not reach the "
                   "virtual address",
                   {}, Level::report),
        pair_claim("keepalived-pair", kind + "/way-back", "Starting nginx again gives the address back",
                   {"6.4.2"})};
}

class TrackingScene {
  public:
    TrackingScene(Tracking tracking, const Stage& stage, ActRecord& record)
        : tracking_(tracking),
          claims_(claims_of(tracking)),
          stage_(stage),
          record_(record),
          scene_(stage.start, stage.interrupted) {
        const PairServer watched{"MASTER", "eth0", 100, tracking, nginx_.check_command()};
        debian_ = add_pair_server(scene_, "debian", "192.168.26.11/24", Half::left, watched);
        openeuler_ =
            add_pair_server(scene_, "openeuler", "192.168.26.12/24", Half::right, {"BACKUP", "eth0", 50});
        scene_.add_host({address_with_prefix("192.168.26.5/24")});
    }

    void play() {
        nginx_.start(scene_.router(debian_).network_namespace);
        start_pair_server(scene_, debian_);
        start_pair_server(scene_, openeuler_);
        if (!wait_until_alone(scene_, debian_, interval * 5 / 2, 12s))
            throw std::runtime_error("debian did not become Active, so that its nginx was not worth killing");
        scene_.start_pinging(address_);
        scene_.run_for(1s);
        kill_nginx();
        restore_nginx();
        scene_.stop_pinging();
        record_.tell(scene_, fmt::format("nginx is killed and started again ({})", variant()));
        record_.take(scene_);
    }

  private:
    bool by_weight() const { return tracking_ == Tracking::by_weight; }
    std::string variant() const { return by_weight() ? "weight -60" : "no weight"; }
    void show_table(const std::string& when) {
        record_.tables.push_back(
            neighbour_table(scene_, fmt::format("ARP table of the host {} ({})", when, variant())));
    }

    /// The advertisement that tells the others of nginx's death.
    std::optional<WireAdvert> consequence(engine::Instant from) const {
        if (!by_weight()) return scene_.story().resignation(debian_, from);
        for (const auto& advert : scene_.story().adverts)
            if (advert.router == debian_ && advert.when >= from && advert.priority == 40) return advert;
        return {};
    }

    void kill_nginx() {
        Claim wire(scene_, claims_.wire, stage_.tolerance);
        Claim made(scene_, claims_.takeover, stage_.tolerance);
        const auto kill = scene_.note("debian", "loses nginx, killed; the server lives");
        nginx_.kill();
        const bool claimed = wait_for_claim(scene_, openeuler_, kill, 12s, 2s);
        show_table("after nginx was killed");
        const auto told = consequence(kill);
        wire.check(told.has_value(),
                   by_weight() ? "an advertisement of debian with priority 40"
                               : "an advertisement of debian with priority 0",
                   told ? fmt::format("{} after the kill", time_text(told->when - kill)) : "none");
        if (told) wire.cite(told->frame, "observed");
        record_.cases.push_back(wire.result());
        made.check(claimed, "openeuler takes over", claimed ? "it does" : "within 12 s it does not");
        if (claimed) judge_takeover(made, kill, told);
        record_.cases.push_back(made.result());
        if (claimed) report_loss(kill, told);
    }

    void report_loss(engine::Instant kill, const std::optional<WireAdvert>& told) {
        Claim loss(scene_, claims_.loss, stage_.tolerance);
        const auto takeover = read_takeover(scene_, debian_, openeuler_, address_, kill, scene_.seen_until());
        if (told)
            loss.observe(fmt::format("priority {} on the wire {} after the kill", told->priority,
                                     time_text(told->when - kill)));
        loss.observe(fmt::format("takeover {} after the kill", time_text(takeover.first->when - kill)));
        loss.observe("the host was " + text_of(takeover.cut_off));
        cite_cut_off(loss, takeover.cut_off);
        record_.cases.push_back(loss.result());
    }

    void judge_takeover(Claim& made, engine::Instant kill, const std::optional<WireAdvert>& told) {
        const auto takeover = read_takeover(scene_, debian_, openeuler_, address_, kill, scene_.seen_until());
        if (told && by_weight()) judge_after_lowered(made, *told, *takeover.first);
        // Skew_Time: (256 - 50) / 256 s
        if (told && !by_weight())
            made.check_time("openeuler takes over after priority 0", takeover.first->when - told->when,
                            804687500ns);
        const auto mac = mac_of(scene_.neighbours(), virtual_address);
        const auto wanted = to_string(scene_.router(openeuler_).mac);
        made.check(mac == wanted, "the host's ARP entry is openeuler's MAC, " + wanted,
                   mac.empty() ? "there is none" : mac);
        made.cite(takeover.first->frame, "takeover");
    }

    /// A Backup with Preempt_Mode discards advertisements of lower priority, so its timer runs from the last
    /// one of priority 100; 3 x 1 s + (256 - 50) / 256 s.
    void judge_after_lowered(Claim& made, const WireAdvert& lowered, const WireAdvert& first) {
        std::optional<WireAdvert> last_high;
        for (const auto& advert : scene_.story().adverts)
            if (advert.router == debian_ && advert.priority == 100 && advert.when < lowered.when)
                last_high = advert;
        if (!last_high) return;
        made.check_time("openeuler takes over after the last advertisement of priority 100",
                        first.when - last_high->when, 3804687500ns);
        made.cite(last_high->frame, "last of 100");
    }

    void restore_nginx() {
        Claim made(scene_, claims_.way_back, stage_.tolerance);
        const auto restored = scene_.note("debian", "has nginx again");
        nginx_.start(scene_.router(debian_).network_namespace);
        const bool alone = wait_until_alone(scene_, debian_, interval * 5 / 2, 15s);
        scene_.run_for(500ms);
        show_table("after nginx was started again");
        made.check(alone, "debian alone advertises again", alone ? "it does" : "after 15 s it does not");
        const auto mac = mac_of(scene_.neighbours(), virtual_address);
        const auto wanted = to_string(scene_.router(debian_).mac);
        made.check(mac == wanted, "the host's ARP entry is debian's MAC, " + wanted,
                   mac.empty() ? "there is none" : mac);
        const auto takeover =
            read_takeover(scene_, openeuler_, debian_, address_, restored, scene_.seen_until());
        if (takeover.first) {
            made.check(true, "the time is measured",
                       fmt::format("{} after the restart; the host was {}",
                                   time_text(takeover.first->when - restored), text_of(takeover.cut_off)));
            made.cite(takeover.first->frame, "observed");
        }
        record_.cases.push_back(made.result());
    }

    Tracking tracking_;
    TrackingClaims claims_;
    const Stage& stage_;
    ActRecord& record_;
    Nginx nginx_;
    Scene scene_;
    StationIndex debian_ = 0;
    StationIndex openeuler_ = 0;
    const engine::IpAddress address_ = *engine::IpAddress::parse(virtual_address);
};

}  // namespace

Act application_tracking_act(Tracking tracking) {
    const auto claims = claims_of(tracking);
    const std::vector<ClaimSubject> all{claims.wire, claims.takeover, claims.loss, claims.way_back};
    return {all, 24, [tracking, all](const Stage& stage, ActRecord& record) {
                if (Nginx::is_installed()) return TrackingScene(tracking, stage, record).play();
                for (const auto& claim : all)
                    record.cases.push_back(
                        unjudged(claim, Outcome::skipped,
                                 "nginx is not installed: install it with apt-get install nginx-light"));
            }};
}

}  // namespace tester
