#pragma once

#include <optional>

namespace tester {

/// Gives up, for good, every capability of this thread but what a run needs once its sockets are open:
/// cap_net_raw and, for root alone, the right to write its reports where root may. False if the kernel
/// refuses.
bool drop_privileges();

/// Asks the kernel to wake this process without delay as long as the object lives; without the right to ask
/// for it, nothing happens. Programs started meanwhile do not inherit it.
class PriorityBoost {
  public:
    PriorityBoost();
    ~PriorityBoost();
    PriorityBoost(const PriorityBoost&) = delete;
    PriorityBoost& operator=(const PriorityBoost&) = delete;

  private:
    std::optional<int> old_nice_;
    bool is_real_time_ = false;
};

}  // namespace tester
