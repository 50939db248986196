#include "tester/run/run_capture.hpp"

#include <system_error>

namespace tester {

RunCapture::RunCapture(const std::string& path, const std::vector<std::string>& interfaces) : path_(path) {
    if (path_.empty()) return;
    if (interfaces.size() > 1)
        file_of_interfaces_ = std::make_unique<engine::CaptureFileOfInterfaces>(unfinished(), interfaces);
    else
        file_ = std::make_unique<engine::CaptureFile>(unfinished());
}

RunCapture::~RunCapture() {
    std::error_code ignored;
    if (file_ || file_of_interfaces_) std::filesystem::remove(unfinished(), ignored);
}

void RunCapture::keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag) {
    for (engine::FrameNumber n = 1; n <= log.last(); ++n) {
        const auto& frame = log.frame(n);
        const bool is_tagged = tag && !frame.on_second;
        write(is_tagged ? engine::with_tag(frame.octets, *tag) : frame.octets, frame.when,
              frame.on_second ? 1 : 0);
    }
    finish();
}

void RunCapture::write(engine::OctetView frame, engine::Instant when, std::uint32_t interface) {
    if (file_) file_->write(frame, when);
    if (file_of_interfaces_) file_of_interfaces_->write(frame, when, interface);
}

void RunCapture::finish() {
    if (!file_ && !file_of_interfaces_) return;
    file_.reset();
    file_of_interfaces_.reset();
    std::filesystem::rename(unfinished(), path_);
}

}  // namespace tester
