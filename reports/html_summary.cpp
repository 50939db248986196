#include "reports/html_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/html_parts.hpp"
#include "reports/paint.hpp"
#include "reports/text.hpp"
#include "reports/verdict.hpp"

namespace reports {
namespace {

using tester::Outcome;
using tester::RunResult;

constexpr std::size_t most_in_the_sentence = 4;
constexpr std::size_t most_routers = 32;

/// "2026-11-22 21:08:39" of "2026-11-22T21:08:39".
std::string moment_text(std::string started) {
    if (started.size() > 10 && started[10] == 'T') started[10] = ' ';
    return started;
}

std::string which_html(const Verdict& verdict) {
    if (verdict.which.empty()) return "";
    std::string html;
    const auto shown = std::min(verdict.which.size(), most_in_the_sentence);
    for (std::size_t i = 0; i < shown; ++i) html += (i == 0 ? "" : "; ") + html_text(verdict.which[i], 300);
    if (verdict.which.size() > shown) html += fmt::format("; and {} more", verdict.which.size() - shown);
    return fmt::format(" <span class=\"which\">{}.</span>", html);
}

std::string counts_html(const RunResult& result) {
    const auto summary = summarise(result);
    auto html = fmt::format("<ul class=\"counts\"><li><b>{}</b> {}</li>", summary.total,
                            summary.total == 1 ? "case" : "cases");
    for (const auto outcome : tester::all_outcomes) {
        const int count = summary.count(outcome);
        const bool always = outcome == Outcome::pass || outcome == Outcome::fail;
        if (count == 0 && !always) continue;
        // The words of the terminal's summary line: "2 failed".
        const auto words = counted_text(outcome, count);
        html += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>", count > 0 ? outcome_class(outcome) : "none",
                            count, words.substr(words.find(' ') + 1));
    }
    return html + fmt::format("<li><b>{}</b> taken</li></ul>\n",
                              result.seconds < 10 ? fmt::format("{:.2f} s", std::max(result.seconds, 0.0))
                                                  : duration_text(result.seconds));
}

/// The habits by which people know a device; what else was recorded opens below.
constexpr std::array foremost{
    "likely implementation",   "checksum form",     "advertisements come from",    "announcements",
    "announcements come from", "announcement form", "target MAC of announcements", "timers"};

bool is_foremost(const std::string& name) {
    return std::find(foremost.begin(), foremost.end(), name) != foremost.end();
}

std::string plain_name(std::string_view fact) {
    if (fact == "advertisements come from") return "MAC of advertisements";
    if (fact == "announcements") return "Gratuitous ARP";
    if (fact == "announcements come from") return "MAC of gratuitous ARP";
    std::string name(fact);
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

/// "looks like FRR: ...": what it rests on stands behind the colon.
std::string conclusion_html(const std::string& text) {
    const auto colon = text.find(": ");
    if (colon == std::string::npos) return html_text(text);
    return fmt::format("{}<span class=\"quiet\">{}</span>", html_text(text.substr(0, colon + 1)),
                       html_text(text.substr(colon + 1)));
}

std::string habits_html(const tester::DutReport& dut) {
    std::string html;
    for (const auto* name : foremost)
        if (const auto fact = dut.facts.find(name); fact != dut.facts.end())
            html += html_fact_of_html(plain_name(name), conclusion_html(fact->second));
    return html;
}

std::string further_habits_html(const tester::DutReport& dut) {
    std::string html;
    std::size_t count = 0;
    for (const auto& [name, value] : dut.facts) {
        if (is_foremost(name)) continue;
        html += html_fact(name, value);
        ++count;
    }
    if (count == 0) return "";
    return fmt::format("<details><summary>{}</summary><dl class=\"facts\">{}</dl></details>\n",
                       count_text(count, "further habit"), html);
}

std::string routers_html(const tester::DutReport& dut) {
    if (dut.virtual_routers.empty()) return "";
    tester::LabTable table{"Virtual routers that it advertises",
                           {"VRID", "family", "version", "priority", "interval", "addresses"},
                           {}};
    const auto shown = std::min(dut.virtual_routers.size(), most_routers);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& router = dut.virtual_routers[i];
        table.rows.push_back({fmt::format("{}", router.vrid), router.family,
                              fmt::format("VRRPv{}", router.version), fmt::format("{}", router.priority),
                              fmt::format("{:g} s", router.interval_seconds),
                              fmt::format("{}", fmt::join(router.addresses, ", "))});
    }
    auto html = html_table(table);
    if (dut.virtual_routers.size() > shown)
        html += fmt::format("<p class=\"note\">and {}</p>",
                            count_text(dut.virtual_routers.size() - shown, "further virtual router"));
    // One or two are seen at once; dozens would push the findings away.
    constexpr std::size_t few = 4;
    if (dut.virtual_routers.size() <= few) return html;
    return fmt::format("<details><summary>{}</summary>{}</details>\n",
                       count_text(dut.virtual_routers.size(), "virtual router"), html);
}

std::string link_html(const RunResult& result) {
    const auto& link = result.link;
    std::string html;
    if (!link.interface.empty()) {
        auto text = link.interface;
        if (!link.tester_address.empty()) text += ", tester " + link.tester_address;
        if (!link.tester_mac.empty()) text += " at " + link.tester_mac;
        text += fmt::format("; {}, {} dropped", count_text(link.frames_seen, "frame"), link.frames_dropped);
        html += html_fact("Link", text);
    }
    auto timing = "tolerance " + tolerance_text(result.tolerance);
    if (!link.interface.empty())
        timing += fmt::format("; this host was at most {:.1f} ms late", link.worst_scheduling_delay_ms);
    return html + html_fact("Timing", timing);
}

}  // namespace

std::string html_header(const RunResult& result) {
    const auto verdict = verdict_of(result);
    auto html = fmt::format("<header class=\"top\"><div><p class=\"brand\"><strong>vrrptest</strong> {}",
                            html_text(result.tool_version, 80));
    if (!result.suites.empty())
        html += " \xc2\xb7 " + html_text(fmt::format("{}", fmt::join(result.suites, ", ")), 200);
    if (!result.started.empty())
        html += " \xc2\xb7 <time>" + html_text(moment_text(result.started), 80) + "</time>";
    html += fmt::format("</p>\n<h1 class=\"{}\">{}{}</h1>\n", outcome_class(verdict.outcome),
                        html_text(verdict.sentence), which_html(verdict));
    return html + counts_html(result) + "</div></header>\n";
}

std::string html_device(const RunResult& result) {
    const auto& dut = result.dut;
    // A capture has its own, unless a whole run was judged again.
    if (!result.captures.empty() && dut.address.empty()) return "";
    std::string facts;
    if (!dut.address.empty())
        facts += html_fact("Address", dut.mac.empty() ? dut.address : dut.address + " at " + dut.mac);
    // What a lab says of itself is not about one device's habits.
    if (dut.address.empty())
        for (const auto& [name, value] : dut.facts) facts += html_fact(name, value);
    else
        facts += habits_html(dut);
    facts += link_html(result) + html_fact("Command", result.command_line);
    return fmt::format(
        "<section id=\"device\"><h2>{}</h2><div class=\"card\"><dl class=\"facts\">{}</dl>"
        "{}{}</div></section>\n",
        dut.address.empty() ? "The run" : "The device", facts, routers_html(dut),
        dut.address.empty() ? "" : further_habits_html(dut));
}

}  // namespace reports
