#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>
#include <map>

#include "engine/lan/capture_files_for_tests.hpp"
#include "engine/lan/capture_reader.hpp"

// Compressed captures, captures that were broken off at any octet, and captures with any bit wrong.

using namespace engine;
using namespace engine::captures;

namespace {

Octets gzip(OctetView plain) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    Octets packed(plain.size() + 1000);
    stream.next_in = const_cast<Bytef*>(plain.data());
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

Octets zstd(OctetView plain) {
    Octets packed(ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3);
    REQUIRE_FALSE(ZSTD_isError(size));
    packed.resize(size);
    return packed;
}

Octets operator+(Octets first, const Octets& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

std::map<std::string, Made> small_files() {
    std::map<std::string, Made> files;
    for (const bool is_big_endian : {false, true}) {
        const std::string order = is_big_endian ? " big" : " little";
        Made old = pcap_file(0xa1b23c4d, is_big_endian);
        for (std::uint8_t size = 0; size < 5; ++size) add_pcap_packet(old, 5, 6, Octets(size * 7u, size));
        files["pcap" + order] = old;
        Made made{.is_big_endian = is_big_endian};
        add_section(made, option(is_big_endian, 4, text("vrrptest 0.1.0")));
        add_interface(made, 1, option(is_big_endian, 2, text("eth0")));
        add_enhanced(made, 0, 1, Octets{1, 2, 3}, option(is_big_endian, 1, text("a comment")));
        add_block(made, 0xbad, Octets(20, 1));
        add_interface(made, 113);
        add_obsolete(made, 1, 2, Octets{5});
        add_simple(made, Octets{6, 7, 8, 9, 10});
        add_enhanced(made, 1, 3, Octets(40, 4));
        files["pcapng" + order] = made;
    }
    return files;
}

std::string problem_of(OctetView octets, std::size_t packets) {
    CaptureReader reader(octets);
    CHECK(read_all(reader).size() == packets);
    return reader.problem();
}

/// How many packets the octets give before they end or are refused. Every octet that is handed out is looked
/// at and must be one of them.
std::size_t packets_of(OctetView octets) {
    try {
        CaptureReader reader(octets);
        CapturedFrame frame;
        std::size_t count = 0;
        while (reader.next(frame)) {
            ++count;
            const bool is_inside = frame.octets.data() >= octets.data() &&
                                   frame.octets.data() + frame.octets.size() <= octets.data() + octets.size();
            if (!is_inside) FAIL("octets from outside the file");
            if (frame.when.nanoseconds <= 0) FAIL("a time that is none");
            if (frame.interface >= reader.interfaces().size()) FAIL("an interface that is none");
            if (reader.comment().size() > octets.size()) FAIL("a comment longer than the file");
        }
        return count;
    } catch (const std::runtime_error&) {
        return 0;
    }
}

}  // namespace

TEST_CASE("a capture that ends anywhere gives all packets that are whole, and says where it ended", "[lan]") {
    for (const auto& [name, made] : small_files()) {
        for (std::size_t size = 0; size <= made.octets.size(); ++size) {
            INFO(name << " cut to " << size);
            const OctetView prefix = OctetView(made.octets).first(size);
            const auto packets = static_cast<std::size_t>(
                std::ranges::count_if(made.packet_ends, [&](std::size_t end) { return end <= size; }));
            const bool is_readable = size >= (name.starts_with("pcapng") ? 12 : 24);
            if (!is_readable) {
                CHECK_THROWS_AS(CaptureReader(prefix), std::runtime_error);
                continue;
            }
            const bool is_whole = std::ranges::find(made.ends, size) != made.ends.end();
            const std::string problem = problem_of(prefix, packets);
            CHECK(problem.empty() == is_whole);
            if (!is_whole) CHECK(problem.find("ends within") != std::string::npos);
            // From a file, through the buffer, it is the same.
            if (size % 16 != 0 && size != made.octets.size()) continue;
            const TemporaryFile file(prefix, "prefix");
            CaptureReader reader(file.path());
            CHECK(read_all(reader).size() == packets);
            CHECK(reader.problem() == problem);
        }
    }
}

TEST_CASE("the sentence about a cut capture names the packet", "[lan]") {
    const auto files = small_files();
    const OctetView old = files.at("pcap little").octets, next = files.at("pcapng big").octets;
    CHECK(problem_of(old.first(old.size() - 1), 4) ==
          "the file ends within packet 5 (a capture that was broken off?)");
    CHECK(problem_of(next.first(next.size() - 1), 3) ==
          "the file ends within packet 4 (a capture that was broken off?)");
    const std::size_t after_first = files.at("pcapng big").packet_ends[0];
    CHECK(problem_of(next.first(after_first + 15), 1) ==
          "the file ends within the block after packet 1 (a capture that was broken off?)");
}

TEST_CASE("no wrong bit makes the reader leave the file", "[lan]") {
    for (const auto& [name, made] : small_files()) {
        Octets octets = made.octets;
        for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
            INFO(name << " bit " << bit);
            octets[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            // A packet takes twelve octets and more.
            const std::size_t packets = packets_of(octets);
            if (packets > octets.size() / 12) FAIL("more packets than fit");
            octets[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
    }
}

TEST_CASE("a packet that claims to be larger than any is damage", "[lan]") {
    Made made = pcap_file(0xa1b2c3d4);
    add_pcap_packet(made, 1, 2, Octets{1});
    made.u32(1).u32(1).u32(CaptureReader::largest_packet + 1).u32(2);
    CHECK(problem_of(made.octets, 1) ==
          "packet 2 claims to be 1048577 octets long: the file is damaged there, and nothing after it was "
          "read");
}

TEST_CASE("gzip and zstd are read as the same capture, in one piece or in several", "[lan]") {
    for (const auto& [name, made] : small_files()) {
        const std::size_t half = made.octets.size() / 2;
        const OctetView all = made.octets;
        const Octets skippable{0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        const std::map<std::string, Octets> packed{
            {"gzip", gzip(all)},
            {"gzip of two members", gzip(all.first(half)) + gzip(all.subspan(half))},
            {"gzip with padding", gzip(all) + Octets(700, 0)},
            {"gzip with an empty member", gzip({}) + gzip(all)},
            {"zstd", zstd(all)},
            {"zstd of two frames", zstd(all.first(half)) + zstd(all.subspan(half))},
            {"zstd as pzstd writes it", skippable + zstd(all)},
        };
        for (const auto& [kind, octets] : packed) {
            INFO(name << ", " << kind);
            CHECK(problem_of(octets, made.packet_ends.size()).empty());
            const TemporaryFile file(octets, "packed");
            CaptureReader reader(file.path());
            CHECK(read_all(reader).size() == made.packet_ends.size());
        }
    }
}

TEST_CASE("a compressed capture that ends early or is damaged says so", "[lan]") {
    Made made = pcap_file(0xa1b2c3d4);
    std::uint32_t state = 1;
    for (int number = 0; number < 200; ++number) {
        Octets packet(100);  // of what cannot be compressed, so that a part of the file holds packets
        for (std::uint8_t& octet : packet)
            octet = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
        add_pcap_packet(made, 1, 2, packet);
    }
    for (const Octets& packed : {gzip(made.octets), zstd(made.octets)}) {
        std::size_t most = 0;
        for (std::size_t size = 0; size < packed.size(); size += 97) {
            INFO("cut to " << size << " of " << packed.size());
            try {
                CaptureReader reader(OctetView(packed).first(size));
                const std::size_t packets = read_all(reader).size();
                CHECK(packets <= 200);
                CHECK(reader.problem().find(
                          "ends within its compressed data (was it broken off?) after packet " +
                          std::to_string(packets)) != std::string::npos);
                most = std::max(most, packets);
            } catch (const std::runtime_error& error) {
                // Not even the capture's header could be had.
                const bool is_named =
                    std::string(error.what()).find("ends within its compressed data") != std::string::npos;
                CHECK((is_named || size == 0));
            }
        }
        // All are there where gzip's checksum alone is cut; a block of zstd is whole or nothing, and this
        // capture is one block.
        CHECK(most == (packed[0] == 0x1f ? 200 : 0));
        // The checksum at the end of gzip, the first block of zstd.
        Octets damaged = packed;
        damaged[damaged.size() - 6] ^= 0x55;
        damaged[5] ^= 0x55;
        try {
            CaptureReader reader{OctetView(damaged)};
            read_all(reader);
            CHECK_FALSE(reader.problem().empty());
        } catch (const std::runtime_error& error) {
            CHECK(std::string(error.what()).find("compressed data") != std::string::npos);
        }
    }
    const Octets followed = gzip(made.octets) + text("something else");
    CHECK(problem_of(followed, 200) ==
          "the file goes on with something else after its compressed data after packet 200");
}
