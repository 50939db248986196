#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tester/bench/control.hpp"
#include "tester/bench/virtual_router_facts.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// The cases that one virtual router of the device will serve. Those that only observe run at once; the
/// others take turns, since each changes what the next one sees.
struct Lane {
    VirtualRouterFacts where;
    std::vector<SelectedCase> observing;
    std::vector<SelectedCase> stimulating;
    double estimated_seconds = 0;
    /// The other virtual routers that its cases have beside it, and nobody else meanwhile.
    std::vector<VirtualRouterFacts> company{};
};

/// Which case runs where. Lanes run side by side; then come the cases that need several virtual routers, in
/// rounds of such as share none; `disruptive` lanes run together once all others are done, because they stop
/// or start the device itself.
struct Plan {
    std::vector<Lane> lanes;
    std::vector<std::vector<Lane>> joint{};
    /// A few lanes, for cases that send much: they run together when those before them are done.
    std::vector<Lane> burdening{};
    std::vector<Lane> disruptive;
    std::vector<CaseResult> skipped;  // with what each would need
    /// What runs side by side, in order.
    std::vector<const std::vector<Lane>*> phases() const;
    std::size_t cases() const;
    double estimated_seconds() const;
    double longest_case_seconds = 0;
};

/// Why the case cannot run on this virtual router, as the end of "needs ..."; nothing if it can.
std::optional<std::string> what_it_needs(const Case& which, Profile profile, const VirtualRouterFacts& where,
                                         const Control& control);

/// The same of a case that needs a network behind the device, where the tester has no port on one with an
/// address of the family.
std::string_view what_forwarding_needs(engine::Family family);

/// How long the case will take on such a virtual router, found by running it against the embedded speaker.
double estimated_seconds(const SelectedCase& what, const VirtualRouterFacts& where);

/// Takes the cases that take long on a real device out of the selection unless they are wanted: their
/// results, Skipped, each with how long it would take.
std::vector<CaseResult> put_off_long_ones(std::vector<SelectedCase>& selected, bool are_wanted);

using ControlOf = std::function<Control&(const VirtualRouterFacts&)>;

/// Gives every case the virtual router that is least busy among those that suit it. `device_wide` says that
/// the device's driver can only switch the device as a whole.
Plan make_plan(const std::vector<SelectedCase>& selected,
               const std::vector<VirtualRouterFacts>& virtual_routers, const ControlOf& control_of,
               bool device_wide);

}  // namespace tester
