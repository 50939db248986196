#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tester {

/// What became of a case (design: truth). A failed SHOULD is Advisory unless the run is strict; expected
/// failures of a baseline are XFail, and XPass where the device unexpectedly conforms.
enum class Outcome : std::uint8_t { pass, fail, advisory, inconclusive, skipped, error, xfail, xpass };
inline constexpr Outcome all_outcomes[] = {Outcome::pass,         Outcome::fail,    Outcome::advisory,
                                           Outcome::inconclusive, Outcome::skipped, Outcome::error,
                                           Outcome::xfail,        Outcome::xpass};
std::string_view to_string(Outcome outcome);  // the JSON contract's words: "pass", "fail", ...

/// How strongly the RFC demands what a case checks; `report` cases record what it leaves open.
enum class Level : std::uint8_t { must, should, may, report };
std::string_view to_string(Level level);  // "MUST", "SHOULD", "MAY", "report"

/// One field of a decoded frame, as a report shows it beside its octets.
struct FrameField {
    std::string layer;     // "Ethernet", "802.1Q", "IPv4", "VRRPv3", "ARP", ...
    std::string name;      // the standard's: "TTL", "Max Advertise Interval"
    std::string value;     // as it is: "64"
    std::string wanted{};  // what the RFC and the virtual router's configuration demand; empty: anything goes
    std::string clause{};  // where that stands: "RFC 9568 5.1.1.3"; empty where nothing is wanted
    bool differs = false;  // from what is wanted
    std::size_t octet = 0;  // where it begins in the frame, from 0
    std::size_t octets = 0;
};

/// A frame that a verdict rests on.
struct CitedFrame {
    std::size_t number = 0;   // in the run's capture, from 1
    double time_seconds = 0;  // since the run's start
    std::string role;         // "stimulus", "observed", "violates", "control"
    std::string summary;      // one line, decoded
    std::string hex;          // the octets, for verbose reports; empty where trimmed
    std::string sender{};     // "tester", "device", "host" or a router's name; empty where nobody can know
    std::uint16_t link_type = 1;  // of the octets: the capture formats' LINKTYPE_ number; 1 is Ethernet
    /// Only where a report asked for them (tester/run/frame_fields.hpp).
    std::vector<FrameField> fields{};
};

/// One expectation of a case and what came of it; a case has made several when it ends.
struct Check {
    std::string expected;
    std::string observed;
    bool held = true;
    std::optional<double> measured_ms{};          // time after the stimulus, for timed expectations
    std::optional<double> allowed_earliest_ms{};  // with the tolerance already in it
    std::optional<double> allowed_latest_ms{};
    bool is_timed = true;  // rests on when frames were sent, not only on what they hold
    /// What measured_ms and the allowed times count from, since the run's start; nothing where nothing is
    /// timed.
    std::optional<double> anchor_seconds{};
    /// Where nothing may come: the bounds of that time, after the same moment.
    std::optional<double> silent_from_ms{}, silent_until_ms{};
};

}  // namespace tester
