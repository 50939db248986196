#pragma once

#include <string_view>

namespace reports {

/// The style sheet of every HTML report. All colours are variables with a light and a dark value; no colour
/// says anything that a word or a form does not say, too.
///
///     header.top, main, footer     the page's parts; .columns beside nav.contents where there is one
///     .status.o-OUTCOME            an outcome's word ("o-pass", "o-fail", ... as in the JSON report)
///     .card, dl.facts              a framed box; names and values
///     .scroll > table              a table that scrolls inside its box on a small screen
///     td.number, code, pre         numbers, octets, texts to paste
///     .note, .quiet                what was left out; what matters less
///     .hidden-name                 for those who hear the page only
std::string_view html_style();

}  // namespace reports
