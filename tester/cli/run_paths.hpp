#pragma once

#include <string>

namespace cli {

/// Where `--pcapng` writes.
struct RunPaths {
    std::string run;    // the whole run; empty: nowhere
    std::string cases;  // a folder for one file a case; empty: none
};

/// A path that ends in '/' or is a folder is for one file a case, with the whole run beside them as
/// run.pcapng; it is made where only the last folder is missing. Of several routers, each named, every one
/// gets its own. Throws UsageError where it could not be written to in the end.
RunPaths run_paths(const std::string& path, const std::string& router = {});

}  // namespace cli
