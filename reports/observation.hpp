#pragma once

#include <string>
#include <string_view>

namespace reports {

/// What was observed as a pattern that the next run of the same device matches, too: times, frame numbers,
/// VRIDs and addresses become "*", since they are another time's and another LAN's; "TTL 64" and "priority
/// 99" stay, since that is what was wrong. "after 3609.4 ms (allowed 600.0 to 650.0)" is "after * ms (allowed
/// * to *)".
std::string observation_pattern(std::string_view observed);

}  // namespace reports
