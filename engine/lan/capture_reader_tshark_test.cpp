#include <catch2/catch.hpp>
#include <cstdio>

#include "engine/lan/capture_files_for_tests.hpp"
#include "engine/lan/capture_reader.hpp"
#include "engine/lan/outside_readers_for_tests.hpp"

// The features of pcapng, and the gzip and zstd around it, as tshark understands them.

using namespace engine;
using namespace engine::captures;

namespace {

/// What tshark says of each packet: number, time in seconds, sizes, interface and comment.
std::vector<Kept> read_with_tshark(const std::string& path) {
    std::vector<Kept> kept;
    for (const std::string& line :
         outside::lines_of("tshark -n -r '" + path +
                           "' -T fields -e frame.number -e frame.time_epoch -e frame.cap_len -e frame.len "
                           "-e frame.interface_id -e frame.comment")) {
        const auto cells = outside::split(line, '\t');
        REQUIRE(cells.size() == 6);
        if (cells[1].empty()) continue;  // a custom block
        Kept packet;
        packet.number = std::stoul(cells[0]);
        const auto point = cells[1].find('.');
        const auto seconds = std::stoll(cells[1].substr(0, point));
        const auto fraction = cells[1].substr(point + 1);
        REQUIRE(fraction.size() == 9);
        packet.nanoseconds = seconds * 1'000'000'000 + std::stoll(fraction);
        packet.octets.resize(std::stoul(cells[2]));
        packet.original_size = std::stoul(cells[3]);
        packet.interface = static_cast<std::uint32_t>(std::stoul(cells[4]));
        packet.comment = cells[5];
        kept.push_back(packet);
    }
    return kept;
}

void check_as_tshark(OctetView octets, std::size_t packets) {
    const TemporaryFile file(octets, "second-opinion.pcapng");
    CaptureReader reader(file.path());
    const auto ours = read_all(reader);
    const auto theirs = read_with_tshark(file.path());
    CHECK(ours.size() == packets);
    REQUIRE(theirs.size() == ours.size());
    for (std::size_t index = 0; index < ours.size(); ++index) {
        INFO("packet " << index + 1);
        CHECK(ours[index].number == theirs[index].number);
        CHECK(ours[index].nanoseconds == theirs[index].nanoseconds);
        CHECK(ours[index].octets.size() == theirs[index].octets.size());
        CHECK(ours[index].original_size == theirs[index].original_size);
        CHECK(ours[index].interface == theirs[index].interface);
        CHECK(ours[index].comment == theirs[index].comment);
    }
}

Octets clock_options(bool is_big_endian, std::uint8_t resolution, std::int64_t offset_s) {
    Made value{.is_big_endian = is_big_endian};
    value.u64(static_cast<std::uint64_t>(offset_s));
    Made options{.is_big_endian = is_big_endian};
    options.put(option(is_big_endian, 9, Octets{resolution}));
    options.put(option(is_big_endian, 14, value.octets)).put(option(is_big_endian, 0, {}));
    return options.octets;
}

}  // namespace

TEST_CASE("pcapng reads as tshark reads it", "[lan][slow]") {
    if (!outside::tools_are_there()) return;
    for (const bool is_big_endian : {false, true}) {
        INFO("big endian " << is_big_endian);
        Made made{.is_big_endian = is_big_endian};
        add_section(made);
        add_interface(made, 1);
        add_interface(made, 113, clock_options(is_big_endian, 9, 0));
        add_interface(made, 1, clock_options(is_big_endian, 0x8a, 1'600'000'000));
        add_interface(made, 276, clock_options(is_big_endian, 3, -5));
        add_enhanced(made, 0, 1'700'000'000'123'456, Octets(60, 1));
        add_block(made, 5, Octets(12, 0));  // statistics of interface 0
        add_enhanced(made, 1, 1'700'000'001'123'456'789, Octets(61, 2),
                     option(is_big_endian, 1, text("a case")));
        add_enhanced(made, 2, (1024ull << 10) + 256, Octets(62, 3), {}, 1514);
        add_enhanced(made, 3, 1'700'000'003'500, Octets(63, 4));
        add_obsolete(made, 1, 1'700'000'004'000'000'001, Octets(33, 5));
        // Its version 4 gives custom blocks numbers, too; this program's own come after all packets.
        Made custom{.is_big_endian = is_big_endian};
        add_block(made, 0xbad, custom.u32(32473).put(text("the plan")).octets);
        check_as_tshark(made.octets, 5);
    }
}

TEST_CASE("several sections read as tshark reads them", "[lan][slow]") {
    if (!outside::tools_are_there()) return;
    Made made;
    for (const bool is_big_endian : {false, true, false}) {
        made.is_big_endian = is_big_endian;
        add_section(made);
        add_interface(made, 1, clock_options(is_big_endian, 9, 0));
        add_enhanced(made, 0, 1'700'000'000'000'000'000, Octets(60, 1));
    }
    const TemporaryFile file(made.octets, "sections.pcapng");
    CaptureReader reader(file.path());
    const auto ours = read_all(reader);
    const auto theirs = read_with_tshark(file.path());
    REQUIRE(ours.size() == 3);
    REQUIRE(theirs.size() == 3);
    for (std::size_t index = 0; index < ours.size(); ++index) {
        CHECK(ours[index].number == theirs[index].number);
        CHECK(ours[index].nanoseconds == theirs[index].nanoseconds);
    }
}
