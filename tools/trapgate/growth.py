"""Draws the plots of `make growth` and `make linux`: what a call costs among more and more of something.

SPDX-License-Identifier: MIT
"""

import os
import re
from collections import namedtuple

from .rows import by_mean

PAGE = 4096
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
# A variant's name: what grows, how far, and the series that it belongs to.
VARIANT = re.compile(r"(n|size)=([0-9]+)([KMG]?)(?:_(.*))?")
OTHERS = ("other mappings alive", {
    None: "like no neighbour, at random", "ordered": "like no neighbour, one after the other",
    "merge": "merges with neighbours, at random",
    "merge_ordered": "merges with neighbours, one after the other"})
THREADS = ("threads alive, each waiting on a futex of its own", {None: "all asleep"})
BYTES = ("bytes mapped and made present (K, M, G: powers of 1024)", {
    None: "huge pages where they fit", "small": "small pages alone"})
# x axis; the names of the series; a variant whose cost is marked, and the words for it.
Growth = namedtuple("Growth", "axis series level")
GROWTHS = {"mmap": Growth(*OTHERS, None), "munmap": Growth(*OTHERS, None),
           "touch": Growth(*OTHERS, ("clear", "clearing the page, alone")),
           "clone": Growth(*THREADS, None), "clone_join": Growth(*THREADS, None),
           "futex_wake": Growth(*THREADS, None), "mmap_huge": Growth(*BYTES, None)}


def _on(rows, *paths):
    """Returns [(row, its variant's match)] for the rows of series that were measured on one of these paths."""
    return [(row, match) for row in rows for match in [VARIANT.fullmatch(row["variant"])]
            if match and row["path"] in paths and row["status"] == "ok"]


def means(rows, *paths):
    """Returns whether the points of one bench on these paths are means. If the counter is too coarse for one of
    them, all are means: a line that went from medians to means would have a step of its own."""
    found = _on(rows, *paths)
    return any(by_mean(row) for row, _ in found) and all(row.get("net_mean") for row, _ in found)


def _points(rows, path, mean=None):
    """Returns {series: [(x, its name, median or mean, least, 99th percentile)]}, net, for one bench on one path.
    mean: which of the two; None: what means() says."""
    found, mean = {}, means(rows, path) if mean is None else mean
    for row, match in _on(rows, path):
        kind, digits, unit, series = match.groups()
        x = int(digits) * UNITS[unit]
        name = digits + unit if unit else _short(x)
        pages = x // PAGE if kind == "size" else 1
        base = float(row["baseline"] or 0)
        middle = float(row["net_mean"]) if mean else float(row["median"]) - base
        values = [value / pages for value in (middle, float(row["min"]) - base, float(row["p99"]) - base)]
        found.setdefault(series, []).append((x, name, *values))
    return found


def _places(rows, path):
    """Returns the set of the x of a path's points. If there is only one, there is nothing to plot."""
    return {point[0] for points in _points(rows, path).values() for point in points}


def _short(number):
    """Returns a number in short: 1000 as 1k."""
    for size, letter in ((10 ** 6, "M"), (1000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size}{letter}"
    return str(number)


def _level(rows, path, level):
    """Returns the height that a plot marks, or None."""
    field = "net_mean" if means(rows, path) else "net_median"
    return next((float(row[field]) for row in rows if level and row.get(field)
                 and (row["path"], row["variant"]) == (path, level[0])), None)


def _range(values):
    """Returns an axis with room above and below, at least a power of ten, so that noise does not look like growth."""
    low, high = max(min(values), 1e-9), max(values)
    margin = max(1.25, (10 * low / high) ** 0.5)
    return low / margin, high * margin


def _blocks(lines):
    """Returns the data file of growth.gp: a block for each (name, points)."""
    return "\n\n\n".join("\n".join([name, *("\t".join(map(str, point)) for point in sorted(points))])
                         for name, points in lines) + "\n"


class _Plot:
    """The words for growth.gp to draw lines of (name, points); each kernel has `each` of the lines."""

    def __init__(self, bench, headline, lines, each, mean, level=None):
        growth = GROWTHS[bench]
        values = [v for _, points in lines for point in points for v in point[2:]]
        self.name, self.data = f"growth-{bench}", _blocks(lines)
        self.headline = f"{headline}, by {re.split(' [(]|,', growth.axis)[0]}"
        self.xlabel = growth.axis
        self.ylabel = ("a 4 KiB page" if growth.axis == BYTES[0] else "a call") + \
            f", net\n({'mean' if mean else 'median'}; least to 99th percentile)"
        self.series = f"{len(lines)} {each}"
        self.range = _range(values + ([] if level is None else [level]))
        self.level = "-" if level is None else f"{level:.10g} {growth.level[1]}"

    def draw(self, folder, subject, unit, run_gnuplot):
        """Draws the plot, and returns its name."""
        folder.write(".growth", self.data)
        run_gnuplot("growth", folder, [
            self.headline, subject, self.xlabel, f"{unit} {self.ylabel}", folder.file(".growth"),
            self.series, "{:.6g} {:.6g}".format(*self.range), self.level], name=self.name)
        os.unlink(folder.file(".growth"))
        return self.name


def _plot(bench, rows, path):
    growth = GROWTHS[bench]
    points = _points(rows, path)
    lines = [(words, points[s]) for s, words in growth.series.items() if s in points]
    return _Plot(bench, f"{bench}{'' if path == '-' else ' on ' + path}", lines, len(lines), means(rows, path),
                 _level(rows, path, growth.level))


def draw(folder, summary, subject, unit, run_gnuplot):
    """Draws a plot for each bench that has a series, on the first path that has one; returns their names."""
    drawn = []
    for bench in GROWTHS:
        rows = [r for r in summary if r["bench"] == bench]
        path = next((r["path"] for r in rows if len(_places(rows, r["path"])) > 1), None)
        if path is not None:
            drawn.append(_plot(bench, rows, path).draw(folder, subject, unit, run_gnuplot))
    return drawn


def _beside(bench, rows, kernels):
    """Returns the plot of one bench, or None. It has only series that each kernel has, so that each line has its
    like."""
    growth = GROWTHS[bench]
    path_of = {words: next((p for p in paths if len(_places(rows, p)) > 1), None) for words, paths in kernels.items()}
    mean = means(rows, *path_of.values())
    found = {words: _points(rows, path, mean) for words, path in path_of.items()}
    shared = [s for s in growth.series if all(len(points.get(s, ())) > 1 for points in found.values())]
    lines = [(f"{words}: {growth.series[s]}" if len(growth.series) > 1 else words, points[s])
             for words, points in found.items() for s in shared]
    names = " and ".join(words.split(" (")[0] for words in kernels)
    return _Plot(bench, f"{bench}: {names}", lines, len(shared), mean) if shared else None


def draw_beside(folder, summary, kernels, subject, unit, run_gnuplot):
    """Draws as draw() does, with several kernels in one plot. kernels: {its name: the paths that its rows may have}."""
    plots = (_beside(bench, [r for r in summary if r["bench"] == bench], kernels) for bench in GROWTHS)
    return [plot.draw(folder, subject, unit, run_gnuplot) for plot in plots if plot]
