#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/packet/octets.hpp"
#include "tester/run/run_record.hpp"

namespace tester {

/// The private enterprise number of a run's custom blocks: the one for documentation (RFC 5612).
inline constexpr std::uint32_t run_enterprise = 32473;

/// The record as the data of one or several pcapng custom blocks, none larger than 256 KiB: a line
/// "vrrptest run 1 part K of N", then that part of its JSON.
std::vector<engine::Octets> encode(const RunRecord& record);

/// Puts the blocks of a file together again. Total: whatever the blocks hold, it ends in a record or in a
/// sentence.
class RecordReader {
  public:
    /// The data of one custom block of run_enterprise.
    void add(engine::OctetView block);
    /// True if there was any block of a run.
    bool is_run() const { return parts_ != 0 || !problem_.empty(); }
    /// The record, once all blocks are there; nothing if there is none, or if it cannot be read.
    std::optional<RunRecord> record();
    /// Why it cannot be read: one sentence.
    const std::string& problem() const { return problem_; }

  private:
    std::string text_;
    std::size_t parts_ = 0, seen_ = 0;
    std::string problem_;
};

/// The record of a text, or nothing.
std::optional<RunRecord> record_of_json(const std::string& text);

}  // namespace tester
