"""The warnings of a comparison: in what two runs differ besides their rows, and what neither can know.

SPDX-License-Identifier: MIT
"""

import re

from . import folder

# These fields differ between any two runs, or the rows tell them. The code of a path is told by the path's name alone.
UNTOLD = re.compile(r"times\..*|boots|layouts|samples_sha256|summary_sha256|not_available\..*")
CODE = re.compile(r"paths\.(.*)\.sha256")
# With at least so many layouts, an interval holds the truth about as often as it says: docs/measurement.md.
LAYOUTS = 5
ABSENT = object()


def _flat(value, name=""):
    """Returns {'host.kernel': ...}: the values of nested objects; a list becomes the text of its elements."""
    if isinstance(value, dict):
        return {k: v for key, inner in value.items()
                for k, v in _flat(inner, f"{name}.{key}" if name else key).items()}
    return {name: " ".join(map(str, value)) if isinstance(value, list) else value}


def _told(value, other):
    """Returns how to show a value beside the one that it differs from: of a long text, only the words that the
    other lacks."""
    if value in (ABSENT, None):
        return "absent" if value is ABSENT else "not known"
    if isinstance(value, str) and isinstance(other, str) and len(value) + len(other) > 160:
        there = set(other.split())
        return "... " + " ".join(word for word in value.split() if word not in there)
    return value


def of_environment(a, b):
    """Returns a line for each field of environment.json in which the two differ."""
    one, other = _flat(a.folder.facts), _flat(b.folder.facts)
    names = [n for n in dict.fromkeys((*one, *other))
             if one.get(n, ABSENT) != other.get(n, ABSENT) and not UNTOLD.fullmatch(n)]
    lines = [(n, *(x.get(n, ABSENT) for x in (one, other))) for n in names if not CODE.fullmatch(n)]
    told = [f"{folder.shown(n)}: A {folder.shown(_told(x, y))}; B {folder.shown(_told(y, x))}" for n, x, y in lines]
    code = [match[1] for match in map(CODE.fullmatch, names) if match]
    return told + ([f"the machine code of these paths: {folder.shown(' '.join(code))}"] if code else [])


def of_layouts(a, b):
    """Returns a warning for each side that has few layouts: its intervals know little of what another would change."""
    if a.folder.instrument == "icount":
        return []
    sides = {one.folder.path: (name, one) for name, one in (("B", b), ("A", a))}
    found = []
    for name, one in reversed(sides.values()):
        layouts, boots = len({layout for layout, _ in one.folder.boots}), len(one.folder.boots)
        if layouts < LAYOUTS:
            found.append(f"{name} is of {layouts} layout{'s' * (layouts > 1)} in {boots} boot{'s' * (boots > 1)}: its "
                         "intervals know little, or nothing, of what another layout would change")
    return found
