#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/lan/simulated_segment.hpp"
#include "engine/lan/speaker.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"

/// A speaker on a segment without latency, and an ear beside it that knows every frame by a few words.
namespace engine::test {

inline const MacAddress device_mac = mac("02:00:00:00:00:11");
inline const MacAddress host_mac = mac("02:00:00:00:00:05");

struct SpeakerWorld {
    SimulatedScheduler scheduler;
    Instant start = scheduler.now();
    SimulatedSegment segment{scheduler, 0ns};
    Link& ear = segment.add_port("ear");
    std::unique_ptr<Speaker> speaker =
        std::make_unique<Speaker>(scheduler, segment.add_port("device"),
                                  Speaker::Identity{device_mac, {ip("172.16.100.11"), ip("fe80::11")}});
    std::vector<Octets> frames;      // what the speaker sent
    std::vector<std::string> heard;  // the same in words

    SpeakerWorld() {
        ear.on_frame([this](OctetView frame, Instant when, bool own) {
            if (own) return;
            frames.emplace_back(frame.begin(), frame.end());
            heard.push_back(std::to_string((when - start) / 1us) + " us: " + words(read_frame(frame)));
        });
    }

    static std::string words(const FrameView& frame) {
        switch (frame.kind) {
            case FrameKind::vrrp:
                return "advertisement " + std::to_string(frame.advertisement.priority());
            case FrameKind::arp:
                if (frame.arp->is_gratuitous()) return "gratuitous ARP " + to_string(frame.arp->sender_ip);
                return (frame.arp->operation == 2 ? "ARP reply " : "ARP request ") +
                       to_string(frame.arp->sender_ip);
            case FrameKind::neighbour_advertisement:
                return (frame.neighbour->solicited ? "solicited NA " : "unsolicited NA ") +
                       to_string(frame.neighbour->target);
            case FrameKind::multicast_listener:
                return "MLD report";
            case FrameKind::echo_reply:
                return "echo reply " + to_string(frame.ip->source);
            default:
                return "something else";
        }
    }

    static Parameters parameters(Family family, std::uint8_t priority = 100) {
        Parameters local;
        local.family = family;
        local.vrid = 7;
        local.priority = priority;
        if (family == Family::ipv4)
            local.addresses = {ip("172.16.100.10"), ip("172.16.100.20")};
        else
            local.addresses = {ip("fe80::10"), ip("2001:db8::10")};
        return local;
    }

    Speaker::Index add(const Parameters& local) { return speaker->add(local, rfc_rules()); }
    /// Adds and starts a router and lets it come into Active; nothing of that is remembered.
    Speaker::Index add_active(Parameters local) {
        const auto index = add(local);
        speaker->startup(index);
        run_for(4s);
        forget();
        return index;
    }

    void run_for(Duration duration) {
        bool over = false;
        scheduler.call_after(duration, [&] { over = true; });
        scheduler.run_until([&] { return over; });
    }
    void forget() {
        frames.clear();
        heard.clear();
        start = scheduler.now();
    }
    FrameView frame(std::size_t index) const { return read_frame(frames.at(index)); }
    /// What the speaker answers at once.
    std::vector<std::string> answers_to(const Octets& octets) {
        forget();
        ear.send(octets);
        run_for(1us);
        return heard;
    }

    /// An advertisement of a neighbour for the parameters' virtual router.
    static Octets advertisement(const Parameters& local, std::uint8_t priority) {
        AdvertisementFrame frame;
        frame.ethernet_source = local.router_mac();
        frame.ip_source = local.family == Family::ipv4 ? ip("172.16.100.5") : ip("fe80::5");
        frame.checksum_form = local.checksum_form;
        frame.message.version = local.version;
        frame.message.vrid = local.vrid;
        frame.message.priority = priority;
        frame.message.interval = local.version == 2 ? 1 : 100;
        frame.message.addresses = local.addresses;
        return craft(frame);
    }
    static Octets arp_request(const char* target) {
        return craft(
            ArpFrame{host_mac, broadcast_mac, 1, host_mac, ip("172.16.100.5"), MacAddress{}, ip(target)});
    }
    static Octets solicitation(const char* target) {
        NeighbourSolicitationFrame frame;
        frame.ethernet_source = host_mac;
        frame.ip_source = ip("fe80::5");
        frame.target = ip(target);
        frame.source_link_layer = host_mac;
        return craft(frame);
    }
    static Octets echo_request(const char* target, const MacAddress& destination) {
        static constexpr std::uint8_t data[] = {0xde, 0xad, 0xbe, 0xef};
        EchoFrame frame;
        frame.ethernet_source = host_mac;
        frame.ethernet_destination = destination;
        frame.ip_destination = ip(target);
        frame.ip_source = frame.ip_destination.family() == Family::ipv4 ? ip("172.16.100.5") : ip("fe80::5");
        frame.identifier = 0x1234;
        frame.sequence = 5;
        frame.data = data;
        return craft(frame);
    }
};

}  // namespace engine::test
