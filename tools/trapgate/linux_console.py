"""Takes apart what the benchmark program says on Linux's console (bench/lines.h). Knows bytes, no files.

A line of the program's counts only if all of it is there and its checksum holds. Everything else on the console is
text, the kernel's own messages among it. Lines are numbered, so none can be lost unseen, and a region that is not
whole is refused.

SPDX-License-Identifier: MIT
"""

import base64
import re
import zlib

from . import Failure

LINE = re.compile(rb"(~([HDE]) (0|[1-9][0-9]{0,8}) ([A-Za-z0-9+/]*={0,2})) ([0-9a-f]{8})")
HELLO, DATA, END = b"HDE"


class Console:
    """The console of one machine: feed() bytes as they come; region() after the machine has ended."""

    def __init__(self, text=lambda line: None):
        self.greeted = False
        self._text = text
        self._rest = b""
        self._next = 0
        self._data = bytearray()
        self._ended = False

    def feed(self, data):
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            # The tty puts a CR before each LF; nothing else here ends in one.
            self._line(line.removesuffix(b"\r"))

    def finish(self):
        """Ends the input: a rest without an end of line is text."""
        if self._rest:
            self._text(self._rest)
        self._rest = b""

    def region(self):
        """Returns the sample region's bytes. Raises Failure if they did not all come."""
        if not self.greeted:
            raise Failure("the benchmark program did not come to speak on Linux's console")
        if not self._ended:
            raise Failure(f"Linux's console ended after line {self._next - 1} of the benchmark program, "
                          "before its last")
        return bytes(self._data)

    def _line(self, line):
        match = LINE.fullmatch(line)
        if not match or zlib.crc32(match[1]) != int(match[5], 16):
            self._text(line)
            return
        try:
            payload = base64.b64decode(match[4], validate=True)
        except ValueError:
            self._text(line)
            return
        self._take(match[2][0], int(match[3]), payload)

    def _take(self, kind, number, payload):
        if self._ended:
            raise Failure("the benchmark program went on after its last line on Linux's console")
        if number != self._next or (kind == HELLO) != (number == 0):
            raise Failure(f"Linux's console: expected line {self._next} of the benchmark program, got "
                          f"line {number}: what lies between is lost or damaged")
        self._next += 1
        if kind == HELLO:
            self.greeted = True
        elif kind == DATA:
            self._data += payload
        else:
            self._ended = True
            if payload != b"%d" % len(self._data):
                raise Failure(f"Linux's console: {len(self._data)} bytes of samples came, the benchmark "
                              f"program tells of {payload[:20]!r}")
