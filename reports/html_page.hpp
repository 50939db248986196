#pragma once

#include <string>
#include <string_view>

namespace reports {

struct HtmlPage {
    std::string title;     // plain text
    std::string body;      // HTML; what comes from a device or a file has been escaped
    std::string script{};  // makes reading better; nothing is hidden without it
};

/// One self-contained document in the look that all HTML reports share: nothing is loaded from anywhere,
/// light and dark, readable in print and on a phone.
std::string html_document(const HtmlPage& page);

}  // namespace reports
