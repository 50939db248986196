#include "reports/text.hpp"

#include <catch2/catch.hpp>

#include "reports/fixture_for_tests.hpp"

using reports::Charset;
using reports::clean;

TEST_CASE("clean text cannot move a cursor", "[reports]") {
    CHECK(clean("plain") == "plain");
    CHECK(clean("\x1b[31mred") == "[31mred");
    CHECK(clean("a\r\n\tb") == "a   b");
    CHECK(clean(std::string_view("a\0b", 3)) == "ab");
    CHECK(clean("\xc2\x9b"
                "31m") == "31m");  // C1's CSI
    CHECK(clean("\xe2\x80\xae"
                "fdp.exe") == "fdp.exe");  // right-to-left override
}

TEST_CASE("clean text is UTF-8 or ASCII", "[reports]") {
    CHECK(clean("Z\xc3\xbcrich") == "Z\xc3\xbcrich");
    CHECK(clean("Z\xc3\xbcrich", Charset::ascii) == "Z?rich");
    CHECK(clean("\xff") == "\xef\xbf\xbd");
    CHECK(clean("\xc3") == "\xef\xbf\xbd");                 // cut short
    CHECK(clean("\xc0\xaf", Charset::ascii) == "??");       // overlong
    CHECK(clean("\xed\xa0\x80", Charset::ascii) == "???");  // surrogate
    CHECK(clean("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
    CHECK(clean("\xf4\x90\x80\x80", Charset::ascii) == "????");  // beyond U+10FFFF
    CHECK(clean("\xef\xbf\xbf") == "");                          // no character in XML
}

TEST_CASE("text is wrapped at spaces and broken where it must be", "[reports]") {
    using Lines = std::vector<std::string>;
    CHECK(reports::wrap("", 10) == Lines{""});
    CHECK(reports::wrap("one two three", 9) == Lines{"one two", "three"});
    CHECK(reports::wrap("  one   two ", 20) == Lines{"one two"});
    CHECK(reports::wrap("ab 0123456789abcdef gh", 10) == Lines{"ab", "0123456789", "abcdef gh"});
    CHECK(reports::wrap("\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc\xc3\xbc", 8).size() == 1);
    for (std::size_t columns = 8; columns < 40; ++columns) {
        for (const auto& line : reports::wrap(clean(reports::fixture::hostile()), columns)) {
            CHECK(reports::width(line) <= columns);
        }
    }
}

TEST_CASE("a cut never splits a character and tells of itself", "[reports]") {
    CHECK(reports::clip("short", 100) == "short");
    CHECK(reports::clip(std::string(100, 'x'), 20) == "xxxxxxxxxx ... (cut)");
    CHECK(reports::clip("123456789\xc3\xbc" + std::string(50, 'x'), 20) == "123456789 ... (cut)");
}

TEST_CASE("facts in words", "[reports]") {
    CHECK(reports::clause_text(reports::fixture::failed()) == "RFC 5798 6.4.2 (MUST)");
    CHECK(reports::router_text(reports::fixture::router()) ==
          "VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1");
    CHECK(reports::tolerance_text({}) == "early 10 ms, late 50 ms or 5 %");
    CHECK(reports::duration_text(11.2) == "12 s");
    CHECK(reports::duration_text(125) == "2 min 5 s");
    CHECK(reports::duration_text(3780) == "1 h 3 min");
    CHECK(reports::duration_text(-1) == "?");
    CHECK(reports::count_text(1, "case") == "1 case");
    CHECK(reports::count_text(0, "case") == "0 cases");
}
