#include "reports/live.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "reports/fixture_for_tests.hpp"

using namespace reports;

namespace {

const LiveEvent takeover{"40.810s", 82, "VRID 1 (IPv4)", "172.16.100.12 takes over after the release"};
const LiveEvent finding{"41.000s",
                        83,
                        "VRID 1 (IPv4)",
                        "passive/ttl-is-255",
                        true,
                        tester::Outcome::fail,
                        "TTL 255",
                        "TTL 254 of 172.16.100.12, which a router has forwarded"};

/// What a view writes, into memory.
class Written {
  public:
    Written() : stream_(open_memstream(&text_, &size_)) {}
    ~Written() {
        std::fclose(stream_);
        std::free(text_);
    }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;
    std::FILE* stream() { return stream_; }
    std::string text() {
        std::fflush(stream_);
        return {text_, size_};
    }

  private:
    char* text_ = nullptr;
    std::size_t size_ = 0;
    std::FILE* stream_;
};

/// As much of a terminal as the view uses: lines, cursor up, erase to the end of line and screen.
std::vector<std::string> screen_of(const std::string& written) {
    std::vector<std::string> lines(1);
    std::size_t row = 0, column = 0;
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char c = written[i];
        if (c == '\n') {
            if (++row == lines.size()) lines.emplace_back();
            column = 0;
        } else if (c == '\r') {
            column = 0;
        } else if (c == '\x1b') {
            const auto end = written.find_first_not_of("[0123456789", i + 1);
            const auto number = written.substr(i + 2, end - i - 2);
            if (written[end] == 'A') row -= std::stoul(number);
            if (written[end] == 'K') lines[row].resize(column);
            if (written[end] == 'J') {
                lines.resize(row + 1);
                lines[row].resize(column);
            }
            i = end;
        } else {
            lines[row].resize(std::max(lines[row].size(), column + 1), ' ');
            lines[row][column++] = c;
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("what happens is a line where it is piped", "[reports][live]") {
    CHECK(live_text(takeover, Charset::ascii, 0, Paint()) ==
          "     40.810s  VRID 1 (IPv4): 172.16.100.12 takes over after the release (frame 82)\n");
    CHECK(live_text(finding, Charset::ascii, 0, Paint()) ==
          "     41.000s  VRID 1 (IPv4): FAIL passive/ttl-is-255: expected TTL 255; observed TTL 254 of "
          "172.16.100.12, which a router has forwarded (frame 83)\n");
}

TEST_CASE("what happens fits a terminal", "[reports][live]") {
    CHECK(live_text(finding, Charset::ascii, 80, Paint()) ==
          "     41.000s  VRID 1 (IPv4): FAIL passive/ttl-is-255: expected TTL 255; observed\n"
          "              TTL 254 of 172.16.100.12, which a router has forwarded (frame 83)\n");
    const auto bad = fixture::hostile();
    for (const std::size_t columns : std::initializer_list<std::size_t>{0, 10, 80})
        for (const char c : live_text({bad, 1, bad, bad, true, tester::Outcome::fail, bad, bad},
                                      Charset::ascii, columns, Paint()))
            CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
}

TEST_CASE("the table stays at the bottom, and what is said scrolls above it", "[reports][live]") {
    Written written;
    {
        LiveView view(written.stream(), true);
        view.show("a long first line\ntwo\nthree\n");
        CHECK(screen_of(written.text()) == std::vector<std::string>{"a long first line", "two", "three", ""});
        view.say("said\n");
        view.show("one\ntwo\n");
        CHECK(screen_of(written.text()) == std::vector<std::string>{"said", "one", "two", ""});
        const auto before = written.text().size();
        view.show("one\ntwo\n");
        CHECK(written.text().size() == before);
        view.say("said more\nand more\n");
        CHECK(screen_of(written.text()) ==
              std::vector<std::string>{"said", "said more", "and more", "one", "two", ""});
    }
    // A shell's prompt comes below what was said.
    CHECK(screen_of(written.text()) == std::vector<std::string>{"said", "said more", "and more", ""});
}

TEST_CASE("a pipe gets what is said and nothing else", "[reports][live]") {
    Written written;
    LiveView view(written.stream(), false);
    view.show("a table\n");
    view.say("said\n");
    view.close();
    CHECK(written.text() == "said\n");
}

TEST_CASE("a table that is higher than the terminal is cut", "[reports][live]") {
    CHECK(first_lines("a\nb\nc\n", 3) == "a\nb\nc\n");
    CHECK(first_lines("a\nb\nc\nd\n", 3) == "a\nb\n  ... 2 further lines\n");
    CHECK(first_lines("a\nb\n", 1) == "  ... 2 further lines\n");
}
