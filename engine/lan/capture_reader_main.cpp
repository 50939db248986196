#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include "engine/lan/capture_reader.hpp"
#include "engine/packet/may_matter.hpp"

// What ci/bench measures the reading with: `vrrptest_reading FILE|-` reads packets and does no more, with
// `look` asks of each whether it may matter, and with `frame` reads the frames that may.

int main(int count, char** arguments) {
    using namespace engine;
    if (count < 2) return 2;
    const std::string mode = count > 2 ? arguments[2] : "";
    const bool looks = !mode.empty(), reads_frames = mode == "frame";
    try {
        const auto start = std::chrono::steady_clock::now();
        CaptureReader reader{std::string(arguments[1])};
        std::size_t octets = 0, mattering = 0, vrrp = 0;
        for (CapturedFrame frame; reader.next(frame);) {
            octets += frame.octets.size();
            if (!looks || !may_matter(frame.octets, frame.link_type)) continue;
            ++mattering;
            if (reads_frames) {
                const FrameView view = read_frame(frame.octets, frame.link_type);
                if (view.kind == FrameKind::vrrp) vrrp += view.advertisement.vrid() != 0 ? 1u : 0u;
            }
        }
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        std::printf("%zu packets, %zu octets, %zu may matter, %zu VRRP: %.3f s, %.1f ns a packet\n",
                    reader.packets(), octets, mattering, vrrp, time.count(),
                    time.count() * 1e9 / static_cast<double>(reader.packets()));
        if (!reader.problem().empty()) std::printf("%s\n", reader.problem().c_str());
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
    return 0;
}
