#pragma once

#include <string>
#include <vector>

#include "tester/run/result.hpp"

namespace tester {

/// A line of a Linux host's ARP or neighbour table.
struct Neighbour {
    std::string address;
    std::string mac;    // empty where none is known
    std::string state;  // "REACHABLE", "STALE", "FAILED", ...
};

/// Reads what `ip neigh show dev IF` prints.
std::vector<Neighbour> read_neighbours(const std::string& text);

/// The table of a host in its network namespace.
std::vector<Neighbour> neighbours_of(const std::string& network_namespace, const std::string& interface);

/// The MAC address that the table has for an address; empty if it has none.
std::string mac_of(const std::vector<Neighbour>& table, const std::string& address);

/// For reports; `whose` says for each MAC address what it is: "the virtual MAC", "r1's own".
template <typename Whose>
LabTable as_lab_table(std::string title, const std::vector<Neighbour>& neighbours, const Whose& whose) {
    LabTable table{std::move(title), {"address", "MAC address", "state", "which is"}, {}};
    for (const auto& one : neighbours)
        table.rows.push_back({one.address, one.mac.empty() ? "-" : one.mac, one.state, whose(one.mac)});
    return table;
}

}  // namespace tester
