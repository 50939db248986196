#include "reports/picture.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "reports/fixture_for_tests.hpp"
#include "reports/svg.hpp"

namespace fixture = reports::fixture;
using namespace tester;
using Catch::Matchers::Contains;

namespace {

/// The late answer of the fixture, as a run tells it: with its senders and the window's beginning.
CaseResult late() {
    auto one = fixture::failed();
    one.frames[0].sender = "tester";
    one.frames[1].sender = "device";
    one.checks[1].anchor_seconds = one.frames[0].time_seconds;
    return one;
}

/// An XML reader is stricter than any browser; the element's own attributes and its two texts come first.
pugi::xml_document parsed(const std::string& picture) {
    pugi::xml_document document;
    const auto outcome = document.load_string(picture.c_str());
    INFO(picture);
    REQUIRE(outcome);
    const auto svg = document.child("svg");
    CHECK(svg.attribute("role").value() == std::string("img"));
    CHECK_FALSE(std::string(svg.attribute("viewBox").value()).empty());
    CHECK_FALSE(std::string(svg.child_value("title")).empty());
    CHECK_FALSE(std::string(svg.child_value("desc")).empty());
    return document;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

double y_of(const std::string& picture, const std::string& words) {
    const auto document = parsed(picture);
    for (const auto& text : document.child("svg").children("text"))
        if (std::string(text.child_value()).find(words) != std::string::npos)
            return text.attribute("y").as_double();
    FAIL("no text says " << words);
    return 0;
}

Reign reign(std::string source, double from, double to, std::string end) {
    return {std::move(source), "", from, to, std::move(end)};
}

}  // namespace

TEST_CASE("a late answer is drawn behind its window, marked by form and word", "[reports]") {
    const auto picture = reports::case_picture(late());
    CHECK(y_of(picture, "#41 stimulus") < y_of(picture, "allowed from here"));
    CHECK(y_of(picture, "allowed from here") < y_of(picture, "allowed until here"));
    CHECK(y_of(picture, "allowed until here") < y_of(picture, "#57 violates: too late"));
    CHECK_THAT(picture, Contains("+590.0 ms") && Contains("+660.0 ms") && Contains("+3609.4 ms"));
    CHECK_THAT(picture, Contains("class=\"pic-window\"") && Contains("pic-late") &&
                            Contains("class=\"pic-violation\""));
    // Three seconds beside seventy milliseconds are not to scale, and say so.
    CHECK_THAT(picture, Contains("shortened where it is broken") && Contains("pic-break"));
    CHECK(picture.find("id=") == std::string::npos);
}

TEST_CASE("what never came is drawn as missing", "[reports]") {
    auto one = late();
    one.frames.pop_back();
    one.checks[1].measured_ms.reset();
    const auto picture = reports::case_picture(one);
    CHECK(y_of(picture, "nothing came until here") > y_of(picture, "#41 stimulus"));
    CHECK_THAT(picture, Contains("pic-missing") && Contains("Nothing came."));
}

TEST_CASE("what came in time is not marked", "[reports]") {
    auto one = late();
    one.checks[1].held = true;
    one.checks[1].measured_ms = 605;
    one.frames[1].role = "observed";
    one.frames[1].time_seconds = one.frames[0].time_seconds + 0.605;
    const auto picture = reports::case_picture(one);
    CHECK(y_of(picture, "allowed from here") < y_of(picture, "#57 observed"));
    CHECK_THAT(picture, Contains("pic-within") && !Contains("pic-violation") && !Contains("pic-late"));
}

TEST_CASE("a time in which nothing may come is drawn as such", "[reports]") {
    auto one = late();
    auto& check = one.checks[1];
    check.allowed_earliest_ms.reset();
    check.allowed_latest_ms.reset();
    check.silent_from_ms = 100;
    check.silent_until_ms = 5000;
    const auto picture = reports::case_picture(one);
    CHECK_THAT(picture, Contains("class=\"pic-silent\"") && Contains("nothing may come from here") &&
                            Contains("#57 violates: in the forbidden time"));
}

TEST_CASE("a case without frames has no picture, one without times has its frames", "[reports]") {
    CHECK(reports::case_picture(fixture::passed()).empty());
    auto one = late();
    one.checks.clear();
    const auto picture = reports::case_picture(one);
    CHECK_THAT(picture, Contains("#41 stimulus") && Contains("#57 violates") && !Contains("pic-window"));
}

TEST_CASE("frames that share a moment stay in their order, each with room for its words", "[reports]") {
    auto one = late();
    one.checks.clear();
    one.frames[1].time_seconds = one.frames[0].time_seconds;
    const auto picture = reports::case_picture(one);
    CHECK(y_of(picture, "#57") - y_of(picture, "#41") >= 36);
}

TEST_CASE("of many frames those that decide are drawn, and the rest counted", "[reports]") {
    auto one = late();
    for (std::size_t i = 0; i < 100; ++i)
        one.frames.push_back({100 + i, 20 + static_cast<double>(i), "observed", "one", "", "device"});
    const auto picture = reports::case_picture(one);
    CHECK_THAT(picture, Contains("#41 ") && Contains("#57 ") && Contains("78 further frames cited"));
    CHECK(count(picture, "<circle") == 24);
}

TEST_CASE("where nobody is the tester, frames go to the LAN", "[reports]") {
    auto one = late();
    one.frames[0].sender = "10.0.0.1";
    one.frames[1].sender = "fe80::1";
    CHECK_THAT(reports::case_picture(one),
               Contains(">LAN<") && Contains(">10.0.0.1<") && Contains(">fe80::1<"));
}

TEST_CASE("hostile texts and numbers make no broken picture", "[reports]") {
    for (auto one : fixture::hostile_run().cases) {
        one.frames.push_back({2, 0.7, fixture::hostile(), fixture::hostile(), "", fixture::hostile()});
        one.checks.back().anchor_seconds = 0.5;
        parsed(reports::case_picture(one));
    }
    auto one = late();
    for (const double number : {std::nan(""), 1e308, -1e308, std::numeric_limits<double>::infinity()}) {
        one.frames[1].time_seconds = number;
        one.checks[1].measured_ms = number;
        parsed(reports::case_picture(one));
        one.checks[1].allowed_latest_ms = number;
        one.checks[1].anchor_seconds = number;
        parsed(reports::case_picture(one));
        RouterReport router;
        router.reigns = {reign(fixture::hostile(), number, 1, fixture::hostile()), reign("b", 0, number, "")};
        parsed(reports::reigns_picture(router, number));
        parsed(reports::scene_picture({{"s", number, fixture::hostile(), fixture::hostile(), 1, true},
                                       {"s", 1, "x", "y", 0, false, number}}));
    }
}

TEST_CASE("reigns are bars, and two at once are marked", "[reports]") {
    RouterReport router;
    router.vrid = 7;
    router.family = "IPv4";
    CHECK(reports::reigns_picture(router, 80).empty());
    router.reigns = {reign("10.0.0.1", 0, 12, "fell silent"), reign("10.0.0.2", 15.6, 40, "resigned")};
    const auto apart = reports::reigns_picture(router, 80);
    CHECK(count(apart, "pic-reign pic-reign-") == 2);
    CHECK_THAT(apart, !Contains("two Actives") && Contains("10.0.0.1 from 0.000 s to 12.000 s: fell silent"));
    router.reigns.push_back(reign("10.0.0.1", 38, 80, "the capture ends"));
    const auto beside = reports::reigns_picture(router, 80);
    CHECK_THAT(beside, Contains("two Actives at once from 38.000 s to 40.000 s") && Contains("pic-overlap"));
    // The same router's reigns are none beside each other.
    router.reigns = {reign("10.0.0.1", 0, 12, ""), reign("10.0.0.1", 5, 20, "")};
    CHECK_THAT(reports::reigns_picture(router, 20), !Contains("two Actives"));
}

TEST_CASE("a scene's states are bars and its losses double lines", "[reports]") {
    CHECK(reports::scene_picture({}).empty());
    const auto picture = reports::scene_picture({{"crash", 0, "a", "is Active", 1, true},
                                                 {"crash", 4, "a", "loses its power", 0, {}},
                                                 {"crash", 4, "a", "sends its last advertisement", 9, false},
                                                 {"crash", 4.1, "host", "pings are lost", 10, {}, 7.6},
                                                 {"crash", 7.6, "b", "is Active", 11, true}});
    parsed(picture);
    CHECK(count(picture, "class=\"pic-state\"") == 2);
    CHECK(count(picture, "class=\"pic-loss\"") == 2);
    CHECK(y_of(picture, "a is Active") < y_of(picture, "b is Active"));
}

TEST_CASE("times after the anchor are told in the unit that fits", "[reports]") {
    CHECK(reports::offset_text(0) == "0");
    CHECK(reports::offset_text(4e-6) == "+4.0 µs");
    CHECK(reports::offset_text(0.0005) == "+500 µs");
    CHECK(reports::offset_text(-0.6094) == "-609.4 ms");
    CHECK(reports::offset_text(12.0004) == "+12.000 s");
    CHECK(reports::shortened("a long sentence", 8) == "a long…");
    CHECK(reports::shortened("short", 8) == "short");
}
