#include "tester/run/address_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tester/dut/embedded.hpp"

namespace tester {
namespace {

using engine::Family;
using engine::IpAddress;

// More addresses than any plan asks for.
constexpr int most_host_bits = 20;

IpAddress base_of(const AddressPool& pool) {
    auto octets = pool.address.octets();
    std::array<std::uint8_t, 16> masked{};
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const int bits = std::clamp(pool.prefix_length - static_cast<int>(i) * 8, 0, 8);
        masked[i] = static_cast<std::uint8_t>(octets[i] & (0xff00 >> bits));
    }
    if (pool.address.family() == Family::ipv6) return IpAddress::v6(masked);
    return IpAddress::v4({masked[0], masked[1], masked[2], masked[3]});
}

class Pool {
  public:
    Pool(const AddressPool& pool, std::vector<IpAddress> taken)
        : pool_(pool), base_(base_of(pool)), taken_(std::move(taken)) {
        const int length = pool.address.family() == Family::ipv4 ? 32 : 128;
        const int bits = std::min(length - pool.prefix_length, most_host_bits);
        room_ = bits > 1 ? (1 << bits) - 2 : 0;
    }

    std::vector<IpAddress> give(std::size_t first, std::size_t count) const {
        std::vector<IpAddress> given;
        std::size_t index = 0;
        for (int host = 1; host <= room_ && given.size() < count; ++host) {
            const auto address = base_.shifted(host);
            if (std::find(taken_.begin(), taken_.end(), address) != taken_.end()) continue;
            if (index++ >= first) given.push_back(address);
        }
        if (given.size() < count)
            throw std::runtime_error(
                fmt::format("the pool {}/{} has too few addresses for all virtual routers: enlarge it, or "
                            "lower most_virtual_routers in [capabilities]",
                            to_string(pool_.address), pool_.prefix_length));
        return given;
    }

  private:
    AddressPool pool_;
    IpAddress base_;
    std::vector<IpAddress> taken_;
    int room_ = 0;
};

}  // namespace

std::vector<IpAddress> usual_addresses(Family family, std::uint8_t vrid, std::size_t, std::uint8_t count) {
    auto addresses = pool_addresses(family, vrid, count);
    if (family == Family::ipv4 && vrid == 1) addresses.front() = IpAddress::v4({172, 16, 100, 10});
    return addresses;
}

AddressSource addresses_from(const std::optional<AddressPool>& ipv4, const std::optional<AddressPool>& ipv6,
                             std::vector<IpAddress> taken) {
    return [=](Family family, std::uint8_t vrid, std::size_t first, std::uint8_t count) {
        const auto& pool = family == Family::ipv4 ? ipv4 : ipv6;
        if (!pool) return usual_addresses(family, vrid, first, count);
        const Pool source(*pool, taken);
        if (family == Family::ipv4) return source.give(first, count);
        std::vector<IpAddress> addresses = pool_addresses(family, vrid, 1);
        const auto others = source.give(first, count - 1u);
        addresses.insert(addresses.end(), others.begin(), others.end());
        return addresses;
    };
}

}  // namespace tester
