"""Reads just enough of ELF64: is a file a program for a machine, where is a section, a symbol.

SPDX-License-Identifier: MIT
"""

import os
import struct
from collections import namedtuple

ET_EXEC, ET_DYN = 2, 3
PT_INTERP = 3
SHT_SYMTAB, SHT_NOBITS = 2, 8
MACHINES = {62: "x86_64", 183: "arm64"}

Section = namedtuple("Section", "name type address offset size link entsize")
Symbol = namedtuple("Symbol", "value size section")


class BadElf(Exception):
    """Says what is wrong with the file, as the end of a sentence."""


class Elf:
    """A little-endian ELF64 file, read whole. Every offset in it is checked before it is used."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:4] != b"\x7fELF":
            raise BadElf("is not an ELF file")
        if len(self.data) < 64 or self.data[4:6] != b"\x02\x01":
            raise BadElf("is not a 64-bit little-endian ELF file")
        (self.type, machine, _, self.entry, self.phoff, self.shoff, _, _, self.phentsize,
         self.phnum, self.shentsize, self.shnum, self.shstrndx) = struct.unpack_from(
             "<HHIQQQIHHHHHH", self.data, 16)
        self.machine = MACHINES.get(machine, f"machine number {machine}")

    def _unpack(self, layout, offset):
        try:
            return struct.unpack_from(layout, self.data, offset)
        except struct.error:
            raise BadElf("is truncated") from None

    def _string(self, table, offset):
        start = table.offset + offset
        end = self.data.find(b"\0", start)
        if not table.offset <= start <= end:
            raise BadElf("has a name outside its string table")
        return self.data[start:end].decode("ascii", "backslashreplace")

    def is_dynamic(self):
        """Returns True if the file asks for a dynamic loader."""
        return any(self._unpack("<I", self.phoff + i * self.phentsize)[0] == PT_INTERP
                   for i in range(self.phnum))

    def sections(self):
        """Returns the sections by name."""
        headers = []
        for i in range(self.shnum):
            fields = self._unpack("<IIQQQQIIQQ", self.shoff + i * self.shentsize)
            name, kind, _, address, offset, size, link, _, _, entsize = fields
            headers.append(Section(name, kind, address, offset, size, link, entsize))
        if not headers:
            return {}
        if self.shstrndx >= len(headers):
            raise BadElf("has no section names")
        names = headers[self.shstrndx]
        return {n: h._replace(name=n) for h in headers for n in [self._string(names, h.name)]}

    def contents(self, name):
        """Returns the bytes of a section, or None if there is no such section."""
        section = self.sections().get(name)
        if section is None or section.type == SHT_NOBITS:
            return None
        end = section.offset + section.size
        if end > len(self.data):
            raise BadElf(f"is truncated: section {name} ends past it")
        return self.data[section.offset:end]

    def symbols(self):
        """Returns {name: Symbol}, from the symbol table."""
        sections = self.sections()
        ordered = list(sections.values())
        found = {}
        for table in ordered:
            if table.type != SHT_SYMTAB:
                continue
            strings = sections.get(".strtab")
            if strings is None:
                raise BadElf("has symbols without names")
            for offset in range(table.offset, table.offset + table.size, 24):
                name, _, _, shndx, value, size = self._unpack("<IBBHQQ", offset)
                found[self._string(strings, name)] = Symbol(value, size, shndx)
        return found

    def code(self, symbol):
        """Returns the bytes of a symbol, as they lie in the file."""
        for section in self.sections().values():
            start = symbol.value - section.address
            if section.address and 0 <= start and start + symbol.size <= section.size \
                    and section.type != SHT_NOBITS:
                return self.data[section.offset + start:section.offset + start + symbol.size]
        raise BadElf("has a symbol outside its sections")


def check_program(path, arch):
    """Raises BadElf unless path is a static program that `arch` can run."""
    if os.path.exists(path) and not os.path.isfile(path):  # opening a FIFO would wait for its other end
        raise BadElf("is a folder, a device or a FIFO")
    elf = Elf(path)
    if elf.machine != arch:
        raise BadElf(f"is for {elf.machine}, not for {arch}")
    if elf.type not in (ET_EXEC, ET_DYN):
        raise BadElf("is not an executable (an object file? link it)")
    if elf.is_dynamic():
        raise BadElf("is dynamically linked (link it with -static or -static-pie)")
