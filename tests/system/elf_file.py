"""Small ELF programs, right or wrong on purpose. SPDX-License-Identifier: MIT"""

import struct

HEADER_SIZE, PHDR_SIZE = 64, 56
ET_REL, ET_EXEC, ET_DYN, ET_CORE = 1, 2, 3, 4
PT_NULL, PT_LOAD, PT_INTERP = 0, 1, 3
X, W, R = 1, 2, 4
BASE = 0x400000
# Machine number, and code that ends the program with status 7, position-independent.
MACHINES = {
    "x86_64": (62, bytes.fromhex("b8e7000000"     # mov $231, %eax (exit_group)
                                 "bf07000000"     # mov $7, %edi
                                 "0f05")),        # syscall
    "arm64": (183, bytes.fromhex("c80b80d2"       # mov x8, #94 (exit_group)
                                 "e00080d2"       # mov x0, #7
                                 "010000d4")),    # svc #0
}
STATUS = 7


class Segment:
    """A program header. What is None follows from the file."""

    def __init__(self, vaddr=BASE, flags=R | X, offset=0, filesz=None, memsz=None, kind=PT_LOAD,
                 align=4096):
        self.vaddr, self.flags, self.offset, self.kind = vaddr, flags, offset, kind
        self.filesz, self.memsz, self.align = filesz, memsz, align

    def pack(self, size):
        filesz = size if self.filesz is None else self.filesz
        memsz = filesz if self.memsz is None else self.memsz
        return struct.pack("<IIQQQQQQ", self.kind, self.flags, self.offset, self.vaddr, 0, filesz,
                           memsz, self.align)


def elf(arch, *segments, ident=b"\x7fELF\x02\x01\x01", kind=ET_EXEC, machine=None, entry=None,
        phoff=HEADER_SIZE, phentsize=PHDR_SIZE, phnum=None):
    """A program of these segments (of one that is right, without any) that exits with STATUS."""
    number, code = MACHINES[arch]
    segments = segments or (Segment(),)
    start = HEADER_SIZE + PHDR_SIZE * len(segments)
    size = start + len(code)
    header = ident.ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", kind, machine or number, 1,
        segments[0].vaddr + start if entry is None else entry, phoff, 0, 0, HEADER_SIZE, phentsize,
        len(segments) if phnum is None else phnum, 0, 0, 0)
    return header + b"".join(segment.pack(size) for segment in segments) + code
