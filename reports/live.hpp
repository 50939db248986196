#pragma once

#include <cstdio>
#include <string>

#include "reports/paint.hpp"
#include "reports/tables.hpp"
#include "reports/terminal_options.hpp"

namespace reports {

/// Something that is told at once, while a capture goes on.
struct LiveEvent {
    std::string time;       // "12.345s" since the capture's start, or "09:12:26.199"
    std::size_t frame = 0;  // 0 for none
    std::string router;     // "VRID 1 (IPv4)"
    std::string what;       // "172.16.100.11 takes over"; of a finding the check's id
    bool is_finding = false;
    tester::Outcome outcome = tester::Outcome::pass;  // of a finding
    std::string expected{}, observed{};               // of a finding
};

/// One line; where `columns` is not 0 it is broken into lines of that width, which hang below the router.
std::string live_text(const LiveEvent& event, Charset charset, std::size_t columns, const Paint& paint);

/// Text that scrolls, and below it a few lines that are rewritten in place. Where the stream is no terminal
/// only the text is written.
class LiveView {
  public:
    LiveView(std::FILE* out, bool is_terminal);
    ~LiveView();
    LiveView(const LiveView&) = delete;
    LiveView& operator=(const LiveView&) = delete;

    /// Whole lines, which stay.
    void say(std::string text);
    /// What stands at the bottom now: whole lines, no wider and fewer than the terminal. Nothing is written
    /// where nothing has changed, and all in one call, each line over the old one: nothing flickers.
    void show(std::string bottom);
    /// Takes away what stands at the bottom.
    void close();

  private:
    void draw(const std::string& text);

    std::FILE* out_;
    bool is_terminal_;
    std::string bottom_;
    std::size_t lines_ = 0;  // of what stands there
};

/// The first lines of a text, as many as fit, and how many are left out.
std::string first_lines(const std::string& text, std::size_t most);

}  // namespace reports
