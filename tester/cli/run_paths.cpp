#include "tester/cli/run_paths.hpp"

#include <filesystem>
#include <system_error>

#include "tester/cli/selection_list.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directory(folder, error);
    if (error)
        throw tester::UsageError("--pcapng cannot make the folder " + folder.string() + ": " +
                                 error.message());
}

}  // namespace

RunPaths run_paths(const std::string& path, const std::string& router) {
    if (path.empty()) return {};
    std::error_code ignored;
    if (path.back() != '/' && !std::filesystem::is_directory(path, ignored)) {
        std::filesystem::path file(path);
        if (!router.empty() && path != "-") file.replace_extension("." + router + file.extension().string());
        check_capture_path(file.string(), "--pcapng");
        return {file.string(), {}};
    }
    std::filesystem::path folder(path);
    make_folder(folder);
    if (!router.empty()) make_folder(folder /= router);
    RunPaths paths{(folder / "run.pcapng").string(), folder.string()};
    check_capture_path(paths.run, "--pcapng");
    return paths;
}

}  // namespace cli
