#pragma once

#include <string>
#include <string_view>

namespace reports {

/// The five characters that mean something in HTML and SVG as entities, the rest as it is: for text that has
/// been cleaned, and may have lines.
std::string markup_escaped(std::string_view text);

/// Text that may stand anywhere in HTML and SVG, attributes too: one line, control octets and broken UTF-8
/// replaced, then escaped.
std::string html_escaped(std::string_view text);

}  // namespace reports
