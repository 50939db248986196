#include "tester/run/case_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "engine/lan/capture_file.hpp"
#include "tester/run/run_file.hpp"

namespace tester {
namespace {

using engine::FrameNumber;

bool is_of(const Attempt& attempt, const CaseResult& one) {
    return attempt.id == one.id && to_string(attempt.profile) == one.profile && attempt.suite == one.suite;
}

/// The frames that the attempt sent, and those that it may have heard.
void gather(const Attempt& attempt, const engine::CaptureLog& log, std::set<FrameNumber>& numbers) {
    FrameNumber last = attempt.first;
    for (const auto& moment : attempt.moments) {
        last = std::max(last, std::min(moment.frame, log.last()));
        if (moment.kind == Moment::Kind::sent && moment.frame <= log.last()) numbers.insert(moment.frame);
    }
    for (FrameNumber number = attempt.first + 1; number <= last; ++number) {
        const auto& frame = log.frame(number);
        if (frame.own) continue;
        const auto concerns = [&](const VirtualRouterFacts& router) { return is_about(frame, router); };
        if (concerns(attempt.where) || std::any_of(attempt.company.begin(), attempt.company.end(), concerns))
            numbers.insert(number);
    }
}

}  // namespace

bool is_about(const engine::LoggedFrame& frame, const VirtualRouterFacts& router) {
    const auto& view = frame.view;
    const auto mac = router.router_mac();
    if (view.ethernet.source == mac || view.ethernet.destination == mac) return true;
    if (view.kind == engine::FrameKind::vrrp)
        return view.advertisement.vrid() == router.vrid && view.advertisement.family() == router.family();
    const auto is_its = [&](const engine::IpAddress& address) {
        return std::find(router.addresses.begin(), router.addresses.end(), address) != router.addresses.end();
    };
    if (view.arp) return is_its(view.arp->sender_ip) || is_its(view.arp->target_ip);
    if (view.neighbour && is_its(view.neighbour->target)) return true;
    if (!view.ip || view.ip->family != router.family()) return false;
    return is_its(view.ip->source) || is_its(view.ip->destination) ||
           view.ethernet.source == router.physical_mac || (frame.on_second && router.second_interface);
}

std::string case_file_name(const CaseResult& one, bool with_suite) {
    auto name = one.id + "-" + one.profile + (with_suite ? "-" + one.suite : "");
    for (auto& c : name)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) <= ' ') c = '-';
    return name + ".pcapng";
}

void CaseFiles::keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag,
                     const RunRecord& record) const {
    const bool with_suite =
        std::any_of(record.attempts.begin(), record.attempts.end(),
                    [&](const Attempt& attempt) { return attempt.suite != record.attempts.front().suite; });
    for (const auto& one : record.result.cases) {
        std::set<FrameNumber> numbers;
        for (const auto& attempt : record.attempts)
            if (is_of(attempt, one)) gather(attempt, log, numbers);
        std::map<FrameNumber, std::string> comments;
        for (const auto& cited : one.frames) {
            if (cited.number == 0 || cited.number > log.last()) continue;
            numbers.insert(cited.number);
            comments[cited.number] =
                fmt::format("{}\nframe {} of the run", verdict_comment(one, cited.role), cited.number);
        }
        if (numbers.empty()) continue;
        const auto path = std::filesystem::path(folder_) / case_file_name(one, with_suite);
        const auto unfinished = path.string() + ".unfinished";
        {
            engine::CaptureFileOfInterfaces file(unfinished, interfaces_);
            for (const auto number : numbers) {
                const auto& frame = log.frame(number);
                const bool is_tagged = tag && !frame.on_second;
                file.write(is_tagged ? engine::with_tag(frame.octets, *tag) : frame.octets, frame.when,
                           frame.on_second ? 1 : 0, {frame.own, comments[number]});
            }
        }
        std::filesystem::rename(unfinished, path);
    }
}

}  // namespace tester
