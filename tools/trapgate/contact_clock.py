"""Compares the guest's counter with the host's CLOCK_MONOTONIC_RAW: its rate and its step.

The guest prints its counter's value every quarter of a second (bench/clock.c), and the host notes when each line
came. The time that a line takes to arrive varies by far less than the span of all lines.
SPDX-License-Identifier: MIT
"""

import contextlib
import math
import os
import re
import subprocess
import time
from collections import namedtuple

from . import host, image, signals
from .contact import _end, failed, last_line, not_available, ok
from .contact_bench import NO_TRUST
from .contact_boot import not_booted
from .contact_host import of_a_clock

LINES = 13
# A frequency that is a nominal figure may be off by thousands of these; a crystal is off by tens.
PPM_MAX = 500
# If the step is coarser than this, single calls cannot be told apart.
STEP_NS_MAX = 20
HEAD = re.compile(r"counter (\w+) hz ([0-9]+) step ([0-9]+)")

# at: (the counter, the host's clock in ns) of each line.
Told = namedtuple("Told", "name hz step at")


def slope(at):
    """Returns the ticks a second, by least squares."""
    x = [(ns - at[0][1]) / 1e9 for _, ns in at]
    y = [ticks - at[0][0] for ticks, _ in at]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / sum((a - mean_x) ** 2 for a in x)


def uncertainty_ppm(at):
    """Returns by how much the slope may be off: three standard errors, by how far the lines' arrival is from
    straight."""
    hz = slope(at)
    mean_ns, mean_ticks = sum(ns for _, ns in at) / len(at), sum(ticks for ticks, _ in at) / len(at)
    late = [(ns - mean_ns) / 1e9 - (ticks - mean_ticks) / hz for ticks, ns in at]
    spread = sum(((ns - mean_ns) / 1e9) ** 2 for _, ns in at)
    return 3e6 * math.sqrt(sum(s * s for s in late) / (len(at) - 2) / spread)


def parse(lines):
    """Returns the Told of (line, ns) as they came; None if they are not whole."""
    head = HEAD.fullmatch(lines[0][0]) if lines else None
    at = [(int(text[3:]), ns) for text, ns in lines[1:] if re.fullmatch(r"at [0-9]+", text)]
    return Told(head[1], int(head[2]), int(head[3]), at) if head and at else None


def _listen(contact):
    """Returns the guest's lines, each with the host's time of its arrival. The guest is not pinned: tools/run must
    pass the lines on, and would be busy with pinning meanwhile."""
    words = contact.tool("run", "--timeout", f"{contact.opts.timeout:g}", image.bench(contact.arch), "clock", "--rounds",
                         str(LINES))
    lines = []
    with open(contact.file("clock.log"), "wb") as log:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                   env={**os.environ, "TRAPGATE_CPU": host.NO_CPU})
        try:
            for line in process.stdout:
                lines.append((line.decode(errors="replace").strip(), time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)))
        finally:
            with signals.blocked(), contextlib.suppress(OSError):
                _end(process)
                process.stdout.close()
    contact.write("clock.txt", "".join(f"{ns} {text}\n" for text, ns in lines))
    return lines


def _told(contact):
    """Returns what the guest told. It is asked once for both stages."""
    if "clock" not in contact.runs:
        contact.runs["clock"] = parse(_listen(contact))
    return contact.runs["clock"]


def _why_not(contact):
    if not contact.boots:
        return not_booted()
    if contact.accel == "icount":
        return not_available("an emulator's counter counts instructions, no time", "a machine with KVM")
    return None


def _silent(contact):
    with open(f"{contact.folder}/clock.log", encoding="utf-8", errors="replace") as file:
        return failed(f"the guest told no values: {last_line(file.read())}", "clock.log")


def rate(contact):
    cannot = _why_not(contact)
    told = None if cannot else _told(contact)
    if cannot or told is None:
        return cannot or _silent(contact)
    return of_a_clock(contact, judge_rate(told))


def judge_rate(told):
    """Judges the frequency that the guest claims by the one that the host sees."""
    if not told.hz or len(told.at) < 3:
        return not_available(f"the guest does not know the frequency of its {told.name}",
                             "a host that tells it (CPUID 15H, or KVM's timing leaf)")
    seen, doubt = slope(told.at), uncertainty_ppm(told.at)
    ppm = (told.hz - seen) / seen * 1e6
    text = f"{told.name}: {told.hz} Hz by the guest, {seen:.0f} by CLOCK_MONOTONIC_RAW ({ppm:+.0f} ppm)"
    if doubt > PPM_MAX:
        return not_available(f"{text}, but the lines came so irregularly that it may be off by {doubt:.0f} ppm",
                             "a host with less to do")
    if abs(ppm) > PPM_MAX:
        return failed(f"{text}, more than {PPM_MAX} apart", "do not convert cycles into ns here; send the tar file")
    return ok(text)


def step(contact):
    cannot = _why_not(contact)
    told = None if cannot else _told(contact)
    if cannot or told is None:
        return cannot or _silent(contact)
    return judge_step(told)


def judge_step(told):
    if not told.step:
        return failed(f"{told.name} stood still", NO_TRUST)
    if not told.hz:
        return ok(f"{told.name} advances by {told.step} at a time")
    ns = told.step * 1e9 / told.hz
    text = f"{told.name} advances by {told.step} at a time, {ns:.1f} ns"
    return ok(text, "read the rows in batches: a step is more than a dispatch takes" if ns > STEP_NS_MAX else "")
