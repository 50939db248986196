#include "reports/file.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fs = std::filesystem;

namespace {

class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "vrrptest-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string operator/(const char* name) const { return (path_ / name).string(); }
    auto size() const { return std::distance(fs::directory_iterator(path_), {}); }

  private:
    fs::path path_;
};

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

template <class Action>
std::string complaint(Action action) {
    try {
        action();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("a report is written whole, and nothing lies beside it", "[reports]") {
    const Folder folder;
    const auto path = folder / "report.xml";
    reports::check_writable(path);
    CHECK(folder.size() == 0);
    reports::write_whole(path, "first, and longer");
    reports::write_whole(path, "second");
    CHECK(content(path) == "second");
    CHECK(folder.size() == 1);
}

TEST_CASE("a new report has the mode that the umask leaves", "[reports]") {
    const Folder folder;
    const auto before = ::umask(027);
    reports::write_whole(folder / "report.xml", "x");
    ::umask(before);
    CHECK(fs::status(folder / "report.xml").permissions() == fs::perms(0640));
}

TEST_CASE("a symbolic link stays one", "[reports]") {
    const Folder folder;
    reports::write_whole(folder / "target", "old");
    fs::create_symlink("target", folder / "link");
    reports::write_whole(folder / "link", "new");
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(content(folder / "target") == "new");
}

TEST_CASE("a device is written in place", "[reports]") {
    reports::check_writable("/dev/null");
    reports::write_whole("/dev/null", "gone");
    CHECK(fs::is_character_file("/dev/null"));
    CHECK(
        complaint([] { reports::write_whole("/dev/full", "text"); }) ==
        "cannot write /dev/full: No space left on device; free some space or choose a path on another disk");
}

TEST_CASE("what cannot be written is refused beforehand, with advice", "[reports]") {
    const Folder folder;
    const auto check = [](const std::string& path) {
        return complaint([&] { reports::check_writable(path); });
    };
    CHECK(check("-") == "none");
    CHECK(check("") ==
          "cannot write a report: its name is empty; give a file name, or - for standard output");
    CHECK(check("/tmp") == "cannot write /tmp: it is a folder; name a file in it");
    CHECK(check("/no/such/r.xml") ==
          "cannot write /no/such/r.xml: there is no folder /no/such; create it first or choose another path");
    reports::write_whole(folder / "file", "x");
    const auto below = folder / "file/r.xml";
    CHECK(check(below) ==
          "cannot write " + below + ": " + (folder / "file") + " is no folder; choose another path");
    CHECK(complaint([&] { reports::write_whole(below, "x"); }) != "none");
    if (::geteuid() == 0) return;  // may write anywhere
    ::chmod((folder / "").c_str(), 0500);
    const auto denied = folder / "r.xml";
    CHECK(check(denied) ==
          "cannot write " + denied + ": Permission denied; choose a path in a folder that you may write to");
    ::chmod((folder / "").c_str(), 0700);
}

TEST_CASE("a report that cannot be written whole leaves nothing behind", "[reports]") {
    const Folder folder;
    const auto name = std::string(255, 'n');  // fits, so that writing begins
    reports::write_whole(folder / name.c_str(), "x");
    CHECK(complaint([&] {
              reports::write_whole(folder / (name + "n").c_str(), "x");
          }).find("File name too long; choose a shorter name") != std::string::npos);
    CHECK(folder.size() == 1);
}
