#include "reports/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "reports/detail.hpp"
#include "reports/routers.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

// Readers give up on, or cut, longer text nodes (GitLab, dorny/test-reporter at 65,535 octets).
constexpr std::size_t most_of_a_message = 500;
constexpr std::size_t most_of_a_body = 20'000;
constexpr std::size_t most_of_an_output = 60'000;

/// Letters that no reader takes for a separator of its own: no dots, no spaces.
std::string name_part(std::string_view text, std::string_view otherwise) {
    std::string name;
    for (const char c : text.substr(0, 200)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_' || c == '/';
        name += kept ? c : '-';
    }
    return name.empty() ? std::string(otherwise) : name;
}

/// Exactly three decimals and never an exponent, a sign or "nan", which one schema or the other rejects.
std::string time_text(double seconds) {
    return fmt::format("{:.3f}", std::isfinite(seconds) ? std::clamp(seconds, 0.0, 1e9) : 0.0);
}

std::string timestamp_text(const std::string& started) {
    static const std::regex form(
        R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d)");
    return std::regex_match(started, form) ? started : "1970-01-01T00:00:00";
}

enum class Verdict { passed, failure, error, skipped };

Verdict verdict_of(Outcome outcome, bool strict) {
    switch (outcome) {
        case Outcome::pass:
            return Verdict::passed;
        case Outcome::advisory:
            return strict ? Verdict::failure : Verdict::passed;
        case Outcome::fail:
        case Outcome::xpass:
            return Verdict::failure;
        case Outcome::inconclusive:
        case Outcome::error:
            return Verdict::error;
        case Outcome::skipped:
        case Outcome::xfail:
            return Verdict::skipped;
    }
    return Verdict::error;
}

std::string type_of(const CaseResult& one) {
    switch (one.outcome) {
        case Outcome::xpass:
            return "xpass";
        case Outcome::inconclusive:
            return "inconclusive";
        case Outcome::error:
            return "environment";
        default:
            return std::string(to_string(one.level));
    }
}

std::string message_of(const CaseResult& one) {
    std::string text;
    switch (one.outcome) {
        case Outcome::fail:
        case Outcome::advisory:
            text = fmt::format("expected {}; observed {}", one.expected, one.observed);
            break;
        case Outcome::xfail:
            text = "xfail: " + one.reason;
            break;
        case Outcome::xpass:
            text = "passed, although known as a deviation: " + one.reason;
            break;
        default:
            text = one.reason;
    }
    return clip(clean(text), most_of_a_message);
}

std::string body_of(const CaseResult& one) {
    const auto rows = case_rows(one, {Charset::utf8, true, 40, 1000});
    return clip("\n" + lay_out(rows, {0, 100, Paint()}), most_of_a_body);
}

/// "keepalived > frr" as one word.
std::string subject_word(std::string text) {
    for (auto at = text.find(" > "); at != std::string::npos; at = text.find(" > ", at))
        text.replace(at, 3, "-then-");
    return text;
}

/// A capture shows several virtual routers, and has a result of a check for each.
std::string name_of(const CaseResult& one) {
    auto id = name_part(one.id, "case");
    if (one.area == "passive" && one.virtual_router) id += fmt::format("/vrid-{}", one.virtual_router->vrid);
    return id;
}

/// What one <testsuite> holds.
struct Suite {
    std::string package;  // "vrrptest.rfc5798"
    std::string name;     // "vrrptest.rfc5798.v3-ipv4", which is its cases' classname too
    std::vector<const CaseResult*> cases;
};

std::vector<Suite> suites_of(const RunResult& result) {
    std::vector<Suite> suites;
    for (const auto& one : result.cases) {
        const auto package = "vrrptest." + name_part(one.suite, "suite");
        auto name = package + "." + name_part(one.profile, "any");
        if (!one.subject.empty()) name += "." + name_part(subject_word(one.subject), "any");
        auto found =
            std::find_if(suites.begin(), suites.end(), [&](auto& suite) { return suite.name == name; });
        if (found == suites.end()) found = suites.insert(found, {package, name, {}});
        found->cases.push_back(&one);
    }
    return suites;
}

double span_of(const Suite& suite) {
    if (suite.cases.empty()) return 0;
    double first = suite.cases.front()->started_seconds;
    double last = first;
    for (const auto* one : suite.cases) {
        first = std::min(first, one->started_seconds);
        last = std::max(last, one->started_seconds + one->seconds);
    }
    return last - first;
}

/// Every case's checks with their times, those that tell of trouble first: a cut at the end must not lose
/// them.
std::string output_of(const Suite& suite, bool strict) {
    std::string troubles;
    std::string rest;
    for (const auto* one : suite.cases) {
        const bool passed = verdict_of(one->outcome, strict) == Verdict::passed;
        auto text = fmt::format("{} {}: {}\n", status_of(one->outcome).word, clean(one->id),
                                clean(clause_text(*one)));
        const bool advisory = one->outcome == Outcome::advisory;
        if (advisory) text = fmt::format("{}advisory: {}\n", text, message_of(*one));
        if (!passed) text = fmt::format("{}{}\n", text, message_of(*one));
        text = clip(text + lay_out(check_rows(*one, {}), {2, 120, Paint()}), 4000);
        (passed && !advisory ? rest : troubles) += text + (text.ends_with('\n') ? "" : "\n");
    }
    return clip(troubles + rest, most_of_an_output);
}

class Document {
  public:
    Document(const RunResult& result, const JunitOptions& options)
        : result_(result), options_(options), hostname_(clip(clean(options.hostname), 200)) {
        // The schema wants a token: spaces alone would be an empty name.
        if (hostname_.find_first_not_of(' ') == std::string::npos) hostname_ = "localhost";
        auto declaration = document_.append_child(pugi::node_declaration);
        declaration.append_attribute("version") = "1.0";
        declaration.append_attribute("encoding") = "UTF-8";
        root_ = document_.append_child("testsuites");
    }

    std::string text() {
        for (const auto& suite : suites_of(result_)) add(suite);
        if (!result_.environment_error.empty()) add_environment_error();
        std::ostringstream out;
        document_.save(out, "  ");
        return out.str();
    }

  private:
    pugi::xml_node begin(const std::string& package, const std::string& name) {
        auto node = root_.append_child("testsuite");
        node.append_attribute("package") = package.c_str();
        node.append_attribute("id") = next_id_++;
        node.append_attribute("name") = name.c_str();
        node.append_attribute("timestamp") = timestamp_text(result_.started).c_str();
        node.append_attribute("hostname") = hostname_.c_str();
        add_properties(node.append_child("properties"));
        return node;
    }

    void end(pugi::xml_node node, double seconds, const std::string& output) {
        const auto count = [&](const char* child) {
            const auto cases = node.children("testcase");
            return static_cast<int>(std::count_if(cases.begin(), cases.end(), [&](pugi::xml_node one) {
                return !std::string_view(child).size() || one.child(child);
            }));
        };
        node.append_attribute("tests") = count("");
        node.append_attribute("failures") = count("failure");
        node.append_attribute("errors") = count("error");
        node.append_attribute("skipped") = count("skipped");
        node.append_attribute("time") = time_text(seconds).c_str();
        node.append_child("system-out").text() = output.c_str();
        const auto* aborted = result_.captures.empty()
                                  ? "The run was aborted; the cases that had not ended are errors."
                                  : "The run was aborted; what comes after was not judged.";
        node.append_child("system-err").text() = result_.aborted ? aborted : "";
    }

    void add_properties(pugi::xml_node properties) {
        const auto add = [&](const std::string& name, const std::string& value) {
            if (value.empty()) return;
            auto property = properties.append_child("property");
            property.append_attribute("name") = clip(clean(name), 200).c_str();
            property.append_attribute("value") = clip(clean(value), 2000).c_str();
        };
        add("tool", "vrrptest");
        add("tool.version", result_.tool_version);
        add("command", result_.command_line);
        add("suites", fmt::format("{}", fmt::join(result_.suites, ",")));
        add("strict", result_.strict ? "true" : "false");
        add("tolerance", tolerance_text(result_.tolerance));
        add("dut", result_.dut.address);
        add("dut.mac", result_.dut.mac);
        for (const auto& [name, value] : result_.dut.facts) add("dut." + name, value);
        for (const auto& capture : result_.captures) {
            add("capture", capture_text(capture));
            for (const auto& remark : capture.remarks) add("capture.remark", remark);
        }
        const auto& link = result_.link;
        add("interface", link.interface);
        add("tester.address", link.tester_address);
        add("tester.mac", link.tester_mac);
        if (link.interface.empty()) return;  // A file was read; nothing was on a wire.
        add("worst-scheduling-delay-ms", fmt::format("{:.1f}", link.worst_scheduling_delay_ms));
        add("frames.seen", fmt::format("{}", link.frames_seen));
        add("frames.dropped", fmt::format("{}", link.frames_dropped));
    }

    void add(const Suite& suite) {
        auto node = begin(suite.package, suite.name);
        std::set<std::string> taken;
        for (const auto* one : suite.cases) {
            const auto id = name_of(*one);
            auto name = id;
            for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}", id, i);
            add(node, suite, *one, name);
        }
        end(node, span_of(suite), output_of(suite, result_.strict));
    }

    void add(pugi::xml_node suite_node, const Suite& suite, const CaseResult& one, const std::string& name) {
        auto node = suite_node.append_child("testcase");
        node.append_attribute("name") = name.c_str();
        node.append_attribute("classname") = suite.name.c_str();
        node.append_attribute("time") = time_text(one.seconds).c_str();
        const bool is_rich = options_.dialect == JunitDialect::rich;
        if (is_rich) add_properties_of_case(node.append_child("properties"), one);
        add_verdict(node, one);
        if (is_rich) node.append_child("system-out").text() = rich_output(one).c_str();
    }

    void add_verdict(pugi::xml_node node, const CaseResult& one) {
        const auto verdict = verdict_of(one.outcome, result_.strict);
        if (verdict == Verdict::passed) return;
        static constexpr const char* names[] = {"", "failure", "error", "skipped"};
        auto child = node.append_child(names[static_cast<std::size_t>(verdict)]);
        child.append_attribute("message") = message_of(one).c_str();
        if (verdict == Verdict::skipped) return;
        child.append_attribute("type") = type_of(one).c_str();
        child.text() = body_of(one).c_str();
    }

    static void add_properties_of_case(pugi::xml_node properties, const CaseResult& one) {
        const auto add = [&](const char* name, const std::string& value) {
            if (value.empty()) return;
            auto property = properties.append_child("property");
            property.append_attribute("name") = name;
            property.append_attribute("value") = clip(clean(value), 2000).c_str();
        };
        add("outcome", std::string(to_string(one.outcome)));
        add("level", std::string(to_string(one.level)));
        std::vector<std::string> clauses;
        for (const auto& clause : one.clauses)
            clauses.push_back(fmt::format("RFC {} {}", clause.rfc, clause.section));
        add("clauses", fmt::format("{}", fmt::join(clauses, ", ")));
        add("says", one.says);
        add("expected", one.expected);
        add("observed", one.observed);
        for (const auto& check : one.checks) {
            const bool decided = check.expected == one.expected && check.observed == one.observed;
            if (decided || one.checks.size() == 1) add("timing", timing_text(check));
        }
        add("reason", one.reason);
        add("brief", one.brief);
        if (one.virtual_router) add("virtual-router", router_text(*one.virtual_router));
        if (one.attempts > 1) add("attempts", fmt::format("{}", one.attempts));
        for (const auto& [name, value] : one.facts) add("fact", name + ": " + value);
    }

    /// All that the case rests on; of a pass less, since hundreds of them would be a file that nobody can
    /// upload.
    std::string rich_output(const CaseResult& one) const {
        const auto verdict = verdict_of(one.outcome, result_.strict);
        const bool is_broken = verdict == Verdict::failure || verdict == Verdict::error;
        auto text = clip("\n" + lay_out(case_rows(one, {Charset::utf8, true, 40, 1000}), {0, 100, Paint()}),
                         is_broken ? most_of_a_body : 4000);
        if (!text.ends_with('\n')) text += '\n';
        if (!is_broken) return text;
        for (const auto& path : options_.attachments) {
            const bool is_safe = clean(path) == path && path.find("]]") == std::string::npos;
            if (is_safe) text += "[[ATTACHMENT|" + path + "]]\n";
        }
        return text;
    }

    void add_environment_error() {
        auto node = begin("vrrptest", "vrrptest.preflight");
        auto preflight = node.append_child("testcase");
        preflight.append_attribute("name") = "preflight";
        preflight.append_attribute("classname") = "vrrptest.preflight";
        preflight.append_attribute("time") = "0.000";
        auto error = preflight.append_child("error");
        const auto text = clean(result_.environment_error);
        error.append_attribute("message") = clip(text, most_of_a_message).c_str();
        error.append_attribute("type") = "environment";
        error.text() = clip(text, most_of_a_body).c_str();
        end(node, 0, "");
    }

    const RunResult& result_;
    const JunitOptions& options_;
    std::string hostname_;
    pugi::xml_document document_;
    pugi::xml_node root_;
    int next_id_ = 0;
};

}  // namespace

std::string junit(const RunResult& result, const JunitOptions& options) {
    return Document(result, options).text();
}

std::string junit(const RunResult& result, std::string_view hostname) {
    return junit(result, JunitOptions{std::string(hostname), JunitDialect::strict, {}});
}

}  // namespace reports
