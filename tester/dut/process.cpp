#include "tester/dut/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace tester {
namespace {

using engine::Duration;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<char*> to_argv(const Arguments& arguments) {
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    return argv;
}

/// Signals are blocked here until they have their default meaning again: the tester's own handlers are not
/// for a process that is about to become another program.
void forget_handlers() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* argv, int input, int output, pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(126);  // The tester died before the line above.
    forget_handlers();
    dup2(input < 0 ? open("/dev/null", O_RDONLY) : input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    // No router may keep a capture socket of ours open.
    close_range(3, ~0U, 0);
    execvp(argv[0], argv);
    _exit(127);
}

/// Without an input (-1) the program finds its standard input at its end.
pid_t spawn(const Arguments& arguments, int output, int input = -1) {
    const auto argv = to_argv(arguments);
    const pid_t parent = getpid();
    sigset_t all;
    sigset_t old;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    const pid_t pid = fork();
    if (pid == 0) become(argv.data(), input, output, parent);
    const int error = errno;
    sigprocmask(SIG_SETMASK, &old, nullptr);
    if (pid < 0) throw std::system_error(error, std::generic_category(), "fork");
    // Done on both sides, so that the group exists whoever is first.
    setpgid(pid, pid);
    return pid;
}

/// Reads until the end, or until the limit has passed (false).
bool read_all(int descriptor, std::string& text, Duration limit, const Hurry* hurry) {
    using std::chrono::milliseconds;
    auto until = Clock::now() + limit;
    bool in_hurry = false;
    std::array<char, 4096> piece{};
    for (;;) {
        if (!in_hurry && hurry && hurry->is_pressed()) {
            in_hurry = true;
            until = std::min(until, Clock::now() + Hurry::grace);
        }
        auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
        if (left <= 0) return false;
        // Nothing wakes this wait when somebody is in a hurry.
        if (hurry && !in_hurry) left = std::min<std::int64_t>(left, 50);
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = poll(&waiting, 1, static_cast<int>(left));
        if (ready <= 0) continue;  // A signal, the time is over, or it is time to look for a hurry.
        const auto got = read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return true;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// True if the child has ended; it stays a zombie, so that its id and its group's are not given to anybody
/// else yet.
bool has_ended(pid_t pid) {
    siginfo_t info{};
    const int status = waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
    return status == 0 ? info.si_pid == pid : errno == ECHILD;
}

}  // namespace

namespace {

CommandResult run_with(int input, const Arguments& arguments, Duration limit, const Hurry* hurry) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    const pid_t pid = spawn(arguments, ends[1], input);
    close(ends[1]);
    CommandResult result;
    result.timed_out = !read_all(ends[0], result.output, limit, hurry);
    close(ends[0]);
    if (result.timed_out) kill(-pid, SIGKILL);
    result.status = wait_for(pid);
    return result;
}

/// A file in memory, so that nobody has to write while the program reads.
int file_of(const std::string& text) {
    const int file = memfd_create("input", MFD_CLOEXEC);
    if (file < 0) fail("memfd_create");
    for (std::size_t done = 0; done < text.size();) {
        const auto written = write(file, text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("cannot hold a program's input in memory");
        done += static_cast<std::size_t>(written);
    }
    lseek(file, 0, SEEK_SET);
    return file;
}

}  // namespace

CommandResult run_command(const Arguments& arguments, Duration limit) {
    return run_with(-1, arguments, limit, nullptr);
}

CommandResult run_command_with_input(const Arguments& arguments, const std::string& input, Duration limit,
                                     const Hurry* hurry) {
    const int file = file_of(input);
    auto result = run_with(file, arguments, limit, hurry);
    close(file);
    return result;
}

std::string run_or_throw(const Arguments& arguments) {
    // Without the command nothing goes on, so that a busy host gets more time than a question would.
    auto result = run_command(arguments, std::chrono::seconds(60));
    if (result.status == 0) return std::move(result.output);
    std::string command;
    for (const auto& argument : arguments) command += (command.empty() ? "" : " ") + argument;
    while (!result.output.empty() && result.output.back() == '\n') result.output.pop_back();
    const std::string reason = result.timed_out ? "it took too long" : result.output;
    throw std::runtime_error("`" + command + "` failed: " + (reason.empty() ? "no reason given" : reason));
}

ChildProcess::ChildProcess(const Arguments& arguments, const std::filesystem::path& log) {
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) fail("cannot write a log file");
    pid_ = spawn(arguments, output);
    close(output);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    if (this != &other) {
        end();
        pid_ = std::exchange(other.pid_, 0);
    }
    return *this;
}

bool ChildProcess::running() {
    return pid_ != 0 && !has_ended(pid_);
}

void ChildProcess::signal(int number) const {
    if (pid_ != 0) kill(pid_, number);
}

bool ChildProcess::wait_for_exit(Duration limit) {
    return wait_until([this] { return !running(); }, limit);
}

void ChildProcess::end(Duration grace) {
    if (pid_ == 0) return;
    if (running()) {
        signal(SIGTERM);
        wait_for_exit(grace);
    }
    reap();
}

/// Whatever of the group is left ends with its leader, also a child that the leader left behind.
void ChildProcess::reap() {
    kill(-pid_, SIGKILL);
    wait_for(pid_);
    pid_ = 0;
}

TemporaryDirectory::TemporaryDirectory() {
    const auto pattern = std::string(prefix) + std::to_string(getpid()) + "-XXXXXX";
    auto name = (std::filesystem::temp_directory_path() / pattern).string();
    if (mkdtemp(name.data()) == nullptr) fail("cannot make a temporary folder");
    path_ = name;
    write_text(path_ / marker, "");
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string read_text(const std::filesystem::path& path) {
    // A process may end while its file in /proc is read: an iterator would throw then.
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void write_text(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

bool is_alive(pid_t pid) {
    if (pid <= 0 || (kill(pid, 0) != 0 && errno == ESRCH)) return false;
    const auto stat = read_text("/proc/" + std::to_string(pid) + "/stat");
    // "pid (name) state ...", and the name may hold anything.
    const auto state = stat.rfind(") ");
    return state == std::string::npos || state + 2 >= stat.size() ||
           (stat[state + 2] != 'Z' && stat[state + 2] != 'X');
}

void end_processes(const std::vector<pid_t>& pids, Duration grace) {
    const auto all_gone = [&] { return std::none_of(pids.begin(), pids.end(), is_alive); };
    for (const auto pid : pids) kill(pid, SIGTERM);
    if (wait_until(all_gone, grace)) return;
    for (const auto pid : pids)
        if (is_alive(pid)) kill(pid, SIGKILL);
    wait_until(all_gone, grace);
}

void pause_for(Duration d) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(d);
    const timespec length{static_cast<time_t>(whole.count()), static_cast<long>((d - whole).count())};
    nanosleep(&length, nullptr);
}

}  // namespace tester
