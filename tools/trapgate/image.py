"""The kernel images under build/ and the paths that they say they have.

SPDX-License-Identifier: MIT
"""

import json
import os

from . import ROOT, Failure, UsageError, elf

ARCHES = ("x86_64", "arm64")
PATHS_SECTION = ".trapgate.paths"
BASE_PATH = {"x86_64": "table_sysret", "arm64": "table_eret"}
FIELDS = ("name", "dispatch", "exit", "steps", "control", "available", "reason")


def _built(arch, layout, name):
    """Returns the path of a file of the build. Layout 0 is the plain link; `make layouts` makes the others."""
    folder = ("layouts", str(layout)) if layout else ()
    return os.path.join(ROOT, "build", arch, *folder, name)


def kernel_elf(arch, layout=0):
    """Returns the path of the linked image, with symbols."""
    return _built(arch, layout, "trapgate.elf")


def boot_file(arch, layout=0):
    """Returns the path of what the loader takes: on arm64 the flat Image, else the ELF."""
    return _built(arch, layout, "Image" if arch == "arm64" else "trapgate.elf")


def bench(arch, layout=0):
    """Returns the path of the benchmark program."""
    return _built(arch, layout, "bench")


def native(arch, layout=0):
    """Returns the path of the native program: the back ends in a process of the host."""
    return _built(arch, layout, "native")


def require(path, arch):
    """Returns the path of something built. If it is missing, the error says how to build it."""
    if not os.path.exists(path):
        raise UsageError(f"{os.path.relpath(path, ROOT)} is missing: build it with "
                         f"`make ARCH={arch}`")
    return path


def read(arch, layout=0):
    """Returns the kernel image as an Elf."""
    path = require(kernel_elf(arch, layout), arch)
    try:
        return elf.Elf(path)
    except elf.BadElf as error:
        raise Failure(f"{os.path.relpath(path, ROOT)} {error}") from None


def paths(arch):
    """Returns the paths of the image, in their order: dicts with FIELDS."""
    image = read(arch)
    try:
        text = image.contents(PATHS_SECTION)
        if text is None:
            raise ValueError(f"has no section {PATHS_SECTION}")
        rows = [{"control": False, "available": True, "reason": "", **row}
                for row in json.loads(text.rstrip(b"\0"))]
        return [{field: row[field] for field in FIELDS} for row in rows]
    except (ValueError, KeyError, TypeError, elf.BadElf) as error:
        raise Failure(f"{os.path.relpath(kernel_elf(arch), ROOT)}: its list of paths cannot be read "
                      f"({error})") from None


def check_path(name, arch):
    """Raises UsageError if the image does not have this path."""
    if not os.path.exists(kernel_elf(arch)):
        return
    known = [row["name"] for row in paths(arch)]
    if name not in known:
        raise UsageError(f"--path {name}: expected one of: {' '.join(known)}")


def paths_table(rows):
    """Returns the list for people: one line for each path."""
    lines = [("PATH", "DISPATCH", "EXIT", "CONTROL", "AVAILABLE", "STEPS")]
    for row in rows:
        lines.append((row["name"], row["dispatch"], row["exit"], "yes" if row["control"] else "-",
                      "yes" if row["available"] else f"no: {row['reason']}",
                      " ".join(row["steps"]) or "-"))
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "".join("  ".join(f.ljust(w) for f, w in zip(line, widths)).rstrip() + "\n"
                   for line in lines)
