"""Draws the plots of a result folder: data files for gnuplot's scripts in tools/, SVG and PNG of each.

figures.py makes what they show, from the folder's files alone. Names in the data were checked against samples.NAME;
titles reach gnuplot as arguments, which it does not evaluate, and its terminals are told to take text as it is.
SPDX-License-Identifier: MIT
"""

import math
import os
import subprocess

from . import ROOT, Failure, figures, growth, host
from .rows import rounded

# A plot's name, and its title in report.md.
TITLES = {"latency": "Latency by path", "distribution": "Histogram by path",
          "ecdf": "Empirical distribution functions", "dispatch": "Dispatch by call pattern",
          "dispatch-batches": "Dispatch by call pattern, in batches",
          "cold": "Warm and disturbed", "throughput": "Single calls and batches",
          "compare": "Comparison of two runs"}
# The marks of compare.gp, by number.
VERDICTS = ("same", "better", "worse", "unclear", "slightly better", "slightly worse")
UNCLEAR = VERDICTS.index("unclear")


def title(name):
    """Returns a plot's name in words."""
    return TITLES.get(name) or name.replace("-", ": ")


def _draw(script, folder, arguments, name=None):
    """Runs tools/<script>.gp for the folder's formats, which are SVG and PNG unless it says otherwise."""
    gnuplot = host.require("gnuplot")
    # gnuplot escapes < and & for SVG, but not what XML forbids besides.
    words = [str(argument).replace("]]>", "]] >") for argument in arguments]
    for suffix in getattr(folder, "formats", ("svg", "png")):
        out = folder.file(f"{name or script}.{suffix}")
        made = subprocess.run([gnuplot, "-c", f"{script}.gp", out, *words],
                              cwd=os.path.join(ROOT, "tools"), capture_output=True, check=False,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        if made.returncode or not os.path.exists(out) or not os.path.getsize(out):
            said = made.stderr.decode(errors="replace").strip() or "it wrote nothing (is the disk full?)"
            raise Failure(f"gnuplot, {script}.gp: {said}")


def _table(folder, name, rows):
    """Writes a data file for gnuplot, and returns its path; the caller removes it."""
    folder.write(name, "".join("\t".join(str(f) for f in row) + "\n" for row in rows))
    return folder.file(name)


def _numbers(*values):
    return [f"{value:.10g}" for value in values]


def _any_words(figure):
    """Returns 1 if some row's last field wants room beside the plot, else 0."""
    return int(any(row[-1] for row in figure.rows))


def _intervals(folder, name, figure, subject):
    rows = []
    for path, control, least, low, median, high, most, words in figure.rows:
        rows.append([path, int(control), *_numbers(max(least, figure.first), low, median, high,
                                                   min(most, figure.last)),
                     int(most > figure.last), rounded(median) + (f"  ({words})" if words else "")])
    data = _table(folder, f".{name}", rows)
    _draw("latency", folder, [figure.headline, subject, figure.axis, data, len(rows),
                              *_numbers(figure.first, figure.last), _any_words(figure)], name=name)
    os.unlink(data)


def _bars(folder, name, figure, subject):
    lines = [["name", *(s for s in figure.series for _ in range(4))]]
    lines += [[label, *(field for cell in cells for field in
                        ([*_numbers(*cell), rounded(cell[0])] if cell else ["NaN"] * 4))]
              for label, cells in figure.rows]
    data = _table(folder, f".{name}", lines)
    _draw("bars", folder, [figure.headline, subject, figure.axis, data, len(figure.rows),
                           len(figure.series), *_numbers(figure.first, figure.last)], name=name)
    os.unlink(data)


def _histogram(folder, name, figure, subject):
    bins = [(n, *_numbers(*b), int(control)) for n, (_, control, some, _) in enumerate(figure.rows)
            for b in some]
    data = _table(folder, ".bins", bins)
    names = _table(folder, ".labels", [(n, label, words or "-")
                                       for n, (label, _, _, words) in enumerate(figure.rows)])
    _draw("distribution", folder, [figure.headline, subject, figure.axis, data, names,
                                   len(figure.rows), " ".join(_numbers(figure.first, figure.last)),
                                   _any_words(figure)], name=name)
    os.unlink(data)
    os.unlink(names)


def _steps(points, first, last):
    """Returns a curve from the axis' begin, where it is zero, to its end."""
    kept = [(value, share) for value, share in points if value <= last]
    return [(first, 0), *kept, (last, kept[-1][1] if kept else 0)]


def _curves(folder, name, figure, subject):
    blocks, panels = [], []
    for panel, curves in figure.panels:
        panels += [panel.replace(" ", "/"), str(len(curves))]
        for label, points in curves:
            lines = [f'"{label}"'] + ["\t".join(_numbers(*p)) for p in
                                      _steps(points, figure.first, figure.last)]
            blocks.append("\n".join(lines))
    folder.write(".curves", "\n\n\n".join(blocks) + "\n")
    _draw("ecdf", folder, [figure.headline, subject, figure.axis, folder.file(".curves"),
                           " ".join(panels), *_numbers(figure.first, figure.last),
                           max(len(label) for _, curves in figure.panels for label, _ in curves)],
          name=name)
    os.unlink(folder.file(".curves"))


KINDS = {figures.Intervals: _intervals, figures.Bars: _bars, figures.Histogram: _histogram,
         figures.Curves: _curves}


def _effect(row):
    """Returns how far a ratio is from 1, as a factor either way."""
    return max(row[1], 1 / row[1]) if row[1] > 0 else math.inf


def compare_plot(folder, rows, subject, margin, name="compare"):
    """Draws two runs: `rows` of (name, ratio, low, high, verdict); `margin` as a share, 0.02 for 2 %. Returns the
    names of the plots drawn."""
    lines = [[label, *_numbers(ratio, low, high),
              VERDICTS.index(verdict) if verdict in VERDICTS else UNCLEAR]
             for label, ratio, low, high, verdict in sorted(rows, key=_effect, reverse=True)]
    if not lines:
        return []
    room = max(2 * margin, 0.02)
    low = min(1 - room, *(row[2] for row in rows))
    high = max(1 + room, *(row[3] for row in rows))
    room = (high - low) * 0.06
    data = _table(folder, f".{name}", lines)
    _draw("compare", folder,
          ["two runs: ratio of the net figures, B to A, with an interval that holds for all rows at once", subject,
           f"B / A (shaded: the same within {100 * margin:.3g} %)" if margin else "B / A", data, len(lines),
           *_numbers(low - room, high + room, margin)], name=name)
    os.unlink(data)
    return [name]


def draw(folder, run, subject):
    """Draws all plots that a run (folder.Folder) has data for, into results.Folder `folder`; returns their names."""
    done = figures.all_of(run)
    for name, figure in done.items():
        KINDS[type(figure)](folder, name, figure, subject)
    unit = figures.unit_of(run.facts, next((r["unit"] for r in run.rows if r["unit"] != "events"), ""))
    return list(done) + growth.draw(folder, run.rows, subject, unit, _draw)
