#include "cases/catalogue.hpp"

#include <algorithm>

namespace cases {

std::span<const tester::Case> catalogue() {
    static const std::vector<tester::Case> all = [] {
        std::vector<tester::Case> gathered;
        for (auto* area :
             {transmission_cases,    checksum_cases,     reception_cases,    backup_cases,
              backup_learning_cases, active_cases,       active_timer_cases, preempt_cases,
              release_cases,         announcement_cases, resolution_cases,   authentication_cases,
              forwarding_cases,      acceptance_cases,   silence_cases,      router_advertisement_cases,
              startup_cases,         several_cases,      change_cases,       default_cases,
              interoperation_cases,  robustness_cases,   precision_cases,    habit_cases})
            for (auto& each : area()) gathered.push_back(std::move(each));
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
