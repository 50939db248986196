#include "engine/lan/capture_reader.hpp"

#include <fcntl.h>
#include <pcap/pcap.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>

#include "engine/lan/capture_files_for_tests.hpp"

using namespace engine;
using namespace engine::captures;

namespace {

/// The same file as libpcap reads it, with nanoseconds.
std::vector<Kept> read_with_libpcap(const std::string& path) {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
        pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, error.data()),
        &pcap_close);
    INFO(error.data());
    REQUIRE(file);
    std::vector<Kept> kept;
    pcap_pkthdr* header = nullptr;
    const u_char* octets = nullptr;
    while (pcap_next_ex(file.get(), &header, &octets) == 1) {
        Kept packet;
        packet.number = kept.size() + 1;
        packet.nanoseconds = header->ts.tv_sec * 1'000'000'000 + header->ts.tv_usec;
        packet.octets.assign(octets, octets + header->caplen);
        packet.original_size = header->len;
        kept.push_back(std::move(packet));
    }
    return kept;
}

void check_same(const std::vector<Kept>& ours, const std::vector<Kept>& theirs) {
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t index = 0; index < ours.size(); ++index) {
        INFO("packet " << index + 1);
        CHECK(ours[index].number == theirs[index].number);
        CHECK(ours[index].nanoseconds == theirs[index].nanoseconds);
        CHECK(ours[index].octets == theirs[index].octets);
        CHECK(ours[index].original_size == theirs[index].original_size);
    }
}

Made two_packets(std::uint32_t magic, bool is_big_endian) {
    Made file = pcap_file(magic, is_big_endian);
    add_pcap_packet(file, 1'700'000'000, 123'456, Octets{1, 2, 3, 4, 5});
    add_pcap_packet(file, 1'700'000'001, 999'999, Octets(60, 7), 1514);
    return file;
}

}  // namespace

TEST_CASE("pcap in micro- and nanoseconds and either byte order reads as libpcap reads it", "[lan]") {
    for (const std::uint32_t magic : {0xa1b2c3d4u, 0xa1b23c4du}) {
        for (const bool is_big_endian : {false, true}) {
            const Made made = two_packets(magic, is_big_endian);
            const TemporaryFile file(made.octets);
            CaptureReader reader(file.path());
            const auto kept = read_all(reader);
            INFO(std::hex << magic << " big endian " << is_big_endian);
            REQUIRE(kept.size() == 2);
            const std::int64_t unit = magic == 0xa1b2c3d4 ? 1000 : 1;
            CHECK(kept[0].number == 1);
            CHECK(kept[0].nanoseconds == 1'700'000'000'000'000'000 + 123'456 * unit);
            CHECK(kept[0].octets == Octets{1, 2, 3, 4, 5});
            CHECK(kept[0].original_size == 5);
            CHECK(kept[1].original_size == 1514);
            CHECK(reader.cut_packets() == 1);
            CHECK(reader.packets() == 2);
            CHECK(reader.problem().empty());
            REQUIRE(reader.interfaces().size() == 1);
            CHECK(reader.interfaces()[0].link_type == LinkType::ethernet);
            check_same(kept, read_with_libpcap(file.path()));
        }
    }
}

TEST_CASE("a whole pcap file in octets reads as it is written", "[lan]") {
    // Big endian, microseconds, Linux cooked; one packet of three octets at 2 s and 5 us.
    const Octets file{0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0,   0,
                      0,    113,  0,    0,    0, 2, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 9, 0xaa, 0xbb, 0xcc};
    CaptureReader reader{OctetView(file)};
    CapturedFrame frame;
    REQUIRE(reader.next(frame));
    CHECK(frame.when.nanoseconds == 2'000'005'000);
    CHECK(frame.octets.data() == file.data() + 40);  // nothing was copied
    CHECK(frame.octets.size() == 3);
    CHECK(frame.original_size == 9);
    CHECK(frame.link_type == LinkType::linux_cooked);
    CHECK_FALSE(frame.own);
    CHECK(reader.comment().empty());
    CHECK_FALSE(reader.next(frame));
    CHECK_FALSE(reader.next(frame));
}

TEST_CASE("Kuznetzov's pcap has eight octets more before each packet", "[lan]") {
    Made made = pcap_file(0xa1b2cd34);
    for (const unsigned octet : {5u, 6u}) {
        made.u32(10).u32(octet).u32(2).u32(2).u32(3).u16(0x800).u8(0).u8(0);
        made.put(Octets(2, static_cast<std::uint8_t>(octet)));
    }
    const TemporaryFile file(made.octets);
    CaptureReader reader(file.path());
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 2);
    CHECK(kept[1].octets == Octets{6, 6});
    CHECK(kept[1].nanoseconds == 10'000'006'000);
    check_same(kept, read_with_libpcap(file.path()));
}

TEST_CASE("a time is never zero, and a frame check sequence is no other link type", "[lan]") {
    Made made = pcap_file(0xa1b2c3d4, false, 0x24000001);  // four octets of frame check sequence, Ethernet
    add_pcap_packet(made, 0, 0, Octets{1});
    CaptureReader reader{OctetView(made.octets)};
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].nanoseconds == 1);
    CHECK(reader.interfaces()[0].link_type_number == 1);
}

TEST_CASE("packets of a foreign link type are counted and skipped", "[lan]") {
    Made made = pcap_file(0xa1b2c3d4, false, 107);  // frame relay
    add_pcap_packet(made, 1, 0, Octets{1});
    add_pcap_packet(made, 2, 0, Octets{2});
    CaptureReader reader{OctetView(made.octets)};
    CHECK(read_all(reader).empty());
    CHECK(reader.packets() == 2);
    CHECK(reader.foreign_packets() == 2);
    CHECK(reader.interfaces()[0].link_type_number == 107);
    CHECK_FALSE(reader.interfaces()[0].link_type);
    CHECK(reader.problem().empty());
}

TEST_CASE("packets larger than what is read at once come whole", "[lan]") {
    Made made = pcap_file(0xa1b23c4d);
    Octets large(CaptureReader::largest_packet);
    for (std::size_t index = 0; index < large.size(); ++index)
        large[index] = static_cast<std::uint8_t>(index * 7 + index / 251);
    // Sizes that put the borders of packets at every kind of place in the reader's buffer.
    for (const std::size_t size : {1000000u, 3u, 262143u, 65535u, 262144u, 1u, 1048576u, 9000u, 777777u})
        add_pcap_packet(made, static_cast<std::uint32_t>(size), 1, OctetView(large).first(size));
    const TemporaryFile file(made.octets);
    CaptureReader reader(file.path());
    const auto kept = read_all(reader);
    REQUIRE(kept.size() == 9);
    for (const Kept& packet : kept) {
        const auto size = static_cast<std::size_t>(packet.nanoseconds / 1'000'000'000);
        CHECK(packet.octets == Octets(large.begin(), large.begin() + static_cast<std::ptrdiff_t>(size)));
    }
    CHECK(reader.problem().empty());
}

TEST_CASE("what is no capture is one sentence that says what to do", "[lan]") {
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(CaptureReader("/nonexistent/x.pcap"),
                      "cannot open /nonexistent/x.pcap: No such file or directory; name a capture file, or - "
                      "for standard input");
    CHECK_THROWS_WITH(CaptureReader("/tmp"), "/tmp is a directory: name the capture files in it");
    const TemporaryFile empty({}, "empty");
    CHECK_THROWS_WITH(CaptureReader(empty.path()), Contains("is empty"));
    const TemporaryFile notes(text("These are notes of a meeting, not packets.\n"), "notes");
    CHECK_THROWS_WITH(CaptureReader(notes.path()), Contains("give a pcap or pcapng file"));
    const Octets few{0xd4, 0xc3, 0xb2, 0xa1, 2, 0};
    CHECK_THROWS_AS(CaptureReader(OctetView(few)), std::runtime_error);
    CHECK_THROWS_AS(CaptureReader(OctetView()), std::runtime_error);
}

TEST_CASE("a packet is there as soon as the input holds it whole", "[lan]") {
    const Made made = two_packets(0xa1b2c3d4, false);
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    const std::size_t first = made.packet_ends[0] + 20;  // and a part of the second
    REQUIRE(write(ends[1], made.octets.data(), first) == static_cast<ssize_t>(first));
    // Ends the input of a reader that waits for more than it needs.
    std::atomic<bool> is_done = false, waited = false;
    std::thread watchdog([&] {
        for (int tick = 0; tick < 200 && !is_done; ++tick)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (!is_done) waited = true;
        const ssize_t left = static_cast<ssize_t>(made.octets.size() - first);
        if (write(ends[1], made.octets.data() + first, static_cast<std::size_t>(left)) != left) waited = true;
        close(ends[1]);
    });
    CaptureReader reader("/dev/fd/" + std::to_string(ends[0]));
    CapturedFrame frame;
    CHECK(reader.next(frame));
    is_done = true;
    CHECK(frame.octets.size() == 5);
    CHECK(reader.next(frame));
    CHECK(frame.octets.size() == 60);
    CHECK_FALSE(reader.next(frame));
    CHECK(reader.problem().empty());
    watchdog.join();
    CHECK_FALSE(waited);
    close(ends[0]);
}

TEST_CASE("a dash is standard input", "[lan]") {
    const TemporaryFile file(two_packets(0xa1b2c3d4, true).octets);
    const int saved = dup(STDIN_FILENO);
    const int capture = open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(dup2(capture, STDIN_FILENO) == STDIN_FILENO);
    {
        CaptureReader reader("-");
        CHECK(read_all(reader).size() == 2);
        CHECK_THROWS_WITH(CaptureReader("-"), Catch::Matchers::Contains("standard input is empty"));
    }
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(capture);
}
