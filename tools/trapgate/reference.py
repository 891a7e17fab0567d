"""Tells whether a run's counts are those of results/reference/, and if not, what in the code changed.

With the compiler and the emulator that made the reference, each row's least, median and greatest count must be what
it was. Other tools make other code and count otherwise: then the rows and whether they can be measured are
compared, and nothing else.

SPDX-License-Identifier: MIT
"""

import difflib

from . import Failure, disassembly, folder

LISTING = "paths.lst"
COUNTS = ("n", "min", "median", "max")
# The tools that make the code and that count it: the name that a reader knows, and the place in environment.json.
TOOLS = (("the kernel's compiler", ("build", "compiler", "kernel", "version")),
         ("the programs' compiler", ("build", "compiler", "user", "version")),
         ("QEMU", ("emulator", "qemu_version")))
RUN = ("seed", "rounds", "samples", "warmup")
ROWS_SHOWN, FUNCTIONS_SHOWN, LINES_SHOWN = 12, 4, 60
RENEW = "if that is what you want, `make reference ARCH={}` renews it"


def _at(facts, keys):
    for key in keys:
        facts = facts.get(key) if isinstance(facts, dict) else None
    return facts


def other_tools(run, reference):
    """Returns in words which tools made the run other than those that made the reference."""
    return [f"{name}: {folder.shown(_at(reference.facts, keys))} made the reference, this is "
            f"{folder.shown(_at(run.facts, keys))}" for name, keys in TOOLS
            if _at(run.facts, keys) is None or _at(run.facts, keys) != _at(reference.facts, keys)]


def problems(run, reference, now, then):
    """Returns sentences and listings on all that is not as it was; [] if the reference holds. `now`, `then`: the
    disassembly of this build, of the reference."""
    if (run.arch, run.instrument, reference.instrument) != (reference.arch, "icount", "icount"):
        raise Failure(f"expected two icount runs of one architecture, got {run.arch} {run.instrument} and "
                      f"{reference.arch} {reference.instrument}")
    found = _structure(run, reference)
    if other_tools(run, reference):
        return found
    parameters = [f"{k}: {run.facts['run'].get(k)} in place of {reference.facts['run'].get(k)}" for k in RUN
                  if run.facts["run"].get(k) != reference.facts["run"].get(k)]
    if parameters:
        raise Failure(f"the run was not asked for what the reference was: {', '.join(parameters)}")
    counts, paths = _counts(run, reference)
    code = _code(now, then, paths)
    if paths and not code:
        counts.append("the paths' code and the back ends are what they were: what changed is a handler, the benchmark "
                      "or what it runs among")
    return found + counts + code


def _structure(run, reference):
    """Says which rows are not in both runs, and which cannot be measured in both."""
    mine, theirs = ({folder.key_of(row): row["status"] for row in one.rows} for one in (run, reference))
    gone = [folder.label(key) for key in theirs if key not in mine]
    new = [folder.label(key) for key in mine if key not in theirs]
    changed = [f"{folder.label(key)} ({theirs[key]} before)" for key in mine
               if key in theirs and mine[key] != theirs[key]]
    return [f"{len(rows)} rows {what}: {_some(rows)}" for what, rows in
            (("are gone", gone), ("are new", new), ("changed their status", changed)) if rows]


def _some(items):
    return ", ".join(items[:ROWS_SHOWN]) + (f", and {len(items) - ROWS_SHOWN} more" if len(items) > ROWS_SHOWN else "")


def _counts(run, reference):
    """Returns (sentences on rows that count otherwise, {path of such a row: its dispatch})."""
    theirs = {folder.key_of(row): row for row in reference.rows}
    lines, paths = [], {}
    for row in run.rows:
        then = theirs.get(folder.key_of(row))
        if then is None or then["status"] != row["status"]:
            continue
        changed = [f"{k} {then[k]} -> {row[k]}" for k in COUNTS if then[k] != row[k]]
        if changed:
            lines.append(f"{folder.label(folder.key_of(row))}: {', '.join(changed)}")
            paths[row["path"]] = run.facts["paths"].get(row["path"], {}).get("dispatch")
    if not lines:
        return [], {}
    return [f"{len(lines)} rows count otherwise than in {folder.shown(reference.path)}:",
            *("  " + line for line in lines[:ROWS_SHOWN]),
            *([f"  and {len(lines) - ROWS_SHOWN} more"] if len(lines) > ROWS_SHOWN else [])], paths


def _code(now, then, paths):
    """Returns the difference of the disassemblies, first of the paths whose counts changed and of their back ends."""
    mine, theirs = disassembly.from_text(now), disassembly.from_text(then)
    changed = [name for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name)]
    first = [f"entry_syscall_{path}" for path in paths] + [f"dispatch_{dispatch}" for dispatch in paths.values()]
    changed.sort(key=lambda name: name not in first)
    lines = []
    for name in changed[:FUNCTIONS_SHOWN]:
        diff = list(difflib.unified_diff(theirs.get(name, []), mine.get(name, []), f"{name}, reference",
                                         f"{name}, now", n=2, lineterm=""))
        lines += diff[:LINES_SHOWN] + [f"... {len(diff) - LINES_SHOWN} more lines"] * (len(diff) > LINES_SHOWN)
    if len(changed) > FUNCTIONS_SHOWN:
        lines.append(f"and the code of {_some(changed[FUNCTIONS_SHOWN:])}")
    return [f"the code of {len(changed)} paths and back ends is another:", *lines] if changed else []
