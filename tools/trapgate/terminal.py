"""Prints what a run says on our standard output and error. Next: session.py, which hands it over.

SPDX-License-Identifier: MIT
"""

import os


class Terminal:
    """Our standard output and error, unbuffered."""

    def __init__(self, tool, verbose):
        self.tool, self.verbose = tool, verbose
        self._at_line_start = True

    @staticmethod
    def _write(fd, data):
        while data:
            data = data[os.write(fd, data):]

    def stdout(self, data):
        self._write(1, data)

    def stderr(self, data):
        if data:
            self._write(2, data)
            self._at_line_start = data.endswith(b"\n")

    def log(self, line):
        if self.verbose:
            self.stderr(line + b"\n")

    def note(self, text):
        """Prints a line of our own on stderr."""
        self.finish_line()
        self.stderr(f"{self.tool}: {text}\n".encode(errors="backslashreplace"))

    def finish_line(self):
        if not self._at_line_start:
            self.stderr(b"\n")
