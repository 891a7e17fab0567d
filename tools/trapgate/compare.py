"""Two runs, or two paths of one, row by row: is the second better, worse, the same?

The intervals come from tools/stats; here is what they mean. docs/measurement.md has the reasons.
Next: differences.py, compare_report.py.

SPDX-License-Identifier: MIT
"""

import csv
import io
import os
import subprocess
import tempfile
from collections import Counter, namedtuple
from itertools import pairwise
from statistics import fmean, median

from . import Failure, UsageError, folder, results

VERDICTS = ("worse", "better", "same", "unclear", "not judged")
# Below this, in percent, a difference is none: see docs/measurement.md.
MARGIN = 2.0

# folder: a folder.Folder; path: one of its paths, or None
Side = namedtuple("Side", "folder path")
# step: what the counter goes by; decided_by: what decided where the interval did not
Row = namedtuple("Row", "path_a path_b bench pattern variant unit n_a n_b median_a median_b ratio low high delta "
                        "step verdict decided_by")
MEASURES = (("median", median), ("mean", fmean), ("max", max), ("min", min))


class Refused(UsageError):
    """The two cannot be compared."""


def side(argument):
    """FOLDER or FOLDER:PATH; a folder whose name holds a colon is taken as it is."""
    if os.path.isdir(argument) or ":" not in argument:
        return Side(folder.read(argument), None)
    name, _, path = argument.rpartition(":")
    found = folder.read(name)
    known = list(dict.fromkeys(row["path"] for row in found.rows if row["path"] != "-"))
    if path not in known:
        raise UsageError(f"{folder.shown(argument)}: {folder.shown(name)} has no path {folder.shown(path)!r}; it has "
                         f"{' '.join(known)}")
    return Side(found, path)


def check(a, b):
    """Raises Refused for what no comparison can be made of."""
    for what in ("arch", "instrument"):
        one, other = (getattr(x.folder, what) for x in (a, b))
        if one != other:
            raise Refused(f"A is {one}, B is {other}: numbers of different {what}s say nothing about each other; "
                          "compare runs of the same")
    if (a.path is None) != (b.path is None):
        raise Refused("expected a path behind both folders, or behind none: FOLDER:PATH FOLDER:PATH")


def pairs(a, b):
    """(rows of both, [(row of a, row of b)] with samples on both sides, what else is to be said)."""
    def keyed(one):
        rows = {folder.key_of(r): r for r in one.folder.rows}
        return rows if one.path is None else {key[1:]: r for key, r in rows.items() if key[0] == one.path}

    rows_a, rows_b = keyed(a), keyed(b)
    common = [(rows_a[key], rows_b[key]) for key in rows_a if key in rows_b]
    unlike = next(((x, y) for x, y in common if x["unit"] != y["unit"]), None)
    if unlike:
        raise Refused(f"{folder.label(folder.key_of(unlike[0]))} is in {unlike[0]['unit']} in A, in {unlike[1]['unit']} "
                      "in B: only like can be compared")
    notes = [f"{len(only)} rows are in {name} alone: {_some(folder.label(k) for k in only)}"
             for name, only in (("A", [k for k in rows_a if k not in rows_b]),
                                ("B", [k for k in rows_b if k not in rows_a])) if only]
    changed = [x for x, y in common if x["status"] != y["status"]]
    if changed:
        notes.append(f"{len(changed)} rows have no samples on one side: "
                     f"{_some(folder.label(folder.key_of(x)) for x in changed)}")
    both = [(x, y) for x, y in common if (x["status"], y["status"]) == ("ok", "ok")]
    if not both:
        raise Refused("they have no row in common")
    return both, notes


def _some(labels):
    labels = list(labels)
    return ", ".join(labels[:4]) + (", ..." if len(labels) > 4 else "")


def rows(a, b, margin):
    """(the Rows of both, what else is to be said)"""
    both, notes = pairs(a, b)
    exact = a.folder.instrument == "icount"
    numbers = _numbers(a, b, both, exact)
    steps = {} if exact else _steps(a.folder, b.folder)
    found = []
    for (x, y), line in zip(both, numbers):
        n_a, n_b, *values = (float(v) if v else None for v in line)
        step = steps.get((x["variant"], x["unit"]))
        if x["unit"] == "events":
            verdict = "not judged", None
        elif exact:
            verdict = judge_counts(a.folder.values[folder.key_of(x)], b.folder.values[folder.key_of(y)])
        else:
            verdict = judge(*values[2:5], margin, step / values[0] if step and values[0] else None)
        found.append(Row(x["path"], y["path"], x["bench"], x["pattern"], x["variant"], x["unit"], int(n_a), int(n_b),
                         *values, step, *verdict))
    return found, notes


def _numbers(a, b, both, exact):
    """What tools/stats says of each pair."""
    how = "exact" if exact else "paired" if os.path.samefile(a.folder.path, b.folder.path) else "independent"
    with tempfile.NamedTemporaryFile("w", prefix="trapgate-pairs-") as file:
        file.writelines(f"{x['path']},{y['path']},{x['bench']},{x['pattern']},{x['variant']},{x['unit']}\n"
                        for x, y in both)
        file.flush()
        command = [results.STATS, "compare", a.folder.file("samples.csv"), b.folder.file("samples.csv"), file.name, how]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise UsageError("build/host/stats is missing: build it with `make build/host/stats`") from None
    if done.returncode:
        raise Failure(done.stderr.strip() or "stats failed")
    return list(csv.reader(io.StringIO(done.stdout)))[1:]


def _steps(*folders):
    """{(variant, unit): the least distance between two different samples of a row}: a counter that goes
    by steps of 21 gives medians that are off by as much, whatever their intervals say. Of the
    coarser folder; a variant is all in batches of one size."""
    found = []
    for one in folders:
        steps = {}
        for row in one.rows:
            values = sorted(set(one.values.get(folder.key_of(row), ())))
            least = min((y - x for x, y in pairwise(values)), default=None)
            if least is not None:
                key = row["variant"], row["unit"]
                steps[key] = min(least, steps.get(key, least))
        found.append(steps)
    return {key: max(steps[key] for steps in found if key in steps) for steps in found for key in steps}


def judge(ratio, low, high, margin, slack):
    """A ratio's verdict by its interval: within the margin it is the same, whether or not it holds 1; else
    it must lie on one side of 1. `slack`: what a step of the counter is to the ratio, None: not known.
    (verdict, "step" where that is what leaves it open)"""
    if ratio is None or low is None:
        return "unclear", None
    high = float("inf") if high is None else high
    by_interval = _judge(low, high, margin)
    verdict = "unclear" if slack is None else _judge(low - slack, high + slack, margin)
    return verdict, None if verdict == by_interval else "step"


def _judge(low, high, margin):
    limit = 1 + margin / 100
    if 1 / limit <= low and high <= limit:
        return "same"
    if low > 1:
        return "worse"
    return "better" if high < 1 else "unclear"


def judge_counts(a, b):
    """Counts are compared, not estimated: the median decides, else all together, else the ends.
    (verdict, what decided it)"""
    for name, measure in MEASURES:
        one, other = measure(a), measure(b)
        if one != other:
            return "worse" if other > one else "better", name
    return "same", None


def status(found):
    """1 where a row is worse, else 0."""
    return int(any(row.verdict == "worse" for row in found))


def counts(found):
    """{verdict: rows}, of those there are."""
    counter = Counter(row.verdict for row in found)
    return {verdict: counter[verdict] for verdict in VERDICTS if counter[verdict]}
