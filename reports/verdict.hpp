#pragma once

#include <string>
#include <vector>

#include "tester/run/result.hpp"

namespace reports {

/// What a run comes to, for somebody who reads one sentence.
struct Verdict {
    tester::Outcome outcome = tester::Outcome::pass;  // what its colour means
    std::string sentence;                             // "The device at 192.0.2.2 violates 2 requirements ..."
    std::vector<std::string> which;                   // what is violated, in the words of its cases
};

/// The sentence ends with a full stop; with a colon where `which` follows.
Verdict verdict_of(const tester::RunResult& result);

/// "the device at 192.0.2.2", "the embedded speaker", "run.pcap", "keepalived and frr": what was judged.
std::string subject_text(const tester::RunResult& result);

/// "RFC 5798 and RFC 9568" of the clauses by which these cases are judged; empty where they name none.
std::string rfcs_text(const std::vector<const tester::CaseResult*>& cases);

/// "a, b and c".
std::string enumeration(const std::vector<std::string>& words);

}  // namespace reports
