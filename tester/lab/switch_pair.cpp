#include "tester/lab/switch_pair.hpp"

#include <fmt/format.h>

#include "tester/lab/pair_scene.hpp"
#include "tester/lab/scene_routers.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

constexpr auto virtual_address = "172.16.100.10";
constexpr auto virtual_mac_text = "00:00:5e:00:01:01";
constexpr Duration interval = 3s;

ClaimSubject claim(const std::string& name, const std::string& says, std::vector<std::string> sections = {},
                   Level level = Level::must) {
    return pair_claim("switch-pair", name, says, std::move(sections), level);
}

const ClaimSubject elected =
    claim("elected", "The switch of priority 120 becomes Active, alone", {"6.4.1", "6.4.2"});
const ClaimSubject learnt = claim("virtual-mac-learnt",
                                  "The host's ARP entry for the virtual address is the virtual MAC, which is "
                                  "neither switch's own",
                                  {"7.3", "8.2"});
const ClaimSubject in_time =
    claim("takeover-time",
          "The Backup takes over Master_Down_Interval after the last advertisement: 3 x 3 s + "
          "(256 - 100) / 256 s = 9.609 s",
          {"6.1", "6.4.2"});
const ClaimSubject survives =
    claim("mac-survives-failover", "The host's ARP entry does not change when the other switch takes over",
          {"7.3", "8.2"});
const ClaimSubject host_cut_off =
    claim("host-cut-off", "How long the host could not reach the virtual address", {}, Level::report);
const ClaimSubject failback =
    claim("failback",
          "The switch of priority 120 takes its role back when it returns, and the host's ARP entry "
          "does not change",
          {"6.4.2"});

RouterConfig configuration(std::uint8_t priority, const std::string& kind) {
    RouterConfig router;
    router.profile = Profile::v2_ipv4;
    router.vrid = 1;
    router.priority = priority;
    router.interval = interval;
    // A switch answers pings to its virtual address; the lab's host asks with them.
    router.accept = accept_wish_of(kind, router.profile);
    router.addresses = {*engine::IpAddress::parse(virtual_address)};
    return router;
}

class SwitchPair {
  public:
    SwitchPair(const std::vector<std::string>& routers, const Stage& stage, ActRecord& record)
        : routers_(routers), stage_(stage), record_(record), scene_(stage.start, stage.interrupted) {
        one_ = scene_.add_router("switch 1", {address_with_prefix("172.16.100.11/24")}, Half::left,
                                 driver_maker(routers.at(0)));
        two_ = scene_.add_router("switch 2", {address_with_prefix("172.16.100.12/24")}, Half::right,
                                 driver_maker(routers.at(1)));
        scene_.add_host({address_with_prefix("172.16.100.5/24")});
    }

    void play() {
        election();
        failover();
        return_of_the_switch();
        summarise_for_hosts();
        record_.tell(scene_, "Failover and failback of the switches");
        record_.take(scene_);
    }

  private:
    void conclude(const Claim& claim) { record_.cases.push_back(claim.result()); }
    std::string show_table(const std::string& title) {
        record_.tables.push_back(neighbour_table(scene_, title));
        return mac_of(scene_.neighbours(), virtual_address);
    }

    void check_entry(Claim& claim, const std::string& mac) const {
        claim.check(mac == virtual_mac_text, fmt::format("{} is at {}", virtual_address, virtual_mac_text),
                    mac.empty() ? "the host has no entry"
                                : fmt::format("{} is at {}, {}", virtual_address, mac, scene_.whose(mac)));
    }

    void election() {
        Claim made(scene_, elected, stage_.tolerance);
        Claim entry(scene_, learnt, stage_.tolerance);
        const auto began = scene_.apply(one_, {configuration(120, routers_[0])});
        scene_.apply(two_, {configuration(100, routers_[1])});
        const bool alone = wait_until_alone(scene_, one_, interval * 5 / 2, 30s);
        made.check(alone, "switch 1 alone advertises", alone ? "it does" : "after 30 s it does not");
        if (const auto first = scene_.story().first_claim(one_, began)) made.cite(first->frame, "observed");
        conclude(made);
        for (const auto* const address : {"172.16.100.11", "172.16.100.12", virtual_address})
            scene_.touch(*engine::IpAddress::parse(address));
        before_ = show_table("ARP table of the host before the failover");
        check_entry(entry, before_);
        for (const auto router : {one_, two_})
            entry.check(before_ != to_string(scene_.router(router).mac),
                        fmt::format("not {}, the own MAC of {}", to_string(scene_.router(router).mac),
                                    scene_.name(router)),
                        before_);
        if (const auto told = scene_.story().announcement(one_, address_, began))
            entry.cite(told->frame, "announced");
        conclude(entry);
    }

    void failover() {
        Claim time(scene_, in_time, stage_.tolerance);
        Claim entry(scene_, survives, stage_.tolerance);
        Claim loss(scene_, host_cut_off, stage_.tolerance);
        scene_.start_pinging(address_);
        scene_.run_for(1s);
        const auto crash = scene_.crash(one_);
        const bool claimed = wait_for_claim(scene_, two_, crash, 20s, 2s);
        scene_.touch(*engine::IpAddress::parse("172.16.100.11"));
        after_ = show_table("ARP table of the host after switch 1 went down");
        const auto takeover = read_takeover(scene_, one_, two_, address_, crash, scene_.seen_until());
        cut_off_ = takeover.cut_off;
        if (time.check(claimed && takeover.last, "switch 2 takes over",
                       claimed ? "it does" : "within 20 s it does not")) {
            // 3 x 3 s + (256 - 100) / 256 s
            time.check_time("switch 2 takes over", takeover.first->when - takeover.last->when, 9609375000ns);
            time.cite(takeover.last->frame, "last of 1");
            time.cite(takeover.first->frame, "observed");
        }
        conclude(time);
        check_entry(entry, after_);
        entry.check(after_ == before_, "the entry is as it was before", after_);
        if (takeover.announcement) entry.cite(takeover.announcement->frame, "announced");
        conclude(entry);
        loss.observe(text_of(takeover.cut_off));
        cite_cut_off(loss, takeover.cut_off);
        conclude(loss);
    }

    void return_of_the_switch() {
        Claim made(scene_, failback, stage_.tolerance);
        const auto power = scene_.revive(one_);
        const bool alone = wait_until_alone(scene_, one_, interval * 5 / 2, 30s);
        scene_.run_for(500ms);
        const auto until = scene_.seen_until();
        scene_.stop_pinging();
        const auto mac = show_table("ARP table of the host after switch 1 came back");
        made.check(alone, "switch 1 alone advertises again", alone ? "it does" : "after 30 s it does not");
        check_entry(made, mac);
        const auto takeover = read_takeover(scene_, two_, one_, address_, power, until);
        if (takeover.first) made.cite(takeover.first->frame, "observed");
        back_ = takeover.cut_off;
        conclude(made);
    }

    void summarise_for_hosts() {
        record_.tables.push_back(host_summary(scene_, virtual_address, {before_, after_, cut_off_, back_}));
    }

    const std::vector<std::string>& routers_;
    const Stage& stage_;
    ActRecord& record_;
    Scene scene_;
    StationIndex one_ = 0;
    StationIndex two_ = 0;
    std::string before_, after_;  // the MAC that the host had learnt
    std::optional<CutOff> cut_off_, back_;
    const engine::IpAddress address_ = *engine::IpAddress::parse(virtual_address);
};

}  // namespace

std::vector<Act> switch_pair_acts(const std::vector<std::string>& routers) {
    return {
        {{elected, learnt, in_time, survives, host_cut_off, failback},
         62,
         [routers](const Stage& stage, ActRecord& record) { SwitchPair(routers, stage, record).play(); }}};
}

}  // namespace tester
