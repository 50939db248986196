#include "engine/lan/task.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>

namespace engine {
namespace {

/// Something to wait for: the story goes on when the test says so.
struct Gate {
    std::coroutine_handle<> waiting{};
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept { waiting = handle; }
    void await_resume() const noexcept {}
    void open() { std::exchange(waiting, {}).resume(); }
};

/// Counts how many of its kind live.
struct Witness {
    int* alive;
    explicit Witness(int& count) : alive(&count) { ++*alive; }
    Witness(const Witness& other) : alive(other.alive) { ++*alive; }
    ~Witness() { --*alive; }
};

Task<int> three() {
    co_return 3;
}

Task<int> three_after(Gate& gate) {
    co_await gate;
    co_return 3;
}

Task<std::string> sum_in_words(Gate& gate) {
    const int first = co_await three();
    const int second = co_await three_after(gate);
    co_return std::to_string(first + second);
}

Task<> throws_after(Gate& gate) {
    co_await gate;
    throw std::runtime_error("from the depth");
}

Task<int> passes_on(Gate& gate) {
    co_await throws_after(gate);
    co_return 1;
}

Task<std::string> catches(Gate& gate) {
    std::string what;
    try {
        const int one = co_await passes_on(gate);
        what = std::to_string(one);
    } catch (const std::runtime_error& error) {
        what = error.what();
    }
    co_await gate;
    co_return what + ", caught";
}

Task<> waits_with(Gate& gate, Witness witness) {
    const Witness local = witness;
    co_await gate;
    FAIL("nobody opened the gate");
}

Task<> waits_below(Gate& gate, int& alive) {
    const Witness local(alive);
    const Witness argument(alive);
    co_await waits_with(gate, argument);
}

Task<std::unique_ptr<int>> owned() {
    co_return std::make_unique<int>(7);
}

Task<int> unwraps() {
    const std::unique_ptr<int> number = co_await owned();
    co_return *number;
}

Task<> appends(std::string& text, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        const int number = co_await three();
        text += std::to_string(number);
    }
}

Task<int> depth(int levels) {
    if (levels == 0) co_return 0;
    const int below = co_await depth(levels - 1);
    co_return below + 1;
}

}  // namespace

TEST_CASE("a task does nothing until it is started", "[task]") {
    std::string text;
    auto task = appends(text, 3);
    CHECK(text.empty());
    CHECK_FALSE(task.done());
    task.start();
    CHECK(task.done());
    CHECK(text == "333");
    CHECK_NOTHROW(task.result());
}

TEST_CASE("results come through nested awaits, across a wait", "[task]") {
    Gate gate;
    auto task = sum_in_words(gate);
    task.start();
    CHECK_FALSE(task.done());
    REQUIRE(gate.waiting);
    gate.open();
    REQUIRE(task.done());
    CHECK(task.result() == "6");
}

TEST_CASE("a result that can only be moved is moved", "[task]") {
    auto task = unwraps();
    task.start();
    CHECK(task.result() == 7);
}

TEST_CASE("an exception passes through every await up to the root", "[task]") {
    Gate gate;
    auto task = passes_on(gate);
    task.start();
    CHECK_FALSE(task.done());
    gate.open();
    REQUIRE(task.done());
    CHECK_THROWS_WITH(task.result(), "from the depth");
}

TEST_CASE("a coroutine may catch what it awaited and wait again", "[task]") {
    Gate gate;
    auto task = catches(gate);
    task.start();
    gate.open();
    CHECK_FALSE(task.done());
    gate.open();
    REQUIRE(task.done());
    CHECK(task.result() == "from the depth, caught");
}

TEST_CASE("destroying a task that waits destroys all that it awaits", "[task]") {
    int alive = 0;
    Gate gate;
    {
        auto task = waits_below(gate, alive);
        task.start();
        CHECK_FALSE(task.done());
        CHECK(alive >= 4);
    }
    CHECK(alive == 0);
}

TEST_CASE("destroying a task that was never started is harmless", "[task]") {
    int alive = 0;
    Gate gate;
    {
        auto task = waits_with(gate, Witness(alive));
        CHECK(alive == 1);
    }
    CHECK(alive == 0);
}

TEST_CASE("a task is moved with its story, and the one assigned to loses its own", "[task]") {
    int alive = 0;
    Gate gate, other_gate;
    auto first = waits_below(gate, alive);
    first.start();
    const int of_one = alive;
    auto second = waits_below(other_gate, alive);
    second.start();
    CHECK(alive == 2 * of_one);
    second = std::move(first);
    CHECK(alive == of_one);
    CHECK_FALSE(second.done());
    Task<> third = std::move(second);
    CHECK(alive == of_one);
    third = Task<>();
    CHECK(alive == 0);
    CHECK_FALSE(third.done());
}

TEST_CASE("a thousand nested awaits give their result", "[task]") {
    auto task = depth(1000);
    task.start();
    REQUIRE(task.done());
    CHECK(task.result() == 1000);
}

}  // namespace engine
