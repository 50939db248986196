#include "reports/routers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace reports {
namespace {

using tester::RouterReport;
using tester::SpeakerReport;

// Where things stand on a line: "    active  172.16.100.11  ".
constexpr std::size_t heading_indent = 2;
constexpr std::size_t speaker_indent = 4;
constexpr std::size_t word_columns = 8;
constexpr std::size_t source_column = speaker_indent + word_columns;
// A link-local address that was made of a MAC address; longer ones get a line of their own.
constexpr std::size_t widest_source = 26;
constexpr std::size_t gap = 2;

using Numbers = std::array<std::string, 4>;  // priority, interval, measured, advertisements
const Numbers names{"priority", "interval", "measured", "adverts"};

/// "100, 50, 0"; a priority that follows a tracked object may have had dozens of values.
std::string priorities_text(const std::vector<int>& priorities) {
    constexpr std::size_t most = 3;
    if (priorities.size() <= most) return fmt::format("{}", fmt::join(priorities, ", "));
    return fmt::format("{}, .. {}", priorities.front(), priorities.back());
}

std::string interval_text(double seconds) {
    return fmt::format("{:g} s", seconds);
}

Numbers numbers_of(const SpeakerReport& speaker) {
    const auto& measured = speaker.measured_interval_seconds;
    return {priorities_text(speaker.priorities), interval_text(speaker.advertised_interval_seconds),
            measured ? fmt::format("{:.3f} s", *measured) : "-", fmt::format("{}", speaker.advertisements)};
}

std::string habit_text(const std::string& habit) {
    if (habit == "virtual") return " (virtual)";
    if (habit == "own") return " (its own)";
    if (habit == "both") return " (both its own and the virtual one)";
    return "";
}

class Routers {
  public:
    Routers(const std::vector<RouterReport>& routers, const TableLook& look)
        : routers_(routers), look_(look) {
        for (std::size_t i = 0; i < names.size(); ++i) widths_[i] = names[i].size();
        source_columns_ = 8;
        for (const auto& router : routers_)
            for (const auto& speaker : router.speakers) measure(speaker);
        source_columns_ = std::min(source_columns_, widest_source);
    }

    std::string text() {
        const auto title = padded("Virtual routers", source_column + source_columns_);
        text_ = look_.paint(Tone::strong, title.substr(0, 15)) + title.substr(15) +
                look_.paint(Tone::quiet, columns_text(names)) + "\n";
        if (routers_.empty()) text_ += "  (none: nobody advertises one)\n";
        std::string subject;
        for (const auto& router : routers_) {
            if (router.subject != subject) lines(safe(router.subject), 0, 0, Tone::strong);
            subject = router.subject;
            add(router);
        }
        return std::move(text_);
    }

  private:
    std::string safe(std::string_view text) const { return clip(clean(text, look_.charset), 2000); }

    void measure(const SpeakerReport& speaker) {
        const auto wide = width(safe(speaker.source));
        if (wide <= widest_source) source_columns_ = std::max(source_columns_, wide);
        const auto numbers = numbers_of(speaker);
        for (std::size_t i = 0; i < numbers.size(); ++i) widths_[i] = std::max(widths_[i], numbers[i].size());
    }

    std::string columns_text(const Numbers& numbers) const {
        std::string line;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            // Numbers stand below each other's last digit.
            line += std::string(gap + widths_[i] - numbers[i].size(), ' ') + numbers[i];
        }
        return line;
    }

    /// Breaks a text into lines that begin at `indent`, the further ones at `hang`.
    void lines(std::string_view text, std::size_t indent, std::size_t hang, Tone tone) {
        auto lead = std::string(indent, ' ');
        for (const auto& line : wrap(text, look_.columns - std::max(indent, hang))) {
            text_ += lead + look_.paint(tone, line) + "\n";
            lead = std::string(hang, ' ');
        }
    }

    void add(const RouterReport& router) {
        std::vector<std::string> words{fmt::format("VRID {}", router.vrid)};
        if (!router.segment.empty()) words.push_back(router.segment);
        words.push_back(router.family);
        for (const int version : router.versions) words.push_back(fmt::format("VRRPv{}", version));
        auto heading = fmt::format(
            "{}: {}", fmt::join(words, ", "),
            router.addresses.empty() ? "no address" : fmt::format("{}", fmt::join(router.addresses, ", ")));
        if (!router.authentication.empty() && router.authentication != std::vector<std::string>{"none"})
            heading += fmt::format("; authentication: {}", fmt::join(router.authentication, ", "));
        if (router.takeovers > 0)
            heading += "; " + count_text(static_cast<std::size_t>(router.takeovers), "takeover");
        const auto active = std::count_if(router.speakers.begin(), router.speakers.end(),
                                          [](const SpeakerReport& it) { return it.is_active; });
        if (active == 0) heading += "; nobody is Active";
        if (active > 1) heading += fmt::format("; {} are Active at once", active);
        lines(safe(heading), heading_indent, speaker_indent, active == 1 ? Tone::strong : Tone::warning);
        for (const auto& speaker : router.speakers) add(speaker, active > 1);
    }

    void add(const SpeakerReport& speaker, bool is_contested) {
        const auto word = speaker.is_active ? std::string("active") : std::string();
        const auto tone = is_contested ? Tone::warning : Tone::good;
        const auto source = safe(speaker.source);
        text_ += std::string(speaker_indent, ' ') +
                 look_.paint(speaker.is_active ? tone : Tone::plain, word) +
                 std::string(word_columns - word.size(), ' ') + padded(source, source_columns_);
        if (width(source) > source_columns_)
            text_ += "\n" + std::string(source_column + source_columns_, ' ');
        text_ += columns_text(numbers_of(speaker)) + "\n";
        lines(safe(details_of(speaker)), source_column, source_column, Tone::quiet);
    }

    static std::string details_of(const SpeakerReport& speaker) {
        std::vector<std::string> parts;
        if (!speaker.mac.empty()) parts.push_back(speaker.mac + habit_text(speaker.mac_habit));
        if (!speaker.checksum_form.empty()) parts.push_back("checksum " + speaker.checksum_form);
        if (speaker.is_tester) parts.emplace_back("this tester");
        if (!speaker.is_active) parts.push_back(fmt::format("last at {:.1f} s", speaker.last_seconds));
        return fmt::format("{}", fmt::join(parts, ", "));
    }

    const std::vector<RouterReport>& routers_;
    const TableLook& look_;
    std::size_t source_columns_ = 0;
    std::array<std::size_t, 4> widths_{};
    std::string text_;
};

using Story = std::vector<tester::TimelineEvent>;

/// What happened to each virtual router, in the order of their first events. Findings stand in a section of
/// their own, so that a short report leaves them out here.
std::vector<Story> stories_of(const std::vector<tester::TimelineEvent>& events, bool is_short) {
    std::vector<Story> stories;
    for (const auto& event : events) {
        if (is_short && (event.who == "fail" || event.who == "advisory")) continue;
        auto story = std::find_if(stories.begin(), stories.end(),
                                  [&](const Story& it) { return it.front().scene == event.scene; });
        if (story == stories.end()) story = stories.insert(story, Story());
        story->push_back(event);
    }
    return stories;
}

/// Time and frame in columns, then who did what: an IPv6 address is too long for a column of its own.
std::string events_text(const Story& story, const TableLook& look) {
    std::size_t frame_columns = 0;
    for (const auto& event : story)
        frame_columns = std::max(frame_columns, fmt::format("frame {}", event.frame).size());
    std::string text;
    for (const auto& event : story) {
        const auto frame = event.frame == 0 ? std::string() : fmt::format("frame {}", event.frame);
        auto lead = fmt::format("{:>13.3f}s  {}  ", event.seconds, padded(frame, frame_columns));
        const auto what = clip(clean(event.who + " " + event.what, look.charset), 2000);
        const auto room = look.columns - std::min(look.columns, lead.size());
        for (const auto& line : wrap(what, room)) {
            text += lead + line + "\n";
            lead = std::string(lead.size(), ' ');
        }
    }
    return text;
}

/// How it began is soon told; how it ended is what somebody looks for.
std::string story_text(const Story& story, const TableLook& look, std::size_t most) {
    std::string text;
    if (!story.front().scene.empty())
        text = look.paint(Tone::strong, clip(clean(story.front().scene, look.charset), 400)) + "\n";
    // To say that one was left out takes as much room as that one.
    constexpr std::size_t not_worth_leaving_out = 2;
    if (most == 0 || story.size() <= most + not_worth_leaving_out) return text + events_text(story, look);
    const auto first = static_cast<std::ptrdiff_t>(most / 3);
    const auto last = static_cast<std::ptrdiff_t>(most) - first;
    text += events_text({story.begin(), story.begin() + first}, look);
    text += fmt::format("      ... {}; -v shows all\n", count_text(story.size() - most, "further event"));
    return text + events_text({story.end() - last, story.end()}, look);
}

}  // namespace

std::string routers_text(const std::vector<RouterReport>& routers, const TableLook& look) {
    return Routers(routers, look).text();
}

std::string changes_text(const std::vector<tester::TimelineEvent>& events, const TableLook& look,
                         std::size_t most) {
    auto text = look.paint(Tone::strong, "What happened") + "\n";
    const auto stories = stories_of(events, most > 0);
    // Each router gets its share, and what a few words can tell anyway.
    constexpr std::size_t fewest = 6;
    const auto share = stories.empty() ? most : std::max(fewest, most / stories.size());
    const auto shown =
        most == 0 ? stories.size() : std::min(stories.size(), std::max<std::size_t>(1, most / fewest));
    for (std::size_t i = 0; i < shown; ++i) text += story_text(stories[i], look, most == 0 ? 0 : share);
    if (stories.size() > shown)
        text += fmt::format("... {}; -v shows all\n",
                            count_text(stories.size() - shown, "further virtual router"));
    return text;
}

std::string capture_text(const tester::CaptureReport& capture) {
    return fmt::format("{}: {}, {} of VRRP, in {:.3f} s", capture.name, count_text(capture.frames, "frame"),
                       capture.vrrp, capture.seconds);
}

}  // namespace reports
