"""Makes small ELF64 files to test readers of ELF with.

SPDX-License-Identifier: MIT
"""

import struct

X86_64, ARM64 = 62, 183
EXEC, DYN = 2, 3
PROGBITS, SYMTAB, STRTAB = 1, 2, 3


def _strings(names):
    table, offsets = b"\0", []
    for name in names:
        offsets.append(len(table))
        table += name.encode() + b"\0"
    return table, offsets


def make_elf(machine=X86_64, kind=EXEC, interp=False, sections=(), symbols=()):
    """An ELF file. sections: (name, address, bytes); symbols: (name, value, size)."""
    names, name_at = _strings([s[0] for s in symbols])
    symtab = bytes(24) + b"".join(struct.pack("<IBBHQQ", at, 0x12, 0, 1, value, size)
                                  for at, (_, value, size) in zip(name_at, symbols))
    rows = [("", 0, 0, b"", 0)] + [(n, PROGBITS, a, d, 0) for n, a, d in sections]
    if symbols:
        rows += [(".symtab", SYMTAB, 0, symtab, 24), (".strtab", STRTAB, 0, names, 0)]
    rows.append((".shstrtab", STRTAB, 0, b"", 0))
    shstrings, shname_at = _strings([row[0] for row in rows])
    rows[-1] = (".shstrtab", STRTAB, 0, shstrings, 0)
    phnum = 1 if interp else 0
    at = 64 + 56 * phnum
    bodies, headers = b"", b""
    for name, (_, section_kind, address, data, entsize) in zip(shname_at, rows):
        headers += struct.pack("<IIQQQQIIQQ", name, section_kind, 0, address, at + len(bodies),
                               len(data), 0, 0, 1, entsize)
        bodies += data
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", kind, machine, 1, 0x400000, 64 if phnum else 0, at + len(bodies), 0, 64,
        56, phnum, 64, len(rows), len(rows) - 1)
    program = struct.pack("<IIQQQQQQ", 3, 4, 0, 0, 0, 0, 0, 1) * phnum
    return header + program + bodies + headers
