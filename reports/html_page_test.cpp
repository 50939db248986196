#include "reports/html_page.hpp"
#include "reports/markup.hpp"

#include <catch2/catch.hpp>

#include "reports/fixture_for_tests.hpp"

TEST_CASE("text from a device stands harmless in HTML and in its attributes", "[reports][html]") {
    CHECK(reports::html_escaped("a<b>&\"c\"'d'") == "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39;");
    CHECK(reports::html_escaped("5 \xc2\xb5s, \xe2\x89\xa5 3") == "5 \xc2\xb5s, \xe2\x89\xa5 3");
    const auto escaped = reports::html_escaped(reports::fixture::hostile());
    CHECK(escaped.find_first_of("<>\"'\x1b\x07\x7f\r\n\t") == std::string::npos);
    CHECK(escaped.find('\0') == std::string::npos);
    CHECK(escaped.find("\xe2\x80\xae") == std::string::npos);
    CHECK(escaped.find('\xff') == std::string::npos);
}

TEST_CASE("a page loads nothing and runs only its own script", "[reports][html]") {
    const auto page = reports::html_document({"<i>", "<main>body</main>\n", "'use strict';"});
    CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK(page.find("<title>&lt;i&gt;</title>") != std::string::npos);
    // printf "'use strict';" | openssl dgst -sha256 -binary | base64
    CHECK(page.find("script-src 'sha256-jozHLmH/b2wMlFqXZ1bREnMsSZzWT8WyB7shP8hKHkA='") != std::string::npos);
    CHECK(page.find("default-src 'none'") != std::string::npos);
    CHECK(page.find("unsafe-inline") == std::string::npos);
    CHECK(page.find("http://") == std::string::npos);
    CHECK(page.find("https://") == std::string::npos);
    CHECK(page.find("url(") == std::string::npos);
}

TEST_CASE("a page without a script allows none", "[reports][html]") {
    const auto page = reports::html_document({"title", "<main>body</main>\n"});
    CHECK(page.find("script-src 'none'") != std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
}
