#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_file.hpp"
#include "engine/lan/capture_log.hpp"
#include "engine/lan/tagged_link.hpp"
#include "tester/run/run_record.hpp"

namespace tester {

/// Makes of a record the data of custom blocks.
using EncodeRecord = std::function<std::vector<engine::Octets>(const RunRecord&)>;

/// A whole run in one pcapng file: all its frames in the order of their numbers, and its record, with
/// comments that say which case sent a frame and which verdicts rest on it. Like RunCapture it is opened
/// before anything is sent and takes its name once it is complete. An empty path: no file.
class RunFile {
  public:
    RunFile(const std::string& path, const std::vector<std::string>& interfaces, EncodeRecord encode);
    ~RunFile();
    RunFile(const RunFile&) = delete;
    RunFile& operator=(const RunFile&) = delete;

    bool is_wanted() const { return !path_.empty(); }
    /// The tag of a VLAN, which the second interface is not in, is put on again. Not for an empty path.
    void keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag, const RunRecord& record);

  private:
    std::filesystem::path unfinished() const { return path_ + ".unfinished"; }

    std::string path_;
    std::unique_ptr<engine::CaptureFileOfInterfaces> file_;
    EncodeRecord encode_;
};

/// What the comment of such a file's first frame begins with: its record stands behind all frames, since
/// Wireshark gives custom blocks numbers, too, and a reader of a stream must know that there will be one.
inline constexpr std::string_view run_announcement = "vrrptest run 1";

/// "backup/x v3-ipv4 rfc5798: violates, FAIL (RFC 5798 6.4.2, MUST): expected ...; observed ...": the verdict
/// on a frame that has this role in it.
std::string verdict_comment(const CaseResult& one, const std::string& role);

/// What is to be said of each frame that a case sent or that a verdict rests on, by its number. Of many
/// verdicts a few, and how many more there are.
std::vector<std::string> comments_on(const RunRecord& record);

}  // namespace tester
