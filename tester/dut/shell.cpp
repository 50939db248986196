#include "tester/dut/shell.hpp"

#include <fmt/format.h>

#include <cctype>
#include <sstream>

#include "tester/dut/driver.hpp"

namespace tester {
namespace {

/// Splits a line into words as a shell does, without its expansions.
class WordReader {
  public:
    explicit WordReader(const std::string& text) : text_(text) {}

    Arguments words() {
        Arguments found;
        while (skip_blanks()) found.push_back(word());
        return found;
    }

  private:
    bool skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
        return at_ < text_.size();
    }

    std::string word() {
        std::string word;
        while (at_ < text_.size() && !std::isspace(static_cast<unsigned char>(text_[at_]))) {
            const char c = text_[at_++];
            if (c == '\'' || c == '"')
                quoted(c, word);
            else if (c == '\\' && at_ < text_.size())
                word += text_[at_++];
            else
                word += c;
        }
        return word;
    }

    void quoted(char quote, std::string& word) {
        while (at_ < text_.size() && text_[at_] != quote) {
            const bool escapes = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
                                 (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
            if (escapes) ++at_;
            word += text_[at_++];
        }
        if (at_++ >= text_.size())
            throw DriverError(fmt::format("the shell command ({}) has a quote that is not closed", text_));
    }

    const std::string& text_;
    std::size_t at_ = 0;
};

}  // namespace

DeviceShell DeviceShell::parse(const std::string& text) {
    return DeviceShell(WordReader(text).words());
}

CommandResult DeviceShell::run(const std::string& script, engine::Duration limit) const {
    Arguments command = prefix_;
    command.insert(command.end(), {"sh", "-s"});
    return run_command_with_input(command, script, limit, hurry_.get());
}

std::string DeviceShell::run_or_throw(const std::string& script, const std::string& what,
                                      engine::Duration limit) const {
    auto result = run(script, limit);
    if (result.timed_out)
        throw DriverError(fmt::format("the device did not {} within {:g} s: {}", what, engine::seconds(limit),
                                      last_lines(result.output)));
    if (result.status == 0) return std::move(result.output);
    if (result.status == refused) throw DriverError(last_lines(result.output, 1));
    if (result.status == 127 && result.output.empty() && !prefix_.empty())
        throw DriverError(
            fmt::format("the device did not {}: there is no program '{}' here", what, prefix_.front()));
    throw DriverError(fmt::format("the device did not {} (exit code {}): {}", what, result.status,
                                  last_lines(result.output)));
}

std::string quoted_for_shell(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

std::string writing_of(const std::string& path, const std::string& text) {
    std::string end = "end-of-this-file";
    while (text.find(end) != std::string::npos) end += '-';
    const bool has_last_newline = text.empty() || text.back() == '\n';
    return fmt::format("cat > {} <<'{}'\n{}{}{}\n", path, end, text, has_last_newline ? "" : "\n", end);
}

std::string last_lines(const std::string& output, int most) {
    std::vector<std::string> lines;
    std::istringstream text(output);
    for (std::string line; std::getline(text, line);)
        if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
    if (lines.empty()) return "it said nothing";
    const auto count = std::min(lines.size(), static_cast<std::size_t>(most));
    return fmt::format("{}", fmt::join(lines.end() - static_cast<std::ptrdiff_t>(count), lines.end(), " / "));
}

}  // namespace tester
