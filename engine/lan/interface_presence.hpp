#pragma once

#include <string>

#include "engine/lan/real_scheduler.hpp"

namespace engine {

/// Looks twice a second whether an interface is still there. A capture is told once that its interface goes
/// down, and where that is the beginning of its end never hears of it again: it would wait for ever.
class InterfacePresence {
  public:
    /// `socket` is the capture's, and is asked, since it stays in the network namespace in which it was
    /// opened. `any` is always there. An interface that is gone throws std::runtime_error out of the
    /// scheduler.
    InterfacePresence(RealScheduler& scheduler, std::string interface, int socket);
    ~InterfacePresence();
    InterfacePresence(const InterfacePresence&) = delete;
    InterfacePresence& operator=(const InterfacePresence&) = delete;

  private:
    void look();

    RealScheduler& scheduler_;
    std::string interface_;
    int socket_;
    int index_ = 0;  // an interface may be renamed, and one of its name may come after it
    TimerId timer_{};
};

}  // namespace engine
