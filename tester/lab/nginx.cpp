#include "tester/lab/nginx.hpp"

#include <signal.h>
#include <sys/stat.h>

#include <stdexcept>

namespace tester {

using namespace std::chrono_literals;

Nginx::Nginx() {
    const auto root = folder_.path().string();
    std::string text = "daemon off;\nworker_processes 1;\npid " + root + "/nginx.pid;\nerror_log " + root +
                       "/error.log;\nevents {}\nhttp {\n    access_log off;\n";
    for (const std::string kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        text += "    " + kind + "_temp_path " + root + "/" + kind + ";\n";
    text += "    server { listen 80; location / { return 200 \"alive\\n\"; } }\n}\n";
    write_text(file("nginx.conf"), text);
    // keepalived runs a script that is a file of root's and nobody else's to write.
    write_text(file("check"), "#!/bin/sh\nread -r pid < " + root + "/nginx.pid && kill -0 \"$pid\"\n");
    chmod(file("check").c_str(), 0700);
}

bool Nginx::is_installed() {
    return run_command({"nginx", "-v"}).status == 0;
}

void Nginx::start(const std::string& network_namespace) {
    process_.end();
    std::filesystem::remove(file("nginx.pid"));
    process_ = ChildProcess({"ip", "netns", "exec", network_namespace, "nginx", "-p", folder_.path().string(),
                             "-c", file("nginx.conf").string(), "-e", file("error.log").string()},
                            file("log"));
    wait_until([this] { return !read_text(file("nginx.pid")).empty() || !process_.running(); }, 10s);
    if (process_.running() && !read_text(file("nginx.pid")).empty()) return;
    process_.end();
    throw std::runtime_error("nginx did not start: " + read_text(file("log")) + read_text(file("error.log")));
}

void Nginx::kill() {
    process_.signal(SIGKILL);
    process_.end(0ms);  // Its workers, too.
}

std::string Nginx::check_command() const {
    return file("check").string();
}

}  // namespace tester
