"""A result folder, read and checked as a whole before a number of it is believed.

Everything that reads results comes through read(). It raises a Failure if something is wrong with a folder, in a
sentence that says where, and a UsageError for a name that is no result folder.

SPDX-License-Identifier: MIT
"""

import hashlib
import json
import os
import re
from array import array
from statistics import median

from . import Failure, UsageError, results, samples
from .rows import choose_figures

VERSIONS = (1, 2)
INSTRUMENTS = ("kvm", "icount", "native", "hw")
UNITS = ("cycles", "ticks", "instructions", "events")
STATUSES = ("ok", "not_available")
NUMBER = r"-?[0-9]{1,20}(?:\.[0-9]{1,10})?"
NAME = samples.NAME
# A sample's line: the four names of its row, its block, its place there, value, unit.
SAMPLE = re.compile(rf"({NAME},{NAME},{NAME},{NAME}),"
                    rf"([0-9]{{1,9}},[0-9]{{1,9}},[0-9]{{1,9}}),([0-9]{{1,9}}),({NUMBER}),({NAME})")
NAMES = ("arch", "instrument", *results.ROW_KEY, "status", "unit")
COUNTS = ("n", "outliers", "layouts", "boots", "blocks")


class Folder:
    """A result folder, made by read(). path: the folder; facts: environment.json; rows: summary.csv's lines as
    dicts, with '' for a column that an old file lacks; values: {(path, bench, pattern, variant): its samples, in
    order}; boots: the (layout, boot) that samples come from, in order."""

    def __init__(self, path):
        self.path = path
        self.facts = self._environment()
        self.values, self._units, self.boots = {}, {}, []
        self._read_samples(self._text("samples.csv"))
        self.rows = self._summary(self._text("summary.csv"))
        self._check_counts()
        self._check_boots()

    @property
    def arch(self):
        return self.facts["arch"]

    @property
    def instrument(self):
        return self.facts["instrument"]

    def file(self, name):
        return os.path.join(self.path, name)

    def fail(self, name, problem):
        """Raises the Failure for everything that a file should not be: which file, what is wrong, what to do."""
        raise Failure(f"{shown(self.file(name))} {problem}: the folder is damaged or its run never ended; "
                      "measure again")

    def _bytes(self, name):
        path = self.file(name)
        if not os.path.isfile(path):
            self.fail(name, "is missing" if not os.path.lexists(path) else "is not a file")
        with open(path, "rb") as file:
            return file.read()

    def _text(self, name):
        """Returns the lines of a CSV file, checked against its checksum if environment.json has one."""
        data = self._bytes(name)
        key = name.replace(".csv", "_sha256")
        expected = self.facts.get(key)
        if expected is None and self.facts["format_version"] > 1:
            self.fail("environment.json", f"lacks {key}, the checksum of {name}")
        if expected is not None and hashlib.sha256(data).hexdigest() != expected:
            self.fail(name, f"is not what {key} in environment.json was taken of")
        if not data.endswith(b"\n"):
            self.fail(name, "does not end with a whole line")
        try:
            return data.decode("ascii").removesuffix("\n").split("\n")
        except UnicodeDecodeError as error:
            self.fail(name, f"holds a byte that no field may hold, at offset {error.start}")

    def _environment(self):
        name = "environment.json"
        try:
            facts = json.loads(self._bytes(name).decode())
        except (ValueError, RecursionError) as error:
            self.fail(name, f"is not JSON ({error})")
        if not isinstance(facts, dict):
            self.fail(name, "is not an object")
        if facts.get("format_version") not in VERSIONS:
            raise Failure(f"{shown(self.file(name))}: format_version is {shown(facts.get('format_version'))}, expected "
                          f"{' or '.join(map(str, VERSIONS))}: take the tools that belong to it")
        if facts.get("complete") is not True:
            self.fail(name, "does not say that the run is complete")
        for key, known in (("arch", NAME), ("instrument", "|".join(INSTRUMENTS))):
            if key not in facts:
                self.fail(name, f"lacks {key}, expected one like {known}")
            if not isinstance(facts[key], str) or not re.fullmatch(known, facts[key]):
                self.fail(name, f"has {key} {shown(facts[key])}, expected one like {known}")
        for key in ("emulator", "host", "build", "counter", "run", "paths"):
            if not isinstance(facts.get(key), dict) and (facts["instrument"], facts.get(key)) != ("native", None):
                self.fail(name, f"has no object '{key}'")
        return facts

    def _read_samples(self, lines):
        name = "samples.csv"
        if lines[0] != results.SAMPLES_HEADER:
            self.fail(name, f"begins with {shown(lines[0])}, expected {results.SAMPLES_HEADER}")
        seen, boots, block, expected = set(), {}, None, 0
        for number, line in enumerate(lines[1:], 2):
            match = SAMPLE.fullmatch(line)
            if not match:
                self.fail(name, f"has {shown(line)} in line {number}, expected fields like {lines[0]}")
            key, place, seq, value, unit = match.groups()
            if (key, place) != block:
                block, expected = (key, place), 0
                if block in seen:
                    self.fail(name, f"goes back to a block in line {number}, {shown(line)}")
                seen.add(block)
                boots.setdefault(tuple(map(int, place.split(",")[:2])))
                values = self.values.setdefault(key, array("d"))
            if int(seq) != expected or self._units.setdefault(key, unit) != unit:
                self.fail(name, f"has {shown(line)} in line {number}, where sample {expected} of its block should "
                          f"be, in {self._units.get(key, unit)}")
            expected += 1
            values.append(float(value))
        self.boots = list(boots)
        self.values = {tuple(key.split(",")): values for key, values in self.values.items()}
        self._units = {tuple(key.split(",")): unit for key, unit in self._units.items()}

    def _summary(self, lines):
        name, columns = "summary.csv", results.SUMMARY_COLUMNS
        header = lines[0].split(",")
        if header not in (columns, *(columns[:count] for count in results.EARLIER_COLUMNS)):
            self.fail(name, f"begins with {shown(lines[0])}, expected {','.join(columns)}")
        rows = []
        for number, line in enumerate(lines[1:], 2):
            fields = line.split(",")
            row = dict(zip(header, fields))
            if len(fields) != len(header) or not self._is_row(row):
                self.fail(name, f"has {shown(line)} in line {number}, expected fields like {lines[0]}")
            if row["status"] not in STATUSES:
                self.fail(name, f"has a row that is {row['status']} in line {number}")
            rows.append(dict.fromkeys(columns, "") | row)
        choose_figures(rows)
        return rows

    def _is_row(self, row):
        """Returns whether a row has names where names belong, and numbers or nothing after them."""
        return all(re.fullmatch(NAME, row[k]) for k in NAMES) \
            and (row["arch"], row["instrument"]) == (self.arch, self.instrument) and row["unit"] in UNITS \
            and all(re.fullmatch(r"[0-9]{1,10}" if k in COUNTS else NUMBER, v) or not v and k != "n"
                    for k, v in row.items() if k not in NAMES)

    def _check_counts(self):
        """Checks each row of the summary against its samples."""
        name, seen = "summary.csv", set()
        for row in self.rows:
            key = key_of(row)
            values = self.values.get(key, ())
            if key in seen:
                self.fail(name, f"has the row {label(key)} twice")
            seen.add(key)
            if int(row["n"]) != len(values) or bool(values) != (row["status"] == "ok"):
                self.fail(name, f"has {label(key)} as {row['status']} with n={row['n']}; samples.csv has "
                          f"{len(values)} of it")
            if not values:
                continue
            if row["unit"] != self._units[key]:
                self.fail(name, f"has {label(key)} in {row['unit']}, its samples are in {self._units[key]}")
            for column, value in (("min", min(values)), ("median", median(values)), ("max", max(values))):
                # tools/stats prints no more digits than these.
                if not row[column] or abs(float(row[column]) - value) > 1e-6 * max(1, abs(value)):
                    self.fail(name, f"has {shown(row[column])} as {column} of {label(key)}; its samples say {value:.6g}")
        unknown = next((key for key in self.values if key not in seen), None)
        if unknown:
            self.fail("samples.csv", f"has samples of {label(unknown)}, which summary.csv does not have")
        if not self.rows:
            self.fail(name, "has no rows")

    def _check_boots(self):
        """Checks that environment.json names the boots that the samples come from, each complete. A comparison with
        Linux numbers the boots of all its kernels, and environment.json describes only ours."""
        boots = self.facts.get("boots")
        if boots is None:
            return
        name = "environment.json"
        if not isinstance(boots, list) or not all(isinstance(boot, dict) for boot in boots):
            self.fail(name, "has no list 'boots'")
        if not all(boot.get("complete", True) is True for boot in boots):
            self.fail(name, "names a boot that is not complete")
        named = {(boot.get("layout"), boot.get("boot")) for boot in boots}
        if "linux" not in self.facts and named != set(self.boots):
            self.fail(name, f"names {len(named)} boots, samples.csv has the samples of {len(self.boots)}, "
                      "which are not the same")


def key_of(row):
    return tuple(row[k] for k in results.ROW_KEY)


def label(key):
    """Returns a row in words: those of its fields that say something."""
    return " ".join(field for field in key if field != "-")


def shown(value):
    """Returns anything from a file or a command line, fit for a line on a terminal."""
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return text if len(text) <= 120 else text[:117] + "..."


def read(path):
    """Returns the Folder at `path`."""
    if not os.path.isdir(path):
        raise UsageError(f"{shown(path)}: expected a result folder, such as results/reference/x86_64")
    if not os.path.lexists(os.path.join(path, "environment.json")):
        raise UsageError(f"{shown(path)} is no result folder: it has no environment.json")
    return Folder(path)
