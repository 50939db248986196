#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "reports/file.hpp"
#include "reports/version_matrix.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/result_files.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

struct MatrixOptions {
    std::vector<std::string> files;
    std::string html, markdown;
    ResultLook look;
};

struct Column {
    std::string name, path;
};

/// "2.2.8=result.json", or a path by its stem. A file whose name holds "=" is meant where there is one.
Column column_of(const std::string& word) {
    const auto equals = word.find('=');
    std::error_code error;
    const bool is_path = equals == std::string::npos || std::filesystem::exists(word, error);
    if (is_path) return {std::filesystem::path(word).stem().string(), word};
    if (equals == 0 || equals + 1 == word.size())
        throw tester::UsageError("'" + word + "' is no column; write NAME=FILE or a file");
    return {word.substr(0, equals), word.substr(equals + 1)};
}

int matrix(const MatrixOptions& options) {
    if (options.files.size() < 2)
        throw tester::UsageError("a matrix needs two results or more; write 'vrrptest matrix A.json B.json'");
    const auto look = options.look.look();
    std::vector<Column> columns;
    std::vector<std::string> paths;
    for (const auto& word : options.files) {
        columns.push_back(column_of(word));
        paths.push_back(columns.back().path);
    }
    require_different(paths);
    if (!options.html.empty() && options.html == options.markdown)
        throw tester::UsageError("--html and --markdown name the same file; give each its own");
    for (const auto* path : {&options.html, &options.markdown})
        if (!path->empty()) require_writable(*path);
    std::vector<reports::NamedResult> results;
    for (const auto& column : columns) results.push_back({column.name, result_of_file(column.path)});
    const auto made = reports::version_matrix(results);
    if (!options.html.empty()) reports::write_whole(options.html, reports::version_matrix_html(made));
    if (!options.markdown.empty())
        reports::write_whole(options.markdown, reports::version_matrix_markdown(made));
    if (options.html != "-" && options.markdown != "-") print_text(reports::version_matrix_text(made, look));
    return 0;
}

}  // namespace

Action add_matrix(CLI::App& app) {
    const auto options = std::make_shared<MatrixOptions>();
    app.add_option("files", options->files, "results of --json, one a column, named by their files or so")
        ->type_name("[NAME=]FILE...");
    app.add_option("--html", options->html, "write a page ('-': standard output)")->type_name("FILE");
    app.add_option("--markdown", options->markdown, "write Markdown ('-': standard output)")
        ->type_name("FILE");
    options->look.add_to(app);
    app.footer("  vrrptest matrix 2.2.7=old.json 2.2.8=new.json --html matrix.html");
    return [options] { return matrix(*options); };
}

}  // namespace cli
