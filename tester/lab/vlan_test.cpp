#include <catch2/catch.hpp>
#include <filesystem>

#include "tester/dut/process.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/lab/topology.hpp"

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

std::string program() {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    const auto beside = self.parent_path() / "vrrptest";
    return std::filesystem::exists(beside) ? beside.string() : std::string();
}

Arguments in(const LabHost& host, Arguments command) {
    Arguments all{"ip", "netns", "exec", host.network_namespace, program()};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

}  // namespace

// Both ends tag by themselves, since a kernel may have neither 802.1Q devices nor a classifier of tc that
// could take the tag off for a daemon, as those of small virtual machines do not. The bridge between them
// carries whatever Ethernet frame there is.
TEST_CASE("a device in a VLAN is tested through --vlan, and not without it", "[lab][root][vlan]") {
    if (!LanTopology::what_is_missing().empty() || program().empty()) {
        WARN("skipped: needs root, iproute2 and vrrptest beside this program");
        return;
    }
    LanTopology lan;
    const auto device = lan.add_host("r1", {});
    const auto tester = lan.add_host("r2", {});
    const TemporaryDirectory folder;
    const auto capture = folder.path() / "run.pcap";
    ChildProcess speaker(in(device, {"speak", "-i", "eth0", "--vlan", "10", "--own-address", "192.0.2.11/24",
                                     "--vrid", "7", "--address", "192.0.2.1", "--interval", "200ms"}),
                         folder.path() / "speaker.log");
    const Arguments test{
        "--dut",   "192.0.2.11",    "-i",
        "eth0",    "--own-address", "192.0.2.5/24",
        "--suite", "rfc9568",       "--profile",
        "v3-ipv4", "--case",        "active/yields-to-greater-priority,resolve/arp-is-answered",
        "--color", "never"};
    auto tagged = test;
    tagged.insert(tagged.end(), {"--vlan", "10", "--pcap", capture.string()});
    const auto result = run_command(in(tester, tagged), 40s);
    INFO(result.output << read_text(folder.path() / "speaker.log"));
    CHECK(result.status == 0);
    CHECK_THAT(result.output, Contains("2 passed") || Contains("2 pass"));
    const auto octets = read_text(capture);
    // VRID 7 of version 3 in VLAN 10, as it was on the wire.
    CHECK(octets.find(std::string("\x81\x00\x00\x0a\x08\x00\x45", 7)) != std::string::npos);

    auto elsewhere = test;
    elsewhere.insert(elsewhere.end(), {"--vlan", "11"});
    const auto deaf = run_command(in(tester, elsewhere), 40s);
    INFO(deaf.output);
    CHECK(deaf.status == 3);
    CHECK_THAT(deaf.output, Contains("192.0.2.11 does not answer ARP"));
}
