"""The kernel's code as its disassembly has it. SPDX-License-Identifier: MIT"""

import bisect
import os
import re
import subprocess
import sys
from collections import namedtuple

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))
from trapgate import host, image

# entry: bytes from a path's symbol to its first instruction after the trap; number, pc: gdb's
# numbers of these registers; the rest: patterns of instructions.
Arch = namedtuple("Arch", "entry number pc indirect indirect_call ret compare branch leave")
ARCHES = {
    "x86_64": Arch(0, 0, 16,
                   r"((bnd|notrack) )*(jmp|call)q?\s+\*", r"((bnd|notrack) )*callq?\s+\*",
                   r"(repz |bnd )*retq?\b", r"cmp", r"(j\w+|call)q?\s+([0-9a-f]+) <",
                   {"sysret": "sysret", "iret": "iret"}),
    "arm64": Arch(0x400, 8, 32,
                  r"(br|blr|bra[ab]z?|blra[ab]z?)\b", r"blr", r"ret(aa|ab)?\b", r"cmp|ccmp",
                  r"(b|bl|b\.\w+|cbn?z|tbn?z)\s+(?:\w+, )*(?:#\d+, )?([0-9a-f]+) <",
                  {"eret": "eret", "eretfast": "eret", "eretwork": "eret"}),
}


# What the code of a back end holds (dispatch/backends.def).
BackEnd = namedtuple("BackEnd", "indirect returns")


def back_ends(arch):
    """{name: BackEnd} of those that an architecture has."""
    with open(os.path.join(ROOT, "dispatch/backends.def"), encoding="ascii") as file:
        rows = re.findall(r"^BACKEND\((\w+), (\w+), (\d+), (\d+)\)$", file.read(), re.MULTILINE)
    return {name: BackEnd(int(indirect), int(returns)) for name, where, indirect, returns in rows
            if where in (arch, "any")}


class Code:
    """Instructions by address, functions by name."""

    def __init__(self, arch):
        self.arch = ARCHES[arch]
        self.symbols = {name: symbol for name, symbol in image.read(arch).symbols().items()
                        if symbol.size}
        self._starts = sorted((symbol.value, name) for name, symbol in self.symbols.items())
        text = subprocess.run([host.binutil(arch, "objdump"), "-d", "--no-show-raw-insn",
                               image.kernel_elf(arch)],
                              check=True, capture_output=True, text=True).stdout
        self.text = {int(address, 16): words for address, words in
                     re.findall(r"^([0-9a-f]+):\t(.*)$", text, re.MULTILINE)}

    def owner(self, address):
        """The function that an address lies in."""
        at = bisect.bisect_right(self._starts, (address, "\x7f"))
        for start, name in reversed(self._starts[max(at - 3, 0):at]):
            if address < start + self.symbols[name].size:
                return name
        return None

    def of(self, name):
        """Addresses of a function's instructions."""
        symbol = self.symbols[name]
        return [a for a in range(symbol.value, symbol.value + symbol.size) if a in self.text]

    def count(self, pattern, addresses):
        return sum(re.match(pattern, self.text[a]) is not None for a in addresses)

    def targets(self, name):
        """Where a function's direct branches and calls lead."""
        found = [re.match(self.arch.branch, self.text[a]) for a in self.of(name)]
        return [int(match[2], 16) for match in found if match]
