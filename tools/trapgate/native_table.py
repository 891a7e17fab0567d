"""The native report's table at a glance: in batches, since a single call may be shorter than a step of
the counter, and disturbed. SPDX-License-Identifier: MIT
"""

from . import rows as r
from .report_tables import Table, Text

BATCH = r.BATCHES[1]
# Benchmark, pattern, variant, and the title of the column.
COLUMNS = (("null", "-", BATCH, "null"), ("dispatch", "same", BATCH, "same"),
           ("dispatch", "cycle8", BATCH, "cycle8"), ("dispatch", "random8", BATCH, "random8"),
           ("null", "-", "cold_btb_reread", "null, predictor cold"),
           ("dispatch", "same", "cold_btb_reread", "same, predictor cold"),
           ("null", "-", "cold_btb", "null, code cold too"), ("dispatch", "same", "cold_btb", "same, code cold too"))


def _net(row):
    value = row and r.figure(row)
    return "-" if value is None else r.shown(round(value, 2))


def overview(rows):
    """Returns a table with a row for each back end, of net figures. Columns that were not measured are left out."""
    paths = dict.fromkeys(row["path"] for row in rows if row["path"] != "-")
    lines = [["path", *(r.titled(title, [row for row in rows if r.ok(row) and tuple(row[k] for k in r.KEY[1:]) == tuple(of)])
                        for *of, title in COLUMNS)]]
    lines += [[path, *(_net(r.find(rows, path=path, bench=bench, pattern=pattern, variant=variant))
                       for bench, pattern, variant, _ in COLUMNS)] for path in paths]
    kept = [i for i in range(len(lines[0])) if i == 0 or any(line[i] != "-" for line in lines[1:])]
    return Table([[line[i] for i in kept] for line in lines])


def glance(run):
    """Returns the sentence and the table."""
    unit = next((row["unit"] for row in run.rows if row["unit"] != "events"), "")
    of_what = "the TSC, which are not the core's" if run.facts["counter"].get("name") == "TSC" else "the counter"
    return [Text(f"At a glance: {unit} of {of_what}, a call, net of the same window with nothing called: medians, or means where the "
                 "column says so. "
                 f"Warm: {BATCH}; cold: a single call behind a train of indirect jumps and calls, with the "
                 "program's code and tables read back into a near cache, or not."), overview(run.rows)]
