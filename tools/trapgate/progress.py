"""What the benchmark program says while it runs. SPDX-License-Identifier: MIT"""

import re
import sys


class Progress:
    """What the benchmark program says; its progress is one line, and only on a terminal."""

    def __init__(self, verbose, prefix=""):
        self.verbose, self.prefix = verbose, prefix
        self.shows = sys.stderr.isatty()
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
            sys.stderr.write(f"\r{'#' * filled}{'.' * (40 - filled)} {self.prefix}{text}\x1b[K")
            sys.stderr.flush()

    def note(self, text):
        self.clear()
        print(text, file=sys.stderr, flush=True)

    def clear(self):
        if self.shows:
            sys.stderr.write("\r\x1b[K")
