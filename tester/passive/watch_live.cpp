#include <fmt/format.h>

#include <stdexcept>

#include "engine/lan/host_network.hpp"
#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/passive/watch_session.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/run_capture.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

void require_interface(const std::string& name) {
    if (name == "any" || engine::find_interface(name)) return;
    std::string names;
    for (const auto& each : engine::interfaces()) names += each.name + ", ";
    throw UsageError(fmt::format("there is no interface {}; this host has: {}any", name, names));
}

engine::LinkType link_type_of(const engine::PcapListener& listener, const std::string& interface) {
    if (const auto type = engine::link_type_of(listener.link_type_number())) return *type;
    throw EnvironmentError(
        fmt::format("the frames on {} are of link type {}, which is none that is read here", interface,
                    listener.link_type_number()));
}

}  // namespace

Watched watch(const WatchOptions& options) {
    require_interface(options.interface);
    engine::RealScheduler scheduler;
    std::optional<WatchSession> session;
    std::optional<RunCapture> kept;
    const auto hear = [&](const engine::PcapListener::Heard& heard) {
        if (!session || session->is_over()) return;
        if (kept) kept->write(heard.octets, heard.when);
        session->hear(heard.octets, heard.original_size, heard.when);
    };
    std::optional<engine::PcapListener> listener;
    try {
        listener.emplace(scheduler, options.interface, hear);
    } catch (const std::runtime_error& error) {
        throw EnvironmentError(error.what());
    }
    const auto link_type = link_type_of(*listener, options.interface);
    if (!options.capture_path.empty() && link_type != engine::LinkType::ethernet)
        throw UsageError("--pcap keeps Ethernet frames alone, and " + options.interface + " has others");
    kept.emplace(options.capture_path);
    if (!drop_privileges())
        throw EnvironmentError("the kernel does not let this process give up its capabilities");
    session.emplace(scheduler, link_type, options);
    std::string broke_off;
    try {
        scheduler.run_until([&] { return session->is_over(); });
    } catch (const std::runtime_error& error) {
        broke_off = error.what();
    }
    Watched watched;
    watched.frames_dropped = listener->dropped();
    watched.judged = session->conclude();
    if (!broke_off.empty()) watched.judged.trouble = broke_off;
    kept->finish();
    return watched;
}

}  // namespace tester
