#include "tester/run/live_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tester {

std::map<std::string, std::string> habits_of(const Discovery& found) {
    std::set<std::string> forms, sources;
    for (std::size_t i = 0; i < found.virtual_routers.size(); ++i) {
        const auto& router = found.virtual_routers[i];
        const auto& source = found.ethernet_sources[i];
        // Only VRRPv3 over IPv4 leaves a choice.
        if (router.profile == Profile::v3_ipv4) forms.emplace(to_string(router.checksum_form));
        sources.emplace(source == router.router_mac() ? "the virtual MAC"
                        : source == found.mac         ? "the physical MAC"
                                                      : to_string(source));
    }
    std::map<std::string, std::string> habits;
    if (!forms.empty()) habits["checksum form"] = fmt::format("{}", fmt::join(forms, " and "));
    if (!sources.empty()) habits["advertisements come from"] = fmt::format("{}", fmt::join(sources, " and "));
    return habits;
}

std::vector<std::string> remarks_about_others(const Discovery& found,
                                              const std::vector<VirtualRouterFacts>& routers) {
    std::vector<std::string> remarks;
    for (const auto& router : routers)
        for (const auto& other : router.other_speakers)
            remarks.push_back(
                fmt::format("{} speaks on VRID {} ({}), too: verdicts there rest on which of the two is "
                            "Active; switch it off while testing",
                            to_string(other), router.vrid, to_string(router.profile)));
    for (const auto& stranger : found.strangers) {
        const bool beside =
            std::any_of(routers.begin(), routers.end(), [&](const VirtualRouterFacts& router) {
                return router.vrid == stranger.vrid && router.profile == stranger.profile;
            });
        if (!beside)
            remarks.push_back(fmt::format("{} advertises VRID {} ({}), and the device does not",
                                          to_string(stranger.source), stranger.vrid,
                                          to_string(stranger.profile)));
    }
    return remarks;
}

namespace {

// "1-7, 9": a device may have hundreds.
std::string ranges(const std::set<int>& vrids) {
    std::string text;
    for (auto first = vrids.begin(); first != vrids.end();) {
        auto last = first;
        while (std::next(last) != vrids.end() && *std::next(last) == *last + 1) ++last;
        text += fmt::format("{}{}", text.empty() ? "" : ", ", *first);
        if (last != first) text += fmt::format("-{}", *last);
        first = std::next(last);
    }
    return text;
}

}  // namespace

std::vector<std::string> notes_for(const Plan& plan, const std::vector<std::string>& remarks) {
    std::map<Profile, std::set<int>> vrids;
    for (const auto* phase : plan.phases())
        for (const auto& lane : *phase) {
            if (lane.stimulating.empty()) continue;
            vrids[lane.where.profile].insert(lane.where.vrid);
            for (const auto& each : lane.company) vrids[each.profile].insert(each.vrid);
        }
    std::vector<std::string> disturbed;
    for (const auto& [profile, numbers] : vrids)
        disturbed.push_back(fmt::format("{} ({})", ranges(numbers), to_string(profile)));
    std::vector<std::string> notes;
    if (!disturbed.empty())
        notes.push_back(
            fmt::format("This takes the Active role of VRID {} away from the device, again and again.",
                        fmt::join(disturbed, ", ")));
    if (!plan.disruptive.empty()) notes.emplace_back("The device itself will be stopped and started.");
    for (const auto& remark : remarks) notes.push_back(remark + ".");
    return notes;
}

std::vector<std::string> notes_for(const Batches& batches, const std::string& driver) {
    std::set<int> vrids;
    std::size_t most = 0;
    bool stops = false;
    for (const auto& batch : batches.batches) {
        most = std::max(most, batch.routers.size());
        for (const auto& router : batch.routers) vrids.insert(router.vrid);
        for (const auto& what : batch.cases) stops |= what.which->needs.control.has_value();
    }
    if (batches.batches.empty()) return {};
    const auto times =
        batches.batches.size() == 1 ? std::string("once") : fmt::format("{} times", batches.batches.size());
    std::vector<std::string> notes{fmt::format(
        "{} is configured {} with up to {} virtual routers, VRID {}, whose Active role is taken away from it "
        "again and again.",
        driver, times, most, ranges(vrids))};
    if (stops) notes.emplace_back("The device itself will be stopped and started.");
    return notes;
}

double serial_seconds(const Plan& plan) {
    double total = 0;
    for (const auto* phase : plan.phases())
        for (const auto& lane : *phase) total += lane.estimated_seconds;
    return total;
}

}  // namespace tester
