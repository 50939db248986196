#include "tester/dut/shell.hpp"

#include <catch2/catch.hpp>

#include "tester/dut/driver.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

/// What ssh does: it drops its own arguments and lets a shell read the words that are left.
DeviceShell like_ssh(const TemporaryDirectory& folder) {
    const auto program = folder.path() / "ssh";
    write_text(program, "#!/bin/sh\nhost=$1\nshift\nHOST=$host exec sh -c \"$*\"\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return DeviceShell({program, "root@r1"});
}

}  // namespace

TEST_CASE("a shell command is split into words as a shell does", "[driver]") {
    CHECK(DeviceShell::parse("").prefix().empty());
    CHECK(DeviceShell::parse(" ssh  root@r1 ").prefix() == Arguments{"ssh", "root@r1"});
    CHECK(DeviceShell::parse(R"(ssh -o 'Proxy Command=x "y"' "a \"b\" $c" d\ e '')").prefix() ==
          Arguments{"ssh", "-o", "Proxy Command=x \"y\"", "a \"b\" $c", "d e", ""});
    CHECK_THROWS_AS(DeviceShell::parse("ssh 'r1"), DriverError);
    CHECK_THROWS_WITH(DeviceShell::parse("ssh \"r1"),
                      "the shell command (ssh \"r1) has a quote that is not closed");
}

TEST_CASE("a script reaches the device as it is", "[driver]") {
    const TemporaryDirectory folder;
    for (const auto& shell : {DeviceShell({}), like_ssh(folder)}) {
        CHECK(shell.run("echo \"a  $((1 + 1))\" 'b\"c'\n").output == "a  2 b\"c\n");
        const auto file = folder.path() / "written";
        const std::string text = "one 'two' $three\n\\four\nend-of-this-file\n";
        CHECK(shell.run(writing_of(quoted_for_shell(file), text)).status == 0);
        CHECK(read_text(file) == text);
        CHECK(shell.run("echo " + quoted_for_shell("it's; $HOME")).output == "it's; $HOME\n");
    }
    CHECK(like_ssh(folder).run("echo $HOST").output == "root@r1\n");
}

TEST_CASE("a script that fails says what was asked for and what the device said", "[driver]") {
    const DeviceShell here({});
    CHECK(here.run_or_throw("echo all right\n", "be fine") == "all right\n");
    CHECK_THROWS_WITH(here.run_or_throw("echo one; echo two >&2; exit 4\n", "count"),
                      "the device did not count (exit code 4): one / two");
    CHECK_THROWS_WITH(here.run_or_throw("exit 4\n", "count"),
                      "the device did not count (exit code 4): it said nothing");
    CHECK_THROWS_WITH(here.run_or_throw("echo noise; echo the disk is full; exit 99\n", "write"),
                      "the disk is full");
    CHECK_THROWS_WITH(DeviceShell({"no-such-shell"}).run_or_throw("true\n", "speak"),
                      "the device did not speak: there is no program 'no-such-shell' here");
}

TEST_CASE("a shell that hangs is ended with all of its children at its limit", "[driver]") {
    const auto began = std::chrono::steady_clock::now();
    CHECK_THROWS_WITH(
        DeviceShell({}).run_or_throw("echo waiting for the disk\nsleep 600\necho never\n", "reply", 300ms),
        "the device did not reply within 0.3 s: waiting for the disk");
    CHECK(std::chrono::steady_clock::now() - began < 5s);
}
