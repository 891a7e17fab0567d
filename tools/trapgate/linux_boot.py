"""Measures what it takes to get to the first instruction in user mode: memory, and the emulator's time.

These are boots of their own. Their workload is the benchmark program, which only lists what it has.
SPDX-License-Identifier: MIT
"""

import argparse
import contextlib
import os
import statistics

from . import Failure, TimedOut, guest, linux_guest

LARGEST_MIB = 512
TIMES = 3
TIMEOUT_S = 60
# Some kernels that lack memory do not say so, and wait for ever: a boot may take so many times what it usually takes.
PATIENCE = 10


class Nothing:
    """A sink for a program whose words nobody waits for."""

    def stdout(self, data):
        pass

    stderr = log = stdout


def _linux(opts, kernel, stack):
    machine = linux_guest.Linux(opts, kernel, "", stack, lambda text: None)
    return machine, lambda: machine.run(opts.timeout)


def _trapgate(opts, _kernel, stack):
    machine = guest.Guest(opts, [], stack, lambda text: None)
    stdin = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    stack.callback(os.close, stdin)
    return machine, lambda: machine.run(Nothing(), stdin, opts.timeout)


KERNELS = {"linux": _linux, "trapgate": _trapgate}


def measure(opts, kernel, note):
    """Returns {kernel: {'seconds': S, 'memory_mib': M}}."""
    found = {}
    for name in KERNELS:
        note(f"{name}: time and memory to user mode")
        usual_s = seconds(opts, kernel, name)
        found[name] = {"seconds": usual_s, "memory_mib": memory_mib(opts, kernel, name, usual_s)}
    return found


def seconds(opts, kernel, name):
    """Returns the wall time from QEMU's start to the first instruction in user mode: the median of some boots."""
    boots = [_boot(opts, kernel, name, LARGEST_MIB, TIMEOUT_S) for _ in range(TIMES)]
    for first_user_s, problem in boots:
        if first_user_s is None:
            raise Failure(f"{name} did not come to user mode with {LARGEST_MIB} MiB: {problem}")
    return round(statistics.median(first_user_s for first_user_s, _ in boots), 3)


def memory_mib(opts, kernel, name, usual_s):
    """Returns the least -m, in MiB, with which a kernel gets there. It halves, so every larger size is taken to do."""
    low, high = 0, LARGEST_MIB
    while high - low > 1:
        middle = (low + high) // 2
        if _boot(opts, kernel, name, middle, 5 + PATIENCE * usual_s)[0] is None:
            low = middle
        else:
            high = middle
    return high


def _boot(opts, kernel, name, memory, timeout):
    """Boots once. Returns (seconds to the first instruction in user mode or None, what went wrong)."""
    quick = argparse.Namespace(**{**vars(opts), "memory": memory, "timeout": timeout,
                                  "command": [opts.command[0], "list"]})
    problem = None
    # Each boot's memory goes before the next boot begins.
    with contextlib.ExitStack() as stack:
        machine, run = KERNELS[name](quick, kernel, stack)
        try:
            run()
        except (Failure, TimedOut) as error:
            problem = error
        return machine.session.first_user_s, problem
