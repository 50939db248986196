#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tester/lab/acts.hpp"
#include "tester/lab/pair_scene.hpp"

namespace tester {

/// Two or three routers of several makers with one virtual router on a LAN, and the verbs that interop
/// scenarios share. Router 0 (A) is preferred with priority 150, router 1 (B) has 100, router 2 (C) 50.
class Meeting {
  public:
    /// Builds the LAN with the first `count` routers and the host; nothing runs yet.
    Meeting(const std::vector<std::string>& routers, Profile profile, std::size_t count, const Stage& stage);

    static constexpr StationIndex a = 0, b = 1, c = 2;

    Scene& scene() { return scene_; }
    const Story& story() const { return scene_.story(); }
    Profile profile() const { return profile_; }
    engine::Duration interval() const { return configuration_.front().interval; }
    /// The one that the host pings.
    const engine::IpAddress& address() const { return address_; }
    RouterConfig& configuration(StationIndex router) { return configuration_.at(router); }
    std::string name(StationIndex router) const { return scene_.name(router); }

    /// Skew_Time and Active_Down_Interval of a router as it is configured, or for an interval that it has
    /// learnt (RFC 3768 6.1, RFC 5798 6.1, RFC 9568 6.1).
    engine::Duration skew(StationIndex router) const;
    engine::Duration down_interval(StationIndex router) const;
    engine::Duration down_interval(StationIndex router, engine::Duration learnt) const;

    engine::Instant start(StationIndex router) { return scene_.apply(router, {configuration_.at(router)}); }
    /// Starts the lowest priority first, and waits until A alone is Active and the host is answered. False,
    /// and a broken check, if it does not come to that.
    bool start_all(Claim& claim);
    /// Waits until the router is the only one to advertise.
    bool settle(StationIndex router);
    bool check_settled(Claim& claim, StationIndex router, const std::string& when);
    /// Waits until the router claims the Active state after `told` and the host has had the time to notice.
    bool wait_for(Claim& claim, StationIndex router, engine::Instant told);

    /// Checks a takeover's time after `anchor` and that the host was answered again, and says so in brief.
    void judge_takeover(Claim& claim, const Takeover& takeover, const WireAdvert& anchor,
                        const std::string& anchor_name, engine::Duration nominal);
    /// Checks that the host is answered again, where it was before.
    void judge_cut_off(Claim& claim, const std::optional<CutOff>& cut_off);
    /// Where routers use two forms of the checksum, which may be why they do not settle: who uses which.
    std::string checksum_remark() const;
    /// What the host has in its table for the address: "virtual MAC", "its own MAC" (of A), ...
    std::string learnt() const;

  private:
    Profile profile_;
    Scene scene_;
    std::vector<RouterConfig> configuration_;
    engine::IpAddress address_;
    bool can_be_pinged_ = true;
};

}  // namespace tester
