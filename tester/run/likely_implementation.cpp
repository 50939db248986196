#include "tester/run/likely_implementation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace tester {
namespace {

/// One habit: every value in which the fact was seen is this one.
struct Habit {
    std::string_view fact;
    std::string_view value;
    int weight = 1;
    bool is_usual_only = false;  // a matter of configuration or of the release: another value says nothing
};

struct Implementation {
    std::string_view name;
    std::span<const Habit> habits;
};

// Hardly anybody else sends from the physical MAC.
constexpr int rare = 2;
// keepalived can do without since 2.2.8 (v3_checksum_as_v2), FRR since 9.0.
constexpr Habit usually_pseudo_header{"checksum form", "pseudo-header", 1, true};

// Seen on the wire: keepalived 2.2.7. Whether it minds another address list changed with 2.3.3, so that this
// is no habit.
constexpr Habit keepalived[] = {
    {"advertisements come from", "the physical MAC", rare},
    usually_pseudo_header,
    {"announcements", "5 at once and 5 more after 5 s"},
    {"announcements come from", "the physical MAC"},
    {"losing advertisement", "answered at once, with announcements"},
    {"timers", "finer than a centisecond"},
    {"octets after the message", "discarded"},
    {"another owner", "yielded to"},
};
constexpr Habit keepalived_with_vmac[] = {
    {"advertisements come from", "the virtual MAC"},
    usually_pseudo_header,
    {"announcements", "5 at once and 5 more after 5 s"},
    {"announcements come from", "the virtual MAC"},
    {"losing advertisement", "answered at once, with announcements"},
    {"timers", "finer than a centisecond"},
    {"octets after the message", "discarded"},
    {"another owner", "yielded to"},
};
// Seen on the wire: FRR 8.4.4.
constexpr Habit frr[] = {
    {"advertisements come from", "the virtual MAC"},
    usually_pseudo_header,
    {"announcements", "1 at once"},
    {"losing advertisement", "not answered"},
    {"timers", "whole centiseconds"},
    {"octets after the message", "discarded"},
};
constexpr Habit embedded[] = {
    {"advertisements come from", "the virtual MAC"},
    {"announcements", "1 at once"},
    {"target MAC of announcements", "the virtual MAC"},
    {"ARP replies come from", "the physical MAC"},
    {"timers", "finer than a centisecond"},
    {"octets after the message", "accepted"},
    {"another owner", "ignored"},
};
// Of what nobody here has seen on a wire, only what its manuals and its users' reports say.
constexpr Habit without_pseudo_header[] = {
    {"advertisements come from", "the virtual MAC"},
    {"checksum form", "message-only"},
};
constexpr Habit arista_eos[] = {
    {"advertisements come from", "the virtual MAC"},
    {"checksum form", "pseudo-header"},
};

constexpr Implementation implementations[] = {
    {"keepalived without use_vmac", keepalived},
    {"keepalived with use_vmac", keepalived_with_vmac},
    {"FRR", frr},
    {"vrrptest's own speaker", embedded},
    {"Cisco IOS, NX-OS or Junos", without_pseudo_header},
    {"Arista EOS", arista_eos},
};

// Two facts are shared by too many.
constexpr int enough = 3;

struct Fit {
    const Implementation* which;
    int support = 0;
    bool is_contradicted = false;
    std::vector<std::string> rests_on;
};

Fit fit_of(const Implementation& which, const DeviceFacts& facts) {
    Fit fit{&which, 0, false, {}};
    for (const auto& habit : which.habits) {
        const auto known = facts.find(std::string(habit.fact));
        if (known == facts.end()) continue;
        const auto agrees = [&](const auto& of_profile) {
            return of_profile.second == std::set<std::string>{std::string(habit.value)};
        };
        if (!std::all_of(known->second.begin(), known->second.end(), agrees)) {
            fit.is_contradicted |= !habit.is_usual_only;
            continue;
        }
        fit.support += habit.weight;
        fit.rests_on.push_back(fmt::format("{} {}", habit.fact, habit.value));
    }
    return fit;
}

/// The facts that some implementation is known by, as they are.
std::string telling_facts(const DeviceFacts& facts) {
    std::vector<std::string> texts;
    for (const auto& fact : facts) {
        const bool tells = std::any_of(
            std::begin(implementations), std::end(implementations), [&](const Implementation& which) {
                return std::any_of(which.habits.begin(), which.habits.end(),
                                   [&](const Habit& habit) { return habit.fact == fact.first; });
            });
        if (tells) texts.push_back(fmt::format("{} {}", fact.first, fact_text(fact.second)));
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

std::optional<std::string> likely_implementation(const DeviceFacts& facts) {
    const auto telling = telling_facts(facts);
    if (telling.empty()) return {};
    std::vector<Fit> fits;
    for (const auto& which : implementations) {
        auto fit = fit_of(which, facts);
        if (!fit.is_contradicted && fit.support > 0) fits.push_back(std::move(fit));
    }
    std::stable_sort(fits.begin(), fits.end(),
                     [](const Fit& a, const Fit& b) { return a.support > b.support; });
    if (fits.empty())
        return fmt::format("not known: these facts fit none of those that are known: {}", telling);
    // One of which little is known does not stand in the way of one that much speaks for.
    const bool is_alone = fits.size() == 1 || fits[1].support * 2 <= fits[0].support;
    if (is_alone && fits.front().support >= enough)
        return fmt::format("looks like {}: {}", fits.front().which->name,
                           fmt::join(fits.front().rests_on, ", "));
    std::vector<std::string_view> names;
    for (const auto& fit : fits) names.push_back(fit.which->name);
    return fits.size() == 1
               ? fmt::format("not known: too few facts to tell {} from others: {}", names.front(), telling)
               : fmt::format("not known: these facts fit {}: {}", fmt::join(names, ", or "), telling);
}

}  // namespace tester
