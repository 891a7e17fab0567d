#!/usr/bin/env python3
"""The same static binary on this host's Linux and on Trapgate: equal output, equal status.

SPDX-License-Identifier: MIT
"""

import glob
import os
import platform
import subprocess
import unittest

import tap

RUN = os.path.join(tap.ROOT, "tools/run")
ARCH = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
BUILT = os.path.join(tap.ROOT, "build", ARCH, "tests")
# Guest tests that make the same assertions on both; and those that on Trapgate make some more.
GUEST = ["futex", "robust"]
NATIVE = ["asked", "clone", "signals", "threads"]
LIBC = ["hello", "pthread", "locks", "conditions", "locals", "c11"]
# The ends of a process: arguments of `leave`.
ENDS = ["first_leaves", "first_leaves_then_exit_group", "others_leave", "first_ends_all",
        "another_ends_all", "another_ends_all_while_first_waits", "status_is_cut"]
SIGNALS = ["die_of_tgkill", "die_of_kill", "die_of_sigkill", "die_of_realtime",
           "die_when_unblocked", "die_in_another_thread", "die_as_another_lets_it"]
ABORTS = ["abort", "assert", "raise", "pthread_kill", "thread", "ignored"]


def result(*command):
    """What a shell would see of it: status, output. A signal N that killed it is 128 + N."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120,
                          check=False)
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return status, done.stdout.decode()


@unittest.skipUnless(os.path.isdir(BUILT), f"nothing is built for this host's {ARCH}")
class LikeLinux(unittest.TestCase):
    """Each program runs natively first: what it does there is what is expected."""

    def check(self, name, *arguments):
        program = os.path.join(BUILT, name)
        with self.subTest(program=name, arguments=arguments):
            expected = result(program, *arguments)
            self.assertEqual(result(RUN, "--arch", ARCH, program, *arguments), expected)

    def test_guest_programs(self):
        for name in GUEST:
            self.check(name)

    def test_native_programs(self):
        for name in NATIVE:
            with self.subTest(program=name):
                status, output = result(os.path.join(BUILT, name))
                self.assertEqual(status, 0, output)

    def test_libc_programs(self):
        for name in LIBC:
            programs = sorted(glob.glob(os.path.join(BUILT, name + ".*")))
            self.assertTrue(programs, f"{name} was built with no C library")
            for program in programs:
                self.check(os.path.basename(program))

    def test_ends(self):
        for end in ENDS:
            self.check("leave", end)
        for end in SIGNALS:
            self.check("signals", end)
        for library in ("musl", "glibc"):
            for how in ABORTS:
                self.check(f"abort.{library}", how)


if __name__ == "__main__":
    tap.main()
