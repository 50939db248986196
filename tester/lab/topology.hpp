#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/packet/address.hpp"
#include "tester/lab/leftovers.hpp"

namespace tester {

/// Moves the calling thread into a network namespace that iproute2 named. Sockets opened there stay there.
void enter(const std::string& network_namespace);

/// Moves the calling thread into a network namespace and, at the end, back to where it was.
class NamespaceGuard {
  public:
    explicit NamespaceGuard(const std::string& network_namespace);
    NamespaceGuard(const NamespaceGuard&) = delete;
    NamespaceGuard& operator=(const NamespaceGuard&) = delete;
    ~NamespaceGuard();

  private:
    int old_ = -1;
};

struct AddressWithPrefix {
    engine::IpAddress address;
    int prefix_length = 0;
};

/// A namespace with one Ethernet interface on the LAN.
struct LabHost {
    std::string name;               // "r1", as the caller has it
    std::string network_namespace;  // "vrrptest-1234-1-r1"
    std::string interface = "eth0";
    std::string port;  // the other end of its cable, in the switch
    engine::MacAddress mac;
    std::vector<engine::IpAddress> own_addresses;  // with the link-local one
};

/// One LAN of network namespaces: a bridge in a namespace of its own, and hosts around it. Everything is made
/// by running `ip`, and all of it is gone with the object, whatever state it is in.
class LanTopology {
  public:
    /// Throws std::runtime_error with one sentence that says what to do: no root, no iproute2.
    LanTopology();
    LanTopology(const LanTopology&) = delete;
    LanTopology& operator=(const LanTopology&) = delete;
    ~LanTopology();

    /// Adds a host; one that forwards is a router. Returns when its link-local address can be used. `name` is
    /// short: letters and digits.
    LabHost add_host(const std::string& name, const std::vector<AddressWithPrefix>& addresses,
                     bool forwards = false);

    /// Joins two hosts by a cable of their own, past the switch: both have it as the interface `second_port`.
    void add_second_cable(const LabHost& one, const std::vector<AddressWithPrefix>& addresses_of_one,
                          const LabHost& other,
                          const std::vector<AddressWithPrefix>& addresses_of_other) const;
    static constexpr auto second_port = "eth1";

    /// Keeps the switch from learning where the host's MAC addresses are: frames for them go everywhere.
    void forget_source_addresses_of(const LabHost& host) const;

    /// Takes the cable out of the switch, or puts it in again: the host sees its carrier go and come.
    void set_cable(const LabHost& host, bool plugged) const;

    const std::string& switch_namespace() const { return namespaces_.front().name; }

    /// What a lab needs, or one sentence that says what is missing; empty if all is there.
    static std::string what_is_missing();

  private:
    std::string add_namespace(const std::string& name, bool forwards);
    void add_bridge();
    void add_cable(const LabHost& host) const;
    void remove_all() noexcept;

    std::string prefix_;
    std::vector<LabNamespace> namespaces_;
    std::vector<int> held_;  // descriptors of the same namespaces, so that none dies before its turn
};

}  // namespace tester
