#include "tester/dut/router_config.hpp"

#include <algorithm>

namespace tester {

engine::Authentication authentication_for(engine::AuthenticationType type, bool full_password) {
    switch (type) {
        case engine::AuthenticationType::none:
            return {};
        case engine::AuthenticationType::simple_text_password:
            // As long as the field, or shorter, so that it has to be filled up.
            return {type, full_password ? "vrrptest" : "vrrp7"};
        case engine::AuthenticationType::ip_authentication_header:
            return {type, "vrrptest"};
    }
    return {};
}

std::vector<engine::IpAddress> link_local_first(std::vector<engine::IpAddress> addresses) {
    std::stable_partition(addresses.begin(), addresses.end(), [](const engine::IpAddress& address) {
        return address.family() == engine::Family::ipv6 && address.is_link_local();
    });
    return addresses;
}

engine::Duration representable_interval(Profile profile, engine::Duration wanted) {
    using namespace std::chrono_literals;
    const engine::Duration step = version_of(profile) == 2 ? engine::Duration(1s) : engine::Duration(10ms);
    return std::max<engine::Duration>(step, (wanted + step - 1ns) / step * step);
}

}  // namespace tester
