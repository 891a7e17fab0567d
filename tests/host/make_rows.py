"""Rows of a summary and their samples, as figures and reports read them.

SPDX-License-Identifier: MIT
"""

import types

from trapgate import results

FACTS = {"arch": "x86_64", "instrument": "kvm", "host": {"cpu_model": "a CPU"}, "emulator": {},
         "paths": {"table_sysret": {"dispatch": "table", "exit": "sysret", "control": "0"},
                   "switch_sysret": {"dispatch": "switch", "exit": "sysret", "control": "0"},
                   "table_iret": {"dispatch": "table", "exit": "iret", "control": "0"},
                   "floor_sysret": {"dispatch": "floor", "exit": "sysret", "control": "1"}}}


def make_row(path, bench, pattern="-", variant="-", median=100, base=20, **more):
    """A row that was measured; every other number follows from the median."""
    numbers = {"n": 100, "min": median - 4, "median": median, "p99": median + 30, "max": median + 500,
               "baseline": base, "net_median": median - base, "over_floor": "",
               "median_low": median - 1, "median_high": median + 2, "p1": median - 3,
               "p5": median - 2, "q1": median - 1, "q3": median + 1, "p95": median + 10,
               "p999": median + 400, "mad": 1, "outliers": 2, "stub_median": base + 3, "slope": "",
               "layouts": 1, "boots": 1, "blocks": 5,
               **dict.fromkeys(results.SUMMARY_COLUMNS[31:], "")}
    words = {"arch": "x86_64", "instrument": "kvm", "path": path, "bench": bench, "pattern": pattern,
             "variant": variant, "status": "ok", "unit": "cycles", "reason": ""}
    return words | {k: str(v) for k, v in numbers.items()} | {k: str(v) for k, v in more.items()}


def missing(row, reason="no such thing"):
    """The same row without a number."""
    kept = ("arch", "instrument", "path", "bench", "pattern", "variant", "unit")
    return {k: "" for k in row} | {k: row[k] for k in kept} | {
        "status": "not_available", "n": "0", "reason": reason}


def make_run(rows, values=None, facts=None):
    """As folder.read() has it; values: {path: [value, ...]} of `null`."""
    found = {(r["path"], r["bench"], r["pattern"], r["variant"]): values[r["path"]] for r in rows
             if (r["bench"], r["variant"]) == ("null", "-") and values and r["path"] in values}
    return types.SimpleNamespace(rows=rows, facts=facts or FACTS, values=found, boots=[(0, 0)])
