"""Linux's rows and ours side by side: one table for people, from the summary of all of them.

SPDX-License-Identifier: MIT
"""

import re
from collections import namedtuple

from . import image, linux_count, linux_guest, report
from .rows import by_mean

# Ours, in Linux's words: what each kernel does in least time for a number that comes by its table.
PAIRS = {("null", "-"): ("enosys", "-")}
HEADER = ("bench", "linux", "linux_off", "best", "base", "best/linux_off", "base/linux_off", "best row")
NOT_COMPARED = ("empty", "stub_nop")
# What counts of instructions say once more: they know neither overlap nor misses.
REPEATED = ("batch=", "cold_")

# What a line's name ends in, if its figures are means.
MEAN = " (mean)"

# kind: PLAIN, GROWN or APART, by the variant.
Line = namedtuple("Line", "bench linux off best base row kind")
PLAIN, GROWN, APART = "plain", "grown", "apart"


def kind(variant):
    """A call as it comes; among more and more of something; in batches, cold, or what is no count."""
    if re.match("(n|size)=", variant):
        return GROWN
    return APART if re.match("batch=|cold_|pmu_", variant) else PLAIN


class Table:
    """lines: a Line a benchmark and variant, net medians or None, or means if the counter's step is too much of
    one of the line; with each string instruction counted once, where that was done."""

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
                      and (line.linux is not None or line.off is not None)]

    def _values(self, *keys):
        """(whether they are means, {(path, *key): figure}) of all paths' rows of these benches and variants, which
        one line compares."""
        rows = {(path, *key): self._rows.get((path, *key[:2], linux_count.once(key[2]))) or self._rows.get((path, *key))
                for key in keys for path in dict.fromkeys(key[0] for key in self._rows)}
        rows = {key: row for key, row in rows.items() if row}
        mean = any(map(by_mean, rows.values())) and all(row.get("net_mean") for row in rows.values())
        return mean, {key: float(row["net_mean" if mean else "net_median"]) for key, row in rows.items()}

    def _line(self, key):
        theirs = (*PAIRS.get(key[:2], key[:2]), key[2])
        label = " ".join(word for word in key if word != "-")
        if theirs != key:
            label += f" (Linux: {theirs[0]})"
        mean, values = self._values(key, theirs)
        ours = [(value, path) for (path, *rest), value in values.items()
                if tuple(rest) == key and path not in self._controls and path not in linux_guest.MODES]
        best, row = min(ours, default=(None, "-"))
        return Line(label + (MEAN if mean else ""), values.get(("linux", *theirs)), values.get(("linux_off", *theirs)),
                    best, values.get((self._base, *key), values.get(("-", *key))), row, kind(key[2]))

    def has_means(self):
        return any(line.bench.endswith(MEAN) for line in self.lines)

    def text(self, wanted=(PLAIN, GROWN, APART)):
        """Header and cells, of the lines of these kinds."""
        lines = [list(HEADER)]
        for line in (one for one in self.lines if one.kind in wanted):
            other = line.off if line.off is not None else line.linux
            lines.append([line.bench, *map(number, (line.linux, line.off, line.best, line.base)),
                          ratio(line.best, other), ratio(line.base, other), line.row])
        return lines


def _repeated(row):
    return row.get("unit") == "instructions" and row["variant"].startswith(REPEATED)


def number(value):
    """As short as it can be; `-` for none."""
    return "-" if value is None else f"{value:.10g}"


def ratio(ours, theirs):
    """A share of Linux's, to three digits."""
    return f"{ours / theirs:.3g}" if ours is not None and theirs else "-"


def preferred(summary):
    """The rows, but that with each string instruction counted once in place of the other where it is there."""
    once = {(r["path"], r["bench"], r["pattern"], r["variant"]): r for r in summary
            if r["variant"].endswith(linux_count.VARIANT)}
    return [{**once.get((r["path"], r["bench"], r["pattern"], linux_count.once(r["variant"])), r),
             "variant": r["variant"]} for r in summary if not r["variant"].endswith(linux_count.VARIANT)]


def both_counts(summary, arch):
    """Header and cells: every iteration counted, and each string instruction once; where they differ."""
    net = {(r["path"], r["bench"], r["pattern"], r["variant"]): float(r["net_median"])
           for r in summary if r["status"] == "ok" and r["net_median"]}
    paths = [*linux_guest.MODES, image.BASE_PATH[arch]]
    lines = [["bench", *(f"{path} {what}" for path in paths for what in ("each", "once"))]]
    for bench, pattern in dict.fromkeys((b, p) for _, b, p, v in net if v == linux_count.VARIANT):
        cells = [net.get((path, bench, pattern, variant)) or net.get(("-", bench, pattern, variant))
                 for path in paths for variant in ("-", linux_count.VARIANT)]
        if any(cells[n] != cells[n + 1] for n in range(0, len(cells), 2)):
            lines.append([" ".join(w for w in (bench, pattern) if w != "-"), *map(number, cells)])
    return lines
