#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/seen.hpp"

namespace tester {

struct PassiveCheck;

/// Where a passive check says what it has found. What holds costs next to nothing: texts are made only for
/// what does not.
class Ruling {
  public:
    virtual ~Ruling() = default;

    /// The check applied, and the router did as it should.
    virtual void holds() = 0;
    /// The same with times, so that reports can show the widest.
    virtual void holds_in(engine::Duration measured, engine::Duration earliest, engine::Duration latest) = 0;
    /// The check applied, and the router, `whose`, did not. Counted a router; the first few are kept with
    /// their frames.
    virtual void fails(const SpeakerSeen* whose, std::string expected, std::string observed) = 0;
    /// It may be the router's fault or the capture's; a result rests on it only where nothing else does:
    /// Inconclusive.
    virtual void doubts(std::string reason) = 0;
    /// For Level::report: a fact of the speaker.
    virtual void notes(const SpeakerSeen* whose, std::string_view name, std::string value) = 0;
    /// Cites another frame than the one at hand, beside it; before fails().
    virtual void cite(engine::FrameNumber frame, std::string_view role) = 0;
    /// Calls on_deadline of the same check at that time, with the cookie; one a router and cookie: a later
    /// call replaces it.
    virtual void look_again(engine::Instant when, std::uint32_t cookie) = 0;
    virtual void forget(std::uint32_t cookie) = 0;
    /// A small memory of this check for this router and speaker, zero at first; a fixed number of words.
    virtual std::uint64_t& memory(const SpeakerSeen* whose, std::size_t word) = 0;
    static constexpr std::size_t memory_words = 4;
};

}  // namespace tester
