#pragma once

#include <string>

#include "cases/support.hpp"

// Many faulty frames in little time: the bodies of the robustness cases.

namespace cases {

/// Frames that belong together, such as one for each bit of an advertisement.
struct Sweep {
    int (*count)(const Bench& t);
    /// Frame `index`, made of a good one; empty where there is nothing to send, or nothing that this sweep
    /// could judge.
    Octets (*frame)(const Bench& t, const Octets& good, int index);
    /// "bit 3 of octet 4", as a verdict names the frame.
    std::string (*name)(const Bench& t, int index);
};

/// Every frame of the sweep must be discarded (and has a priority greater than the device's, so that taking
/// one shows): they are sent in bursts between two beats of an Active device, whose next advertisement must
/// come, since a device that yields is silent for more than three intervals. A burst that silences it is
/// halved until its culprit can be named.
Task<> discards_all(Bench& t, const Sweep& sweep);

/// The RFCs leave it open, or do not say, what becomes of these frames: whatever the device does, it must
/// speak again when the peer that sent them has resigned.
Task<> survives_all(Bench& t, const Sweep& sweep);

template <const Sweep& Which>
Task<> discards(Bench& t) {
    co_await discards_all(t, Which);
}
template <const Sweep& Which>
Task<> survives(Bench& t) {
    co_await survives_all(t, Which);
}

/// Whether the device answers ARP or neighbour discovery for its first virtual address.
Task<bool> answers_resolution(Bench& t);
/// The peer speaks as a good one and resigns, so that the device need not wait for it.
void resign_as_good_peer(Bench& t);
/// The device, left alone, advertises within three intervals of the peer's resignation, and still answers if
/// it did before.
Task<> speaks_again(Bench& t, const std::string& after_what, bool answered_before);

/// Whether 7.1 has the device under test discard the frame, whatever else it holds: the octets against the
/// RFC's list of checks. False where an RFC leaves it open.
bool must_be_discarded(const Bench& t, const Octets& frame);
/// Writes the checksum that the device expects into the message of a frame, whatever its octets say.
void seal_for_device(const Bench& t, Octets& frame);

/// Octets that `seed` and `index` decide alone; they make no advertisement that a device may take.
Octets random_payload(const Bench& t, const Octets& good, std::uint64_t seed, int index);

}  // namespace cases
