#include "tester/dut/embedded_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tester {
namespace {

using namespace std::chrono_literals;

// The first line that it prints says that it has started.
constexpr std::string_view start_script = R"sh(rm -f "$folder/pid"
command -v "$program" >/dev/null ||
    refuse "there is no vrrptest at $program on the device: copy it there, or say where it is (program)"
touch "$folder/log"
before=$(wc -l < "$folder/log")
setsid "$program" speak -i "$interface" --routers "$folder/routers.toml" $standard </dev/null >>"$folder/log" 2>&1 &
daemon=$!
echo $daemon > "$folder/pid"
left=1000
until [ "$(wc -l < "$folder/log")" -gt "$before" ]; do
    alive $daemon || refuse "the embedded speaker ended at once: $(tail -n 1 "$folder/log")"
    left=$((left - 1))
    [ $left -gt 0 ] || refuse "the embedded speaker does not start; it said nothing"
    nap
done
nap; nap; nap; nap; nap
alive $daemon || refuse "the embedded speaker ended at once: $(tail -n 1 "$folder/log")"
)sh";

constexpr std::string_view stop_script = R"sh(daemon=$(cat "$folder/pid" 2>/dev/null)
alive "$daemon" || exit 0
kill -TERM "$daemon"
until_gone 1000 "$daemon" && exit 0
kill -KILL "$daemon"
refuse "the embedded speaker did not end within 10 s of SIGTERM; it said: $(tail -n 1 "$folder/log")"
)sh";

constexpr std::string_view kill_script = R"sh(daemon=$(cat "$folder/pid" 2>/dev/null)
alive "$daemon" || exit 0
kill -KILL "$daemon"
until_gone 300 "$daemon" || refuse "the embedded speaker outlives SIGKILL"
)sh";

/// A text as TOML has it in quotes.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string table_of(const RouterConfig& router) {
    using engine::AuthenticationType;
    std::string text = fmt::format(
        "[[virtual_router]]\nvrid = {}\nprofile = \"{}\"\npriority = {}\ninterval = {:g}\npreempt = {}\n",
        router.vrid, to_string(router.profile), router.priority,
        engine::seconds(representable_interval(router.profile, router.interval)), router.preempt);
    if (router.accept) text += fmt::format("accept = {}\n", *router.accept);
    if (router.defaults) text += "defaults = true\n";
    if (router.v2_interoperation) text += "v2_interoperation = true\n";
    if (router.router_advertisements) text += "router_advertisements = true\n";
    if (router.authentication.type != AuthenticationType::none) {
        const bool is_password = router.authentication.type == AuthenticationType::simple_text_password;
        text +=
            fmt::format("auth = {}\n", quoted((is_password ? "pass:" : "ah:") + router.authentication.key));
    }
    std::vector<std::string> addresses;
    for (const auto& address : link_local_first(router.addresses))
        addresses.push_back(quoted(to_string(address)));
    return text + fmt::format("addresses = [{}]\n", fmt::join(addresses, ", "));
}

}  // namespace

std::string virtual_router_tables(const std::vector<RouterConfig>& routers) {
    std::string text;
    for (const auto& router : routers) text += table_of(router);
    return text;
}

EmbeddedDriver::EmbeddedDriver(DeviceShell shell, EmbeddedDriverOptions options)
    : options_(std::move(options)), folder_(std::move(shell)) {
    if (options_.program.empty()) options_.program = std::filesystem::read_symlink("/proc/self/exe");
}

bool EmbeddedDriver::can(DriverVerb verb) const {
    const bool is_link = verb == DriverVerb::link_down || verb == DriverVerb::link_up;
    return !is_link || options_.set_link || !folder_.carries_shell();
}

void EmbeddedDriver::require_configuration() const {
    if (!folder_.is_made())
        throw DriverError("the embedded speaker has no configuration yet: apply one first");
}

namespace {

/// True if the speaker takes these over while it runs: the same virtual routers, none of which begins or ends
/// to be an owner or to do something else than before.
bool can_take_over(const std::vector<RouterConfig>& before, const std::vector<RouterConfig>& after) {
    return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                      [](const RouterConfig& a, const RouterConfig& b) {
                          return a.vrid == b.vrid && a.profile == b.profile && a.is_owner() == b.is_owner() &&
                                 a.authentication == b.authentication && a.defaults == b.defaults &&
                                 a.v2_interoperation == b.v2_interoperation &&
                                 a.router_advertisements == b.router_advertisements;
                      });
}

}  // namespace

void EmbeddedDriver::apply(const std::vector<RouterConfig>& routers) {
    folder_.make(
        {.program = "vrrptest", .commands = {"setsid"}, .processes = {}, .interface = options_.interface});
    const bool can_stay = was_started_ && running() && can_take_over(routers_, routers);
    if (was_started_ && !can_stay) stop();
    routers_ = routers;
    can_stay ? reload() : start();
}

/// It looks for the signal between two events, and says nothing where nothing has changed.
void EmbeddedDriver::reload() {
    folder_.run(writing_of("\"$folder/routers.toml\"", virtual_router_tables(routers_)) +
                    "kill -HUP \"$(cat \"$folder/pid\")\"\nleft=20\n"
                    "until [ $left -le 0 ]; do nap; left=$((left - 1)); done\n",
                "reload the embedded speaker");
}

void EmbeddedDriver::start() {
    require_configuration();
    if (was_started_ && running()) return;
    const auto script =
        writing_of("\"$folder/routers.toml\"", virtual_router_tables(routers_)) +
        fmt::format("program={}\ninterface={}\n", quoted_for_shell(options_.program),
                    quoted_for_shell(options_.interface)) +
        (options_.standard ? fmt::format("standard='--standard {}'\n", static_cast<int>(*options_.standard))
                           : std::string("standard=\n"));
    was_started_ = true;
    folder_.run(script + std::string(start_script), "start the embedded speaker");
}

void EmbeddedDriver::stop() {
    if (!folder_.is_made()) return;
    folder_.run(std::string(stop_script), "stop the embedded speaker");
    was_started_ = false;
}

void EmbeddedDriver::kill() {
    if (!folder_.is_made()) return;
    folder_.run(std::string(kill_script), "kill the embedded speaker");
    was_started_ = false;
}

void EmbeddedDriver::set_link(bool up) {
    if (options_.set_link) return options_.set_link(up);
    require_configuration();
    folder_.set_link(options_.interface, up);
}

void EmbeddedDriver::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    const auto which = std::find_if(routers_.begin(), routers_.end(), [=](const RouterConfig& router) {
        return router.profile == profile && router.vrid == vrid;
    });
    if (which == routers_.end())
        throw DriverError(fmt::format("the embedded speaker has no virtual router with VRID {} ({})", vrid,
                                      to_string(profile)));
    which->priority = priority;
    if (!running()) return;
    folder_.run(writing_of("\"$folder/routers.toml\"", virtual_router_tables(routers_)) +
                    "kill -HUP \"$(cat \"$folder/pid\")\"\n",
                "change a priority");
}

std::string EmbeddedDriver::log() {
    if (!folder_.is_made()) return {};
    return folder_.run("cat \"$folder/log\" 2>/dev/null || true\n", "show its log");
}

bool EmbeddedDriver::running() {
    return was_started_ && folder_.runs("pid");
}

void EmbeddedDriver::release() noexcept {
    folder_.remove();
    was_started_ = false;
    routers_.clear();
}

}  // namespace tester
