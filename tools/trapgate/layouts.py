"""Layouts: the same objects, linked in another order and with other gaps between them.

SPDX-License-Identifier: MIT
"""

import os

from . import UsageError, image


def require(arch, count, files=(image.kernel_elf, image.bench), target="layouts"):
    """Raises UsageError unless layouts 0 to count - 1 of these files are built, all from the objects of the plain
    layout; make's `target` builds them."""
    for layout in range(1, count):
        for plain, path in ((file(arch), file(arch, layout)) for file in files):
            image.require(path, f"{arch} LAYOUTS={count}")
            if os.stat(path).st_mtime_ns < os.stat(image.require(plain, arch)).st_mtime_ns:
                raise UsageError(f"{os.path.relpath(path, image.ROOT)} is older than the plain link: "
                                 f"build it with `make {target} ARCH={arch} LAYOUTS={count}`")
