#pragma once

#include <deque>
#include <functional>

#include "engine/lan/link.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/packet/frame.hpp"

namespace engine {

/// Counts a log's frames from 1, as Wireshark does; 0 is no frame.
using FrameNumber = std::size_t;

struct LoggedFrame {
    FrameNumber number = 0;
    Instant when;      // when it was on the wire; for an own frame the time of sending until its echo is seen
    bool own = false;  // sent by this tester
    bool confirmed = false;  // an own frame whose echo the capture has seen
    Octets octets;
    FrameView view;  // into octets
};

/// A link and the memory of all that was on it which a VRRP tester may want to cite: own frames, VRRP, ARP,
/// neighbour and router discovery, MLD, ICMP echo, and the refusals of TCP and UDP. Other traffic is counted
/// and forgotten.
class CaptureLog {
  public:
    CaptureLog(Scheduler& scheduler, Link& link);
    ~CaptureLog();
    CaptureLog(const CaptureLog&) = delete;
    CaptureLog& operator=(const CaptureLog&) = delete;

    /// Sends a frame and logs it at once; its time becomes the wire's when its echo comes back.
    FrameNumber send(Octets frame);

    const LoggedFrame& frame(FrameNumber number) const { return frames_.at(number - 1); }
    FrameNumber last() const { return frames_.size(); }
    std::size_t other_traffic() const { return other_traffic_; }
    Link& link() { return link_; }

    /// Called for each frame that others sent, after it was logged.
    void on_logged(std::function<void(const LoggedFrame&)> observer) { observer_ = std::move(observer); }

  private:
    void receive(OctetView octets, Instant when, bool own);
    LoggedFrame& append(Octets octets, Instant when, bool own);
    void confirm_echo(OctetView octets, Instant when);

    Scheduler& scheduler_;
    Link& link_;
    std::deque<LoggedFrame> frames_;
    std::deque<FrameNumber> awaiting_echo_;
    std::size_t other_traffic_ = 0;
    std::function<void(const LoggedFrame&)> observer_;
};

}  // namespace engine
