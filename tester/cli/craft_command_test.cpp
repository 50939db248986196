#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "engine/lan/host_network_test.hpp"
#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "engine/packet/authentication.hpp"
#include "engine/packet/frame.hpp"
#include "tester/cli/cli_for_tests.hpp"
#include "tester/cli/craft_frame.hpp"

using cli::CraftOptions;
using cli::frame_of;
using cli::test::check_complaint;
using cli::test::vrrptest;
using engine::ChecksumForm;

namespace {

engine::Octets crafted(const std::function<void(CraftOptions&)>& change = {}) {
    CraftOptions options;
    options.addresses = {"192.0.2.1"};
    if (change) change(options);
    return frame_of(options);
}

bool has_checksum(const engine::Octets& octets, ChecksumForm form) {
    const auto frame = engine::read_frame(octets);
    return vrrp_checksum_verifies(frame.advertisement.message(), form, frame.ip->source,
                                  frame.ip->destination);
}

/// What tshark makes of a capture, a line a frame; nothing where there is no tshark.
std::vector<std::string> by_tshark(const std::filesystem::path& path,
                                   const std::vector<std::string>& fields) {
    tester::Arguments command{"tshark", "-r", path.string(), "-T", "fields", "-E", "separator=;"};
    for (const auto& field : fields) command.insert(command.end(), {"-e", field});
    const auto said = tester::run_command(command);
    std::vector<std::string> lines;
    if (said.status != 0) return lines;
    std::istringstream text(said.output);
    for (std::string line; std::getline(text, line);)
        if (line.find(';') != std::string::npos) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("what is not said makes a legal advertisement", "[cli][craft]") {
    const auto octets = crafted();
    const auto frame = engine::read_frame(octets);
    REQUIRE(frame.kind == engine::FrameKind::vrrp);
    CHECK(describe(frame) ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 192.0.2.2 [192.0.2.1]");
    CHECK(to_string(frame.ethernet.source) == "00:00:5e:00:01:01");
    CHECK(to_string(frame.ethernet.destination) == "01:00:5e:00:00:12");
    CHECK(frame.ip->header_checksum_good);
    CHECK(has_checksum(octets, ChecksumForm::message_only));

    const auto ipv6 = crafted([](auto& o) { o.addresses = {"fe80::1:1,2001:db8::1"}; });
    CHECK(describe(engine::read_frame(ipv6)) ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from fe80::2 [fe80::1:1 2001:db8::1]");
    CHECK(has_checksum(ipv6, ChecksumForm::pseudo_header));
}

TEST_CASE("every field of the message can be overridden", "[cli][craft]") {
    const auto octets = crafted([](auto& o) {
        o.version = 5;
        o.type = 3;
        o.vrid = 0;
        o.priority = 0;
        o.count = 9;
        o.reserved = 10;
        o.interval_field = 4095;
        o.checksum = "0xdead";
    });
    const auto message = engine::read_frame(octets).advertisement;
    CHECK(message.version() == 5);
    CHECK(message.type() == 3);
    CHECK(message.vrid() == 0);
    CHECK(message.priority() == 0);
    CHECK(message.count() == 9);
    CHECK(message.reserve() == 10);
    CHECK(message.max_advertise_interval_cs() == 4095);
    CHECK(message.checksum() == 0xdead);

    const auto v2 = crafted([](auto& o) {
        o.version = 2;
        o.interval = "7s";
        o.authentication = "pass:1111";
        o.auth_type = 9;
    });
    const auto second = engine::read_frame(v2).advertisement;
    CHECK(second.adver_interval_s() == 7);
    CHECK(second.auth_type() == 9);
    CHECK(std::ranges::equal(second.auth_data(), std::string("1111\0\0\0\0", 8)));
    const auto raw = crafted([](auto& o) {
        o.version = 2;
        o.auth_data = "01:02 ff";
    });
    CHECK(std::ranges::equal(engine::read_frame(raw).advertisement.auth_data(),
                             engine::Octets{1, 2, 255, 0, 0, 0, 0, 0}));
    CHECK(has_checksum(crafted([](auto& o) { o.checksum = "pseudo-header"; }), ChecksumForm::pseudo_header));
}

TEST_CASE("every field of the packet can be overridden", "[cli][craft]") {
    const auto octets = crafted([](auto& o) {
        o.ttl = 254;
        o.source = "192.0.2.9";
        o.destination = "192.0.2.10";
        o.ethernet_source = "02:00:00:00:00:09";
        o.ethernet_destination = "02:00:00:00:00:0a";
        o.vlans = {5, 4094};
        o.ip_id = 0x1234;
        o.tos = 0xc0;
    });
    const auto frame = engine::read_frame(octets);
    CHECK(frame.ip->ttl == 254);
    CHECK(to_string(frame.ip->source) == "192.0.2.9");
    CHECK(to_string(frame.ip->destination) == "192.0.2.10");
    CHECK(to_string(frame.ethernet.source) == "02:00:00:00:00:09");
    CHECK(to_string(frame.ethernet.destination) == "02:00:00:00:00:0a");
    REQUIRE(frame.ethernet.vlan_count == 2);
    CHECK(frame.ethernet.vlan_ids[0] == 5);
    CHECK(frame.ethernet.vlan_ids[1] == 4094);
    CHECK(frame.ip->header_checksum_good);
    CHECK(octets[22 + 1] == 0xc0);
    CHECK(engine::read_u16(octets, 22 + 4) == 0x1234);
    const auto ipv6 = crafted([](auto& o) {
        o.addresses = {"fe80::1"};
        o.tos = 0xab;
    });
    CHECK(ipv6[14] == 0x6a);
    CHECK(ipv6[15] == 0xb0);
}

TEST_CASE("a message can be cut, grown, or given in octets", "[cli][craft]") {
    const auto cut = crafted([](auto& o) { o.payload_octets = 9; });
    CHECK(engine::read_frame(cut).advertisement.message().size() == 9);
    CHECK(has_checksum(cut, ChecksumForm::message_only));
    const auto grown = crafted([](auto& o) {
        o.payload_octets = 200;
        o.checksum = "0x0001";
    });
    CHECK(engine::read_frame(grown).advertisement.message().size() == 200);
    CHECK(engine::read_frame(grown).advertisement.checksum() == 1);
    CHECK(engine::read_frame(crafted([](auto& o) { o.payload_octets = 0; })).advertisement.message().empty());

    const auto given = crafted([](auto& o) { o.message = "31 2a 64 01 00 64 00 07 c0 00 02 01"; });
    const auto frame = engine::read_frame(given);
    CHECK(frame.advertisement.vrid() == 42);
    CHECK(frame.advertisement.checksum() == 7);
    CHECK(to_string(frame.ethernet.source) == "00:00:5e:00:01:2a");
    const auto sealed = crafted([](auto& o) {
        o.message = "312a640100640007c0000201";
        o.checksum = "message-only";
    });
    CHECK(has_checksum(sealed, ChecksumForm::message_only));
}

TEST_CASE("a crafted Authentication Header verifies, and its fields can be overridden", "[cli][craft]") {
    const auto octets = crafted([](auto& o) {
        o.version = 2;
        o.authentication = "ah:s3cret";
        o.ah_sequence = 77;
    });
    const auto frame = engine::read_frame(octets);
    REQUIRE(frame.ah);
    CHECK(frame.ah->spi == 0xc0000202);
    CHECK(frame.ah->sequence == 77);
    CHECK(engine::icv_verifies(frame, "s3cret"));
    const auto other = crafted([](auto& o) {
        o.version = 2;
        o.authentication = "ah:s3cret";
        o.ah_spi = 5;
        o.checksum = "0xdead";
    });
    CHECK(engine::read_frame(other).ah->spi == 5);
    CHECK(engine::icv_verifies(engine::read_frame(other), "s3cret"));
}

TEST_CASE("crafted frames are appended to a capture that tshark reads", "[cli][craft]") {
    const tester::TemporaryDirectory folder;
    const auto path = (folder.path() / "x.pcap").string();
    const auto craft = [&](std::vector<const char*> more) {
        more.insert(more.begin(), {"craft", "--write", path.c_str()});
        return vrrptest(more);
    };
    const auto first = craft({"--vrid", "7", "--address", "192.0.2.1", "--checksum", "pseudo-header"});
    CHECK(first.code == 0);
    CHECK(first.out ==
          "VRRPv3 advertisement VRID 7 priority 100 interval 100 cs from 192.0.2.2 [192.0.2.1]\n");
    CHECK(craft({"--vrid", "8", "--address", "fe80::8", "--times", "2", "--every", "100ms", "-v"})
              .out.find("0000  33 33 00 00 00 12 00 00 5e 00 02 08 86 dd") != std::string::npos);
    CHECK(craft({"--version", "2", "--address", "192.0.2.1", "--auth", "ah:s3cret", "--vlan", "5"}).code ==
          0);
    CHECK(craft({"--version", "2", "--address", "192.0.2.1", "--auth", "pass:1111", "--ttl", "9"}).code == 0);
    const auto rows = by_tshark(path, {"vrrp.virt_rtr_id", "vrrp.checksum.status", "ah.sequence", "vlan.id",
                                       "vrrp.auth_string", "ip.ttl"});
    if (rows.empty()) {
        WARN("not read back: tshark is missing");
        return;
    }
    CHECK(rows ==
          std::vector<std::string>{"7;1;;;;255", "8;1;;;;", "8;1;;;;", "1;1;1;5;;255", "1;1;;;1111;9"});
}

TEST_CASE("crafted frames are sent, one after the other", "[cli][craft][root]") {
    if (!engine::test::PrivateNetwork::is_possible()) {
        WARN("skipped: needs root");
        return;
    }
    const engine::test::PrivateNetwork network;
    network.add_cable("eth0", "other");
    network.ip("addr add 172.16.100.5/24 dev eth0");
    engine::RealScheduler scheduler;
    engine::PcapLink ear(scheduler, "other");
    std::vector<engine::Octets> heard;
    std::vector<engine::Instant> times;
    ear.on_frame([&](engine::OctetView octets, engine::Instant when, bool) {
        if (engine::read_frame(octets).kind != engine::FrameKind::vrrp) return;
        heard.emplace_back(octets.begin(), octets.end());
        times.push_back(when);
    });
    const pid_t child = fork();  // which gives up its rights
    if (child == 0) {
        const char* arguments[] = {"vrrptest", "craft",     "-i",       "eth0",   "--version",
                                   "2",        "--address", "10.0.0.1", "--auth", "ah:s3cret",
                                   "--times",  "3",         "--every",  "30ms"};
        if (!freopen("/dev/null", "w", stdout)) _exit(99);
        _exit(cli::run(static_cast<int>(std::size(arguments)), arguments));
    }
    bool over = false;
    scheduler.call_after(std::chrono::seconds(10), [&] { over = true; });
    scheduler.run_until([&] { return over || heard.size() == 3; });
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
    REQUIRE(heard.size() == 3);
    CHECK(times[2] - times[0] >= std::chrono::milliseconds(50));
    std::uint32_t sequence = 0;
    for (const auto& octets : heard) {
        const auto frame = engine::read_frame(octets);
        CHECK(to_string(frame.ip->source) == "172.16.100.5");
        CHECK(frame.ah->sequence == ++sequence);
        CHECK(engine::icv_verifies(frame, "s3cret"));
    }
}

TEST_CASE("what cannot be crafted is one sentence and exit code 2", "[cli][craft]") {
    const auto craft = [](std::vector<const char*> more) {
        more.insert(more.begin(), {"craft", "--write", "/dev/null"});
        return vrrptest(more);
    };
    check_complaint(vrrptest({"craft", "--address", "192.0.2.1"}), 2, "add -i IF");
    check_complaint(vrrptest({"craft", "-i", "no-such", "--address", "192.0.2.1"}), 2, "no interface");
    check_complaint(craft({"-i", "x", "--address", "192.0.2.1"}), 2, "leave out");
    check_complaint(craft({}), 2, "add --address");
    check_complaint(craft({"--address", "192.0.2.256"}), 2, "no IP address");
    check_complaint(craft({"--address", "192.0.2.1", "--vrid", "256"}), 2, "255");
    check_complaint(craft({"--address", "192.0.2.1", "--checksum", "good"}), 2, "no checksum");
    check_complaint(craft({"--address", "192.0.2.1", "--checksum", "0x12345"}), 2, "no checksum");
    check_complaint(craft({"--address", "192.0.2.1", "--auth", "pass:1"}), 2, "--version 2");
    check_complaint(craft({"--address", "192.0.2.1", "--version", "2", "--auth", "md5:1"}), 2, "ah:KEY");
    check_complaint(craft({"--address", "192.0.2.1", "--version", "2", "--interval", "100ms"}), 2,
                    "--interval-field");
    check_complaint(craft({"--address", "192.0.2.1", "--destination", "fe80::1"}), 2, "families");
    check_complaint(craft({"--address", "192.0.2.1", "--destination", "192.0.2.7"}), 2,
                    "--ethernet-destination");
    check_complaint(craft({"--address", "192.0.2.1", "--ethernet-source", "x"}), 2, "no MAC address");
    check_complaint(craft({"--address", "fe80::1", "--ip-id", "1"}), 2, "no identification");
    check_complaint(craft({"--hex", "1"}), 2, "two hexadecimal digits");
    check_complaint(craft({"--hex", "xy"}), 2, "two hexadecimal digits");
    check_complaint(craft({"--address", "192.0.2.1", "--version", "2", "--auth-data", "010203040506070809"}),
                    2, "room for 8");
    const tester::TemporaryDirectory folder;
    const auto other = (folder.path() / "x.txt").string();
    tester::write_text(other, "a text that is longer than a capture's header");
    check_complaint(vrrptest({"craft", "--write", other.c_str(), "--address", "192.0.2.1"}), 3,
                    "cannot append to");
}
