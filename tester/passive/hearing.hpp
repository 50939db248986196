#pragma once

#include "engine/packet/frame.hpp"

namespace tester {

/// What a packet of protocol 112 is worth to those who hear it.
struct Hearing {
    bool is_whole = false;  // an advertisement of version 2 or 3 of which nothing is missing, right or wrong
    bool is_carp = false;   // CARP, which shares the protocol number
    bool heeded = false;  // a conformant router takes it (RFC 9568 7.1, RFC 3768 7.1), whatever is configured
    bool message_only_good = false, pseudo_header_good = false;  // the checksum; valid if it is whole
};

/// For frames of the kind vrrp.
Hearing hear(const engine::FrameView& view);

}  // namespace tester
