#include "engine/lan/capture_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace engine;

namespace {

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::uint32_t word(const std::string& text, std::size_t offset) {
    std::uint32_t value = 0;
    REQUIRE(text.size() >= offset + sizeof value);
    std::memcpy(&value, text.data() + offset, sizeof value);
    return value;
}

}  // namespace

TEST_CASE("a capture file has the classic header and nanosecond stamps", "[lan]") {
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-capture.pcap");
    {
        CaptureFile file(path);
        const Octets frame{1, 2, 3, 4, 5};
        file.write(frame, Instant{1'700'000'000'123'456'789});
        file.write({}, Instant{1'700'000'001'000'000'001});
    }
    const auto text = contents(path);
    std::filesystem::remove(path);
    REQUIRE(text.size() == 24 + 16 + 5 + 16);
    CHECK(word(text, 0) == 0xa1b23c4d);
    CHECK(word(text, 20) == 1);
    CHECK(word(text, 24) == 1'700'000'000);
    CHECK(word(text, 28) == 123'456'789);
    CHECK(word(text, 32) == 5);
    CHECK(word(text, 36) == 5);
    CHECK(text.substr(40, 5) == "\1\2\3\4\5");
    CHECK(word(text, 45) == 1'700'000'001);
    CHECK(word(text, 49) == 1);
    CHECK(word(text, 53) == 0);
}

TEST_CASE("a capture file can be gone on with, if it is one", "[lan]") {
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-append.pcap");
    for (const std::uint8_t octet : {std::uint8_t{7}, std::uint8_t{8}})
        CaptureFile(path, CaptureFile::Mode::append).write(Octets{octet}, Instant{1'000'000'001});
    const auto text = contents(path);
    REQUIRE(text.size() == 24 + 17 + 17);
    CHECK(word(text, 0) == 0xa1b23c4d);
    CHECK(text[40] == 7);
    CHECK(text[57] == 8);
    std::ofstream(path) << "something else, and longer than a header";
    CHECK_THROWS_WITH(CaptureFile(path, CaptureFile::Mode::append),
                      Catch::Matchers::Contains("no Ethernet pcap with nanoseconds"));
    std::filesystem::remove(path);
}

TEST_CASE("a capture file that cannot be made is one sentence", "[lan]") {
    CHECK_THROWS_WITH(CaptureFile("/nonexistent/x.pcap"),
                      "cannot write the capture file /nonexistent/x.pcap: No such file or directory");
}

TEST_CASE("a capture of two interfaces says where each frame was", "[lan]") {
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-two.pcapng");
    {
        CaptureFileOfInterfaces file(path, {"eth0", "eth12"});
        file.write(Octets{1, 2, 3, 4, 5}, Instant{1'700'000'000'123'456'789}, 1);
        file.write(Octets{6}, Instant{1'700'000'000'123'456'790}, 0);
    }
    const auto text = contents(path);
    std::filesystem::remove(path);
    // Every block has its size at both ends; together they are the file.
    std::vector<std::string> blocks;
    for (std::size_t offset = 0; offset < text.size();) {
        const auto size = word(text, offset + 4);
        REQUIRE(size >= 12);
        REQUIRE(size % 4 == 0);
        CHECK(word(text, offset + size - 4) == size);
        blocks.push_back(text.substr(offset, size));
        offset += size;
    }
    REQUIRE(blocks.size() == 5);
    CHECK(word(blocks[0], 0) == 0x0a0d0d0a);
    CHECK(word(blocks[0], 8) == 0x1a2b3c4d);
    for (const std::size_t i : {1u, 2u}) {
        CHECK(word(blocks[i], 0) == 1);
        CHECK(word(blocks[i], 8) == 1);  // Ethernet
    }
    CHECK(blocks[1].substr(20, 4) == "eth0");
    CHECK(blocks[2].substr(20, 5) == "eth12");
    CHECK(word(blocks[3], 0) == 6);
    CHECK(word(blocks[3], 8) == 1);
    const auto stamp = static_cast<std::uint64_t>(word(blocks[3], 12)) << 32 | word(blocks[3], 16);
    CHECK(stamp == 1'700'000'000'123'456'789u);
    CHECK(word(blocks[3], 20) == 5);
    CHECK(blocks[3].substr(28, 5) == "\1\2\3\4\5");
    CHECK(word(blocks[4], 8) == 0);
    CHECK_THROWS_WITH(CaptureFileOfInterfaces("/nowhere/at/all", {"eth0"}),
                      Catch::Matchers::Contains("cannot write the capture file /nowhere/at/all"));
}

TEST_CASE("a pcapng file says who sent a frame and what is to be said of it", "[lan]") {
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-remarks.pcapng");
    {
        CaptureFileOfInterfaces file(path, {"eth0"});
        file.write(Octets{1, 2, 3}, Instant{5}, 0, {.own = true, .comment = "sent by us"});
        file.write(Octets{4}, Instant{6}, 0, {.own = false, .comment = {}});
        file.write_custom(32473, Octets{'a', 'b', 'c', 'd', 'e'});
    }
    const auto text = contents(path);
    std::filesystem::remove(path);
    std::size_t offset = 0;
    const auto next = [&] {
        const auto size = word(text, offset + 4);
        REQUIRE(size >= 12);
        auto block = text.substr(offset, size);
        offset += size;
        return block;
    };
    next();  // the section
    next();  // the interface
    // The packet's 3 octets are padded to 4; then the comment (code 1, 10 octets, padded to 12), the flags
    // (code 2, 4 octets) and the end of the options.
    const auto first = next();
    REQUIRE(first.size() == 28 + 4 + 4 + 12 + 4 + 4 + 4 + 4);
    CHECK(word(first, 32) == (10u << 16 | 1));
    CHECK(first.substr(36, 10) == "sent by us");
    CHECK(word(first, 48) == (4u << 16 | 2));
    CHECK(word(first, 52) == 2);  // outbound
    CHECK(word(first, 56) == 0);
    const auto second = next();
    REQUIRE(second.size() == 28 + 4 + 4 + 4 + 4 + 4);
    CHECK(word(second, 32) == (4u << 16 | 2));
    CHECK(word(second, 36) == 1);  // inbound
    const auto custom = next();
    REQUIRE(custom.size() == 8 + 4 + 8 + 4);
    CHECK(word(custom, 0) == 0x00000bad);
    CHECK(word(custom, 8) == 32473);
    CHECK(custom.substr(12, 8) == std::string("abcde\0\0\0", 8));
    CHECK(offset == text.size());
}
