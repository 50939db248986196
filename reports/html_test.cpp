#include "reports/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"
#include "reports/verdict.hpp"

namespace fixture = reports::fixture;
using tester::Outcome;

namespace {

/// The page without its style and script, which no golden file needs to repeat.
std::string body_of(const std::string& page) {
    const auto begin = page.find("<body>");
    const auto end = std::min(page.find("<script>", begin), page.find("</body>", begin));
    return page.substr(begin, end - begin);
}

/// Every element and attribute that a browser could see, with the texts taken out: what remains must be ours.
std::vector<std::string> tags_of(const std::string& body) {
    std::vector<std::string> tags;
    for (auto at = body.find('<'); at != std::string::npos; at = body.find('<', at + 1))
        tags.push_back(body.substr(at, body.find('>', at) + 1 - at));
    return tags;
}

std::vector<std::string> ids_of(const std::string& body) {
    static const std::regex id(" id=\"([^\"]*)\"");
    std::vector<std::string> ids;
    for (std::sregex_iterator it(body.begin(), body.end(), id), end; it != end; ++it) ids.push_back((*it)[1]);
    return ids;
}

void check_links(const std::string& body) {
    const auto ids = ids_of(body);
    const std::set<std::string> unique(ids.begin(), ids.end());
    CHECK(unique.size() == ids.size());
    static const std::regex link(" href=\"([^\"]*)\"");
    for (std::sregex_iterator it(body.begin(), body.end(), link), end; it != end; ++it) {
        const std::string target = (*it)[1];
        INFO(target);
        REQUIRE(target.starts_with('#'));
        CHECK(unique.contains(target.substr(1)));
    }
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

void check_approved(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(VRRPTEST_SOURCE_DIR) / "reports/golden" / name;
    if (std::getenv("VRRPTEST_APPROVE") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    INFO(path.string() << " differs; after a look at it, VRRPTEST_APPROVE=1 approves what is written now");
    CHECK(read_text(path) == text);
}

/// Cases of many profiles that all failed, with frames and their fields.
tester::RunResult many(std::size_t count, Outcome outcome) {
    auto result = fixture::run();
    result.cases.clear();
    for (std::size_t i = 0; i < count; ++i) {
        auto one = fixture::failed();
        one.id = fmt::format("area-{}/case-{}", i % 20, i);
        one.area = fmt::format("area-{}", i % 20);
        one.outcome = outcome;
        for (int copy = 0; copy < 3; ++copy) one.frames.insert(one.frames.end(), one.frames[0]);
        for (auto& frame : one.frames) {
            frame.hex = std::string(120, 'a');
            for (std::size_t octet = 0; octet < 24; ++octet)
                frame.fields.push_back({"VRRPv3", "Max Advertise Interval", "100", "100", "RFC 9568 5.2.7",
                                        octet == 3, octet, 2});
        }
        result.cases.push_back(std::move(one));
    }
    return result;
}

/// Two scenes of a lab, its host's ARP table, and routers that met in two profiles.
tester::RunResult of_a_lab() {
    auto result = fixture::run();
    result.dut = {};
    result.dut.facts = {{"A", "keepalived 2.2.7"}};
    result.cases.clear();
    for (const auto* profile : {"v3-ipv4", "v3-ipv6"}) {
        auto one = fixture::failed();
        one.id = "interop/crash-failover";
        one.area = one.suite = "interop";
        one.profile = profile;
        one.subject = "keepalived > frr";
        one.brief = "after 3609 ms";
        result.cases.push_back(one);
    }
    result.cases[0].outcome = Outcome::pass;
    for (const auto* scene : {"Failover", "nginx is killed"}) {
        result.timeline.push_back({scene, 1, "debian", "is Active: advertises priority 100", 1});
        result.timeline.push_back(
            {scene, 2.5, "host", "127 of its pings are lost: no answer for 3.480 s", 0});
        result.timeline.push_back({scene, 4, "openeuler", "is Active: advertises priority 50", 9});
    }
    result.tables = {
        {"ARP table of the host before", {"address", "MAC"}, {{"192.0.2.1", "02:00:00:00:00:02"}}},
        {"ARP table of the host after", {"address", "MAC"}, {}}};
    return result;
}

}  // namespace

TEST_CASE("the page of a lab shows scenes, events, tables and who met whom", "[reports][html]") {
    const auto body = body_of(reports::html(of_a_lab()));
    check_approved("report-lab.html", body);
    CHECK(body.find("<summary>3 events</summary>") != std::string::npos);
    CHECK(body.find("ARP table of the host after") != std::string::npos);
    CHECK(body.find("href=\"#case-interop-crash-failover-v3-ipv4-keepalived-frr\"") != std::string::npos);
    CHECK(body.find("keepalived 2.2.7") != std::string::npos);
}

TEST_CASE("the page of a run is the approved one", "[reports][html]") {
    check_approved("report.html", body_of(reports::html(fixture::run())));
}

TEST_CASE("the page of a capture is the approved one", "[reports][html]") {
    check_approved("report-capture.html", body_of(reports::html(fixture::replayed())));
}

TEST_CASE("a page is well-formed, its ids are unique, its links lead somewhere", "[reports][html]") {
    auto repeated = fixture::run();
    repeated.cases.insert(repeated.cases.end(), repeated.cases.begin(), repeated.cases.end());
    for (const auto& result :
         {fixture::run(), fixture::replayed(), fixture::hostile_run(), repeated, of_a_lab()}) {
        const auto body = body_of(reports::html(result));
        check_links(body);
        // As XML: every element is closed where it belongs.
        pugi::xml_document document;
        const auto parsed = document.load_string((body + "</body>").c_str());
        INFO(parsed.description() << " at " << body.substr(static_cast<std::size_t>(parsed.offset), 80));
        CHECK(parsed);
    }
}

TEST_CASE("every outcome is shown and counted", "[reports][html]") {
    const auto body = body_of(reports::html(fixture::run()));
    for (const auto* outcome :
         {"pass", "fail", "advisory", "inconclusive", "skipped", "error", "xfail", "xpass"}) {
        INFO(outcome);
        CHECK(body.find(fmt::format("data-o=\"{}\"", outcome)) != std::string::npos);
        CHECK(body.find(fmt::format("data-filter=\"{}\"", outcome)) != std::string::npos);
    }
    CHECK(body.find("<b>11</b> cases") != std::string::npos);
    CHECK(body.find("2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms") != std::string::npos);
    CHECK(body.find("known deviation says that it fails") == std::string::npos);
}

TEST_CASE("hostile texts add no element and no attribute", "[reports][html]") {
    const auto shape = [](const std::string& body) {
        static const std::regex values("\"[^\"]*\"");
        std::vector<std::string> tags;
        for (const auto& tag : tags_of(body)) tags.push_back(std::regex_replace(tag, values, "\"\""));
        std::sort(tags.begin(), tags.end());
        tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
        return tags;
    };
    // A run with the same parts and harmless texts.
    auto harmless = fixture::hostile_run();
    const auto replace = [](std::string& text) { text = "harmless"; };
    for (auto& one : harmless.cases) {
        for (auto* text : {&one.says, &one.expected, &one.observed, &one.reason, &one.suite, &one.profile})
            replace(*text);
        one.id = one.area + "/case";
        for (auto& frame : one.frames) frame = {1, 0.5, "violates", "summary", "4500"};
    }
    const auto known = shape(body_of(reports::html(harmless)));
    for (const auto& tag : shape(body_of(reports::html(fixture::hostile_run())))) {
        INFO(tag);
        CHECK(std::binary_search(known.begin(), known.end(), tag));
    }
    const auto page = reports::html(fixture::hostile_run());
    CHECK(page.find("<b> \"q\"") == std::string::npos);
    CHECK(page.find('\x1b') == std::string::npos);
    CHECK(page.find('\xff') == std::string::npos);
}

TEST_CASE("the fields of a frame stand side by side, and what differs is marked", "[reports][html]") {
    auto result = fixture::run();
    auto one = fixture::failed();
    one.frames = {{57, 1.5, "violates", "a frame", "01 00 5e 00 00 12 40"}};
    one.frames[0].fields = {
        {"Ethernet", "Destination", "01:00:5e:00:00:12", "01:00:5e:00:00:12", "RFC 5798 7.3", false, 0, 6},
        {"IPv4", "TTL", "64", "255", "RFC 5798 5.1.1.3", true, 6, 1}};
    one.frames[0].sender = "device";
    result.cases = {one};
    const auto body = body_of(reports::html(result));
    CHECK(body.find(
              "<tr class=\"differs\"><th scope=\"row\">TTL</th><td>255 <span class=\"why\">RFC 5798 "
              "5.1.1.3</span></td><td><span class=\"differs-sign\" aria-hidden=\"true\">\xe2\x89\xa0</span>"
              "<span class=\"hidden-name\">differs: </span> 64</td><td><span class=\"at\">6</span> "
              "<code>40</code></td></tr>") != std::string::npos);
    CHECK(body.find("01 00 5e 00 00 12<mark>[40]</mark>") != std::string::npos);
    CHECK(body.find("sent by device") != std::string::npos);
}

TEST_CASE("runs that came to nothing have a page, too", "[reports][html]") {
    tester::RunResult empty;
    empty.nothing_because = "no case matches 'x/*'";
    CHECK(reports::html(empty).find("Nothing was judged: no case matches &#39;x/*&#39;.") !=
          std::string::npos);
    tester::RunResult broken;
    broken.dut.address = "192.0.2.2";
    broken.environment_error = "eth0 is down; set it up";
    CHECK(reports::html(broken).find(
              "Could not judge the device at 192.0.2.2, because: eth0 is down; set it up.") !=
          std::string::npos);
    auto aborted = fixture::run();
    aborted.aborted = true;
    CHECK(reports::html(aborted).find(
              "The run was interrupted; until then the device at 192.0.2.2 violates") != std::string::npos);
}

TEST_CASE("a page of many failures keeps below its size and says what it left out", "[reports][html]") {
    const auto few = body_of(reports::html(many(20, Outcome::fail)));
    CHECK(few.find("id=\"trimmed\"") == std::string::npos);
    const auto page = reports::html(many(800, Outcome::fail));
    CHECK(page.size() < reports::most_html_octets);
    CHECK(page.find("cases that did not pass show only a part of their evidence") != std::string::npos);
    CHECK(page.find("table class=\"fields\"") != std::string::npos);
    CHECK(page.find("further findings have no text for the vendor here") != std::string::npos);
}

TEST_CASE("a page of many passes trims them all alike", "[reports][html]") {
    auto passed = many(800, Outcome::pass);
    const auto page = reports::html(passed);
    CHECK(page.size() < reports::most_html_octets);
    CHECK(page.find("the 800 cases that passed show their frames as a line each") != std::string::npos);
    CHECK(page.find("table class=\"fields\"") == std::string::npos);
    // One that failed among them keeps everything.
    passed.cases[400].outcome = Outcome::fail;
    const auto one_failed = reports::html(passed);
    CHECK(one_failed.size() < reports::most_html_octets);
    CHECK(one_failed.find("table class=\"fields\"") != std::string::npos);
    CHECK(one_failed.find("did not pass") == std::string::npos);
    // A short run shows all of it.
    CHECK(reports::html(many(3, Outcome::pass)).find("table class=\"fields\"") != std::string::npos);
}
