#include "cases/passive_checks.hpp"

#include <algorithm>

#include "cases/passive_support.hpp"

namespace cases {

std::vector<PassiveCheck> passive_checks() {
    std::vector<PassiveCheck> gathered = passive_packet_checks();
    for (auto& each : gathered) each.packet_alone = each.on_packet != nullptr;
    for (auto* area : {passive_timing_checks, passive_election_checks, passive_host_checks})
        for (auto& each : area()) gathered.push_back(std::move(each));
    // What one of them says of a packet rests on the packet, on what others on its VRID have said, and on how
    // it differs from the one before: times are judged by on_gap and on_change.
    for (auto& each : gathered) each.is_steady = each.on_packet || each.on_advertisement;
    return gathered;
}

const PassiveCheck* find_passive_check(std::string_view id) {
    static const std::vector<PassiveCheck> all = passive_checks();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const PassiveCheck& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

std::string discord(const SpeakerSeen& speaker, const SpeakerSeen& hearer) {
    if (speaker.version != hearer.version)
        return fmt::format("one speaks version {}, the other version {}", speaker.version, hearer.version);
    if (speaker.version == 3 && speaker.source.family() == Family::ipv4 &&
        speaker.last.form != hearer.last.form)
        return fmt::format("one sums {}, the other {}", to_string(speaker.last.form),
                           to_string(hearer.last.form));
    if (speaker.version != 2) return {};
    // RFC 3768 7.1 has a receiver discard all of these in version 2.
    if (speaker.last.interval != hearer.last.interval)
        return fmt::format("in version 2 one advertises an interval of {}, the other of {}",
                           in_seconds(speaker.last.interval), in_seconds(hearer.last.interval));
    if (speaker.authentication_types != hearer.authentication_types)
        return "in version 2 they do not authenticate alike";
    auto theirs = speaker.addresses, own = hearer.addresses;
    std::sort(theirs.begin(), theirs.end());
    std::sort(own.begin(), own.end());
    if (theirs != own && speaker.last.priority != 255) return "in version 2 they list different addresses";
    return {};
}

}  // namespace cases
