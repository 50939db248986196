#include "tester/lab/kernel_watch.hpp"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace tester {

using namespace std::chrono_literals;

namespace {

constexpr auto between_looks = 10ms;

/// Takes the kernel's lock of network configuration for a moment, and changes nothing.
void configure_nothing(int socket, ifreq& loopback) {
    (void)ioctl(socket, SIOCSIFTXQLEN, &loopback);
}

ifreq loopback_as_it_is(int socket) {
    ifreq loopback{};
    std::copy_n("lo", 3, loopback.ifr_name);
    (void)ioctl(socket, SIOCGIFTXQLEN, &loopback);
    return loopback;
}

}  // namespace

KernelWatch::KernelWatch() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::system_error(errno, std::generic_category(), "socket");
    thread_ = std::thread([this, socket] {
        watch(socket);
        close(socket);
    });
}

KernelWatch::~KernelWatch() {
    over_ = true;
    thread_.join();
}

void KernelWatch::watch(int socket) {
    ifreq loopback = loopback_as_it_is(socket);
    while (!over_) {
        const auto asked = Clock::now().time_since_epoch().count();
        waiting_since_ = asked;
        configure_nothing(socket, loopback);
        const auto waited = Clock::now().time_since_epoch().count() - asked;
        waiting_since_ = 0;
        if (waited > longest_) longest_ = waited;
        std::this_thread::sleep_for(between_looks);
    }
}

engine::Duration KernelWatch::take_longest_wait() {
    const auto since = waiting_since_.load();
    const auto ended = longest_.exchange(0);
    const auto going_on = since == 0 ? 0 : Clock::now().time_since_epoch().count() - since;
    return std::chrono::duration_cast<engine::Duration>(Clock::duration(std::max(ended, going_on)));
}

}  // namespace tester
