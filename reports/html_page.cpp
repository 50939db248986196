#include "reports/html_page.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "reports/html_style.hpp"
#include "reports/markup.hpp"

namespace reports {
namespace {

/// What a Content-Security-Policy calls the one script or style sheet that may apply.
std::string source_hash(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    // Base64 of 32 octets, and the terminating null that EVP_EncodeBlock writes.
    std::array<unsigned char, 45> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return "'sha256-" + std::string(encoded.begin(), encoded.begin() + length) + "'";
}

}  // namespace

std::string html_document(const HtmlPage& page) {
    // Were a hostile text ever left unescaped, its scripts, styles and requests would still be refused.
    const auto policy = fmt::format(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        source_hash(html_style()), page.script.empty() ? "'none'" : source_hash(page.script));
    auto document = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>",
        policy, html_escaped(page.title));
    document.append(html_style()).append("</style>\n</head>\n<body>\n").append(page.body);
    if (!page.script.empty()) document.append("<script>").append(page.script).append("</script>\n");
    return document.append("</body>\n</html>\n");
}

}  // namespace reports
