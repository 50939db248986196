#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/lan/scheduler.hpp"
#include "engine/packet/link_type.hpp"
#include "tester/passive/panel.hpp"

namespace tester {

struct WatchOptions {
    PanelOptions panel;
    /// Called as things happen, in place of the panel's; `when` by the clock of the interface's frames.
    std::function<void(const Happening&, engine::Instant when)> tell{};
    std::string interface;
    std::optional<engine::Duration> duration{};
    std::optional<std::size_t> vrrp_packets{};  // ends after so many
    std::string capture_path{};                 // empty: the frames are not kept
    /// Four times a second: what there is to be shown may have changed.
    std::function<void(const Panel&)> look{};
    std::function<bool()> interrupted = [] { return false; };
};

/// Listens and judges. It has no link, so that it cannot send.
class WatchSession {
  public:
    WatchSession(engine::Scheduler& scheduler, engine::LinkType link_type, const WatchOptions& options);
    ~WatchSession();
    WatchSession(const WatchSession&) = delete;
    WatchSession& operator=(const WatchSession&) = delete;

    /// A frame as it was on the wire at `when`; the octets may be only its beginning. Nothing after the end.
    void hear(engine::OctetView octets, std::size_t original_size, engine::Instant when);
    /// The time or the number of packets is over, or somebody has interrupted it.
    bool is_over() const;
    Judged conclude();

  private:
    PanelOptions panel_options();
    void look_around();

    engine::Scheduler& scheduler_;
    engine::LinkType link_type_;
    const WatchOptions& options_;
    Panel panel_;
    engine::Instant began_;
    engine::FrameNumber frames_ = 0;
    std::size_t cut_ = 0;
    engine::TimerId timer_ = 0;
};

/// Judged, and what the kernel could not deliver.
struct Watched {
    Judged judged;
    std::size_t frames_dropped = 0;
};

/// Watches an interface, or `any` for all of this host's at once, until the session is over. Throws
/// UsageError if there is no such interface, and EnvironmentError with one sentence that says what to do
/// where it cannot be listened to. An interface that goes away ends it: `Judged::trouble` says so.
Watched watch(const WatchOptions& options);

}  // namespace tester
