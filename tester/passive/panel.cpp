#include "tester/passive/panel.hpp"

#include <algorithm>
#include <iterator>

namespace tester {
namespace {

template <class Value>
void append(std::vector<Value>& all, std::vector<Value> more) {
    if (all.empty()) return all.swap(more);
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Panel::Panel(const PanelOptions& options) : subject_(options.subject) {
    auto suites = options.suites;
    if (suites.empty()) suites.push_back({"passive", {}, {}});
    for (auto& suite : suites) {
        auto& judge = judges_.emplace_back(std::make_unique<PassiveJudge>(
            std::move(suite.checks), PassiveOptions{options.tolerance, suite.rfc, suite.name, options.subject,
                                                    options.interface_names}));
        if (!options.tell) continue;
        // Who becomes Active is the same for every suite, and is told once.
        const bool is_first = judges_.size() == 1;
        judge->on_happening([is_first, tell = options.tell](const Happening& what) {
            if (what.check || is_first) tell(what);
        });
    }
}

void Panel::pass_time(engine::Instant now) {
    for (const auto& judge : judges_) judge->pass_time(now);
}

Judged Panel::conclude() {
    Judged judged;
    judged.subject = subject_;
    judged.capture.frames = frames();
    judged.capture.vrrp = vrrp_packets();
    // Frames of several interfaces may be a little out of order.
    judged.capture.seconds = std::max(0.0, engine::seconds(end_ - start_));
    for (std::size_t i = 0; i < judges_.size(); ++i) {
        auto verdict = judges_[i]->conclude();
        append(judged.cases, std::move(verdict.cases));
        if (i > 0) continue;
        judged.routers = std::move(verdict.routers);
        judged.timeline = std::move(verdict.timeline);
        judged.capture.remarks = std::move(verdict.remarks);
    }
    if (!subject_.empty())
        for (auto& event : judged.timeline) event.scene = subject_ + ", " + event.scene;
    return judged;
}

}  // namespace tester
