"""The plots of `make growth`: what a call costs among more and more of something.

SPDX-License-Identifier: MIT
"""

import os
import re
from collections import namedtuple

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


def _points(rows, path):
    """{series: [(x, its name, median, least, 99th percentile)]}, net, for one bench on one path."""
    found = {}
    for row in rows:
        match = VARIANT.fullmatch(row["variant"])
        if not match or row["path"] != path or row["status"] != "ok":
            continue
        kind, digits, unit, series = match.groups()
        x = int(digits) * UNITS[unit]
        name = digits + unit if unit else _short(x)
        pages = x // PAGE if kind == "size" else 1
        base = float(row["baseline"] or 0)
        values = [(float(row[k]) - base) / pages for k in ("median", "min", "p99")]
        found.setdefault(series, []).append((x, name, *values))
    return found


def _places(rows, path):
    """The x of a path's points: with one alone there is nothing to plot."""
    return {point[0] for points in _points(rows, path).values() for point in points}


def _short(number):
    """1000 as 1k."""
    for size, letter in ((10 ** 6, "M"), (1000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size}{letter}"
    return str(number)


def _level(rows, path, level):
    """The height that a plot marks, or None."""
    return next((float(row["net_median"]) for row in rows if level and row["net_median"]
                 and (row["path"], row["variant"]) == (path, level[0])), None)


def _range(values):
    """Room above and below, at least a power of ten, so that noise does not look like growth."""
    low, high = max(min(values), 1e-9), max(values)
    margin = max(1.25, (10 * low / high) ** 0.5)
    return low / margin, high * margin


def _blocks(points, series):
    """The data file: a block a series, in the order of their names; how many there are."""
    blocks = ["\t".join(map(str, line)) for s in series if s in points
              for line in [[f"\n\n{series[s]}"], *sorted(points[s])]]
    return "\n".join(blocks).lstrip() + "\n", sum(s in points for s in series)


def _plot(bench, rows, path):
    """growth.gp's data and its arguments, but for file names and the subject."""
    growth = GROWTHS[bench]
    points = _points(rows, path)
    level = _level(rows, path, growth.level)
    values = [v for some in points.values() for point in some for v in point[2:]]
    data, count = _blocks(points, growth.series)
    cost = "a 4 KiB page" if growth.axis == BYTES[0] else "a call"
    return data, {
        "headline": f"{bench}{'' if path == '-' else ' on ' + path}, by {growth.axis.split(' (')[0]}",
        "xlabel": growth.axis, "ylabel": f"{cost}, net\n(median; least to 99th percentile)",
        "series": count, "range": _range(values + ([] if level is None else [level])),
        "level": "-" if level is None else f"{level:.10g} {growth.level[1]}"}


def draw(folder, summary, subject, unit, run_gnuplot):
    """A plot for each bench that has a series, on the first path that has one; their names."""
    drawn = []
    for bench in GROWTHS:
        rows = [r for r in summary if r["bench"] == bench]
        path = next((r["path"] for r in rows if len(_places(rows, r["path"])) > 1), None)
        if path is None:
            continue
        data, plot = _plot(bench, rows, path)
        folder.write(".growth", data)
        run_gnuplot("growth", folder, [
            plot["headline"], subject, plot["xlabel"], f"{unit} {plot['ylabel']}",
            folder.file(".growth"), plot["series"], "{:.6g} {:.6g}".format(*plot["range"]), plot["level"]],
            name=f"growth-{bench}")
        os.unlink(folder.file(".growth"))
        drawn.append(f"growth-{bench}")
    return drawn
