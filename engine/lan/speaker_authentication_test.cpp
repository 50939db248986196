#include <catch2/catch.hpp>

#include "engine/lan/speaker_for_tests.hpp"

// Two speakers that authenticate, or do not agree how (RFC 2338 7.1).

namespace engine {
namespace {

using test::SpeakerWorld;

Parameters version_2(std::uint8_t priority, Authentication authentication) {
    auto local = SpeakerWorld::parameters(Family::ipv4, priority);
    local.standard = Rfc::rfc2338;
    local.version = 2;
    local.authentication = std::move(authentication);
    return local;
}

const Authentication password{AuthenticationType::simple_text_password, "1111"};
const Authentication other_password{AuthenticationType::simple_text_password, "1112"};
const Authentication header{AuthenticationType::ip_authentication_header, "s3cret"};
const Authentication other_header{AuthenticationType::ip_authentication_header, "s3cres"};

/// A better router beside the world's own.
struct Pair : SpeakerWorld {
    Speaker better{scheduler,
                   segment.add_port("better"),
                   {mac("02:00:00:00:00:22"), {ip("172.16.100.22"), ip("fe80::22")}}};
    Speaker::Index own, other;
    std::vector<AuthenticationFault> faults;

    Pair(const Authentication& of_own, const Authentication& of_better)
        : own(add(version_2(100, of_own))), other(better.add(version_2(150, of_better), rfc_rules())) {
        Speaker::Watch watch;
        watch.judgement = [this](Speaker::Index index, const FrameView& frame, const ReceptionRow* failure,
                                 State) {
            if (failure) faults.push_back(authentication_fault({frame, speaker->router(index).parameters()}));
        };
        speaker->watch(watch);
        speaker->startup(own);
        better.startup(other);
    }
    State own_state() const { return speaker->router(own).state(); }
    State other_state() const { return better.router(other).state(); }
};

}  // namespace

TEST_CASE("routers with the same secret elect one Active and hand over to each other",
          "[speaker][authentication]") {
    const Authentication none{};
    for (const auto* secret : {&none, &password, &header}) {
        CAPTURE(to_string(secret->type));
        Pair pair(*secret, *secret);
        pair.run_for(60s);
        CHECK(pair.own_state() == State::backup);
        CHECK(pair.other_state() == State::active);
        pair.better.shutdown(pair.other);
        pair.run_for(610ms);
        CHECK(pair.own_state() == State::active);
        pair.better.startup(pair.other);
        pair.run_for(10s);
        CHECK(pair.own_state() == State::backup);
        CHECK(pair.other_state() == State::active);
        CHECK(pair.faults.empty());
    }
}

TEST_CASE("a router whose peer has another secret never yields", "[speaker][authentication]") {
    using Fault = AuthenticationFault;
    struct Row {
        const Authentication &own, &other;
        Fault fault;
    };
    const Authentication none{};
    const Row rows[] = {{password, other_password, Fault::password}, {password, none, Fault::other_type},
                        {none, password, Fault::other_type},         {header, other_header, Fault::icv},
                        {header, password, Fault::other_type},       {none, header, Fault::other_type}};
    for (const auto& [own, other, fault] : rows) {
        CAPTURE(to_string(own.type), to_string(other.type));
        Pair pair(own, other);
        pair.run_for(20s);
        CHECK(pair.own_state() == State::active);
        CHECK(pair.other_state() == State::active);
        REQUIRE(pair.faults.size() > 10);
        CHECK(pair.faults.front() == fault);
    }
}

TEST_CASE("a recorded advertisement with an Authentication Header is refused when it is sent again",
          "[speaker][authentication]") {
    Pair pair(header, header);
    pair.run_for(10s);
    REQUIRE(pair.frames.size() > 3);
    const Octets recorded = pair.frames.back();
    pair.better.crash(pair.other);
    for (int i = 0; i < 50; ++i) {
        pair.ear.send(recorded);
        pair.run_for(100ms);
    }
    CHECK(pair.own_state() == State::active);
    CHECK(pair.faults.size() == 50);
}

TEST_CASE("sequence numbers of the Authentication Header go on from router to router",
          "[speaker][authentication]") {
    Pair pair(header, header);
    pair.run_for(10s);
    pair.better.shutdown(pair.other);
    pair.run_for(5s);
    std::uint32_t last = 0;
    for (const auto& octets : pair.frames) {
        const FrameView frame = read_frame(octets);
        if (frame.kind != FrameKind::vrrp) continue;
        REQUIRE(frame.ah);
        CHECK(frame.ah->sequence == last + 1);
        last = frame.ah->sequence;
    }
    CHECK(last > 10);
}

}  // namespace engine
