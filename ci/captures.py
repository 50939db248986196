"""Frames and capture files made octet by octet: what the benchmark and the fuzzers' corpus are built from."""

import ipaddress
import struct

ETHERNET, NULL, RAW, LOOP, COOKED, COOKED_V2 = 1, 0, 101, 108, 113, 276
IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ip(text):
    return ipaddress.ip_address(text).packed


def internet_checksum(octets):
    octets += bytes(len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_checksum(message, offset, pseudo=b""):
    total = internet_checksum(pseudo + message)
    return message[:offset] + struct.pack("!H", total) + message[offset + 2 :]


def pseudo_header(source, destination, protocol, size):
    if len(source) == 4:
        return source + destination + struct.pack("!BBH", 0, protocol, size)
    return source + destination + struct.pack("!IHBB", size, 0, 0, protocol)


def ethernet(destination, source, ether_type, payload, tags=()):
    header = mac(destination) + mac(source)
    for kind, number in tags:
        header += struct.pack("!HH", kind, number)
    return (header + struct.pack("!H", ether_type) + payload).ljust(60, b"\0")


def ipv4(source, destination, protocol, payload, ttl=255, options=b"", fragment=0):
    words = 5 + len(options) // 4
    size = words * 4 + len(payload)
    header = struct.pack("!BBHHHBBH", 0x40 | words, 0, size, 0, fragment, ttl, protocol, 0)
    return with_checksum(header + ip(source) + ip(destination) + options, 10) + payload


def ipv6(source, destination, next_header, payload, hop_limit=255):
    return struct.pack("!IHBB", 0x60000000, len(payload), next_header, hop_limit) + ip(source) + ip(destination) + payload


def vrrp_v2(vrid, priority, addresses, interval_s=1, auth_type=0, auth_data=bytes(8)):
    head = struct.pack("!BBBBBBH", 0x21, vrid, priority, len(addresses), auth_type, interval_s, 0)
    return with_checksum(head + b"".join(map(ip, addresses)) + auth_data, 6)


def vrrp_v3(vrid, priority, addresses, source, destination, interval_cs=100, with_pseudo_header=True):
    head = struct.pack("!BBBBHH", 0x31, vrid, priority, len(addresses), interval_cs, 0)
    message = head + b"".join(map(ip, addresses))
    pseudo = pseudo_header(ip(source), ip(destination), 112, len(message)) if with_pseudo_header else b""
    return with_checksum(message, 6, pseudo)


def advert_v2(vrid, source, priority=100, addresses=("192.0.2.1",), **more):
    packet = ipv4(source, "224.0.0.18", 112, vrrp_v2(vrid, priority, addresses, **more))
    return ethernet("01:00:5e:00:00:12", f"00:00:5e:00:01:{vrid:02x}", IPV4, packet)


def advert_v3(vrid, source, priority=100, addresses=("192.0.2.1",), **more):
    packet = ipv4(source, "224.0.0.18", 112, vrrp_v3(vrid, priority, addresses, source, "224.0.0.18", **more))
    return ethernet("01:00:5e:00:00:12", f"00:00:5e:00:01:{vrid:02x}", IPV4, packet)


def advert_v3_ipv6(vrid, source, priority=100, addresses=("fe80::1", "2001:db8::1"), **more):
    packet = ipv6(source, "ff02::12", 112, vrrp_v3(vrid, priority, addresses, source, "ff02::12", **more))
    return ethernet("33:33:00:00:00:12", f"00:00:5e:00:02:{vrid:02x}", IPV6, packet)


def arp(operation, sender_mac, sender_ip, target_ip, destination="ff:ff:ff:ff:ff:ff"):
    body = struct.pack("!HHBBH", 1, IPV4, 6, 4, operation) + mac(sender_mac) + ip(sender_ip) + bytes(6) + ip(target_ip)
    return ethernet(destination, sender_mac, ARP, body)


def icmpv6(source, destination, message, source_mac, destination_mac, hop_limit=255):
    sealed = with_checksum(message, 2, pseudo_header(ip(source), ip(destination), 58, len(message)))
    return ethernet(destination_mac, source_mac, IPV6, ipv6(source, destination, 58, sealed, hop_limit))


def neighbour_advertisement(target, source_mac, flags=0xA0):
    message = struct.pack("!BBHI", 136, 0, 0, flags << 24) + ip(target) + b"\x02\x01" + mac(source_mac)
    return icmpv6(target, "ff02::1", message, source_mac, "33:33:00:00:00:01")


def neighbour_solicitation(target, source, source_mac):
    group = "ff02::1:ff" + ipaddress.ip_address(target).exploded[-7:]
    message = struct.pack("!BBHI", 135, 0, 0, 0) + ip(target) + b"\x01\x01" + mac(source_mac)
    return icmpv6(source, group, message, source_mac, "33:33:ff" + ":".join(["", *[ip(target)[i:i + 1].hex() for i in (13, 14, 15)]]))


def tcp(source, destination, source_mac, destination_mac, size, sequence=1):
    """An IPv4 segment that makes a frame of `size` octets."""
    data = bytes((sequence + i) & 0xFF for i in range(max(size - 14 - 20 - 20, 0)))
    segment = struct.pack("!HHIIBBHHH", 40000, 443, sequence & 0xFFFFFFFF, 1, 0x50, 0x18, 1000, 0, 0) + data
    sealed = with_checksum(segment, 16, pseudo_header(ip(source), ip(destination), 6, len(segment)))
    return ethernet(destination_mac, source_mac, IPV4, ipv4(source, destination, 6, sealed, 64))


def udp(source, destination, source_mac, destination_mac, source_port, destination_port, data):
    datagram = struct.pack("!HHHH", source_port, destination_port, 8 + len(data), 0) + data
    sealed = with_checksum(datagram, 6, pseudo_header(ip(source), ip(destination), 17, len(datagram)))
    return ethernet(destination_mac, source_mac, IPV4, ipv4(source, destination, 17, sealed, 64))


def echo(kind, source, destination, source_mac, destination_mac):
    message = with_checksum(struct.pack("!BBHHH", kind, 0, 0, 1, 2) + b"abcdefgh", 2)
    return ethernet(destination_mac, source_mac, IPV4, ipv4(source, destination, 1, message, 64))


# Files. `order` is "<" or ">".


def pcap_header(order="<", link_type=ETHERNET, nanoseconds=True, magic=None):
    magic = magic or (0xA1B23C4D if nanoseconds else 0xA1B2C3D4)
    return struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 262144, link_type)


def pcap_packet(frame, seconds, units, order="<", original=None):
    return struct.pack(order + "IIII", seconds, units, len(frame), original or len(frame)) + frame


def padded(octets):
    return octets + bytes(-len(octets) % 4)


def option(code, value, order="<"):
    return struct.pack(order + "HH", code, len(value)) + padded(value)


def block(kind, body, order="<"):
    size = struct.pack(order + "I", len(padded(body)) + 12)
    return struct.pack(order + "I", kind) + size + padded(body) + size


def section(order="<", options=b""):
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1) + options, order)


def interface(order="<", link_type=ETHERNET, options=b"", snap_length=0):
    return block(1, struct.pack(order + "HHI", link_type, 0, snap_length) + options, order)


def enhanced(frame, stamp, order="<", number=0, options=b"", original=None):
    fixed = struct.pack(order + "IIIII", number, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), original or len(frame))
    return block(6, fixed + padded(frame) + options, order)


def obsolete(frame, stamp, order="<", number=0):
    fixed = struct.pack(order + "HHIIII", number, 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame))
    return block(2, fixed + frame, order)


def simple(frame, order="<"):
    return block(3, struct.pack(order + "I", len(frame)) + frame, order)
