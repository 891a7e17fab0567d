#!/usr/bin/env python3
"""The line of progress: on a terminal that can rewrite lines, with when all will be over; nothing of it elsewhere.

SPDX-License-Identifier: MIT
"""

import os
import pathlib
import pty
import shutil
import tempfile
import unittest

import tap
from checkout import Checkout

# The samples are none: the run fails after its progress was shown.
SCRIPT = "fake.hello()\nfake.frame('E', b'round 1/4\\n')\ntime.sleep(0.3)\nfake.frame('E', b'round 2/4\\n')\nfake.end('exit 1')"


def setUpModule():
    global checkout
    checkout = Checkout()
    shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host/stats"))


def tearDownModule():
    checkout.remove()


class Lines(unittest.TestCase):
    def said(self, **environ):
        """Returns what tools/bench says on a terminal that is its standard error."""
        folder = tempfile.mkdtemp(dir=checkout.folder)
        self.addCleanup(shutil.rmtree, folder)
        ours, theirs = pty.openpty()
        pid = os.fork()
        if not pid:
            os.dup2(theirs, 2)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            tool = os.path.join(checkout.folder, "tools/bench")
            os.execve(tool, [tool, "--arch", "x86_64", "--boots", "3", "--out", str(pathlib.Path(folder, "out"))],
                      checkout.environment(SCRIPT, **environ))
        os.close(theirs)
        text = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # EIO: the other side is closed
                break
            if not data:
                break
            text += data
        os.close(ours)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 125)
        return text.decode()

    def test_a_terminal_has_a_line_that_is_rewritten(self):
        text = self.said(TERM="xterm")
        self.assertIn("boot 1/3, round 1/4", text)
        self.assertRegex(text, r"round 2/4, ETA [0-9]+ s\x1b\[K")

    def test_one_that_knows_no_control_sequences_gets_none(self):
        for term in ("dumb", "", "unknown"):
            text = self.said(TERM=term)
            self.assertNotIn("\x1b", text, term)
            self.assertNotIn("round", text, term)
            self.assertRegex(text, r"\Atrapgate: .*\r\n\Z")


if __name__ == "__main__":
    tap.main()
