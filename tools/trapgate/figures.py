"""Computes what the plots show, as numbers and words; plots.py draws them with gnuplot, ascii.py in text.

Everything comes from a result folder's files: the rows of summary.csv, samples.csv,
environment.json. A figure that the run has no data for is None. SPDX-License-Identifier: MIT
"""

import bisect
import math
from collections import namedtuple

from . import growth
from .rows import (BATCHES, COLD, KEY, are_counts, by_bench, by_mean, figure, figure_interval, interval, label, lead, middle,
                   number, ok, plain, slope_net)

BINS = 120
# A curve does not show more points than this.
CURVE_POINTS = 400
# A whisker longer than this many times the greatest median is cut and told in words.
WHISKER_LIMIT = 2.5
# A tail longer than this many widths of the box between the quartiles is cut.
TAIL_QUARTILES = 6

# rows: (label, control, least, low, median, high, most, words); `axis`: what the numbers are.
Intervals = namedtuple("Intervals", "headline axis rows first last")
# series: names; rows: (label, [(value, low, high) or None, ...])
Bars = namedtuple("Bars", "headline axis series rows first last")
# rows: (label, control, [(begin, end, height)], words)
Histogram = namedtuple("Histogram", "headline axis rows first last")
# panels: (name, [(label, [(value, share)])])
Curves = namedtuple("Curves", "headline axis panels first last")


def controls(facts):
    """Returns the names of the paths that are there to compare with."""
    return {name for name, row in (facts.get("paths") or {}).items() if row.get("control") == "1"}


def _extent(values):
    """Returns (first, last) of an axis that holds zero and all of these values, and is never empty."""
    low, high = min(0, *values), max(0, *values)
    room = (high - low or 1) * 0.12
    return (low - room if low < 0 else 0), high + room if high > 0 else max(high, low + 1)


def unit_of(facts, unit):
    """Returns a unit as an axis names it: cycles of the TSC are not the core's."""
    return "TSC cycles" if unit == "cycles" and (facts.get("counter") or {}).get("name") == "TSC" else unit


def _calls(rows, facts, words):
    """Returns the words for the axis: the unit, and what the figures are net of."""
    return f"{unit_of(facts, rows[0]['unit'])} a call, {words}"


def _batched(rows, facts):
    """Returns the variant that shows paths best: of back ends alone a batch, since one call is shorter than the
    counter's step; else `-`."""
    return BATCHES[1] if facts["instrument"] == "native" and any(
        ok(r) and (r["bench"], r["variant"]) == ("null", BATCHES[1]) for r in rows) else "-"


def _of_paths(rows, facts):
    """Returns (benchmark, how its calls were made, its rows of each path) of the benchmark that shows paths best."""
    variant, bench = _batched(rows, facts), lead(rows)
    chosen = [r for r in rows if ok(r) and (r["bench"], r["variant"]) == (bench, variant) and r["path"] != "-"] if bench else []
    return bench, "" if variant == "-" else f", {variant}", chosen


def _control(variant):
    """Returns in words what was subtracted from figures."""
    return "the same batch with nothing called" if variant else "the counter pair"


def latency(rows, facts):
    """Makes the figure of a benchmark on each path: median, its interval, least and 99th percentile, net."""
    bench, batch, chosen = _of_paths(rows, facts)
    if not chosen:
        return None
    is_net = all(r["baseline"] for r in chosen)
    lines = []
    for row in chosen:
        base = number(row["baseline"]) if is_net else 0
        low, high = interval(row) or (number(row["median"]),) * 2
        values = [v - base for v in (number(row["min"]), low, number(row["median"]), high, number(row["p99"]))]
        if is_net and by_mean(row):
            values[1:4] = figure_interval(row)[0], figure(row), figure_interval(row)[1]
        lines.append([label(row, "variant"), row["path"] in controls(facts), *values])
    greatest = max(line[5] for line in lines)
    limit = max(WHISKER_LIMIT * greatest, greatest + 1)
    first, last = _extent([v for line in lines for v in (line[2], min(line[6], limit))])
    cut = [line + [f"99th: {line[6]:.4g}" if line[6] > last else ""] for line in lines]
    return Intervals(
        f"{bench} by path{batch}: {middle(chosen)} with its 95 % interval; thin: least to 99th percentile",
        _calls(chosen, facts, (f"net of {_control(batch)}" if is_net else "counter pair included") + " (grey: controls)"), cut,
        first, last)


def _bins(values, low, high):
    """Returns (begin, end, share of the fullest) of the bins that hold something. They are whole units wide if the
    samples spread over more than a few units."""
    width = max(1, math.ceil((high - low) / BINS))
    if 0 < high - low < BINS / 40:
        width = (high - low) / (BINS / 4)
    low -= width / 2
    counts = {}
    for value in values:
        if value <= high:
            place = int((value - low) / width)
            counts[place] = counts.get(place, 0) + 1
    top = max(counts.values(), default=1)
    return [(low + n * width, low + (n + 1) * width, counts[n] / top) for n in sorted(counts)]


def _rank(values, percent):
    """Returns a percentile of sorted values: the one of the nearest rank."""
    return values[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _sorted(chosen, values):
    """Returns [(row, its samples in order)]."""
    found = [(row, values.get(tuple(row[k] for k in KEY))) for row in chosen]
    return [(row, sorted(some)) for row, some in found if some]


def _end(series):
    """Returns the end of an axis for samples. A few far samples must not press all others together."""
    ends = []
    for _, values in series:
        lower, upper = _rank(values, 25), _rank(values, 75)
        ends.append(min(_rank(values, 99), upper + TAIL_QUARTILES * (upper - lower) + 1))
    return max(ends)


def distribution(rows, facts, values):
    """Makes the figure of how the samples of each path spread; words tell what lies beyond the axis."""
    bench, batch, chosen = _of_paths(rows, facts)
    series = _sorted(chosen, values)
    if not series:
        return None
    low = min(values[0] for _, values in series)
    high = _end(series)
    lines = []
    for row, values in series:
        beyond = len(values) - bisect.bisect_right(values, high)
        lines.append((label(row, "variant"), row["path"] in controls(facts), _bins(values, low, high),
                      f"+{100 * beyond / len(values):.2g} % beyond" if beyond else ""))
    margin = max(1.0, (high - low) * 0.03)
    return Histogram(f"{bench} by path{batch}: histogram of the samples, each row by its fullest bin",
                     _calls([series[0][0]], facts, "counter pair included (grey: controls)"), lines,
                     low - margin, high + margin)


def curve(values):
    """Returns [(value, share of the samples that do not exceed it)], thinned evenly to CURVE_POINTS."""
    count = len(values)
    ranks = sorted({round(n * (count - 1) / (CURVE_POINTS - 1)) for n in range(CURVE_POINTS)}
                   if count > CURVE_POINTS else range(count))
    points = {}
    for rank in ranks:
        points[values[rank]] = (rank + 1) / count
    return list(points.items())


def cumulative(rows, facts, values):
    """Makes the figure of the empirical distribution functions, a panel for each exit, without the floors, which
    lie far off."""
    bench, batch, chosen = _of_paths(rows, facts)
    paths = (facts.get("paths") or {})
    kept = [r for r in chosen if paths.get(r["path"], {}).get("dispatch") != "floor"]
    series = _sorted(kept or chosen, values)
    if not series:
        return None
    panels = {}
    for row, values in series:
        way = paths.get(row["path"], {}).get("exit") or "-"
        name = " ".join(part for part in (way, row["pattern"]) if part != "-") or bench
        panels.setdefault(name, []).append((row["path"], curve(values)))
    low = min(values[0] for _, values in series)
    high = _end(series)
    margin = max(1.0, (high - low) * 0.04)
    return Curves(f"{bench}{batch}: share of the samples that cost no more (long tails are cut)",
                  _calls([series[0][0]], facts, "counter pair included"), list(panels.items()),
                  low - margin, high + margin)


def _bars(headline, axis, series, rows):
    """Returns Bars of the rows and of the series that hold anything, or None."""
    rows = [(name, cells) for name, cells in rows if any(cells)]
    if not rows:
        return None
    # gnuplot fails on a column without a number.
    kept = [n for n in range(len(series)) if any(cells[n] for _, cells in rows)]
    series = [series[n] for n in kept]
    rows = [(name, [cells[n] for n in kept]) for name, cells in rows]
    first, last = _extent([v for _, cells in rows for cell in cells if cell for v in cell])
    return Bars(headline, axis, series, rows, first, last)


def _cell(row):
    """Returns (value, low, high), net, or None."""
    value = figure(row) if row else None
    return None if value is None else (value, *(figure_interval(row) or (value, value)))


def _middle(cells):
    return middle([row for cell in cells.values() for row in cell.values()])


def dispatch(rows, facts):
    """Makes the figure of the benchmark `dispatch`, a bar for each pattern."""
    cells = {(r["path"], r["pattern"]): r for r in plain(rows, "dispatch")}
    return _patterns(cells, f"dispatch by call pattern: {middle(cells.values())} and its 95 % interval", facts,
                     "net of the counter pair")


def dispatch_batches(rows, facts):
    """Makes the figure of `dispatch` in batches: there the counter's step and the fences' own cost do not hide the
    patterns. For back ends alone it shows `null`, too, which the direct call of `direct` was measured with."""
    batch = [r for r in rows if ok(r) and r["variant"] == BATCHES[1] and r["path"] != "-"]
    cells = {(r["path"], "null"): r for r in batch if r["bench"] == "null" and _batched(rows, facts) != "-"}
    cells |= {(r["path"], r["pattern"]): r for r in batch if r["bench"] == "dispatch"}
    if all(pattern == "null" for _, pattern in cells):
        return None
    return _patterns(cells, f"dispatch by call pattern, {BATCHES[1]}: {middle(cells.values())} and its 95 % interval", facts,
                     "net of the same batch with nothing called")


def _patterns(cells, headline, facts, words):
    """Returns a bar for each pattern on each path; cells: {(path, pattern): row}."""
    if not cells:
        return None
    patterns = list(dict.fromkeys(pattern for _, pattern in cells))[:4]
    return _bars(headline, _calls(list(cells.values()), facts, words), patterns,
                 [(path, [_cell(cells.get((path, p))) for p in patterns]) for path in dict.fromkeys(path for path, _ in cells)])


def cold(rows, facts):
    """Makes the figure of warm and disturbed calls side by side, for the benchmark that shows paths best."""
    found = by_bench(rows, COLD)
    bench = next((b for b in ("null", "dispatch", "getppid", *found) if b in found), None)
    if bench is None:
        return None
    names = ["-"] + [v for v in COLD if any(v in cell for cell in found[bench].values())]
    any_row = next(r for cell in found[bench].values() for r in cell.values())
    return _bars(f"{bench}, warm and disturbed: {_middle(found[bench])} and its 95 % interval",
                 _calls([any_row], facts, "net of the same disturbance with nothing called"),
                 ["warm" if n == "-" else n for n in names],
                 [(" ".join(k for k in key if k != "-") or bench, [_cell(cell.get(n)) for n in names])
                  for key, cell in found[bench].items()])


def throughput(rows, facts):
    """Makes the figure of one call at a time, of calls in batches, and of the slope between two batches."""
    found = by_bench(rows, BATCHES)
    bench = next((b for b in ("null", "getppid", *found) if b in found and b not in
                  ("empty", "stub_nop")), None)
    if bench is None:
        return None
    lines = []
    for key, cell in found[bench].items():
        slope = slope_net(rows, cell[BATCHES[1]]) if BATCHES[1] in cell else None
        lines.append((" ".join(k for k in key if k != "-"),
                      [_cell(cell.get(v)) for v in ("-", *BATCHES)]
                      + [None if slope is None else (slope, slope, slope)]))
    any_row = next(r for cell in found[bench].values() for r in cell.values())
    return _bars(f"{bench}, one at a time and in batches: {_middle(found[bench])} and its 95 % interval",
                 _calls([any_row], facts, "net of the same control with nothing called"),
                 ["single", *BATCHES, "slope"], lines)


def all_of(run):
    """Returns {name: figure} of the figures that a run (folder.Folder) has data for."""
    rows, facts, values = run.rows, run.facts, run.values
    made = {"latency": latency(rows, facts), "distribution": distribution(rows, facts, values),
            "ecdf": cumulative(rows, facts, values),
            "dispatch": dispatch(rows, facts) if _batched(rows, facts) == "-" else None,
            "dispatch-batches": dispatch_batches(rows, facts),
            "cold": None if are_counts(rows) else cold(rows, facts),
            "throughput": None if are_counts(rows) else throughput(rows, facts)}
    return {name: figure for name, figure in made.items() if figure}


def grown(rows):
    """Returns {name: figure} of `make growth` for a terminal, which has no logarithmic axes: a bar for each point."""
    made = {}
    for bench, about in growth.GROWTHS.items():
        some = [row for row in rows if row["bench"] == bench]
        path = next((r["path"] for r in some if len(growth._places(some, r["path"])) > 1), None)
        if path is None:
            continue
        points = growth._points(some, path)
        names = [name for name in about.series if name in points]
        places = {x: shown for name in names for x, shown, *_ in points[name]}
        cells = {(name, x): (middle,) * 3 for name in names for x, _, middle, *_ in points[name]}
        made[f"growth-{bench}"] = _bars(
            f"{bench}{'' if path == '-' else ' on ' + path}, by {about.axis}: {'mean' if growth.means(some, path) else 'median'}",
            _calls(some, {}, "net; bytes: by the 4 KiB page"), [about.series[name] for name in names],
            [(places[x], [cells.get((name, x)) for name in names]) for x in sorted(places)])
    return {name: figure for name, figure in made.items() if figure}
