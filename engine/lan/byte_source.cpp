#include "engine/lan/byte_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace engine {
namespace {

/// As much as is read at once: it stays in the processor's cache until its packets have been looked at.
constexpr std::size_t read_size = 64 * 1024;
/// Enough for nearly every capture; only for larger packets there is more.
constexpr std::size_t usual_size = 2 * read_size;

class DescriptorSource final : public ByteSource {
  public:
    DescriptorSource(int descriptor, bool is_owned) : descriptor_(descriptor), is_owned_(is_owned) {}
    ~DescriptorSource() override {
        if (is_owned_) close(descriptor_);
    }

    std::size_t read(std::span<std::uint8_t> into) override {
        while (true) {
            const ssize_t size = ::read(descriptor_, into.data(), into.size());
            if (size >= 0) return static_cast<std::size_t>(size);
            if (errno == EINTR) continue;
            if (errno == EAGAIN) {  // somebody else has made standard input non-blocking
                pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
                poll(&waiting, 1, -1);
                continue;
            }
            problem_ = std::string("cannot be read on: ") + std::strerror(errno);
            return 0;
        }
    }

  private:
    int descriptor_;
    bool is_owned_;
};

}  // namespace

ByteWindow::ByteWindow(std::unique_ptr<ByteSource> source, std::size_t most)
    : source_(std::move(source)),
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(usual_size)),
      capacity_(usual_size),
      most_(most),
      begin_(buffer_.get()),
      end_(begin_) {}

/// Moves what is left to the front. It is less than is needed, so that this costs little.
void ByteWindow::make_room(std::size_t size) {
    const std::size_t filled = left();
    if (size > capacity_) {
        auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(most_);
        std::memcpy(larger.get(), begin_, filled);
        buffer_ = std::move(larger);
        capacity_ = most_;
    } else if (filled > 0 && begin_ != buffer_.get()) {
        std::memmove(buffer_.get(), begin_, filled);
    }
    begin_ = buffer_.get();
    end_ = begin_ + filled;
}

bool ByteWindow::fetch(std::size_t size) {
    if (!source_ || size > most_) return false;
    make_room(size);
    std::size_t filled = left();
    bool is_at_end = false;
    while (filled < size && !is_at_end) {
        const std::size_t room = std::min(capacity_ - filled, read_size);
        const std::size_t got = source_->read({buffer_.get() + filled, room});
        filled += got;
        is_at_end = got == 0;
    }
    end_ = begin_ + filled;
    return filled >= size;
}

std::unique_ptr<ByteSource> open_file(const std::string& path) {
    if (path == "-") return std::make_unique<DescriptorSource>(STDIN_FILENO, false);
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw std::runtime_error("cannot open " + path + ": " + std::strerror(errno) +
                                 "; name a capture file, or - for standard input");
    auto source = std::make_unique<DescriptorSource>(descriptor, true);
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        throw std::runtime_error(path + " is a directory: name the capture files in it");
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return source;
}

}  // namespace engine
