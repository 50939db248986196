"""How fast captures are read and judged, beside libpcap, tcpdump and tshark in the same run: `bench_replay.py
BUILD-FOLDER [FRAMES [OTHER-FRAMES]]`. Prints medians, CPU time, peak memory and ratios."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Walking a file with libpcap and doing no more.
WALK = r"""
#include <pcap/pcap.h>
#include <stdio.h>
int main(int count, char** arguments) {
    char error[PCAP_ERRBUF_SIZE];
    pcap_t* file = count > 1 ? pcap_open_offline(arguments[1], error) : NULL;
    if (!file) return 1;
    struct pcap_pkthdr* header;
    const unsigned char* octets;
    unsigned long packets = 0, size = 0;
    while (pcap_next_ex(file, &header, &octets) == 1) {
        ++packets;
        size += header->caplen;
    }
    printf("%lu packets, %lu octets\n", packets, size);
    return 0;
}
"""


# What `replay` says of a capture is no failure of it.
VERDICTS = (0, 1, 3, 4)

# Runs a command and writes how long it took, its CPU time and its peak memory, which this script's own memory would
# hide if it were the parent.
MEASURE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }
int main(int count, char** arguments) {
    if (count < 3) return 125;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(126);
    }
    int status = 0;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) return 125;
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE* file = fopen(arguments[1], "w");
    if (!file) return 125;
    fprintf(file, "%.6f %.6f %ld %d\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(file);
}
"""


class Measured:
    folder = None  # with the programs that are compiled here

    def __init__(self, name, command, verdicts=(0,)):
        self.name, self.command, self.verdicts = name, command, verdicts
        self.walls, self.cpus, self.peak_kib = [], [], 0

    def run(self, **streams):
        report = self.folder / "measured"
        command = [str(self.folder / "measure"), str(report), *self.command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **streams)
        wall, cpu, peak_kib, status = report.read_text().split()
        self.walls.append(float(wall))
        self.cpus.append(float(cpu))
        self.peak_kib = max(self.peak_kib, int(peak_kib))
        if int(status) not in self.verdicts:
            sys.exit(f"{' '.join(self.command)}: exit code {status}")

    def wall(self):
        return statistics.median(self.walls)

    def cpu(self):
        return statistics.median(self.cpus)

    def line(self, frames):
        return (
            f"  {self.name:34} {self.wall():8.3f} s, CPU {self.cpu():8.3f} s ({self.cpu() / frames * 1e9:7.0f} ns a frame), "
            f"peak {self.peak_kib / 1024:6.1f} MiB"
        )


def ratio(name, slower, faster, at_least=None):
    aim = f" (to be at least {at_least})" if at_least else ""
    print(f"  {name}: {slower.wall() / faster.wall():.2f}, by CPU {slower.cpu() / faster.cpu():.2f}{aim}")


def has_replay(program):
    if not os.access(program, os.X_OK):
        return False
    return subprocess.run([program, "replay", "--help"], capture_output=True).returncode == 0


def compile_programs(folder):
    Measured.folder = folder
    for name, source in (("walk", WALK), ("measure", MEASURE)):
        (folder / f"{name}.c").write_text(source)
        subprocess.run(["cc", "-O2", str(folder / f"{name}.c"), "-o", str(folder / name), "-lpcap"], check=True)


def compare(build, folder, frames):
    capture = str(folder / "mix.pcap")
    subprocess.run([sys.executable, str(HERE / "bench_capture.py"), capture, str(frames)], check=True)
    pathlib.Path(capture).read_bytes()  # so that all of them read it from memory
    vrrptest, reading = str(build / "vrrptest"), str(build / "vrrptest_reading")
    walk = Measured("libpcap alone", [str(folder / "walk"), capture])
    alone = Measured("the reader alone", [reading, capture])
    decoded = Measured("the reader, frames that matter read", [reading, capture, "frame"])
    replay = Measured("vrrptest replay -q", [vrrptest, "replay", capture, "-q"], VERDICTS)
    tcpdump = Measured("tcpdump -nn -v", ["tcpdump", "-nn", "-v", "-r", capture])
    fields = [argument for field in ("virt_rtr_id", "prio", "checksum.status") for argument in ("-e", "vrrp." + field)]
    tshark = Measured("tshark -T fields", ["tshark", "-r", capture, "-T", "fields", *fields])
    fast = [walk, alone, decoded] + ([replay] if has_replay(vrrptest) else [])
    slow = [tool for tool in (tcpdump, tshark) if shutil.which(tool.command[0])]
    for number in range(5):
        # In turns, so that whatever else the machine does meets all of them.
        for measured in fast + (slow if number < 3 else []):
            measured.run()
    print(f"{frames} frames, {os.path.getsize(capture) / 1e6:.0f} MB (medians of 5, of 3 for tcpdump and tshark):")
    for measured in fast + slow:
        print(measured.line(frames))
    ratio("the reader's rate, libpcap's being 1", walk, alone)
    if replay not in fast:
        print("  this vrrptest has no replay: nothing more to compare")
        return
    ratio("replay's rate, libpcap's being 1", walk, replay, "0.33")
    for tool, at_least in ((tcpdump, 12), (tshark, 60)):
        if tool in slow:
            ratio(f"replay is so many times as fast as {tool.command[0]}", tool, replay, at_least)


def skip_other_traffic(build, frames):
    """The capture is never stored: it comes through a pipe."""
    vrrptest, reading = str(build / "vrrptest"), str(build / "vrrptest_reading")
    readers = [Measured("cat alone", ["cat"]), Measured("the reader and its look", [reading, "-", "look"])]
    if has_replay(vrrptest):
        readers.append(Measured("vrrptest replay - -q", [vrrptest, "replay", "-", "-q"], VERDICTS))
    print(f"{frames} frames of other traffic through a pipe (once each):")
    for measured in readers:
        writer = subprocess.Popen(
            [sys.executable, str(HERE / "bench_capture.py"), "--other", str(frames)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        measured.run(stdin=writer.stdout)
        writer.stdout.close()
        if writer.wait() != 0:
            sys.exit("bench_capture.py could not write its frames")
        print(measured.line(frames) + f", {frames / measured.wall() / 1e6:.1f} million frames a second")


def main():
    build = pathlib.Path(sys.argv[1])
    frames = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    other = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000_000
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        compile_programs(pathlib.Path(folder))
        compare(build, pathlib.Path(folder), frames)
        skip_other_traffic(build, other)


if __name__ == "__main__":
    main()
