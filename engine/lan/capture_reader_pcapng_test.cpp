#include <catch2/catch.hpp>

#include "engine/lan/capture_file.hpp"
#include "engine/lan/capture_files_for_tests.hpp"
#include "engine/lan/capture_reader.hpp"

using namespace engine;
using namespace engine::captures;

namespace {

Octets resolution(bool is_big_endian, unsigned value) {
    const auto octet = static_cast<std::uint8_t>(value);
    return option(is_big_endian, 9, OctetView(&octet, 1));
}

Octets joined(const Octets& first, const Octets& second) {
    Octets both = first;
    both.insert(both.end(), second.begin(), second.end());
    return both;
}

/// The time of one packet of an interface with these options.
std::int64_t time_of(const Octets& options, std::uint64_t stamp) {
    Made made;
    add_section(made);
    add_interface(made, 1, options);
    add_enhanced(made, 0, stamp, Octets{1});
    CaptureReader reader{OctetView(made.octets)};
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 1);
    return kept[0].nanoseconds;
}

Octets offset_s(std::int64_t seconds) {
    Made value;
    value.u64(static_cast<std::uint64_t>(seconds));
    return option(false, 14, value.octets);
}

}  // namespace

TEST_CASE("a whole pcapng file in octets reads as it is written", "[lan]") {
    // Big endian: a section, an Ethernet interface, a packet of two octets at 2^32 + 6 us.
    const Octets file{
        0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 28,                                                            //
        0,    0,    0,    1,    0, 0, 0, 20, 0,    1,    0,    0,    0, 0, 0, 0, 0,    0,    0,    20,  //
        0,    0,    0,    6,    0, 0, 0, 36, 0,    0,    0,    0,    0, 0, 0, 1, 0,    0,    0,    6,
        0,    0,    0,    2,    0, 0, 0, 4,  0xaa, 0xbb, 0,    0,    0, 0, 0, 36};
    CaptureReader reader{OctetView(file)};
    CapturedFrame frame;
    REQUIRE(reader.next(frame));
    CHECK(frame.number == 1);
    CHECK(frame.when.nanoseconds == 4'294'967'302'000);
    CHECK(frame.octets.data() == file.data() + 76);
    CHECK(frame.octets.size() == 2);
    CHECK(frame.original_size == 4);
    CHECK(reader.cut_packets() == 1);
    CHECK_FALSE(reader.next(frame));
    CHECK(reader.problem().empty());
}

TEST_CASE("sections of either byte order follow one another, each with its own interfaces", "[lan]") {
    Made made;
    add_section(made);
    add_interface(made, 1, joined(option(false, 2, text("eth0")), resolution(false, 9)));
    add_interface(made, 276, option(false, 2, text("any")));
    add_enhanced(made, 1, 7, Octets{1});
    made.is_big_endian = true;
    add_section(made);
    add_interface(made, 107);
    add_interface(made, 1, option(true, 2, text("eth1")));
    add_enhanced(made, 0, 8, Octets{2});
    add_enhanced(made, 1, 9, Octets{3, 3, 3, 3, 3});
    CaptureReader reader{OctetView(made.octets)};
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].number == 1);
    CHECK(kept[0].interface == 1);
    CHECK(kept[0].nanoseconds == 7000);
    CHECK(kept[1].number == 3);
    CHECK(kept[1].interface == 3);
    CHECK(kept[1].octets == Octets{3, 3, 3, 3, 3});
    REQUIRE(reader.interfaces().size() == 4);
    CHECK(reader.interfaces()[0].name == "eth0");
    CHECK(reader.interfaces()[1].link_type == LinkType::linux_cooked_v2);
    CHECK(reader.interfaces()[2].link_type_number == 107);
    CHECK_FALSE(reader.interfaces()[2].link_type);
    CHECK(reader.interfaces()[3].name == "eth1");
    CHECK(reader.packets() == 3);
    CHECK(reader.foreign_packets() == 1);
    CHECK(reader.problem().empty());
}

TEST_CASE("pcapng counts time in any resolution and from any start", "[lan]") {
    CHECK(time_of({}, 1'700'000'000'123'456) == 1'700'000'000'123'456'000);
    CHECK(time_of(resolution(false, 9), 1'700'000'000'123'456'789) == 1'700'000'000'123'456'789);
    CHECK(time_of(resolution(false, 0), 1'700'000'000) == 1'700'000'000'000'000'000);
    CHECK(time_of(resolution(false, 3), 1'700'000'000'123) == 1'700'000'000'123'000'000);
    CHECK(time_of(resolution(false, 12), 1'700'000'000'123'456) == 1'700'000'000'123);
    // 2^-10 s: 1024 units and 512 of them are 1.5 s.
    CHECK(time_of(resolution(false, 0x8a), 1536) == 1'500'000'000);
    CHECK(time_of(resolution(false, 0x80), 3) == 3'000'000'000);
    // 2^-32 s, as NTP counts: three quarters.
    CHECK(time_of(resolution(false, 0xa0), 0xc0000000) == 750'000'000);
    CHECK(time_of(offset_s(1'000'000), 5) == 1'000'000'000'005'000);
    CHECK(time_of(joined(resolution(false, 9), offset_s(-3)), 5'000'000'000) == 2'000'000'000);
    SECTION("what no clock shows is bounded, and never zero") {
        CHECK(time_of({}, 0) == 1);
        CHECK(time_of(offset_s(-3), 5) == 1);
        CHECK(time_of({}, ~std::uint64_t{0}) == 4'611'686'018'427'387'904);
        CHECK(time_of(offset_s(INT64_MAX), 1) == 4'611'686'018'427'387'904);
        CHECK(time_of(offset_s(INT64_MIN), 1) == 1);
        CHECK(time_of(resolution(false, 127), 1'000) == 1);
        CHECK(time_of(resolution(false, 0xff), ~std::uint64_t{0}) == 1);
        CHECK(time_of(resolution(false, 0), ~std::uint64_t{0}) == 4'611'686'018'427'387'904);
    }
}

TEST_CASE("old and simple packets are packets, and unknown blocks are none", "[lan]") {
    Made made;
    add_section(made);
    add_block(made, 5, Octets(16, 1));  // interface statistics
    add_interface(made, 1, {}, 4);      // frames are cut to four octets
    add_obsolete(made, 0, 11, Octets{1, 2, 3});
    add_block(made, 0x80001234, Octets(9, 9));
    add_simple(made, Octets{4, 5, 6, 7}, 90);
    add_simple(made, Octets{8, 9});
    CaptureReader reader{OctetView(made.octets)};
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].nanoseconds == 11'000);
    CHECK(kept[0].octets == Octets{1, 2, 3});
    CHECK(kept[1].octets == Octets{4, 5, 6, 7});
    CHECK(kept[1].original_size == 90);
    CHECK(kept[1].nanoseconds == 11'000);  // a simple packet has no time of its own
    CHECK(kept[2].octets == Octets{8, 9});
    CHECK(reader.cut_packets() == 1);
    CHECK(reader.problem().empty());
}

TEST_CASE("comments and custom blocks are handed on", "[lan]") {
    Made made;
    add_section(made);
    add_interface(made, 1);
    Made ours, theirs, ours_too;
    ours.u32(32473).put(text("the plan"));
    theirs.u32(1).put(text("not ours"));
    ours_too.u32(32473).put(text("more"));
    add_block(made, 0x00000bad, ours.octets);
    add_block(made, 0x00000bad, theirs.octets);
    add_enhanced(made, 0, 1, Octets{1, 2, 3},
                 joined(option(false, 2, Octets{1, 0, 0, 0}), option(false, 1, text("hello"))));
    add_enhanced(made, 0, 2, Octets{1});
    add_block(made, 0x40000bad, ours_too.octets);
    CaptureReader reader{OctetView(made.octets)};
    std::vector<std::string> received;
    reader.on_custom_block(32473, [&](OctetView data) { received.emplace_back(data.begin(), data.end()); });
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].comment == "hello");
    CHECK(kept[1].comment.empty());
    CHECK(reader.comment().empty());
    CHECK(received == std::vector<std::string>{"the plan", "more"});
}

TEST_CASE("only this program's own files tell which packets are its own", "[lan]") {
    for (const bool is_big_endian : {false, true}) {
        Made outbound{.is_big_endian = is_big_endian}, inbound{.is_big_endian = is_big_endian};
        outbound.u32(2);
        inbound.u32(1);
        Made made{.is_big_endian = is_big_endian};
        for (const char* application : {"vrrptest 0.1.0", "dumpcap 4.0", "vrrp"}) {
            add_section(made, option(is_big_endian, 4, text(application)));
            add_interface(made, 1);
            add_enhanced(made, 0, 1, Octets{1}, option(is_big_endian, 2, outbound.octets));
            add_enhanced(made, 0, 1, Octets{1}, option(is_big_endian, 2, inbound.octets));
            add_enhanced(made, 0, 1, Octets{1});
        }
        CaptureReader reader{OctetView(made.octets)};
        const auto kept = read_all(reader);
        REQUIRE(kept.size() == 9);
        for (std::size_t index = 0; index < kept.size(); ++index) CHECK(kept[index].own == (index == 0));
    }
}

TEST_CASE("what this program writes it reads", "[lan]") {
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-round.pcapng");
    {
        CaptureFileOfInterfaces file(path, {"eth0", "eth12"});
        file.write(Octets{1, 2, 3, 4, 5}, Instant{1'700'000'000'123'456'789}, 1);
        file.write(Octets{6}, Instant{1'700'000'000'123'456'790}, 0, {.own = true, .comment = "a case"});
        file.write(Octets{7}, Instant{1'700'000'000'123'456'791}, 0, {.own = false, .comment = {}});
        file.write_custom(32473, text("plan"));
    }
    CaptureReader reader(path.string());
    std::string plan;
    reader.on_custom_block(32473, [&](OctetView data) { plan.assign(data.begin(), data.end()); });
    const auto kept = read_all(reader);
    std::filesystem::remove(path);
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].nanoseconds == 1'700'000'000'123'456'789);
    CHECK(kept[0].octets == Octets{1, 2, 3, 4, 5});
    CHECK(kept[0].interface == 1);
    CHECK_FALSE(kept[0].own);
    CHECK(reader.interfaces()[1].name == "eth12");
    CHECK(kept[1].interface == 0);
    CHECK(kept[1].own);
    CHECK(kept[1].comment == "a case");
    CHECK_FALSE(kept[2].own);
    CHECK(plan == "plan");
    CHECK(reader.problem().empty());
}

TEST_CASE("a block that cannot be is named with what came before it", "[lan]") {
    const auto problem_of = [](const Made& made) {
        CaptureReader reader{OctetView(made.octets)};
        CHECK(read_all(reader).size() == 1);
        return reader.problem();
    };
    const auto start = [] {
        Made made;
        add_section(made);
        add_interface(made, 1);
        add_enhanced(made, 0, 1, Octets{1});
        return made;
    };
    const std::string end = ": the file is damaged there, and nothing after it was read";
    Made wrong_interface = start();
    add_enhanced(wrong_interface, 3, 1, Octets{1});
    CHECK(problem_of(wrong_interface) ==
          "packet 2 is of interface 3, which the file does not describe" + end);
    Made odd = start();
    odd.u32(77).u32(13).u32(0).u32(13);
    CHECK(problem_of(odd) == "the block after packet 1 claims to be 13 octets long" + end);
    Made unequal = start();
    unequal.u32(6).u32(16).u32(0).u32(20);
    CHECK(problem_of(unequal) == "packet 2 ends with another length than it begins with" + end);
    Made huge = start();
    huge.u32(6).u32(0xfffffff0).u32(0).u32(20);
    CHECK(problem_of(huge) == "packet 2 claims to be 4294967280 octets long" + end);
    Made long_packet = start();
    Made body;
    body.u32(0).u32(0).u32(0).u32(5).u32(5).u32(0);
    add_block(long_packet, 6, body.octets);
    CHECK(problem_of(long_packet) == "packet 2 claims to be 5 octets long" + end);
    Made section = start();
    section.u32(0x0a0d0d0a).u32(28).u32(0x12345678).put(Octets(16, 0));
    CHECK(problem_of(section) == "the block after packet 1 has no byte order that there is" + end);
}

TEST_CASE("the list of interfaces is bounded", "[lan]") {
    Made made;
    add_section(made);
    for (int number = 0; number < 17'000; ++number) add_interface(made, 1);
    CaptureReader reader{OctetView(made.octets)};
    CHECK(read_all(reader).empty());
    CHECK(reader.interfaces().size() == 16'384);
    CHECK(reader.problem().find("is one interface too many") != std::string::npos);
}
