#include "tester/passive/ruling.hpp"

#include "tester/passive/bookkeeping.hpp"

namespace tester {

void Ruling::holds_in(engine::Duration measured, engine::Duration earliest, engine::Duration latest) {
    books_.hold_in({measured, earliest, latest});
}

void Ruling::fails(const SpeakerSeen* whose, std::string expected, std::string observed) {
    books_.fail(whose, std::move(expected), std::move(observed));
}

void Ruling::doubts(std::string reason) {
    books_.doubt(std::move(reason));
}

void Ruling::notes(const SpeakerSeen* whose, std::string_view name, std::string value) {
    books_.note(whose, name, std::move(value));
}

void Ruling::cite(engine::FrameNumber frame, std::string_view role) {
    books_.cite(frame, role);
}

void Ruling::look_again(engine::Instant when, std::uint32_t cookie) {
    books_.look_again(when, cookie);
}

void Ruling::forget(std::uint32_t cookie) {
    books_.forget(cookie);
}

std::uint64_t& Ruling::memory(const SpeakerSeen* whose, std::size_t word) {
    return books_.memory_of(whose, word);
}

}  // namespace tester
