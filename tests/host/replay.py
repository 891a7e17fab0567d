#!/usr/bin/env python3
"""A crowd of threads under icount: the same seed is the same run, to the instruction.

SPDX-License-Identifier: MIT
"""

import os
import platform
import subprocess
import unittest

import tap

RUN = os.path.join(tap.ROOT, "tools/run")
ARCH = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
CROWD = os.path.join(tap.ROOT, "build", ARCH, "tests/crowd")


def crowd(seed):
    """What it prints ends in the time and the timer interrupts that it took."""
    done = subprocess.run([RUN, "--arch", ARCH, "--accel", "icount", CROWD, "500", "100", str(seed)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120, check=True)
    return done.stdout.decode()


@unittest.skipUnless(os.path.exists(CROWD), f"nothing is built for this host's {ARCH}")
class Replay(unittest.TestCase):
    """Time is counted in instructions: were one thread switched to elsewhere, it would show."""

    def test_same_seed(self):
        self.assertEqual(crowd(1), crowd(1))

    def test_another_seed(self):
        self.assertNotEqual(crowd(2), crowd(3))


if __name__ == "__main__":
    tap.main()
