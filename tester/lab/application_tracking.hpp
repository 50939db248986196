#pragma once

#include "tester/lab/acts.hpp"
#include "tester/lab/keepalived_pair.hpp"

namespace tester {

/// The pair of servers with an nginx on the Active one that its keepalived watches: nginx alone is killed and
/// started again while the server lives. Where nginx is not installed all of it is skipped.
Act application_tracking_act(Tracking tracking);

}  // namespace tester
