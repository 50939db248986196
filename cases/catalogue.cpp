#include "cases/catalogue.hpp"

#include <algorithm>

#include "tester/run/selection.hpp"

namespace cases {
namespace {

using tester::Topic;
using tester::Topics;

/// What whole areas, and some cases of others, are about, beside what the cases say of themselves.
struct Subject {
    std::string_view cases;
    Topics topics;
};
constexpr Subject subjects[] = {
    {"announce/*", Topic::host},
    {"resolve/*", Topic::host},
    {"backup/*-resolution", Topic::host},
    {"backup/keeps-off-the-virtual-mac", Topic::host},
    {"active/stepping-down-ends-resolution", Topic::host},
    {"release/*", Topic::failover},
    {"preempt/*", Topic::failover},
    {"backup/*", Topic::failover},
    {"active/stepping-down-*", Topic::failover},
    {"rx/*", Topic::robustness},
    {"checksum/*", Topic::robustness},
    {"active/discarded-packet-moves-no-timer", Topic::robustness},
};

void say_what_it_is_about(tester::Case& which) {
    for (const auto& subject : subjects) {
        // What only listens shows nothing of how much a device bears.
        if (which.only_observes && subject.topics.contains(Topic::robustness)) continue;
        if (tester::matches_glob(subject.cases, which.id)) which.topics = which.topics | subject.topics;
    }
}

}  // namespace

std::span<const tester::Case> catalogue() {
    static const std::vector<tester::Case> all = [] {
        std::vector<tester::Case> gathered;
        for (auto* area : {transmission_cases,
                           packet_cases,
                           checksum_cases,
                           reception_cases,
                           backup_cases,
                           backup_learning_cases,
                           active_cases,
                           active_timer_cases,
                           preempt_cases,
                           release_cases,
                           announcement_cases,
                           resolution_cases,
                           authentication_cases,
                           forwarding_cases,
                           acceptance_cases,
                           silence_cases,
                           router_advertisement_cases,
                           startup_cases,
                           several_cases,
                           change_cases,
                           default_cases,
                           interoperation_cases,
                           robustness_cases,
                           precision_cases,
                           habit_cases,
                           reception_habit_cases})
            for (auto& each : area()) {
                say_what_it_is_about(each);
                gathered.push_back(std::move(each));
            }
        return gathered;
    }();
    return all;
}

const tester::Case* find_case(std::string_view id) {
    const auto all = catalogue();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const tester::Case& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace cases
