"""What a comparison is shown as: tables for people, JSON for programs.

SPDX-License-Identifier: MIT
"""

import json

from . import folder, report_text


def label(row):
    """The path or paths, pattern and variant."""
    path = row.path_a if row.path_a == row.path_b else f"{row.path_a} : {row.path_b}"
    return " ".join([path, *(field for field in (row.pattern, row.variant) if field != "-")])


def _number(value):
    return "-" if value is None else f"{value:.10g}"


def line(row):
    """Cells: path, both medians, ratio, its interval, delta, verdict."""
    ratio, low, high, delta = ("-" if v is None else f"{v:.4f}"
                               for v in (row.ratio, row.low, row.high, row.delta))
    interval = f"[{low}, {high}]" if row.low is not None else "-"
    by = row.decided_by
    if by == "step":
        by = f"step {'not known' if row.step is None else _number(row.step)}"
    by = f" ({by})" if by not in (None, "median") else ""
    return [label(row), _number(row.median_a), _number(row.median_b), ratio, interval, delta, row.verdict + by]


def terminal(rows, counts, margin, exact):
    """A table a benchmark; how many rows have which verdict."""
    text = []
    for bench in dict.fromkeys(row.bench for row in rows):
        lines = [["path", "A", "B", "B/A", "95 %", "delta", ""]]
        some = [row for row in rows if row.bench == bench]
        lines += [line(row) for row in some]
        if exact:
            lines = [cells[:4] + cells[5:] for cells in lines]
        text += [f"{bench} ({', '.join(dict.fromkeys(row.unit for row in some))})",
                 *(text.rstrip() for text in report_text.columns(lines)), ""]
    how = "exactly" if exact else f"within {margin:g} %"
    text.append(f"{len(rows)} rows, {how}: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
    return "\n".join(text)


def as_json(a, b, rows, counts, margin, warnings, status):
    """The same as an object; `low` and `high` are null where there is no interval."""
    def described(side):
        return {"folder": folder.shown(side.folder.path), "path": side.path}

    return json.dumps({
        "format_version": 1, "a": described(a), "b": described(b), "arch": a.folder.arch,
        "instrument": a.folder.instrument, "exact": a.folder.instrument == "icount", "margin_percent": margin,
        "warnings": warnings, "verdicts": counts, "status": status,
        "rows": [row._asdict() for row in rows]}, indent=1, ensure_ascii=False) + "\n"
