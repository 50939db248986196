#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/packet/authentication.hpp"
#include "engine/packet/craft.hpp"
#include "tester/bench/expectation.hpp"

namespace tester {

class Bench;

/// An advertisement of the peer. Whatever is not given is what a conformant neighbour of the device would
/// send: the device's VRID, version, interval, addresses, checksum form and authentication, and a priority
/// greater than the device's. Kept trivially destructible, so that it can stand inside an await expression.
struct PeerAdvert {
    std::optional<std::uint8_t> priority{};
    std::optional<engine::Duration> interval{};
    std::optional<engine::IpAddress> source{};
    std::optional<engine::IpAddress> destination{};
    std::optional<engine::MacAddress> ethernet_source{};
    std::optional<engine::MacAddress> ethernet_destination{};
    std::optional<std::uint8_t> ttl{};
    std::optional<std::uint8_t> version{};
    std::optional<std::uint8_t> type{};
    std::optional<std::uint8_t> vrid{};
    std::optional<std::uint8_t> count{};
    std::optional<std::uint8_t> reserve{};
    std::optional<std::uint16_t> interval_field{};
    std::optional<std::uint8_t> auth_type{};
    std::optional<std::array<std::uint8_t, 8>> auth_data{};
    /// Version 2: in place of the device's; auth_type and auth_data go before it. Must outlive the peer's use
    /// of it.
    const engine::Authentication* authentication = nullptr;
    /// RFC 2402 2.5; else greater than all that were seen for the virtual router.
    std::optional<std::uint32_t> ah_sequence{};
    std::optional<std::uint16_t> checksum{};
    std::optional<engine::ChecksumForm> checksum_form{};
    std::optional<std::span<const engine::IpAddress>> addresses{};  // must outlive the peer's use of it
    /// The last word on the built frame, for what no field expresses; an Authentication Header is computed
    /// over what it leaves.
    void (*edit)(engine::Octets& frame, const Bench& bench) = nullptr;
    /// The same behind an Authentication Header, whose digest does not follow.
    void (*edit_authenticated)(engine::Octets& frame, const Bench& bench) = nullptr;
};

/// The router beside the device. It resigns when its case ends, so that the device need not wait for it.
class Peer {
  public:
    explicit Peer(Bench& bench) : bench_(bench) {}
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// Sends one advertisement.
    Mark send(const PeerAdvert& advert = {});
    /// Sends these octets, whatever they are, which the device may take for an advertisement that holds it
    /// down.
    Mark send_frame(engine::Octets frame);
    /// Sends one now and then one every `period` (default: the device's interval) until hush(); the first.
    /// Takes the place of what it advertised before.
    Mark advertise(const PeerAdvert& advert = {}, std::optional<engine::Duration> period = {});
    /// Stops advertising without a word; the last advertisement sent.
    Mark hush();
    bool is_advertising() const { return timer_ != 0; }
    Mark last_sent() const { return last_; }

    engine::IpAddress address() const;
    /// The address nearest above or below the device's primary one that nobody is known to use: for
    /// tie-breaks. A virtual address would not do, since a device drops packets that seem to come from
    /// itself.
    engine::IpAddress address_above_dut() const { return nearest_unused(1); }
    engine::IpAddress address_below_dut() const { return nearest_unused(-1); }
    /// A priority greater than the device's; 255 if the device has 254 or 255.
    std::uint8_t greater_priority() const;
    /// The frame that send() would send.
    engine::Octets build(const PeerAdvert& advert) const;

    /// Falls silent, and sends a Priority 0 if the device may take this peer for the Active.
    void resign();

  private:
    void tick();
    /// The Authentication Header that a router of the same security association would add now: the sequence
    /// numbers go on from each other's (RFC 2402 3.3.2), and the index and what the digest takes the TTL for
    /// are learnt from the device.
    engine::AuthenticationHeader next_header(const engine::IpAddress& source) const;
    void learn_header(const engine::LoggedFrame& frame) const;
    engine::IpAddress nearest_unused(int step) const;

    Bench& bench_;
    PeerAdvert repeated_;
    engine::Duration period_{};
    engine::Instant next_{};
    engine::TimerId timer_ = 0;
    Mark last_;
    bool may_be_active_ = false;
    // What the capture log has told of the headers so far, so that it is read once.
    mutable engine::FrameNumber learnt_until_ = 0;
    mutable engine::AuthenticationHeader learnt_{.spi = 0, .sequence = 0};
};

}  // namespace tester
