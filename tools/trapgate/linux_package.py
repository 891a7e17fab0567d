"""Debian's kernel for either architecture: fetched with apt, unpacked under build/, never installed.

SPDX-License-Identifier: MIT
"""

import glob
import os
import re
import shutil
import tempfile

from . import ROOT, Failure, UsageError, debian

# The offset and the bytes by which a kernel is known: of the boot protocol's header, of the Image's.
MAGIC = {"x86_64": (0x202, b"HdrS"), "arm64": (56, b"ARM\x64")}


def folder(arch):
    """Returns the folder of the package and of what was in it."""
    return os.path.join(ROOT, "build", "linux", arch)


def check(path, arch):
    """Returns `path` if it is a kernel that QEMU boots on `arch`; else raises UsageError."""
    offset, magic = MAGIC[arch]
    kind = {"x86_64": "a bzImage", "arm64": "an uncompressed Image"}[arch]
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            found = file.read(len(magic))
    except OSError as error:
        raise UsageError(f"KERNEL={path}: {error.strerror}") from None
    if found != magic:
        raise UsageError(f"KERNEL={path}: expected {kind} for {arch}, this is none")
    return path


def kernel(arch, note):
    """Returns the path of Debian's kernel. Uses what lies under build/, and the network only for what does not."""
    found = _unpacked(arch)
    for step in (_unpack, _download):
        if not found:
            step(arch, note)
            found = _unpacked(arch)
    if not found:
        raise Failure(f"Debian's kernel package for {arch} holds no boot/vmlinuz")
    return check(found, arch)


def package(path):
    """Returns the name of the package that kernel() unpacked a kernel from; None for other kernels."""
    match = re.search(r"/build/linux/[^/]+/(linux-image-[^/]+)/boot/vmlinuz-[^/]+$", path)
    return match and match[1]


def _unpacked(arch):
    found = glob.glob(os.path.join(folder(arch), "linux-image-*", "boot", "vmlinuz-*"))
    return max(found, key=os.path.getmtime, default=None)


def _unpack(arch, _note):
    """Unpacks every package that is there and is not unpacked, each in one step."""
    for deb in glob.glob(os.path.join(folder(arch), "*.deb")):
        target = deb.removesuffix(".deb")
        if os.path.isdir(target):
            continue
        with tempfile.TemporaryDirectory(dir=folder(arch), prefix=".unpacking-") as temp:
            debian.unpack(deb, temp)
            # These are thousands of modules that nothing here loads.
            shutil.rmtree(os.path.join(temp, "lib"), ignore_errors=True)
            os.mkdir(target)
            os.rename(os.path.join(temp, "boot"), os.path.join(target, "boot"))


def _download(arch, note):
    note(f"fetching Debian's kernel for {arch}; it goes to {os.path.relpath(folder(arch), ROOT)}")
    meta = f"linux-image-cloud-{debian.NAMES[arch]}"
    try:
        apt = debian.Apt(arch, os.path.join(folder(arch), "apt"))
        apt.update()
        name = re.search(r"Depends: (linux-image-[0-9]\S*)", apt.depends(meta))
        if not name:
            raise Failure(f"{meta} names no kernel package")
        deb = apt.download(name[1])
    except (Failure, UsageError) as error:
        raise Failure(
            f"no Linux to compare with: apt gave none for {arch} ({error}); connect this host to a "
            f"Debian mirror, or put the .deb of {meta}'s kernel into "
            f"{os.path.relpath(folder(arch), ROOT)}, or name a kernel with KERNEL=path") from None
    os.rename(deb, os.path.join(folder(arch), os.path.basename(deb)))
    _unpack(arch, note)
