#include "tester/lab/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tester {
namespace {

using engine::Instant;
using namespace std::chrono_literals;

struct Event {
    Instant when;
    TimelineEvent told;
};

/// Reads the advertisements of one router, each against the one before it.
class Career {
  public:
    Career(const std::string& router, std::vector<Event>& events) : router_(router), events_(events) {}

    void read(const WireAdvert& advert) {
        if (last_ && advert.when - last_->when > patience()) fall_silent();
        if (advert.priority == 0) {
            tell(advert, "resigns: an advertisement of priority 0", false);
            last_.reset();
            return;
        }
        if (!last_)
            tell(advert,
                 fmt::format("is Active: advertises priority {} from {}", advert.priority,
                             to_string(advert.ethernet_source)),
                 true);
        else if (last_->priority != advert.priority)
            tell(advert, fmt::format("advertises priority {} now", advert.priority));
        last_ = advert;
    }

    /// Whoever has heard a greater priority and then let an advertisement's time pass has yielded.
    void end(Instant when, const std::vector<WireAdvert>& adverts) {
        if (!last_) return;
        const bool is_outdone = std::any_of(adverts.begin(), adverts.end(), [&](const WireAdvert& other) {
            return other.router != last_->router && other.when > last_->when &&
                   other.priority > last_->priority;
        });
        if (when - last_->when > (is_outdone ? last_->interval : patience())) fall_silent();
    }

  private:
    // Three intervals and a half: no router misses so many by being a little late.
    engine::Duration patience() const { return last_->interval * 7 / 2; }

    void fall_silent() {
        tell(*last_, fmt::format("sends its last advertisement, priority {}", last_->priority), false);
        last_.reset();
    }

    void tell(const WireAdvert& advert, std::string what, std::optional<bool> is_active = {}) {
        events_.push_back({advert.when, {{}, 0, router_, std::move(what), advert.frame, is_active}});
    }

    const std::string& router_;
    std::vector<Event>& events_;
    std::optional<WireAdvert> last_;
};

std::string_view word_for(const engine::IpAddress& address) {
    return address.family() == engine::Family::ipv4 ? "gratuitous ARP" : "neighbour advertisement";
}

/// Routers announce an address several times over; that is one event.
void tell_announcements(const Story& story, const std::vector<std::string>& routers,
                        std::vector<Event>& events) {
    struct Run {
        Announcement first;
        Instant last;
        int times = 1;
    };
    std::vector<Run> runs;
    for (const auto& told : story.announcements) {
        const auto run = std::find_if(runs.rbegin(), runs.rend(), [&](const Run& it) {
            return it.first.router == told.router && it.first.address == told.address &&
                   it.first.mac == told.mac && told.when - it.last < 1s;
        });
        if (run == runs.rend()) {
            runs.push_back({told, told.when});
            continue;
        }
        run->last = told.when;
        ++run->times;
    }
    for (const auto& [first, last, times] : runs)
        events.push_back(
            {first.when,
             {{},
              0,
              routers.at(first.router),
              fmt::format("{}: {} is at {}{}", word_for(first.address), to_string(first.address),
                          to_string(first.mac), times > 1 ? fmt::format(" ({} times)", times) : ""),
              first.frame}});
}

/// The requests that nobody answered, by their numbers, between two answers to the same ping. Those without a
/// later answer are not known to have been sent.
void tell_losses(const Story& story, Instant start, std::vector<Event>& events) {
    std::map<std::pair<engine::IpAddress, std::uint16_t>, const EchoReply*> last;
    for (const auto& reply : story.replies) {
        const auto*& before = last[{reply.from, reply.identifier}];
        // The numbers wrap round; a reply that comes late or twice is no loss.
        const auto step = before ? static_cast<std::uint16_t>(reply.sequence - before->sequence) : 0;
        if (step > 1 && step < 0x8000)
            events.push_back({before->when,
                              {{},
                               0,
                               "host",
                               fmt::format("{} of its pings of {} are lost: no answer for {:.3f} s", step - 1,
                                           to_string(reply.from), engine::seconds(reply.when - before->when)),
                               before->frame,
                               {},
                               engine::seconds(reply.when - start)}});
        if (!before || step < 0x8000) before = &reply;
    }
}

}  // namespace

std::vector<TimelineEvent> timeline(const Story& story, const std::vector<std::string>& routers,
                                    const std::vector<Intervention>& interventions, Instant start,
                                    Instant end) {
    std::vector<Event> events;
    for (const auto& [when, who, what] : interventions) events.push_back({when, {{}, 0, who, what, 0}});
    for (StationIndex router = 0; router < routers.size(); ++router) {
        Career career(routers[router], events);
        for (const auto& advert : story.adverts)
            if (advert.router == router) career.read(advert);
        career.end(end, story.adverts);
    }
    tell_announcements(story, routers, events);
    tell_losses(story, start, events);
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.when < b.when; });
    std::vector<TimelineEvent> told;
    for (auto& event : events) {
        event.told.seconds = engine::seconds(event.when - start);
        told.push_back(std::move(event.told));
    }
    return told;
}

}  // namespace tester
