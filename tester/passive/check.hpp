#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lan/capture_reader.hpp"
#include "engine/packet/frame.hpp"
#include "tester/bench/bench.hpp"
#include "tester/bench/case.hpp"
#include "tester/passive/seen.hpp"

namespace tester {

class Ruling;

/// One thing that a conformant router does and that can be seen without sending anything, as `replay` and
/// `watch` check it. Declared once, in cases/. Exactly one of the functions is set; it calls Ruling::holds,
/// fails or notes where the check applies to what it is shown, and nothing where it does not.
struct PassiveCheck {
    std::string_view id;          // "passive/ttl-is-255"
    std::vector<Clause> clauses;  // one or more for each RFC that it serves
    std::string_view says;        // the requirement in one sentence
    std::string_view expects{};   // what must be seen, with its arithmetic, for `explain`
    std::vector<std::string_view> known_from{};
    Level level = Level::must;
    Profiles profiles = every_profile;
    std::vector<std::string_view> kills{};  // the mutants that it exists to kill

    /// True if on_packet looks at nothing but the packet, so that it need not be asked about one that says
    /// the same again.
    bool packet_alone = false;
    /// True if on_packet or on_advertisement, once asked about a packet that says the same as the one before,
    /// gives the same answer to every further one and remembers nothing new, whenever it comes: as long as
    /// its sender is Active and nobody else has ever spoken on this VRID.
    bool is_steady = false;
    /// Every packet of protocol 112, malformed ones too, before `seen` learns from it.
    void (*on_packet)(const PacketSeen&, Ruling&) = nullptr;
    /// Every advertisement that a conformant router would heed (RFC 9568 7.1), before `seen` learns from it.
    void (*on_advertisement)(const PacketSeen&, Ruling&) = nullptr;
    /// Every gap between two advertisements of an Active that its Adver_Timer alone decided.
    void (*on_gap)(const GapSeen&, Ruling&) = nullptr;
    /// A change of who is Active.
    void (*on_change)(const ChangeSeen&, Ruling&) = nullptr;
    /// ARP or neighbour discovery about a virtual address, and any other frame from a virtual router MAC.
    void (*on_host_frame)(const HostFrameSeen&, Ruling&) = nullptr;
    /// A deadline that was set with Ruling::look_again has passed, or the capture has ended before it.
    void (*on_deadline)(const DeadlineSeen&, Ruling&) = nullptr;
    /// The capture has ended.
    void (*at_end)(const RouterSeen&, Ruling&) = nullptr;

    bool serves(engine::Rfc rfc) const;
};

/// The check as a case that sends nothing, for lists and `explain`; it cannot be run.
Case described_as_case(const PassiveCheck& check);

}  // namespace tester
