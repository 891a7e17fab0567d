"""Takes the console's frames (lib/console.h) apart. Knows bytes, no files.

SPDX-License-Identifier: MIT
"""

import re
from collections import namedtuple

from . import Failure

HELLO = b"\x01TRAPGATE1\n"
LOG, STDOUT, STDERR, FAULT, READ, SAMPLES, DATA, PANIC, END, FIRST_USER = b"LOEFRSDPXU"
KNOWN = frozenset(b"LOEFRSDPXU")

End = namedtuple("End", "kind number")
Extent = namedtuple("Extent", "offset address length")


class Splitter:
    """Cuts what the UART sent into frames. What came before the hello is kept in `before`."""

    def __init__(self):
        self.before = b""
        self.greeted = False
        self._rest = b""

    def feed(self, data):
        """Yields the frames that `data` completes, as (type, payload). Raises Failure if a frame is broken."""
        self._rest += data
        if not self.greeted and not self._greet():
            return
        at = 0
        try:
            while len(self._rest) - at >= 4:
                kind, length = self._header(at)
                if len(self._rest) - at - 4 < length:
                    break
                payload = self._rest[at + 4:at + 4 + length]
                at += 4 + length
                yield kind, payload
        finally:
            self._rest = self._rest[at:]

    def _greet(self):
        before, hello, rest = self._rest.partition(HELLO)
        if hello:
            self.before, self._rest, self.greeted = before, rest, True
        else:
            self.before = self._rest
        return self.greeted

    def _header(self, at):
        mark, kind = self._rest[at], self._rest[at + 1]
        if mark != 1 or kind not in KNOWN:
            shown = self._rest[at:at + 16]
            raise Failure(f"the console's framing broke: expected a frame, got {shown!r}")
        return kind, int.from_bytes(self._rest[at + 2:at + 4], "little")

    def is_inside(self):
        """Returns True if the last frame has not come whole."""
        return self.greeted and bool(self._rest)


def parse_end(payload, token):
    """Returns the end record as End(kind, number): kind is exit, signal or panic."""
    match = re.fullmatch(rb"(exit|signal|panic) (0|[1-9][0-9]{0,2}) ([0-9a-f]{16})", payload)
    if not match:
        raise Failure(f"an end record that is none: {payload[:80]!r}")
    if match[3] != token.encode():
        raise Failure("an end record with a wrong token: it is not the kernel's, or not this run's")
    end = End(match[1].decode(), int(match[2]))
    if end.number > {"exit": 255, "signal": 64, "panic": 0}[end.kind] or end == ("signal", 0):
        raise Failure(f"an end record with a wrong number: {payload[:80]!r}")
    return end


def parse_read(payload):
    """Returns how many bytes of standard input the guest will take."""
    if not re.fullmatch(rb"[1-9][0-9]{0,18}", payload):
        raise Failure(f"a request for input that is none: {payload[:80]!r}")
    return int(payload)


def parse_extents(payload):
    """Returns the Extents of an announcement of samples: lines of "offset address length", in hex."""
    extents = []
    for line in payload.splitlines():
        words = line.split()
        if len(words) != 3 or not all(re.fullmatch(rb"(0x)?[0-9a-f]{1,16}", w) for w in words):
            raise Failure(f"an announcement of samples that is none: {line[:80]!r}")
        extents.append(Extent(*(int(word, 16) for word in words)))
    return extents
