#include "reports/html_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using Cases = std::vector<const CaseResult*>;

/// A page of a thousand tables opens slowly: where not all that passed can be told in full in this much, none
/// of it is.
constexpr std::size_t most_for_full_passes = 700'000;

}  // namespace

TrimmedCases::TrimmedCases(const tester::RunResult& result, const HtmlAnchors& anchors, std::size_t octets)
    : result_(result), anchors_(anchors) {
    shown_.reserve(result.cases.size());
    std::size_t used = 0;
    for (const auto& one : result.cases) {
        shown_.push_back({html_case(one, anchors, Evidence::line), Evidence::line});
        used += shown_.back().html.size();
    }
    spare_ = octets > used ? octets - used : 0;
    give_all(troubled());
    Cases passed;
    for (const auto& one : result.cases)
        if (one.outcome == Outcome::pass) passed.push_back(&one);
    give_alike(passed);
}

TrimmedCases::Shown& TrimmedCases::at(const CaseResult& one) {
    return shown_.at(static_cast<std::size_t>(&one - result_.cases.data()));
}

const std::string& TrimmedCases::of(const CaseResult& one) const {
    return shown_.at(static_cast<std::size_t>(&one - result_.cases.data())).html;
}

/// In the order in which they get room.
Cases TrimmedCases::troubled() const {
    Cases first, repeated;
    for (const auto outcome : {Outcome::fail, Outcome::xpass, Outcome::advisory, Outcome::inconclusive,
                               Outcome::error, Outcome::xfail}) {
        std::set<std::string> ids;
        for (const auto& one : result_.cases)
            if (one.outcome == outcome) (ids.insert(one.id).second ? first : repeated).push_back(&one);
    }
    first.insert(first.end(), repeated.begin(), repeated.end());
    return first;
}

void TrimmedCases::give_all(const Cases& cases) {
    for (const auto* one : cases) {
        auto& shown = at(*one);
        for (const auto evidence : {Evidence::full, Evidence::frames, Evidence::brief}) {
            auto html = html_case(*one, anchors_, evidence);
            const auto more = html.size() - std::min(html.size(), shown.html.size());
            if (more > spare_) continue;
            spare_ -= more;
            shown = {std::move(html), evidence};
            break;
        }
        if (shown.evidence != Evidence::full && !one->frames.empty()) ++trimmed_troubles_;
    }
}

void TrimmedCases::give_alike(const Cases& cases) {
    passes_show_ = Evidence::line;
    for (const auto evidence : {Evidence::full, Evidence::frames, Evidence::brief}) {
        const auto room = evidence == Evidence::full ? std::min(spare_, most_for_full_passes) : spare_;
        std::vector<std::string> texts;
        std::size_t used = 0;
        for (const auto* one : cases) {
            texts.push_back(html_case(*one, anchors_, evidence));
            const auto before = at(*one).html.size();
            used += texts.back().size() - std::min(texts.back().size(), before);
            if (used > room) break;
        }
        if (used > room) continue;
        for (std::size_t i = 0; i < cases.size(); ++i) at(*cases[i]) = {std::move(texts[i]), evidence};
        spare_ -= used;
        passes_show_ = evidence;
        break;
    }
    if (passes_show_ != Evidence::full)
        trimmed_passes_ = static_cast<std::size_t>(
            std::count_if(cases.begin(), cases.end(), [](auto* one) { return !one->frames.empty(); }));
}

std::string TrimmedCases::note() const {
    if (trimmed_passes_ + trimmed_troubles_ == 0) return "";
    std::string text = "To keep this page small, ";
    if (trimmed_troubles_ > 0)
        text += fmt::format("{} that did not pass {} only a part of {} evidence",
                            count_text(trimmed_troubles_, "case"), trimmed_troubles_ == 1 ? "shows" : "show",
                            trimmed_troubles_ == 1 ? "its" : "their");
    if (trimmed_troubles_ > 0 && trimmed_passes_ > 0) text += ", and ";
    if (trimmed_passes_ > 0) {
        static constexpr std::string_view what[] = {"neither checks nor frames", "their checks but no frames",
                                                    "their frames as a line each, without fields and octets"};
        text += fmt::format("the {} that passed show {}", count_text(trimmed_passes_, "case"),
                            what[static_cast<std::size_t>(passes_show_)]);
    }
    return text + ". The JSON report has all of it (--json), and --case shows fewer cases in full.";
}

}  // namespace reports
