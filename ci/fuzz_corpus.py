"""Writes pcaps/corpus/frame, capture and replay, from which the fuzzers start. `ci/fuzz_corpus.py FOLDER` writes
the same below another folder. The files are in the tree, so that a run of the fuzzers is the same everywhere."""

import gzip
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from captures import *  # noqa: E402,F403

HOST, OTHER = "52:54:00:00:00:01", "52:54:00:00:00:02"
# As frame_fuzz.cpp numbers them.
FUZZED_TYPES = {ETHERNET: 0, NULL: 1, RAW: 2, LOOP: 3, COOKED: 4, 228: 5, 229: 6, COOKED_V2: 7}


def ethernet_frames():
    v2 = advert_v2(10, "192.0.2.11")
    v3 = advert_v3(11, "192.0.2.11", addresses=("192.0.2.1", "192.0.2.2", "192.0.2.3"))
    v6 = advert_v3_ipv6(12, "fe80::11")
    v6_packet = v6[14:]
    frames = {
        "v2": v2,
        "v2-password": advert_v2(10, "192.0.2.11", auth_type=1, auth_data=b"password"),
        "v2-resigns": advert_v2(10, "192.0.2.11", priority=0),
        "v2-many": advert_v2(10, "192.0.2.11", addresses=["192.0.2.%d" % n for n in range(1, 60)]),
        "v3": v3,
        "v3-message-only": advert_v3(11, "192.0.2.11", with_pseudo_header=False),
        "v3-ipv6": v6,
        "carp": ethernet("01:00:5e:00:00:12", "00:00:5e:00:01:01", IPV4,
                         ipv4("192.0.2.1", "224.0.0.18", 112, bytes([0x21, 1, 1, 7]) + bytes(range(32)))),
        "v2-tagged": v2[:12] + bytes.fromhex("81000064") + v2[12:],
        "v3-qinq": v3[:12] + bytes.fromhex("88a8006481000065") + v3[12:],
        "v3-backbone": mac(OTHER) + mac(HOST) + bytes.fromhex("88e700123456") + v3,
        "v3-router-alert": ethernet("01:00:5e:00:00:12", "00:00:5e:00:01:0b", IPV4,
                                    ipv4("192.0.2.11", "224.0.0.18", 112, v3[34:54], options=b"\x94\x04\0\0")),
        "v3-short-header": v3[:14] + b"\x44" + v3[15:],
        "v3-fragment": ethernet("01:00:5e:00:00:12", "00:00:5e:00:01:0b", IPV4,
                                ipv4("192.0.2.11", "224.0.0.18", 112, v3[34:54], fragment=0x2000)),
        "v3-later-fragment": ethernet("01:00:5e:00:00:12", "00:00:5e:00:01:0b", IPV4,
                                      ipv4("192.0.2.11", "224.0.0.18", 112, v3[34:54], fragment=3)),
        "v2-authentication-header": ethernet(
            "01:00:5e:00:00:12", "00:00:5e:00:01:0a", IPV4,
            ipv4("192.0.2.11", "224.0.0.18", 51,
                 bytes.fromhex("700400000000000100000001") + bytes(range(12)) + v2[34:54])),
        "v3-ipv6-extensions": v6[:14] + v6_packet[:6] + b"\0" + v6_packet[7:40]
        + bytes.fromhex("3c00050200000100" "2b00010400000000" "2c00000000000000" "7000000000000001") + v6_packet[40:],
        "arp-request": arp(1, HOST, "192.0.2.20", "192.0.2.1"),
        "arp-reply": arp(2, "00:00:5e:00:01:0a", "192.0.2.1", "192.0.2.20", HOST),
        "arp-gratuitous": arp(1, "00:00:5e:00:01:0a", "192.0.2.1", "192.0.2.1"),
        "na": neighbour_advertisement("2001:db8::1", "00:00:5e:00:02:0c"),
        "ns": neighbour_solicitation("2001:db8::1", "fe80::20", HOST),
        "tcp": tcp("192.0.2.20", "198.51.100.1", HOST, OTHER, 120),
        "udp": udp("192.0.2.20", "198.51.100.1", HOST, OTHER, 4000, 53, b"question"),
        "echo-request": echo(8, "192.0.2.20", "192.0.2.1", HOST, OTHER),
        "echo-reply": echo(0, "192.0.2.1", "192.0.2.20", OTHER, HOST),
        "lldp": ethernet("01:80:c2:00:00:0e", HOST, 0x88CC, bytes(40)),
        "spanning-tree": ethernet("01:80:c2:00:00:00", HOST, 39, bytes.fromhex("424203") + bytes(36)),
    }
    quoted = frames["udp"][14:]
    frames["port-unreachable"] = ethernet(HOST, OTHER, IPV4, ipv4(
        "198.51.100.1", "192.0.2.20", 1, with_checksum(struct.pack("!BBHI", 3, 3, 0, 0) + quoted[:28], 2), 64))
    frames["redirect"] = ethernet(HOST, OTHER, IPV4, ipv4(
        "192.0.2.1", "192.0.2.20", 1, with_checksum(struct.pack("!BBH", 5, 1, 0) + ip("192.0.2.9") + quoted[:28], 2), 64))
    six = {
        "rs": struct.pack("!BBHI", 133, 0, 0, 0) + b"\x01\x01" + mac(HOST),
        "ra": struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + b"\x01\x01" + mac(HOST),
        "redirect-ipv6": struct.pack("!BBHI", 137, 0, 0, 0) + ip("fe80::9") + ip("2001:db8:1::1"),
        "mld-query": struct.pack("!BBHHH", 130, 0, 0, 1000, 0) + bytes(16) + bytes(4),
        "mldv1-report": struct.pack("!BBHHH", 131, 0, 0, 0, 0) + ip("ff02::12"),
        "mldv2-report": struct.pack("!BBHHH", 143, 0, 0, 0, 2) + b"\x04\0\0\0" + ip("ff02::12")
        + b"\x02\0\0\1" + ip("ff02::1:ff00:1") + ip("fe80::1"),
        "echo-request-ipv6": struct.pack("!BBHHH", 128, 0, 0, 1, 2) + b"data",
        "port-unreachable-ipv6": struct.pack("!BBHI", 1, 4, 0, 0) + v6_packet[:60],
    }
    for name, message in six.items():
        frames[name] = icmpv6("fe80::20", "ff02::1", message, HOST, "33:33:00:00:00:01")
    return frames


def frames_of_other_links():
    v3 = advert_v3(11, "192.0.2.11")[14:]
    v6 = advert_v3_ipv6(12, "fe80::11")[14:]
    request = arp(1, HOST, "192.0.2.20", "192.0.2.1")[14:]
    cooked = bytes.fromhex("000000010006") + mac(HOST) + bytes(2)
    cooked_v2 = bytes.fromhex("0000000000070001" "0206") + mac(HOST) + bytes(2)
    return {
        "null-v3": (NULL, b"\2\0\0\0" + v3),
        "null-v6": (NULL, b"\0\0\0\x1e" + v6),
        "loop-v3": (LOOP, b"\0\0\0\2" + v3),
        "raw-v3": (RAW, v3),
        "raw-v6": (RAW, v6),
        "ipv4-v3": (228, v3),
        "ipv6-v6": (229, v6),
        "cooked-v3": (COOKED, cooked + b"\x08\x00" + v3),
        "cooked-arp": (COOKED, cooked + b"\x08\x06" + request),
        "cooked-tagged": (COOKED, cooked + b"\x81\x00\x00\x64\x86\xdd" + v6),
        "cooked-v2-v3": (COOKED_V2, b"\x08\x00" + cooked_v2 + v3),
        "cooked-v2-tagged": (COOKED_V2, b"\x88\xa8" + cooked_v2 + b"\x00\x64\x81\x00\x00\x65\x08\x00" + v3),
    }


def capture_files():
    frames = [advert_v2(10, "192.0.2.11"), arp(1, HOST, "192.0.2.20", "192.0.2.1"), advert_v3_ipv6(12, "fe80::11")]
    files = {}
    for order, name in (("<", "little"), (">", "big")):
        for nanoseconds in (False, True):
            unit = "nano" if nanoseconds else "micro"
            files[f"{unit}-{name}.pcap"] = pcap_header(order, nanoseconds=nanoseconds) + b"".join(
                pcap_packet(frame, 1_700_000_000 + number, number * 1000, order) for number, frame in enumerate(frames))
        names = option(2, b"eth0", order) + option(9, b"\x09", order)
        start = section(order) + interface(order, options=names)
        stamp = 1_700_000_000_000_000_000
        files[f"enhanced-{name}.pcapng"] = start + b"".join(
            enhanced(frame, stamp + number, order) for number, frame in enumerate(frames))
        files[f"other-blocks-{name}.pcapng"] = (
            start + block(5, bytes(16), order) + obsolete(frames[0], stamp, order) + simple(frames[1], order)
            + block(0xBAD, struct.pack(order + "I", 32473) + b"something of ours", order) + block(4, bytes(8), order)
            + enhanced(frames[2], stamp, order, options=option(1, b"a comment", order) + option(2, bytes(4), order)))
        files[f"run-{name}.pcapng"] = (
            section(order, option(4, b"vrrptest 0.1.0", order)) + interface(order, options=names)
            + enhanced(frames[0], stamp, order, options=option(2, struct.pack(order + "I", 2), order))
            + enhanced(frames[1], stamp, order, options=option(2, struct.pack(order + "I", 1), order)))
    cooked = [frame for kind, frame in frames_of_other_links().values() if kind == COOKED]
    files["cooked.pcap"] = pcap_header(link_type=COOKED) + b"".join(pcap_packet(f, 1, 2) for f in cooked)
    files["foreign.pcap"] = pcap_header(link_type=107) + pcap_packet(bytes(20), 1, 2)
    files["snap.pcap"] = pcap_header() + pcap_packet(frames[0][:40], 1, 2, original=60) + pcap_packet(b"", 1, 3)
    files["kuznetzov.pcap"] = pcap_header(magic=0xA1B2CD34) + struct.pack("<IIIIIHBB", 1, 2, 60, 60, 3, 8, 0, 0) + frames[0]
    files["truncated.pcap"] = files["nano-little.pcap"][:-9]
    files["truncated.pcapng"] = files["enhanced-big.pcapng"][:-9]
    files["huge-packet.pcap"] = pcap_header() + pcap_packet(frames[0], 1, 2) + struct.pack("<IIII", 1, 2, 0xFFFFFFFF, 60)
    files["sections.pcapng"] = files["enhanced-little.pcapng"] + files["other-blocks-big.pcapng"]
    clocks = section()
    for resolution in (0, 3, 6, 9, 12, 19, 38, 127, 0x80, 0x8A, 0xA0, 0xBF, 0xFF):
        clocks += interface(options=option(9, bytes([resolution])) + option(14, struct.pack("<q", resolution - 20)))
    clocks += b"".join(enhanced(frames[1], 1_700_000_000_123_456_789, number=number) for number in range(13))
    files["clocks.pcapng"] = clocks
    files["interfaces.pcapng"] = section() + b"".join(
        interface(link_type=kind) for kind in (COOKED, 107, ETHERNET)) + b"".join(
            enhanced(frame, 5, number=number) for number, frame in enumerate((cooked[0], bytes(9), frames[0])))
    for name in ("nano-little.pcap", "other-blocks-big.pcapng"):
        plain = files[name]
        packed = gzip.compress(plain, mtime=0)
        files[f"{name}.gz"] = packed
        files[f"{name}.members.gz"] = gzip.compress(plain[:50], mtime=0) + gzip.compress(plain[50:], mtime=0) + bytes(7)
        files[f"{name}.cut.gz"] = packed[:-11]
        frame = zstd(plain)
        files[f"{name}.zst"] = frame
        files[f"{name}.frames.zst"] = b"\x50\x2a\x4d\x18\3\0\0\0abc" + zstd(plain[:50]) + zstd(plain[50:])
        files[f"{name}.cut.zst"] = frame[:-3]
    files["text"] = b"This is not a capture.\n"
    return files


def at(seconds, frame):
    return pcap_packet(frame, 1_700_000_000 + int(seconds), int(round(seconds % 1 * 1e9)))


def story(*moments):
    return pcap_header() + b"".join(at(seconds, frame) for seconds, frame in moments)


def tagged(frame, number):
    return frame[:12] + struct.pack("!HH", 0x8100, number) + frame[12:]


def stories():
    """What virtual routers live through, each a few frames: from here the fuzzer finds its way through the checks."""
    kinds = {
        "v2": lambda source, **more: advert_v2(10, "192.0.2." + source, **more),
        "v3": lambda source, **more: advert_v3(10, "192.0.2." + source, **more),
        "v6": lambda source, **more: advert_v3_ipv6(10, "fe80::" + source, **more),
    }
    files = {}
    for name, advert in kinds.items():
        is_six = name == "v6"
        virtual = "00:00:5e:00:0%d:0a" % (2 if is_six else 1)
        announce = (neighbour_advertisement("2001:db8::1", virtual) if is_six
                    else arp(1, virtual, "192.0.2.1", "192.0.2.1"))
        high, low, leaves = advert("12", priority=150), advert("11"), advert("12", priority=0)
        files[f"{name}-release.pcap"] = story((0, high), (1, high), (1.5, leaves), (2.11, low), (2.12, announce),
                                              (3.11, low), (4.11, low))
        files[f"{name}-crash.pcap"] = story((0, high), (1, high), (4.61, low), (4.62, announce), (5.61, low))
        files[f"{name}-preempts.pcap"] = story((0, low), (1, low), (1.2, high), (1.21, announce), (2.2, high))
        files[f"{name}-split-brain.pcap"] = story(*[(n / 2, high if n % 2 else low) for n in range(8)])
        files[f"{name}-early-and-late.pcap"] = story((0, high), (0.4, high), (2.9, high), (3.9, high), (4.9, high))
        files[f"{name}-steps-back.pcap"] = story((10, high), (11, high), (5, low), (6, low))
        files[f"{name}-vlans.pcap"] = story((0, tagged(high, 5)), (0.1, tagged(low, 6)), (1, tagged(high, 5)),
                                            (1.1, tagged(low, 6)))
        files[f"{name}-wrong.pcap"] = story((0, high[:22] + b"\xfe" + high[23:] if not is_six
                                             else high[:21] + b"\xfe" + high[22:]),
                                            (1, high[:-13] + b"\0" + high[-12:]), (2, high[:48]))
    v2, v3 = kinds["v2"], kinds["v3"]
    files["versions-mixed.pcap"] = story((0, v2("11")), (0.5, v3("11")), (1, v2("11")), (1.5, v3("12")))
    files["address-sets.pcap"] = story((0, v3("11")), (0.5, v3("12", addresses=("192.0.2.9", "192.0.2.8"))),
                                       (1, v3("11")))
    files["passwords.pcap"] = story((0, v2("11", auth_type=1, auth_data=b"password")),
                                    (1, v2("11", auth_type=1, auth_data=b"another\0")),
                                    (2, v2("11", auth_type=254, auth_data=bytes(8))), (3, v2("11", auth_type=7)))
    files["forms.pcap"] = story((0, v3("11")), (1, v3("11", with_pseudo_header=False)), (2, v3("12")))
    files["hosts.pcap"] = story((0, v3("11")), (0.1, arp(1, HOST, "192.0.2.20", "192.0.2.1")),
                                (0.2, arp(2, OTHER, "192.0.2.1", "192.0.2.20", HOST)),
                                (0.3, udp("192.0.2.1", "192.0.2.20", "00:00:5e:00:01:0a", HOST, 1, 2, b"x")))
    frames = ethernet_frames()
    files["everything.pcap"] = story(*[(n / 10, frame) for n, frame in enumerate(frames.values())])
    return files


def zstd(plain):
    """One frame of one raw block (RFC 8878 3.1.1), which needs no compressor."""
    single_segment, two_octets_of_size = 0x20, 0x40
    head = struct.pack("<I", 0xFD2FB528)
    if len(plain) < 256:
        head += struct.pack("<BB", single_segment, len(plain))
    else:
        head += struct.pack("<BH", single_segment | two_octets_of_size, len(plain) - 256)
    last_raw_block = struct.pack("<I", len(plain) << 3 | 1)[:3]
    return head + last_raw_block + plain


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path("pcaps/corpus")
    frames = {name: bytes([0]) + frame for name, frame in ethernet_frames().items()}
    frames |= {name: bytes([FUZZED_TYPES[kind]]) + frame for name, (kind, frame) in frames_of_other_links().items()}
    for folder, files in (("frame", frames), ("capture", capture_files()), ("replay", stories())):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name, octets in files.items():
            (root / folder / name).write_bytes(octets)
        print(f"{root / folder}: {len(files)} files, {sum(map(len, files.values()))} octets")


if __name__ == "__main__":
    main()
