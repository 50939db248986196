#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tester/run/result.hpp"

// Pieces of HTML that several parts of a report need. What they are given is plain text unless its name says
// HTML; all of it is escaped, and clipped to what a page can bear.

namespace reports {

/// Escaped, at most `octets` of it; says where something was cut.
std::string html_text(std::string_view text, std::size_t octets = 2000);

/// The outcome's word in its colour: "FAIL".
std::string html_status(tester::Outcome outcome);

/// "o-fail", the class of what has this outcome.
std::string outcome_class(tester::Outcome outcome);

/// A line of a <dl class="facts">; empty where there is no value.
std::string html_fact(std::string_view name, std::string_view value);
std::string html_fact_of_html(std::string_view name, const std::string& value_html);

/// A table that scrolls inside its box, as a keyboard can, too. `name` is what a screen reader calls it.
std::string html_scroll(std::string_view name, const std::string& table_html);

/// A picture in a box of the same kind.
std::string html_picture(std::string_view name, const std::string& svg);

std::string html_table(const tester::LabTable& table);

/// Letters, digits, dashes and underscores: an id that needs no quoting in a link.
std::string html_id(std::string_view text);

/// The id that each case of a result has on its page: "case-tx-ttl-is-255-v3-ipv4". Only namesakes get their
/// suite and a number, so that a link outlives the next run.
class HtmlAnchors {
  public:
    explicit HtmlAnchors(const tester::RunResult& result);
    /// One of the result's cases.
    const std::string& of(const tester::CaseResult& one) const;
    /// A link to it, with its profile and whatever else tells it from its namesakes.
    std::string link(const tester::CaseResult& one) const;

  private:
    const tester::RunResult& result_;
    std::vector<std::string> ids_;
};

/// What tells a case from those of the same id: "v3-ipv4 · rfc5798 · VRID 10".
std::string where_text(const tester::CaseResult& one);

}  // namespace reports
