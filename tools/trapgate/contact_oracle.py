"""The oracle: the guest's PMU counts as many instructions a call as icount does.

The rule for what may differ: both count the same code, so a call's instructions are the same but for the two that
cross levels. `syscall`, `sysret`, `iret`, `svc`, `eret` may be counted at the level that they leave or at the one
that they enter, twice, or not at all; each processor has its own way. Therefore user and kernel are summed, and a
call may differ by MAY_DIFFER: one for the way in, one for the way out. Interrupts and, on AMD, their returns add to
a window and take nothing away: the least sample of each row counts. A repeated string instruction counts once on a
processor and once a turn under icount; the rows compared
have none. SPDX-License-Identifier: MIT
"""

import os

from . import ROOT, folder, reference
from .contact import failed, last_line, not_available, ok
from .contact_bench import TIMEOUT_S, first, nothing_measured, words

LEVELS = ("pmu_instructions_user", "pmu_instructions_kernel")
EXACT = "batch=64"
MAY_DIFFER = 2.0
# A row's figure is the sum of 64 calls' counts, divided by 64: so much may be left by rounding.
ROUNDING = 1e-6


def _rows(run):
    return {folder.key_of(row): row for row in run.rows if row["status"] == "ok"}


def _net(rows, key, field):
    """Returns a row's count less that of a window without a call, or None if either was not taken."""
    row, empty = rows.get(key), rows.get(("-", "empty", "-", key[3]))
    return float(row[field]) - float(empty[field]) if row and empty else None


def counted(run):
    """Returns {(path, bench, pattern): instructions a call} by the PMU, both levels summed."""
    rows, found = _rows(run), {}
    for path, bench, pattern, variant in rows:
        if variant != LEVELS[0] or bench == "empty":
            continue
        levels = [_net(rows, (path, bench, pattern, level), "min") for level in LEVELS]
        if None not in levels:
            found[path, bench, pattern] = sum(levels)
    return found


def expected(run):
    """Returns the counts by icount in counted()'s form, from the rows that take as many calls a window."""
    rows = _rows(run)
    exact = {key[:3]: _net(rows, key, "median") for key in rows if key[3] == EXACT}
    return {key: value for key, value in exact.items() if value is not None}


def judge(counts, exact, source):
    """Returns the outcome of comparing two such tables."""
    apart = {key: counts[key] - exact[key] for key in counts if key in exact}
    if not apart:
        return not_available(f"{source} has no row that the PMU counted")
    wrong = {key: by for key, by in apart.items() if abs(by) > MAY_DIFFER + ROUNDING}
    named = ", ".join(f"{' '.join(key[:2])} {by:+.2f}" for key, by in list(wrong.items())[:6])
    if wrong:
        return failed(f"{len(wrong)} of {len(apart)} rows differ by more than {MAY_DIFFER:g} a call from {source}: {named}",
                      "other code ran than is believed, or the PMU is wrong: send the tar file")
    most = max(apart.values(), key=abs)
    return ok(f"{len(apart)} rows are those of {source}, within {abs(most):.2f} a call ({MAY_DIFFER:g} may differ: "
              "the instructions that enter and leave the kernel)")


def _reference(contact, run):
    """Returns (a run under icount of the same code, its name): the committed run, or one taken now; (None, why) if
    it failed."""
    committed = os.path.join(ROOT, "results", "reference", contact.arch)
    if os.path.exists(committed):
        then = folder.read(committed)
        if not reference.other_tools(run, then)[:2] or contact.accel == "icount":
            return then, f"results/reference/{contact.arch}"
    out = contact.file("run-icount")
    command = [os.path.join(ROOT, "tools", "bench"), "--arch", contact.arch, "--accel", "icount",
               *words(contact, "icount", out)]
    status, text = contact.command("run-icount.log", command, TIMEOUT_S + 60)
    if status != 0:
        return None, last_line(text)
    return folder.read(out), "a run under icount of this build"


def instructions(contact):
    run = first(contact)
    if run is None:
        return nothing_measured(contact)
    counts = counted(run)
    if not counts:
        reasons = sorted(reason for reason, rows in run.facts["not_available"].items()
                         if any(LEVELS[0] in row for row in rows) and "control paths" not in reason)
        return not_available(f"the guest's PMU counted no instructions: {'; '.join(reasons) or 'no row has them'}",
                             "a host whose KVM gives guests a PMU (enable_pmu=Y)")
    exact, source = _reference(contact, run)
    if exact is None:
        return failed(f"there are no exact counts to compare with: {source}", "run-icount.log")
    return judge(counts, expected(exact), source)
