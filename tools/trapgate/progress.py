"""Shows what the benchmark program says while it runs. SPDX-License-Identifier: MIT"""

import os
import re
import sys


def can_rewrite_lines():
    """Returns whether standard error is a terminal on which a line can be written anew."""
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")


class Progress:
    """A sink for what the benchmark program says; its progress is one line, and only on a terminal."""

    def __init__(self, verbose, prefix="", eta=lambda done: ""):
        """Takes eta(done), which returns words on when all will be over, given the share `done` of this boot."""
        self.verbose, self.prefix, self.eta = verbose, prefix, eta
        self.shows = can_rewrite_lines()
        self._pending = b""

    def stdout(self, data):
        self.stderr(data)

    def stderr(self, data):
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            self._line(line.decode(errors="backslashreplace"))

    def log(self, line):
        if self.verbose:
            self.note(line.decode(errors="backslashreplace"))

    def _line(self, text):
        match = re.fullmatch(r"round ([0-9]+)/([0-9]+)", text)
        if not match:
            self.note(text)
        elif self.shows:
            done, total = map(int, match.groups())
            filled = 40 * done // max(total, 1)
            eta = self.eta(done / max(total, 1))
            sys.stderr.write(f"\r{'#' * filled}{'.' * (40 - filled)} {self.prefix}{text}{eta and ', ' + eta}\x1b[K")
            sys.stderr.flush()

    def note(self, text):
        self.clear()
        print(text, file=sys.stderr, flush=True)

    def clear(self):
        if self.shows:
            sys.stderr.write("\r\x1b[K")
