#include "tester/dut/discovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tester/dut/resolution.hpp"

namespace tester {

using engine::ChecksumForm;
using engine::Duration;
using engine::Family;
using engine::Instant;
using engine::IpAddress;
using engine::LoggedFrame;
using engine::MacAddress;
using namespace std::chrono_literals;

namespace {

// The wire is hostile: whoever floods the segment must not fill our memory.
constexpr std::size_t most_remarks = 32;
constexpr std::size_t most_sources = 16;

using Key = std::pair<Profile, std::uint8_t>;

/// One router that advertises one virtual router.
struct Source {
    MacAddress ethernet;
    VirtualRouterFacts facts{};
    bool living = false;     // has advertised a priority other than 0
    std::string unusable{};  // why it cannot be tested, if so
};

enum class Whose { device, other, unknown };

bool is_carp(const engine::AdvertisementView& message) {
    // CARP shares the protocol number and the first octet; its 36 octets are no VRRPv2 message with that
    // count.
    return message.version() == 2 && message.type() == 1 && message.message().size() == 36 &&
           message.expected_size() != 36;
}

std::optional<Profile> profile_of(const engine::AdvertisementView& message) {
    if (message.version() == 3) return message.family() == Family::ipv4 ? Profile::v3_ipv4 : Profile::v3_ipv6;
    if (message.version() == 2 && message.family() == Family::ipv4) return Profile::v2_ipv4;
    return {};
}

/// Why this is nothing to learn from; empty if it is.
std::string objection(const engine::FrameView& view) {
    const auto& message = view.advertisement;
    const auto from = to_string(view.ip->source);
    if (view.ethernet.vlan_count > 0)
        return fmt::format(
            "{} speaks VRRP in VLAN {}, which is another LAN: test there with --vlan, or on that VLAN's "
            "interface",
            from, view.ethernet.vlan_ids[0]);
    if (!message.has_fixed_part() || view.ip->is_fragment)
        return fmt::format("{} sends packets of protocol 112 that are no whole VRRP message", from);
    if (is_carp(message)) return fmt::format("{} speaks CARP, which is not VRRP", from);
    if (message.type() != 1)
        return fmt::format("{} sends VRRP messages of type {}, which no RFC defines", from, message.type());
    if (!profile_of(message))
        return fmt::format("{} sends VRRP messages of version {} over {}, which no RFC defines", from,
                           message.version(), to_string(message.family()));
    if (message.vrid() == 0) return fmt::format("{} advertises VRID 0, which does not exist", from);
    return {};
}

/// The form that the message's checksum verifies in, and whether it does at all.
std::pair<ChecksumForm, bool> checksum_form_of(Profile profile, const engine::FrameView& view) {
    const auto holds = [&](ChecksumForm form) {
        return engine::vrrp_checksum_verifies(view.advertisement.message(), form, view.ip->source,
                                              view.ip->destination);
    };
    if (profile == Profile::v2_ipv4) return {ChecksumForm::message_only, holds(ChecksumForm::message_only)};
    if (holds(ChecksumForm::pseudo_header)) return {ChecksumForm::pseudo_header, true};
    if (profile == Profile::v3_ipv6) return {ChecksumForm::pseudo_header, false};
    return {ChecksumForm::message_only, holds(ChecksumForm::message_only)};
}

/// RFC 2338 5.3.6: a password is there for all to read, the key of an Authentication Header is not.
engine::Authentication authentication_of(const engine::AdvertisementView& message) {
    using engine::AuthenticationType;
    const auto type = message.auth_type();
    if (type == static_cast<std::uint8_t>(AuthenticationType::ip_authentication_header))
        return {AuthenticationType::ip_authentication_header, {}};
    if (type != static_cast<std::uint8_t>(AuthenticationType::simple_text_password)) return {};
    const auto data = message.auth_data();
    std::string password(data.begin(), data.end());
    password.erase(password.find_last_not_of('\0') + 1);
    return {AuthenticationType::simple_text_password, password};
}

std::string name_of(const Key& key) {
    return fmt::format("VRID {} ({})", key.second, to_string(key.first));
}

class Listener {
  public:
    Listener(Station& station, const DiscoveryOptions& options)
        : station_(station),
          options_(options),
          seen_(station.log().last()),
          started_(station.scheduler().now()) {
        ask();
    }
    ~Listener() { station_.scheduler().cancel(asking_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    bool finished();
    Discovery findings(bool interrupted);

  private:
    void ask();
    void scan();
    void learn(const LoggedFrame& frame);
    void take(const Key& key, Source& source, const LoggedFrame& frame);
    void hear_answer(const LoggedFrame& frame);
    Whose whose(const Source& source) const;
    const Source* device_source(const std::vector<Source>& sources) const;
    void count_device_routers();
    bool has_heard_expected() const;
    void report(const Key& key, const std::vector<Source>& sources, Discovery& found);
    void remark(std::string sentence);

    Station& station_;
    const DiscoveryOptions& options_;
    engine::FrameNumber seen_;
    Instant started_;
    Instant last_new_{};
    Duration longest_interval_{};
    std::size_t known_ = 0;
    int asked_ = 0;
    engine::TimerId asking_ = 0;
    std::optional<MacAddress> mac_;
    std::map<Key, std::vector<Source>> heard_;
    /// What an address that advertises from a virtual MAC resolves to: each is asked for once, since a device
    /// has the same one on all of its virtual routers.
    std::map<IpAddress, std::optional<MacAddress>> resolved_;
    std::vector<std::string> remarks_;
};

void Listener::remark(std::string sentence) {
    if (remarks_.size() >= most_remarks) return;
    if (std::find(remarks_.begin(), remarks_.end(), sentence) == remarks_.end())
        remarks_.push_back(std::move(sentence));
}

void Listener::ask() {
    asking_ = 0;
    if (mac_) return;
    // The turn after the last attempt only ends the wait for its answer.
    if (++asked_ > options_.resolution_attempts) return;
    station_.log().send(resolution_request(station_, options_.address));
    asking_ = station_.scheduler().call_after(1s, [this] { ask(); });
}

void Listener::scan() {
    for (auto& log = station_.log(); seen_ < log.last();) {
        const auto& frame = log.frame(++seen_);
        if (frame.own || frame.on_second) continue;
        if (frame.view.kind == engine::FrameKind::vrrp) {
            learn(frame);
        } else {
            hear_answer(frame);
        }
    }
    count_device_routers();
}

void Listener::hear_answer(const LoggedFrame& frame) {
    // A router with a virtual interface may answer from its virtual MAC, too; that one tells nothing.
    const auto better = [](const std::optional<MacAddress>& known) { return !known || known->is_virtual(); };
    if (const auto mac = resolution_answer(frame, options_.address)) {
        if (!better(mac_) && !mac->is_virtual() && *mac_ != *mac)
            remark(fmt::format("both {} and {} answer for {}: two devices have the same address",
                               to_string(*mac_), to_string(*mac), to_string(options_.address)));
        if (better(mac_)) mac_ = mac;
    }
    for (auto& [address, known] : resolved_)
        if (const auto mac = resolution_answer(frame, address))
            if (better(known)) known = mac;
}

void Listener::learn(const LoggedFrame& frame) {
    const auto& message = frame.view.advertisement;
    if (auto sentence = objection(frame.view); !sentence.empty()) return remark(std::move(sentence));
    const auto& wanted = options_.vrids;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), message.vrid()) == wanted.end()) return;
    const Key key{*profile_of(message), message.vrid()};
    auto& sources = heard_[key];
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const Source& source) {
        return source.facts.primary_address == frame.view.ip->source;
    });
    if (found != sources.end()) return take(key, *found, frame);
    if (sources.size() >= most_sources) return;
    auto& fresh = sources.emplace_back(Source{frame.view.ethernet.source});
    fresh.facts.profile = key.first;
    fresh.facts.vrid = key.second;
    fresh.facts.primary_address = frame.view.ip->source;
    fresh.facts.source_is_proven = true;
    // The virtual MAC hides whose advertisement it is; the MAC that its source resolves to may tell.
    const bool only_ipv4 = fresh.facts.family() == Family::ipv4 && options_.address.family() == Family::ipv4;
    if (fresh.ethernet.is_virtual() && !only_ipv4 &&
        resolved_.try_emplace(fresh.facts.primary_address).second)
        station_.log().send(resolution_request(station_, fresh.facts.primary_address));
    take(key, fresh, frame);
}

void Listener::take(const Key& key, Source& source, const LoggedFrame& frame) {
    const auto& message = frame.view.advertisement;
    if (message.priority() == 0) return;
    source.living = true;
    source.ethernet = frame.view.ethernet.source;
    source.facts.priority = message.priority();
    source.facts.advertisement_interval = engine::interval_cs(message) * 10ms;
    source.facts.addresses = message.addresses();
    const auto [form, good] = checksum_form_of(key.first, frame.view);
    source.facts.checksum_form = form;
    if (!good) remark(fmt::format("the checksum of {} is wrong in every form", name_of(key)));
    if (frame.view.ip->destination != engine::vrrp_group(message.family()))
        remark(fmt::format("{} is advertised to {} in place of the VRRP group", name_of(key),
                           to_string(frame.view.ip->destination)));
    source.unusable.clear();
    if (key.first == Profile::v2_ipv4) source.facts.authentication = authentication_of(message);
    if (source.facts.advertisement_interval == 0ns)
        source.unusable =
            fmt::format("{} advertises an interval of 0, which gives no time to expect", name_of(key));
}

Whose Listener::whose(const Source& source) const {
    const auto& address = source.facts.primary_address;
    const auto& device = options_.address;
    if (address == device) return Whose::device;
    const bool exact = device.family() == Family::ipv6 && device.is_link_local();
    if (exact && address.family() == Family::ipv6) return Whose::other;
    if (!mac_) return Whose::unknown;
    const auto found = resolved_.find(address);
    const auto resolved = found == resolved_.end() ? std::nullopt : found->second;
    if (source.ethernet == *mac_ || resolved == *mac_) return Whose::device;
    if (address.family() == Family::ipv6 && address == engine::eui64_link_local(*mac_)) return Whose::device;
    if (!source.ethernet.is_virtual()) return Whose::other;
    if (address.family() == Family::ipv4 && device.family() == Family::ipv4) return Whose::other;
    return resolved && !resolved->is_virtual() ? Whose::other : Whose::unknown;
}

const Source* Listener::device_source(const std::vector<Source>& sources) const {
    for (const auto& source : sources)
        if (source.living && whose(source) == Whose::device) return &source;
    const bool sole = sources.size() == 1 && sources[0].living && mac_ && whose(sources[0]) == Whose::unknown;
    return sole ? &sources[0] : nullptr;
}

void Listener::count_device_routers() {
    std::size_t count = 0;
    for (const auto& [key, sources] : heard_)
        if (const auto* source = device_source(sources)) {
            ++count;
            longest_interval_ = std::max(longest_interval_, source->facts.advertisement_interval);
        }
    if (count > known_) last_new_ = station_.scheduler().now();
    known_ = count;
}

bool Listener::has_heard_expected() const {
    return std::all_of(options_.expected.begin(), options_.expected.end(), [this](const Key& key) {
        const auto heard = heard_.find(key);
        return heard != heard_.end() && device_source(heard->second);
    });
}

bool Listener::finished() {
    scan();
    const Instant now = station_.scheduler().now();
    if (!mac_) return asked_ > options_.resolution_attempts;
    if (options_.listen) return now - started_ >= *options_.listen;
    if (!options_.expected.empty()) return has_heard_expected() || now - started_ >= options_.patience;
    if (known_ == 0) return now - started_ >= options_.patience;
    const auto quiet = std::chrono::duration_cast<Duration>(longest_interval_ * options_.quiet_intervals);
    return now - started_ >= options_.shortest && now - last_new_ >= quiet;
}

void Listener::report(const Key& key, const std::vector<Source>& sources, Discovery& found) {
    const Source* mine = device_source(sources);
    std::vector<std::string> unknown;
    for (const auto& source : sources) {
        if (&source == mine || whose(source) == Whose::device) continue;
        found.strangers.push_back({key.first, key.second, source.facts.primary_address});
        if (whose(source) == Whose::unknown) unknown.push_back(to_string(source.facts.primary_address));
    }
    if (!mine && !unknown.empty() && sources.size() > 1)
        remark(fmt::format(
            "{} is advertised from {}, and the virtual MAC does not tell which of them is the device: "
            "it is left out",
            name_of(key), fmt::join(unknown, " and ")));
    if (!mine) return;
    if (whose(*mine) == Whose::unknown)
        remark(fmt::format(
            "{} is advertised from {} with the virtual MAC, and by nobody else: it is taken for the "
            "device's",
            name_of(key), to_string(mine->facts.primary_address)));
    if (!mine->unusable.empty()) {
        found.left_out.push_back({key.first, key.second, mine->unusable});
        return;
    }
    auto facts = mine->facts;
    if (mac_) facts.physical_mac = *mac_;
    for (const auto& source : sources)
        if (whose(source) == Whose::other) facts.other_speakers.push_back(source.facts.primary_address);
    found.virtual_routers.push_back(std::move(facts));
    found.ethernet_sources.push_back(mine->ethernet);
}

Discovery Listener::findings(bool interrupted) {
    Discovery found;
    found.mac = mac_;
    found.interrupted = interrupted;
    found.listened = station_.scheduler().now() - started_;
    for (const auto& [key, sources] : heard_) report(key, sources, found);
    for (const auto vrid : options_.vrids) {
        const auto is_it = [vrid](const auto& known) { return known.vrid == vrid; };
        if (std::none_of(found.virtual_routers.begin(), found.virtual_routers.end(), is_it) &&
            std::none_of(found.left_out.begin(), found.left_out.end(), is_it))
            remark(fmt::format("VRID {} was asked for, but {} does not advertise it", vrid,
                               to_string(options_.address)));
    }
    for (const auto& left_out : found.left_out) remark(left_out.reason);
    found.remarks = remarks_;
    return found;
}

}  // namespace

Discovery discover(Station& station, const DiscoveryOptions& options,
                   const std::function<bool()>& interrupted) {
    Listener listener(station, options);
    run_polling(station.scheduler(), engine::never, [&] { return interrupted() || listener.finished(); });
    return listener.findings(interrupted());
}

}  // namespace tester
