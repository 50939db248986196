#include "tester/passive/seen.hpp"

#include <algorithm>

namespace tester {

bool RouterSeen::is_virtual_address(const engine::IpAddress& address) const {
    return std::ranges::any_of(speakers, [&](const SpeakerSeen& speaker) {
        return std::ranges::find(speaker.addresses, address) != speaker.addresses.end();
    });
}

}  // namespace tester
