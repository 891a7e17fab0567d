"""Reads the counts of instructions by tools/plugin/count.c, in which each repeated string instruction counts once.

If the processor's string instructions are repeated, icount counts every iteration. The plugin also counts all
iterations; that count is held against the counter that the program read: they must agree sample by sample.
SPDX-License-Identifier: MIT
"""

import itertools
import os
import re
from collections import namedtuple

from . import ROOT, Failure, elf, image, samples

PLUGIN = os.path.join(ROOT, "build", "host", "count.so")
VARIANT = "rep_once"
# Names in the benchmark program: what holds the reads of the counter, what begins each block.
TIMED = re.compile(r"(timed|partner)_")
BLOCK = "window_open"
# Threads that take turns read the counter in between: a window may reach over so many reads.
NEAR = 8
# An instruction that faults is executed again: the plugin counts it twice, icount does not.
FAULTS_MAX = 8

Read = namedtuple("Read", "all once tree compares")

# QEMU's loaders put Linux's real-mode code here, after its boot sector; RAM begins there.
BZIMAGE_FIRST = 0x10200
VIRT_RAM = 0x40000000
IMAGE_ALIGN = 0x200000


def linux_first(kernel, arch):
    """Returns the address of Linux's first instruction."""
    if arch == "x86_64":
        return BZIMAGE_FIRST
    with open(kernel, "rb") as file:
        header = file.read(64)
    offset = int.from_bytes(header[8:16], "little")
    return VIRT_RAM + offset + (IMAGE_ALIGN if offset < 4096 else 0)


def trapgate_first(arch):
    """Returns the address of our first instruction."""
    if arch == "x86_64":
        return image.read(arch).symbols()["start_pvh"].value
    return linux_first(image.boot_file(arch), arch)


class Plugin:
    """The plugin in one run: its words for QEMU's command, and what its file says afterwards."""

    def __init__(self, arch, kernel_first, tree, path):
        program = elf.Elf(image.require(os.path.join(ROOT, "build", arch, "bench"), arch))
        symbols = program.symbols()
        self.kernel_first, self.user_first, self.path = kernel_first, program.entry, path
        timed = [s for name, s in symbols.items() if TIMED.match(name)]
        words = [image.require(PLUGIN, arch), f"out={path}", f"first={kernel_first:x}",
                 f"first={program.entry:x}", f"mark={symbols[BLOCK].value:x}",
                 f"text={min(s.value for s in timed):x}-{max(s.value + s.size for s in timed):x}"]
        if tree:
            words.append(f"tree={tree[0]:x}-{tree[1]:x}")
        self.words = ["-plugin", ",".join(words)]

    def read(self):
        """Returns the Counts of the machine that has ended."""
        try:
            with open(self.path, encoding="ascii") as file:
                return Counts(file.read(), self.kernel_first, self.user_first)
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"the counting plugin left nothing to read: {error}") from None


class Counts:
    """The counts of one run. boot: {'all': N, 'once': N} from the kernel's first instruction to the first in user
    mode; blocks: for each block of the run, a list of the counter's reads in it."""

    def __init__(self, text, kernel_first, user_first):
        *lines, last = text.splitlines() or [""]
        if not re.fullmatch(r"end [0-9]+ [0-9]+", last):
            raise Failure("the counting plugin's file has no end: QEMU was cut short")
        first, self.blocks = {}, []
        for line in lines:
            kind, *words = line.split()
            if kind == "first":
                first[int(words[0], 16)] = tuple(map(int, words[1:]))
            elif kind == "mark":
                self.blocks.append([])
            elif self.blocks:
                self.blocks[-1].append(Read(*map(int, words)))
        for what, address in (("kernel", kernel_first), ("program", user_first)):
            if address not in first:
                raise Failure(f"the {what}'s first instruction, {address:#x}, was never executed: "
                              "this kernel is loaded elsewhere")
        begin, end = first[kernel_first], first[user_first]
        self.boot = {"all": end[0] - begin[0], "once": end[1] - begin[1]}

    def by_record(self, region):
        """Returns for each record of the region the differences of its two reads, or None if the record's value is
        not the counter's. Raises Failure if the reads do not show the value that the program took. A block without
        records belongs to a cell that turned out not to be available."""
        found, blocks = [], iter(self.blocks)
        for _, group in itertools.groupby(region.records, key=lambda record: record.block):
            records = list(group)
            if region.cells[records[0].cell].unit != "counter":
                found += [None] * len(records)
                continue
            windows = next(filter(None, (_match(reads, records) for reads in blocks)), None)
            if windows is None:
                raise Failure("the counting plugin and the program's counter disagree: "
                              f"{region.cells[records[0].cell].bench}, block {records[0].block}")
            found += windows
        return found


def _match(reads, records):
    """Returns the windows of a block's records, or None if the reads are another block's. It begins at the last
    record, since warm-up comes first."""
    found, end = [], len(reads)
    for record in reversed(records):
        pairs = ((i, j) for j in range(end - 1, 0, -1) for i in range(j - 1, max(j - NEAR, 0) - 1, -1))
        pair = next((p for p in pairs if 0 <= _faults(reads, p, record) <= FAULTS_MAX), None)
        if pair is None:
            return None
        found.append(_window(reads, pair, _faults(reads, pair, record)))
        end = pair[0]
    return found[::-1]


def _faults(reads, pair, record):
    return reads[pair[1]].all - reads[pair[0]].all - record.value


def _window(reads, pair, faults):
    begin, end = (reads[n] for n in pair)
    return Read(end.all - begin.all - faults, end.once - begin.once - faults, end.tree - begin.tree,
                end.compares - begin.compares)


def once(variant):
    """Returns the name of the variant that counts each string instruction of `variant` once."""
    return VARIANT if variant == "-" else f"{variant}_{VARIANT}"


def add_variant(region, windows):
    """Adds cells and records of once(), after those that the region has."""
    twin = {}
    for cell in [c for c in region.cells if (c.status, c.unit) == ("ok", "counter")]:
        twin[cell.number] = len(region.cells)
        region.cells.append(cell._replace(number=len(region.cells), variant=once(cell.variant)))
    region.records += [samples.Record(twin[r.cell], r.block, r.seq, 0, window.once)
                       for r, window in zip(list(region.records), windows) if window]


def tree_by_call(region, windows, path):
    """Returns {call: (instructions, compares)} in the compare tree, of the pattern cycle8."""
    calls = cycle8_calls()
    warmup = int(region.facts["warmup"])
    found = {}
    for record, window in zip(region.records, windows):
        cell = region.cells[record.cell]
        if (cell.bench, cell.pattern, cell.path, cell.variant) == ("dispatch", "cycle8", path, "-"):
            found.setdefault(calls[(record.seq + warmup) % len(calls)], set()).add((window.tree, window.compares))
    if any(len(some) != 1 for some in found.values()):
        raise Failure(f"{path}: the same call did not take the same way through its back end twice")
    return {call: some.pop() for call, some in found.items()}


def cycle8_calls():
    """Returns the names of the calls, in the order of bench/pattern.c."""
    with open(os.path.join(ROOT, "bench", "pattern.c"), encoding="utf-8") as file:
        numbers = re.search(r"pattern_numbers\[PATTERN_CALLS\] = \{(.*?)\}", file.read(), re.DOTALL)
    return re.findall(r"SYS_(\w+)", numbers[1])
