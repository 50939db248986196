#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tester/bench/verdict.hpp"

namespace tester {

struct ClauseReference {
    int rfc = 0;          // 2338, 3768, 5798, 9568
    std::string section;  // "6.4.2"
};

struct VirtualRouterReference {
    int vrid = 0;
    std::string family;  // "IPv4", "IPv6"
    int version = 0;
    int priority = 0;
    double interval_seconds = 0;
    std::vector<std::string> addresses;
};

struct CaseResult {
    std::string id;         // "backup/priority-zero-arms-skew-time"
    std::string area;       // "backup"
    std::string profile;    // "v2-ipv4", "v3-ipv4", "v3-ipv6"
    std::string suite;      // "rfc5798"
    std::string subject{};  // which of several devices: "keepalived > frr"; empty where there is but one
    std::string says;       // the requirement in one sentence
    Level level = Level::must;
    Outcome outcome = Outcome::skipped;
    double started_seconds = 0;  // since the run's start
    double seconds = 0;
    int attempts = 0;
    std::vector<ClauseReference> clauses;
    std::string expected;  // of the expectation that decided
    std::string observed;
    std::string brief{};  // the evidence in a few words for a matrix: "took over after 3.611 s"
    std::string reason;   // why skipped, inconclusive or error; the baseline's reason for xfail and xpass
    std::vector<Check> checks;
    std::vector<CitedFrame> frames;
    /// What a case of level `report` found the device to do, by name; gathered in DutReport::facts.
    std::map<std::string, std::string> facts{};
    std::optional<VirtualRouterReference> virtual_router;
    /// The case changed the virtual router while it ran: its frames may rightly differ from that.
    bool is_reconfigured = false;
};

struct LinkFacts {
    std::string interface;  // "eth0", or "simulated"
    std::string tester_address;
    std::string tester_mac;
    double worst_scheduling_delay_ms = 0;  // the runner's own, measured all along
    std::size_t frames_seen = 0;
    std::size_t frames_dropped = 0;  // by the kernel, as libpcap counts them
};

struct DutReport {
    std::string address;  // as given: "172.16.100.11", "embedded"
    std::string mac;
    std::vector<VirtualRouterReference> virtual_routers;
    std::map<std::string, std::string> facts;  // "checksum form": "pseudo-header", ...
};

struct Tolerance {
    double early_ms = 10;
    double late_ms = 50;
    double late_percent = 5;
};

/// Something that a lab shows as it stood at one moment, such as a host's ARP table.
struct LabTable {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// What happened in a lab, on the wire or by the tool's own hand.
struct TimelineEvent {
    std::string scene{};    // which of several stories it belongs to: "nginx is killed (no weight)"
    double seconds = 0;     // since the run's start
    std::string who;        // a router's name, "host", "lab"
    std::string what;       // "takes over: advertises priority 100"
    std::size_t frame = 0;  // in the run's capture; 0 for none
    /// What `who` is from now on, for pictures; nothing where the event does not tell.
    std::optional<bool> is_active{};
    std::optional<double> until_seconds{};  // of what lasts, such as pings being lost
};

/// One capture that was judged.
struct CaptureReport {
    std::string name;                    // the file as it was named; "standard input", or an interface
    std::size_t frames = 0;              // all packets of the file
    std::size_t vrrp = 0;                // those of IP protocol 112
    double seconds = 0;                  // from the first packet to the last
    std::vector<std::string> remarks{};  // what could not be read, or was left out, one sentence each
};

/// A router that was seen to advertise a virtual router.
struct SpeakerReport {
    std::string source;     // the IP address that its advertisements come from
    std::string mac;        // the Ethernet source of its advertisements; empty where the link tells none
    std::string mac_habit;  // "virtual", "own" or "both"; empty where the link tells none
    std::vector<int> priorities;  // all that it advertised, 0 among them, in order of appearance
    std::vector<int> versions;
    std::size_t advertisements = 0;
    std::string checksum_form;               // "message-only", "pseudo-header", "either", "wrong", "mixed"
    double advertised_interval_seconds = 0;  // the last one
    std::optional<double>
        measured_interval_seconds{};             // the median of its gaps; nothing where there is no gap
    double first_seconds = 0, last_seconds = 0;  // since the capture's first packet
    bool is_active = false;                      // at the end
    bool is_tester = false;                      // a run's file: this tester itself
};

/// A time in which one router was the Active of a virtual router, as its advertisements show it.
struct Reign {
    std::string source;  // the router's address
    std::string mac;
    double from_seconds = 0, to_seconds = 0;  // since the capture's first packet; its last sign of life
    std::string end;  // "resigned", "fell silent", "yielded to 10.0.0.2", "the capture ends"
};

/// A virtual router that a capture shows.
struct RouterReport {
    std::string subject{};  // which of several captures
    std::string
        segment;  // "VLAN 10", "VLAN 10.20", "eth1, VLAN 3"; empty where there is but one without tags
    int vrid = 0;
    std::string family;  // "IPv4", "IPv6"
    std::vector<int> versions;
    std::vector<std::string> addresses;  // of the last advertisement of the Active
    std::vector<std::string>
        authentication{};  // what version 2 advertisements carry: "simple text password", ...
    std::vector<SpeakerReport> speakers;
    int takeovers = 0;            // changes of the Active after the first
    std::vector<Reign> reigns{};  // in order of their beginning; two that overlap are two Actives at once
};

struct Summary {
    std::map<Outcome, int> counts;
    int total = 0;
    int count(Outcome outcome) const;
};

/// Everything that a run leaves behind; the only thing that reports see.
struct RunResult {
    std::string tool_version;
    std::string command_line;
    std::string started;  // local wall clock, "2026-11-22T21:08:39"
    std::vector<std::string> suites;
    DutReport dut;
    LinkFacts link;
    Tolerance tolerance;
    bool strict = false;
    bool aborted = false;  // by a signal; the cases that had not ended are Error
    double seconds = 0;    // wall time (virtual time for a simulated run is in the cases)
    std::vector<CaseResult> cases;
    std::vector<LabTable> tables{};
    std::vector<TimelineEvent> timeline{};
    std::vector<CaptureReport> captures{};  // of replay and watch
    std::vector<RouterReport> routers{};    // that they found
    std::string nothing_because{};  // why no case was selected, where none was; a sentence without its dot
    std::string environment_error;  // why nothing could be judged, if so; empty otherwise
};

Summary summarise(const RunResult& result);

/// The exit code of the contract: 0 nothing unexpected, 1 an unexpected result, 3 could not judge, 4 nothing
/// selected. Usage errors (2) and signals (130, 143) are decided elsewhere.
int exit_code(const RunResult& result);

/// Seen by whoever shows a run while it goes on.
class RunObserver {
  public:
    virtual ~RunObserver() = default;
    struct Plan {
        std::size_t cases = 0;
        double estimated_seconds = 0;
        std::vector<std::string> notes;  // what will be disturbed, what is assumed; one sentence each
    };
    virtual void run_planned(const Plan&) {}
    virtual void case_started(const CaseResult&) {}  // only identity fields are filled
    virtual void case_finished(const CaseResult&) {}
    /// The case that has been running for longest.
    struct Slowest {
        std::string id;
        double seconds = 0;
    };
    virtual void tick(double /*elapsed_seconds*/, double /*estimated_remaining_seconds*/,
                      std::size_t /*running*/, const std::optional<Slowest>&) {}
    /// Whether frame_seen() is worth being called.
    virtual bool wants_frames() const { return false; }
    /// A frame that may matter to a verdict, when it was sent or heard.
    virtual void frame_seen(const CitedFrame&) {}
    virtual void run_finished(const RunResult&) {}
};

}  // namespace tester
