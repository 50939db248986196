#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "cases/passive_checks.hpp"
#include "tester/passive/judge.hpp"

// Captures that other people recorded, where they are at hand, and what is wrong with them.

using tester::Outcome;

namespace {

/// "fail passive/ttl-is-255" for each verdict that is neither passed nor skipped; nothing where there is no
/// such file.
std::optional<std::set<std::string>> findings_in(const std::string& name) {
    for (auto folder = std::filesystem::path(VRRPTEST_SOURCE_DIR).parent_path(); folder != folder.root_path();
         folder = folder.parent_path()) {
        const auto path = folder / "shared" / "captures" / name;
        if (!std::filesystem::exists(path)) continue;
        tester::PassiveJudge judge(cases::passive_checks(), {});
        engine::CaptureReader reader(path.string());
        engine::CapturedFrame frame;
        while (reader.next(frame)) judge.feed(frame);
        std::set<std::string> found;
        for (const auto& result : judge.conclude().cases)
            if (result.outcome != Outcome::pass && result.outcome != Outcome::skipped)
                found.insert(std::string(to_string(result.outcome)) + " " + result.id);
        return found;
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("seven routers that preempt one another for five minutes do nothing wrong", "[passive][captures]") {
    if (const auto found = findings_in("tcpdump-vrrp.pcap")) CHECK(*found == std::set<std::string>{});
}

TEST_CASE("what is wrong with captures of single packets is found, and nothing else", "[passive][captures]") {
    using Findings = std::set<std::string>;
    if (const auto found = findings_in("libpcap-carp.pcap")) CHECK(*found == Findings{});
    if (const auto found = findings_in("zeek-pbb.pcap")) CHECK(*found == Findings{});
    if (const auto found = findings_in("pcpp-VRRP-V3-IPv4.pcap")) CHECK(*found == Findings{});
    // Count 3 with one address.
    if (const auto found = findings_in("pcpp-VRRP-V2.pcap"))
        CHECK(*found == Findings{"fail passive/message-is-complete"});
    // Over IPv6 with the Ethernet addresses of IPv4.
    if (const auto found = findings_in("pcpp-VRRP-V3-IPv6.pcap"))
        CHECK(*found == Findings{"fail passive/ethernet-destination-is-the-group",
                                 "fail passive/source-mac-is-virtual"});
}
