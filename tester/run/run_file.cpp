#include "tester/run/run_file.hpp"

#include <fmt/format.h>

#include <system_error>

namespace tester {
namespace {

constexpr std::size_t most_lines = 8;

std::string name_of(const Attempt& attempt) {
    return fmt::format("{} {} {}{}", attempt.id, to_string(attempt.profile), attempt.suite,
                       attempt.number > 1 ? fmt::format(" (attempt {})", attempt.number) : "");
}

/// Comments are for a pane of one line; a frame's must not run over what the format has room for.
std::string cut(std::string text) {
    constexpr std::size_t most_octets = 500;
    if (text.size() <= most_octets) return text;
    auto end = most_octets;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

std::string in_capitals(std::string_view word) {
    std::string text(word);
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

}  // namespace

std::string verdict_comment(const CaseResult& one, const std::string& role) {
    auto text = fmt::format("{} {} {}: {}, {}", one.id, one.profile, one.suite, role,
                            in_capitals(to_string(one.outcome)));
    if (!one.clauses.empty())
        text += fmt::format(" (RFC {} {}, {})", one.clauses.front().rfc, one.clauses.front().section,
                            to_string(one.level));
    if (!one.expected.empty()) text += ": expected " + cut(one.expected);
    if (!one.observed.empty()) text += "; observed " + cut(one.observed);
    if (!one.reason.empty()) text += "; " + cut(one.reason);
    return text;
}

std::vector<std::string> comments_on(const RunRecord& record) {
    struct Remarks {
        std::string sender;
        std::vector<std::string> roles;
        std::size_t more = 0;
    };
    std::vector<Remarks> all(record.frames + 1);
    for (const auto number : record.own) all[number].sender = "sent by the tester beside its cases";
    for (const auto& attempt : record.attempts)
        for (const auto& moment : attempt.moments)
            if (moment.kind == Moment::Kind::sent)
                all.at(moment.frame).sender = "sent by " + name_of(attempt);
    for (const auto& one : record.result.cases)
        for (const auto& cited : one.frames) {
            auto& remarks = all.at(cited.number);
            if (remarks.roles.size() == most_lines)
                ++remarks.more;
            else
                remarks.roles.push_back(verdict_comment(one, cited.role));
        }
    std::vector<std::string> comments;
    for (auto& each : all) {
        auto& comment = comments.emplace_back(std::move(each.sender));
        for (const auto& role : each.roles) comment += (comment.empty() ? "" : "\n") + role;
        if (each.more > 0) comment += fmt::format("\nand {} more", each.more);
    }
    return comments;
}

RunFile::RunFile(const std::string& path, const std::vector<std::string>& interfaces, EncodeRecord encode)
    : path_(path), encode_(std::move(encode)) {
    if (is_wanted()) file_ = std::make_unique<engine::CaptureFileOfInterfaces>(unfinished(), interfaces);
}

RunFile::~RunFile() {
    std::error_code ignored;
    if (file_) std::filesystem::remove(unfinished(), ignored);
}

void RunFile::keep(const engine::CaptureLog& log, std::optional<engine::VlanTag> tag,
                   const RunRecord& record) {
    constexpr std::uint32_t documentation = 32473;  // RFC 5612
    auto comments = comments_on(record);
    if (log.last() > 0)
        comments[1] = fmt::format("{}: what was asked and what came of it stands behind the last frame\n{}",
                                  run_announcement, comments[1]);
    for (engine::FrameNumber n = 1; n <= log.last(); ++n) {
        const auto& frame = log.frame(n);
        const bool is_tagged = tag && !frame.on_second;
        file_->write(is_tagged ? engine::with_tag(frame.octets, *tag) : frame.octets, frame.when,
                     frame.on_second ? 1 : 0, {frame.own, comments[n]});
    }
    for (const auto& block : encode_(record)) file_->write_custom(documentation, block);
    file_.reset();
    std::filesystem::rename(unfinished(), path_);
}

}  // namespace tester
