#include "tester/lab/neighbours.hpp"

#include <algorithm>
#include <sstream>

#include "engine/packet/address.hpp"
#include "tester/dut/process.hpp"

namespace tester {

std::vector<Neighbour> read_neighbours(const std::string& text) {
    std::vector<Neighbour> table;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        Neighbour one;
        if (!(words >> one.address)) continue;
        for (std::string word; words >> word;) {
            if (word == "lladdr")
                words >> one.mac;
            else if (word != "router" && word != "proxy")
                one.state = word;  // The last word of the line.
        }
        table.push_back(std::move(one));
    }
    std::sort(table.begin(), table.end(), [](const Neighbour& a, const Neighbour& b) {
        return engine::IpAddress::parse(a.address) < engine::IpAddress::parse(b.address);
    });
    return table;
}

std::vector<Neighbour> neighbours_of(const std::string& network_namespace, const std::string& interface) {
    auto table = read_neighbours(
        run_or_throw({"ip", "-n", network_namespace, "-4", "neigh", "show", "dev", interface}) +
        run_or_throw({"ip", "-n", network_namespace, "-6", "neigh", "show", "dev", interface}));
    return table;
}

std::string mac_of(const std::vector<Neighbour>& table, const std::string& address) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Neighbour& one) { return one.address == address; });
    return found == table.end() ? std::string() : found->mac;
}

}  // namespace tester
