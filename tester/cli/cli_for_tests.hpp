#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tester/cli/cli.hpp"
#include "tester/dut/process.hpp"

/// The whole program with its standard streams in files.
namespace cli::test {

/// Sends one of our standard streams to a file for as long as it lives.
class Redirection {
  public:
    Redirection(std::FILE* stream, const std::filesystem::path& path) : stream_(stream) {
        std::fflush(stream_);
        old_ = dup(fileno(stream_));
        const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(file, fileno(stream_));
        close(file);
    }
    ~Redirection() {
        std::fflush(stream_);
        dup2(old_, fileno(stream_));
        close(old_);
    }
    Redirection(const Redirection&) = delete;
    Redirection& operator=(const Redirection&) = delete;

  private:
    std::FILE* stream_;
    int old_;
};

struct Said {
    int code = 0;
    std::string out, err;
};

inline Said vrrptest(std::vector<const char*> arguments) {
    const tester::TemporaryDirectory folder;
    arguments.insert(arguments.begin(), "vrrptest");
    Said said;
    {
        const Redirection out(stdout, folder.path() / "out");
        const Redirection err(stderr, folder.path() / "err");
        said.code = cli::run(static_cast<int>(arguments.size()), arguments.data());
    }
    said.out = tester::read_text(folder.path() / "out");
    said.err = tester::read_text(folder.path() / "err");
    return said;
}

/// One sentence for humans, and nothing else.
inline void check_complaint(const Said& said, int code, const std::string& part) {
    CAPTURE(said.err);
    CHECK(said.code == code);
    CHECK(said.out.empty());
    CHECK(said.err.rfind("vrrptest: ", 0) == 0);
    CHECK(said.err.find('\n') == said.err.size() - 1);
    CHECK(said.err.find(part) != std::string::npos);
}

}  // namespace cli::test
