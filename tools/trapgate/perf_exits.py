"""Counts VM exits by reason, inside the measured blocks and outside, from what `perf script` prints.

The guest marks the edges of its blocks (lib/mark.h). If a write to the mark's place follows an exit, before the
guest is entered again, that exit is the mark itself. SPDX-License-Identifier: MIT
"""

import re
from collections import namedtuple

from . import Failure

MARK_CLOSE = 0x80000000
# lib/<arch>/mark.c writes here: to a port; to the address of UARTECR on QEMU's virt.
MARK_PLACE = {"x86_64": ("pio", 0xEC), "arm64": ("mmio", 0x9000004)}

LINE = re.compile(r"\s*[0-9]+\s+([0-9]+)\.([0-9]{9}):\s+kvm:(\w+):\s?(.*)")
LOST = re.compile(r"PERF_RECORD_LOST(?:_SAMPLES)?\s+lost ([0-9]+)")
# Linux's own print format, before and after 5.11, and libtraceevent's plug-in.
EXIT_X86 = re.compile(r"(?:vcpu [0-9]+ )?reason (.+?) rip 0x[0-9a-f]+")
EXIT_ARM64 = re.compile(r"(\w+): [EH]SR_EC: 0x[0-9a-f]+ \(([^)]*)\), PC: 0x[0-9a-f]+")
PIO = re.compile(r"pio_(write|read) at (0x[0-9a-f]+) size [0-9]+ count [0-9]+ val (0x[0-9a-f]+)")
MMIO = re.compile(r"mmio (write|read|unsatisfied-read) len [0-9]+ gpa (0x[0-9a-f]+) val (0x[0-9a-f]+)")

Access = namedtuple("Access", "way direction address value")


def _reason(text):
    """Returns what kvm_exit gives as its reason; None if it cannot be read."""
    found = EXIT_X86.match(text)
    if found:
        return found[1].strip()
    found = EXIT_ARM64.match(text)
    return found and (found[2] if found[1] == "TRAP" else found[1])


def _access(event, text):
    found = (PIO if event == "kvm_pio" else MMIO).match(text)
    return found and Access(event.removeprefix("kvm_"), found[1], int(found[2], 16), int(found[3], 16))


class Tally(dict):
    """Exits by reason: {reason: [exits, ns until the guest was entered again]}."""

    def add(self, reason, span_ns, exits=1):
        row = self.setdefault(reason, [0, 0])
        row[0] += exits
        row[1] += span_ns

    def merge(self, other):
        for reason, (exits, span_ns) in other.items():
            self.add(reason, span_ns, exits)

    def exits(self):
        return sum(row[0] for row in self.values())


class Pending:
    """An exit whose end has not been seen yet."""

    def __init__(self, reason, time_ns, block):
        self.reason, self.time_ns, self.block = reason, time_ns, block
        self.accessed = reason is None  # a mark's own access says no more


class Exits:
    """The exits of one vCPU, read line by line. blocks: {number: Tally}; spans_ns: {number: how long the block
    took}; outside: Tally; marks: how many there were, and marks_ns: how long they took."""

    def __init__(self, arch):
        self._place = MARK_PLACE[arch]
        self.blocks, self.spans_ns, self.outside = {}, {}, Tally()
        self.marks = self.marks_ns = self.lost = 0
        self._open = self._began_ns = self._pending = None

    def read(self, lines):
        for line in lines:
            self._line(line.rstrip("\n"))
        self._settle(None)
        if self._open is not None:
            raise Failure(f"block {self._open} was opened and never closed: the run was cut short")
        if self.lost:
            raise Failure(f"perf lost {self.lost} events, so that exits cannot be told from each other: "
                          "measure less at once (ROUNDS=, BENCHES=)")
        return self

    def _line(self, line):
        lost = LOST.search(line)
        if lost:
            self.lost += int(lost[1])
            return
        found = LINE.match(line)
        if not found:
            if line.strip():
                raise Failure(f"perf script: expected 'tid time: kvm:event: ...', got {line[:200]!r}")
            return
        time_ns, event, text = int(found[1] + found[2]), found[3], found[4]
        if event == "kvm_exit":
            self._exit(time_ns, text)
        elif event == "kvm_entry":
            self._settle(time_ns)
        elif event in ("kvm_pio", "kvm_mmio"):
            self._accessed(event, text)

    def _exit(self, time_ns, text):
        reason = _reason(text)
        if not reason:
            raise Failure(f"perf script: kvm_exit in a form that is not known: {text[:200]!r}")
        self._settle(None)  # the last one's entry was not traced: the guest was entered on KVM's fast path
        self._pending = Pending(reason, time_ns, self._open)

    def _accessed(self, event, text):
        access = _access(event, text)
        if not access:
            raise Failure(f"perf script: {event} in a form that is not known: {text[:200]!r}")
        if access.direction == "write" and (access.way, access.address) == self._place:
            self._mark(access.value)
        elif self._pending and not self._pending.accessed:
            self._pending.accessed = True
            self._pending.reason += f", {access.direction} {access.address:#x}"

    def _mark(self, value):
        number = value & ~MARK_CLOSE
        if not self._pending:
            raise Failure(f"a mark of block {number} without an exit")
        pending, self._pending = self._pending, None
        if value & MARK_CLOSE:
            if self._open != number:
                raise Failure(f"the mark that closes block {number} found {self._open} open: events are missing")
            self.spans_ns[number] = pending.time_ns - (self._began_ns or pending.time_ns)
            self._open = None
        else:
            if self._open is not None:
                raise Failure(f"block {number} opened inside block {self._open}: events are missing")
            self._open_block(number)
        self._pending = Pending(None, pending.time_ns, None)

    def _open_block(self, number):
        """Opens a block. If its number has exits already, a cell that was refused has left its number to this one:
        they count as outside."""
        self.outside.merge(self.blocks.get(number, {}))
        self.blocks[number] = Tally()
        self._open, self._began_ns = number, None

    def _settle(self, time_ns):
        """Counts the exit that is pending; its end is at time_ns, or not known."""
        pending, self._pending = self._pending, None
        if self._open is not None and self._began_ns is None:
            self._began_ns = time_ns
        if not pending:
            return
        span_ns = time_ns - pending.time_ns if time_ns else 0
        if pending.reason is None:
            self.marks, self.marks_ns = self.marks + 1, self.marks_ns + span_ns
        elif pending.block is None:
            self.outside.add(pending.reason, span_ns)
        else:
            self.blocks[pending.block].add(pending.reason, span_ns)


def by_row(exits, rows):
    """Returns {row: (blocks, samples, Tally, ns)} for rows {row: {block: samples}}; every block must have been
    marked."""
    missing = sorted(block for blocks in rows.values() for block in blocks if block not in exits.spans_ns)
    if missing:
        raise Failure(f"{len(missing)} blocks of samples.csv were not marked, the first is {missing[0]}: "
                      "events are missing (on arm64, perf before 5.19 does not show them)")
    found = {}
    for row, blocks in rows.items():
        tally = Tally()
        for block in blocks:
            tally.merge(exits.blocks[block])
        found[row] = (len(blocks), sum(blocks.values()), tally, sum(exits.spans_ns[b] for b in blocks))
    return found
