#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/lan/instant.hpp"
#include "tester/passive/seen.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// The times in which the routers of one virtual router were Active, as ActiveModel finds them.
class Reigns {
  public:
    /// Of one virtual router; a flapping one has more than anybody looks at.
    static constexpr std::size_t most_reigns = 64;

    enum class End : std::uint8_t { resigned, fell_silent, yielded, time_went_back };

    /// The speaker's reign, which began when RouterSeen says, has ended. `to` is whom it yielded to.
    void add(const RouterSeen& router, std::size_t speaker, engine::Instant until, End end,
             std::size_t to = 0);
    std::size_t left_out() const { return left_out_; }

    /// Those that have ended and those that go on, in order of their beginning. What one router says in two
    /// versions at once (RFC 9568 8.4) is one reign.
    std::vector<Reign> told(const RouterSeen& router, engine::Instant start) const;

  private:
    struct Kept {
        engine::Instant from, until;
        std::uint8_t speaker = 0, to = 0;
        End end = End::fell_silent;
    };
    std::vector<Kept> kept_;
    std::size_t left_out_ = 0;
};

}  // namespace tester
