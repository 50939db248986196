#include "reports/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace reports {
namespace {

namespace fs = std::filesystem;

std::string_view advice(int error) {
    switch (error) {
        case EACCES:
        case EPERM:
        case EROFS:
            return "choose a path in a folder that you may write to";
        case ENOENT:
        case ENOTDIR:
            return "create its folder first or choose another path";
        case ENOSPC:
        case EDQUOT:
            return "free some space or choose a path on another disk";
        case ENAMETOOLONG:
            return "choose a shorter name";
        case EPIPE:
            return "keep its reader running";
        default:
            return "choose another path";
    }
}

[[noreturn]] void refuse(const std::string& path, std::string_view problem, std::string_view remedy) {
    throw std::runtime_error(fmt::format("cannot write {}: {}; {}", path, problem, remedy));
}

[[noreturn]] void refuse(const std::string& path, int error) {
    refuse(path, std::generic_category().message(error), advice(error));
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    int close() { return ::close(std::exchange(fd_, -1)); }

  private:
    int fd_;
};

/// 0, or the error's number.
int write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// Where a report goes: symbolic links stay, and what they point at is replaced.
fs::path target_of(const std::string& path) {
    std::error_code unresolved;
    auto target = fs::canonical(path, unresolved);
    return unresolved ? fs::path(path) : target;
}

fs::path folder_of(const fs::path& target) {
    return target.has_parent_path() ? target.parent_path() : ".";
}

/// A terminal, /dev/null, a named pipe, a shell's >(...): nothing that a rename may replace.
bool is_written_in_place(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void write_in_place(const std::string& path, std::string_view text) {
    const Descriptor out(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (out.get() < 0) refuse(path, errno);
    if (const int error = write_all(out.get(), text)) refuse(path, error);
}

void write_to_standard_output(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) refuse("standard output", errno);
}

/// The content on disk under a temporary name. The mode is what open and the umask make of any new file.
int write_temporary(const fs::path& temporary, std::string_view text) {
    Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (out.get() < 0) return errno;
    if (const int error = write_all(out.get(), text)) return error;
    if (::fsync(out.get()) != 0) return errno;
    return out.close() == 0 ? 0 : errno;
}

/// A rename outlives a power cut only once its folder is on disk; some file systems cannot do it, which is no
/// error.
void sync_folder(const fs::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() >= 0) (void)::fsync(descriptor.get());
}

}  // namespace

void check_writable(const std::string& path) {
    if (path == "-") return;
    if (path.empty()) refuse("a report", "its name is empty", "give a file name, or - for standard output");
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) refuse(path, "it is a folder", "name a file in it");
    if (path.back() == '/') refuse(path, "it ends in a slash", "name a file in that folder");
    if (is_written_in_place(path)) {
        if (::access(path.c_str(), W_OK) != 0) refuse(path, errno);
        return;
    }
    const auto folder = folder_of(target_of(path));
    if (!fs::exists(folder, ignored)) {
        refuse(path, fmt::format("there is no folder {}", folder.string()),
               "create it first or choose another path");
    }
    if (!fs::is_directory(folder, ignored)) {
        refuse(path, fmt::format("{} is no folder", folder.string()), "choose another path");
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(path, errno);
}

void write_whole(const std::string& path, std::string_view text) {
    if (path == "-") return write_to_standard_output(text);
    check_writable(path);
    if (is_written_in_place(path)) return write_in_place(path, text);
    const auto target = target_of(path);
    const auto folder = folder_of(target);
    const auto temporary = folder / fmt::format(".vrrptest-{}.tmp", ::getpid());
    ::unlink(temporary.c_str());  // of an earlier process with this number that was killed
    int error = write_temporary(temporary, text);
    if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        refuse(path, error);
    }
    sync_folder(folder);
}

}  // namespace reports
