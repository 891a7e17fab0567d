"""Builds the initramfs of a run: the workload as /init, its arguments, files. Same input, same bytes.

SPDX-License-Identifier: MIT
"""

import os
import shutil
import subprocess
from collections import namedtuple

from . import Failure, UsageError, host

CPIO_MAGICS = (b"070701", b"070702")

GuestFile = namedtuple("GuestFile", "host guest mode")


def parse_file(text):
    """Returns the GuestFile of --file HOST[:GUEST]. A HOST that exists with its colons is taken whole."""
    name, colon, guest = text.rpartition(":")
    if not colon or os.path.exists(text):
        name, guest = text, os.path.basename(text)
    if not os.path.isfile(name):
        raise UsageError(f"--file {text}: {name} is not a file that can be read")
    parts = [part for part in guest.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        raise UsageError(f"--file {text}: expected a file's path in the guest after the colon, "
                         f"got '{guest}'")
    mode = 0o755 if os.access(name, os.X_OK) else 0o644
    return GuestFile(name, "/".join(parts), mode)


def check_archive(path):
    """Checks that an --initrd is a plain cpio archive: the kernel unpacks nothing."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"--initrd {path}: expected a file, got a folder, a device or a FIFO, which cannot be read twice")
    try:
        with open(path, "rb") as file:
            magic = file.read(6)
    except OSError as error:
        raise UsageError(f"--initrd {path}: {error.strerror}") from None
    if magic not in CPIO_MAGICS:
        raise UsageError(f"--initrd {path}: expected an uncompressed cpio archive (newc: "
                         f"`cpio -o -H newc`), got a file that begins with {magic!r}")


def _stage(files, arguments, folder):
    """Lays the archive's contents out in `folder`, all times fixed; returns the names in order."""
    names = set()
    for file in files:
        target = os.path.join(folder, file.guest)
        parents = file.guest.split("/")[:-1]
        names.update("/".join(parents[:i + 1]) for i in range(len(parents)))
        if file.guest in names or os.path.exists(target):
            raise UsageError(f"--file: {file.guest} would be in the guest twice")
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(file.host, target)
        except (FileExistsError, NotADirectoryError):
            raise UsageError(f"--file: {file.guest} lies below another file") from None
        os.chmod(target, file.mode)
        names.add(file.guest)
    if arguments:
        with open(os.path.join(folder, "argv"), "xb") as argv:
            argv.write(b"\0".join(os.fsencode(a) for a in arguments) + b"\0")
        os.chmod(argv.name, 0o644)
        names.add("argv")
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            os.chmod(path, 0o755)
        os.utime(path, (0, 0))
    return sorted(names)


def build(path, program, arguments, files, initrd, temp):
    """Writes the archive to `path`: `initrd` whole, then ours. Temporary files go to `temp`."""
    files = list(files)
    if program:
        if any(file.guest in ("init", "argv") for file in files):
            raise UsageError("--file: /init and /argv are the workload's own")
        files.insert(0, GuestFile(program, "init", 0o755))
    with open(path, "wb") as archive:
        if initrd:
            with open(initrd, "rb") as source:
                shutil.copyfileobj(source, archive)
            archive.write(bytes(-archive.tell() % 4))
            archive.flush()
        if files:
            folder = os.path.join(temp, "initramfs")
            os.mkdir(folder)
            names = _stage(files, arguments, folder)
            _cpio(names, folder, archive)
            shutil.rmtree(folder)


def _cpio(names, folder, archive):
    command = [host.require("cpio"), "--create", "--format=newc", "--null", "--quiet",
               "--reproducible", "--owner=0:0"]
    made = subprocess.run(command, input=b"".join(os.fsencode(n) + b"\0" for n in names),
                          cwd=folder, stdout=archive, stderr=subprocess.PIPE, check=False)
    if made.returncode:
        raise Failure(f"cpio: {made.stderr.decode(errors='replace').strip()}")
