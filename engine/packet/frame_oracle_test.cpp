#include <pcap/pcap.h>

#include <array>
#include <catch2/catch.hpp>
#include <charconv>
#include <fstream>
#include <map>
#include <memory>

#include "engine/packet/frame.hpp"

/// Other people's captures with what tshark and tcpdump say of each VRRP packet (README.md beside them). They
/// are not part of the project, so a checkout without them skips this.
namespace engine {
namespace {

const std::string captures = VRRPTEST_SOURCE_DIR "/../shared/captures/";

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char character : line) {
        if (character == '\t') {
            cells.emplace_back();
        } else {
            cells.back() += character;
        }
    }
    return cells;
}

/// The rows by file and frame number.
std::map<std::pair<std::string, int>, Row> read_oracle(std::istream& stream) {
    std::map<std::pair<std::string, int>, Row> rows;
    std::string line;
    std::getline(stream, line);
    const std::vector<std::string> titles = split(line);
    while (std::getline(stream, line)) {
        const std::vector<std::string> cells = split(line);
        Row row;
        for (std::size_t index = 0; index < titles.size() && index < cells.size(); ++index) {
            row[titles[index]] = cells[index];
        }
        rows[{row["file"], std::stoi(row["frame"])}] = row;
    }
    return rows;
}

int number(const std::string& text, int base = 10) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

void check_checksums(const FrameView& frame, const Row& row) {
    const OctetView message = frame.advertisement.message();
    const IpAddress &source = frame.ip->source, &destination = frame.ip->destination;
    CHECK(vrrp_checksum(message, ChecksumForm::message_only, source, destination) ==
          number(row.at("calc_msg_only"), 16));
    CHECK(vrrp_checksum(message, ChecksumForm::pseudo_header, source, destination) ==
          number(row.at("calc_pseudo"), 16));
    const bool is_version_2 = frame.advertisement.version() == 2;
    const auto tshark_form = is_version_2 ? ChecksumForm::message_only : ChecksumForm::pseudo_header;
    CHECK(vrrp_checksum_verifies(message, tshark_form, source, destination) == (row.at("tshark") == "good"));
    // The preference changes VRRPv3 over IPv4 only.
    const bool is_fixed = is_version_2 || frame.ip->family == Family::ipv6;
    const auto other_form = is_fixed ? tshark_form : ChecksumForm::message_only;
    CHECK(vrrp_checksum_verifies(message, other_form, source, destination) ==
          (row.at("tshark_v3asv2") == "good"));
}

void check_frame(const FrameView& frame, const Row& row) {
    INFO(row.at("file") << " frame " << row.at("frame") << ": " << describe(frame));
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK((frame.ip->family == Family::ipv4 ? 4 : 6) == number(row.at("ipver")));
    CHECK(frame.ip->ttl == number(row.at("ttl")));
    CHECK(frame.ip->header_checksum_good);
    const AdvertisementView& message = frame.advertisement;
    CHECK(message.version() == number(row.at("version")));
    CHECK(message.vrid() == number(row.at("vrid")));
    CHECK(message.priority() == number(row.at("prio")));
    CHECK(message.count() == number(row.at("count")));
    CHECK(static_cast<int>(message.message().size()) == number(row.at("len")));
    CHECK(message.checksum() == number(row.at("cksum"), 16));
    if (!row.at("auth").empty()) CHECK(message.auth_type() == number(row.at("auth")));
    check_checksums(frame, row);
}

}  // namespace

TEST_CASE("every VRRP packet of other people's captures reads as tshark reads it", "[packet][captures]") {
    std::ifstream stream(captures + "oracle.tsv");
    if (!stream) {
        WARN("skipped: no oracle.tsv in " << captures);
        return;
    }
    const auto rows = read_oracle(stream);
    std::size_t matched = 0;
    for (const char* name : {"tcpdump-vrrp.pcap", "libpcap-carp.pcap", "zeek-pbb.pcap", "pcpp-VRRP-V2.pcap",
                             "pcpp-VRRP-V3-IPv4.pcap", "pcpp-VRRP-V3-IPv6.pcap"}) {
        std::array<char, PCAP_ERRBUF_SIZE> error{};
        const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
            pcap_open_offline((captures + name).c_str(), error.data()), &pcap_close);
        REQUIRE(file);
        REQUIRE(pcap_datalink(file.get()) == DLT_EN10MB);
        pcap_pkthdr* header = nullptr;
        const u_char* octets = nullptr;
        for (int frame_number = 1; pcap_next_ex(file.get(), &header, &octets) == 1; ++frame_number) {
            const FrameView frame = read_frame({octets, header->caplen});
            const auto row = rows.find({name, frame_number});
            INFO(name << " frame " << frame_number);
            CHECK((frame.kind == FrameKind::vrrp) == (row != rows.end()));
            if (row == rows.end()) continue;
            check_frame(frame, row->second);
            ++matched;
        }
    }
    CHECK(matched == 174);
}

}  // namespace engine
