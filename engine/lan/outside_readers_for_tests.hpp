#pragma once

#include <catch2/catch.hpp>
#include <cstdio>
#include <map>
#include <regex>
#include <string>
#include <vector>

// What tshark and tcpdump say of a capture.

namespace engine::outside {

inline std::vector<std::string> lines_of(const std::string& command) {
    std::vector<std::string> lines(1);
    std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "re");
    REQUIRE(pipe);
    for (int character = 0; (character = std::fgetc(pipe)) != EOF;) {
        if (character == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += static_cast<char>(character);
        }
    }
    pclose(pipe);
    lines.pop_back();
    return lines;
}

inline bool is_there(const std::string& program) {
    return !lines_of("command -v " + program).empty();
}

inline std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char character : text) {
        if (character == separator) {
            parts.emplace_back();
        } else {
            parts.back() += character;
        }
    }
    return parts;
}

inline constexpr const char* tshark_fields[] = {"frame.number",
                                                "vrrp.version",
                                                "vrrp.type",
                                                "vrrp.virt_rtr_id",
                                                "vrrp.prio",
                                                "vrrp.addr_count",
                                                "vrrp.adver_int",
                                                "vrrp.short_adver_int",
                                                "vrrp.auth_type",
                                                "vrrp.checksum",
                                                "vrrp.checksum.status",
                                                "ip.ttl",
                                                "ipv6.hlim",
                                                "vrrp.ip_addr",
                                                "vrrp.ipv6_addr"};

using Row = std::map<std::string, std::string>;

/// The rows by frame number. Fragments are not put together: this program does not either.
inline std::map<std::size_t, Row> ask_tshark(const std::string& path, bool v3_as_in_v2) {
    std::string command = "tshark -n -r '" + path + "' -o ip.defragment:FALSE -o ipv6.defragment:FALSE" +
                          " -o vrrp.v3_checksum_as_in_v2:" + (v3_as_in_v2 ? "TRUE" : "FALSE") +
                          " -Y vrrp -T fields";
    for (const char* field : tshark_fields) command += std::string(" -e ") + field;
    std::map<std::size_t, Row> rows;
    for (const std::string& line : lines_of(command)) {
        const auto cells = split(line, '\t');
        REQUIRE(cells.size() == std::size(tshark_fields));
        Row row;
        for (std::size_t index = 0; index < cells.size(); ++index) row[tshark_fields[index]] = cells[index];
        rows[std::stoul(cells[0])] = row;
    }
    return rows;
}

/// What it prints about each packet, by number.
inline std::map<std::size_t, std::string> ask_tcpdump(const std::string& path) {
    static const std::regex first_line(R"(^ *(\d+)  \S.*)");
    // tcpdump does not decompress.
    const std::string decompressed = (path.ends_with(".gz") ? "gzip -dc '" : "cat '") + path + "' | ";
    std::map<std::size_t, std::string> texts;
    std::string* text = nullptr;
    for (const std::string& line : lines_of(decompressed + "tcpdump --number -nn -v -r -")) {
        std::smatch match;
        if (std::regex_match(line, match, first_line)) text = &texts[std::stoul(match[1])];
        if (text) *text += line + "\n";
    }
    return texts;
}

inline bool tools_are_there() {
    if (is_there("tshark") && is_there("tcpdump")) return true;
    WARN("skipped: tshark and tcpdump are not installed");
    return false;
}

}  // namespace engine::outside
