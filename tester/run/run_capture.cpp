#include "tester/run/run_capture.hpp"

#include <system_error>

namespace tester {

RunCapture::RunCapture(const std::string& path) : path_(path) {
    if (!path_.empty()) file_ = std::make_unique<engine::CaptureFile>(unfinished());
}

RunCapture::~RunCapture() {
    std::error_code ignored;
    if (file_) std::filesystem::remove(unfinished(), ignored);
}

void RunCapture::keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag) {
    for (engine::FrameNumber n = 1; n <= log.last(); ++n) {
        const auto& frame = log.frame(n);
        write(tag ? engine::with_tag(frame.octets, *tag) : frame.octets, frame.when);
    }
    finish();
}

void RunCapture::write(engine::OctetView frame, engine::Instant when) {
    if (file_) file_->write(frame, when);
}

void RunCapture::finish() {
    if (!file_) return;
    file_.reset();
    std::filesystem::rename(unfinished(), path_);
}

}  // namespace tester
