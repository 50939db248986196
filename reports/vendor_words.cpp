#include "reports/vendor_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/detail.hpp"
#include "reports/verdict.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::RunResult;

// A mail, not a dump.
constexpr std::size_t most_frames = 4;
constexpr std::size_t most_octets = 256;

/// The words of a command line, as shell_word wrote them: quotes keep a word together.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    bool begun = false;
    bool escaped = false;
    for (const char c : line) {
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                word += c;
            }
        } else if (escaped) {
            word += c;
            escaped = false;
        } else if (c == '\\') {
            escaped = begun = true;
        } else if (c == '\'' || c == '"') {
            quote = c;
            begun = true;
        } else if (c == ' ') {
            if (begun) words.push_back(std::exchange(word, ""));
            begun = false;
        } else {
            word += c;
            begun = true;
        }
    }
    if (begun) words.push_back(word);
    return words;
}

bool is_one_of(const std::string& word, const auto& list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array with_value{"--junit", "--json",    "--html",     "--markdown", "--junit-dialect",
                                "--pcap",  "--pcapng",  "--case",     "--exclude",  "--profile",
                                "--shard", "--suite",   "--progress", "--color",    "--baseline",
                                "--jobs",  "--scenario"};
constexpr std::array flags{"-q", "--quiet", "-v", "--verbose", "--github", "--list"};

/// What remains of a command when its reports and its selection are taken away.
std::vector<std::string> bare(const std::vector<std::string>& words) {
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (is_one_of(word, flags)) continue;
        if (is_one_of(word, with_value)) {
            ++i;  // its value, too
            continue;
        }
        if (is_one_of(word.substr(0, word.find('=')), with_value)) continue;
        kept.push_back(word);
    }
    return kept;
}

std::vector<std::string> interop_command(const CaseResult& one) {
    std::vector<std::string> words{"vrrptest", "interop"};
    auto rest = one.subject;
    for (auto at = rest.find(" > "); at != std::string::npos; at = rest.find(" > ")) {
        words.push_back(rest.substr(0, at));
        rest.erase(0, at + 3);
    }
    words.push_back(rest);
    words.insert(words.end(), {"--scenario", one.id.substr(one.id.find('/') + 1)});
    return words;
}

class Letter {
  public:
    Letter(const RunResult& result, const std::vector<const CaseResult*>& cases)
        : result_(result), cases_(cases), one_(*cases.front()) {}

    std::string text() {
        const auto says = one_.says.empty() ? one_.id : one_.says;
        text_ = clean(one_.outcome == tester::Outcome::fail ? "Violated: " + says : "Not followed: " + says);
        text_ += "\n\n";
        add("Device", device());
        add("Case", fmt::format("{} ({})", one_.id, where(one_)));
        add("Clause", clause_text(one_));
        add("Expected", one_.expected);
        add("Observed", one_.observed);
        for (const auto& check : one_.checks)
            if (!check.held) add("Timing", timing_text(check));
        if (one_.virtual_router) add("Virtual router", router_text(*one_.virtual_router));
        if (cases_.size() > 1) add("Also in", others());
        frames();
        text_ += fmt::format("\nTo reproduce:\n  {}\n", clean(reproduction_command(result_, one_)));
        text_ += "\n" +
                 clean(fmt::format("Judged by vrrptest {} on {}, tolerance {}.", result_.tool_version,
                                   result_.started, tolerance_text(result_.tolerance))) +
                 "\n";
        return std::move(text_);
    }

  private:
    void add(std::string_view name, std::string_view value) {
        const auto safe = clip(clean(value), 1000);
        if (!safe.empty()) text_ += fmt::format("{:<15} {}\n", std::string(name) + ":", safe);
    }

    std::string device() const {
        auto text = one_.subject.empty() ? subject_text(result_) : one_.subject;
        if (!result_.dut.mac.empty()) text += " (" + result_.dut.mac + ")";
        const auto likely = result_.dut.facts.find("likely implementation");
        if (likely != result_.dut.facts.end() && likely->second.starts_with("looks like"))
            text += ", " + likely->second.substr(0, likely->second.find(':'));
        return text;
    }

    static std::string where(const CaseResult& one) {
        return fmt::format("{}", fmt::join(whereabouts(one), ", "));
    }

    std::string others() const {
        std::vector<std::string> words;
        for (std::size_t i = 1; i < cases_.size(); ++i) words.push_back(where(*cases_[i]));
        constexpr std::size_t most = 12;
        const auto left = words.size() > most ? words.size() - most : 0;
        words.resize(words.size() - left);
        if (left > 0) words.push_back(fmt::format("{} more", left));
        return fmt::format("{}", fmt::join(words, "; "));
    }

    /// Those that violate, and what came before them.
    void frames() {
        std::vector<const tester::CitedFrame*> chosen;
        for (const bool violates : {true, false})
            for (const auto& frame : one_.frames)
                if ((frame.role == "violates") == violates && chosen.size() < most_frames)
                    chosen.push_back(&frame);
        std::sort(chosen.begin(), chosen.end(), [](auto* a, auto* b) { return a->number < b->number; });
        if (!chosen.empty()) text_ += "\nFrames:\n";
        for (const auto* frame : chosen) {
            text_ += clip(clean(fmt::format("  {} at {:.6f} s, {}: {}", frame->number, frame->time_seconds,
                                            frame->role, frame->summary)),
                          1000) +
                     "\n";
            octets(frame->hex);
        }
        if (one_.frames.size() > chosen.size())
            text_ +=
                fmt::format("  and {}\n", count_text(one_.frames.size() - chosen.size(), "further frame"));
    }

    void octets(const std::string& hex) {
        std::string digits;
        for (const char c : hex)
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) digits += c;
        const auto shown = std::min(digits.size() / 2, most_octets);
        for (std::size_t at = 0; at < shown; ++at) {
            if (at % 16 == 0) text_ += fmt::format("{}    {:04x} ", at == 0 ? "" : "\n", at);
            text_ += fmt::format(" {}", digits.substr(at * 2, 2));
        }
        if (shown > 0) text_ += "\n";
        if (digits.size() / 2 > shown)
            text_ += fmt::format("    and {}\n", count_text(digits.size() / 2 - shown, "further octet"));
    }

    const RunResult& result_;
    const std::vector<const CaseResult*>& cases_;
    const CaseResult& one_;
    std::string text_;
};

}  // namespace

std::string shell_word(const std::string& word) {
    static constexpr std::string_view harmless =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=@%+";
    if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string reproduction_command(const RunResult& result, const CaseResult& one) {
    const bool is_interop = one.suite == "interop";
    auto words = is_interop ? interop_command(one) : bare(words_of(result.command_line));
    // A lab of several routers is one story, of which no part can be played alone.
    if (!is_interop && one.suite != "lab") {
        const bool names_suite = result.command_line.find("--suite") != std::string::npos;
        if (names_suite) words.insert(words.end(), {"--suite", one.suite});
        words.insert(words.end(), {"--case", one.id});
    }
    if (!one.profile.empty() && one.suite != "lab") words.insert(words.end(), {"--profile", one.profile});
    std::string command;
    for (const auto& word : words) command += (command.empty() ? "" : " ") + shell_word(word);
    return command;
}

std::string vendor_words(const RunResult& result, const std::vector<const CaseResult*>& cases) {
    return Letter(result, cases).text();
}

}  // namespace reports
