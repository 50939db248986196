#include "tester/lab/interop.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/lab/interop_scenarios.hpp"
#include "tester/lab/meeting.hpp"
#include "tester/run/selection.hpp"

namespace tester {
namespace {

bool is_wanted(const InteropSelection& selection, const InteropScenario& scenario) {
    return selection.scenarios.empty() ||
           std::any_of(selection.scenarios.begin(), selection.scenarios.end(),
                       [&](const std::string& glob) { return matches_glob(glob, scenario.name); });
}

ClaimSubject claim_of(const InteropScenario& scenario, const std::string& subject, Profile profile) {
    return {"interop/" + std::string(scenario.name),
            "interop",
            subject,
            profile,
            std::string(scenario.says),
            scenario.level,
            {scenario.sections.begin(), scenario.sections.end()}};
}

void play_one(const InteropScenario& scenario, const std::vector<std::string>& routers,
              const ClaimSubject& subject, const Stage& stage, ActRecord& record) {
    Meeting meeting(routers, subject.profile, scenario.routers, stage);
    Claim claim(meeting.scene(), subject, stage.tolerance);
    scenario.play(meeting, claim);
    // A router that has died by itself is nothing that the RFC could be asked about.
    if (!claim.holds()) meeting.scene().require_all_running();
    record.cases.push_back(claim.result());
    record.tell(meeting.scene(),
                fmt::format("{}: {} {}", subject.subject, scenario.name, to_string(subject.profile)));
    record.take(meeting.scene());
}

Act act_of(const InteropScenario& scenario, std::vector<std::string> routers, Profile profile) {
    const auto subject = claim_of(scenario, fmt::format("{}", fmt::join(routers, " > ")), profile);
    if (routers.size() < 3) routers.push_back(routers.front());
    const double interval = profile == Profile::v2_ipv4 ? 1.0 : 0.2;
    return {{subject},
            6 + scenario.intervals * interval,
            [&scenario, routers, subject](const Stage& stage, ActRecord& record) {
                play_one(scenario, routers, subject, stage, record);
            }};
}

}  // namespace

std::vector<std::vector<std::string>> every_pair(const std::vector<std::string>& routers) {
    std::vector<std::vector<std::string>> pairs;
    for (const auto& first : routers)
        for (const auto& second : routers) pairs.push_back({first, second});
    return pairs;
}

std::vector<Act> interop_acts(const InteropSelection& selection) {
    std::vector<Act> acts;
    for (const auto& routers : selection.meetings)
        for (const auto& scenario : interop_scenarios())
            for (const auto profile : selection.profiles)
                if (scenario.profiles.contains(profile) && is_wanted(selection, scenario))
                    acts.push_back(act_of(scenario, routers, profile));
    return acts;
}

}  // namespace tester
