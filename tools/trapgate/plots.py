"""The plots of a result folder: data files for gnuplot's scripts in tools/, SVG and PNG of each.

Names in the data were checked against samples.NAME; titles reach gnuplot as arguments, which it
does not evaluate, and its terminals are told to take text as it is.
SPDX-License-Identifier: MIT
"""

import bisect
import math
import os
import subprocess
from collections import namedtuple

from . import ROOT, Failure, growth, host

BINS = 120
Series = namedtuple("Series", "path control values")


def _draw(script, folder, arguments, name=None):
    """Runs tools/<script>.gp for both formats."""
    gnuplot = host.require("gnuplot")
    for suffix in ("svg", "png"):
        out = folder.file(f"{name or script}.{suffix}")
        made = subprocess.run([gnuplot, "-c", f"{script}.gp", out, *map(str, arguments)],
                              cwd=os.path.join(ROOT, "tools"), capture_output=True, check=False)
        if made.returncode or made.stderr or not os.path.getsize(out):
            raise Failure(f"gnuplot, {script}.gp: {made.stderr.decode(errors='replace').strip()}")


def _table(folder, name, rows):
    """A data file for gnuplot; removed by the caller."""
    folder.write(name, "".join("\t".join(str(f) for f in row) + "\n" for row in rows))
    return folder.file(name)


def _number(text):
    return float(text) if text else None


def latency(folder, summary, controls, subject, unit):
    """`null` on each path: min, median, p99, net of the counter pair."""
    rows = []
    for row in summary:
        if (row["bench"], row["variant"], row["status"]) == ("null", "-", "ok"):
            base = _number(row["baseline"]) or 0
            rows.append([row["path"]] + [_number(row[k]) - base for k in ("min", "median", "p99")]
                        + [int(row["path"] in controls)])
    if not rows:
        return False
    data = _table(folder, ".latency", rows)
    _draw("latency", folder,
          ["null by path: least, median (number), 99th percentile", subject,
           f"{unit} a call, net of the counter pair (grey: controls)", data, len(rows),
           max(row[3] for row in rows)])
    os.unlink(data)
    return True


def _bins(values, low, high):
    """(begin, end, share of the fullest) of the bins that hold something; whole units wide."""
    width = max(1, math.ceil((high - low) / BINS))
    low -= 0.5
    counts = {}
    for value in values:
        if value <= high:
            number = int((value - low) / width)
            counts[number] = counts.get(number, 0) + 1
    top = max(counts.values(), default=1)
    return [(low + n * width, low + (n + 1) * width, counts[n] / top) for n in sorted(counts)]


def distribution(folder, series, subject, unit):
    """The samples of `null` per path; what lies beyond all 99th percentiles is told in words."""
    if not series:
        return False
    low = min(s.values[0] for s in series)
    high = max(s.values[min(len(s.values) - 1, len(s.values) * 99 // 100)] for s in series)
    margin = max(1.0, (high - low) * 0.03)
    bins, labels = [], []
    for row, one in enumerate(series):
        bins += [(row, *b, int(one.control)) for b in _bins(one.values, low, high)]
        beyond = len(one.values) - bisect.bisect_right(one.values, high)
        share = f"+{100 * beyond / len(one.values):.2g} % beyond" if beyond else "-"
        labels.append((row, one.path, share))
    data, names = _table(folder, ".bins", bins), _table(folder, ".labels", labels)
    _draw("distribution", folder,
          ["null by path: distribution of the samples", subject,
           f"{unit} a call, counter pair included (grey: controls)", data, names, len(series),
           low - margin, high + margin])
    os.unlink(data)
    os.unlink(names)
    return True


def dispatch(folder, summary, subject, unit):
    """The benchmark `dispatch`, a bar a pattern."""
    values = {(r["path"], r["pattern"]): r["net_median"] for r in summary
              if (r["bench"], r["variant"], r["status"]) == ("dispatch", "-", "ok")}
    if not values or not all(values.values()):
        return False
    paths = list(dict.fromkeys(path for path, _ in values))
    patterns = list(dict.fromkeys(pattern for _, pattern in values))[:4]
    data = _table(folder, ".dispatch", [["path", *patterns]] + [
        [path] + [values.get((path, pattern), "NaN") for pattern in patterns] for path in paths])
    _draw("dispatch", folder,
          ["dispatch by call pattern: median", subject,
           f"{unit} a call, net of the counter pair", data, len(paths), len(patterns)])
    os.unlink(data)
    return True


def draw(folder, region, summary, controls, subject, unit):
    """All plots that the run has data for; their names."""
    cells = [c for c in region.cells if (c.bench, c.variant, c.status) == ("null", "-", "ok")]
    values = {c.number: [] for c in cells}
    for record in region.records:
        if record.cell in values:
            values[record.cell].append(record.value / region.cells[record.cell].batch)
    series = [Series(c.path, c.path in controls, sorted(values[c.number])) for c in cells]
    done = {"latency": latency(folder, summary, controls, subject, unit),
            "distribution": distribution(folder, series, subject, unit),
            "dispatch": dispatch(folder, summary, subject, unit)}
    return [name for name, drawn in done.items() if drawn] \
        + growth.draw(folder, summary, subject, unit, _draw)
