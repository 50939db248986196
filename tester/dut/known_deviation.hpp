#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tester {

/// A failure that is expected of a device: an entry of a baseline or of a DUT file.
struct KnownDeviation {
    std::string case_glob;                  // "tx/ethernet-source-is-virtual-mac", "resolve/*"
    std::optional<std::string> profile{};   // "v3-ipv4"; nothing: each
    std::optional<std::string> suite{};     // "rfc5798"; nothing: each
    std::optional<std::string> subject{};   // "keepalived > frr" of an interop run; nothing: each
    std::optional<int> vrid{};              // of a capture's virtual router; nothing: each
    std::string reason;                     // why it is so, with the evidence
    std::optional<std::string> observed{};  // a glob over what the case observed; nothing: anything
    std::optional<std::string> expires{};   // "2027-06-30": after that day it no longer excuses anything
    std::string where;                      // "dut.toml:12", for messages
};

}  // namespace tester
