#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/packet/octets.hpp"

namespace engine {

/// Where octets come from, once.
class ByteSource {
  public:
    ByteSource() = default;
    virtual ~ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    /// Writes at least one octet, as soon as there are any; 0 at the end, be it proper or not.
    virtual std::size_t read(std::span<std::uint8_t> into) = 0;

    /// Why there is no more, if that is not the proper end; the rest of a sentence that names the file: "is
    /// damaged in its compressed data". Empty otherwise.
    const std::string& problem() const { return problem_; }

  protected:
    std::string problem_{};
};

/// A part of a source's octets, moved on over it: of bounded size, or the whole of a memory without a copy.
class ByteWindow {
  public:
    /// `most` is the largest size that will be needed at once.
    ByteWindow(std::unique_ptr<ByteSource> source, std::size_t most);
    explicit ByteWindow(OctetView memory) : begin_(memory.data()), end_(memory.data() + memory.size()) {}

    /// True if `size` octets can be looked at. Reads from the source only if fewer are there, and then as
    /// much as it gives at once. What was looked at before is then no longer valid, skipped octets neither.
    bool need(std::size_t size) { return left() >= size || fetch(size); }
    std::size_t left() const { return static_cast<std::size_t>(end_ - begin_); }
    const std::uint8_t* data() const { return begin_; }
    OctetView octets() const { return {begin_, left()}; }
    /// Moves on; what is skipped stays valid until the next need().
    void skip(std::size_t size) { begin_ += size; }
    std::string problem() const { return source_ ? source_->problem() : std::string(); }

  private:
    bool fetch(std::size_t size);
    void make_room(std::size_t size);

    std::unique_ptr<ByteSource> source_{};
    std::unique_ptr<std::uint8_t[]> buffer_{};
    std::size_t capacity_ = 0, most_ = 0;
    const std::uint8_t* begin_ = nullptr;
    const std::uint8_t* end_ = nullptr;
};

/// Opens a file, or standard input for "-". Throws std::runtime_error with one sentence if it cannot be.
std::unique_ptr<ByteSource> open_file(const std::string& path);

/// What decompresses the window's octets if they begin as gzip or zstd do, else nothing. Members of gzip and
/// frames of zstd that follow one another are one stream.
std::unique_ptr<ByteSource> decompress(ByteWindow& compressed);

}  // namespace engine
