"""Shows how Linux's x64_sys_call and our `switch` find a call: compares executed, number by number.

Linux 6.1 from before spring 2024 calls through sys_call_table and has no such function; then there is nothing to
compare. SPDX-License-Identifier: MIT
"""

import argparse
import contextlib
import os
import re

from . import ROOT, Failure, image, linux_guest

LINUX_TREE, OUR_TREE = "x64_sys_call", "dispatch_switch"
CALLER = "do_syscall_64"
OUR_PATH = "switch_sysret"
SYMBOL = re.compile(rb"symbol (\w+) ([0-9a-f]{16}) ([0-9a-f]{16})")
TIMEOUT_S = 120


def ours(arch):
    """Returns the address of our compare tree, and that of its end."""
    symbol = image.read(arch).symbols()[OUR_TREE]
    return symbol.value, symbol.value + symbol.size


def linux(opts, kernel, note):
    """Returns address and end of Linux's compare tree, or None if this kernel has none. The boot for this is not
    counted."""
    program = image.require(os.path.join(ROOT, "build", opts.arch, "linux-symbols"), opts.arch)
    quick = argparse.Namespace(**{**vars(opts), "accel": "tcg" if opts.accel == "icount" else opts.accel,
                                  "command": [program]})
    found = {}

    def take(line):
        match = SYMBOL.fullmatch(line)
        if match:
            found[match[1].decode()] = int(match[2], 16), int(match[3], 16)
        elif line:
            note("console: " + line.decode(errors="backslashreplace"))

    with contextlib.ExitStack() as stack:
        guest = linux_guest.Linux(quick, kernel, f"-- {LINUX_TREE} {CALLER}", stack, note)
        guest.run(TIMEOUT_S, take)
    if CALLER not in found:
        raise Failure("Linux's /proc/kallsyms could not be read")
    return found.get(LINUX_TREE)
