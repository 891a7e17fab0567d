"""Finds out what perf can count and trace here, and what is missing: tries each event once, on `true`.

SPDX-License-Identifier: MIT
"""

import os
import platform
import re
import subprocess

from . import Failure, UsageError, host

# :G in the guest, :H outside it (hypervisor and QEMU); u in user mode, k in the kernel.
GUEST = ("cycles:Gu", "cycles:Gk", "instructions:Gu", "instructions:Gk", "branch-misses:G",
         "iTLB-load-misses:G", "dTLB-load-misses:G")
HYPERVISOR = ("cycles:H", "instructions:H")
SOFTWARE = ("task-clock", "context-switches", "cpu-migrations", "page-faults")
EXITS = {"x86_64": ("kvm:kvm_exit", "kvm:kvm_entry", "kvm:kvm_pio", "kvm:kvm_mmio"),
         "arm64": ("kvm:kvm_exit", "kvm:kvm_entry", "kvm:kvm_mmio")}
PACKAGE = "linux-perf"
# Events.missing calls KVM's tracepoints this.
TRACEPOINTS = "tracepoints of KVM"
TRY_S = 20

# A pattern for what perf says of an event that it cannot have, what that means, and the remedy.
REFUSALS = (
    (r"unknown tracepoint", "this kernel has no such tracepoint: KVM's module is not loaded",
     "sudo modprobe kvm_intel or kvm_amd"),
    (r"[Nn]o permissions? to read|can't access trace events", "its tracepoints may not be read",
     "run it as root, or sudo mount -o remount,mode=755 /sys/kernel/tracing and "
     "sudo sysctl kernel.perf_event_paranoid=-1"),
    (r"perf_event_paranoid|[Pp]ermission|not permitted|access to performance",
     "this user may not (perf_event_paranoid)", "sudo sysctl kernel.perf_event_paranoid=-1, or run it as root"),
    (r"not supported|No such device|not found", "this machine has no such event: no PMU that its kernel knows",
     "bare metal, or a virtual machine with a PMU (QEMU: -cpu host,pmu=on)"),
)


def find():
    """Returns perf's path and version. Raises UsageError if it is missing, Failure if it does not run."""
    program = host.require("perf")
    done = _run([program, "--version"])
    said = (done.stdout + done.stderr).strip()
    version = re.search(r"perf version (\S+)", done.stdout)
    if done.returncode or not version:
        # Ubuntu's perf is a script that looks for one of the running kernel's version.
        raise Failure(f"{program} does not run ({' '.join(said.split())[:200] or 'it says nothing'}): install "
                      f"the one for this kernel, {platform.release()} (Debian's package {PACKAGE})")
    return program, version[1]


def guest_words(program):
    """Returns the option that has `perf script` show what was sampled while a vCPU was loaded. On arm64 that is
    nearly all of KVM's events: perf takes them for the guest's, and drops those of guests that it does not know.
    Returns [] before 5.19, which lacks the option."""
    done = _run([program, "script", "-h"])
    return ["--guest-code"] if "--guest-code" in done.stdout + done.stderr else []


def _run(command):
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=TRY_S, check=False, env={**os.environ, "LC_ALL": "C"})
    except subprocess.TimeoutExpired:
        raise Failure(f"{command[0]} took more than {TRY_S} s to try an event") from None
    except OSError as error:
        raise UsageError(f"{command[0]}: {error.strerror}") from None


def why_not(status, text):
    """Returns (why, remedy) for what perf answered, or None if the event is there."""
    if status == 0 and "<not supported>" not in text:
        return None
    for pattern, why, remedy in REFUSALS:
        if re.search(pattern, text):
            return why, remedy
    return (" ".join(text.split())[:200] or f"perf ended with status {status}"), "perf stat -e EVENT true shows it"


class Events:
    """The events that are there, as guest, hypervisor, software, exits. missing: [{what, why, remedy}]."""

    def __init__(self, program, arch, kvm_problem):
        self.missing = []
        if kvm_problem:
            self._lacks("KVM", kvm_problem, "`make doctor` says what to do; under emulation there are no VM exits, "
                                            "and no guest mode that a PMU could tell apart")
        self._program = program
        self.software = self._those_of("software events", SOFTWARE)
        self.guest = self._those_of("PMU", GUEST)
        self.hypervisor = self._those_of(None, HYPERVISOR)
        self.exits = self._those_of(TRACEPOINTS, EXITS[arch], together=True)

    def _lacks(self, what, why, remedy):
        self.missing.append({"what": what, "why": why, "remedy": remedy})

    def _refused(self, names):
        done = _run([self._program, "stat", "-x,", "-e", names, "--", "true"])
        return why_not(done.returncode, done.stdout + done.stderr)

    def _those_of(self, what, names, together=False):
        """Returns the events of a kind that are there. Those that are not are noted as missing, if `what` names the
        kind. `together`: all or none."""
        refused = {}
        for name in names if self._refused(",".join(names)) else ():
            reason = self._refused(name)
            if reason:
                refused[name] = reason
        there = [name for name in names if name not in refused]
        if what and refused:
            named = what if not there else f"{what}: {', '.join(refused)}"
            self._lacks(named, *next(iter(refused.values())))
        return () if together and refused else tuple(there)


class AllThere:
    """The events that --dry-run shows: those of a machine that lacks nothing."""
    guest, hypervisor, software, missing = GUEST, HYPERVISOR, SOFTWARE, ()

    def __init__(self, arch):
        self.exits = EXITS[arch]
