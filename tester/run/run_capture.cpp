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

void RunCapture::keep(const engine::CaptureLog& log) {
    if (!file_) return;
    for (engine::FrameNumber n = 1; n <= log.last(); ++n)
        file_->write(log.frame(n).octets, log.frame(n).when);
    file_.reset();
    std::filesystem::rename(unfinished(), path_);
}

}  // namespace tester
