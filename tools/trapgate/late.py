"""Makes what may go wrong after everything is measured: the folder then stays without what could not be made.

SPDX-License-Identifier: MIT
"""

import os

from . import Failure, UsageError, folder, host, report, results, signals

KEPT = ("samples.csv", "summary.csv", "environment.json")


def check():
    """Checks what plots will need, before anything is measured."""
    host.require("gnuplot")
    if not os.access(results.STATS, os.X_OK):
        raise UsageError("build/host/stats is missing: build it with `make build/host/stats`")


def attempt(out, make):
    """Calls make() for a folder in the making that is sealed: it makes plots and reports. Returns (what make()
    returns, None), or (None, why it failed): then nothing of them is left."""
    out.use_room()
    try:
        return make(), None
    except (Failure, UsageError) as error:
        reason = str(error)
    except OSError as error:
        reason = signals.in_words(error)
    for name in os.listdir(out.path):
        if name not in KEPT:
            os.unlink(out.file(name))
    return None, reason


def write(out):
    """Makes plots and reports of a run. Returns (the run, as it is read; why they are missing, or None)."""
    run, reason = attempt(out, lambda: report.write(out))
    return run or folder.read(out.path), reason


def say(out, reason):
    """Fails if a published folder lacks its plots."""
    where = os.path.relpath(out.target)
    if reason:
        raise Failure(f"the samples are whole, in {where}, but have no plots and reports: {reason}; `make plot RUN={where}` "
                      "draws them")


def publish(out, run, reason, last=None):
    """Gives the folder its name, shows its tables and the last line, and fails if it lacks its plots."""
    out.publish()
    where = os.path.relpath(out.target)
    try:
        print(report.terminal(run))
        print(f"results: {where}" + (f"\n{last}" if last else ""), flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"standard output: {error.strerror}; the results are whole, in {where}, and `tools/report {where}` "
                      "shows them") from None
    say(out, reason)
