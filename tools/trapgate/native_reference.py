"""Makes a run in processes of the host this repository's reference for its CPU: the folder, and the table of
docs/figures.md.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil

from . import ROOT, UsageError, folder, linux_native_table, native, native_table, place, report_text

DOCUMENT = "docs/figures.md"
REFERENCE = "results/reference/native"
# The folder of Linux, below the CPU's folder, which is that of the back ends.
OF_LINUX = "/linux"


def _table(run):
    """Returns the table at a glance, as lines of Markdown."""
    table = linux_native_table if linux_native_table.is_of(run.facts) else native_table
    return report_text.markdown([table.overview(run.rows)]).strip("\n") + "\n"


def _columns(table):
    return table.split("\n", maxsplit=1)[0].replace(" (mean)", "")


def with_table(document, table):
    """Returns a document's text with this table in place of the one with the same columns, medians or means."""
    header = _columns(table)
    found = [old for old in re.findall(r"(?:^\|.*\n)+", document, re.MULTILINE) if _columns(old) == header]
    if len(found) != 1:
        raise UsageError(f"{DOCUMENT}: expected one table that begins with '{header}', found {len(found)}")
    return document.replace(found[0], table)


def _replace(source, target):
    """Makes the target's files those of the source alone; folders in the target stay, since they are other runs."""
    os.makedirs(target, exist_ok=True)
    for entry in list(os.scandir(target)):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
    shutil.copytree(source, target, dirs_exist_ok=True)


def adopt(path, linux=False):
    """Makes a run the reference. Returns the reference's name, from the root on. `linux`: a run of the host's Linux
    is expected."""
    run = place.refused(folder.read, path)
    if run.instrument != "native" or linux_native_table.is_of(run.facts) != linux:
        raise UsageError(f"{path}: expected a run of `make {'linux-native' if linux else 'bench-native'}`, this one is "
                         f"{run.instrument}, of {' '.join(run.facts['paths'])}")
    name = f"{REFERENCE}/{native.cpu_name(run.facts['host'])}{OF_LINUX if linux else ''}"
    _replace(run.path, os.path.join(ROOT, name))
    document = os.path.join(ROOT, DOCUMENT)
    with open(document, encoding="utf-8") as file:
        text = file.read()
    # The document shows one of several CPUs; it links to files of that CPU's folder.
    if re.search(rf"{re.escape(name)}/[a-z-]+[.]", text):
        place.replace(document, with_table(text, _table(run)))
    return name
