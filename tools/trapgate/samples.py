"""Reads the sample region (bench/format.h), and verifies it before a value of it is believed.

A run may have millions of records, so they are kept as columns and looked at a block at a time.
SPDX-License-Identifier: MIT
"""

import re
import struct
import sys
import zlib
from array import array
from collections import Counter, namedtuple
from itertools import groupby

from . import Failure

MAGIC, VERSION, COMPLETE = b"TGSAMPLE", 2, 1
HEADER = struct.Struct("<8sIIQIIQQQQIIQ")
RECORD = struct.Struct("<IIIIQ")
# Names may consist of this: they go into CSV files, plots and tables.
NAME = r"[A-Za-z0-9_.=-]{1,64}"
# The fields in the text of a path.
PATH = re.compile(rf"dispatch=(?P<dispatch>{NAME}),exit=(?P<exit>{NAME}),steps=(?P<steps>(?:{NAME}(?:\+{NAME})*)?),"
                  r"control=(?P<control>[01]),available=(?P<available>[01]),entry=(?P<entry>[0-9a-f]{1,16}),"
                  r"entry_size=(?P<entry_size>[0-9]{1,20}),reason=(?P<reason>[^,\n]*)")
# Facts that must be numbers if they are there.
NUMBERS = ("seed", "rounds", "samples", "warmup", "counter_hz")

Cell = namedtuple("Cell", "number path bench pattern variant batch unit status reason")
Record = namedtuple("Record", "cell block seq reserved value")
# An unbroken series of samples of one cell: records [begin, end).
Block = namedtuple("Block", "number cell begin end")


def _fail(problem):
    raise Failure(f"the samples cannot be used: {problem}")


def _columns(data):
    """Returns the records as a Record of lists."""
    words, values = array("I", data), array("Q", data)
    if sys.byteorder == "big":
        words.byteswap()
        values.byteswap()
    return Record(*(words[n::6].tolist() for n in range(4)), values[2::3].tolist())


def printable(text):
    """Returns words of the guest's without anything that a terminal obeys, since they end on terminals."""
    return "".join(c if c.isprintable() else "?" for c in text)


class Region:
    """A sample region, all of it checked. facts: {key: value}, paths: {name: {field: text}}, cells, columns (a
    Record of lists), blocks."""

    def __init__(self, data):
        if len(data) < HEADER.size:
            _fail(f"{len(data)} bytes hold no header")
        (magic, version, header_size, total, crc, flags, text_at, text_size, records_at,
         record_count, record_size, cell_count, reserved) = HEADER.unpack_from(data)
        if magic != MAGIC or version != VERSION:
            _fail(f"expected {MAGIC!r} version {VERSION}, got {magic!r} version {version}")
        if header_size != HEADER.size or record_size != RECORD.size or total != len(data):
            _fail(f"the header tells of {total} bytes and {record_size} a record, the guest "
                  f"announced {len(data)}")
        if zlib.crc32(memoryview(data)[header_size:]) != crc:
            _fail("their checksum does not hold")
        if not flags & COMPLETE:
            _fail("the benchmark program did not complete them")
        if flags != COMPLETE or reserved:
            _fail(f"the header holds what this version does not know: flags {flags:#x}, {reserved:#x}")
        text_end = text_at + text_size
        if not header_size <= text_at < text_end <= records_at \
                or records_at + record_count * RECORD.size != total:
            _fail("their parts do not follow each other")
        if data[text_end - 1:text_end] != b"\n" or any(data[header_size:text_at] + data[text_end:records_at]):
            _fail("their text does not fill the place that it has")
        self.facts, self.paths, self.cells = {}, {}, []
        self._read_text(data[text_at:text_end])
        self.columns = _columns(data[records_at:])
        if len(self.cells) != cell_count:
            _fail(f"{len(self.cells)} cells are named, {cell_count} were announced")
        self._check_counts()
        self.blocks = list(self._split())
        self._leave_out_refused()

    def _read_text(self, text):
        try:
            facts, _, cells = text.decode().partition("\n\n")
        except UnicodeDecodeError:
            _fail("their text is not UTF-8")
        for line in facts.split("\n"):
            self._read_fact(*line.partition("="))
        for key in NUMBERS:
            if not re.fullmatch(r"[0-9]{1,20}", self.facts.get(key, "1")):
                _fail(f"{key} is {self.facts[key][:100]!r}, expected a number")
        for number, line in enumerate(cells[:-1].split("\n") if cells else ()):
            self.cells.append(self._cell(line, number))
        if len({cell[1:5] for cell in self.cells}) != len(self.cells):
            _fail("they name a cell twice")

    def _read_fact(self, key, equals, value):
        """Reads a line `key=value`; that of a path has fields of its own."""
        name = key.removeprefix("path.")
        known = self.facts if name == key else self.paths
        if not equals or not re.fullmatch(NAME, name) or name in known:
            _fail(f"expected a line 'key=value' with a new key, got {(key + equals + value)[:100]!r}")
        if known is self.facts:
            self.facts[key] = printable(value)
            return
        match = PATH.fullmatch(value)
        if not match:
            _fail(f"expected a path's fields, got {value[:100]!r}")
        self.paths[name] = match.groupdict() | {"reason": printable(match["reason"])}

    @staticmethod
    def _cell(line, number):
        match = re.fullmatch(
            rf"cell={number},path=({NAME}),bench=({NAME}),pattern=({NAME}),variant=({NAME}),"
            r"batch=([1-9][0-9]{0,8}),unit=(counter|events),status=(ok|not_available),"
            r"reason=([^,\n]*)", line)
        if not match:
            _fail(f"expected cell {number}, got {line[:100]!r}")
        path, bench, pattern, variant, batch, unit, status, reason = match.groups()
        return Cell(number, path, bench, pattern, variant, int(batch), unit, status, printable(reason))

    def _check_counts(self):
        counts = Counter(self.columns.cell)
        rounds = int(self.facts.get("rounds", 1)) or 1
        for cell in self.cells:
            count = counts[cell.number]
            if cell.status == "ok" and (count == 0 or count % rounds):
                _fail(f"{cell.path} {cell.bench} is {cell.status} with {count} samples in "
                      f"{rounds} rounds")
        if any(number >= len(self.cells) for number in counts):
            _fail("a sample belongs to no cell")

    def _leave_out_refused(self):
        """Leaves out samples of cells that were measured for some rounds and then turned out not to be available."""
        refused = {cell.number for cell in self.cells if cell.status != "ok"}
        if refused.isdisjoint(self.columns.cell):
            return
        self.records = [record for record in self.records if record.cell not in refused]

    def _split(self):
        """Yields the blocks: each record must be where its predecessor says that the next one is."""
        cells, blocks, seqs, reserved, _ = self.columns
        begins = [at for at, seq in enumerate(seqs) if seq == 0]
        if any(reserved) or begins[:1] != [0][:len(seqs)]:
            self._fail_at(next((at for at, word in enumerate(reserved) if word), 0))
        for number, (begin, end) in enumerate(zip(begins, begins[1:] + [len(seqs)])):
            size = end - begin
            if blocks[begin:end] != [number] * size or seqs[begin:end] != list(range(size)):
                self._fail_at(next(at for at in range(begin, end)
                                   if (blocks[at], seqs[at]) != (number, at - begin)))
            if cells[begin:end] != [cells[begin]] * size:
                _fail(f"block {number} holds samples of two cells")
            yield Block(number, cells[begin], begin, end)

    def _fail_at(self, at):
        before, here = (Record(*(column[n] for column in self.columns)) if n >= 0 else None
                        for n in (at - 1, at))
        _fail(f"after {before} comes {here}: something is missing")

    @property
    def records(self):
        """Returns the records one by one; there may be millions, so this is slow."""
        return list(map(Record._make, zip(*self.columns)))

    @records.setter
    def records(self, records):
        """Takes records of ours, not the guest's: they are believed, and cut into blocks at each change of cell or
        block."""
        columns = zip(*records) if records else ((),) * len(Record._fields)
        self.columns, self.blocks, begin = Record(*map(list, columns)), [], 0
        for (cell, number), some in groupby(zip(self.columns.cell, self.columns.block)):
            end = begin + sum(1 for _ in some)
            self.blocks.append(Block(number, cell, begin, end))
            begin = end

    def reasons(self):
        """Returns why cells are not available: {(path, bench, pattern, variant): reason}."""
        return {(c.path, c.bench, c.pattern, c.variant): c.reason for c in self.cells if c.reason}

    def floor_of(self, path):
        """Returns the floor path to compare a path with, whose exit is the longest begin of the path's; or `-`."""
        if path not in self.paths:
            return "-"
        mine = self.paths[path]["exit"]
        floors = [(len(row["exit"]), name) for name, row in self.paths.items()
                  if row["dispatch"] == "floor" and mine.startswith(row["exit"])]
        return max(floors)[1] if floors else "-"
