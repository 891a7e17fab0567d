"""The guest's memory: a memfd, shared with QEMU, which goes with the last of us. It is never on a disk, and needs
neither a mounted tmpfs nor room in one.

SPDX-License-Identifier: MIT
"""

import os

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
    """Returns where in the memory file [address, address + length) of physical memory lies.

    Raises ValueError if that is not RAM, or not one piece of it.
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


def _meminfo(path):
    """Returns /proc/meminfo's fields: {name: number}, in KiB if they have a unit."""
    with open(path, encoding="ascii") as file:
        return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in file) if rest.split()}


def _check_huge(size, fields):
    """Raises UsageError if there are not enough huge pages of the default size."""
    free, page = fields.get("HugePages_Free", 0), fields.get("Hugepagesize", 0) << 10
    if not page:
        raise UsageError("--hugepages: this kernel has none (CONFIG_HUGETLBFS)")
    if size % page:
        raise UsageError(f"--hugepages: the guest's memory must be a multiple of a page of {page // MIB} MiB, "
                         f"--memory is {size // MIB}")
    if free * page < size:
        raise UsageError(f"--hugepages: {size // page} free pages of {page // MIB} MiB are needed, there are {free}: "
                         f"echo {size // page} | sudo tee /proc/sys/vm/nr_hugepages")


def _check_room(size, fields, at_once):
    """Raises Failure if memory cannot do: all of it at once under KVM, page by page elsewhere."""
    name = "MemAvailable" if at_once else "MemTotal"
    room = fields.get(name, 0) << 10
    if name in fields and room < size:
        raise Failure(f"no room for {size // MIB} MiB of guest memory: {name} is {room // MIB} MiB; "
                      "free some, or use --memory")


class GuestRam:
    """RAM of one guest as a file descriptor; QEMU opens it by its number in /proc/self/fd."""

    def __init__(self, machine, size, hugepages=False, at_once=False, meminfo="/proc/meminfo"):
        self.machine, self.size = machine, size
        fields = _meminfo(meminfo)
        if hugepages:
            _check_huge(size, fields)
        else:
            _check_room(size, fields, at_once)
        try:
            self.fd = os.memfd_create("trapgate", os.MFD_CLOEXEC | (os.MFD_HUGETLB if hugepages else 0))
        except OSError as error:
            raise Failure(f"no memory file for the guest: memfd_create: {error.strerror}") from None
        self.path = f"/proc/self/fd/{self.fd}"
        try:
            os.ftruncate(self.fd, size)
        except OSError as error:
            self.close()
            raise Failure(f"{size // MIB} MiB of guest memory: {error.strerror}") from None

    def facts(self):
        """Returns what the memory really is, for environment.json."""
        return {"file": os.readlink(self.path), "page_kib": os.fstat(self.fd).st_blksize >> 10}

    def read(self, address, length):
        """Returns bytes of physical memory. Raises Failure if that is not the guest's RAM."""
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
