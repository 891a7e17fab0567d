"""Builds a PC's ROM that loads one kernel and its initramfs in place of firmware and boot loader.

rom.S is the ROM's end, which runs. The kernel's segments, the initramfs and PVH's start information (Xen,
public/arch-x86/hvm/start_info.h) lie before that. SPDX-License-Identifier: MIT
"""

import os
import struct

from trapgate import ROOT, Failure, elf, host

END = os.path.join(ROOT, "build", "x86_64", "tests", "rom")
PT_LOAD = 1
SIZE_MAX = 4 << 20
TOP = 1 << 32
# Places in memory: the information lies below 1 MiB, the initramfs from 16 MiB on.
INFO, MODULE, MEMORY, COMMAND_LINE, INITRD = 0x1000, 0x1100, 0x1200, 0x2000, 16 << 20
LOW_END, HIGH_START = 0xa0000, 1 << 20
MAGIC, VERSION, RAM = 0x336ec578, 1, 1


def words(length):
    return (length + 3) // 4


def segments(kernel):
    """Yields (physical address, its bytes, bytes in memory) of each loadable segment."""
    for i in range(kernel.phnum):
        kind, _, offset, _, address, filesz, memsz, _ = struct.unpack_from(
            "<IIQQQQQQ", kernel.data, kernel.phoff + i * kernel.phentsize)
        if kind == PT_LOAD:
            yield address, kernel.data[offset:offset + filesz], memsz


def information(command_line, initrd_size, memory):
    """Yields (physical address, its bytes, bytes in memory) of each part of what the kernel is told."""
    ranges = [(0, LOW_END), (HIGH_START, memory - HIGH_START)]
    info = struct.pack("<IIIIQQQQII", MAGIC, VERSION, 0, 1, MODULE, COMMAND_LINE, 0, MEMORY, len(ranges), 0)
    listed = b"".join(struct.pack("<QQII", base, size, RAM, 0) for base, size in ranges)
    for address, data in ((INFO, info), (MODULE, struct.pack("<QQQQ", INITRD, initrd_size, 0, 0)),
                          (MEMORY, listed), (COMMAND_LINE, command_line.encode("ascii") + b"\0")):
        yield address, data, len(data)


def build(path, kernel_path, initrd_path, command_line, memory):
    """Writes the ROM to `path`; memory: in bytes."""
    kernel = elf.Elf(kernel_path)
    with open(host.require(END), "rb") as file:
        end = file.read()
    with open(initrd_path, "rb") as file:
        initrd = file.read()
    pieces = [*segments(kernel), *information(command_line, len(initrd), memory), (INITRD, initrd, len(initrd))]
    body = b"".join(data + bytes(-len(data) % 4) for _, data, _ in pieces)
    size = len(body) + 16 * (len(pieces) + 1) + len(end)
    size = 1 << (size - 1).bit_length()
    if size > SIZE_MAX:
        raise Failure(f"kernel and program need a ROM of {size >> 20} MiB, Bochs takes {SIZE_MAX >> 20}: "
                      "use --boot grub")
    rom = bytearray(body)
    source = TOP - size
    for address, data, length in pieces:
        rom += struct.pack("<IIII", address, source, words(len(data)), words(length) - words(len(data)))
        source += 4 * words(len(data))
    rom += struct.pack("<IIII", 0, kernel.symbols()["start_pvh"].value, INFO, 0)
    rom += bytes(size - len(rom) - len(end)) + end
    struct.pack_into("<I", rom, size - 20, source)
    with open(path, "wb") as file:
        file.write(rom)
