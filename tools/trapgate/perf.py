"""Runs the benchmark under perf: makes the words before QEMU's command, and reads the outcome.

perf_events.py finds out what is there; perf_stat.py and perf_exits.py read what perf says; perf_report.py tells of
it. SPDX-License-Identifier: MIT
"""

import csv
import os
import subprocess

from . import Failure, perf_events, perf_exits, perf_stat

MARK = "mark=1"  # of the kernel's command line: lib/mark.c
# The ring buffer of each CPU: an exit is three events of about 100 bytes.
BUFFER = "8M"
# QEMU is not left behind, whatever ends perf or the tools.
LEASH = ("setpriv", "--pdeathsig", "KILL", "--")
COUNTS_FILE, TRACE_FILE = "perf-stat.csv", "perf.data"


def events_counted(events, accel):
    """Returns the events for perf stat. Without KVM a guest's events are nobody's, and the emulator's own mislead."""
    if accel != "kvm":
        return events.software
    return (*events.guest, *events.hypervisor, *events.software)


def prefix(program, events, accel, folder):
    """Returns the words before QEMU's command; [] if nothing can be counted."""
    words = []
    if accel == "kvm" and events.exits:
        words += ["env", "LC_ALL=C", program, "record", "-q", "--no-buildid", "--no-buildid-cache", "-m", BUFFER,
                  "-o", os.path.join(folder, TRACE_FILE)]
        for name in events.exits:
            words += ["-e", name]
        words += ["--", *LEASH]
    counted = events_counted(events, accel)
    if counted:
        words += ["env", "LC_ALL=C", program, "stat", "-x,", "-o", os.path.join(folder, COUNTS_FILE), "-e",
                  ",".join(counted), "--", *LEASH]
    return words


def counts(folder, asked):
    """Returns what perf stat counted of the events that it was asked for; [] if it did not run."""
    try:
        with open(os.path.join(folder, COUNTS_FILE), encoding="utf-8", errors="replace") as file:
            return perf_stat.parse(file.read(), asked)
    except FileNotFoundError:
        return []


def _blocks(samples):
    """Returns {(path, bench, pattern, variant): {block: samples}}."""
    rows = {}
    with open(samples, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["layout"] != "0" or row["boot"] != "0":
                raise Failure(f"{samples}: expected one boot, since each numbers its blocks from 0")
            blocks = rows.setdefault((row["path"], row["bench"], row["pattern"], row["variant"]), {})
            blocks[int(row["block"])] = blocks.get(int(row["block"]), 0) + 1
    return rows


def exits(program, folder, arch, samples):
    """Returns (Exits, by_row()) of a traced run; (None, None) if none was traced."""
    trace = os.path.join(folder, TRACE_FILE)
    if not os.path.exists(trace):
        return None, None
    command = [program, "script", "-i", trace, "--ns", "--show-lost-events", "-F", "tid,time,event,trace",
               *perf_events.guest_words(program)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="replace", env={**os.environ, "LC_ALL": "C"}) as process:
        # perf's complaints are few: they wait in the pipe until all lines are read.
        found = perf_exits.Exits(arch).read(process.stdout)
        said = process.stderr.read()
    if process.returncode:
        raise Failure(f"perf script ended with status {process.returncode}: {' '.join(said.split())[-300:]}")
    return found, perf_exits.by_row(found, _blocks(samples))
