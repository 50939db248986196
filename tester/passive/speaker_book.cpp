#include "tester/passive/speaker_book.hpp"

#include <algorithm>

namespace tester {

using engine::Duration;
using namespace std::chrono_literals;

void SpeakerBook::learn(const PacketSeen& packet, const Hearing& hearing, engine::Instant when) {
    const engine::AdvertisementView& message = packet.message();
    if (advertisements_++ == 0) first_ = when;
    last_ = when;
    interval_ = engine::interval_cs(message) * Duration(10ms);
    if (!has_advertised_.test(message.priority())) {
        has_advertised_.set(message.priority());
        priorities_.push_back(message.priority());
    }
    always_message_only_ = always_message_only_ && hearing.message_only_good;
    always_pseudo_header_ = always_pseudo_header_ && hearing.pseudo_header_good;
    ever_good_ = ever_good_ || hearing.message_only_good || hearing.pseudo_header_good;
    if (packet.view.ethernet.has_source) {
        const bool is_virtual = packet.view.ethernet.source == packet.router.router_mac();
        has_virtual_mac_ = has_virtual_mac_ || is_virtual;
        has_own_mac_ = has_own_mac_ || !is_virtual;
    }
    if (message.priority() == 0) {
        last_living_ = {};
        return;
    }
    if (last_living_.nanoseconds != 0) learn_gap(when - last_living_);
    last_living_ = when;
}

/// Algorithm R: each gap of all so far is in the sample with the same probability. A gap of more than four
/// intervals is one of a router that was not Active all the while.
void SpeakerBook::learn_gap(Duration gap) {
    if (gap < 0s || gap > interval_ * 4 + 1s) return;
    if (!gaps_us_) gaps_us_ = std::make_unique<std::array<std::uint32_t, sample_size>>();
    const std::uint64_t index = gaps_++;
    std::uint64_t place = index;
    if (index >= sample_size) {
        random_ = random_ * 1664525u + 1013904223u;
        place = (random_ * gaps_) >> 32;
    }
    if (place < sample_size) (*gaps_us_)[place] = static_cast<std::uint32_t>(gap / 1us);
}

std::optional<Duration> SpeakerBook::median_gap() const {
    if (gaps_ == 0) return std::nullopt;
    auto sample = *gaps_us_;
    const auto size = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(gaps_, sample_size));
    std::nth_element(sample.begin(), sample.begin() + size / 2, sample.begin() + size);
    return Duration(1us) * sample[static_cast<std::size_t>(size / 2)];
}

std::string_view SpeakerBook::checksum_form() const {
    if (!ever_good_) return "wrong";
    if (always_message_only_ && always_pseudo_header_) return "either";
    if (always_message_only_) return "message-only";
    return always_pseudo_header_ ? "pseudo-header" : "mixed";
}

std::string_view SpeakerBook::mac_habit() const {
    if (has_virtual_mac_ && has_own_mac_) return "both";
    if (has_virtual_mac_) return "virtual";
    return has_own_mac_ ? "own" : "";
}

}  // namespace tester
