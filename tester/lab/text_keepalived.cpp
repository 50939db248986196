#include "tester/lab/text_keepalived.hpp"

namespace tester {

void TextKeepalived::apply(const std::vector<RouterConfig>&) {
    throw DriverError("this keepalived runs a configuration that is given as text; it cannot take another");
}

void TextKeepalived::set_priority(Profile, std::uint8_t, std::uint8_t) {
    throw DriverError("this keepalived runs a configuration that is given as text; its priority is fixed");
}

void TextKeepalived::start() {
    if (was_killed_) lan_.remove_remnants(host_);
    was_killed_ = false;
    daemon_.start(host_.network_namespace, config_);
}

void TextKeepalived::kill() {
    daemon_.crash();
    was_killed_ = true;
}

void TextKeepalived::release() noexcept {
    try {
        daemon_.stop();
    } catch (const std::exception&) {
        // What is left of it goes with the namespace.
    }
}

}  // namespace tester
