#include <fmt/format.h>

#include <utility>

#include "tester/passive/judge_state.hpp"
#include "tester/passive/words.hpp"

namespace tester {

std::vector<RouterReport> PassiveJudge::routers() const {
    AddressAllowance allowance;
    return router_reports(state_->table, state_->options, state_->books.circumstances().capture_start,
                          allowance);
}

namespace {

std::string packets_text(std::size_t count) {
    return count == 1 ? "one packet" : fmt::format("{} packets", count);
}

void tell_what_was_left_out(const Bookkeeping::LeftOut& left_out, std::vector<std::string>& remarks) {
    if (left_out.findings > 0)
        remarks.push_back(fmt::format("{} findings beyond the first {} are counted only", left_out.findings,
                                      Bookkeeping::most_findings));
    if (left_out.notes > 0)
        remarks.push_back(
            fmt::format("{} facts beyond the first {}, or {} of a check and virtual router, are left out",
                        left_out.notes, Bookkeeping::most_notes, TallyDetails::most_notes));
    if (left_out.doubts > 0)
        remarks.push_back(fmt::format("{} reasons beyond the first {} why nothing could be said are left out",
                                      left_out.doubts, Bookkeeping::most_doubts));
    if (left_out.citations > 0)
        remarks.push_back(fmt::format(
            "the frames of {} findings, facts or doubts are left out, beyond the first {} frames of each",
            left_out.citations, Bookkeeping::most_frames));
    if (left_out.deadlines > 0)
        remarks.push_back(fmt::format(
            "{} times a check could not wait for what comes later, beyond {} waits of a virtual router",
            left_out.deadlines, Bookkeeping::most_deadlines));
}

}  // namespace

PassiveJudge::Verdict PassiveJudge::conclude() {
    State& state = *state_;
    state.finish();
    Verdict verdict;
    auto results = passive_results(state.books, state.table, state.options);
    AddressAllowance allowance;
    verdict.cases = std::move(results.cases);
    verdict.routers =
        router_reports(state.table, state.options, state.books.circumstances().capture_start, allowance);
    verdict.timeline = state.happenings.timeline();
    auto& remarks = verdict.remarks;
    if (results.are_merged)
        remarks.push_back(fmt::format(
            "of {} virtual routers, more than {}, those for which a check came out alike have one result "
            "together",
            state.table.all().size(), most_routers_told_apart));
    if (const auto lists = results.lists_shortened + allowance.shortened; lists > 0)
        remarks.push_back(fmt::format("{} address lists of more than {} are shortened to these", lists,
                                      AddressAllowance::most_of_the_rest));
    if (state.carp_packets > 0)
        remarks.push_back(fmt::format("{} of CARP, which shares VRRP's protocol number, {} not judged",
                                      packets_text(state.carp_packets),
                                      state.carp_packets == 1 ? "was" : "were"));
    if (state.leaps_back > 0)
        remarks.push_back(fmt::format(
            "the time goes back by more than a second at frame {} ({} in all), where everything was begun "
            "anew: were several captures merged?",
            state.first_leap, times_text(state.leaps_back)));
    if (state.table.refused() > 0)
        remarks.push_back(fmt::format("{} of virtual routers beyond the first {} were left out",
                                      packets_text(state.table.refused()), RouterTable::most_routers));
    if (state.speakers_refused > 0)
        remarks.push_back(
            fmt::format("{} of routers beyond the first {} of a virtual router, or {} in all, or once all "
                        "list {} addresses, "
                        "were judged one by one only",
                        packets_text(state.speakers_refused), RouterTrack::most_speakers,
                        State::most_speakers, State::most_listed));
    tell_what_was_left_out(state.books.left_out(), remarks);
    if (state.addresses.left_out() > 0)
        remarks.push_back(fmt::format("ARP and neighbour discovery were looked at for {} addresses only",
                                      AddressIndex::most_addresses));
    std::size_t reigns_left_out = 0;
    for (const auto& router : state.table.all()) reigns_left_out += router->reigns.left_out();
    if (reigns_left_out > 0)
        remarks.push_back(
            fmt::format("{} times of being Active beyond the first {} of a virtual router, or {} in all, are "
                        "in no picture and no list",
                        reigns_left_out, Reigns::most_reigns, Reigns::most_in_all));
    if (state.happenings.left_out() > 0)
        remarks.push_back(fmt::format("the timeline leaves out {} events beyond the first {}",
                                      state.happenings.left_out(), Happenings::most_events));
    return verdict;
}

}  // namespace tester
