"""Puts two runs into a report: what tools/compare says of them as blocks, and the rows of their plot.

SPDX-License-Identifier: MIT
"""

from . import compare, compare_report, differences, folder
from .report_tables import OVERVIEW, Caution, Heading, Plot, Table, Text

PLOT = "compare"


class Comparison:
    """A run (A) and another (B) that is judged by it; share: the margin as a part of 1."""

    def __init__(self, a, b, margin):
        self.a, self.b, self.margin = compare.side(a), compare.side(b), margin
        compare.check(self.a, self.b)
        self.rows, self.notes = compare.rows(self.a, self.b, margin)
        self.share = margin / 100
        self.what = f"{folder.shown(b)} (B) beside {folder.shown(a)} (A)"

    def plotted(self):
        """Returns [(name, ratio, low, high, verdict)] of the plain rows that compare paths at a glance."""
        some = [row for row in self.rows if row.variant == "-" and row.ratio is not None
                and ((row.bench, row.pattern) in OVERVIEW or row.bench == "dispatch")]
        some = some or [row for row in self.rows if row.variant == "-" and row.ratio is not None]
        return [(f"{row.bench} {compare_report.label(row)}", row.ratio,
                 row.ratio if row.low is None else row.low, row.ratio if row.high is None else row.high,
                 row.verdict) for row in some]

    def blocks(self):
        """Returns the verdicts, what differs besides, and a table for each benchmark."""
        counts = ", ".join(f"{n} {verdict}" for verdict, n in compare.counts(self.rows).items())
        blocks = [Heading(2, "Comparison"),
                  Text(f"{self.what}: {len(self.rows)} rows, compared within {self.margin:g} %: {counts}.")]
        blocks += [Plot(PLOT)] if self.plotted() else []
        blocks += [Caution(f"{said}.") for said in differences.of_layouts(self.a, self.b) + self.notes
                   + compare_report.cautions(self.a, self.b)]
        others = differences.of_environment(self.a, self.b)
        if others:
            blocks.append(Table([["what else differs"], *([said] for said in others)], words=True))
        for bench, unit in dict.fromkeys((row.bench, row.unit) for row in self.rows):
            some = [row for row in self.rows if (row.bench, row.unit) == (bench, unit)]
            blocks += [Heading(3, f"{bench} ({unit})"), Table(compare_report.table(some))]
        return blocks
