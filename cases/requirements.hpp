#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cases {

/// One testable statement of an RFC: which cases decide it, or why none does.
struct Requirement {
    std::string_view id;  // "R9568-5.2.5-2": RFC, section, number; chosen once and kept
    int rfc = 0;
    std::string_view section;  // as the RFC numbers it; RFC 5798's line numbers follow in brackets
    std::string_view statement;
    std::string_view level;               // the RFC's word, or "is" and "default" for what it merely states
    std::vector<std::string_view> cases;  // ids
    std::string_view reason;              // empty where there are cases
};

/// The ledger, cases/requirements.tsv, as it was when the program was built.
std::span<const Requirement> requirements();

/// What a ledger's text says, and a sentence for each line that says nothing.
struct Ledger {
    std::vector<Requirement> requirements;  // views of the text
    std::vector<std::string> complaints;
};
Ledger read_ledger(std::string_view text);
std::string_view ledger_text();

}  // namespace cases
