#!/usr/bin/env python3
"""A crowd of threads under icount: the same seed is the same run, to the instruction.

SPDX-License-Identifier: MIT
"""

import os
import subprocess
import unittest

import tap

RUN = os.path.join(tap.ROOT, "tools/run")


def program(arch):
    return os.path.join(tap.ROOT, "build", arch, "tests/crowd")


def crowd(arch, seed):
    """What it prints ends in the time and the timer interrupts that it took."""
    done = subprocess.run([RUN, "--arch", arch, "--accel", "icount", program(arch), "500", "100", str(seed)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120, check=True)
    return done.stdout.decode()


class Replay(unittest.TestCase):
    """Time is counted in instructions: were one thread switched to elsewhere, it would show."""

    def check(self, arch):
        if not os.path.exists(program(arch)):
            self.skipTest(f"nothing is built for {arch}")
        first = crowd(arch, 1)
        self.assertEqual(crowd(arch, 1), first)
        self.assertNotEqual(crowd(arch, 2), first)

    def test_a_seed_is_a_run_on_x86_64(self):
        self.check("x86_64")

    def test_a_seed_is_a_run_on_arm64(self):
        self.check("arm64")


if __name__ == "__main__":
    tap.main()
