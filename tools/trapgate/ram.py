"""The guest's memory: a file without a name, shared with QEMU, gone with the last of us.

SPDX-License-Identifier: MIT
"""

import os
import tempfile

from . import Failure, UsageError

MIB = 1 << 20
GIB = 1 << 30

# Machine: (physical address of the first byte, RAM size from which it is split, bytes that
# then stay below 4 GiB). What does not stay below starts at 4 GiB.
LAYOUTS = {
    "q35": (0, 2816 * MIB, 2 * GIB),
    "microvm": (0, 3 * GIB, 3 * GIB),
    "virt": (1 * GIB, None, None),
}


def file_offset(machine, ram_size, address, length):
    """Where in the memory file [address, address + length) of physical memory lies.

    ValueError if that is not RAM, or not one piece of it.
    """
    base, split_from, low_size = LAYOUTS[machine]
    if split_from is None or ram_size < split_from:
        pieces = [(base, ram_size, 0)]
    else:
        pieces = [(base, low_size, 0), (4 * GIB, ram_size - low_size, low_size)]
    for start, size, offset in pieces:
        if start <= address and 0 <= length and address + length <= start + size:
            return offset + address - start
    raise ValueError(f"physical {address:#x}, {length:#x} bytes: not RAM of this {machine}")


def _open_unnamed(folder):
    """A file in `folder` that has no name, so that nothing is left of it however we end."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        fd, name = tempfile.mkstemp(prefix="trapgate-", dir=folder)
        os.unlink(name)
        return fd


def _huge_pages_free(meminfo):
    """(how many, their size in bytes) of the default size, as /proc/meminfo has it."""
    with open(meminfo, encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields.get("HugePages_Free", "0")), int(fields.get("Hugepagesize", "0 kB").split()[0]) << 10


def _open_huge(size, meminfo="/proc/meminfo"):
    """A file without a name of huge pages. UsageError where there are not enough."""
    free, page = _huge_pages_free(meminfo)
    if not page:
        raise UsageError("--hugepages: this kernel has none (CONFIG_HUGETLBFS)")
    if size % page:
        raise UsageError(f"--hugepages: the guest's memory must be a multiple of a page of {page // MIB} MiB, "
                         f"--memory is {size // MIB}")
    if free * page < size:
        raise UsageError(f"--hugepages: {size // page} free pages of {page // MIB} MiB are needed, there are {free}: "
                         f"echo {size // page} | sudo tee /proc/sys/vm/nr_hugepages")
    return os.memfd_create("trapgate", os.MFD_CLOEXEC | os.MFD_HUGETLB)


class GuestRam:
    """RAM of one guest as a file descriptor; QEMU opens it by its number in /proc/self/fd."""

    def __init__(self, machine, size, note, hugepages=False):
        self.machine, self.size = machine, size
        if hugepages:
            self.fd = _open_huge(size)
            os.ftruncate(self.fd, size)
        else:
            self.fd = self._open(size, note)
        self.path = f"/proc/self/fd/{self.fd}"

    def _open(self, size, note):
        folders = ["/dev/shm", tempfile.gettempdir()]
        for folder in folders:
            free = self._free(folder)
            if free >= size:
                break
            note(f"{folder} has {free // MIB} MiB free, the guest's memory needs {size // MIB}")
        else:
            raise Failure(f"no room for {size // MIB} MiB of guest memory in "
                          f"{' or '.join(folders)}: free some, set TMPDIR, or use --memory")
        try:
            fd = _open_unnamed(folder)
            os.ftruncate(fd, size)
        except OSError as error:
            raise Failure(f"guest memory in {folder}: {error.strerror}") from None
        return fd

    @staticmethod
    def _free(folder):
        try:
            stat = os.statvfs(folder)
        except OSError:
            return -1
        return stat.f_bavail * stat.f_frsize

    def read(self, address, length):
        """Bytes of physical memory. Failure if that is not the guest's RAM."""
        try:
            offset = file_offset(self.machine, self.size, address, length)
        except ValueError as error:
            raise Failure(f"the guest announced samples at {error}") from None
        data = bytearray()
        while len(data) < length:
            piece = os.pread(self.fd, length - len(data), offset + len(data))
            if not piece:
                raise Failure("the guest's memory file ends before its samples")
            data += piece
        return bytes(data)

    def close(self):
        os.close(self.fd)
