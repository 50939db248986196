#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/lan/task.hpp"
#include "tester/bench/control.hpp"
#include "tester/bench/profile.hpp"
#include "tester/bench/verdict.hpp"

namespace tester {

class Bench;

/// Of random stimuli where nobody gives another with --seed.
inline constexpr std::uint64_t default_seed = 9568;

struct Clause {
    engine::Rfc rfc;
    std::string_view section;
};
constexpr Clause rfc2338(std::string_view section) {
    return {engine::Rfc::rfc2338, section};
}
constexpr Clause rfc3768(std::string_view section) {
    return {engine::Rfc::rfc3768, section};
}
constexpr Clause rfc5798(std::string_view section) {
    return {engine::Rfc::rfc5798, section};
}
constexpr Clause rfc9568(std::string_view section) {
    return {engine::Rfc::rfc9568, section};
}

enum class Role : std::uint8_t { backup_or_active, owner };  // priority 1-254, or 255

/// What the virtual router under test must be like for a case. A device that can be configured gets the
/// preferred values; on any other the case runs where the acceptable ones are met and is Skipped, saying so,
/// elsewhere.
struct Needs {
    Role role = Role::backup_or_active;
    std::uint8_t priority = 100;       // preferred
    std::uint8_t lowest_priority = 1;  // acceptable
    std::uint8_t highest_priority = 254;
    engine::Duration advertisement_interval = std::chrono::seconds(1);  // preferred
    engine::Duration shortest_interval{};                               // acceptable
    engine::Duration longest_interval = std::chrono::seconds(41);
    /// Version 3, preferred where the device can be configured: the shortest at which the case still catches
    /// every mutant that it exists to kill. The self-test holds it.
    engine::Duration quick_interval = std::chrono::milliseconds(200);
    std::optional<bool> preempt{};  // undeclared counts as on, and a failure is then Inconclusive
    std::uint8_t addresses = 1;     // preferred, and the fewest acceptable
    std::uint8_t most_addresses = 255;
    std::optional<Verb> control{};  // what the device must be made to do
    /// Nothing: as the device likes, which is what a case that does not look at it wants.
    std::optional<bool> accept{};
    /// Of version 2 (RFC 2338); the secret is the tester's choice.
    engine::AuthenticationType authentication = engine::AuthenticationType::none;
    /// Of type 1: a password of all eight octets, or of fewer; nothing: of any length.
    std::optional<bool> full_password{};
    /// The device is given its VRID and addresses and nothing else, so that its defaults show.
    bool defaults = false;
    /// RFC 9568 8.4: the device speaks version 2 beside version 3.
    bool v2_interoperation = false;
    /// The device sends Router Advertisements while it is Active.
    bool router_advertisements = false;
    /// The tester has a port on another network behind the device, to which the device forwards.
    bool second_interface = false;
    /// Virtual routers of the same profile that the case watches, or stirs, beside its own; each suits the
    /// case by itself. A case that needs some shares them with nobody, and runs when those who use one each
    /// have done.
    std::uint8_t siblings = 0;
    /// The case watches, or stirs, that of the same VRID in the other family, too. Version 3.
    bool twin = false;

    bool wants_company() const { return siblings > 0 || twin; }
    /// What a device that can be configured is given in version 3.
    engine::Duration interval_to_configure() const {
        return std::min(advertisement_interval, std::max(quick_interval, shortest_interval));
    }
};

/// One thing that a conformant device does, and how to see it. Declared once, in cases/.
struct Case {
    std::string_view id;          // "area/behaviour", chosen once and kept
    std::vector<Clause> clauses;  // one or more for each RFC that it serves
    std::string_view says;        // the requirement in one sentence
    std::string_view stimulus{};  // what the tester does, for `explain`; empty where it only listens
    std::string_view expects{};   // what must be seen, with its arithmetic, for `explain`
    /// Implementations known to have had the fault, with where that is told: "keepalived before 2.0.0 (issue
    /// 562)".
    std::vector<std::string_view> known_from{};
    Topics topics{};
    Level level = Level::must;
    Profiles profiles = every_profile;
    Needs needs{};
    /// True if the RFCs contradict each other here, so that the case is run anew for each suite.
    bool differs_by_rfc = false;
    /// True if it sends nothing: such cases share a virtual router and run at once.
    bool only_observes = false;
    /// True if what it sends is known to end a faulty device altogether, so that it comes after all others.
    bool may_fell_device = false;
    /// True if it sends so much that a device may serve its other virtual routers late meanwhile, so that it
    /// runs after those whose verdict rests on time, and beside few of its own kind.
    bool burdens_device = false;
    /// True if on a real device it waits for a minute or more, so that it is run there only where somebody
    /// asks for that (--long).
    bool takes_long = false;
    std::vector<std::string_view> kills{};  // the mutants that it exists to kill
    engine::Task<> (*run)(Bench&) = nullptr;

    bool serves(engine::Rfc rfc) const;
    std::string_view area() const { return id.substr(0, id.find('/')); }
};

}  // namespace tester
