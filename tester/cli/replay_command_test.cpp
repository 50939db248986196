#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <thread>

#include "engine/lan/capture_file.hpp"
#include "engine/packet/craft.hpp"
#include "tester/cli/cli_for_tests.hpp"
#include "tester/lab/topology.hpp"

using cli::test::check_complaint;
using cli::test::Said;
using cli::test::vrrptest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr engine::Instant noon{1'700'000'000'000'000'000};

struct Advert {
    engine::Duration when{};
    const char* source = "192.0.2.11";
    int priority = 100;
    int ttl = 255;
};

engine::IpAddress ip(const char* text) {
    return engine::IpAddress::parse(text).value();
}

/// Of VRID 1, version 3, from the virtual MAC.
engine::Octets octets_of(const Advert& advert) {
    engine::AdvertisementFrame frame;
    frame.ethernet_source = engine::virtual_mac(engine::Family::ipv4, 1);
    frame.ip_source = ip(advert.source);
    frame.ttl = static_cast<std::uint8_t>(advert.ttl);
    frame.message.version = 3;
    frame.message.vrid = 1;
    frame.message.priority = static_cast<std::uint8_t>(advert.priority);
    frame.message.interval = 100;
    static const engine::IpAddress addresses[] = {ip("192.0.2.1")};
    frame.message.addresses = addresses;
    return engine::craft(frame);
}

class Captures {
  public:
    std::string write(const std::string& name, const std::vector<Advert>& adverts) const {
        engine::CaptureFile file(folder_.path() / name);
        for (const auto& advert : adverts) file.write(octets_of(advert), noon + advert.when);
        return folder_.path() / name;
    }
    std::string write_text(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
        return folder_.path() / name;
    }
    std::string path(const std::string& name) const { return folder_.path() / name; }

  private:
    tester::TemporaryDirectory folder_;
};

std::vector<Advert> steady(int count, int ttl = 255) {
    std::vector<Advert> adverts;
    for (int i = 0; i < count; ++i) adverts.push_back({i * 1000ms, "192.0.2.11", 100, ttl});
    return adverts;
}

/// Of 150, which leaves; 100 takes over after Skew_Time: (256 - 100) / 256 s.
std::vector<Advert> release() {
    return {{0ms, "192.0.2.12", 150},
            {1000ms, "192.0.2.12", 150},
            {1500ms, "192.0.2.12", 0},
            {2110ms},
            {3110ms},
            {4110ms}};
}

/// Its standard input is the file.
class Input {
  public:
    explicit Input(const std::string& path) : old_(dup(STDIN_FILENO)) {
        const int file = open(path.c_str(), O_RDONLY);
        dup2(file, STDIN_FILENO);
        close(file);
    }
    ~Input() {
        dup2(old_, STDIN_FILENO);
        close(old_);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

  private:
    int old_;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("replay without a capture, or with a wrong one, is told in a sentence", "[cli][replay]") {
    const Captures captures;
    const auto good = captures.write("good.pcap", steady(5));
    check_complaint(vrrptest({"replay"}), 2, "name a file, or - for standard input");
    check_complaint(vrrptest({"replay", "-", "-"}), 2, "name - only once");
    check_complaint(vrrptest({"replay", good.c_str(), good.c_str()}), 2, "named twice");
    check_complaint(vrrptest({"replay", good.c_str(), "--suite", "rfc1"}), 2, "choose from rfc2338");
    check_complaint(vrrptest({"replay", good.c_str(), "--case", "no/such"}), 2, "no check");
    check_complaint(vrrptest({"replay", good.c_str(), "--exclude", "no/such"}), 2, "no check");
    check_complaint(vrrptest({"replay", good.c_str(), "--profile", "v4"}), 2, "v3-ipv6");
    check_complaint(vrrptest({"replay", good.c_str(), "--junit", "-", "--json", "-"}), 2, "only one");
    check_complaint(vrrptest({"replay", good.c_str(), "--"}), 2, "no meaning");
    check_complaint(vrrptest({"replay", good.c_str(), "--tolerance-late", "x"}), 2, "'x'");
    const auto nothing = vrrptest({"replay", good.c_str(), "--suite", "host"});
    CHECK(nothing.code == 4);
    CHECK(has(nothing.out, "host needs a device to send to"));
    CHECK(vrrptest({"replay", good.c_str(), "--case", "backup/*"}).code == 4);
}

TEST_CASE("an option that may be given several times leaves the capture's name alone", "[cli][replay]") {
    const Captures captures;
    const auto good = captures.write("good.pcap", steady(5));
    CHECK(vrrptest({"replay", "--suite", "passive", good.c_str()}).code == 0);
    CHECK(vrrptest({"replay", "--suite", "rfc9568", "--suite", "passive", good.c_str()}).code == 0);
    CHECK(vrrptest({"replay", "--case", "passive/*", "--exclude", "passive/ttl*", good.c_str()}).code == 0);
    CHECK(vrrptest({"lab", "--list", "--suite", "rfc5798", "embedded"}).code == 0);
}

TEST_CASE("a capture that cannot be read is exit code 3 and a sentence", "[cli][replay]") {
    const Captures captures;
    check_complaint(vrrptest({"replay", "/no/such.pcap"}), 3, "cannot open /no/such.pcap");
    check_complaint(vrrptest({"replay", "/tmp"}), 3, "is a directory");
    check_complaint(vrrptest({"replay", captures.write_text("empty", "").c_str()}), 3, "is empty");
    check_complaint(vrrptest({"replay", captures.write_text("text", "No capture at all.\n").c_str()}), 3,
                    "no capture that can be read");
    const Input input("/dev/null");
    check_complaint(vrrptest({"replay", "-"}), 3, "standard input is empty");
}

TEST_CASE("a capture without VRRP, or of foreign frames, is exit code 3", "[cli][replay]") {
    const Captures captures;
    const auto nothing = captures.write("nothing.pcap", {});
    const auto said = vrrptest({"replay", nothing.c_str()});
    CHECK(said.code == 3);
    CHECK(has(said.out, "holds no packet"));
    // The link type is the last word of the header: 147, for private use.
    auto octets = tester::read_text(captures.write("good.pcap", steady(3)));
    octets[20] = static_cast<char>(147);
    const auto foreign = captures.write_text("foreign.pcap", octets);
    const auto of_foreign = vrrptest({"replay", foreign.c_str()});
    CHECK(of_foreign.code == 3);
    CHECK(has(of_foreign.out, "link type 147"));
    CHECK(has(of_foreign.out, "nobody advertises one"));
}

TEST_CASE("what can be read of a capture that breaks off is judged", "[cli][replay]") {
    const Captures captures;
    auto octets = tester::read_text(captures.write("good.pcap", steady(5)));
    octets.resize(octets.size() - 10);
    const auto cut = captures.write_text("cut.pcap", octets);
    const auto said = vrrptest({"replay", cut.c_str(), "--json", "-"});
    CHECK(said.code == 3);
    const auto json = nlohmann::json::parse(said.out);
    CHECK(json["capture"]["frames"] == 4);
    CHECK(json["summary"]["pass"] > 0);
    CHECK(json["summary"]["fail"] == 0);
    CHECK(has(json["environment_error"], "the file ends within packet 5"));
    // What failed outweighs it.
    octets = tester::read_text(captures.write("bad.pcap", steady(5, 254)));
    octets.resize(octets.size() - 10);
    CHECK(vrrptest({"replay", captures.write_text("cut2.pcap", octets).c_str()}).code == 1);
}

TEST_CASE("a router that does as it should passes, and one that does not fails", "[cli][replay]") {
    const Captures captures;
    const auto good = captures.write("good.pcap", release());
    const auto said = vrrptest({"replay", good.c_str()});
    INFO(said.out);
    CHECK(said.code == 0);
    CHECK(said.err.empty());
    CHECK(has(said.out, "VRID 1, IPv4, VRRPv3: 192.0.2.1; 1 takeover"));
    CHECK(has(said.out, "6 frames, 6 of VRRP, in 4.110 s"));
    CHECK(has(said.out, "What happened"));
    CHECK_FALSE(has(said.out, "   PASS ["));
    CHECK(has(vrrptest({"replay", good.c_str(), "-v"}).out, "   PASS ["));
    const auto bad = captures.write("bad.pcap", steady(5, 254));
    const auto of_bad = vrrptest({"replay", bad.c_str(), "-q"});
    CHECK(of_bad.code == 1);
    CHECK(has(of_bad.out, "FAIL"));
    CHECK(has(of_bad.out, "passive/ttl-is-255"));
    CHECK_FALSE(has(of_bad.out, "frame 1"));
    CHECK_FALSE(has(of_bad.out, "Virtual routers"));
}

TEST_CASE("the suite of an RFC judges what that one covers", "[cli][replay]") {
    const Captures captures;
    const auto bad = captures.write("bad.pcap", steady(5, 254));
    const auto of = [&](const char* suite) {
        return nlohmann::json::parse(vrrptest({"replay", bad.c_str(), "--suite", suite, "--json", "-"}).out);
    };
    CHECK(of("rfc5798")["summary"]["fail"] > 0);
    CHECK(of("rfc9568")["summary"]["fail"] > 0);
    // Version 3 is not what RFC 3768 speaks of.
    CHECK(of("rfc3768")["summary"]["fail"] == 0);
    const auto of_5798 = of("rfc5798");
    for (const auto& one : of_5798["cases"]) {
        CHECK(one["suite"] == "rfc5798");
        CHECK(one["profile"] != "v2-ipv4");
    }
    const auto both = of("rfc5798,rfc9568");
    CHECK(both["summary"]["total"].get<int>() ==
          of("rfc5798")["summary"]["total"].get<int>() + of("rfc9568")["summary"]["total"].get<int>());
    CHECK(both["routers"].size() == 1);
    CHECK(both["timeline"] == of("rfc5798")["timeline"]);
}

TEST_CASE("several captures are judged each by itself", "[cli][replay]") {
    const Captures captures;
    const auto good = captures.write("good.pcap", steady(5));
    const auto bad = captures.write("bad.pcap", steady(5, 254));
    const auto xml = captures.path("report.xml"), json_path = captures.path("report.json");
    const auto said = vrrptest({"replay", good.c_str(), bad.c_str(), "/no/such.pcap", "--junit", xml.c_str(),
                                "--json", json_path.c_str()});
    CHECK(said.code == 1);
    CHECK(has(said.out, "cannot open /no/such.pcap"));
    const auto json = nlohmann::json::parse(tester::read_text(json_path));
    CHECK(json["captures"].size() == 3);
    for (const auto& one : json["cases"]) {
        if (one["outcome"] == "fail") CHECK(one["subject"] == bad);
    }
    pugi::xml_document document;
    REQUIRE(document.load_string(tester::read_text(xml).c_str()));
    int suites = 0, failed = 0;
    for (const auto suite : document.child("testsuites").children("testsuite")) {
        ++suites;
        failed += suite.attribute("failures").as_int() > 0 ? 1 : 0;
    }
    CHECK(suites >= 3);
    CHECK(failed == 1);
    // One that cannot be read is no reason to take the others for conformant.
    CHECK(vrrptest({"replay", good.c_str(), "/no/such.pcap"}).code == 3);
}

TEST_CASE("known deviations hold for captures, too", "[cli][replay]") {
    const Captures captures;
    const auto bad = captures.write("bad.pcap", steady(5, 254));
    const auto known = captures.write_text(
        "known.toml", "[[known_deviation]]\ncase = \"passive/*\"\nreason = \"a repeater\"\n");
    const auto said =
        vrrptest({"replay", bad.c_str(), "--baseline", known.c_str(), "--case", "passive/*ttl*"});
    INFO(said.out);
    CHECK(said.code == 0);
    CHECK(has(said.out, "XFAIL"));
}

TEST_CASE("standard input is judged as a file is", "[cli][replay]") {
    const Captures captures;
    const auto bad = captures.write("bad.pcap", steady(5, 254));
    const Input input(bad);
    const auto said = vrrptest({"replay", "-", "--color", "never"});
    INFO(said.out);
    CHECK(said.code == 1);
    CHECK(has(said.out, "standard input: 5 frames, 5 of VRRP"));
    // What was found is told at once, and again at the end.
    CHECK(has(said.out, "VRID 1 (IPv4): FAIL passive/"));
}

namespace {

/// The program in a process of its own, with a pipe as its standard input.
class Piped {
  public:
    Piped() {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        pid_ = fork();
        if (pid_ == 0) {
            dup2(ends[0], STDIN_FILENO);
            close(ends[0]);
            close(ends[1]);
            int code = 99;
            {
                const cli::test::Redirection out(stdout, folder_.path() / "out");
                const char* arguments[] = {"vrrptest", "replay", "-"};
                code = cli::run(3, arguments);
            }
            _exit(code);
        }
        close(ends[0]);
        write_end_ = ends[1];
    }
    ~Piped() {
        end_input();
        if (pid_ > 0) kill(pid_, SIGKILL);
        if (pid_ > 0) waitpid(pid_, nullptr, 0);
    }
    Piped(const Piped&) = delete;
    Piped& operator=(const Piped&) = delete;

    void write(const std::string& octets) const {
        REQUIRE(::write(write_end_, octets.data(), octets.size()) == static_cast<ssize_t>(octets.size()));
    }
    void end_input() {
        if (write_end_ >= 0) close(std::exchange(write_end_, -1));
    }
    std::string out() const { return tester::read_text(folder_.path() / "out"); }
    bool says(const std::string& text) const {
        return tester::wait_until([&] { return has(out(), text); }, 10s);
    }
    void signal(int number) const { kill(pid_, number); }
    int code() {
        int status = 0;
        waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    tester::TemporaryDirectory folder_;
    pid_t pid_ = -1;
    int write_end_ = -1;
};

}  // namespace

TEST_CASE("a finding is told while standard input goes on", "[cli][replay]") {
    const Captures captures;
    const auto octets = tester::read_text(captures.write("bad.pcap", steady(5, 254)));
    Piped replay;
    replay.write(octets.substr(0, 24 + 30));  // the header and a part of the first packet
    CHECK_FALSE(has(replay.out(), "FAIL"));
    replay.write(octets.substr(54, 200));
    CHECK(replay.says("FAIL passive/"));
    CHECK_FALSE(has(replay.out(), "Summary"));
    replay.write(octets.substr(254));
    replay.end_input();
    CHECK(replay.code() == 1);
    CHECK(has(replay.out(), "standard input: 5 frames, 5 of VRRP"));
}

TEST_CASE("a signal ends the reading of standard input, and what came is reported", "[cli][replay]") {
    const Captures captures;
    Piped replay;
    replay.write(tester::read_text(captures.write("good.pcap", steady(5))));
    CHECK(replay.says("192.0.2.11"));
    replay.signal(SIGINT);
    CHECK(replay.code() == 130);
    CHECK(has(replay.out(), "5 of VRRP"));
    CHECK(has(replay.out(), "what comes after was not judged"));
}

TEST_CASE("a run is judged again from its file as it was", "[cli][replay][root][lab][slow]") {
    if (!tester::LanTopology::what_is_missing().empty()) {
        WARN("skipped: needs root and iproute2");
        return;
    }
    const Captures captures;
    const auto run = captures.path("run.pcapng"), json = captures.path("run.json");
    const auto lab = vrrptest({"lab", "keepalived", "--suite", "rfc5798", "--case", "tx/*", "--case",
                               "release/*", "--pcapng", run.c_str(), "--json", json.c_str()});
    INFO(lab.out << lab.err);
    // Some fail, as keepalived does without use_vmac.
    REQUIRE(lab.code == 1);
    const auto then = nlohmann::json::parse(tester::read_text(json));
    const auto again = vrrptest({"replay", run.c_str(), "--json", "-"});
    INFO(again.out << again.err);
    CHECK(again.code == 1);
    const auto now = nlohmann::json::parse(again.out);
    CHECK(now["suites"] == then["suites"]);
    for (const auto* outcome : {"total", "pass", "fail", "inconclusive", "skipped"})
        CHECK(now["summary"][outcome] == then["summary"][outcome]);
    CHECK(has(again.err, "every verdict is the run's"));
    // A part of it, by another document; and what can be seen of it by somebody who only listened.
    const auto part = nlohmann::json::parse(
        vrrptest({"replay", run.c_str(), "--case", "tx/ttl-is-255", "--json", "-"}).out);
    CHECK(part["summary"]["total"] == part["summary"]["pass"]);
    CHECK(part["summary"]["total"] > 0);
    const auto seen = nlohmann::json::parse(
        vrrptest({"replay", run.c_str(), "--suite", "passive", "--case", "passive/*", "--json", "-"}).out);
    // keepalived without use_vmac sends and announces its own MAC address; nothing else is amiss.
    for (const auto& one : seen["cases"])
        if (one["outcome"] == "fail")
            CHECK((one["id"] == "passive/source-mac-is-virtual" ||
                   one["id"] == "passive/announces-the-virtual-mac"));
    CHECK(seen["summary"]["pass"] > 0);
    CHECK(vrrptest({"replay", run.c_str(), "--suite", "rfc3768"}).code == 4);
}
