#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <stdexcept>

#include "engine/lan/byte_source.hpp"

namespace engine {
namespace {

constexpr const char* ends_early = "ends within its compressed data (was it broken off?)";
constexpr const char* is_damaged = "is damaged in its compressed data";

bool begins_as_gzip(const std::uint8_t* octets) {
    return octets[0] == 0x1f && octets[1] == 0x8b;  // RFC 1952 2.3.1
}

bool begins_as_zstd(const std::uint8_t* octets) {
    const bool is_frame =
        octets[0] == 0x28 && octets[1] == 0xb5 && octets[2] == 0x2f && octets[3] == 0xfd;  // RFC 8878 3.1.1
    // A skippable frame (RFC 8878 3.1.2), with which pzstd begins.
    const bool is_skippable =
        octets[0] >> 4 == 5 && octets[1] == 0x2a && octets[2] == 0x4d && octets[3] == 0x18;
    return is_frame || is_skippable;
}

class GzipSource final : public ByteSource {
  public:
    explicit GzipSource(ByteWindow& input) : input_(input) {
        constexpr int gzip_only = 16;
        if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK)
            throw std::runtime_error("there is no memory for decompressing gzip");
    }
    ~GzipSource() override { inflateEnd(&stream_); }

    std::size_t read(std::span<std::uint8_t> into) override {
        while (!is_over_) {
            if (is_between_ && !begin_member()) break;
            if (!input_.need(1)) return end(input_.problem().empty() ? ends_early : input_.problem());
            const std::size_t size = inflate_into(into);
            if (size > 0) return size;
        }
        return 0;
    }

  private:
    std::size_t inflate_into(std::span<std::uint8_t> into) {
        stream_.next_in = const_cast<Bytef*>(input_.data());
        stream_.avail_in = static_cast<uInt>(input_.left());
        stream_.next_out = into.data();
        stream_.avail_out = static_cast<uInt>(into.size());
        const int result = inflate(&stream_, Z_NO_FLUSH);
        input_.skip(input_.left() - stream_.avail_in);
        const std::size_t size = into.size() - stream_.avail_out;
        if (result == Z_STREAM_END) {
            is_between_ = true;
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            end(is_damaged);
        }
        return size;
    }

    /// False where the file ends after a member. Zeros after the last one are a tape's or a disk's padding.
    bool begin_member() {
        while (input_.need(1) && input_.data()[0] == 0) input_.skip(1);
        if (!input_.need(1)) {
            end(input_.problem());
        } else if (!input_.need(2) || !begins_as_gzip(input_.data())) {
            end("goes on with something else after its compressed data");
        } else {
            inflateReset(&stream_);
            is_between_ = false;
        }
        return !is_over_;
    }

    std::size_t end(const std::string& problem) {
        problem_ = problem;
        is_over_ = true;
        return 0;
    }

    ByteWindow& input_;
    z_stream stream_{};
    bool is_between_ = false;  // after a member
    bool is_over_ = false;
};

class ZstdSource final : public ByteSource {
  public:
    explicit ZstdSource(ByteWindow& input) : input_(input), stream_(ZSTD_createDStream()) {
        if (!stream_) throw std::runtime_error("there is no memory for decompressing zstd");
        // 8 MiB, which every level up to 19 keeps to: a file must not say how much memory is taken.
        ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 23);
    }
    ~ZstdSource() override { ZSTD_freeDStream(stream_); }

    std::size_t read(std::span<std::uint8_t> into) override {
        while (!is_over_) {
            // What the library still holds of the last input comes before new input.
            if (!has_more_output_ && !input_.need(1)) {
                if (!input_.problem().empty()) return end(input_.problem());
                return end(is_between_ ? "" : ends_early);
            }
            const std::size_t size = decompress_into(into);
            if (size > 0) return size;
        }
        return 0;
    }

  private:
    std::size_t decompress_into(std::span<std::uint8_t> into) {
        ZSTD_inBuffer in{input_.data(), input_.left(), 0};
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        const std::size_t result = ZSTD_decompressStream(stream_, &out, &in);
        input_.skip(in.pos);
        has_more_output_ = out.pos == out.size;
        is_between_ = result == 0;
        if (ZSTD_isError(result)) {
            end(ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge
                    ? "needs more than 8 MiB for its decompression: give it through `zstd -dc --memory=2GB`"
                    : is_damaged);
        }
        return out.pos;
    }

    std::size_t end(const std::string& problem) {
        problem_ = problem;
        is_over_ = true;
        return 0;
    }

    ByteWindow& input_;
    ZSTD_DStream* stream_;
    bool is_between_ = false;       // after a frame
    bool has_more_output_ = false;  // the last output was full
    bool is_over_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> decompress(ByteWindow& compressed) {
    if (compressed.need(2) && begins_as_gzip(compressed.data()))
        return std::make_unique<GzipSource>(compressed);
    if (compressed.need(4) && begins_as_zstd(compressed.data()))
        return std::make_unique<ZstdSource>(compressed);
    return nullptr;
}

}  // namespace engine
