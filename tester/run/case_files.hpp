#pragma once

#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/tagged_link.hpp"
#include "tester/run/run_record.hpp"

namespace tester {

/// Writes a run's cases as one pcapng file each into a folder that exists: the frames that the case sent and
/// those of its virtual routers that it may have heard meanwhile, with comments on those that its verdict
/// rests on. Each file takes its name once it is complete. Throws std::runtime_error with one sentence where
/// one cannot be written.
class CaseFiles {
  public:
    /// An empty folder: no files. The names are the run's interfaces.
    CaseFiles(std::string folder, std::vector<std::string> interfaces)
        : folder_(std::move(folder)), interfaces_(std::move(interfaces)) {}

    bool are_wanted() const { return !folder_.empty(); }
    /// Skipped cases have no frames and get no file. The tag of a VLAN is put on again, as by RunFile.
    void keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag,
              const RunRecord& record) const;

  private:
    std::string folder_;
    std::vector<std::string> interfaces_;
};

/// "backup-active-down-timer-v3-ipv4.pcapng"; with the suite in it where the run had several.
std::string case_file_name(const CaseResult& one, bool with_suite);

/// True if a frame that others sent is about this virtual router, by its VRID, its MAC address or one of its
/// addresses.
bool is_about(const engine::LoggedFrame& frame, const VirtualRouterFacts& router);

}  // namespace tester
