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
    /// A log of what was on a link once: frames that exist already, numbered from 1, of which those up to
    /// `shown` are known so far. Nothing can be sent. They must outlive it.
    CaptureLog(std::deque<LoggedFrame>& recorded, FrameNumber shown) : frames_(&recorded), last_(shown) {}
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

    const LoggedFrame& frame(FrameNumber number) const { return frames_->at(number - 1); }
    FrameNumber last() const { return last_; }
    std::size_t other_traffic() const { return other_traffic_; }
    /// Of what was recorded: the next frame is known from now on; `is_told` says whether the observer hears
    /// of it, if others sent it.
    void show_next(bool is_told);

    /// Called for each frame that others sent, after it was logged.
    void on_logged(std::function<void(const LoggedFrame&)> observer) { observer_ = std::move(observer); }

  private:
    void listen(Link& link, Wire wire);
    void receive(Wire wire, OctetView octets, Instant when, bool own);
    LoggedFrame& append(Wire wire, Octets octets, Instant when, bool own);
    void confirm_echo(Wire wire, OctetView octets, Instant when);

    Scheduler* scheduler_ = nullptr;
    Link* link_ = nullptr;
    Link* second_ = nullptr;
    std::deque<LoggedFrame> heard_;
    std::deque<LoggedFrame>* frames_ = &heard_;
    FrameNumber last_ = 0;
    std::deque<FrameNumber> awaiting_echo_;
    std::size_t other_traffic_ = 0;
    std::function<void(const LoggedFrame&)> observer_;
};

}  // namespace engine
