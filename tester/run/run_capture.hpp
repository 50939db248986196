#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/lan/capture_file.hpp"
#include "engine/lan/capture_log.hpp"
#include "engine/lan/tagged_link.hpp"

namespace tester {

/// The capture of a whole run: a file beside the wanted one that takes its name once it is complete. Opened
/// before anything is sent, so that a folder which cannot be written to costs nobody a run. An empty path: no
/// capture.
class RunCapture {
  public:
    explicit RunCapture(const std::string& path);
    ~RunCapture();
    RunCapture(const RunCapture&) = delete;
    RunCapture& operator=(const RunCapture&) = delete;

    /// Writes all frames in the order of their numbers, so that the numbers which reports cite are those that
    /// a reader of the file shows. The tag of a VLAN is put on again, with the priority of the tester's own.
    void keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag = {});
    /// The same piece by piece: frames in the order of their numbers, then finish().
    void write(engine::OctetView frame, engine::Instant when);
    void finish();

  private:
    std::filesystem::path unfinished() const { return path_ + ".unfinished"; }

    std::string path_;
    std::unique_ptr<engine::CaptureFile> file_;
};

}  // namespace tester
