"""Runs a case of tests.cfg on Trapgate: its program, arguments and input.

SPDX-License-Identifier: MIT
"""

import os
import re
import shlex
import subprocess

import cases

RUN = os.path.join(cases.ROOT, "tools/run")
BOCHS = os.path.join(cases.HERE, "bochs")
# tools/run ends a run itself; this is for when it does not.
GRACE_S = 60
# TEST_OPTIONS: more words for tools/run, which override a case's own: `--accel kvm`.
MORE = shlex.split(os.environ.get("TEST_OPTIONS", ""))
# TEST_SLOWER: how many times as long as usual a run may take, for KVM on an emulated processor.
SLOWER = float(os.environ.get("TEST_SLOWER", "1"))
# TEST_JOBS: how many cases run at once. Beside others no KVM guest is pinned: all would be pinned to the same CPU.
ALONE = os.environ.get("TEST_JOBS", "1") == "1"


def program_path(arch, program):
    """Returns the path of what tests.cfg names: bench, or a program of the tests."""
    if program == "bench":
        return os.path.join(cases.ROOT, "build", arch, "bench")
    return os.path.join(cases.ROOT, "build", arch, "tests", program)


def symbol(arch, name):
    """Returns a kernel symbol's address, for a {NAME} in arguments."""
    with open(os.path.join(cases.ROOT, "build", arch, "trapgate.sym"), encoding="ascii") as file:
        for line in file:
            if line.split()[-1] == name:
                return "0x" + line.split()[0]
    raise cases.ConfigError(f"there is no symbol {name} in the kernel of {arch}")


def with_symbols(arch, text):
    return re.sub(r"\{([a-z_]\w*)\}", lambda m: symbol(arch, m[1]), text)


def arguments(case, expected):
    return shlex.split(with_symbols(case.arch, expected.arguments))


def stdin(case):
    return case.stdin.encode().decode("unicode_escape").encode("latin-1")


def command(case, timeout):
    """Returns the words before the program. TEST_OPTIONS are tools/run's, so Bochs gets none."""
    if case.model:
        return [BOCHS, "--model", case.model, "--timeout", f"{timeout:g}", *case.options]
    return [RUN, "--arch", case.arch, "--timeout", f"{timeout:g}", *case.options, *(MORE or _emulated(case))]


def _emulated(case):
    """Returns the words that keep KVM, which a host may have, from a case that expects an emulator's processor."""
    return [] if case.anywhere or "--accel" in case.options else ["--accel", "icount"]


def environment():
    return {**os.environ, **({} if ALONE else {"TRAPGATE_CPU": "none"})}


def trapgate(case, expected):
    """Runs a row of a case once. Returns (status, stdout, stderr)."""
    timeout = case.timeout * SLOWER
    words = [*command(case, timeout), program_path(case.arch, case.program), *arguments(case, expected)]
    try:
        done = subprocess.run(words, input=stdin(case), capture_output=True, check=False,
                              timeout=timeout + GRACE_S, env=environment())
    except subprocess.TimeoutExpired:
        return "no end", "", f"{shlex.join(words)} did not end"
    return (done.returncode, done.stdout.decode(errors="backslashreplace"),
            done.stderr.decode(errors="backslashreplace"))
