#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tester/passive/hearing.hpp"
#include "tester/passive/repetition.hpp"
#include "tester/passive/seen.hpp"

namespace tester {

/// What reports tell of a speaker and checks do not ask for; in constant memory.
class SpeakerBook {
  public:
    /// Every whole advertisement of the speaker, heeded or not.
    void learn(const PacketSeen& packet, const Hearing& hearing, engine::Instant when);
    /// The last one again.
    void learn_again(engine::Instant when) {
        ++advertisements_;
        last_ = when;
        if (last_living_.nanoseconds != 0) learn_gap(when - last_living_);
        last_living_ = when;
    }
    /// Its time has started anew: what comes next is no gap.
    void start_anew() { last_living_ = {}; }

    std::size_t advertisements() const { return advertisements_; }
    const std::vector<std::uint8_t>& priorities() const { return priorities_; }  // in order of appearance
    engine::Duration advertised_interval() const { return interval_; }           // the last one
    engine::Instant first() const { return first_; }
    engine::Instant last() const { return last_; }
    /// The median of the gaps between consecutive advertisements that follow each other as those of an Active
    /// do: of a random sample of 127, where there are more. Nothing where there is none.
    std::optional<engine::Duration> median_gap() const;
    /// "message-only", "pseudo-header", "either" (both fit), "wrong" or "mixed".
    std::string_view checksum_form() const;
    /// "virtual", "own" or "both"; empty where the link tells no addresses.
    std::string_view mac_habit() const;

    Repetition repetition;
    std::vector<std::uint64_t> memory;  // of the checks, see Bookkeeping::memory_of; what is missing is 0

  private:
    static constexpr std::size_t sample_size = 127;
    void learn_gap(engine::Duration gap);

    std::size_t advertisements_ = 0;
    std::vector<std::uint8_t> priorities_;
    std::bitset<256> has_advertised_;
    engine::Duration interval_{};
    engine::Instant first_, last_, last_living_;
    bool always_message_only_ = true, always_pseudo_header_ = true, ever_good_ = false;
    bool has_virtual_mac_ = false, has_own_mac_ = false;
    std::unique_ptr<std::array<std::uint32_t, sample_size>> gaps_us_;
    std::uint64_t gaps_ = 0;
    std::uint32_t random_ = 0x9568;
};

}  // namespace tester
