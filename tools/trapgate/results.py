"""A result folder: written under a hidden name, given its own only when it is whole.

SPDX-License-Identifier: MIT
"""

import contextlib
import csv
import io
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time

from . import ROOT, Failure, UsageError, signals

# What a counter counts in (the region's fact `counter`).
UNITS = {"TSC": "cycles", "PMCCNTR_EL0": "cycles", "CNTVCT_EL0": "ticks"}


def counter_unit(region, instrument):
    """Returns the unit of a region's values: icount's, or the counter's own."""
    return "instructions" if instrument == "icount" else UNITS.get(region.facts.get("counter"), "ticks")

# Samples of one boot, summary, plots and reports of all benchmarks take 7 MB.
ROOM, ROOM_BYTES = ".room", 16 << 20
STATS = os.path.join(ROOT, "build", "host", "stats")
ROW_KEY = ("path", "bench", "pattern", "variant")
SAMPLES_HEADER = "path,bench,pattern,variant,layout,boot,block,seq,value,unit"
# summary.csv's columns; old folders have only the first so many.
FIRST_COLUMNS = 16
EARLIER_COLUMNS = (FIRST_COLUMNS, 31)
SUMMARY_COLUMNS = ("arch,instrument,path,bench,pattern,variant,status,unit,n,min,median,p99,max,baseline,"
                   "net_median,over_floor,p1,p5,q1,q3,p95,p999,mad,outliers,median_low,median_high,"
                   "stub_median,slope,layouts,boots,blocks,step,mean,mean_low,mean_high,net_mean,over_floor_mean,"
                   "slope_mean,first_quarter,last_quarter,drift,drift_p").split(",")


def default_name(arch, instrument, of=""):
    """Returns results/<time>-<host>-<arch>-<instrument>; `of`: what of the host's is measured, after the host's
    name."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    node = re.sub(r"[^A-Za-z0-9.]", "_", platform.node() or "host")
    return os.path.join(ROOT, "results", f"{stamp}-{node}{of}-{arch}-{instrument}")


class Folder:
    """A folder in the making: `path` is where to write; publish() makes it `target`; otherwise it goes away."""

    def __init__(self, target, stack):
        self.target = _place(target)
        self.check_free()
        parent = os.path.dirname(self.target)
        try:
            os.makedirs(parent, exist_ok=True)
            with signals.blocked():
                self.path = tempfile.mkdtemp(prefix=".unfinished-", dir=parent)
                stack.callback(shutil.rmtree, self.path, ignore_errors=True)
            self._keep_room()
        except OSError as error:
            raise UsageError(f"OUT={target}: {signals.in_words(error)}") from None

    def _keep_room(self):
        """Keeps the room that is needed to write after measuring. If there is none, nothing is measured."""
        with open(self.file(ROOM), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, ROOM_BYTES)

    def use_room(self):
        """Gives the room up after everything is measured: it is for what is made of that."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.file(ROOM))

    def check_free(self):
        """Refuses a target that holds anything: such a folder is never written to."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not os.listdir(self.target):
                return
        if os.path.lexists(self.target):
            raise UsageError(f"OUT={self.target} exists and is not an empty folder: give another "
                             "name, or remove it first")

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def publish(self):
        """Renames the folder once, so that nobody ever sees half of it. Its mode is what any new folder of the
        caller's has."""
        self.use_room()
        os.chmod(self.path, file_mode(0o777))
        os.sync()
        try:
            os.rename(self.path, self.target)
        except OSError:
            self.check_free()
            raise


def file_mode(most=0o666):
    """Returns the mode of a new file of the caller's, by the caller's umask."""
    mask = os.umask(0)
    os.umask(mask)
    return most & ~mask


def _place(target):
    """Returns the folder's absolute name. A link to a folder stands for the folder, since a folder cannot take a
    link's place."""
    path = os.path.abspath(target)
    if os.path.islink(path):
        if not os.path.isdir(path):
            raise UsageError(f"OUT={target} is a symbolic link to {os.readlink(path)}, which is no folder: make that folder, "
                             "or give another name")
        path = os.path.realpath(path)
    return path


def per_call(value, batch):
    """Returns a sample of `batch` calls for one of them. It is exact if that is a power of two, up to 1024."""
    if value % batch == 0:
        return str(value // batch)
    return f"{value / batch:.10f}".rstrip("0").rstrip(".")


def unit_of(cell, unit):
    """Returns what a cell's values count: `unit`, the run's counter's, but for events of the PMU."""
    return cell.unit if cell.unit != "counter" else unit


def block_lines(region, unit, layout, boot):
    """Yields the rows of samples.csv, the text of a block at a time."""
    for block in region.blocks:
        cell = region.cells[block.cell]
        head = f"{cell.path},{cell.bench},{cell.pattern},{cell.variant},{layout},{boot},{block.number},"
        values = region.columns.value[block.begin:block.end]
        shown = map(str, values) if cell.batch == 1 else (per_call(v, cell.batch) for v in values)
        tail = f",{unit_of(cell, unit)}\n"
        yield "".join([f"{head}{seq},{value}{tail}" for seq, value in enumerate(shown)])


def samples_csv(region, unit):
    """Returns the text of samples.csv of one boot."""
    return "".join([SAMPLES_HEADER + "\n", *block_lines(region, unit, 0, 0)])


def cells_csv(region, unit):
    """Returns the rows of the summary, for tools/stats; plain measurements come first within a bench."""
    benches = list(dict.fromkeys(c.bench for c in region.cells))
    cells = sorted(region.cells, key=lambda c: (benches.index(c.bench), c.variant != "-", c.number))
    return "".join(f"{c.path},{c.bench},{c.pattern},{c.variant},{c.status},"
                   f"{region.floor_of(c.path)},{unit_of(c, unit)},{c.batch}\n" for c in cells)


def summary_csv(samples, cells, arch, instrument, folder):
    """Returns the text of summary.csv, which tools/stats computes from the text of samples.csv."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(samples.encode())
        file.seek(0)
        return summary_of(file, cells, arch, instrument, folder)


def summary_of(samples, cells, arch, instrument, folder):
    """Returns the text of summary.csv, from a samples.csv that is open at its begin."""
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".cells-") as file:
        file.write(cells)
        file.flush()
        try:
            made = subprocess.run([STATS, arch, instrument, file.name], stdin=samples,
                                  capture_output=True, check=False)
        except FileNotFoundError:
            raise UsageError("build/host/stats is missing: build it with `make build/host/stats`") \
                from None
    if made.returncode:
        raise Failure(made.stderr.decode(errors="replace").strip() or "stats failed")
    return made.stdout.decode()


def rows(text, reasons=None):
    """Returns the summary as dicts; `reasons` say why rows are not available."""
    summary = list(csv.DictReader(io.StringIO(text)))
    for row in summary:
        row["reason"] = (reasons or {}).get(tuple(row[k] for k in ROW_KEY), "")
    return summary
