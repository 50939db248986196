#include "tester/lab/leftovers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <sstream>

#include "tester/dut/process.hpp"

namespace tester {
namespace {

namespace fs = std::filesystem;

/// The number at the beginning of a text, if it is followed by `end`; 0 if not.
pid_t leading_number(std::string_view text, std::string_view end) {
    pid_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto rest = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
    return parsed.ec == std::errc{} && number > 0 && rest.rfind(end, 0) == 0 ? number : 0;
}

ino_t inode_of(const std::string& path) {
    struct stat facts {};
    return stat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
}

/// The processes in a namespace, without this one, which may be in there through a NamespaceGuard.
std::vector<pid_t> processes_in(ino_t inode) {
    std::vector<pid_t> pids;
    if (inode == 0) return pids;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const auto name = entry.path().filename().string();
        const pid_t pid = leading_number(name, "");
        const bool is_other = pid > 1 && pid != getpid();
        if (is_other && inode_of(entry.path() / "ns/net") == inode) pids.push_back(pid);
    }
    return pids;
}

/// True for a folder, no link to one, that this user made: anybody may make names where temporary files are.
bool is_own_folder(const fs::path& path) {
    struct stat facts {};
    return lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == geteuid();
}

std::vector<fs::path> own_temporary_folders(std::string_view prefix) {
    std::vector<fs::path> folders;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), ignored)) {
        const auto name = entry.path().filename().string();
        if (name.rfind(prefix, 0) == 0 && is_own_folder(entry.path())) folders.push_back(entry.path());
    }
    return folders;
}

/// A device that could no longer be reached could not be cleaned by its driver: a driver's folder names the
/// namespace, the machine and the tester that it belongs to.
void remove_device_folders(ino_t inode) {
    for (const auto& folder : own_temporary_folders("vrrptest-dut.")) {
        std::istringstream made_by(read_text(folder / "made-by"));
        std::string where, machine;
        pid_t tester = 0;
        made_by >> where >> machine >> tester;
        const bool is_there = where == "net:[" + std::to_string(inode) + "]";
        if (!is_there || (tester != getpid() && is_alive(tester))) continue;
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
}

void remove_temporary_folders_of_the_dead() {
    for (const auto& folder : own_temporary_folders(TemporaryDirectory::prefix)) {
        const auto name = folder.filename().string();
        const pid_t tester = leading_number(name.substr(TemporaryDirectory::prefix.size()), "-");
        if (tester == 0 || is_alive(tester) || !fs::exists(folder / TemporaryDirectory::marker)) continue;
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
}

bool is_name_of_the_dead(const std::string& name) {
    if (name.rfind(lab_name_prefix, 0) != 0) return false;
    const pid_t tester = leading_number(name.substr(lab_name_prefix.size()), "-");
    return tester != 0 && !is_alive(tester);
}

bool has_marker(const std::string& network_namespace) {
    const auto shown = run_command({"ip", "-n", network_namespace, "link", "show", "dev", "lo"});
    return shown.status == 0 && shown.output.find("alias " + std::string(lab_marker)) != std::string::npos;
}

}  // namespace

ino_t namespace_inode(const std::string& name) {
    return inode_of("/run/netns/" + name);
}

void remove_namespace(const LabNamespace& which) {
    const auto pids = processes_in(which.inode);
    if (!pids.empty()) end_processes(pids);
    run_command({"ip", "netns", "del", which.name});
    remove_device_folders(which.inode);
}

std::vector<std::string> remove_leftovers() {
    std::vector<std::string> removed;
    std::istringstream lines(run_command({"ip", "netns", "list"}).output);
    // All after the first word of a line is a comment: "NAME (id: 3)".
    for (std::string line, name; std::getline(lines, line);) {
        if (!(std::istringstream(line) >> name) || !is_name_of_the_dead(name) || !has_marker(name)) continue;
        remove_namespace({name, namespace_inode(name)});
        removed.push_back(name);
    }
    remove_temporary_folders_of_the_dead();
    return removed;
}

}  // namespace tester
