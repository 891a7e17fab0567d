"""Makes a native run this repository's reference for its CPU: the folder, and README's table of it.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil

from . import ROOT, UsageError, folder, native, native_table, place, report_text

REFERENCE = "results/reference/native"


def _table(run):
    """The lines of Markdown of the table at a glance."""
    return report_text.markdown([native_table.overview(run.rows)]).strip("\n") + "\n"


def _columns(table):
    return table.split("\n", maxsplit=1)[0].replace(" (mean)", "")


def with_table(readme, table):
    """README's text with this table in place of the one with the same columns, medians or means."""
    header = _columns(table)
    found = [old for old in re.findall(r"(?:^\|.*\n)+", readme, re.MULTILINE) if _columns(old) == header]
    if len(found) != 1:
        raise UsageError(f"README.md: expected one table that begins with '{header}', found {len(found)}")
    return readme.replace(found[0], table)


def adopt(path):
    """The name of the reference, from the root on."""
    run = place.refused(folder.read, path)
    if run.instrument != "native":
        raise UsageError(f"{path}: expected a native run, this one is {run.instrument}")
    name = f"{REFERENCE}/{native.cpu_name(run.facts['host'])}"
    target = os.path.join(ROOT, name)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(run.path, target)
    readme = os.path.join(ROOT, "README.md")
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    # Of several CPUs README shows one.
    if name + "/" in text:
        place.replace(readme, with_table(text, _table(run)))
    return name
