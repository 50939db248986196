#include "tester/recorded/run_of_capture.hpp"

#include "tester/run/run_file.hpp"

namespace tester {

RunOfCapture::RunOfCapture(engine::CaptureReader& reader) : reader_(reader) {
    reader_.on_custom_block(run_enterprise, [this](engine::OctetView block) { records_.add(block); });
}

void RunOfCapture::see(const engine::CapturedFrame& frame) {
    if (frame.number == 1) is_announced_ = reader_.comment().starts_with(run_announcement);
    if (is_announced_) recording_.add(frame.octets, frame.when, frame.interface);
}

std::string RunOfCapture::open() {
    auto record = records_.record();
    if (!record)
        return records_.problem().empty()
                   ? "the record of the run is missing at the end of the file, which was "
                     "broken off or changed"
                   : records_.problem();
    return recording_.open(std::move(*record));
}

}  // namespace tester
