#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "tester/run/result.hpp"

namespace reports {

/// A file that holds no result of ours; the sentence names it and says what to do.
class NotAResult : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The result that a report of `--json` tells of. Total: whatever the text is, it is either read or refused
/// with NotAResult. Keys that are not known are passed over, those that are missing have their defaults,
/// since keys are only ever added to schema 1; a value of another type than the contract's is refused. `name`
/// is what the sentence calls the text.
tester::RunResult result_from_json(std::string_view text, const std::string& name);

/// The same of a file; at most 64 MiB are read.
tester::RunResult read_result(const std::string& path);

}  // namespace reports
