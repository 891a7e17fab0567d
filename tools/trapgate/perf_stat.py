"""Reads what `perf stat -x,` wrote: a line for each event, `value,unit,event,ns it was on,% it was on,...`.

SPDX-License-Identifier: MIT
"""

import re

from . import Failure

ABSENT = {"<not supported>": "not supported", "<not counted>": "not counted"}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _count(line):
    fields = line.split(",")
    if len(fields) < 5 or not fields[2] or not NUMBER.fullmatch(fields[4]) or \
            not (fields[0] in ABSENT or NUMBER.fullmatch(fields[0])):
        raise Failure(f"perf stat: expected 'value,unit,event,time,share,...', got {line[:200]!r}; is this another "
                      "perf than Linux 5.10's to 6.12's?")
    value = None if fields[0] in ABSENT else float(fields[0])
    return {"event": fields[2], "value": int(value) if value is not None and value == int(value) else value,
            "unit": fields[1] or "events", "running_percent": float(fields[4]),
            "note": ABSENT.get(fields[0], "")}


def parse(text, asked=()):
    """Returns [{event, value, unit, running_percent, note}]; if an event was not counted, value is None and note
    says why.

    `asked`: the events in their order, for perf 6.1 prints those of caches without their modifiers.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise Failure("perf stat wrote no counts")
    counts = [_count(line) for line in lines]
    if len(counts) == len(asked):
        for count, name in zip(counts, asked):
            if count["event"] == name.partition(":")[0]:
                count["event"] = name
    return counts


def ratio(counts, above, below):
    """Returns the quotient of two events, or None."""
    values = {count["event"]: count["value"] for count in counts}
    return values[above] / values[below] if values.get(above) is not None and values.get(below) else None
