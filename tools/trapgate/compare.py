"""Compares two runs, or two paths of one, row by row: is the second better, worse, the same?

The intervals come from tools/stats; verdicts.py says what they mean. docs/measurement.md has the
reasons. Next: verdicts.py, differences.py, compare_report.py.

SPDX-License-Identifier: MIT
"""

import csv
import io
import math
import os
import subprocess
import tempfile
from collections import Counter, namedtuple

from . import Failure, UsageError, draws, folder, results, verdicts
from .verdicts import MARGIN

# folder: a folder.Folder; path: one of its paths, or None
Side = namedtuple("Side", "folder path")
# ratio: B's net figure by A's; its interval, low to high, holds for all rows at once; level: what the row's units
# are, and units_a and units_b are how many there are; step: what the counter goes by; decided_by: what decided
# besides the interval, or took the interval's verdict back
Row = namedtuple("Row", "path_a path_b bench pattern variant unit n_a n_b median_a median_b net_a net_b ratio low high "
                        "delta level units_a units_b step verdict decided_by")
# Units of these levels tell what another boot would change.
BETWEEN_BOOTS = ("layouts", "boots")


class Refused(UsageError):
    """Says why the two cannot be compared."""


def side(argument):
    """Returns the Side of FOLDER or FOLDER:PATH; a folder whose name holds a colon is taken as it is."""
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
    """Raises Refused if no comparison can be made of the two sides."""
    for what in ("arch", "instrument"):
        one, other = (getattr(x.folder, what) for x in (a, b))
        if one != other:
            raise Refused(f"A is {one}, B is {other}: numbers of different {what}s say nothing about each other; "
                          "compare runs of the same")
    if (a.path is None) != (b.path is None):
        raise Refused("expected a path behind both folders, or behind none: FOLDER:PATH FOLDER:PATH")


def pairs(a, b):
    """Returns ([(row of a, row of b)] with samples on both sides, [what else is to be said])."""
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
    """Returns (the Rows of both sides, [what else is to be said])."""
    both, notes = pairs(a, b)
    exact = a.folder.instrument == "icount"
    equal = exact and draws.are_equal(a.folder, b.folder)
    steps = {} if exact else _steps(a.folder, b.folder)
    found = []
    for (x, y), line in zip(both, _numbers(a, b, both, "exact" if equal else _relation(a, b))):
        values = {name: _value(name, text) for name, text in line.items()}
        step = steps.get((x["variant"], x["unit"]))
        if x["unit"] == "events":
            judged = verdicts.NOT_JUDGED, None
        elif exact:
            judged = _judge_counts(a.folder.values[folder.key_of(x)], b.folder.values[folder.key_of(y)], values, margin,
                                   equal)
        else:
            judged = verdicts.of_timing(values["ratio_low"], values["ratio_high"], margin, _slack(step, values))
        found.append(_row(x, y, values, step, judged))
    return found, notes + _of_draws(found, exact, equal, margin) + _of_boots(found, exact)


def _row(x, y, values, step, judged):
    return Row(x["path"], y["path"], x["bench"], x["pattern"], x["variant"], x["unit"], values["n_a"], values["n_b"],
               *(values[name] for name in ("median_a", "median_b", "net_a", "net_b", "ratio", "ratio_low", "ratio_high",
                                           "delta", "level", "units_a", "units_b")), step, *judged)


def _judge_counts(a, b, values, margin, equal):
    if equal:
        return verdicts.of_equal_draws(a, b)
    return verdicts.of_other_draws(a, b, values["ratio_low"], values["ratio_high"], max(margin, verdicts.DRAWS_MARGIN))


def _slack(step, values):
    """Returns what a step of the counter is to the ratio; None if the step is not known."""
    return step / values["net_a"] if step and values["net_a"] and values["net_a"] > 0 else None


def _of_draws(found, exact, equal, margin):
    """Returns a note on how counts of different draws were judged, as a list."""
    if not exact or equal:
        return []
    how = Counter(row.decided_by if row.decided_by in ("interval", "other draws") else "exactly" for row in found
                  if row.unit != "events")
    told = [f"the runs differ in their draws (seed, rounds, samples): {how['exactly']} rows whose count no draw changes "
            f"were compared exactly, {how['interval']} by their interval, with a margin of "
            f"{max(margin, verdicts.DRAWS_MARGIN):g} %"]
    return told + ([f"other draws: {how['other draws']} rows not judged"] if how["other draws"] else [])


def _of_boots(found, exact):
    """Returns a note if nothing is known of another boot, as a list."""
    if exact or any(row.level in BETWEEN_BOOTS for row in found):
        return []
    return ["one of the runs is of one boot: nothing tells what another boot would change, and `worse` is no reason "
            "for exit status 1; take BOOTS=10"]


def _relation(a, b):
    """Returns `paired` if both sides were measured in the same boots, else `independent`."""
    return "paired" if os.path.samefile(a.folder.path, b.folder.path) else "independent"


def _value(name, text):
    if name == "level":
        return text
    if name in ("n_a", "n_b", "units_a", "units_b"):
        return int(text)
    return float(text) if text and math.isfinite(float(text)) else None


def _empty_of(side, row):
    """Returns the variant of `empty` that tools/stats subtracts from a row; "" if it subtracts none."""
    if not row["baseline"]:
        return ""
    own = any((r["bench"], r["variant"]) == ("empty", row["variant"]) for r in side.folder.rows)
    return row["variant"] if own else "-"


def _numbers(a, b, both, how):
    """Returns what tools/stats says of each pair, as dicts by the names of its columns."""
    with tempfile.NamedTemporaryFile("w", prefix="trapgate-pairs-") as file:
        file.writelines(f"{x['path']},{y['path']},{x['bench']},{x['pattern']},{x['variant']},{x['unit']},"
                        f"{_empty_of(a, x)},{_empty_of(b, y)}\n" for x, y in both)
        file.flush()
        command = [results.STATS, "compare", a.folder.file("samples.csv"), b.folder.file("samples.csv"), file.name, how]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise UsageError("build/host/stats is missing: build it with `make build/host/stats`") from None
    if done.returncode:
        raise Failure(done.stderr.strip() or "stats failed")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def _steps(*folders):
    """Returns {(variant, unit): the least distance between two different samples of a row}, from the coarser
    folder. A counter that goes by steps of 21 gives medians that are off by as much, whatever their intervals say.
    All rows of a variant have batches of one size."""
    found = []
    for one in folders:
        steps = {}
        for row in one.rows:
            values = sorted(set(one.values.get(folder.key_of(row), ())))
            least = min((y - x for x, y in zip(values, values[1:])), default=None)
            if least is not None:
                key = row["variant"], row["unit"]
                steps[key] = min(least, steps.get(key, least))
        found.append(steps)
    return {key: max(steps[key] for steps in found if key in steps) for steps in found for key in steps}


def status(found):
    """Returns 1 if a row is worse and its units tell of other boots, too (or it is a count); else 0."""
    return int(any(row.verdict == verdicts.WORSE and (row.unit == "instructions" or row.level in BETWEEN_BOOTS)
                   for row in found))


def counts(found):
    """Returns {verdict: rows}, of the verdicts that occur."""
    counter = Counter(row.verdict for row in found)
    return {verdict: counter[verdict] for verdict in verdicts.VERDICTS if counter[verdict]}
