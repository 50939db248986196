#include <algorithm>

#include "engine/router/mutant_parts.hpp"

// Faults of a virtual router that speaks version 2 beside version 3 (RFC 9568 8.4.2).

namespace engine {
namespace {

using Duration = std::chrono::nanoseconds;
using namespace std::chrono_literals;

VersionsSent own_only(const Parameters&, std::uint8_t, std::uint32_t) {
    return {true, false};
}
VersionsSent version_2_only(const Parameters& local, std::uint8_t, std::uint32_t) {
    return {!local.speaks_version_2_too(), local.speaks_version_2_too()};
}
// Version 2 knows whole seconds, so it goes out with every so many of version 3.
VersionsSent version_2_once_a_second(const Parameters& local, std::uint8_t priority,
                                     std::uint32_t sent_before) {
    const auto every =
        std::max<std::uint32_t>(1, static_cast<std::uint32_t>(1s / local.advertisement_interval));
    return {true, local.speaks_version_2_too() && (priority == 0 || sent_before % every == 0)};
}
VersionsSent living_in_both(const Parameters& local, std::uint8_t priority, std::uint32_t) {
    return {true, local.speaks_version_2_too() && priority != 0};
}

void centiseconds_in_version_2(AdvertisementFrame& frame, const Parameters& local) {
    if (frame.message.version == 2 && local.version == 3)
        frame.message.interval = static_cast<std::uint16_t>(local.advertisement_interval / 10ms);
}

Duration seconds_as_centiseconds(const AdvertisementView& advertisement) {
    return 10ms *
           (advertisement.version() == 2 ? advertisement.adver_interval_s() : interval_cs(advertisement));
}

Duration own_interval_beside_version_2(const Parameters& local, Duration current, const Heard& heard) {
    if (local.version == 2) return current;
    return heard.version == 2 ? local.advertisement_interval : heard.interval;
}

bool obeys_version_2(const Parameters&, const Heard&, bool) {
    return false;
}
bool backup_ignores_version_2(const Parameters&, const Heard& heard, bool) {
    return heard.version == 2;
}

bool version_is_own(const Reception& r) {
    return r.frame.advertisement.version() == r.local.version;
}

void drops_version_2(Rules& rules) {
    rules.reception[static_cast<std::size_t>(ReceptionCheck::version)] = version_is_own;
}

}  // namespace

std::span<const Mutant> interoperation_mutants() {
    static const Mutant mutants[] = {
        {"interop-sends-version-3-only", "RFC 9568 8.4.2",
         "an Active that is to speak version 2, too, sends version 3 alone",
         sets<&Rules::versions_sent, own_only>},
        {"interop-sends-version-2-only", "RFC 9568 8.4.2",
         "an Active that is to speak version 2, too, sends version 2 alone",
         sets<&Rules::versions_sent, version_2_only>},
        {"interop-version-2-once-a-second", "RFC 9568 8.4.2",
         "version 2 is sent once a second, however often version 3 is",
         sets<&Rules::versions_sent, version_2_once_a_second>},
        {"interop-resigns-in-version-3-only", "RFC 9568 8.4.2",
         "the Priority 0 of a shutdown is sent in version 3 alone",
         sets<&Rules::versions_sent, living_in_both>},
        {"interop-centiseconds-in-version-2", "RFC 9568 8.4.2",
         "the interval field of version 2 holds the centiseconds of version 3",
         sets<&Rules::shape_advertisement, centiseconds_in_version_2>},
        {"interop-seconds-as-centiseconds", "RFC 9568 8.4.2",
         "the seconds of a version 2 message are taken for centiseconds",
         sets<&Rules::advertised_interval, seconds_as_centiseconds>},
        {"interop-own-interval-beside-version-2", "RFC 9568 8.4.2",
         "the local interval times out an Active of version 2",
         sets<&Rules::learnt_interval, own_interval_beside_version_2>},
        {"interop-obeys-version-2-beside-3", "RFC 9568 8.4.2",
         "version 2 is obeyed from an Active that is heard in version 3, too",
         sets<&Rules::ignores_version_2, obeys_version_2>},
        {"interop-backup-deaf-to-version-2", "RFC 9568 8.4.2", "a Backup ignores version 2 from everybody",
         sets<&Rules::ignores_version_2, backup_ignores_version_2>},
        {"interop-drops-version-2", "RFC 9568 8.4.2",
         "version 2 is discarded as if it were not to be listened for", drops_version_2},
    };
    return mutants;
}

}  // namespace engine
