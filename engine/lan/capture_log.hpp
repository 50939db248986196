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
    bool on_second = false;  // on the log's second link
    Octets octets;
    FrameView view;  // into octets
};

/// Which of a log's links.
enum class Wire : std::uint8_t { first, second };

/// A link, or two, and the memory of all that was on it which a VRRP tester may want to cite: own frames,
/// VRRP, ARP, neighbour and router discovery, MLD, ICMP echo and redirects, and the refusals of TCP and UDP.
/// Other traffic is counted and forgotten.
class CaptureLog {
  public:
    CaptureLog(Scheduler& scheduler, Link& link);
    ~CaptureLog();
    CaptureLog(const CaptureLog&) = delete;
    CaptureLog& operator=(const CaptureLog&) = delete;

    /// Logs a second link beside the first, with one row of numbers for both, in the order of arrival here;
    /// where frames of both arrive at once their times may be a little out of that order. It must outlive
    /// this log.
    void attach(Link& second);

    /// Sends a frame and logs it at once; its time becomes the wire's when its echo comes back. The second
    /// wire must be attached.
    FrameNumber send(Octets frame, Wire wire = Wire::first);

    const LoggedFrame& frame(FrameNumber number) const { return frames_.at(number - 1); }
    FrameNumber last() const { return frames_.size(); }
    std::size_t other_traffic() const { return other_traffic_; }
    Link& link() { return link_; }

    /// Called for each frame that others sent, after it was logged.
    void on_logged(std::function<void(const LoggedFrame&)> observer) { observer_ = std::move(observer); }

  private:
    void listen(Link& link, Wire wire);
    void receive(Wire wire, OctetView octets, Instant when, bool own);
    LoggedFrame& append(Wire wire, Octets octets, Instant when, bool own);
    void confirm_echo(Wire wire, OctetView octets, Instant when);

    Scheduler& scheduler_;
    Link& link_;
    Link* second_ = nullptr;
    std::deque<LoggedFrame> frames_;
    std::deque<FrameNumber> awaiting_echo_;
    std::size_t other_traffic_ = 0;
    std::function<void(const LoggedFrame&)> observer_;
};

}  // namespace engine
