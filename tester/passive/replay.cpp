#include "tester/passive/replay.hpp"

#include <fmt/format.h>

#include <set>

namespace tester {
namespace {

/// "147 (and 127)".
std::string foreign_link_types(const engine::CaptureReader& reader) {
    std::set<std::uint32_t> numbers;
    for (const auto& interface : reader.interfaces())
        if (!interface.link_type) numbers.insert(interface.link_type_number);
    return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string packets_text(std::size_t count) {
    return fmt::format("{} packet{}", count, count == 1 ? "" : "s");
}

/// What the reader says of the capture beside its frames.
std::vector<std::string> remarks_of(const engine::CaptureReader& reader) {
    std::vector<std::string> remarks;
    if (const auto count = reader.foreign_packets(); count > 0)
        remarks.push_back(fmt::format("{} skipped: of link type {}, which is none that is read here",
                                      packets_text(count), foreign_link_types(reader)));
    if (const auto count = reader.cut_packets(); count > 0)
        remarks.push_back(fmt::format("of {} the capture holds only the beginning; capture with -s 0",
                                      packets_text(count)));
    if (!reader.problem().empty()) remarks.push_back(reader.problem());
    return remarks;
}

std::string trouble_of(const engine::CaptureReader& reader, const Judged& judged, const std::string& name) {
    if (!reader.problem().empty()) return fmt::format("{}: {}", name, reader.problem());
    if (reader.packets() == 0) return fmt::format("{} holds no packet", name);
    if (reader.foreign_packets() == reader.packets())
        return fmt::format(
            "every packet of {} is of link type {}, which is none that is read here; capture on an Ethernet "
            "interface, or on any",
            name, foreign_link_types(reader));
    if (judged.capture.vrrp == 0) return fmt::format("{} holds no VRRP packet", name);
    return {};
}

}  // namespace

Judged replay(engine::CaptureReader& reader, const ReplayOptions& options) {
    engine::CapturedFrame frame;
    const auto next = [&] {
        if (options.interrupted() || !reader.next(frame)) return false;
        if (options.also) options.also(frame);
        return true;
    };
    // A pcapng file names its interfaces before their first packets.
    bool is_there = next();
    auto about = options.panel;
    for (const auto& interface : reader.interfaces()) about.interface_names.push_back(interface.name);
    if (options.begin) options.begin(about);
    Panel panel(about);
    constexpr engine::FrameNumber between_progress = 1 << 16;
    while (is_there) {
        panel.feed(frame);
        if (options.progress && frame.number % between_progress == 0) options.progress(frame.number);
        is_there = next();
    }
    auto judged = panel.conclude();
    judged.capture.name = options.name;
    judged.capture.frames = reader.packets();
    auto remarks = remarks_of(reader);
    judged.capture.remarks.insert(judged.capture.remarks.begin(), remarks.begin(), remarks.end());
    if (!options.interrupted()) judged.trouble = trouble_of(reader, judged, options.name);
    return judged;
}

}  // namespace tester
