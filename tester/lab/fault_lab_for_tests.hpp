#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tester/cli/cli_for_tests.hpp"
#include "tester/dut/driver_lab_for_tests.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/leftovers.hpp"
#include "tester/lab/topology.hpp"

/// The whole program in a process of its own, so that a test can hurt it and what it started.
namespace tester::fault_tests {

using namespace std::chrono_literals;
using engine::Duration;

class RunningTester {
  public:
    /// In a network namespace, if one is named. Adds --json and --progress.
    explicit RunningTester(std::vector<std::string> arguments, const std::string& network_namespace = {}) {
        arguments.insert(arguments.begin(), "vrrptest");
        arguments.insert(arguments.end(), {"--json", file("run.json"), "--progress", "plain"});
        began_ = std::chrono::steady_clock::now();
        pid_ = fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) become(arguments, network_namespace);
        id_ = pid_;
    }
    RunningTester(const RunningTester&) = delete;
    RunningTester& operator=(const RunningTester&) = delete;
    ~RunningTester() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        remove_leftovers();
    }

    pid_t pid() const { return id_; }
    /// The namespace of a host of its lab, which counts on from the labs that the test program had before.
    std::string host(const std::string& name) const {
        const auto begin = std::string(lab_name_prefix) + std::to_string(id_) + "-";
        std::istringstream names(run_command({"ip", "netns", "list"}).output);
        for (std::string each; names >> each;)
            if (each.starts_with(begin) && each.ends_with("-" + name)) return each;
        return begin + "0-" + name;
    }
    std::string said() const { return read_text(file("out")) + read_text(file("err")); }
    std::string complaint() const { return read_text(file("err")); }
    void signal(int number) const { ::kill(pid_, number); }

    /// 128 plus the signal that ended it; -1 if it did not end in time.
    int wait(Duration limit) {
        int status = 0;
        if (!wait_until([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, limit)) return -1;
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    Duration lived() const { return std::chrono::steady_clock::now() - began_; }

    nlohmann::json report() const {
        const auto text = read_text(file("run.json"));
        return text.empty() ? nlohmann::json() : nlohmann::json::parse(text);
    }

    /// The processes in a namespace with this name, as /proc/PID/comm has it.
    std::vector<pid_t> processes(const std::string& where, const std::string& comm) const {
        std::vector<pid_t> found;
        std::istringstream pids(run_command({"ip", "netns", "pids", host(where)}).output);
        for (pid_t pid = 0; pids >> pid;)
            if (name_of(pid) == comm + "\n") found.push_back(pid);
        return found;
    }

    /// Nothing in the kernel, the process table or /tmp bears its id.
    void check_nothing_left() const {
        const auto name = std::string(lab_name_prefix) + std::to_string(id_) + "-";
        CHECK(run_command({"ip", "netns", "list"}).output.find(name) == std::string::npos);
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
            const auto path = entry.path().string();
            CAPTURE(path);
            CHECK(entry.path().filename().string().rfind(name, 0) != 0);
            const auto made_by = read_text(entry.path() / "made-by");
            const auto end = " " + std::to_string(id_) + "\n";
            CHECK((made_by.size() < end.size() ||
                   made_by.compare(made_by.size() - end.size(), end.size(), end) != 0));
        }
    }

  private:
    /// Empty for a process that has just ended: its file can be opened still, and not be read any more.
    static std::string name_of(pid_t pid) {
        try {
            return read_text("/proc/" + std::to_string(pid) + "/comm");
        } catch (const std::ios_base::failure&) {
            return {};
        }
    }

    [[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& where) {
        // Catch2 has its own handlers, which are not for this one.
        for (const int number : {SIGINT, SIGTERM, SIGABRT, SIGSEGV}) ::signal(number, SIG_DFL);
        int code = 126;
        try {
            if (!where.empty()) enter(where);
            const cli::test::Redirection out(stdout, file("out"));
            const cli::test::Redirection err(stderr, file("err"));
            std::vector<const char*> words;
            for (const auto& argument : arguments) words.push_back(argument.c_str());
            code = cli::run(static_cast<int>(words.size()), words.data());
        } catch (const std::exception& error) {
            std::ofstream(file("err"), std::ios::app) << error.what() << '\n';
        }
        _exit(code);
    }
    std::string file(const char* name) const { return folder_.path() / name; }

    TemporaryDirectory folder_;
    pid_t pid_ = 0;
    pid_t id_ = 0;
    std::chrono::steady_clock::time_point began_;
};

/// How many cases came to each outcome.
inline int count(const nlohmann::json& report, const char* outcome) {
    int found = 0;
    for (const auto& one : report["cases"]) found += one["outcome"] == outcome;
    return found;
}

/// True if some case has this outcome and a reason with this in it.
inline bool has(const nlohmann::json& report, const char* outcome, const std::string& part) {
    for (const auto& one : report["cases"])
        if (one["outcome"] == outcome && one["reason"].get<std::string>().find(part) != std::string::npos)
            return true;
    return false;
}

inline bool is_one_sentence(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

}  // namespace tester::fault_tests
