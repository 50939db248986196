#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_file.hpp"
#include "engine/lan/capture_log.hpp"
#include "engine/lan/tagged_link.hpp"

namespace tester {

/// The capture of a whole run: a file beside the wanted one that takes its name once it is complete. Opened
/// before anything is sent, so that a folder which cannot be written to costs nobody a run. An empty path: no
/// capture. With two interfaces it is a pcapng file, since pcap cannot say on which one a frame was.
class RunCapture {
  public:
    explicit RunCapture(const std::string& path, const std::vector<std::string>& interfaces = {});
    ~RunCapture();
    RunCapture(const RunCapture&) = delete;
    RunCapture& operator=(const RunCapture&) = delete;

    /// Writes all frames in the order of their numbers, so that the numbers which reports cite are those that
    /// a reader of the file shows. The tag of a VLAN, which the second interface is not in, is put on again,
    /// with the priority of the tester's own.
    void keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag = {});
    /// The same piece by piece: frames in the order of their numbers, then finish(). `interface` is an index
    /// into the names.
    void write(engine::OctetView frame, engine::Instant when, std::uint32_t interface = 0);
    void finish();

  private:
    std::filesystem::path unfinished() const { return path_ + ".unfinished"; }

    std::string path_;
    std::unique_ptr<engine::CaptureFile> file_;
    std::unique_ptr<engine::CaptureFileOfInterfaces> file_of_interfaces_;
};

}  // namespace tester
