#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <utility>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/speak_session.hpp"

namespace tester {

using namespace std::chrono_literals;

namespace {

engine::InterfaceFacts interface_named(const std::string& name) {
    const auto facts = engine::find_interface(name);
    if (facts && !facts->is_ethernet)
        throw UsageError(fmt::format("the interface {} is not Ethernet; choose one that is", name));
    if (facts && !facts->is_up)
        throw EnvironmentError(fmt::format("the interface {0} is down: `ip link set {0} up`", name));
    if (facts) return *facts;
    std::string names;
    for (const auto& each : engine::interfaces()) names += (names.empty() ? "" : ", ") + each.name;
    throw UsageError(fmt::format("there is no interface {}; this host has: {}", name, names));
}

engine::Speaker::Identity identity_of(const engine::InterfaceFacts& facts, bool is_in_vlan) {
    // The kernel answers for the interface's own addresses, but knows nothing of a VLAN's.
    engine::Speaker::Identity identity{facts.mac, {}, is_in_vlan};
    for (const auto family : {engine::Family::ipv4, engine::Family::ipv6})
        if (const auto address = facts.first_address(family)) identity.addresses.push_back(*address);
    return identity;
}

/// A link that goes on while the interface refuses to send, and remembers why it did.
class PatientLink final : public engine::Link {
  public:
    explicit PatientLink(engine::Link& inner) : inner_(inner) {
        inner_.on_frame(
            [this](engine::OctetView frame, engine::Instant when, bool own) { deliver(frame, when, own); });
    }
    ~PatientLink() override { inner_.on_frame({}); }

    void send(engine::OctetView frame) override {
        try {
            inner_.send(frame);
        } catch (const std::system_error& error) {
            refusal_ = error.what();
        }
    }
    std::string name() const override { return inner_.name(); }
    std::string take_refusal() { return std::exchange(refusal_, {}); }

  private:
    engine::Link& inner_;
    std::string refusal_;
};

/// Lets the routers stop where the interface loses its link, and start where it has it again (RFC 9568 6.4: a
/// router starts up, or shuts down, with its interface).
class LinkWatch {
  public:
    LinkWatch(engine::Scheduler& scheduler, PatientLink& link, SpeakSession& session)
        : scheduler_(scheduler), link_(link), session_(session) {
        look_again();
    }
    ~LinkWatch() { scheduler_.cancel(timer_); }
    LinkWatch(const LinkWatch&) = delete;
    LinkWatch& operator=(const LinkWatch&) = delete;

  private:
    void look_again() {
        timer_ = scheduler_.call_after(100ms, [this] {
            look();
            look_again();
        });
    }
    void look() {
        const auto facts = engine::find_interface(link_.name());
        if (!facts) throw EnvironmentError("the interface " + link_.name() + " is gone");
        const bool is_there = facts->is_up && facts->has_carrier;
        auto refusal = link_.take_refusal();
        if (is_there && was_there_ && !refusal.empty() && refusal != told_) {
            session_.remark(refusal);
            told_ = std::move(refusal);
        }
        if (is_there == was_there_) return;
        was_there_ = is_there;
        if (is_there)
            session_.start();
        else
            session_.halt(link_.name() + (facts->is_up ? " has no carrier" : " is down"));
    }

    engine::Scheduler& scheduler_;
    PatientLink& link_;
    SpeakSession& session_;
    bool was_there_ = true;
    std::string told_;
    engine::TimerId timer_ = 0;
};

void reread(const SpeakOptions& options, const engine::InterfaceFacts& facts, SpeakSession& session) {
    try {
        const auto fresh = options.asked_to_reread();
        if (!fresh) return;
        require_speakable(*fresh, facts);
        session.reconfigure(*fresh);
    } catch (const std::exception& error) {
        session.remark(error.what());
    }
}

}  // namespace

void speak(const SpeakOptions& options, const SpeakSession::Tell& tell) {
    const auto facts = in_vlan(interface_named(options.interface), options.vlan);
    require_speakable(options.what.routers, facts);
    engine::RealScheduler scheduler;
    engine::PcapLink link(scheduler, options.interface);
    const PriorityBoost boost;
    if (!drop_privileges())
        throw EnvironmentError("the kernel does not let this process give up its capabilities");
    std::optional<engine::TaggedLink> tagged;
    if (options.vlan) tagged.emplace(link, options.vlan->tag);
    PatientLink patient(tagged ? static_cast<engine::Link&>(*tagged) : link);
    SpeakSession session(scheduler, patient, identity_of(facts, options.vlan.has_value()), options.what,
                         tell);
    bool is_over = false;
    if (options.duration) scheduler.call_after(*options.duration, [&] { is_over = true; });
    const auto done = [&] {
        if (options.asked_to_reread) reread(options, facts, session);
        const bool has_sent_all =
            options.advertisements && session.advertisements_sent() >= *options.advertisements;
        return is_over || has_sent_all || options.interrupted();
    };
    try {
        session.start();
        const LinkWatch watch(scheduler, patient, session);
        scheduler.run_until(done);
    } catch (...) {
        session.leave();
        throw;
    }
    session.leave();
}

}  // namespace tester
