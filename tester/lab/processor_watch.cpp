#include "tester/lab/processor_watch.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <system_error>
#include <utility>
#include <vector>

namespace tester {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// Ten looks are the tenth of a second that is looked back on.
constexpr auto between_looks = 10ms;
constexpr std::uint64_t looked_back_on_ns = 100'000'000;
// Less does not make anybody later than any tolerance allows.
constexpr std::uint64_t long_busy_ns = 60'000'000;
constexpr int looks_between_searches = 20;

std::vector<fs::path> numbered_folders(const fs::path& parent) {
    std::vector<fs::path> folders;
    std::error_code gone;
    for (fs::directory_iterator entry(parent, gone), end; !gone && entry != end; entry.increment(gone)) {
        const auto name = entry->path().filename().string();
        if (!name.empty() && name.find_first_not_of("0123456789") == std::string::npos)
            folders.push_back(entry->path());
    }
    return folders;
}

/// Whether it could run, whether it does or waits for it, or is kept from it by the disk; the state follows
/// the name, which may hold anything.
bool would_run(const std::string& folder) {
    std::string line;
    std::getline(std::ifstream(folder + "/stat"), line);
    const auto name_end = line.rfind(')');
    return name_end != std::string::npos &&
           (line.compare(name_end, 3, ") R") == 0 || line.compare(name_end, 3, ") D") == 0);
}

}  // namespace

ProcessorWatch::ProcessorWatch(const std::string& network_namespace) {
    struct stat facts {};
    if (stat(("/run/netns/" + network_namespace).c_str(), &facts) != 0)
        throw std::system_error(errno, std::generic_category(), "/run/netns/" + network_namespace);
    device_ = facts.st_dev;
    inode_ = facts.st_ino;
    thread_ = std::thread([this] { watch(); });
}

ProcessorWatch::~ProcessorWatch() {
    over_ = true;
    thread_.join();
}

void ProcessorWatch::watch() {
    auto last_look = std::chrono::steady_clock::now();
    for (int look = 0; !over_; ++look) {
        if (look % looks_between_searches == 0) find_processes();
        const auto now = std::chrono::steady_clock::now();
        const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(now - last_look).count();
        last_look = now;
        for (auto& [folder, thread] : threads_) look_at(folder, thread, static_cast<std::uint64_t>(since));
        std::this_thread::sleep_for(between_looks);
    }
}

void ProcessorWatch::find_processes() {
    std::map<std::string, Thread> found;
    for (const auto& process : numbered_folders("/proc")) {
        struct stat facts {};
        if (stat((process / "ns/net").c_str(), &facts) != 0 || facts.st_ino != inode_ ||
            facts.st_dev != device_)
            continue;
        for (const auto& task : numbered_folders(process / "task")) {
            const auto known = threads_.find(task.string());
            found.emplace(task.string(), known == threads_.end() ? Thread{} : known->second);
        }
    }
    threads_ = std::move(found);
}

void ProcessorWatch::look_at(const std::string& folder, Thread& thread, std::uint64_t since_last_look_ns) {
    std::uint64_t ran_ns = 0, waited_ns = 0;
    // A thread that has just ended has none.
    if (!(std::ifstream(folder + "/schedstat") >> ran_ns >> waited_ns)) return;
    std::uint64_t waited_now = thread.is_known ? waited_ns - thread.waited_ns : 0;
    // The kernel counts a wait when it is over; one that goes on has to be seen otherwise.
    if (thread.is_known && waited_now == 0 && ran_ns == thread.ran_ns && would_run(folder))
        waited_now = since_last_look_ns;
    // Who has not rested was late for whatever became due meanwhile. The kernel counts in ticks: half is all.
    const bool has_rested =
        !thread.is_known || 2 * (ran_ns - thread.ran_ns + waited_now) < since_last_look_ns;
    thread.busy_ns = has_rested ? 0 : std::min(thread.busy_ns + since_last_look_ns, looked_back_on_ns);
    thread.ran_ns = ran_ns;
    thread.waited_ns = waited_ns;
    thread.is_known = true;
    thread.lately_ns[thread.next++ % thread.lately_ns.size()] = waited_now;
    const auto lately = std::accumulate(thread.lately_ns.begin(), thread.lately_ns.end(), std::uint64_t{0});
    longest_ns_ = std::max({longest_ns_.load(), lately, thread.busy_ns < long_busy_ns ? 0 : thread.busy_ns});
}

engine::Duration ProcessorWatch::take_longest_wait() {
    return engine::Duration(static_cast<std::int64_t>(longest_ns_.exchange(0)));
}

}  // namespace tester
