#include "tester/dut/process.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace tester;
using namespace std::chrono_literals;

TEST_CASE("a command gives its status and all that it said", "[lab]") {
    const auto result = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"});
    CHECK(result.status == 3);
    CHECK(result.output == "out\nerr\n");
    CHECK(run_command({"no-such-program-anywhere"}).status == 127);
    CHECK(run_command({"echo", "$HOME; *"}).output == "$HOME; *\n");
    CHECK(run_command({"sh", "-c", "kill -KILL $$"}).status == 128 + SIGKILL);
    CHECK_THROWS_WITH(run_or_throw({"sh", "-c", "echo no; false"}), "`sh -c echo no; false` failed: no");
}

TEST_CASE("somebody in a hurry ends the waiting for a command that runs, and for those to come", "[lab]") {
    Hurry hurry;
    std::thread presses([&] {
        pause_for(100ms);
        hurry.press();
    });
    const auto began = std::chrono::steady_clock::now();
    const auto stuck = run_command_with_input({"sh", "-c", "echo begun; sleep 60"}, "", 60s, &hurry);
    presses.join();
    CHECK(stuck.timed_out);
    CHECK(stuck.output == "begun\n");
    CHECK(std::chrono::steady_clock::now() - began < Hurry::grace + 2s);
    const auto quick = run_command_with_input({"echo", "done"}, "", 60s, &hurry);
    CHECK_FALSE(quick.timed_out);
    CHECK(quick.output == "done\n");
}

TEST_CASE("a command reads what it is given, however long", "[lab]") {
    CHECK(run_command_with_input({"cat"}, "one\ntwo").output == "one\ntwo");
    const std::string much(1 << 20, 'x');
    CHECK(run_command_with_input({"wc", "-c"}, much).output == "1048576\n");
    CHECK(run_command_with_input({"cat"}, much).output == much);
    CHECK(run_command_with_input({"true"}, much).status == 0);
    CHECK(run_command({"cat"}).output.empty());
}

TEST_CASE("a command that takes too long is killed with its children", "[lab]") {
    const auto began = std::chrono::steady_clock::now();
    const auto result = run_command({"sh", "-c", "sleep 600; echo never"}, 50ms);
    CHECK(result.timed_out);
    CHECK(result.output.empty());
    CHECK(std::chrono::steady_clock::now() - began < 5s);
}

TEST_CASE("a child process ends when it is told to, by itself, or with its object", "[lab]") {
    const TemporaryDirectory folder;
    const auto log = folder.path() / "log";
    SECTION("told to") {
        ChildProcess child({"sleep", "600"}, log);
        CHECK(child.running());
        CHECK(getpgid(child.pid()) == child.pid());
        child.end();
        CHECK_FALSE(child.running());
    }
    SECTION("by itself") {
        ChildProcess child({"sh", "-c", "echo done"}, log);
        CHECK(child.wait_for_exit(5s));
        CHECK_FALSE(child.running());
        CHECK(read_text(log) == "done\n");
    }
    SECTION("with its object, although it and its own child will not listen") {
        pid_t leader = 0;
        pid_t grandchild = 0;
        {
            ChildProcess child({"sh", "-c", "trap '' TERM; sleep 600 & echo $!; wait; wait"}, log);
            leader = child.pid();
            REQUIRE(wait_until([&] { return read_text(log).find('\n') != std::string::npos; }, 5s));
            grandchild = std::stoi(read_text(log));
            CHECK(is_alive(grandchild));
            child.end(100ms);
        }
        CHECK_FALSE(is_alive(leader));
        CHECK(wait_until([&] { return !is_alive(grandchild); }, 5s));
    }
}

TEST_CASE("a child process ends when the tester is killed", "[lab]") {
    const TemporaryDirectory folder;
    const auto log = folder.path() / "log";
    const pid_t tester = fork();
    REQUIRE(tester >= 0);
    if (tester == 0) {
        const ChildProcess child({"sh", "-c", "echo $$; exec sleep 600"}, log);
        pause_for(60s);
        _exit(0);
    }
    const bool started = wait_until([&] { return read_text(log).find('\n') != std::string::npos; }, 5s);
    kill(tester, SIGKILL);
    waitpid(tester, nullptr, 0);
    REQUIRE(started);
    const pid_t child = std::stoi(read_text(log));
    CHECK(wait_until([&] { return !is_alive(child); }, 5s));
}

TEST_CASE("a temporary folder is gone with its object", "[lab]") {
    std::filesystem::path path;
    {
        const TemporaryDirectory folder;
        path = folder.path();
        write_text(path / "file", "text");
        CHECK(read_text(path / "file") == "text");
    }
    CHECK_FALSE(std::filesystem::exists(path));
}
