#include "engine/lan/interface_presence.hpp"

#include <net/if.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace engine {

using namespace std::chrono_literals;

InterfacePresence::InterfacePresence(RealScheduler& scheduler, std::string interface)
    : scheduler_(scheduler), interface_(std::move(interface)), index_(if_nametoindex(interface_.c_str())) {
    if (interface_ != "any") timer_ = scheduler_.call_after(500ms, [this] { look(); });
}

InterfacePresence::~InterfacePresence() {
    scheduler_.cancel(timer_);
}

void InterfacePresence::look() {
    std::array<char, IF_NAMESIZE> name{};
    if (index_ == 0 || !if_indextoname(index_, name.data()))
        throw std::runtime_error("the capture on " + interface_ + " ended: The interface disappeared");
    timer_ = scheduler_.call_after(500ms, [this] { look(); });
}

}  // namespace engine
