"""Writes the capture that `ci/bench` replays: `bench_capture.py FILE [FRAMES]`, the same octets every time. A second of
it is 255 virtual routers of VRRPv2 and v3 over IPv4 and 255 over IPv6, each with its advertisement, hosts that ask for
their addresses, and a tenth of other traffic.

`bench_capture.py --other FRAMES` writes a capture of TCP alone to standard output, as fast as a pipe takes it."""

import os
import pathlib
import random
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from captures import *  # noqa: E402,F403

GATEWAY = "02:00:00:00:ff:01"


def host_mac(number):
    return f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}"


def host_address(number):
    return f"10.1.{number >> 8}.{number & 255}"


def adverts():
    for vrid in range(1, 256):
        source, virtual = f"10.0.{vrid}.2", f"10.0.{vrid}.1"
        if vrid % 2:
            yield advert_v2(vrid, source, 100 + vrid % 100, [virtual])
        else:
            yield advert_v3(vrid, source, 100 + vrid % 100, [virtual, f"10.0.{vrid}.9"])
        yield advert_v3_ipv6(vrid, f"fe80::2:{vrid:x}", 100 + vrid % 100, [f"fe80::1:{vrid:x}", f"2001:db8:{vrid:x}::1"])


def discovery(number):
    """What a host and a router say to each other before the host sends."""
    vrid = 1 + number % 255
    source = host_mac(number)
    if number % 2:
        yield arp(1, source, f"10.0.{vrid}.77", f"10.0.{vrid}.1")
        yield arp(2, f"00:00:5e:00:01:{vrid:02x}", f"10.0.{vrid}.1", f"10.0.{vrid}.77", source)
    else:
        yield neighbour_solicitation(f"2001:db8:{vrid:x}::1", f"fe80::77:{number:x}", source)


def second_of_frames():
    """The frames of every second, in order, evenly spread."""
    chosen = random.Random(112)
    frames = list(adverts())
    for number in range(80):
        frames.extend(discovery(number))
    for number in range(len(frames) // 9):
        size = chosen.choice((60, 60, 66, 128, 350, 590, 1514, 1514))
        frames.append(tcp(host_address(number), "198.51.100.7", host_mac(number), GATEWAY, size, number))
    chosen.shuffle(frames)
    return frames


def write_mix(path, count):
    frames = second_of_frames()
    # All but the seconds of the packets' headers is the same every time.
    tails = [pcap_packet(frame, 0, number * (1_000_000_000 // len(frames)))[4:] for number, frame in enumerate(frames)]
    with open(path, "wb", buffering=1 << 20) as file:
        file.write(pcap_header())
        written = 0
        while written < count:
            second = struct.pack("<I", 1_700_000_000 + written // len(frames))
            part = tails[: count - written]
            file.write(second + second.join(part))
            written += len(part)


def write_other(count):
    frames = [tcp(host_address(n), "198.51.100.7", host_mac(n), GATEWAY, 60 + n % 40, n) for n in range(10_000)]
    block = b"".join(pcap_packet(frame, 1_700_000_000, number) for number, frame in enumerate(frames))
    left = memoryview(pcap_header())
    for _ in range(count // len(frames) + 1):
        while left:
            left = left[os.write(1, left) :]
        left = memoryview(block)


def main():
    if sys.argv[1] == "--other":
        write_other(int(sys.argv[2]))
    else:
        write_mix(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)


if __name__ == "__main__":
    main()
