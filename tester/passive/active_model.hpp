#pragma once

#include <optional>

#include "tester/bench/bench.hpp"
#include "tester/passive/router_track.hpp"

namespace tester {

/// Told what the model concludes, after it has learnt it.
class ModelListener {
  public:
    virtual ~ModelListener() = default;
    struct Change {
        ChangeKind kind{};
        std::optional<std::size_t> from{}, to{};  // indices of speakers
        AdvertisementSeen last_of_from{}, resignation{}, first_of_to{};
    };
    virtual void changed(RouterTrack&, const Change&) = 0;
    /// It has advertised priority 0.
    virtual void resigned(RouterTrack&, std::size_t speaker) = 0;
    /// One of several that were Active at once has stopped; for so long it had been one of them.
    virtual void yielded(RouterTrack&, std::size_t speaker, engine::Duration after) = 0;
};

/// Who is Active, as far as advertisements tell (RFC 9568 6.4, RFC 3768 6.4). A router is told by its
/// address; where it speaks both versions (RFC 9568 8.4) it is one.
class ActiveModel {
  public:
    ActiveModel(const TimingTolerance& tolerance, ModelListener& listener)
        : tolerance_(tolerance), listener_(listener) {}

    /// A speaker's advertisement that counts.
    void hear(RouterTrack& router, std::size_t speaker, const AdvertisementSeen& advertisement);
    /// RouterTrack::expiry has come: looks who has fallen silent.
    void look(RouterTrack& router, engine::Instant now);
    /// Time has started anew: nobody is known to be Active.
    void forget(RouterTrack& router);

  private:
    void resign(RouterTrack& router, std::size_t speaker);
    void become_active(RouterTrack& router, std::size_t speaker);
    void drop_silent(RouterTrack& router, std::size_t newcomer);
    void stop(RouterTrack& router, std::size_t speaker, engine::Instant when);
    void change(RouterTrack& router, ChangeKind kind, std::optional<std::size_t> from,
                std::optional<std::size_t> to);
    engine::Instant silence_of(const RouterTrack& router, std::size_t speaker) const;
    void schedule(RouterTrack& router) const;

    const TimingTolerance& tolerance_;
    ModelListener& listener_;
    std::size_t reigns_kept_ = 0;  // of all virtual routers
};

}  // namespace tester
