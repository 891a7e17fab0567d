"""Puts Linux's rows and ours side by side: one table for people, from the summary of all of them.

SPDX-License-Identifier: MIT
"""

import math
import re
from collections import namedtuple

from . import image, linux_count, linux_guest, report
from .rows import by_mean

# These are ours alone: Linux has no call that returns at once. They are shown, and compared with nothing.
OURS = ("null",)
HEADER = ("bench", "linux", "linux_off", "best", "base", "best/linux_off", "base/linux_off", "best row")
NOT_COMPARED = ("empty", "stub_nop")
# Counts of instructions say nothing new in these variants: they know neither overlap nor misses.
REPEATED = ("batch=", "cold_")

# A figure's spread is at least the distance between the quartiles of its samples, divided by this: an interval from
# few draws knows too little.
QUARTILES = 4

# A line's name ends in this if its figures are means.
MEAN = " (mean)"

# kind: PLAIN, GROWN or APART, by the variant.
Line = namedtuple("Line", "bench linux off best base row kind")
PLAIN, GROWN, APART = "plain", "grown", "apart"


def kind(variant):
    """Returns the kind of a variant: PLAIN for a call as it comes; GROWN among more and more of something; APART in
    batches, cold, or for what is no count."""
    if re.match("(n|size)=", variant):
        return GROWN
    return APART if re.match("batch=|cold_|pmu_", variant) else PLAIN


class Held(float):
    """A figure that knows its spread: how far it may be off in another draw; 0 if all samples are alike."""

    def __new__(cls, value, spread=0.0):
        self = super().__new__(cls, value)
        self.spread = spread
        return self


def held(row, mean=False):
    """Returns the net figure of a row with its spread: half of its interval, or a part of the distance between its
    quartiles, whichever is more."""
    def numbers(*names):
        return [float(row[name]) for name in names if row.get(name)]

    interval = numbers("mean_low", "mean_high") if mean else numbers("median_low", "median_high")
    quartiles = numbers("q1", "q3")
    spreads = [(pair[1] - pair[0]) / part for pair, part in ((interval, 2), (quartiles, QUARTILES)) if len(pair) == 2]
    return Held(row["net_mean" if mean else "net_median"], max(spreads, default=0.0))


class Table:
    """Linux's rows and ours. lines: a Line for each benchmark and variant, with net medians or None, or with means
    if the counter's step is too much of one of the line's figures. Each string instruction is counted once, if that
    was done."""

    def __init__(self, summary, controls, arch):
        self._rows = {(r["path"], r["bench"], r["pattern"], r["variant"]): r
                      for r in summary if r["status"] == "ok" and r["net_median"]}
        self._controls = controls
        self._base = image.BASE_PATH[arch]
        keys = dict.fromkeys((r["bench"], r["pattern"], r["variant"]) for r in summary
                             if not r["variant"].endswith(linux_count.VARIANT)
                             and r["bench"] not in NOT_COMPARED and not _repeated(r))
        order = {bench: n for n, bench in enumerate(report.ORDER)}
        self.lines = [self._line(key) for key in
                      sorted(keys, key=lambda key: order.get(key[0], len(order)))]
        self.lines = [line for line in self.lines if line.best is not None
                      and (line.linux is not None or line.off is not None or line.bench in OURS)]

    def _values(self, *keys):
        """Returns (whether they are means, {(path, *key): figure}) of all paths' rows of these benches and
        variants, which one line compares."""
        rows = {(path, *key): self._rows.get((path, *key[:2], linux_count.once(key[2]))) or self._rows.get((path, *key))
                for key in keys for path in dict.fromkeys(key[0] for key in self._rows)}
        rows = {key: row for key, row in rows.items() if row}
        mean = any(map(by_mean, rows.values())) and all(row.get("net_mean") for row in rows.values())
        return mean, {key: held(row, mean) for key, row in rows.items()}

    def _line(self, key):
        label = " ".join(word for word in key if word != "-")
        mean, values = self._values(key)
        ours = [(value, path) for (path, *rest), value in values.items()
                if tuple(rest) == key and path not in self._controls and path not in linux_guest.MODES]
        best, row = min(ours, default=(None, "-"))
        return Line(label + (MEAN if mean else ""), values.get(("linux", *key)), values.get(("linux_off", *key)), best,
                    values.get((self._base, *key), values.get(("-", *key))), row, kind(key[2]))

    def has_means(self):
        return any(line.bench.endswith(MEAN) for line in self.lines)

    def text(self, wanted=(PLAIN, GROWN, APART)):
        """Returns header and cells, of the lines of these kinds."""
        lines = [list(HEADER)]
        for line in (one for one in self.lines if one.kind in wanted):
            other = line.off if line.off is not None else line.linux
            lines.append([line.bench, *map(number, (line.linux, line.off, line.best, line.base)),
                          ratio(line.best, other), ratio(line.base, other), line.row])
        return lines


def _repeated(row):
    return row.get("unit") == "instructions" and row["variant"].startswith(REPEATED)


def number(value):
    """Returns a number with the digits that hold: as short as it can be if it is exact, else rounded to a power of
    ten that its spread does not exceed; `-` for none."""
    if value is None:
        return "-"
    spread = getattr(value, "spread", 0)
    return f"{value:.10g}" if not spread else f"{_rounded(value, max(0, _power(spread))):.10g}"


def _power(spread):
    """Returns the exponent of the least power of ten that is no less than the spread."""
    return math.ceil(math.log10(spread))


def _rounded(value, power):
    """Returns the nearest multiple of that power of ten, or of a lesser one if it would be 0; the upper if two are
    as near."""
    while power > 0 and 0 < 2 * abs(value) < 10 ** power:
        power -= 1
    return math.floor(value * 10.0 ** -power + 0.5) * 10 ** power


def ratio(ours, theirs):
    """Returns a share of Linux's figure: to three digits, or fewer if both figures do not allow three."""
    if ours is None or not theirs:
        return "-"
    share = ours / theirs
    spread = abs(share) * sum(getattr(v, "spread", 0) / abs(v) for v in (ours, theirs) if v)
    if not spread:
        return f"{share:.3g}"
    first = math.floor(math.log10(abs(share)))
    digits = min(max(first + 1 - _power(spread), 1), 3)
    return f"{share:.{digits}g}"


def preferred(summary):
    """Returns the rows; a row that was also measured with each string instruction counted once is replaced by that
    one."""
    once = {(r["path"], r["bench"], r["pattern"], r["variant"]): r for r in summary
            if r["variant"].endswith(linux_count.VARIANT)}
    return [{**once.get((r["path"], r["bench"], r["pattern"], linux_count.once(r["variant"])), r),
             "variant": r["variant"]} for r in summary if not r["variant"].endswith(linux_count.VARIANT)]


def both_counts(summary, arch):
    """Returns header and cells of the rows in which two counts differ: of every iteration, and of each string
    instruction once."""
    net = {(r["path"], r["bench"], r["pattern"], r["variant"]): held(r)
           for r in summary if r["status"] == "ok" and r["net_median"]}
    paths = [*linux_guest.MODES, image.BASE_PATH[arch]]
    lines = [["bench", *(f"{path} {what}" for path in paths for what in ("each", "once"))]]
    for bench, pattern in dict.fromkeys((b, p) for _, b, p, v in net if v == linux_count.VARIANT):
        cells = [net.get((path, bench, pattern, variant)) or net.get(("-", bench, pattern, variant))
                 for path in paths for variant in ("-", linux_count.VARIANT)]
        if any(cells[n] != cells[n + 1] for n in range(0, len(cells), 2)):
            lines.append([" ".join(w for w in (bench, pattern) if w != "-"), *map(number, cells)])
    return lines
