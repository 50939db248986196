#include "engine/lan/interface_presence.hpp"

#include <net/if.h>
#include <sys/ioctl.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace engine {

using namespace std::chrono_literals;

InterfacePresence::InterfacePresence(RealScheduler& scheduler, std::string interface, int socket)
    : scheduler_(scheduler), interface_(std::move(interface)), socket_(socket) {
    if (interface_ == "any") return;
    ifreq asked{};
    interface_.copy(asked.ifr_name, IFNAMSIZ - 1);
    if (ioctl(socket_, SIOCGIFINDEX, &asked) == 0) index_ = asked.ifr_ifindex;
    timer_ = scheduler_.call_after(500ms, [this] { look(); });
}

InterfacePresence::~InterfacePresence() {
    scheduler_.cancel(timer_);
}

void InterfacePresence::look() {
    ifreq asked{};
    asked.ifr_ifindex = index_;
    if (ioctl(socket_, SIOCGIFNAME, &asked) != 0)
        throw std::runtime_error("the capture on " + interface_ + " ended: The interface disappeared");
    timer_ = scheduler_.call_after(500ms, [this] { look(); });
}

}  // namespace engine
