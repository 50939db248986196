#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "tester/run/field_list.hpp"

// The fields of a VRRP message, with what RFC 9568 5.2 and RFC 3768 5.3 demand of them.

namespace tester {
namespace {

using engine::AdvertisementView;
using engine::Family;
using engine::FrameView;

class Message {
  public:
    Message(FieldList& list, const FrameView& view, const FrameContext& context)
        : list_(list),
          view_(view),
          context_(context),
          message_(view.advertisement),
          at_(view.message_offset),
          is_v2_(message_.version() == 2),
          // Octets beyond the message are padding only where the header does not count them.
          is_whole_(message_.has_fixed_part() && !view.ip->is_cut && !view.ip->is_fragment) {
        const auto* router = context.router;
        const bool is_device = context.sender == "device" && router && !context.is_reconfigured;
        const bool is_of_version =
            router && router->version == message_.version() && router->family == to_string(message_.family());
        if (is_device && is_of_version && router->vrid == message_.vrid()) configured_ = router;
    }

    void add() {
        list_.begin(is_v2_ ? "VRRPv2" : message_.version() == 3 ? "VRRPv3" : "VRRP");
        add_beginning();
        if (is_v2_)
            add_second_word_of_version_2();
        else
            add_second_word_of_version_3();
        add_checksum();
        const auto end = add_addresses();
        if (!is_v2_) {
            list_.octets("Data", end, at_ + message_.message().size());
            return;
        }
        add_authentication_data(end);
    }

  private:
    std::string clause(std::string_view of_3768, std::string_view of_9568) const {
        return is_v2_ ? fmt::format("RFC 3768 {}", of_3768) : fmt::format("RFC 9568 {}", of_9568);
    }

    void add_beginning() {
        const auto version = list_.add("Version", at_, 1, std::to_string(message_.version()));
        const bool is_ipv4 = message_.family() == Family::ipv4;
        const bool is_known = message_.version() == 3 || (is_ipv4 && is_v2_);
        version.wants(is_ipv4 ? "2 or 3" : "3", clause("5.3.1", "5.2.1"), !is_known);
        const auto type = list_.add("Type", at_, 1, std::to_string(message_.type()));
        type.wants("1 (ADVERTISEMENT)", clause("5.3.2", "5.2.2"), message_.type() != 1);
        const auto vrid = list_.decimal(is_v2_ ? "Virtual Rtr ID" : "Virtual Rtr ID (VRID)", at_ + 1, 1);
        demand_vrid(vrid);
        const auto priority = list_.decimal("Priority", at_ + 2, 1);
        if (configured_)
            priority.wants(fmt::format("{}, or 0 to resign", configured_->priority), clause("5.3.4", "5.2.4"),
                           message_.priority() != 0 && message_.priority() != configured_->priority);
        const auto count = list_.decimal(is_v2_ ? "Count IP Addrs" : "IPvX Addr Count", at_ + 3, 1);
        demand_count(count);
    }

    /// Of another virtual router's advertisement nothing is known, but under this one's MAC address the
    /// number must be its own.
    void demand_vrid(const FieldList::Demand& vrid) const {
        const bool is_ours =
            context_.router && context_.sender == "device" && view_.ethernet.source == router_mac(context_);
        const bool is_any = !is_ours && !configured_;
        if (is_any)
            vrid.wants("1 to 255", clause("5.3.3", "5.2.3"), message_.vrid() == 0);
        else
            vrid.wants(std::to_string(context_.router->vrid), clause("5.3.3", "5.2.3"),
                       message_.vrid() != context_.router->vrid);
    }

    void demand_count(const FieldList::Demand& count) const {
        if (!is_whole_) return;
        const auto present = message_.addresses_present();
        const auto where = clause("5.3.5", "5.2.5");
        if (present == 0 || present > 255)
            count.wants("1 or more, as many as there are", where, true);
        else if (configured_ && configured_->addresses.size() != present)
            count.wants(fmt::format("{} addresses", configured_->addresses.size()), where, true);
        else
            count.wants(std::to_string(present), where, message_.count() != present);
    }

    void add_second_word_of_version_2() {
        const auto type = list_.decimal("Auth Type", at_ + 4, 1);
        // RFC 2338 5.3.6 defines 1 and 2, and routers that have them do no wrong by that document.
        type.wants("0 (RFC 2338: 0, 1 or 2)", "RFC 3768 5.3.6", message_.auth_type() > 2);
        const auto interval =
            list_.add("Adver Int", at_ + 5, 1, fmt::format("{} s", message_.adver_interval_s()));
        if (!configured_) return;
        const auto wanted = std::lround(configured_->interval_seconds);
        interval.wants(fmt::format("{} s", wanted), "RFC 3768 5.3.7", message_.adver_interval_s() != wanted);
    }

    void add_second_word_of_version_3() {
        const auto reserve = list_.add("Reserve", at_ + 4, 1, std::to_string(message_.reserve()));
        reserve.wants("0", "RFC 9568 5.2.6", message_.reserve() != 0);
        const auto interval = list_.add("Max Advertise Interval", at_ + 4, 2,
                                        fmt::format("{} cs", message_.max_advertise_interval_cs()));
        if (!configured_) return;
        const auto wanted = std::lround(configured_->interval_seconds * 100);
        interval.wants(fmt::format("{} cs", wanted), "RFC 9568 5.2.7",
                       message_.max_advertise_interval_cs() != wanted);
    }

    /// Either form where the documents leave a choice: version 3 over IPv4.
    void add_checksum() {
        const auto checksum = list_.hexadecimal("Checksum", at_ + 6, 2);
        if (!is_whole_) return;
        const auto& ip = *view_.ip;
        const auto right = [&](engine::ChecksumForm form) {
            return engine::vrrp_checksum(message_.message(), form, ip.source, ip.destination);
        };
        const auto alone = right(engine::ChecksumForm::message_only);
        const auto pseudo = right(engine::ChecksumForm::pseudo_header);
        const auto is = message_.checksum();
        const auto forms = engine::vrrp_checksum_forms(message_.message(), ip.source, ip.destination);
        if (is_v2_)
            checksum.wants(hexadecimal_text(alone, 2), "RFC 3768 5.3.8", !forms.message_only);
        else if (ip.family == Family::ipv6)
            checksum.wants(hexadecimal_text(pseudo, 2), "RFC 9568 5.2.8", !forms.pseudo_header);
        else
            checksum.wants(fmt::format("{}, or {} with the pseudo-header (RFC 5798)",
                                       hexadecimal_text(alone, 2), hexadecimal_text(pseudo, 2)),
                           "RFC 9568 5.2.8",
                           !forms.message_only && !forms.pseudo_header && is != alone && is != pseudo);
    }

    /// Where they end.
    std::size_t add_addresses() {
        const bool is_ipv4 = message_.family() == Family::ipv4;
        const std::size_t size = is_ipv4 ? 4 : 16;
        const auto present = std::min<std::size_t>(message_.addresses_present(), 255);
        for (std::size_t index = 0; index < present; ++index) {
            const auto added =
                list_.ip(fmt::format("{} {}", is_v2_ ? "IP Address" : "IPvX Address", index + 1),
                         at_ + 8 + index * size, message_.family());
            demand_address(added, *message_.address(index), index);
        }
        return at_ + 8 + present * size;
    }

    void demand_address(const FieldList::Demand& added, const engine::IpAddress& address,
                        std::size_t index) const {
        const auto where = clause("5.3.9", "5.2.9");
        const bool must_be_local = index == 0 && address.family() == Family::ipv6;
        const bool is_wrong_kind = must_be_local && !address.is_link_local();
        if (!configured_) {
            if (must_be_local) added.wants("a link-local address", where, is_wrong_kind);
            return;
        }
        const auto& all = configured_->addresses;
        const bool is_known = std::find(all.begin(), all.end(), to_string(address)) != all.end();
        added.wants(must_be_local ? fmt::format("the link-local one of {}", fmt::join(all, ", "))
                                  : fmt::format("{}", fmt::join(all, ", ")),
                    where, is_wrong_kind || !is_known);
    }

    void add_authentication_data(std::size_t at) {
        const auto end = at_ + message_.message().size();
        const auto data = message_.auth_data();
        if (data.empty()) {
            list_.octets("Data", at, end);
            return;
        }
        const auto begin = static_cast<std::size_t>(data.data() - list_.frame().data());
        if (begin > at) list_.octets("Data", at, begin);
        const auto added = list_.octets("Authentication Data", begin, begin + data.size());
        const bool is_zero = std::all_of(data.begin(), data.end(), [](auto octet) { return octet == 0; });
        // RFC 3768 5.3.10: a SHOULD, of messages that authenticate nothing.
        if (message_.auth_type() == 0) added.wants("0000000000000000", "RFC 3768 5.3.10", !is_zero);
        list_.octets("Data", std::max(at, begin + data.size()), end);
    }

    FieldList& list_;
    const FrameView& view_;
    const FrameContext& context_;
    const AdvertisementView& message_;
    std::size_t at_ = 0;
    bool is_v2_ = false;
    bool is_whole_ = false;
    const VirtualRouterReference* configured_ = nullptr;  // whose values the message must have
};

}  // namespace

void add_vrrp(FieldList& list, const FrameView& view, const FrameContext& context) {
    const auto& message = view.advertisement;
    const bool is_carp = message.version() == 2 && message.count() == 7 && message.message().size() == 36;
    if (is_carp) {
        list.begin("CARP, or VRRPv2 without its end");
        list.octets("Data", view.message_offset, view.message_offset + message.message().size());
        return;
    }
    Message(list, view, context).add();
}

}  // namespace tester
