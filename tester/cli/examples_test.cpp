#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <sstream>

#include "tester/cli/cli_for_tests.hpp"

// The pipelines of ci/examples are for copying: what they write must be what the program reads.

namespace {

namespace fs = std::filesystem;

const fs::path examples = fs::path(VRRPTEST_SOURCE_DIR) / "ci" / "examples";

/// Continued lines as one, comments gone, what the pipeline puts in as a word.
std::string flat(std::string text) {
    text = std::regex_replace(text, std::regex(R"(\\\n\s*)"), " ");
    text = std::regex_replace(text, std::regex(R"(\$\{\{[^}]*\}\})"), "1");
    return std::regex_replace(text, std::regex(R"((^|\n)\s*(#|//)[^\n]*)"), "\n");
}

/// As a shell splits it, up to what ends the command.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, ""));
    };
    for (const char c : line) {
        if (quote != 0 && c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (quote == 0 && std::string_view("|;&><").find(c) != std::string_view::npos) {
            break;
        } else if (quote == 0 && c == ' ') {
            end_word();
        } else {
            word += c;
        }
    }
    end_word();
    return words;
}

std::vector<std::vector<std::string>> command_lines(const fs::path& file) {
    static const std::regex command(
        R"((^|[\s'"/])vrrptest( +(-|run|lab|interop|replay|watch|diff|matrix|baseline|config|list|explain)[^\n]*))");
    std::istringstream lines(flat(tester::read_text(file)));
    std::vector<std::vector<std::string>> found;
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, command)) continue;
        auto words = words_of(match[2]);
        words.insert(words.begin(), "vrrptest");
        found.push_back(words);
    }
    return found;
}

}  // namespace

TEST_CASE("every command line of the example pipelines is one that the program reads", "[cli]") {
    for (const auto& [name, least] :
         {std::pair{"github-actions.yml", 4}, {"gitlab-ci.yml", 4}, {"Jenkinsfile", 4}}) {
        const auto found = command_lines(examples / name);
        CAPTURE(name);
        CHECK(found.size() >= static_cast<std::size_t>(least));
        for (const auto& words : found) {
            std::vector<const char*> arguments;
            for (const auto& word : words) arguments.push_back(word.c_str());
            CAPTURE(words);
            CHECK(cli::check_command_line(static_cast<int>(arguments.size()), arguments.data()) == 0);
        }
    }
}

TEST_CASE("a command line that the program does not read is found", "[cli]") {
    const tester::TemporaryDirectory folder;
    const cli::test::Redirection err(stderr, folder.path() / "err");
    const char* wrong[] = {"vrrptest", "replay", "x.pcap", "--jnuit", "x.xml"};
    CHECK(cli::check_command_line(5, wrong) == 2);
    CHECK(words_of("vrrptest --a 'b c' \"d\" | tee x") ==
          std::vector<std::string>{"vrrptest", "--a", "b c", "d"});
}

TEST_CASE("the example pipelines are YAML", "[cli]") {
    if (std::system("python3 -c 'import yaml' >/dev/null 2>&1") != 0) {
        WARN("not checked: python3 has no yaml");
        return;
    }
    for (const auto* name : {"github-actions.yml", "gitlab-ci.yml"}) {
        const auto command = "python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' '" +
                             (examples / name).string() + "' >/dev/null 2>&1";
        CAPTURE(name);
        CHECK(std::system(command.c_str()) == 0);
    }
}
