#include "tester/dut/vendor.hpp"

#include <algorithm>
#include <iterator>

#include "tester/dut/vendor_text.hpp"

namespace tester {
namespace {

using engine::Family;
using engine::IpAddress;
using Routers = std::vector<RouterConfig>;

constexpr std::size_t comment_width = 96;

/// Sentences as comment lines of a bearable width.
class Comments {
  public:
    explicit Comments(std::string_view sign) : sign_(sign) {}

    std::string operator()(std::string_view sentence) const {
        std::string text;
        std::string line;
        while (!sentence.empty()) {
            const auto end = std::min(sentence.find(' '), sentence.size());
            const auto word = sentence.substr(0, end);
            if (!line.empty() && sign_.size() + line.size() + 1 + word.size() > comment_width) {
                text += fmt::format("{}{}\n", sign_, line);
                line = "  ";
            } else if (!line.empty()) {
                line += ' ';
            }
            line += word;
            sentence.remove_prefix(std::min(end + 1, sentence.size()));
        }
        return text + fmt::format("{}{}\n", sign_, line);
    }

  private:
    std::string_view sign_;
};

int common_prefix(const IpAddress& a, const IpAddress& b) {
    int bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (int bit = 7; bit >= 0; --bit, ++bits)
            if (((a.octets()[i] ^ b.octets()[i]) >> bit & 1) != 0) return bits;
    return bits;
}

/// The longest prefix, up to the usual one, that has the own address and all virtual ones in one subnet.
int prefix_for(const IpAddress& own, std::span<const RouterConfig> routers) {
    int prefix = own.family() == Family::ipv4 ? 24 : 64;
    for (const auto& router : routers)
        for (const auto& address : router.addresses)
            if (address.family() == own.family() && !address.is_link_local())
                prefix = std::min(prefix, common_prefix(own, address));
    return prefix;
}

OwnAddress own_address(Family family, std::span<const RouterConfig> routers,
                       const VendorConfigOptions& options) {
    for (const auto& own : options.own_addresses)
        if (own.address.family() == family) return own;
    const auto proposed = *IpAddress::parse(family == Family::ipv4 ? "172.16.100.11" : "2001:db8::11");
    return {proposed, prefix_for(proposed, routers)};
}

std::optional<std::string> why_not(const Vendor& vendor, std::span<const RouterConfig> all,
                                   const RouterConfig& router) {
    if (const auto lacking = what_it_lacks(vendor.capabilities, all, router)) return lacking;
    return vendor.trap ? vendor.trap(router) : std::nullopt;
}

template <typename Predicate>
std::vector<Routers> split(const Routers& routers, Predicate is_first) {
    Routers first, second;
    std::partition_copy(routers.begin(), routers.end(), std::back_inserter(first), std::back_inserter(second),
                        is_first);
    if (first.empty() || second.empty()) return {routers};
    return {first, second};
}

bool clash_across_families(const Routers& routers) {
    Capabilities sharing;
    sharing.families_share_vrids = true;
    return std::any_of(routers.begin(), routers.end(), [&](const RouterConfig& router) {
        return !what_it_lacks(Capabilities{}, routers, router) && what_it_lacks(sharing, routers, router);
    });
}

/// What the device can have at the same time.
std::vector<Routers> parts_of(const Vendor& vendor, std::span<const RouterConfig> routers) {
    std::vector<Routers> by_version{Routers(routers.begin(), routers.end())};
    if (vendor.capabilities.one_version) by_version = split(by_version.front(), is_v2);
    std::vector<Routers> parts;
    for (const auto& part : by_version) {
        const bool is_apart = vendor.capabilities.families_share_vrids && clash_across_families(part);
        const auto by_family = is_apart
                                   ? split(part, [](const RouterConfig& router) { return !is_ipv6(router); })
                                   : std::vector<Routers>{part};
        parts.insert(parts.end(), by_family.begin(), by_family.end());
    }
    return parts;
}

std::string profiles_of(const Routers& routers) {
    std::string names;
    for (const auto profile : all_profiles)
        if (std::any_of(routers.begin(), routers.end(),
                        [=](const RouterConfig& router) { return router.profile == profile; }))
            names += (names.empty() ? "" : ",") + std::string(to_string(profile));
    return names;
}

/// What has to be on the interface before anything else is.
std::string own_addresses_text(const Comments& comment, const VendorRequest& request) {
    std::string text;
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        const bool is_used =
            std::any_of(request.routers.begin(), request.routers.end(),
                        [=](const RouterConfig& router) { return router.family() == family; });
        if (!is_used) continue;
        const auto& own = request.own(family);
        const int wide = prefix_for(own.address, request.routers);
        text += comment(fmt::format("{} must have its own {} address first: {}/{}.", request.interface,
                                    engine::to_string(family), to_string(own.address), own.prefix_length));
        if (wide < own.prefix_length)
            text += comment(
                fmt::format("Some of these virtual addresses lie outside that subnet, which most devices "
                            "refuse; /{} would hold them all.",
                            wide));
    }
    return text;
}

std::string heading(const Vendor& vendor, const Comments& comment, std::span<const RouterConfig> routers,
                    const VendorConfigOptions& options) {
    std::string text;
    for (const auto& sentence : options.heading) text += comment(sentence);
    text += comment(fmt::format("{} virtual router{} for {}.", routers.size(), routers.size() == 1 ? "" : "s",
                                vendor.says));
    if (!vendor.is_tried)
        text += comment(
            "These lines are put together from the vendor's manuals and have not been tried on a device: try "
            "one virtual router before you paste all of them.");
    for (const auto& remark : vendor.remarks) text += comment(remark);
    const auto room = static_cast<std::size_t>(vendor.capabilities.most_virtual_routers);
    if (routers.size() > room)
        text += comment(fmt::format(
            "The device has room for {} of them at a time: select fewer cases with --case, or take "
            "one part after the other with --shard 1/{}, and so on.",
            room, (routers.size() + room - 1) / room));
    return text;
}

/// What the device cannot have, a comment for each reason.
std::string refusals(const Vendor& vendor, const Comments& comment, const Routers& routers) {
    struct Refusal {
        Profile profile;
        std::string reason;
        std::string vrids;
    };
    std::vector<Refusal> refusals;
    for (const auto& router : routers) {
        const auto reason = why_not(vendor, routers, router);
        if (!reason) continue;
        auto found = std::find_if(refusals.begin(), refusals.end(), [&](const Refusal& refusal) {
            return refusal.profile == router.profile && refusal.reason == *reason;
        });
        if (found == refusals.end()) found = refusals.insert(found, {router.profile, *reason, ""});
        found->vrids += fmt::format("{}{}", found->vrids.empty() ? "" : ", ", router.vrid);
    }
    std::string text;
    for (const auto& refusal : refusals)
        text += comment(fmt::format("VRID {} (VRRPv{} over {}): this device cannot {}", refusal.vrids,
                                    version_of(refusal.profile),
                                    engine::to_string(family_of(refusal.profile)), refusal.reason));
    return text;
}

/// Needs that are met, or not, without a word.
std::string silences(const Vendor& vendor, const Comments& comment, const Routers& routers) {
    if (vendor.says_accept) return {};
    std::string vrids;
    for (const auto& router : routers)
        if (router.accept) vrids += fmt::format("{}{}", vrids.empty() ? "" : ", ", router.vrid);
    if (vrids.empty()) return {};
    return comment(
        fmt::format("Accept_Mode on is asked for VRID {}: the device has no word for it, so that it "
                    "does what it always does.",
                    vrids));
}

std::string part_text(const Vendor& vendor, const Comments& comment, const Routers& routers,
                      const VendorConfigOptions& options) {
    const auto refused = refusals(vendor, comment, routers);
    VendorRequest request;
    std::copy_if(routers.begin(), routers.end(), std::back_inserter(request.routers),
                 [&](const RouterConfig& router) { return !why_not(vendor, routers, router); });
    if (request.routers.empty()) return refused + comment("Nothing of this can be configured on the device.");
    request.interface = options.interface.empty() ? std::string(vendor.interface) : options.interface;
    request.own_ipv4 = own_address(Family::ipv4, request.routers, options);
    request.own_ipv6 = own_address(Family::ipv6, request.routers, options);
    request.part = options.part;
    return own_addresses_text(comment, request) + refused + silences(vendor, comment, request.routers) +
           vendor.text(request);
}

}  // namespace

bool VendorRequest::has(Profile profile) const {
    return std::any_of(routers.begin(), routers.end(),
                       [=](const RouterConfig& router) { return router.profile == profile; });
}

std::span<const Vendor> all_vendors() {
    static const std::vector<Vendor> vendors = [] {
        std::vector<Vendor> all;
        for (auto& some : {linux_vendors(), cisco_like_vendors(), asian_vendors(), other_vendors()})
            all.insert(all.end(), some.begin(), some.end());
        return all;
    }();
    return vendors;
}

const Vendor* find_vendor(std::string_view name) {
    const auto all = all_vendors();
    const auto found =
        std::find_if(all.begin(), all.end(), [=](const Vendor& vendor) { return vendor.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string vendor_config(const Vendor& vendor, std::span<const RouterConfig> routers,
                          const VendorConfigOptions& options) {
    const Comments comment(options.part == VendorPart::commands ? "# " : vendor.comment);
    std::string text = heading(vendor, comment, routers, options);
    const auto parts = parts_of(vendor, routers);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts.size() > 1)
            text += "\n" +
                    comment(fmt::format("==== Part {} of {}: {}. The device cannot have the parts at the "
                                        "same time: paste one, run vrrptest with --profile {}, remove "
                                        "it, then paste the next. ====",
                                        i + 1, parts.size(), profiles_of(parts[i]), profiles_of(parts[i])));
        text += part_text(vendor, comment, parts[i], options);
    }
    return text;
}

}  // namespace tester
