#include "tester/dut/embedded.hpp"

#include <algorithm>

#include "tester/dut/router_config.hpp"

namespace tester {
namespace {

using engine::Family;
using engine::IpAddress;

constexpr engine::MacAddress tester_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x05}};
constexpr engine::MacAddress dut_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x11}};

// The octets are chosen so that byte order and sign matter in a comparison: the device's 172.16.100.11 and
// fe80::11 have neighbours on either side.
std::vector<IpAddress> tester_addresses() {
    return {*IpAddress::parse("172.16.100.5"), *IpAddress::parse("fe80::5"),
            *IpAddress::parse("2001:db8:100::5")};
}
std::vector<IpAddress> dut_addresses() {
    return {*IpAddress::parse("172.16.100.11"), *IpAddress::parse("fe80::11:0:0:8011")};
}

// The network behind the device.
constexpr engine::MacAddress second_tester_mac{{0x02, 0x00, 0x00, 0x00, 0x01, 0x05}};
constexpr engine::MacAddress second_dut_mac{{0x02, 0x00, 0x00, 0x00, 0x01, 0x11}};

std::vector<IpAddress> second_tester_addresses() {
    return {*IpAddress::parse("198.51.100.5"), *IpAddress::parse("2001:db8:ffff::5"),
            *IpAddress::parse("fe80::105")};
}
engine::Speaker::Networks dut_networks() {
    return {{{*IpAddress::parse("172.16.100.11"), 24}, {*IpAddress::parse("2001:db8:100::11"), 64}},
            {{*IpAddress::parse("198.51.100.11"), 24}, {*IpAddress::parse("2001:db8:ffff::11"), 64}},
            second_dut_mac};
}

}  // namespace

std::vector<IpAddress> pool_addresses(Family family, std::uint8_t vrid, std::uint8_t count) {
    std::vector<IpAddress> addresses;
    for (int i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint8_t>(i);
        if (family == Family::ipv4) {
            addresses.push_back(IpAddress::v4({172, 16, static_cast<std::uint8_t>(101 + i), vrid}));
        } else if (i == 0) {
            addresses.push_back(IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, vrid}));
        } else {
            addresses.push_back(
                IpAddress::v6({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, index, 1, vrid}));
        }
    }
    return addresses;
}

std::vector<std::uint8_t> vrids_for(const Needs& needs, std::uint8_t first) {
    std::vector<std::uint8_t> vrids;
    for (int i = 0; i <= needs.siblings; ++i)
        vrids.push_back(static_cast<std::uint8_t>((first - 1 + i) % 255 + 1));
    return vrids;
}

/// An embedded device can be switched one virtual router at a time, at once.
class EmbeddedWorld::Switch final : public Control {
  public:
    Switch(engine::Scheduler& scheduler, engine::Speaker& speaker, engine::Speaker::Index index)
        : scheduler_(scheduler), speaker_(speaker), index_(index) {}

    bool can(Verb) const override { return true; }
    void perform(Verb verb, std::uint8_t, std::function<void()> done) override {
        switch (verb) {
            case Verb::stop:
                speaker_.shutdown(index_);
                break;
            case Verb::start:
                speaker_.startup(index_);
                break;
            case Verb::crash:
                speaker_.crash(index_);
                break;
            case Verb::link_down:
                speaker_.set_link(index_, false);
                break;
            case Verb::link_up:
                speaker_.set_link(index_, true);
                break;
            case Verb::change_priority:
            case Verb::change:
                break;
        }
        done();
    }
    void change(Profile, std::uint8_t, const Change& change,
                std::function<void(engine::Instant)> done) override {
        auto wanted = speaker_.router(index_).parameters();
        wanted.priority = change.priority.value_or(wanted.priority);
        wanted.advertisement_interval = change.interval.value_or(wanted.advertisement_interval);
        wanted.preempt_mode = change.preempt.value_or(wanted.preempt_mode);
        if (change.addresses) wanted.addresses = link_local_first(*change.addresses);
        speaker_.change(index_, std::move(wanted));
        done(scheduler_.now());
    }

  private:
    engine::Scheduler& scheduler_;
    engine::Speaker& speaker_;
    engine::Speaker::Index index_;
};

EmbeddedWorld::EmbeddedWorld()
    : segment_(scheduler_),
      second_segment_(scheduler_),
      log_(scheduler_, segment_.add_port("tester")),
      station_(std::make_unique<Station>(scheduler_, log_, tester_mac, tester_addresses())),
      speaker_(scheduler_, segment_.add_port("device"), {dut_mac, dut_addresses()}),
      second_kernel_(scheduler_, second_segment_.add_port("tester's kernel"),
                     {second_tester_mac, second_tester_addresses()}) {
    station_->set_switch_learns(false);  // a simulated segment is a cable
    station_->attach(second_segment_.add_port("tester"), {second_tester_mac, second_tester_addresses()});
    speaker_.attach(second_segment_.add_port("device"), dut_networks());
}

EmbeddedWorld::~EmbeddedWorld() = default;

VirtualRouterFacts EmbeddedWorld::add(Profile profile, std::uint8_t vrid, const Needs& needs,
                                      engine::Rfc standard, const engine::Rules& rules) {
    engine::Parameters parameters;
    parameters.standard = standard;
    parameters.version = version_of(profile);
    parameters.family = family_of(profile);
    parameters.vrid = vrid;
    if (!needs.defaults) {
        parameters.priority = needs.role == Role::owner ? 255 : needs.priority;
        parameters.advertisement_interval = needs.advertisement_interval;
        parameters.preempt_mode = needs.preempt.value_or(true);
        parameters.accept_mode = needs.accept.value_or(false);
    } else if (rules.shape_defaults) {
        rules.shape_defaults(parameters);
    }
    parameters.authentication = authentication_for(needs.authentication, needs.full_password.value_or(false));
    parameters.v2_interoperation = needs.v2_interoperation;
    parameters.router_advertisements = needs.router_advertisements;
    parameters.addresses = pool_addresses(parameters.family, vrid, needs.addresses);
    parameters.checksum_form = standard == engine::Rfc::rfc5798 ? engine::ChecksumForm::pseudo_header
                                                                : engine::ChecksumForm::message_only;
    const auto index = speaker_.add(parameters, rules);
    const auto& running = speaker_.router(index).parameters();

    VirtualRouterFacts facts;
    facts.profile = profile;
    facts.vrid = vrid;
    facts.priority = running.priority;
    facts.advertisement_interval = running.advertisement_interval;
    facts.addresses = running.addresses;
    facts.primary_address = running.primary_address;
    facts.physical_mac = dut_mac;
    facts.checksum_form = running.checksum_form;
    facts.preempt = running.preempt_mode;
    facts.accept = running.accept_mode;
    facts.authentication = running.authentication;
    facts.defaults = needs.defaults;
    facts.v2_interoperation = running.v2_interoperation;
    facts.router_advertisements = running.router_advertisements;
    facts.second_interface = true;
    facts_.push_back(facts);
    switches_.push_back(std::make_unique<Switch>(scheduler_, speaker_, index));
    return facts;
}

EmbeddedWorld::Ensemble EmbeddedWorld::add_ensemble(Profile profile, std::span<const std::uint8_t> vrids,
                                                    const Needs& needs, engine::Rfc standard,
                                                    const engine::Rules& rules) {
    Ensemble made{add(profile, vrids.front(), needs, standard, rules), {}};
    for (const auto vrid : vrids.subspan(1, needs.siblings))
        made.company.push_back(add(profile, vrid, needs, standard, rules));
    if (needs.twin) made.company.push_back(add(twin_of(profile), vrids.front(), needs, standard, rules));
    return made;
}

void EmbeddedWorld::startup() {
    station_->know(facts_);
    for (std::size_t i = 0; i < speaker_.count(); ++i) speaker_.startup(i);
}

Control& EmbeddedWorld::control(const VirtualRouterFacts& facts) {
    const auto found = std::find_if(facts_.begin(), facts_.end(), [&](const VirtualRouterFacts& known) {
        return known.vrid == facts.vrid && known.profile == facts.profile;
    });
    return *switches_.at(static_cast<std::size_t>(found - facts_.begin()));
}

}  // namespace tester
