#include "engine/lan/host_network.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace engine {
namespace {

std::optional<IpAddress> to_address(const sockaddr* address) {
    if (address == nullptr) return std::nullopt;
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return IpAddress::from_octets({reinterpret_cast<const std::uint8_t*>(&v4.sin_addr), 4});
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        return IpAddress::from_octets({v6.sin6_addr.s6_addr, 16});
    }
    return std::nullopt;
}

int count_leading_ones(OctetView mask) {
    int length = 0;
    for (const auto octet : mask) {
        length += std::countl_one(octet);
        if (octet != 0xff) break;
    }
    return length;
}

unsigned mtu_of(const std::string& name) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return 0;
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    const bool known = ioctl(descriptor, SIOCGIFMTU, &request) == 0;
    close(descriptor);
    return known ? static_cast<unsigned>(request.ifr_mtu) : 0;
}

void take_link_layer(InterfaceFacts& facts, const sockaddr* address) {
    sockaddr_ll link{};
    std::memcpy(&link, address, sizeof link);
    facts.is_ethernet = link.sll_hatype == ARPHRD_ETHER;
    if (link.sll_halen == 6) std::copy_n(link.sll_addr, 6, facts.mac.octets.begin());
}

/// The entry of that name, added if it is not there yet.
InterfaceFacts& entry_for(std::vector<InterfaceFacts>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& i) { return i.name == name; });
    if (found != all.end()) return *found;
    all.emplace_back().name = name;
    all.back().mtu = mtu_of(name);
    return all.back();
}

void take(InterfaceFacts& facts, const ifaddrs& entry) {
    facts.is_up = (entry.ifa_flags & IFF_UP) != 0;
    facts.has_carrier = (entry.ifa_flags & IFF_RUNNING) != 0;
    facts.is_loopback = (entry.ifa_flags & IFF_LOOPBACK) != 0;
    if (entry.ifa_addr == nullptr) return;
    if (entry.ifa_addr->sa_family == AF_PACKET) return take_link_layer(facts, entry.ifa_addr);
    const auto address = to_address(entry.ifa_addr);
    const auto mask = to_address(entry.ifa_netmask);
    if (address && mask) facts.addresses.push_back({*address, count_leading_ones(mask->octets())});
}

bool is_ipv6_link_local(const IpAddress& address) {
    return address.family() == Family::ipv6 && address.is_link_local();
}

}  // namespace

std::optional<IpAddress> InterfaceFacts::first_address(Family family) const {
    for (const auto& [address, length] : addresses) {
        if (address.family() != family) continue;
        if (family == Family::ipv4 || address.is_link_local()) return address;
    }
    return std::nullopt;
}

std::vector<InterfaceFacts> interfaces() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) throw std::system_error(errno, std::generic_category(), "getifaddrs");
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
    std::vector<InterfaceFacts> result;
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        const std::string_view label = entry->ifa_name;
        // An IPv4 address may carry a label such as eth0:1, which is no interface of its own.
        take(entry_for(result, std::string(label.substr(0, label.find(':')))), *entry);
    }
    return result;
}

std::optional<InterfaceFacts> find_interface(const std::string& name) {
    for (auto& facts : interfaces())
        if (facts.name == name) return std::move(facts);
    return std::nullopt;
}

std::optional<InterfaceFacts> interface_on_link_with(const IpAddress& address) {
    std::optional<InterfaceFacts> best;
    int longest = -1;
    int candidates = 0;
    for (const auto& facts : interfaces()) {
        if (!facts.is_up) continue;
        if (is_ipv6_link_local(address)) {
            if (!facts.is_ethernet) continue;
            ++candidates;
            best = facts;
            continue;
        }
        for (const auto& prefix : facts.addresses) {
            if (prefix.prefix_length <= longest || !covers(prefix, address)) continue;
            longest = prefix.prefix_length;
            best = facts;
        }
    }
    if (candidates > 1) return std::nullopt;
    return best;
}

bool covers(const InterfaceAddress& prefix, const IpAddress& address) {
    if (prefix.address.family() != address.family()) return false;
    int left = prefix.prefix_length;
    for (std::size_t i = 0; i < address.size() && left > 0; ++i, left -= 8) {
        const int ignored = std::max(0, 8 - left);
        if ((prefix.address.octets()[i] ^ address.octets()[i]) >> ignored != 0) return false;
    }
    return true;
}

bool is_on_link(const InterfaceFacts& interface, const IpAddress& address) {
    if (is_ipv6_link_local(address)) return true;
    return std::any_of(interface.addresses.begin(), interface.addresses.end(),
                       [&](const auto& prefix) { return covers(prefix, address); });
}

}  // namespace engine
