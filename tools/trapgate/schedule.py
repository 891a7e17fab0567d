"""Decides which boots a run has, beforehand or until its intervals are narrow, and says when it will be over.

SPDX-License-Identifier: MIT
"""

import argparse
import math
import os
import shutil
import time

from . import boots, results
from .rows import choose_figures, label, ok, raw

# One boot is one observation: an interval over fewer boots of each layout knows too little of how they differ.
LEAST, MOST = 5, 50


def share(text):
    """Returns --until's value: per cent, more than none."""
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = math.nan
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"expected a share such as 1%, more than 0 and at most 100, got '{text}'")
    return value


def widths(rows):
    """Returns {row's name: half its interval, in per cent of its figure; inf if it has no interval}, of rows of
    time."""
    choose_figures(rows)
    found = {}
    for row in rows:
        figure, interval = raw(row) if ok(row) else (None, None)
        if not figure or row["unit"] in ("instructions", "events"):
            continue
        name = f"{row['bench']} {label(row)}".removesuffix(" -")
        found[name] = 50 * (interval[1] - interval[0]) / figure if interval else math.inf
    return found


def interim(path, cells, left_out, arch, instrument):
    """Returns the summary's rows of the samples.csv so far."""
    folder, copy = os.path.dirname(path), path + ".interim"
    shutil.copyfile(path, copy)
    boots.leave_out(copy, left_out)
    try:
        with open(copy, "rb") as samples:
            return results.rows(results.summary_of(samples, cells, arch, instrument, folder))
    finally:
        os.unlink(copy)


def told(seconds):
    """Returns a time to wait, for people."""
    seconds = math.ceil(seconds)
    if seconds < 100:
        return f"{seconds} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


class Schedule:
    """An iteration over boots.Boot. `until`: per cent, or None; rows(): the summary's rows so far, for `until`."""

    def __init__(self, layouts, count, seed, until=None, rows=None):
        self.layouts, self.seed, self.until, self.rows = layouts, seed, until, rows
        self.boots = max(count, LEAST) if until else count
        self.most = max(self.boots, MOST)
        self.number, self.wide = 0, {}
        self._begun = time.monotonic()

    @property
    def total(self):
        """Returns how many boots there are in all, as far as is known."""
        return self.layouts * self.boots

    def __iter__(self):
        planned = boots.plan(self.layouts, self.boots, self.seed)
        while planned:
            for boot in planned:
                self.number += 1
                yield boot
            planned = self._more() if self.until else []

    def _more(self):
        """Returns further boots for rows that are too wide. The width falls with the root of the number of boots,
        which is at most doubled before the next look."""
        found = widths(self.rows())
        self.wide = {name: width for name, width in found.items() if width > self.until}
        if not self.wide or self.boots >= self.most:
            return []
        needed = self.boots * (max(self.wide.values()) / self.until) ** 2
        before, self.boots = self.boots, int(min(max(needed, self.boots + 1), 2 * self.boots, self.most))
        return boots.further(self.layouts, before, self.boots, self.seed)

    def verdict(self):
        """Returns in a sentence what became of `until`; None without it."""
        if not self.until:
            return None
        if not self.wide:
            return f"each row's interval lies within {self.until:g} % of its figure after {self.total} boots"
        name, width = max(self.wide.items(), key=lambda item: item[1])
        worst = f"{width:.2g} %" if width < math.inf else "no interval"
        return (f"{len(self.wide)} rows are not within {self.until:g} % after {self.total} boots, the most that there "
                f"are; the widest: {name}, {worst}")

    def eta(self, done=0.0):
        """Returns 'ETA 20 s', given the share `done` of this boot; '' if nothing tells yet."""
        now = time.monotonic()
        past = self.number - 1 + done
        if past <= 0:
            return ""
        return f"ETA {told((now - self._begun) / past * (self.total - past))}"
