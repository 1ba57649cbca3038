# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
"""Counts what crosses a network interface on the way to and from a relay.

Needs no key: the headers of SRTP are in the clear (RFC 3711 section 3.1).
"""
import collections
import socket
import struct
import threading
import time

ETH_P_ALL = 3
UDP = 17
RTCP_PSFB, FMT_PLI = 206, 1  # RFC 4585 section 6.3.1

Frame = collections.namedtuple("Frame", "time ssrc timestamp")


def udp(packet):
    """(source port, destination port, payload) of an Ethernet frame, or None."""
    if len(packet) < 42 or packet[12:14] != b"\x08\x00" or packet[23] != UDP:
        return None
    at = 14 + (packet[14] & 15) * 4
    source, target, length = struct.unpack_from("!HHH", packet, at)
    return source, target, packet[at + 8:at + length]


def has_pli(compound):
    """Whether a plain compound RTCP packet holds a picture loss indication."""
    while len(compound) >= 4:
        first, kind, words = struct.unpack_from("!BBH", compound)
        if kind == RTCP_PSFB and first & 31 == FMT_PLI:
            return True
        compound = compound[4 * words + 4:]
    return False


class Wiretap(threading.Thread):
    """Listens on @interface until the program ends."""

    def __init__(self, interface, rtp_port, rtcp_port):
        super().__init__(daemon=True)
        self.rtp_port, self.rtcp_port = rtp_port, rtcp_port
        self.frames, self.plis, self.reports = [], [], 0
        self._seen = set()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                     socket.htons(ETH_P_ALL))
        self._socket.bind((interface, 0))

    def run(self):
        while True:
            found = udp(self._socket.recv(65536))
            if found:
                self._count(time.time(), *found)

    def _count(self, now, source, target, payload):
        if target == self.rtp_port and len(payload) >= 12:
            timestamp, ssrc = struct.unpack_from("!II", payload, 4)
            if (ssrc, timestamp) not in self._seen:
                self._seen.add((ssrc, timestamp))
                self.frames.append(Frame(now, ssrc, timestamp))
        elif target == self.rtcp_port:
            self.reports += 1
        elif source == self.rtcp_port and has_pli(payload):
            self.plis.append(now)

    def frames_between(self, start, end):
        """Frames whose first packet was sent in this time."""
        return sum(start <= frame.time < end for frame in self.frames)
