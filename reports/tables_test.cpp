#include "reports/tables.hpp"

#include <catch2/catch.hpp>

#include "reports/fixture_for_tests.hpp"

using namespace reports;

TEST_CASE("a table is as wide as its cells", "[reports][tables]") {
    const tester::LabTable table{"ARP table of the host",
                                 {"address", "MAC address", "state", "which is"},
                                 {{"172.16.100.10", "00:00:5e:00:01:01", "REACHABLE", "the virtual MAC"},
                                  {"172.16.100.11", "-", "FAILED", "nobody's"}}};
    CHECK(table_text(table, {Charset::ascii, 80, Paint()}) ==
          "ARP table of the host\n"
          "    address        MAC address        state      which is\n"
          "    172.16.100.10  00:00:5e:00:01:01  REACHABLE  the virtual MAC\n"
          "    172.16.100.11  -                  FAILED     nobody's\n");
    CHECK(table_text({"nothing learnt", {"address"}, {}}, {Charset::ascii, 80, Paint()}) ==
          "nothing learnt\n    address\n    (empty)\n");
}

TEST_CASE("a table that is too wide breaks its last column", "[reports][tables]") {
    const tester::LabTable table{
        "t", {"a", "b"}, {{"one", "a text that is longer than forty columns allow"}}};
    CHECK(table_text(table, {Charset::ascii, 40, Paint()}) ==
          "t\n"
          "    a    b\n"
          "    one  a text that is longer than\n"
          "         forty columns allow\n");
}

TEST_CASE("a timeline names each story, and has times, names and frames in columns", "[reports][tables]") {
    const std::vector<tester::TimelineEvent> events{
        {"Failover", 1.2, "switch 1", "loses its power", 0},
        {"Failover", 10.8094, "two", "is Active: priority 100", 212},
        {"Failback", 20, "lab", "ends", 0}};
    CHECK(timeline_text(events, {Charset::ascii, 80, Paint()}) ==
          "Failover\n"
          "        1.200s  switch 1             loses its power\n"
          "       10.809s  two       frame 212  is Active: priority 100\n"
          "Failback\n"
          "       20.000s  lab                  ends\n");
}

TEST_CASE("what a device says cannot harm a table", "[reports][tables]") {
    const auto bad = fixture::hostile();
    const auto text = table_text({bad, {bad, bad}, {{bad, bad}, {bad}}}, {Charset::ascii, 80, Paint()}) +
                      timeline_text({{bad, 1, bad, bad, 1}}, {Charset::ascii, 80, Paint()});
    for (const char c : text) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
}
