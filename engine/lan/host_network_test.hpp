#pragma once

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace engine::test {

/// A network namespace without a name, which this thread lives in as long as the object does; the kernel
/// removes it and all that is in it as soon as nobody is there any more. Needs root and iproute2.
class PrivateNetwork {
  public:
    static bool is_possible() { return geteuid() == 0 && std::system("ip -V >/dev/null 2>&1") == 0; }

    PrivateNetwork() : old_(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
        if (old_ < 0 || unshare(CLONE_NEWNET) != 0)
            throw std::runtime_error("no network namespace to be had");
    }
    PrivateNetwork(const PrivateNetwork&) = delete;
    PrivateNetwork& operator=(const PrivateNetwork&) = delete;
    ~PrivateNetwork() {
        if (setns(old_, CLONE_NEWNET) != 0) std::abort();
        close(old_);
    }

    void ip(const std::string& arguments) const {
        if (std::system(("ip " + arguments).c_str()) != 0)
            throw std::runtime_error("failed: ip " + arguments);
    }
    /// Two ends of one cable, both in this namespace and up.
    void add_cable(const std::string& a, const std::string& b) const {
        ip("link add name " + a + " type veth peer name " + b);
        ip("link set dev " + a + " up");
        ip("link set dev " + b + " up");
    }

  private:
    int old_;
};

}  // namespace engine::test
