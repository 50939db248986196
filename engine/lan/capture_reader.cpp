#include "engine/lan/capture_reader.hpp"

#include <stdexcept>

#include "engine/lan/byte_source.hpp"
#include "engine/lan/capture_formats.hpp"

namespace engine {

std::string CaptureFormat::next_thing() const {
    return "packet " + std::to_string(progress_.packets + 1);
}

bool CaptureFormat::end_of_file() {
    const std::string source = input_.problem();
    const std::string after = " after packet " + std::to_string(progress_.packets);
    if (!source.empty()) {
        progress_.problem = "the file " + source + after;
    } else if (input_.left() > 0) {
        progress_.problem = "the file ends within " + next_thing() + " (a capture that was broken off?)";
    }
    return false;
}

bool CaptureFormat::damaged(const std::string& what) {
    progress_.problem =
        next_thing() + " " + what + ": the file is damaged there, and nothing after it was read";
    return false;
}

namespace {
/// The largest packet of a pcap file with its header; blocks of pcapng are no larger than a packet may be.
constexpr std::size_t most_at_once = CaptureReader::largest_packet + 64;
}  // namespace

struct CaptureReader::State {
    State(ByteWindow file, const std::string& name) : input(std::move(file)) {
        if (!input.need(1)) refuse_empty(name, input.problem());
        decompressor = decompress(input);
        if (decompressor) decompressed.emplace(std::move(decompressor), most_at_once);
        ByteWindow& plain = decompressed ? *decompressed : input;
        format = pcapng_format(plain, progress);
        if (!format) format = pcap_format(plain, progress);
        if (!format) refuse(name, plain);
    }

    [[noreturn]] static void refuse_empty(const std::string& name, const std::string& problem) {
        if (!problem.empty()) throw std::runtime_error(name + " " + problem);
        throw std::runtime_error(name + " is empty: capture again, or name another file");
    }

    [[noreturn]] static void refuse(const std::string& name, ByteWindow& plain) {
        const std::string problem = plain.problem();
        if (!problem.empty()) throw std::runtime_error(name + " " + problem + ": copy it again");
        throw std::runtime_error(name +
                                 " is no capture that can be read: give a pcap or pcapng file, plain or "
                                 "compressed with gzip or zstd");
    }

    ByteWindow input;
    std::unique_ptr<ByteSource> decompressor{};
    std::optional<ByteWindow> decompressed{};
    CaptureProgress progress{};
    std::unique_ptr<CaptureFormat> format{};
    bool is_over = false;
};

CaptureReader::CaptureReader(const std::string& path)
    : state_(std::make_unique<State>(ByteWindow(open_file(path), most_at_once),
                                     path == "-" ? "standard input" : path)) {}

CaptureReader::CaptureReader(OctetView file)
    : state_(std::make_unique<State>(ByteWindow(file), "the capture")) {}

CaptureReader::~CaptureReader() = default;

bool CaptureReader::next(CapturedFrame& frame) {
    if (!state_->is_over && state_->format->next(frame)) return true;
    state_->is_over = true;
    state_->progress.options = {};
    return false;
}

const std::vector<CaptureInterface>& CaptureReader::interfaces() const {
    return state_->progress.interfaces;
}

FrameNumber CaptureReader::packets() const {
    return state_->progress.packets;
}

std::size_t CaptureReader::foreign_packets() const {
    return state_->progress.foreign;
}

std::size_t CaptureReader::cut_packets() const {
    return state_->progress.cut;
}

const std::string& CaptureReader::problem() const {
    return state_->progress.problem;
}

void CaptureReader::on_custom_block(std::uint32_t enterprise, std::function<void(OctetView)> receiver) {
    state_->progress.enterprise = enterprise;
    state_->progress.receiver = std::move(receiver);
}

std::string_view CaptureReader::comment() const {
    constexpr std::uint16_t comment_code = 1;
    const OctetView text =
        pcapng_option(state_->progress.options, state_->progress.options_are_swapped, comment_code);
    return {reinterpret_cast<const char*>(text.data()), text.size()};
}

}  // namespace engine
