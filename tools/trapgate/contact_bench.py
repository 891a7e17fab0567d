"""Two short runs of the benchmark, alike, and what they found out about the instruments.

SPDX-License-Identifier: MIT
"""

import os

from . import folder, host
from .contact import failed, last_line, not_available, ok
from .contact_boot import not_booted
from .contact_host import of_a_clock

RUNS = ("run-a", "run-b")
ROUNDS = {"kvm": 10, "icount": 2}
# One boot says nothing of the next, so a comparison needs some. Counts are the same in all boots.
BOOTS = {"kvm": 6, "icount": 1}
# Oracle and sense look at these. dispatch has several patterns; one of them, the same call over and over, is enough.
BENCHES = "null,getppid,dispatch"
PATTERNS = "same"
VARIANTS = "-,batch=64,batch=128,pmu_instructions_user,pmu_instructions_kernel"
TIMEOUT_S = 1800
NO_TRUST = "no timing of this machine is to be believed: send the tar file"


def words(contact, accel, out):
    """Returns the arguments of a short run into the folder `out`."""
    more = ["--paths", contact.opts.paths] if contact.opts.paths else []
    return ["--benches", BENCHES, "--patterns", PATTERNS, f"--variants={VARIANTS}", *more, "--rounds",
            str(contact.opts.rounds or ROUNDS[accel]), "--boots", str(contact.opts.boots or BOOTS[accel]),
            "--timeout", f"{TIMEOUT_S}", "--out", out]


def _run(contact, name):
    """Runs the benchmark. Returns None, or the last word of a run that failed."""
    out = contact.file(name)
    status, text = contact.command(f"{name}.log", contact.tool("bench", *words(contact, contact.accel, out)), TIMEOUT_S + 60)
    if status == 0:
        contact.runs[name] = folder.read(out)
        return None
    return "no end" if status is None else last_line(text)


def two_runs(contact):
    if not contact.boots:
        return not_booted()
    host.require("gnuplot")
    for name in RUNS:
        wrong = _run(contact, name)
        if wrong:
            contact.told["bench_failure"] = wrong
            return failed(f"{name}: {wrong}", f"{name}.log; send the tar file")
    rows = contact.runs[RUNS[0]].rows
    measured = sum(row["status"] == "ok" for row in rows)
    return ok(f"twice {measured} rows, and {len(rows) - measured} not available; {RUNS[0]} and {RUNS[1]} are result folders")


def first(contact):
    """Returns the first run, or None."""
    return contact.runs.get(RUNS[0])


def nothing_measured(contact):
    return not_booted() if not contact.boots else not_available("no run to look at: see bench", "what bench says")


def fence(contact):
    """Reports the fences' self-test: the benchmark program tests its pair of reads before all samples, and ends if
    it fails."""
    run, wrong = first(contact), contact.told.get("bench_failure", "")
    if run is None and "self-test" in wrong:
        return failed(wrong, NO_TRUST)
    if run is None:
        return nothing_measured(contact)
    method = run.facts["method"]
    if method.get("fence_selftest") != "ok":
        return failed("the run says nothing of a self-test", NO_TRUST)
    return ok(f"{method.get('fence')}; {method.get('fence_beside')}")


def gaps(contact):
    """Reports what came between while the program only read its counter: exits, stolen time, SMIs."""
    run = first(contact)
    if run is None:
        return nothing_measured(contact)
    told = {name: text for source in ("method", "guest") for name, text in (run.facts.get(source) or {}).items()
            if name.startswith("gap")}
    if not told:
        return not_available("the benchmark program looked for no gaps in this run")
    if contact.accel == "icount":
        return not_available("an emulator's counter counts instructions: nothing can come between")
    return of_a_clock(contact, ok("; ".join(f"{name}: {text}" for name, text in told.items())))
