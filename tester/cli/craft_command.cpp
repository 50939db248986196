#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "engine/lan/capture_file.hpp"
#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "engine/packet/frame.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/craft_frame.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/privileges.hpp"

namespace cli {
namespace {

using tester::UsageError;

struct CraftCommandOptions {
    CraftOptions what;
    std::string path;
    std::string every;
    std::optional<std::size_t> times;
    int verbose = 0;

    engine::Duration period() const {
        return every.empty() ? engine::Duration(std::chrono::seconds(1)) : parse_duration(every);
    }
};

void show(const engine::Octets& frame, int verbose) {
    std::puts(describe(engine::read_frame(frame)).c_str());
    if (verbose > 0) std::fputs(hex_dump(frame).c_str(), stdout);
    std::fflush(stdout);
}

/// Into a file nothing is waited for: the frames lie apart in its timestamps alone.
void write_frames(const CraftCommandOptions& options, CraftOptions what) {
    const auto first = frame_of(what);  // what is wrong with it must not leave a file behind
    engine::CaptureFile file(options.path, engine::CaptureFile::Mode::append);
    engine::Instant when = engine::RealScheduler().now();
    for (std::size_t sent = 0; sent < options.times.value_or(1); ++sent) {
        const auto frame = frame_of(what);
        file.write(frame, when);
        show(frame, options.verbose);
        when = when + options.period();
        ++what.ah_sequence;
    }
}

void send_frames(const CraftCommandOptions& options, CraftOptions what) {
    const auto first = frame_of(what);
    const auto period = options.period();
    engine::RealScheduler scheduler;
    engine::PcapLink link(scheduler, what.interface);
    if (!tester::drop_privileges())
        throw tester::EnvironmentError("the kernel does not let this process give up its capabilities");
    // With an interval alone there is no end to it.
    const auto most = options.times           ? options.times
                      : options.every.empty() ? std::optional<std::size_t>(1)
                                              : std::nullopt;
    std::size_t sent = 0;
    const InterruptGuard guard;
    const auto is_done = [&] { return (most && sent >= *most) || interrupted() || std::ferror(stdout) != 0; };
    const auto began = scheduler.now();
    std::function<void()> send = [&] {
        const auto frame = frame_of(what);
        link.send(frame);
        show(frame, options.verbose);
        ++what.ah_sequence;
        ++sent;
        scheduler.call_at(began + period * static_cast<std::int64_t>(sent), send);
    };
    send();
    scheduler.run_until(is_done);
}

int run_craft(const CraftCommandOptions& options) {
    if (options.what.interface.empty() == options.path.empty())
        throw UsageError(options.path.empty()
                             ? "nowhere to send the advertisement; add -i IF, or --write FILE.pcap"
                             : "an advertisement is sent or written; leave out -i or --write");
    if (options.path.empty())
        send_frames(options, options.what);
    else
        write_frames(options, options.what);
    return 0;
}

void add_message_options(CLI::App& app, CraftOptions& what) {
    const auto group = "The message";
    const auto add_number = [&](const char* name, auto& field, int most, const char* says) {
        return app.add_option(name, field, says)->check(CLI::Range(0, most))->type_name("N")->group(group);
    };
    add_number("--version", what.version, 15, "2 and any other number are laid out as that version and as 3")
        ->capture_default_str();
    add_number("--type", what.type, 15, "1 is ADVERTISEMENT")->capture_default_str();
    add_number("--vrid", what.vrid, 255, "VRID")->capture_default_str();
    add_number("--priority", what.priority, 255, "0 resigns, 255 is the owner")->capture_default_str();
    add_number("--count", what.count, 255, "the address count (default: the right one)");
    app.add_option("--interval", what.interval, "the time that the interval field says")
        ->capture_default_str()
        ->type_name("TIME")
        ->group(group);
    add_number("--interval-field", what.interval_field, 4095, "the interval field as it stands");
    add_number("--reserved", what.reserved, 15, "the four bits before version 3's interval");
    app.add_option("--auth", what.authentication, "version 2: pass:PASSWORD, ah:KEY or none")
        ->type_name("SORT:KEY")
        ->group(group);
    add_number("--auth-type", what.auth_type, 255, "version 2: another authentication type than --auth's");
    app.add_option("--auth-data", what.auth_data, "version 2: eight octets of authentication data")
        ->type_name("HEX")
        ->group(group);
    app.add_option("--address", what.addresses, "the virtual addresses")
        ->type_name("ADDRESS[,...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
    app.add_option("--checksum", what.checksum,
                   "auto (as RFC 9568 has it), pseudo-header, message-only or a number")
        ->type_name("FORM|0xABCD")
        ->group(group);
    add_number(
        "--payload-octets", what.payload_octets, 1400,
        "cut or grow the message to so many octets; its checksum is right unless --checksum is a number");
    app.add_option("--hex", what.message, "the whole message, in place of its fields")
        ->type_name("HEX")
        ->group(group);
}

void add_frame_options(CLI::App& app, CraftOptions& what) {
    const auto group = "The packet";
    const auto add_text = [&](const char* name, std::string& field, const char* form, const char* says) {
        app.add_option(name, field, says)->type_name(form)->group(group);
    };
    const auto add_number = [&](const char* name, auto& field, std::uint32_t most, const char* says) {
        return app.add_option(name, field, says)->check(CLI::Range(0U, most))->type_name("N")->group(group);
    };
    add_number("--ttl", what.ttl, 255, "TTL or hop limit")->capture_default_str();
    add_text("--source", what.source, "ADDRESS", "default: the interface's; in a file 192.0.2.2 or fe80::2");
    add_text("--destination", what.destination, "ADDRESS", "default: 224.0.0.18 or ff02::12");
    add_text("--ethernet-source", what.ethernet_source, "MAC", "default: the virtual router MAC address");
    add_text("--ethernet-destination", what.ethernet_destination, "MAC", "default: the group's");
    app.add_option("--vlan", what.vlans, "an 802.1Q tag; twice for two, the outer one first")
        ->check(CLI::Range(0, 4095))
        ->type_name("N")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
    add_number("--ip-id", what.ip_id, 65535, "IPv4 identification");
    add_number("--tos", what.tos, 255, "IPv4 TOS or IPv6 traffic class");
    add_number("--ah-spi", what.ah_spi, UINT32_MAX, "with --auth ah: default: the source address");
    add_number("--ah-sequence", what.ah_sequence, UINT32_MAX, "with --auth ah: of the first frame")
        ->capture_default_str();
}

}  // namespace

Action add_craft(CLI::App& app) {
    const auto options = std::make_shared<CraftCommandOptions>();
    app.add_option("-i,--interface", options->what.interface, "send on this interface")->type_name("IF");
    app.add_option("--write", options->path, "append to this capture (pcap with nanoseconds)")
        ->type_name("FILE");
    app.add_option("--every", options->every, "again after this time, until interrupted or --times")
        ->type_name("TIME");
    app.add_option("--times", options->times, "so many in all, a second apart unless --every says otherwise")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}))
        ->type_name("N");
    app.add_flag("-v", options->verbose, "show the octets, too");
    add_message_options(app, options->what);
    add_frame_options(app, options->what);
    app.footer(
        "What is not said makes a legal advertisement:\n"
        "  vrrptest craft -i eth0 --vrid 1 --priority 0 --address 192.0.2.1\n"
        "  vrrptest craft --write bad.pcap --vrid 1 --address 192.0.2.1 --ttl 254 \\\n"
        "    --checksum 0xdead");
    return [options] { return run_craft(*options); };
}

}  // namespace cli
