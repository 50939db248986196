#include "tester/dut/driver.hpp"

namespace tester {

std::string_view to_string(DriverVerb verb) {
    switch (verb) {
        case DriverVerb::apply:
            return "apply";
        case DriverVerb::start:
            return "start";
        case DriverVerb::stop:
            return "stop";
        case DriverVerb::kill:
            return "kill";
        case DriverVerb::link_down:
            return "link-down";
        case DriverVerb::link_up:
            return "link-up";
        case DriverVerb::set_priority:
            return "set-priority";
        case DriverVerb::log:
            return "log";
    }
    return "";
}

}  // namespace tester
