#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "engine/lan/instant.hpp"

namespace tester {

/// Measures how long the kernel keeps a program waiting that configures its network. All namespaces of a
/// machine share one lock for that: whoever makes interfaces elsewhere, such as another lab, stops a router
/// in the middle of its takeover, and that is not the router's fault.
class KernelWatch {
  public:
    /// Watches from the calling thread's network namespace; needs root there.
    KernelWatch();
    ~KernelWatch();
    KernelWatch(const KernelWatch&) = delete;
    KernelWatch& operator=(const KernelWatch&) = delete;

    /// The longest wait that has ended since the last call, or that goes on now.
    engine::Duration take_longest_wait();

  private:
    using Clock = std::chrono::steady_clock;
    void watch(int socket);

    std::atomic<bool> over_ = false;
    std::atomic<Clock::rep> waiting_since_ = 0;  // 0: not waiting
    std::atomic<Clock::rep> longest_ = 0;
    std::thread thread_;
};

}  // namespace tester
