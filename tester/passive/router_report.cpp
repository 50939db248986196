#include <algorithm>

#include "tester/passive/judge_state.hpp"

namespace tester {
namespace {

/// What keepalived, FRR and others call them; RFC 2338 5.3.6 defines 0 to 2, RFC 3768 5.3.6 keeps the
/// numbers.
std::string authentication_name(std::uint8_t type) {
    switch (type) {
        case 0:
            return "none";
        case 1:
            return "simple text password";
        case 2:
            return "IP Authentication Header";
        case 254:
            return "type 254 (a vendor's MD5)";
        default:
            return "type " + std::to_string(type) + " (unknown)";
    }
}

SpeakerReport report_of(const SpeakerSeen& speaker, const SpeakerBook& book, engine::Instant start) {
    SpeakerReport report;
    report.source = to_string(speaker.source);
    report.mac_habit = book.mac_habit();
    if (!report.mac_habit.empty()) report.mac = to_string(speaker.mac);
    for (const std::uint8_t priority : book.priorities()) report.priorities.push_back(priority);
    report.versions = {speaker.version};
    report.advertisements = book.advertisements();
    report.checksum_form = book.checksum_form();
    report.advertised_interval_seconds = engine::seconds(book.advertised_interval());
    if (const auto gap = book.median_gap()) report.measured_interval_seconds = engine::seconds(*gap);
    report.first_seconds = engine::seconds(book.first() - start);
    report.last_seconds = engine::seconds(book.last() - start);
    report.is_active = speaker.is_active;
    report.is_tester = speaker.is_tester;
    return report;
}

/// Whose addresses stand for the virtual router: the Active's, or who spoke last.
const SpeakerSeen& representative(const RouterTrack& router) {
    const SpeakerSeen* active = router.seen.active_speaker();
    return active ? *active : router.seen.speakers[router.recent];
}

RouterReport report_of(const RouterTrack& router, const RouterTable& table, const PassiveOptions& options,
                       engine::Instant start) {
    RouterReport report;
    report.subject = options.subject;
    report.segment = table.segment_name(router.seen.segment, options.interface_names);
    report.vrid = router.seen.vrid;
    report.family = to_string(router.seen.family);
    for (int version = 0; version < 8; ++version)
        if (router.seen.versions >> version & 1) report.versions.push_back(version);
    for (const auto& address : representative(router).addresses)
        report.addresses.push_back(to_string(address));
    for (std::size_t index = 0; index < router.books.size(); ++index) {
        const SpeakerSeen& speaker = router.seen.speakers[index];
        report.speakers.push_back(report_of(speaker, router.books[index], start));
        for (const std::uint8_t type : speaker.authentication_types) {
            const std::string name = authentication_name(type);
            if (std::ranges::find(report.authentication, name) == report.authentication.end())
                report.authentication.push_back(name);
        }
    }
    report.takeovers = static_cast<int>(router.seen.takeovers);
    report.reigns = router.reigns.told(router.seen, start);
    return report;
}

}  // namespace

std::vector<RouterReport> router_reports(const RouterTable& table, const PassiveOptions& options,
                                         engine::Instant start) {
    std::vector<RouterReport> reports;
    for (const auto& router : table.all())
        if (!router->books.empty()) reports.push_back(report_of(*router, table, options, start));
    return reports;
}

}  // namespace tester
