#pragma once

#include <string>
#include <string_view>

namespace reports {

/// Writes a whole report or nothing: a temporary file beside it, made durable, then renamed. "-" is standard
/// output; a device or a pipe is written as it is. Throws std::runtime_error with one sentence that says what
/// to do.
void write_whole(const std::string& path, std::string_view text);

/// Asked before a run, which may take minutes: would write_whole be able to? Throws alike; writes nothing.
void check_writable(const std::string& path);

}  // namespace reports
