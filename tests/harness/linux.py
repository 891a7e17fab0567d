"""Runs cases of tests.cfg on Debian's Linux: one boot for all of them, tests/linux/init.c as its first process.

SPDX-License-Identifier: MIT
"""

import argparse
import contextlib
import os
import re
import sys
import tempfile
from collections import namedtuple

import cases
import runs

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import Failure, initramfs, linux_guest, linux_package, options

INIT = "linux-init"
FOLDER = "tests"
PLAN = "plan"
HEADER = re.compile(rb"([0-9]+) ([0-9]+)\n")
# Four levels of page tables, as we have: with five the address space ends elsewhere.
WORDS = {"x86_64": "mitigations=off no5lvl", "arm64": "mitigations=off"}
MEMORY_MIB = 2048
TIMEOUT_S = 1500

# A Run is a case and one of its rows. Its Result: the status that a shell would see, and what it wrote to fd 1.
Run = namedtuple("Run", "case expected")
Result = namedtuple("Result", "status stdout")


def plan(what):
    """Returns the strings of /plan."""
    words = []
    for case, expected in what:
        arguments = [runs.program_path(case.arch, case.program), *runs.arguments(case, expected)]
        words += [f"/{FOLDER}/{case.program}", runs.stdin(case).decode(), str(len(arguments)), *arguments]
    return "".join(word + "\0" for word in words).encode()


def results(region, what):
    """Returns one Result for each run, in their order."""
    found = []
    for run in what:
        header = HEADER.match(region)
        if not header:
            raise Failure(f"{run.case.name}: Linux told nothing of it")
        end = header.end() + int(header[2])
        found.append(Result(int(header[1]), region[header.end():end].decode(errors="backslashreplace")))
        region = region[end:]
    return found


def _options(arch):
    opts = argparse.Namespace(arch=arch, accel="icount", boot="direct", machine=None, cpu=None, path=None,
                              append="", memory=MEMORY_MIB, timeout=TIMEOUT_S, dry_run=False,
                              command=[runs.program_path(arch, INIT)])
    options.decide(opts)
    return opts


def linux(arch, what, note):
    """Returns the Results of these Runs."""
    opts = _options(arch)
    programs = sorted({run.case.program for run in what})
    with contextlib.ExitStack() as stack:
        listed = stack.enter_context(tempfile.NamedTemporaryFile(prefix="trapgate-plan-"))
        listed.write(plan(what))
        listed.flush()
        files = [initramfs.GuestFile(listed.name, PLAN, 0o644)]
        files += [initramfs.GuestFile(runs.program_path(arch, name), f"{FOLDER}/{name}", 0o755)
                  for name in programs]
        machine = linux_guest.Linux(opts, linux_package.kernel(arch, note), WORDS[arch], stack, note,
                                    files=files)
        return results(machine.run(TIMEOUT_S).region(), what)
