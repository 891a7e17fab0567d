"""Reads back and judges result folders that tools/bench and tools/perf left in a Linux of nested.py's.

SPDX-License-Identifier: MIT
"""

import json
import os
import sys
import tempfile

import cases
import nested

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import folder


def judge(tap, tool, result, wanted, counter):
    """Asserts that a result folder that came out of there is one: whole, KVM's, by this (counter, unit), with the
    rows (path, bench) that were asked for. Its timings are an emulator's."""
    tap.same(result.status, 0, f"tools/{tool} --accel kvm ends well")
    with tempfile.TemporaryDirectory(prefix="trapgate-test-") as temp:
        nested.put_files(result, temp)
        try:
            run = folder.read(os.path.join(temp, "run"))
        except Exception as error:
            tap.ok(False, f"{tool}: a whole result folder", f"{error}\n{result.stderr[-2000:]}")
            return
    facts = run.facts
    tap.same((run.instrument, facts["emulator"]["accelerator"], facts["counter"]["name"]), ("kvm", "kvm", counter[0]),
             f"{tool}: KVM's, by its counter")
    tap.same({row["unit"] for row in run.rows if row["unit"] != "events"}, {counter[1]}, f"{tool}: in {counter[1]}")
    measured = {key[:2] for key in run.values}
    tap.ok(wanted <= measured, f"{tool}: what was asked for was measured", f"missing: {wanted - measured}")


def judge_perf(tap, result):
    """Asserts that exits were traced, and told apart by blocks, and that a counter that this processor lacks is
    named."""
    facts = json.loads(result.files.get("run/perf.json", b"{}"))
    exits = facts.get("exits") or {}
    tap.ok((exits.get("marks") or {}).get("exits", 0) > 0, "perf: marks left the guest",
           str(facts)[:2000])
    tap.ok(len(exits.get("rows") or ()) > 0, "perf: exits are told by row")
    tap.ok(facts.get("missing"), "perf: the PMU that is not there is named")
