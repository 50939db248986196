#include "engine/lan/pcap_link.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <pcap/pcap.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "engine/lan/host_network.hpp"

namespace engine {
namespace {

constexpr int buffer_octets = 16 * 1024 * 1024;
constexpr int largest_jumbo_frame = 9018 + 8;  // with two tags
constexpr std::size_t most_awaited = 4096;
// Echoes come in the order of sending, but for frames that wait in different transmit queues; one that is
// this far behind never comes.
constexpr std::size_t most_overtaken = 64;

[[noreturn]] void fail(const std::string& sentence) {
    throw std::runtime_error(sentence);
}

std::string available_interfaces() {
    std::string names;
    for (const auto& facts : interfaces()) names += (names.empty() ? "" : ", ") + facts.name;
    return names.empty() ? "none" : names;
}

[[noreturn]] void fail_for_rights(const std::string& interface) {
    fail("capturing on " + interface +
         " needs cap_net_raw: run as root or `setcap cap_net_raw,cap_net_admin+ep vrrptest`");
}

InterfaceFacts running_interface(const std::string& name) {
    const auto facts = find_interface(name);
    if (!facts) fail("there is no interface " + name + "; this host has: " + available_interfaces());
    if (!facts->is_up) fail("the interface " + name + " is down: `ip link set " + name + " up`");
    return *facts;
}

InterfaceFacts usable_interface(const std::string& name) {
    const auto facts = find_interface(name);
    if (facts && !facts->is_ethernet) fail("the interface " + name + " is not Ethernet; choose one that is");
    return running_interface(name);
}

/// The longest frame worth keeping. The capture ring has slots of this size, so 65535 would leave room for
/// only 255 frames; what is longer than the interface's MTU is a segment that the host itself put together.
int snapshot_length(const InterfaceFacts& facts) {
    constexpr unsigned ethernet_header_and_tags = 14 + 4 + 4;
    return static_cast<int>(std::clamp(facts.mtu + ethernet_header_and_tags, 2048U, 65535U));
}

pcap_t* open_capture(const std::string& name, int snapshot) {
    char reason[PCAP_ERRBUF_SIZE] = "";
    pcap_t* capture = pcap_create(name.c_str(), reason);
    if (!capture) fail("cannot capture on " + name + ": " + reason);
    pcap_set_immediate_mode(capture, 1);
    pcap_set_promisc(capture, 1);
    pcap_set_snaplen(capture, snapshot);
    pcap_set_buffer_size(capture, buffer_octets);
    pcap_set_tstamp_precision(capture, PCAP_TSTAMP_PRECISION_NANO);
    return capture;
}

void activate(pcap_t* capture, const std::string& name) {
    const int status = pcap_activate(capture);
    if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED) fail_for_rights(name);
    if (status < 0) fail("cannot capture on " + name + ": " + pcap_geterr(capture));
    if (pcap_get_tstamp_precision(capture) != PCAP_TSTAMP_PRECISION_NANO)
        fail("the capture on " + name + " has no nanosecond timestamps: update libpcap");
    char reason[PCAP_ERRBUF_SIZE] = "";
    if (pcap_setnonblock(capture, 1, reason) != 0) fail("cannot capture on " + name + ": " + reason);
    // A router that the lab starts must not inherit the capture and keep it open.
    fcntl(pcap_get_selectable_fd(capture), F_SETFD, FD_CLOEXEC);
}

/// A socket that only sends: protocol 0 receives nothing. It blocks for the moment that a full transmit queue
/// takes.
int open_sender(const std::string& name) {
    const int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (descriptor < 0 && errno == EPERM) fail_for_rights(name);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "packet socket");
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
    if (bind(descriptor, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return descriptor;
    const int error = errno;
    close(descriptor);
    throw std::system_error(error, std::generic_category(), "cannot send on " + name);
}

std::size_t dropped_by(pcap_t* capture) {
    pcap_stat statistics{};
    return pcap_stats(capture, &statistics) == 0 ? statistics.ps_drop : 0;
}

/// Delivers what the kernel has stamped up to `began`; a segment that is flooded must not hold up the timers
/// for ever.
template <class Deliver>
void read_until(Instant began, pcap_t* capture, const std::string& name, const Deliver& deliver) {
    for (;;) {
        pcap_pkthdr* header = nullptr;
        const unsigned char* octets = nullptr;
        const int status = pcap_next_ex(capture, &header, &octets);
        if (status < 0) fail("the capture on " + name + " ended: " + pcap_geterr(capture));
        if (status == 0) return;
        // With nanosecond precision libpcap puts nanoseconds where the type says microseconds.
        const Instant when{static_cast<std::int64_t>(header->ts.tv_sec) * 1'000'000'000 + header->ts.tv_usec};
        deliver(PcapListener::Heard{OctetView(octets, header->caplen), header->len, when});
        if (when > began) return;
    }
}

}  // namespace

struct PcapLink::Handles {
    pcap_t* capture = nullptr;
    int sender = -1;

    Handles() = default;
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;
    ~Handles() {
        if (capture) pcap_close(capture);
        if (sender >= 0) close(sender);
    }
};

PcapLink::PcapLink(RealScheduler& scheduler, std::string interface, Direction direction)
    : scheduler_(scheduler), interface_(std::move(interface)), handles_(std::make_unique<Handles>()) {
    const auto facts = usable_interface(interface_);
    handles_->capture = open_capture(interface_, snapshot_length(facts));
    activate(handles_->capture, interface_);
    if (pcap_datalink(handles_->capture) != DLT_EN10MB)
        fail("the interface " + interface_ + " is not Ethernet; choose one that is");
    if (direction == Direction::in && pcap_setdirection(handles_->capture, PCAP_D_IN) != 0)
        fail("cannot tell the directions of frames on " + interface_ + ": " + pcap_geterr(handles_->capture));
    handles_->sender = open_sender(interface_);
    scheduler_.watch(pcap_get_selectable_fd(handles_->capture), [this] { drain(); });
    presence_.emplace(scheduler_, interface_, pcap_get_selectable_fd(handles_->capture));
}

PcapLink::~PcapLink() {
    scheduler_.unwatch(pcap_get_selectable_fd(handles_->capture));
}

void PcapLink::send(OctetView frame) {
    // Noted before it leaves, because its echo may be read as soon as it has.
    awaiting_echo_.emplace_back(frame.begin(), frame.end());
    if (awaiting_echo_.size() > most_awaited) awaiting_echo_.pop_front();
    auto sent = ::send(handles_->sender, frame.data(), frame.size(), 0);
    // The socket keeps the news that the interface went down, even after it has come up again: ask once more.
    if (sent < 0 && errno == ENETDOWN) sent = ::send(handles_->sender, frame.data(), frame.size(), 0);
    if (sent == static_cast<ssize_t>(frame.size())) return;
    const int error = sent < 0 ? errno : EMSGSIZE;
    awaiting_echo_.pop_back();
    throw std::system_error(error, std::generic_category(), "cannot send on " + interface_);
}

std::size_t PcapLink::dropped() const {
    return dropped_by(handles_->capture);
}

void PcapLink::drain() {
    read_until(scheduler_.now(), handles_->capture, interface_, [this](const PcapListener::Heard& heard) {
        deliver(heard.octets, heard.when, is_own(heard.octets));
    });
}

bool PcapLink::is_own(OctetView frame) {
    const auto found = std::find_if(awaiting_echo_.begin(), awaiting_echo_.end(),
                                    [&](const Octets& sent) { return std::ranges::equal(sent, frame); });
    if (found == awaiting_echo_.end()) return false;
    const auto position = static_cast<std::size_t>(found - awaiting_echo_.begin());
    const auto lost = position > most_overtaken ? position - most_overtaken : 0;
    awaiting_echo_.erase(found);
    awaiting_echo_.erase(awaiting_echo_.begin(), awaiting_echo_.begin() + static_cast<std::ptrdiff_t>(lost));
    return true;
}

struct PcapListener::Handle {
    pcap_t* capture = nullptr;

    explicit Handle(pcap_t* opened) : capture(opened) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { pcap_close(capture); }
};

PcapListener::PcapListener(RealScheduler& scheduler, std::string interface,
                           std::function<void(const Heard&)> receiver)
    : scheduler_(scheduler), interface_(std::move(interface)), receiver_(std::move(receiver)) {
    // `any` is libpcap's own: it has no MTU, and the largest frames of all interfaces must fit.
    const int snapshot =
        interface_ == "any" ? largest_jumbo_frame : snapshot_length(running_interface(interface_));
    handle_ = std::make_unique<Handle>(open_capture(interface_, snapshot));
    activate(handle_->capture, interface_);
    scheduler_.watch(pcap_get_selectable_fd(handle_->capture), [this] { drain(); });
    presence_.emplace(scheduler_, interface_, pcap_get_selectable_fd(handle_->capture));
}

PcapListener::~PcapListener() {
    scheduler_.unwatch(pcap_get_selectable_fd(handle_->capture));
}

std::uint32_t PcapListener::link_type_number() const {
    return static_cast<std::uint32_t>(pcap_datalink(handle_->capture));
}

std::size_t PcapListener::dropped() const {
    return dropped_by(handle_->capture);
}

void PcapListener::drain() {
    read_until(scheduler_.now(), handle_->capture, interface_, receiver_);
}

}  // namespace engine
