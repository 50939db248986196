#pragma once

#include <functional>
#include <string>

#include "engine/lan/instant.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// One port on a LAN segment: frames go out, frames come in with the time at which they were on the wire.
class Link {
  public:
    virtual ~Link() = default;
    Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// Where a frame that arrives goes. `own` is true for the echo of a frame that this link sent itself: it
    /// carries the time at which that frame really left. The octets live only during the call.
    using Receiver = std::function<void(OctetView frame, Instant when, bool own)>;
    void on_frame(Receiver receiver) { receiver_ = std::move(receiver); }

    /// Sends a whole Ethernet frame. Throws std::system_error if the interface refuses it (down, gone, too
    /// long).
    virtual void send(OctetView frame) = 0;

    virtual std::string name() const = 0;
    /// Frames that the kernel threw away because nobody read them in time.
    virtual std::size_t dropped() const { return 0; }

  protected:
    void deliver(OctetView frame, Instant when, bool own) {
        if (receiver_) receiver_(frame, when, own);
    }

  private:
    Receiver receiver_;
};

}  // namespace engine
