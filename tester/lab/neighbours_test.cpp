#include "tester/lab/neighbours.hpp"

#include <catch2/catch.hpp>

using namespace tester;

TEST_CASE("a neighbour table is read as ip prints it", "[neighbours]") {
    const auto table = read_neighbours(
        "172.16.100.11 lladdr 02:00:00:00:00:11 STALE \n"
        "172.16.100.10 lladdr 00:00:5e:00:01:01 REACHABLE \n"
        "172.16.100.99 FAILED \n"
        "172.16.100.98 INCOMPLETE \n"
        "fe80::10 lladdr 00:00:5e:00:02:01 router DELAY \n"
        "\n");
    REQUIRE(table.size() == 5);
    CHECK(table[0].address == "172.16.100.10");
    CHECK(table[0].mac == "00:00:5e:00:01:01");
    CHECK(table[0].state == "REACHABLE");
    CHECK(table[2].state == "INCOMPLETE");
    CHECK(table[2].mac.empty());
    CHECK(table[4].state == "DELAY");
    CHECK(mac_of(table, "172.16.100.11") == "02:00:00:00:00:11");
    CHECK(mac_of(table, "172.16.100.99").empty());
    CHECK(mac_of(table, "172.16.100.1").empty());
    CHECK(read_neighbours("").empty());
}

TEST_CASE("a neighbour table says of each MAC address what it is", "[neighbours]") {
    const auto shown =
        as_lab_table("before", read_neighbours("10.0.0.1 lladdr 02:00:00:00:00:01 STALE\n10.0.0.2 FAILED\n"),
                     [](const std::string& mac) { return mac.empty() ? "nobody's" : "r1's"; });
    CHECK(shown.title == "before");
    CHECK(shown.rows ==
          std::vector<std::vector<std::string>>{{"10.0.0.1", "02:00:00:00:00:01", "STALE", "r1's"},
                                                {"10.0.0.2", "-", "FAILED", "nobody's"}});
}
