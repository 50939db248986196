#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/packet/craft.hpp"
#include "tester/passive/judge.hpp"
#include "tester/passive/ruling.hpp"

// A capture that a test makes frame by frame, and checks that say what they are shown.

namespace tester::test {

inline engine::IpAddress ip(const std::string& text) {
    return engine::IpAddress::parse(text).value();
}

/// What a test puts into an advertisement; a router 172.16.100.11 of virtual router 1 by default.
struct Advert {
    std::string source = "172.16.100.11";
    std::uint8_t priority = 100;
    std::uint8_t vrid = 1;
    std::uint8_t version = 3;
    std::uint16_t interval = 100;  // version 3: centiseconds; version 2: seconds
    std::vector<std::string> addresses{"172.16.100.10"};
    std::uint8_t ttl = 255;
    engine::ChecksumForm form = engine::ChecksumForm::message_only;
    std::optional<std::uint16_t> checksum{};
    std::optional<engine::MacAddress> mac{};  // default: the virtual one
    std::uint8_t auth_type = 0;
    std::optional<std::string> destination{};
    bool own = false;
    std::vector<std::uint16_t> vlans{};
    std::uint32_t interface = 0;
};

/// Puts 802.1Q tags after the addresses of a frame.
inline engine::Octets tagged(const engine::Octets& frame, const std::vector<std::uint16_t>& vlans) {
    engine::Octets result(frame.begin(), frame.begin() + 12);
    for (const auto vlan : vlans)
        result.insert(result.end(),
                      {0x81, 0x00, static_cast<std::uint8_t>(vlan >> 8), static_cast<std::uint8_t>(vlan)});
    result.insert(result.end(), frame.begin() + 12, frame.end());
    return result;
}

inline engine::Octets octets_of(const Advert& advert) {
    std::vector<engine::IpAddress> addresses;
    for (const auto& address : advert.addresses) addresses.push_back(ip(address));
    const engine::IpAddress source = ip(advert.source);
    const engine::AdvertisementFrame frame{
        .ethernet_source = advert.mac.value_or(engine::virtual_mac(source.family(), advert.vrid)),
        .ip_source = source,
        .ip_destination = advert.destination ? std::optional(ip(*advert.destination)) : std::nullopt,
        .ttl = advert.ttl,
        .checksum_form = advert.form,
        .message = {.version = advert.version,
                    .vrid = advert.vrid,
                    .priority = advert.priority,
                    .interval = advert.interval,
                    .auth_type = advert.auth_type,
                    .checksum = advert.checksum,
                    .addresses = addresses}};
    return tagged(engine::craft(frame), advert.vlans);
}

/// A judge, and the frames that it is given, with the time in seconds since the capture's first frame at 0.
class TestCapture {
  public:
    explicit TestCapture(std::vector<PassiveCheck> checks, PassiveOptions options = {})
        : judge(std::move(checks), std::move(options)) {
        judge.on_happening([this](const Happening& happening) {
            told.push_back(fmt::format("{:.3f} #{} {}: {}{}{}", happening.seconds, happening.frame,
                                       happening.router, happening.check ? happening.check->id : "",
                                       happening.check ? " " : "",
                                       happening.check ? happening.observed : happening.what));
        });
    }

    void advert(double at, const Advert& advert) {
        frame(at, octets_of(advert), advert.own, advert.interface);
    }
    /// One each second, from `from` until before `until`.
    void adverts(double from, double until, const Advert& one) {
        for (double at = from; at < until - 1e-6; at += 1) advert(at, one);
    }
    void frame(double at, const engine::Octets& octets, bool own = false, std::uint32_t interface = 0) {
        judge.feed({.number = ++number,
                    .when = time(at),
                    .octets = octets,
                    .original_size = octets.size(),
                    .interface = interface,
                    .own = own});
    }
    /// Something that no check looks at, so that time goes on.
    void other(double at) { frame(at, engine::Octets(60, std::uint8_t{0x42})); }
    static engine::Instant time(double at) {
        return engine::Instant{1'000'000'000'000} +
               engine::Duration(static_cast<std::int64_t>(at * 1e9 + (at < 0 ? -0.5 : 0.5)));
    }

    PassiveJudge judge;
    engine::FrameNumber number = 0;
    std::vector<std::string> told;  // "2.000 #3 VRID 1 (IPv4): 172.16.100.11 resigns (priority 0)"
};

inline std::string_view to_string(ChangeKind kind) {
    constexpr std::string_view names[] = {"first",      "after_release", "after_silence",
                                          "preemption", "contested",     "gone"};
    return names[static_cast<std::size_t>(kind)];
}

/// What the check of changes() was shown: "after_silence 172.16.100.11 -> 172.16.100.12".
inline std::vector<std::string>& change_log() {
    static std::vector<std::string> log;
    return log;
}

/// A check that writes each change into change_log(), which this empties.
inline PassiveCheck changes() {
    change_log().clear();
    return {.id = "test/changes",
            .clauses = {rfc3768("6.4"), rfc9568("6.4")},
            .says = "Changes are shown",
            .on_change = [](const ChangeSeen& change, Ruling& ruling) {
                const auto name = [](const SpeakerSeen* speaker) {
                    return speaker ? to_string(speaker->source) : std::string("nobody");
                };
                change_log().push_back(
                    fmt::format("{} {} -> {}", to_string(change.kind), name(change.from), name(change.to)));
                ruling.holds();
            }};
}

/// A check that holds for each packet whose TTL is 255 and fails for others.
inline PassiveCheck ttl_check(Level level = Level::must) {
    return {.id = "test/ttl-is-255",
            .clauses = {rfc3768("5.2.3"), rfc5798("5.1.1.3"), rfc9568("5.1.1.3")},
            .says = "The TTL is 255",
            .level = level,
            .on_packet = [](const PacketSeen& packet, Ruling& ruling) {
                const int ttl = packet.view.ip->ttl;
                if (ttl == 255) return ruling.holds();
                ruling.fails(packet.speaker, "TTL 255", fmt::format("TTL {}", ttl));
            }};
}

}  // namespace tester::test
