#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tester/run/result.hpp"

namespace reports {

/// A run as Markdown for a pull request or GITHUB_STEP_SUMMARY: the verdict in a sentence, counts, what
/// failed with clause, expected, observed and frames to unfold, and what was found out about the device. At
/// most most_of_markdown octets: what does not fit is counted.
std::string markdown(const tester::RunResult& result);

/// GitHub takes 1 MiB of a step's summary, and none of one that is larger.
inline constexpr std::size_t most_of_markdown = 1'000'000;

/// One line in which nothing is Markdown, HTML, a link, or a mention of somebody. May stand in a table or
/// behind something else, not at the start of a line, where a dash or a number begins a list.
std::string markdown_escaped(std::string_view text);

/// The same as code, in a table too.
std::string markdown_code(std::string_view text);

/// Lines as they are, in a block of their own.
std::string markdown_lines(std::string_view lines);

/// "3 failed" in the one sentence that says what came of a run: "FAIL: 3 of 41 cases failed, ...".
std::string verdict_sentence(const tester::RunResult& result);

/// Markdown that grows no larger than its bound, and says where something was left out.
class MarkdownText {
  public:
    explicit MarkdownText(std::size_t most) : most_(most) {}
    /// What is short and has to be there; room for it is kept.
    void add(std::string_view text);
    /// A part that may be left out where it does not fit; from the first one on all are. False then.
    bool add_if_room(std::string_view text);
    std::string finish() &&;

  private:
    std::size_t most_;
    std::size_t left_out_ = 0;
    std::string text_;
};

}  // namespace reports
