"""Shows a comparison: tables for people, Markdown for a summary, JSON and CSV for programs.

SPDX-License-Identifier: MIT
"""

import csv
import io
import json
import math
from statistics import fmean

from . import compare, folder, report_text, verdicts

HEADER = ["path", "A", "B", "net A", "net B", "B/A", "95 %", "delta", "verdict"]
INTERVAL = HEADER.index("95 %")
# An instruction count cannot tell which exit is faster.
EXITS = ("counts of two exits: IRET needs none of the checks that must stand before a SYSRET, so that it executes fewer "
         "instructions; on silicon it costs more than those checks. `better` here says nothing of time")


def label(row):
    """Returns the path or paths, pattern and variant."""
    path = row.path_a if row.path_a == row.path_b else f"{row.path_a} : {row.path_b}"
    return " ".join([path, *(field for field in (row.pattern, row.variant) if field != "-")])


def _number(value):
    return "-" if value is None else f"{value:.10g}"


def _decided(row):
    """Returns what decided, for the end of a line."""
    by = row.decided_by
    if by == "step":
        by = f"step {'not known' if row.step is None else _number(row.step)}"
    return f" ({by})" if by not in (None, "median") else ""


def line(row):
    """Returns the cells of a row, as HEADER has them."""
    ratio, low, high, delta = ("-" if v is None else f"{v:.4f}" for v in (row.ratio, row.low, row.high, row.delta))
    interval = f"[{low}, {high}]" if row.low is not None else "-"
    figures = map(_number, (row.median_a, row.median_b, row.net_a, row.net_b))
    return [label(row), *figures, ratio, interval, delta, row.verdict + _decided(row)]


def table(rows):
    """Returns header and lines; without intervals if no row has one."""
    lines = [HEADER, *map(line, rows)]
    if all(row.low is None for row in rows):
        lines = [cells[:INTERVAL] + cells[INTERVAL + 1:] for cells in lines]
    return lines


def mean_of(rows):
    """Returns the geometric mean of the ratios of those that are judged, or None."""
    ratios = [row.ratio for row in rows if row.verdict != verdicts.NOT_JUDGED and row.ratio and row.ratio > 0]
    return math.exp(fmean(map(math.log, ratios))) if ratios else None


def changed(rows):
    """Returns the rows that differ, the largest effect first."""
    return sorted((row for row in rows if row.verdict in verdicts.DIFFERENT),
                  key=lambda row: -verdicts.effect(row.ratio))


def cautions(a, b):
    """Returns what must be said of the two sides beside their rows."""
    exits = {side.folder.facts["paths"].get(side.path, {}).get("exit") for side in (a, b)
             if side.path and side.folder.facts["paths"]}
    return [EXITS] if a.folder.instrument == "icount" and len(exits) > 1 else []


def totals(rows, counts, margin):
    """Returns the last line: how many rows have which verdict."""
    return f"{len(rows)} rows, margin {margin:g} %: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items())


def _groups(rows, only_changed):
    """Returns [(title, rows)]: a group for each benchmark with the mean of its ratios, or one group of all rows
    that differ."""
    if only_changed:
        return [("rows that differ, the largest effect first", changed(rows))]
    groups = []
    for bench in dict.fromkeys(row.bench for row in rows):
        some = [row for row in rows if row.bench == bench]
        mean = mean_of(some)
        groups.append((f"{bench} ({', '.join(dict.fromkeys(row.unit for row in some))})"
                       + (f": geometric mean of B/A {mean:.4f}" if mean else ""), some))
    return groups


def terminal(rows, counts, margin, only_changed=False):
    """Returns a table for each benchmark, and how many rows have which verdict."""
    text = []
    for title, some in _groups(rows, only_changed):
        text += [title, *(line.rstrip() for line in report_text.unbroken(table(some))), ""] if some else []
    return "\n".join([*text, totals(rows, counts, margin)])


def markdown(rows, counts, margin, warnings, only_changed=False):
    """Returns what terminal() returns, as Markdown for a page or a job's summary."""
    text = [totals(rows, counts, margin), "", *(f"- {report_text.escaped(said)}" for said in warnings)]
    for title, some in _groups(rows, only_changed):
        text += ["", f"**{report_text.escaped(title)}**", "", *report_text.table(table(some))] if some else []
    return "\n".join(text) + "\n"


def as_csv(rows, only_changed=False):
    """Returns a line for each row, with the names of JSON's fields as the header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(compare.Row._fields)
    writer.writerows(changed(rows) if only_changed else rows)
    return out.getvalue()


def as_json(a, b, rows, counts, margin, warnings, status):
    """Returns the comparison as a JSON object; `low` and `high` are null if there is no interval."""
    def described(side):
        return {"folder": folder.shown(side.folder.path), "path": side.path}

    means = {bench: mean_of([row for row in rows if row.bench == bench]) for bench in dict.fromkeys(r.bench for r in rows)}
    return json.dumps({
        "format_version": 2, "a": described(a), "b": described(b), "arch": a.folder.arch,
        "instrument": a.folder.instrument, "exact": a.folder.instrument == "icount", "margin_percent": margin,
        "warnings": warnings, "verdicts": counts, "geometric_means": means, "status": status,
        "rows": [row._asdict() for row in rows]}, indent=1, ensure_ascii=False) + "\n"
