#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>

#include "tester/recorded/run_for_tests.hpp"
#include "tester/run/frame_fields.hpp"

using namespace tester;

namespace {

/// "VRRPv3 Priority" for each field in which a frame of the device is not what is wanted, over all cases.
std::set<std::string> differing(const Selection& selection, const engine::Rules& rules) {
    auto run = test::record_run(selection, rules);
    decode_cited_frames(run.record.result);
    std::set<std::string> found;
    std::size_t decoded = 0;
    for (const auto& one : run.record.result.cases)
        for (const auto& frame : one.frames) {
            decoded += frame.fields.empty() ? 0 : 1;
            for (const auto& field : frame.fields)
                if (field.differs && frame.sender == "device") found.insert(field.layer + " " + field.name);
        }
    CHECK(decoded > 10);
    return found;
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("nothing that a conformant device sends in any case is told to differ",
          "[recorded][frame_fields]") {
    for (const auto* suite : {"rfc2338", "rfc3768", "rfc5798", "rfc9568", "robustness", "host", "failover"}) {
        INFO(suite);
        Selection selection;
        selection.suites = {suite};
        CHECK(differing(selection, engine::rfc_rules()) == Names{});
    }
}

TEST_CASE("what a faulty device sends is told to differ where it does", "[recorded][frame_fields]") {
    const std::pair<const char*, const char*> faults[] = {
        {"advert-ttl-64", "IPv4 TTL"},
        {"advert-to-all-nodes", "IPv6 Destination Address"},
        {"advert-from-physical-mac", "Ethernet Source"},
        {"advert-type-2", "VRRPv3 Type"},
        {"advert-priority-one-more", "VRRPv3 Priority"},
        {"advert-count-off-by-one", "VRRPv3 IPvX Addr Count"},
        {"advert-reserve-set", "VRRPv3 Reserve"},
        {"advert-interval-doubled", "VRRPv3 Max Advertise Interval"},
        {"advert-lacks-last-address", "VRRPv3 IPvX Addr Count"},
        {"advert-checksum-off-by-one", "VRRPv3 Checksum"},
        {"advert-global-address-first", "VRRPv3 IPvX Address 1"},
    };
    Selection selection;
    selection.suites = {"rfc9568"};
    selection.cases = {"tx/*"};
    for (const auto& [mutant, field] : faults) {
        INFO(mutant);
        CHECK(differing(selection, engine::mutated_rules(*engine::find_mutant(mutant))).contains(field));
    }
}
