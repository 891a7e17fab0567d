"""Checks whether the numbers make sense: what must be dearer everywhere is dearer; a call alone costs about what it
does in a row; two runs that were asked for the same say the same. SPDX-License-Identifier: MIT
"""

import json
import os

from . import ROOT, folder
from .contact import failed, last_line, not_available, ok
from .contact_bench import NO_TRUST, RUNS, first, nothing_measured
from .contact_host import of_a_clock

# A call alone waits for its fences; a call among many overlaps with its neighbours. Their costs are alike, no more.
LEAST, MOST = 0.3, 3.0
# A reader would still call two short runs the same within this margin, on a machine that nobody prepared.
MARGIN_PERCENT = 5
TIMEOUT_S = 300


def _nets(run, variant="-", field="net_median"):
    """Returns {path: value} of the null call."""
    return {row["path"]: float(row[field]) for row in run.rows if row["bench"] == "null" and row["variant"] == variant
            and row["status"] == "ok" and row[field] not in ("", None)}


def order(contact):
    """Checks floor < direct < retpoline, for each exit that has them."""
    run = first(contact)
    if run is None:
        return nothing_measured(contact)
    if contact.accel == "icount":
        return not_available("icount counts instructions: what a retpoline costs is time", "a machine with KVM")
    return of_a_clock(contact, judge_order(_nets(run)))


def judge_order(nets):
    ladders = []
    for path in nets:
        if path.startswith("direct_"):
            way = path.partition("_")[2]
            ladders.append([(name, nets[f"{name}_{way}"]) for name in ("floor", "direct", "retpoline")
                            if f"{name}_{way}" in nets])
    ladders = [ladder for ladder in ladders if len(ladder) > 1]
    if not ladders:
        return not_available("neither floor nor retpoline was measured beside direct", "PATHS= that has them")
    text = "; ".join(" < ".join(f"{name} {value:g}" for name, value in ladder) for ladder in ladders)
    if any(a[1] >= b[1] for ladder in ladders for a, b in zip(ladder, ladder[1:])):
        return failed(f"this should hold: {text}", NO_TRUST)
    return ok(text)


def slope(contact):
    """Compares the slope between two batches with a single call."""
    run = first(contact)
    if run is None:
        return nothing_measured(contact)
    loop = next((float(row["slope"]) for row in run.rows if (row["bench"], row["variant"]) == ("empty", "batch=128")
                 and row["slope"]), 0.0)
    return of_a_clock(contact, judge_slope(_nets(run), _nets(run, "batch=128", "slope"), loop))


def judge_slope(single, slopes, loop):
    """Judges the slope of each path by its single call. `loop`: what a turn of the batch's loop costs without a
    call."""
    ratios = {path: (slopes[path] - loop) / single[path] for path in slopes if single.get(path, 0) > 0}
    if not ratios:
        return not_available("no path was measured alone and in batches: the counter is too coarse for one call")
    wrong = {path: ratio for path, ratio in ratios.items() if not LEAST <= ratio <= MOST}
    if wrong:
        return failed("a call in a row against a call alone, null: "
                      + ", ".join(f"{path} {ratio:.2f}" for path, ratio in list(wrong.items())[:6])
                      + f"; expected {LEAST:g} to {MOST:g}", NO_TRUST)
    return ok(f"a call in a row costs {min(ratios.values()):.2f} to {max(ratios.values()):.2f} of a call alone, "
              f"{len(ratios)} paths")


def _compare(contact, log, form):
    """Runs tools/compare on the two runs."""
    folders = [os.path.join(contact.folder, name) for name in RUNS]
    return contact.command(log, [os.path.join(ROOT, "tools", "compare"), "--margin", str(MARGIN_PERCENT), "--format", form,
                                 *folders], TIMEOUT_S)


def same(contact):
    """Checks whether two runs that were asked for the same say the same."""
    if any(name not in contact.runs for name in RUNS):
        return nothing_measured(contact)
    contact.write("compare.md", _compare(contact, "compare-markdown.log", "markdown")[1])
    status, text = _compare(contact, "compare.json.log", "json")
    if status not in (0, 1):
        return failed(f"tools/compare: {last_line(text)}", "compare.json.log")
    return of_a_clock(contact, judge_same(json.loads(text)["verdicts"]))


def judge_same(verdicts):
    """Judges by how many rows got which verdict. Better is as bad as worse here: nothing was changed."""
    text = f"{', '.join(f'{count} {word}' for word, count in verdicts.items())} (margin {MARGIN_PERCENT} %)"
    if verdicts.get("worse", 0) + verdicts.get("better", 0):
        return failed(f"{text}: the two runs differ", "this machine does not repeat itself: what host.doctor says; compare.md")
    if not verdicts.get("same"):
        return not_available(f"{text}: the runs are too short to tell", "ROUNDS= more")
    return ok(text)
