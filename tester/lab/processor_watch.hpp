#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>

#include "engine/lan/instant.hpp"

namespace tester {

/// Measures how long the programs of a network namespace wait for a processor, or for pages and files on a
/// disk, and how long one of them is busy without a rest. A router of a lab shares this host with everything
/// else on it, and has hundreds of virtual routers at once: one that could not see to a timer when it was due
/// is late through no fault of that timer. The tester may have run in time all the while.
class ProcessorWatch {
  public:
    /// Needs the right to look at the namespace's processes.
    explicit ProcessorWatch(const std::string& network_namespace);
    ~ProcessorWatch();
    ProcessorWatch(const ProcessorWatch&) = delete;
    ProcessorWatch& operator=(const ProcessorWatch&) = delete;

    /// The longest that one of their threads has waited within a tenth of a second, or was busy without a
    /// rest in it, since the last call.
    engine::Duration take_longest_wait();

  private:
    struct Thread {
        std::uint64_t ran_ns = 0, waited_ns = 0;  // as the kernel counts, all in all
        std::array<std::uint64_t, 10> lately_ns{};
        std::size_t next = 0;
        std::uint64_t busy_ns = 0;  // since it last rested, as far back as is looked
        bool is_known = false;
    };
    void watch();
    void find_processes();
    void look_at(const std::string& folder, Thread& thread, std::uint64_t since_last_look_ns);

    dev_t device_ = 0;  // of the namespace
    ino_t inode_ = 0;
    std::map<std::string, Thread> threads_;  // by their folder in /proc
    std::atomic<bool> over_ = false;
    std::atomic<std::uint64_t> longest_ns_ = 0;
    std::thread thread_;
};

}  // namespace tester
