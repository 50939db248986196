#include "tester/lab/keepalived_pair.hpp"

#include <fmt/format.h>

#include <memory>

#include "tester/dut/keepalived_driver.hpp"
#include "tester/lab/application_tracking.hpp"
#include "tester/lab/pair_scene.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

constexpr auto lab = "keepalived-pair";
constexpr auto virtual_address = "192.168.26.100";
constexpr Duration interval = 1s;

ClaimSubject claim(const std::string& name, const std::string& says, std::vector<std::string> sections = {},
                   Level level = Level::must) {
    return pair_claim(lab, name, says, std::move(sections), level);
}

const ClaimSubject elected =
    claim("elected", "The server of priority 100 becomes Active, alone", {"6.4.1", "6.4.2"});
const ClaimSubject learnt = claim("physical-mac-learnt",
                                  "The host's ARP entry for the virtual address is the physical MAC of the "
                                  "Active server");
const ClaimSubject in_time =
    claim("takeover-time",
          "The Backup takes over Master_Down_Interval after the last advertisement: 3 x 1 s + "
          "(256 - 50) / 256 s = 3.805 s",
          {"6.1", "6.4.2"});
const ClaimSubject follows =
    claim("mac-follows-active",
          "When the Active server goes down, the host's ARP entry changes to the other "
          "server's MAC at once, by gratuitous ARP",
          {"6.4.2"});
const ClaimSubject host_cut_off =
    claim("host-cut-off", "How long the host could not reach the virtual address", {}, Level::report);
const ClaimSubject failback =
    claim("failback",
          "The server of priority 100 takes its role back when it returns, and the host's ARP entry "
          "with it",
          {"6.4.2"});

class Pair {
  public:
    Pair(const Stage& stage, ActRecord& record)
        : stage_(stage), record_(record), scene_(stage.start, stage.interrupted) {
        debian_ = add_pair_server(scene_, "debian", "192.168.26.11/24", Half::left, {"MASTER", "eth0", 100});
        openeuler_ =
            add_pair_server(scene_, "openeuler", "192.168.26.12/24", Half::right, {"BACKUP", "eth0", 50});
        scene_.add_host({address_with_prefix("192.168.26.5/24")});
    }

    void play() {
        election();
        failover();
        return_of_the_server();
        summarise_for_hosts();
        record_.tell(scene_, "Failover and failback of the servers");
        record_.take(scene_);
    }

  private:
    void conclude(const Claim& claim) { record_.cases.push_back(claim.result()); }
    std::string show_table(const std::string& when) {
        record_.tables.push_back(neighbour_table(scene_, when));
        return learnt_mac();
    }
    std::string mac_of_server(StationIndex server) const { return to_string(scene_.router(server).mac); }
    std::string learnt_mac() const { return mac_of(scene_.neighbours(), virtual_address); }

    void check_entry(Claim& claim, StationIndex server) {
        const auto mac = learnt_mac();
        claim.check(mac == mac_of_server(server),
                    fmt::format("{} is at {}, {}'s own MAC", virtual_address, mac_of_server(server),
                                scene_.name(server)),
                    mac.empty() ? "the host has no entry" : fmt::format("{} is at {}", virtual_address, mac));
    }

    void election() {
        Claim made(scene_, elected, stage_.tolerance);
        Claim mac(scene_, learnt, stage_.tolerance);
        const auto began = start_pair_server(scene_, debian_);
        start_pair_server(scene_, openeuler_);
        const bool alone = wait_until_alone(scene_, debian_, interval * 5 / 2, 12s);
        made.check(alone, "debian alone advertises", alone ? "it does" : "after 12 s it does not");
        const auto first = scene_.story().first_claim(debian_, began);
        if (first) made.cite(first->frame, "observed");
        conclude(made);
        for (const auto* const address : {"192.168.26.11", "192.168.26.12", virtual_address})
            scene_.touch(*engine::IpAddress::parse(address));
        before_ = show_table("ARP table of the host before the failover");
        check_entry(mac, debian_);
        if (const auto told = scene_.story().announcement(debian_, address_, began))
            mac.cite(told->frame, "announced");
        conclude(mac);
    }

    void failover() {
        Claim time(scene_, in_time, stage_.tolerance);
        Claim entry(scene_, follows, stage_.tolerance);
        Claim loss(scene_, host_cut_off, stage_.tolerance);
        scene_.start_pinging(address_);
        scene_.run_for(1s);
        const auto crash = scene_.crash(debian_);
        const bool claimed = wait_for_claim(scene_, openeuler_, crash, 10s, 2s);
        after_ = show_table("ARP table of the host after debian went down");
        const auto takeover =
            read_takeover(scene_, debian_, openeuler_, address_, crash, scene_.seen_until());
        if (time.check(claimed && takeover.last, "openeuler takes over",
                       claimed ? "it does" : "within 10 s it does not")) {
            // 3 x 1 s + (256 - 50) / 256 s
            time.check_time("openeuler takes over", takeover.first->when - takeover.last->when, 3804687500ns);
            time.cite(takeover.last->frame, "debian's last");
            time.cite(takeover.first->frame, "observed");
        }
        conclude(time);
        judge_entry(entry, takeover);
        cut_off_ = takeover.cut_off;
        loss.observe(text_of(takeover.cut_off));
        cite_cut_off(loss, takeover.cut_off);
        conclude(loss);
    }

    void judge_entry(Claim& entry, const Takeover& takeover) {
        check_entry(entry, openeuler_);
        const auto& told = takeover.announcement;
        entry.check(told && told->mac == scene_.router(openeuler_).mac,
                    "a gratuitous ARP of openeuler with its own MAC",
                    told ? "it gives " + to_string(told->mac) : "none");
        if (told) entry.cite(told->frame, "observed");
        const bool back = takeover.cut_off && takeover.cut_off->came_back;
        entry.check(back, "the host reaches the address again", back ? "it does" : "it does not");
        if (told && back)
            entry.check_time("the host reaches the address again",
                             scene_.frame(takeover.cut_off->first_after).when - told->when, 0ms, 100ms);
        conclude(entry);
    }

    void return_of_the_server() {
        Claim made(scene_, failback, stage_.tolerance);
        const auto power = scene_.revive(debian_);
        const bool alone = wait_until_alone(scene_, debian_, interval * 5 / 2, 12s);
        scene_.run_for(500ms);
        const auto until = scene_.seen_until();
        scene_.stop_pinging();
        show_table("ARP table of the host after debian came back");
        made.check(alone, "debian alone advertises again", alone ? "it does" : "after 12 s it does not");
        check_entry(made, debian_);
        const auto takeover = read_takeover(scene_, openeuler_, debian_, address_, power, until);
        if (takeover.first) made.cite(takeover.first->frame, "observed");
        if (takeover.announcement) made.cite(takeover.announcement->frame, "announced");
        back_ = takeover.cut_off;
        conclude(made);
    }

    void summarise_for_hosts() {
        record_.tables.push_back(host_summary(scene_, virtual_address, {before_, after_, cut_off_, back_}));
    }

    const Stage& stage_;
    ActRecord& record_;
    Scene scene_;
    StationIndex debian_ = 0;
    StationIndex openeuler_ = 0;
    std::string before_, after_;  // the MAC that the host had learnt
    std::optional<CutOff> cut_off_, back_;
    const engine::IpAddress address_ = *engine::IpAddress::parse(virtual_address);
};

}  // namespace

StationIndex add_pair_server(Scene& scene, const std::string& name, const std::string& address, Half half,
                             const PairServer& server) {
    return scene.add_router(
        name, {address_with_prefix(address)}, half, [&](LanTopology& lan, const LabHost& host) {
            KeepalivedDriverOptions options;
            options.interface = host.interface;
            options.set_link = [&lan, host](bool plugged) { lan.set_cable(host, plugged); };
            options.text = keepalived_pair_config(server);
            return std::make_unique<KeepalivedDriver>(
                DeviceShell({"ip", "netns", "exec", host.network_namespace}), std::move(options));
        });
}

/// The virtual router of the text, by which the driver knows what a killed one leaves behind.
engine::Instant start_pair_server(Scene& scene, StationIndex which) {
    RouterConfig router;
    router.profile = Profile::v2_ipv4;
    router.vrid = 51;
    router.addresses = {*engine::IpAddress::parse(virtual_address)};
    router.prefix_length = 32;
    return scene.apply(which, {router});
}

std::string keepalived_pair_config(const PairServer& server) {
    const bool tracks = server.tracking != Tracking::none;
    std::string text =
        "global_defs {\n"
        "   router_id LVS_DEVEL\n"
        "   vrrp_skip_check_adv_addr\n"
        "   vrrp_garp_interval 0\n"
        "   vrrp_gna_interval 0\n";
    if (tracks) text += "   script_user root\n";
    text += "}\n";
    if (tracks) {
        text += fmt::format("vrrp_script chk_nginx {{\n   script \"{}\"\n   interval 1\n", server.check);
        // Enough to fall below the other server's 50.
        if (server.tracking == Tracking::by_weight) text += "   weight -60\n";
        text += "}\n";
    }
    text += fmt::format(
        "vrrp_instance VI_1 {{\n"
        "   state {}\n"
        "   interface {}\n"
        "   virtual_router_id 51\n"
        "   priority {}\n"
        "   advert_int 1\n"
        "   authentication {{\n"
        "      auth_type PASS\n"
        "      auth_pass 1111\n"
        "   }}\n"
        "   virtual_ipaddress {{\n"
        "      192.168.26.100\n"
        "   }}\n",
        server.state, server.interface, server.priority);
    if (tracks) text += "   track_script {\n      chk_nginx\n   }\n";
    return text + "}\n";
}

std::vector<Act> keepalived_pair_acts(const KeepalivedPairOptions& options) {
    std::vector<Act> acts;
    acts.push_back({{elected, learnt, in_time, follows, host_cut_off, failback},
                    26,
                    [](const Stage& stage, ActRecord& record) { Pair(stage, record).play(); }});
    if (options.tracking) {
        acts.push_back(application_tracking_act(Tracking::by_weight));
        acts.push_back(application_tracking_act(Tracking::by_fault));
    }
    return acts;
}

}  // namespace tester
