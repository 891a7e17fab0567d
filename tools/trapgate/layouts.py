"""Layouts: the same objects, linked in another order and with other gaps between them.

SPDX-License-Identifier: MIT
"""

import os

from . import UsageError, image


def require(arch, count):
    """UsageError unless layouts 0 to count - 1 are built, all from the objects of the plain one."""
    for layout in range(1, count):
        for plain, path in ((image.kernel_elf(arch), image.kernel_elf(arch, layout)),
                            (image.bench(arch), image.bench(arch, layout))):
            image.require(path, f"{arch} LAYOUTS={count}")
            if os.stat(path).st_mtime_ns < os.stat(image.require(plain, arch)).st_mtime_ns:
                raise UsageError(f"{os.path.relpath(path, image.ROOT)} is older than the plain link: "
                                 f"build it with `make layouts ARCH={arch} LAYOUTS={count}`")
