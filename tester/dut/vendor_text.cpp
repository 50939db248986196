#include "tester/dut/vendor_text.hpp"

namespace tester {

using namespace std::chrono_literals;

long interval_ms(const RouterConfig& router) {
    return static_cast<long>(representable_interval(router.profile, router.interval) / 1ms);
}
long interval_cs(const RouterConfig& router) {
    return interval_ms(router) / 10;
}
long interval_seconds(const RouterConfig& router) {
    return interval_ms(router) / 1000;
}

bool has_whole_seconds(const RouterConfig& router) {
    return interval_ms(router) % 1000 == 0;
}

std::string netmask(int prefix_length) {
    const std::uint32_t mask = prefix_length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_length);
    return fmt::format("{}.{}.{}.{}", mask >> 24, mask >> 16 & 0xff, mask >> 8 & 0xff, mask & 0xff);
}

bool is_v2(const RouterConfig& router) {
    return router.version() == 2;
}
bool is_ipv6(const RouterConfig& router) {
    return router.family() == engine::Family::ipv6;
}
bool has_password(const RouterConfig& router) {
    return is_v2(router) && router.authentication.type == engine::AuthenticationType::simple_text_password;
}
bool has_authentication_header(const RouterConfig& router) {
    return is_v2(router) &&
           router.authentication.type == engine::AuthenticationType::ip_authentication_header;
}

std::optional<std::string> no_owner_over_ipv6(const RouterConfig& router) {
    if (router.is_owner() && is_ipv6(router))
        return "be the address owner over IPv6, because its interface would need the virtual link-local "
               "address as its own and has room for one only";
    return {};
}

}  // namespace tester
