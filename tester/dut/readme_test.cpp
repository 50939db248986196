#include <catch2/catch.hpp>
#include <sstream>

#include "tester/dut/dut_file.hpp"

using namespace tester;

TEST_CASE("the DUT file in the README is one", "[dut]") {
    std::istringstream readme(read_text(std::string(VRRPTEST_SOURCE_DIR) + "/README.md"));
    std::string text;
    bool is_inside = false;
    for (std::string line; std::getline(readme, line);) {
        if (line.rfind("## ", 0) == 0) is_inside = line == "## A DUT file";
        if (is_inside && line.rfind("    ", 0) == 0) text += line.substr(4) + "\n";
    }
    const auto file = parse_dut_file(text, "README.md");
    REQUIRE(file.driver);
    CHECK(file.driver->use_vmac);
    CHECK(file.virtual_routers.size() == 1);
    CHECK(file.known_deviations.size() == 1);
    CHECK(file.pool_ipv6);
}
