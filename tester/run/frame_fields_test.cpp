#include "tester/run/frame_fields.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

using namespace tester;
using engine::hexadecimal;
using engine::LinkType;
namespace samples = engine::samples;

namespace {

const FrameField* find(const std::vector<FrameField>& fields, const std::string& layer,
                       const std::string& name) {
    for (const auto& field : fields)
        if (field.layer == layer && field.name == name) return &field;
    return nullptr;
}

std::vector<FrameField> ethernet(engine::OctetView octets, const FrameContext& context = {}) {
    return frame_fields(octets, LinkType::ethernet, context);
}

std::vector<std::string> differing(const std::vector<FrameField>& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields)
        if (field.differs) names.push_back(field.layer + " " + field.name);
    return names;
}

using Names = std::vector<std::string>;

VirtualRouterReference router(int version = 3) {
    return {1, "IPv4", version, 100, 1, {"172.16.100.10"}};
}

}  // namespace

TEST_CASE("a good advertisement differs in nothing, whoever sent it", "[frame_fields]") {
    for (const auto dump : {samples::v2_password, samples::v2_padded, samples::v3_ipv4, samples::v3_ipv6,
                            samples::made_v3_message_only, samples::made_v3_pseudo_header, samples::made_v2,
                            samples::made_v3_ipv6, samples::made_v3_router_alert, samples::made_v3_hop_by_hop,
                            samples::carp, samples::backbone_v2, samples::backbone_arp}) {
        const auto frame = hexadecimal(dump);
        for (const auto* sender : {"", "device", "tester", "10.0.0.1"}) {
            FrameContext context;
            context.sender = sender;
            INFO(dump);
            CHECK(differing(ethernet(frame, context)) == Names{});
        }
    }
}

TEST_CASE("a field says what it is, what is wanted and where that stands", "[frame_fields]") {
    const auto reference = router();
    const auto fields =
        ethernet(hexadecimal(samples::made_v3_message_only), {.router = &reference, .sender = "device"});
    CHECK(differing(fields) == Names{});
    const auto* ttl = find(fields, "IPv4", "TTL");
    REQUIRE(ttl);
    CHECK(ttl->value == "255");
    CHECK(ttl->wanted == "255");
    CHECK(ttl->clause == "RFC 9568 5.1.1.3");
    CHECK(ttl->octet == 22);
    CHECK(ttl->octets == 1);
    const auto* interval = find(fields, "VRRPv3", "Max Advertise Interval");
    REQUIRE(interval);
    CHECK(interval->value == "100 cs");
    CHECK(interval->wanted == "100 cs");
    const auto* checksum = find(fields, "VRRPv3", "Checksum");
    REQUIRE(checksum);
    CHECK(checksum->value == "0x5a7e");
    CHECK(checksum->wanted == "0x5a7e, or 0x69d3 with the pseudo-header (RFC 5798)");
    CHECK(find(fields, "VRRPv3", "IPvX Address 1")->value == "172.16.100.10");
    CHECK(find(fields, "Ethernet", "Source")->wanted == "00:00:5e:00:01:01");
}

TEST_CASE("each fault of an advertisement is told, and nothing else", "[frame_fields]") {
    struct Fault {
        std::size_t at;
        std::uint8_t value;
        Names names;
    };
    // The frame begins with 14 octets of Ethernet and 20 of IPv4. The sums are wrong wherever they cover it.
    const std::string sum = "VRRPv3 Checksum";
    const std::string header_sum = "IPv4 Header Checksum";
    const Fault faults[] = {
        {5, 0x13, {"Ethernet Destination"}},
        {11, 0x02, {"Ethernet Source"}},
        {22, 254, {"IPv4 TTL", header_sum}},
        {33, 0x13, {header_sum, "IPv4 Destination Address", sum}},
        {34, 0x32, {"VRRPv3 Type", sum}},
        {36, 101, {"VRRPv3 Priority", sum}},
        {37, 2, {"VRRPv3 IPvX Addr Count", sum}},
        {38, 0x10, {"VRRPv3 Reserve", sum}},
        {39, 99, {"VRRPv3 Max Advertise Interval", sum}},
        {40, 0xff, {sum}},
        {45, 0x0b, {sum, "VRRPv3 IPvX Address 1"}},
    };
    const auto reference = router();
    for (const auto& fault : faults) {
        auto frame = hexadecimal(samples::made_v3_pseudo_header);
        frame[fault.at] = fault.value;
        INFO("octet " << fault.at);
        auto found = differing(ethernet(frame, {.router = &reference, .sender = "device"}));
        // A wrong destination spoils the sum with the pseudo-header; that alone is not the message's fault.
        CHECK(found == fault.names);
    }
}

TEST_CASE("a wrong VRID under the right MAC address is the VRID's fault", "[frame_fields]") {
    const auto reference = router();
    auto frame = hexadecimal(samples::made_v3_message_only);
    frame[35] = 9;
    const auto found = differing(ethernet(frame, {.router = &reference, .sender = "device"}));
    CHECK(found == Names{"VRRPv3 Virtual Rtr ID (VRID)", "VRRPv3 Checksum"});
}

TEST_CASE("priority, interval and addresses are demanded of the device alone", "[frame_fields]") {
    auto reference = router();
    reference.priority = 50;
    reference.interval_seconds = 2;
    reference.addresses = {"172.16.100.99"};
    const auto frame = hexadecimal(samples::made_v3_message_only);
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "device"})).size() == 3);
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "tester"})).empty());
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "172.16.100.11"})).empty());
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "device", .is_reconfigured = true}))
              .empty());
    reference.vrid = 2;  // another virtual router of the device
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "device"})).empty());
}

TEST_CASE("a resignation is no wrong priority", "[frame_fields]") {
    const auto reference = router();
    auto frame = hexadecimal(samples::made_v3_message_only);
    frame[36] = 0;
    CHECK(differing(ethernet(frame, {.router = &reference, .sender = "device"})) == Names{"VRRPv3 Checksum"});
}

TEST_CASE("version 2 is told in RFC 3768's words", "[frame_fields]") {
    auto frame = hexadecimal(samples::made_v2);
    const auto fields = ethernet(frame);
    CHECK(find(fields, "VRRPv2", "Auth Type")->value == "1");
    CHECK(find(fields, "VRRPv2", "Adver Int")->value == "1 s");
    CHECK(find(fields, "VRRPv2", "Authentication Data")->value == "6162630000000000");
    CHECK(find(fields, "VRRPv2", "Authentication Data")->wanted.empty());
    CHECK(find(fields, "IPv4", "TTL")->clause == "RFC 3768 5.2.3");
    frame[38] = 254;
    CHECK(differing(ethernet(frame)) == Names{"VRRPv2 Auth Type", "VRRPv2 Checksum"});
    // Of messages that authenticate nothing the data should be zero.
    frame[38] = 0;
    CHECK(differing(ethernet(frame)) == Names{"VRRPv2 Checksum", "VRRPv2 Authentication Data"});
}

TEST_CASE("extension headers, tags and CARP are named", "[frame_fields]") {
    const auto options = ethernet(hexadecimal(samples::made_v3_hop_by_hop));
    REQUIRE(find(options, "IPv6 extension", "Header"));
    CHECK(find(options, "IPv6 extension", "Header")->value == "0 (Hop-by-Hop Options)");
    CHECK(find(ethernet(hexadecimal(samples::made_v3_router_alert)), "IPv4", "Options")->value == "94040000");
    const auto backbone = ethernet(hexadecimal(samples::backbone_v2));
    CHECK(find(backbone, "802.1Q", "VLAN ID")->value == std::to_string(0xfd3));
    CHECK(find(backbone, "802.1ah", "Inner Source")->value == "00:00:5e:00:01:33");
    CHECK(find(ethernet(hexadecimal(samples::carp)), "CARP, or VRRPv2 without its end", "Data"));
}

TEST_CASE("ARP for a virtual address must give the virtual MAC address", "[frame_fields]") {
    const auto reference = router();
    const auto arp = [&](const std::string& mac, const std::string& target, const char* sender) {
        return ethernet(hexadecimal("ffffffffffff 020000000002 0806 0001 0800 06 04 0002" + mac + "ac10640a" +
                                    "000000000000" + target),
                        {.router = &reference, .sender = sender});
    };
    const std::string own = "020000000002", shared = "00005e000101", itself = "ac10640a", other = "ac106463";
    CHECK(differing(arp(shared, itself, "device")).empty());
    const auto wrong = arp(own, itself, "device");
    CHECK(differing(wrong) == Names{"ARP Sender Hardware Address"});
    CHECK(find(wrong, "ARP", "Sender Hardware Address")->clause == "RFC 9568 6.4.2");
    const auto reply = arp(own, other, "device");
    CHECK(find(reply, "ARP", "Sender Hardware Address")->clause == "RFC 9568 8.1.2");
    CHECK(differing(reply).size() == 1);
    CHECK(differing(arp(own, itself, "host")).empty());
}

TEST_CASE("an unsolicited neighbour advertisement has its flags judged", "[frame_fields]") {
    VirtualRouterReference reference{7, "IPv6", 3, 100, 1, {"fe80::7"}};
    const auto na = [&](const char* flags, const char* sender) {
        const std::string address = "fe80 0000 0000 0000 0000 0000 0000 0007";
        return ethernet(hexadecimal("333300000001 00005e000207 86dd 6000 0000 0020 3a ff" + address +
                                    "ff02 0000 0000 0000 0000 0000 0000 0001 88 00 0000" + flags + "000000" +
                                    address + "02 01 00005e000207"),
                        {.router = &reference, .sender = sender});
    };
    CHECK(differing(na("a0", "device")) == Names{"ICMPv6 Checksum"});
    CHECK(differing(na("20", "device")) == Names{"ICMPv6 Checksum", "ICMPv6 Router Flag (R)"});
    CHECK(differing(na("80", "device")) == Names{"ICMPv6 Checksum", "ICMPv6 Override Flag (O)"});
    CHECK(differing(na("20", "host")) == Names{"ICMPv6 Checksum"});
    CHECK(find(na("a0", "device"), "ICMPv6", "Target Link-Layer Address")->wanted == "00:00:5e:00:02:07");
}

namespace {

/// Whatever the octets: every field lies in the frame, and has a name.
void look_at(engine::OctetView octets) {
    static const auto v4 = router();
    static const VirtualRouterReference v6{7, "IPv6", 3, 100, 1, {"fe80::7"}};
    for (const auto type :
         {LinkType::ethernet, LinkType::null, LinkType::raw, LinkType::loop, LinkType::linux_cooked,
          LinkType::ipv4, LinkType::ipv6, LinkType::linux_cooked_v2})
        for (const auto* reference : {&v4, &v6})
            for (const auto& field : frame_fields(octets, type, {.router = reference, .sender = "device"})) {
                const bool is_in_frame = field.octet + field.octets <= octets.size() && field.octets > 0;
                if (!is_in_frame || field.name.empty() || field.layer.empty() ||
                    (field.differs && (field.wanted.empty() || field.clause.empty())))
                    FAIL(field.layer << " " << field.name << " at " << field.octet);
            }
}

}  // namespace

TEST_CASE("any octets are taken apart without harm", "[frame_fields]") {
    std::mt19937 random(9568);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(VRRPTEST_SOURCE_DIR "/pcaps/corpus/frame")) {
        std::ifstream file(entry.path(), std::ios::binary);
        engine::Octets octets((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        ++files;
        octets.resize(std::min<std::size_t>(octets.size(), 300));
        for (std::size_t size = 0; size <= octets.size(); ++size)
            look_at(engine::OctetView(octets).first(size));
        for (int i = 0; i < 200 && !octets.empty(); ++i) {
            auto damaged = octets;
            for (auto flips = random() % 4 + 1; flips > 0; --flips)
                damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
            look_at(damaged);
        }
    }
    CHECK(files > 5);
}

TEST_CASE("cited frames are decoded where their octets are kept", "[frame_fields]") {
    RunResult result;
    CaseResult one;
    one.virtual_router = router();
    one.frames = {{1, 0, "observed", "", std::string(samples::made_v3_message_only), "device"},
                  {2, 0, "observed", "", "", "device"},
                  {3, 0, "observed", "", "no hexadecimal", "device"},
                  {4, 0, "observed", "", "01005", "device"}};
    one.frames.push_back({5, 0, "observed", "", "4500", "device"});
    one.frames.back().link_type = 9999;
    result.cases.push_back(one);
    decode_cited_frames(result);
    const auto& frames = result.cases[0].frames;
    REQUIRE(find(frames[0].fields, "VRRPv3", "Priority"));
    CHECK(find(frames[0].fields, "VRRPv3", "Priority")->wanted == "100, or 0 to resign");
    for (std::size_t i = 1; i < frames.size(); ++i) CHECK(frames[i].fields.empty());
}
