#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/seen.hpp"

namespace tester {

struct PassiveCheck;
class Bookkeeping;

/// Where a passive check says what it has found. What holds costs next to nothing: texts are made only for
/// what does not.
class Ruling {
  public:
    /// The check applied, and the router did as it should.
    void holds() { ++*held_; }
    /// The same with times, so that reports can show the widest; the bounds as the RFC has them, the
    /// tolerance within.
    void holds_in(engine::Duration measured, engine::Duration earliest, engine::Duration latest);
    /// The check applied, and the router, `whose`, did not. Counted a router; the first few are kept with
    /// their frames. Nothing, where `whose` is this tester.
    void fails(const SpeakerSeen* whose, std::string expected, std::string observed);
    /// It may be the router's fault or the capture's; a result rests on it only where nothing else does:
    /// Inconclusive.
    void doubts(std::string reason);
    /// For Level::report: a fact of the speaker. A later value of the same name replaces the former.
    void notes(const SpeakerSeen* whose, std::string_view name, std::string value);
    /// Cites another frame than the one at hand, beside it; before fails().
    void cite(engine::FrameNumber frame, std::string_view role);
    /// Calls on_deadline of the same check at that time, with the cookie; one a router and cookie: a later
    /// call replaces it.
    void look_again(engine::Instant when, std::uint32_t cookie);
    void forget(std::uint32_t cookie);
    /// A small memory of this check for this router and speaker, zero at first; a fixed number of words
    /// side by side.
    /// nullptr: the router's own. Forgotten where the capture's time starts anew.
    std::uint64_t& memory(const SpeakerSeen* whose, std::size_t word);
    static constexpr std::size_t memory_words = 4;

  private:
    friend class Bookkeeping;
    explicit Ruling(Bookkeeping& books) : books_(books) {}
    Ruling(const Ruling&) = delete;
    Ruling& operator=(const Ruling&) = delete;

    Bookkeeping& books_;
    std::uint64_t* held_ = nullptr;  // where the check at hand counts, for the router at hand
};

}  // namespace tester
