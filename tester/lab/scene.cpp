#include "tester/lab/scene.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;
using engine::FrameKind;
using engine::Instant;

// Captures of several ports are read one after the other; a frame joins the story when no older one can come
// any more.
constexpr Duration reading_delay = 20ms;
constexpr Duration reading_period = 5ms;

Arguments in(const std::string& network_namespace, const Arguments& arguments) {
    Arguments all{"ip", "-n", network_namespace};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.empty()) return "it said nothing";
    const auto line = text.rfind('\n');
    return line == std::string::npos ? text : text.substr(line + 1);
}

bool is_of_interest(const engine::FrameView& view) {
    return view.kind != FrameKind::other && view.kind != FrameKind::multicast_listener &&
           view.kind != FrameKind::router_solicitation;
}

}  // namespace

Scene::Scene(Instant start, std::function<bool()> interrupted)
    : start_(start), interrupted_(std::move(interrupted)), seen_until_(start) {
    scheduler_.on_lateness([this](Instant due, Duration late) { delay_.record(due, late); });
    divide();
}

Scene::~Scene() {
    for (auto& station : stations_) station.driver->release();
    scheduler_.cancel(settler_);
}

/// A second switch, and the cable between the two.
void Scene::divide() {
    const auto& name = lan_.switch_namespace();
    run_or_throw(in(name, {"link", "add", "name", "br1", "type", "bridge", "stp_state", "0", "mcast_snooping",
                           "0", "forward_delay", "0"}));
    run_or_throw(in(name, {"link", "add", "name", "trunk0", "type", "veth", "peer", "name", "trunk1"}));
    run_or_throw(in(name, {"link", "set", "dev", "trunk0", "master", "br0", "up"}));
    run_or_throw(in(name, {"link", "set", "dev", "trunk1", "master", "br1", "up"}));
    run_or_throw(in(name, {"link", "set", "dev", "br1", "up"}));
}

StationIndex Scene::add_router(const std::string& name, const std::vector<AddressWithPrefix>& addresses,
                               Half half, const DriverMaker& make_driver) {
    check_interruption();
    const StationIndex index = stations_.size();
    auto host = lan_.add_host("r" + std::to_string(index + 1), addresses, true);
    if (half == Half::right)
        run_or_throw(in(lan_.switch_namespace(), {"link", "set", "dev", host.port, "master", "br1"}));
    listen_to(host, index);
    auto driver = make_driver(lan_, host);
    stations_.push_back({name, std::move(host), std::move(driver), false});
    return index;
}

void Scene::add_host(const std::vector<AddressWithPrefix>& addresses) {
    host_ = lan_.add_host("host", addresses);
    listen_to(host_, the_host);
}

void Scene::listen_to(const LabHost& host, StationIndex sender) {
    const NamespaceGuard guard(lan_.switch_namespace());
    const auto direction = sender == the_host ? engine::Direction::both : engine::Direction::in;
    auto& link = *links_.emplace_back(std::make_unique<engine::PcapLink>(scheduler_, host.port, direction));
    link.on_frame(
        [this, sender](engine::OctetView octets, Instant when, bool) { keep(octets, when, sender); });
}

/// On the host's port everything can be seen; what routers send is kept from their own ports, but for the
/// replies that the host has really got.
void Scene::keep(engine::OctetView octets, Instant when, StationIndex sender) {
    const auto view = engine::read_frame(octets);
    if (!is_of_interest(view)) return;
    const bool is_from_host = view.ethernet.source == host_.mac;
    const bool at_host = sender == the_host && !is_from_host;
    if (at_host && view.kind != FrameKind::echo_reply) return;
    if (sender != the_host && view.kind == FrameKind::echo_reply) return;
    auto frame = std::make_unique<engine::LoggedFrame>();
    frame->when = when;
    frame->octets = engine::Octets(octets.begin(), octets.end());
    frame->view = engine::read_frame(frame->octets);
    arriving_.push_back({std::move(frame), sender, at_host});
}

/// What was heard on the host's port alone is told by its MAC address, which a virtual router's does not.
std::string Scene::sender_of(const engine::FrameView& view) const {
    const auto& source = view.ethernet.source;
    if (source == host_.mac) return "host";
    for (const auto& station : stations_)
        if (station.host.mac == source) return station.name;
    return "";
}

void Scene::settle(Instant until) {
    std::stable_sort(arriving_.begin(), arriving_.end(),
                     [](const Arriving& a, const Arriving& b) { return a.frame->when < b.frame->when; });
    const auto young = std::find_if(arriving_.begin(), arriving_.end(),
                                    [&](const Arriving& it) { return it.frame->when > until; });
    for (auto it = arriving_.begin(); it != young; ++it) {
        auto& frame = *it->frame;
        frame.number = frames_.size() + 1;
        if (it->at_host)
            story_.read_at_host(frame.view, frame.number, frame.when);
        else
            story_.read(frame.view, frame.number, frame.when, it->sender);
        senders_.push_back(it->sender == the_host ? sender_of(frame.view) : name(it->sender));
        frames_.push_back(std::move(it->frame));
    }
    arriving_.erase(arriving_.begin(), young);
    seen_until_ = until;
}

void Scene::settle_regularly() {
    settler_ = scheduler_.call_after(reading_period, [this] {
        settle(now() - reading_delay);
        settle_regularly();
    });
}

void Scene::check_interruption() const {
    if (interrupted_()) throw Interrupted();
}

void Scene::run_for(Duration d) {
    run_until([] { return false; }, d);
}

bool Scene::run_until(const std::function<bool()>& condition, Duration limit) {
    // Every port is drained before a timer's callback runs, so that the story is complete when it is over.
    bool over = false;
    const auto end = scheduler_.call_after(limit + reading_delay, [this, &over] {
        settle(now() - reading_delay);
        over = true;
    });
    settle_regularly();
    scheduler_.run_until([&] { return over || interrupted_() || condition(); });
    scheduler_.cancel(settler_);
    scheduler_.cancel(end);
    check_interruption();
    return condition();
}

Instant Scene::note(const std::string& who, const std::string& what) {
    check_interruption();
    interventions_.push_back({now(), who, what});
    return interventions_.back().when;
}

Instant Scene::apply(StationIndex router, const std::vector<RouterConfig>& configuration) {
    const auto when = note(name(router), "is configured and started");
    driver(router).apply(configuration);
    stations_[router].should_run = true;
    return when;
}

Instant Scene::stop(StationIndex router) {
    const auto when = note(name(router), "is told to stop");
    stations_[router].should_run = false;
    driver(router).stop();
    return when;
}

Instant Scene::start(StationIndex router) {
    const auto when = note(name(router), "is started");
    driver(router).start();
    stations_[router].should_run = true;
    return when;
}

Instant Scene::crash(StationIndex router) {
    const auto when = note(name(router), "loses its power");
    lan_.set_cable(this->router(router), false);
    stations_[router].should_run = false;
    driver(router).kill();
    return when;
}

Instant Scene::revive(StationIndex router) {
    const auto when = note(name(router), "has power again and starts");
    lan_.set_cable(this->router(router), true);
    driver(router).start();
    stations_[router].should_run = true;
    return when;
}

Instant Scene::set_priority(StationIndex router, const RouterConfig& configured, std::uint8_t priority) {
    const auto when = note(name(router), fmt::format("is given priority {}", priority));
    driver(router).set_priority(configured.profile, configured.vrid, priority);
    return when;
}

Instant Scene::cut_in_two() {
    const auto when = note("lab", "cuts the cable between the two switches");
    run_or_throw(in(lan_.switch_namespace(), {"link", "set", "dev", "trunk0", "down"}));
    return when;
}

Instant Scene::join() {
    run_or_throw(in(lan_.switch_namespace(), {"link", "set", "dev", "trunk0", "up"}));
    return note("lab", "plugs the cable between the two switches in again");
}

void Scene::require_all_running() {
    for (auto& station : stations_)
        if (station.should_run && !station.driver->running())
            throw std::runtime_error(fmt::format("{} ended by itself; its last words: {}", station.name,
                                                 last_line(station.driver->log())));
}

std::vector<Neighbour> Scene::neighbours() const {
    return neighbours_of(host_.network_namespace, host_.interface);
}

void Scene::forget_neighbours() const {
    run_command(in(host_.network_namespace, {"neigh", "flush", "dev", host_.interface}));
}

void Scene::touch(const engine::IpAddress& address) {
    check_interruption();
    // Whether anybody answers is seen in the table and in the frames.
    run_command({"ip", "netns", "exec", host_.network_namespace, "ping", "-n", "-c", "2", "-i", "0.1", "-W",
                 "1", to_string(address)});
}

void Scene::start_pinging(const engine::IpAddress& address) {
    stop_pinging();
    ping_ = ChildProcess({"ip", "netns", "exec", host_.network_namespace, "ping", "-n", "-q", "-i", "0.02",
                          to_string(address)},
                         folder_.path() / "ping.log");
}

void Scene::stop_pinging() {
    ping_.end();
}

CitedFrame Scene::cite(engine::FrameNumber number, const std::string& role) const {
    const auto& cited = frame(number);
    CitedFrame told{number, seconds_of(cited.when), role, describe(cited.view), {}};
    for (const auto octet : cited.octets) told.hex += fmt::format("{:02x}", octet);
    told.sender = senders_.at(number - 1);
    return told;
}

std::vector<TimelineEvent> Scene::timeline() const {
    std::vector<std::string> names;
    for (const auto& station : stations_) names.push_back(station.name);
    return tester::timeline(story_, names, interventions_, start_, seen_until_);
}

std::string Scene::whose(const std::string& mac) const {
    const auto parsed = engine::MacAddress::parse(mac);
    if (!parsed) return "nobody's";
    if (parsed->is_virtual()) return "the virtual MAC";
    for (const auto& station : stations_)
        if (station.host.mac == *parsed) return "of " + station.name;
    return "unknown";
}

std::size_t Scene::dropped() const {
    std::size_t all = 0;
    for (const auto& link : links_) all += link->dropped();
    return all;
}

}  // namespace tester
