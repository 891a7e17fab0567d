#!/usr/bin/env python3
"""Stands where QEMU would: says on standard output what the test's script (FAKE_SCRIPT) tells it.

SPDX-License-Identifier: MIT
"""

import os
import signal
import sys
import time


class Fake:
    """What a script can do, as `fake`."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.words = self.option("-append").split()
        self.token = self.words[-1]

    def option(self, name):
        return self.arguments[self.arguments.index(name) + 1]

    @staticmethod
    def raw(data):
        while data:
            data = data[os.write(1, data):]

    def hello(self):
        self.raw(b"\x01TRAPGATE1\n")

    @staticmethod
    def pack(kind, data=b""):
        return b"\x01" + kind.encode() + len(data).to_bytes(2, "little") + data

    def frame(self, kind, data=b""):
        self.raw(self.pack(kind, data))

    def end(self, what="exit 0"):
        self.frame("X", f"{what} {self.token}".encode())

    @staticmethod
    def _exactly(count):
        data = b""
        while len(data) < count:
            piece = os.read(0, count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def ask(self, most):
        """One read of standard input, as the kernel does it."""
        self.frame("R", str(most).encode())
        return self.answer()

    def answer(self):
        return self._exactly(int.from_bytes(self._exactly(2), "little"))

    def write_memory(self, offset, data):
        words = dict(w.split("=", 1) for w in self.option("-object").split(",") if "=" in w)
        fd = os.open(words["mem-path"], os.O_RDWR)
        os.pwrite(fd, data, offset)
        os.close(fd)


if __name__ == "__main__":
    exec(os.environ["FAKE_SCRIPT"], {"fake": Fake(sys.argv[1:]), "os": os, "sys": sys,
                                     "signal": signal, "time": time})
