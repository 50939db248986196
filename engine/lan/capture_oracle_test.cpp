
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <regex>

#include "engine/lan/capture_files_for_tests.hpp"
#include "engine/lan/capture_reader.hpp"
#include "engine/lan/outside_readers_for_tests.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"

// Every VRRP packet of other people's captures, of the project's own and of some made here is read as tshark
// and tcpdump read it: fields, addresses, and which sums are right.

using namespace engine;
using namespace engine::outside;
namespace fs = std::filesystem;

namespace {

const fs::path shared_captures = fs::path(VRRPTEST_SOURCE_DIR) / "../shared/captures";
const fs::path own_captures = fs::path(VRRPTEST_SOURCE_DIR) / "pcaps";

/// A VRRP packet as this program reads it, after its frame is gone.
struct Ours {
    Family family = Family::ipv4;
    int version = 0, type = 0, vrid = 0, priority = 0, count = 0, interval = 0, auth_type = 0, checksum = 0,
        ttl = 0;
    std::size_t size = 0;
    std::vector<std::string> addresses;
    bool has_fixed_part = false, is_fragment = false, is_cut = false, is_of_expected_size = false;
    bool message_only = false, pseudo_header = false;  // that sum is right

    /// By what tshark and tcpdump go: version 2 has one form, IPv6 has the other, and only for version 3 over
    /// IPv4 there is a choice.
    bool is_good(ChecksumForm form_for_v3_ipv4) const {
        if (version == 2) return message_only;
        if (family == Family::ipv6) return pseudo_header;
        return form_for_v3_ipv4 == ChecksumForm::message_only ? message_only : pseudo_header;
    }
};

Ours ours_of(const FrameView& frame) {
    const AdvertisementView& message = frame.advertisement;
    const IpView& ip = *frame.ip;
    const auto verifies = [&](ChecksumForm form) {
        return vrrp_checksum_verifies(message.message(), form, ip.source, ip.destination);
    };
    Ours ours{
        .family = ip.family,
        .version = message.version(),
        .type = message.type(),
        .vrid = message.vrid(),
        .priority = message.priority(),
        .count = message.count(),
        .interval = message.version() == 2 ? message.adver_interval_s() : message.max_advertise_interval_cs(),
        .auth_type = message.auth_type(),
        .checksum = message.checksum(),
        .ttl = ip.ttl,
        .size = message.message().size(),
        .addresses = {},
        .has_fixed_part = message.has_fixed_part(),
        .is_fragment = ip.is_fragment,
        .is_cut = ip.is_cut,
        .is_of_expected_size = message.message().size() == message.expected_size(),
        .message_only = verifies(ChecksumForm::message_only),
        .pseudo_header = verifies(ChecksumForm::pseudo_header)};
    for (const IpAddress& address : message.addresses()) ours.addresses.push_back(to_string(address));
    return ours;
}

/// By frame number.
using Packets = std::map<std::size_t, Ours>;

Packets read_ours(const std::string& path) {
    Packets packets;
    CaptureReader reader(path);
    for (CapturedFrame frame; reader.next(frame);) {
        const FrameView view = read_frame(frame.octets, frame.link_type);
        if (view.kind == FrameKind::vrrp) packets[frame.number] = ours_of(view);
    }
    return packets;
}

int number(const std::string& text) {
    return text.empty() ? -1 : static_cast<int>(std::stoul(text, nullptr, 0));
}

/// Both print IPv6 addresses in their own way where zeros can be left out in several places.
std::string normal(const std::string& address) {
    const auto parsed = IpAddress::parse(address);
    return parsed ? to_string(*parsed) : address;
}

/// Ours stop before the eight octets of authentication that version 2 has at its end; the tools believe the
/// count and go on into them where a message is too short (as CARP's is).
void check_addresses(const Ours& ours, const std::vector<std::string>& theirs) {
    REQUIRE(theirs.size() >= ours.addresses.size());
    for (std::size_t index = 0; index < ours.addresses.size(); ++index)
        CHECK(ours.addresses[index] == normal(theirs[index]));
    if (ours.is_of_expected_size) CHECK(theirs.size() == ours.addresses.size());
}

void check_tshark_fields(const Ours& ours, const Row& row) {
    const auto check = [&](const char* field, int value) {
        INFO(field);
        // What lies beyond a message that is too short has no cell.
        if (!row.at(field).empty()) CHECK(number(row.at(field)) == value);
    };
    check("vrrp.version", ours.version);
    check("vrrp.type", ours.type);
    check("vrrp.virt_rtr_id", ours.vrid);
    check("vrrp.prio", ours.priority);
    check("vrrp.addr_count", ours.count);
    // Of a version that there is not, tshark reads the interval as version 2 has it, we as version 3.
    if (ours.version == 2) check("vrrp.adver_int", ours.interval);
    check("vrrp.short_adver_int", ours.interval);
    check("vrrp.auth_type", ours.auth_type);
    check("vrrp.checksum", ours.checksum);
    check(ours.family == Family::ipv4 ? "ip.ttl" : "ipv6.hlim", ours.ttl);
    const std::string& addresses = row.at(ours.family == Family::ipv4 ? "vrrp.ip_addr" : "vrrp.ipv6_addr");
    if (!addresses.empty()) check_addresses(ours, split(addresses, ','));
}

/// How many packets' sums tshark judged.
std::size_t check_tshark(const std::string& path, const Packets& packets, bool v3_as_in_v2) {
    const auto rows = ask_tshark(path, v3_as_in_v2);
    const ChecksumForm form = v3_as_in_v2 ? ChecksumForm::message_only : ChecksumForm::pseudo_header;
    std::size_t judged = 0;
    for (const auto& [frame, row] : rows) {
        INFO(path << " frame " << frame << (v3_as_in_v2 ? " as in version 2" : ""));
        const auto ours = packets.find(frame);
        REQUIRE(ours != packets.end());
        check_tshark_fields(ours->second, row);
        // 0 is bad, 1 good; it does not judge what is cut or a fragment.
        const std::string& status = row.at("vrrp.checksum.status");
        if (status != "0" && status != "1") continue;
        CHECK((status == "1") == ours->second.is_good(form));
        ++judged;
    }
    for (const auto& [frame, ours] : packets) {
        INFO(path << " frame " << frame << ": not VRRP for tshark");
        // It leaves fragments alone, and what it cannot take for an IP packet since its header is damaged.
        CHECK((rows.contains(frame) || ours.is_fragment || ours.is_cut || !ours.has_fixed_part));
    }
    return judged;
}

void check_tcpdump_text(const Ours& ours, const std::string& text) {
    const auto has = [&](const std::string& part) { return text.find(part) != std::string::npos; };
    const auto has_number = [&](const std::string& before, int value, const std::string& after) {
        INFO(before << value << after);
        CHECK(has(before + std::to_string(value) + after));
    };
    if (!has("VRRPv" + std::to_string(ours.version) + ", Advertisement")) return;
    const bool is_v2 = ours.version == 2;
    CHECK(has("(ttl " + std::to_string(ours.ttl) + "), vrid") == (ours.ttl != 255));
    if (!ours.has_fixed_part) return;
    has_number("vrid ", ours.vrid, ", ");
    has_number("prio ", ours.priority, ", ");
    has_number("intvl ", ours.interval, is_v2 ? "s, " : "cs, ");
    static const std::map<int, std::string> names{{0, "none"}, {1, "simple"}, {2, "ah"}};
    if (is_v2 && names.contains(ours.auth_type)) CHECK(has("authtype " + names.at(ours.auth_type) + ","));
    // A cut packet's sum is not looked at, and libpcap cuts the fuzzer's fragments to the snap length that
    // their file announces and its packets exceed. It knows one form for each version: version 3 with the
    // pseudo-header, over IPv4 too.
    if (!ours.is_cut && !ours.is_fragment) {
        const bool is_good = is_v2 ? ours.message_only : ours.pseudo_header;
        CHECK(has("bad vrrp cksum") == !is_good);
    }
    static const std::regex list(R"(addrs(?:\(\d+\))?: ([0-9a-f:.,]+))");
    std::smatch match;
    if (!has("[|vrrp]") && std::regex_search(text, match, list)) check_addresses(ours, split(match[1], ','));
}

/// How many packets it knew for VRRP.
std::size_t check_tcpdump(const std::string& path, const Packets& packets) {
    const auto texts = ask_tcpdump(path);
    std::size_t known = 0;
    for (const auto& [frame, text] : texts) {
        INFO(path << " frame " << frame << ": " << text);
        const auto ours = packets.find(frame);
        const bool is_vrrp =
            text.find(": VRRPv") != std::string::npos || text.find(" VRRPv") != std::string::npos;
        if (is_vrrp) {
            REQUIRE(ours != packets.end());
            check_tcpdump_text(ours->second, text);
            ++known;
        }
        // It does not know 802.1ah, and prints CARP's own numbers for what its port guesses to be CARP.
        if (ours != packets.end() && !ours->second.is_fragment && text.find("0x88e7") == std::string::npos)
            CHECK((is_vrrp || text.find("CARP") != std::string::npos));
    }
    return known;
}

/// Checks a capture; how many sums tshark judged under both settings.
std::size_t check_capture(const std::string& path) {
    const Packets packets = read_ours(path);
    if (packets.empty()) return 0;
    const std::size_t judged = check_tshark(path, packets, false) + check_tshark(path, packets, true);
    const std::size_t known = check_tcpdump(path, packets);
    CHECK(known <= packets.size());
    return judged;
}

// ---- captures made here

Octets random_advert(std::mt19937& random) {
    const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    const bool is_v6 = below(3) == 0;
    const auto version = static_cast<std::uint8_t>(is_v6 || below(2) == 0 ? 3 : 2);
    std::vector<IpAddress> addresses;
    for (unsigned count = 1 + below(4); count > 0; --count) {
        const auto low = static_cast<std::uint8_t>(below(250));
        addresses.push_back(
            is_v6 ? IpAddress::v6({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, low})
                  : IpAddress::v4({192, 0, 2, low}));
    }
    AdvertisementFrame frame;
    frame.message.version = version;
    frame.message.vrid = static_cast<std::uint8_t>(1 + below(255));
    frame.message.priority = static_cast<std::uint8_t>(below(256));
    frame.message.interval = static_cast<std::uint16_t>(version == 2 ? below(256) : below(4096));
    if (version == 2) frame.message.auth_type = static_cast<std::uint8_t>(below(2));
    if (frame.message.auth_type == 1) frame.message.auth_data = {'s', 'e', 'c', 'r', 'e', 't', '1', '1'};
    if (below(5) == 0) frame.message.checksum = static_cast<std::uint16_t>(below(65536));
    frame.message.addresses = addresses;
    frame.ethernet_source = virtual_mac(is_v6 ? Family::ipv6 : Family::ipv4, frame.message.vrid);
    frame.ip_source = is_v6 ? IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9})
                            : IpAddress::v4({192, 0, 2, 251});
    frame.ttl = static_cast<std::uint8_t>(below(4) == 0 ? below(255) : 255);
    frame.checksum_form = below(2) == 0 ? ChecksumForm::message_only : ChecksumForm::pseudo_header;
    return craft(frame);
}

/// The link layer of a frame is changed for another; nothing is padded there.
Octets with_link_layer(const Octets& ethernet, LinkType type) {
    const bool is_v6 = read_u16(ethernet, 12) == 0x86dd;
    Octets frame;
    if (type == LinkType::ethernet) return ethernet;
    if (type == LinkType::null) frame = {static_cast<std::uint8_t>(is_v6 ? 30 : 2), 0, 0, 0};
    if (type == LinkType::linux_cooked)
        frame = {0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, ethernet[12], ethernet[13]};
    if (type == LinkType::linux_cooked_v2)
        frame = {ethernet[12], ethernet[13], 0, 0, 0, 0, 0, 3, 0, 1, 2, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    frame.insert(frame.end(), ethernet.begin() + 14, ethernet.end());
    return frame;
}

}  // namespace

TEST_CASE("random advertisements read as tshark and tcpdump read them, in every link type",
          "[lan][captures][slow]") {
    if (!tools_are_there()) return;
    std::mt19937 random(9568);
    for (const LinkType type : {LinkType::ethernet, LinkType::null, LinkType::raw, LinkType::linux_cooked,
                                LinkType::linux_cooked_v2}) {
        captures::Made made = captures::pcap_file(0xa1b23c4d, false, static_cast<std::uint32_t>(type));
        for (std::uint32_t second = 0; second < 120; ++second)
            captures::add_pcap_packet(made, second, 5, with_link_layer(random_advert(random), type));
        const captures::TemporaryFile file(made.octets, "oracle.pcap");
        INFO(to_string(type));
        CHECK(read_ours(file.path()).size() == 120);
        CHECK(check_capture(file.path()) == 240);
    }
}

TEST_CASE("the VRRP packets of real captures read as tshark and tcpdump read them", "[lan][captures][slow]") {
    if (!tools_are_there()) return;
    std::size_t judged_of_others = 0, judged_of_own = 0;
    for (const auto& folder : {shared_captures, own_captures}) {
        if (!fs::exists(folder)) {
            WARN("skipped: there is no folder " << folder.lexically_normal().filename());
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const std::string ending = entry.path().extension().string();
            if (ending != ".pcap" && ending != ".pcapng" && ending != ".gz") continue;
            // Made to be wrong, so that the tools refuse many of them; their formats have tests of their own.
            if (entry.path().string().find("/corpus/") != std::string::npos) continue;
            const std::size_t judged = check_capture(entry.path().string());
            (folder == shared_captures ? judged_of_others : judged_of_own) += judged;
        }
    }
    // Runs of whole suites against keepalived and FRR, and their failovers.
    CHECK(judged_of_own > 10'000);
    // 165 of tcpdump's, five of CARP, one behind 802.1ah and three of PcapPlusPlus, under both settings. The
    // fuzzer's ten are cut fragments, whose sums nobody judges.
    if (fs::exists(shared_captures)) CHECK(judged_of_others == 2 * 174);
}

TEST_CASE("the sums of every packet match as oracle.tsv says, the fuzzer's packets too", "[lan][captures]") {
    std::ifstream stream(shared_captures / "oracle.tsv");
    if (!stream) {
        WARN("skipped: there is no oracle.tsv");
        return;
    }
    std::string line;
    std::getline(stream, line);
    const auto titles = split(line, '\t');
    std::map<std::string, Packets> files;
    std::size_t compared = 0;
    while (std::getline(stream, line)) {
        const auto cells = split(line, '\t');
        Row row;
        for (std::size_t index = 0; index < titles.size(); ++index)
            row[titles[index]] = index < cells.size() ? cells[index] : "";
        // Frame relay, which this program does not read: the reader counts them as foreign.
        if (row["file"] == "tcpdump-vrrp-oobr.pcap") continue;
        if (!files.contains(row["file"]))
            files[row["file"]] = read_ours((shared_captures / row["file"]).string());
        INFO(row["file"] << " frame " << row["frame"]);
        const Packets& packets = files[row["file"]];
        const auto ours = packets.find(std::stoul(row["frame"]));
        REQUIRE(ours != packets.end());
        CHECK(ours->second.message_only == (row["matches"] == "msg-only"));
        CHECK(ours->second.pseudo_header == (row["matches"] == "pseudo"));
        CHECK(ours->second.version == number(row["version"]));
        CHECK(ours->second.ttl == number(row["ttl"]));
        if (row["tshark"] == "good") CHECK(ours->second.is_good(ChecksumForm::pseudo_header));
        if (row["tshark_v3asv2"] == "bad") CHECK_FALSE(ours->second.is_good(ChecksumForm::message_only));
        ++compared;
    }
    CHECK(compared == 184);
    CaptureReader frame_relay((shared_captures / "tcpdump-vrrp-oobr.pcap").string());
    CapturedFrame frame;
    CHECK_FALSE(frame_relay.next(frame));
    CHECK(frame_relay.foreign_packets() == 3);
}
