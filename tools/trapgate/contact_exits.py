"""Counts VM exits inside measured blocks, by a short run under perf. SPDX-License-Identifier: MIT"""

import json
import os
import shutil

from . import Error, host, image, perf_events
from .contact import failed, last_line, not_available, ok
from .contact_boot import not_booted

TIMEOUT_S = 1800
REMEDY = "exits.log; `make doctor` says what perf may do here"


def _cannot(contact):
    """Returns (why, remedy) if perf cannot trace exits here, else None."""
    if shutil.which("perf") is None:
        return "perf is missing", f"install Debian's package {perf_events.PACKAGE}"
    try:
        events = perf_events.Events(perf_events.find()[0], contact.arch, None)
    except Error as error:
        return str(error), "perf stat -e kvm:kvm_exit true shows it"
    lacks = next((m for m in events.missing if m["what"].startswith(perf_events.TRACEPOINTS)), None)
    return (f"{lacks['what']}: {lacks['why']}", lacks["remedy"]) if lacks else None


def judge(facts):
    """Judges by perf.json how often measured code left the guest, and mostly why."""
    traced = facts.get("exits")
    if not traced:
        lacks = facts.get("missing") or [{"what": "exits", "why": "none were traced", "remedy": ""}]
        return not_available("; ".join(f"{row['what']}: {row['why']}" for row in lacks), lacks[0]["remedy"])
    inside, outside = ({reason: row["exits"] for reason, row in traced[where].items()} for where in ("inside", "outside"))
    most = ", ".join(f"{reason} {count}" for reason, count in sorted(inside.items(), key=lambda item: -item[1])[:3])
    return ok(f"{sum(inside.values())} exits in measured blocks{': ' * bool(most)}{most}; {sum(outside.values())} outside; "
              "run-perf/perf.md")


def exits(contact):
    if not contact.boots:
        return not_booted()
    if contact.accel != "kvm":
        return not_available(f"no exits without KVM ({host.kvm_problem(contact.arch) or 'icount was asked for'})",
                             "a machine with KVM")
    cannot = _cannot(contact)
    if cannot:
        return not_available(*cannot)
    out = contact.file("run-perf")
    words = contact.tool("perf", "--paths", contact.opts.paths or image.BASE_PATH[contact.arch], "--benches", "null",
                         "--rounds", str(contact.opts.rounds or 20), "--out", out)
    status, text = contact.command("exits.log", words, TIMEOUT_S)
    told = os.path.join(out, "perf.json")
    if status == 0 and os.path.exists(told):
        with open(told, encoding="utf-8") as file:
            return judge(json.load(file))
    return failed(last_line(text), REMEDY)
