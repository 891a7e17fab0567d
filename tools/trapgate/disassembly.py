"""Writes the code that a path is made of as text that changes only if the code does.

The code is read from object files, in which what the linker decides is still a name. A place within its own
function gets a label in place of an address.

SPDX-License-Identifier: MIT
"""

import glob
import os
import re
import subprocess

from . import ROOT, Failure, UsageError, elf, host

FOLDERS = ("entry", "dispatch")
WANTED = re.compile(r"entry_syscall_\w+|dispatch_\w+")
FUNCTION = re.compile(r"[0-9a-f]+ <(.+)>:")
INSTRUCTION = re.compile(r" *([0-9a-f]+):\t(.*)")
RELOCATION = re.compile(r"\t+([0-9a-f]+): (R_\w+)\t(.*)")
# An address and its name, as objdump writes them.
PLACE = re.compile(r"([0-9a-f]+) <([^>]+)>")
# Types whose addend is the distance to the end of the instruction.
RELATIVE = re.compile(r"R_X86_64_(PC|PLT)32")


def listing(arch):
    """Returns the text of all paths and back ends of the build, in the order of their names."""
    found = {}
    folder = os.path.join(ROOT, "build", arch, "kernel")
    for path in sorted(sum((glob.glob(os.path.join(folder, f, "**/*.o"), recursive=True) for f in FOLDERS), [])):
        try:
            sizes = {name: symbol.size for name, symbol in elf.Elf(path).symbols().items()}
        except elf.BadElf as error:
            raise Failure(f"{os.path.relpath(path, ROOT)} {error}") from None
        found |= functions(_disassembled(arch, path), sizes)
    if not found:
        raise UsageError(f"build/{arch}/kernel holds no object files: build it with `make ARCH={arch}`")
    return to_text(found)


def _disassembled(arch, path):
    command = [host.require(host.binutil(arch, "objdump")), "-dr", "--no-show-raw-insn", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def functions(text, sizes):
    """Returns {name: its lines} of objdump's text; `sizes`: bytes of each function, after which there is padding."""
    found, name, start = {}, None, 0
    for line in text.splitlines():
        if match := FUNCTION.fullmatch(line):
            name = match[1] if WANTED.fullmatch(match[1]) and sizes.get(match[1]) else None
            start = int(line.split()[0], 16)
            if name:
                found[name] = []
        elif name and (match := INSTRUCTION.fullmatch(line)):
            offset = int(match[1], 16) - start
            if offset < sizes[name]:
                found[name].append((offset, " ".join(match[2].split())))
        elif name and found[name] and (match := RELOCATION.fullmatch(line)):
            offset, words = found[name][-1]
            if int(match[1], 16) - start < sizes[name]:
                found[name][-1] = offset, _with_symbol(words, match[2], match[3])
    return {name: _labelled(name, lines) for name, lines in found.items()}


def _with_symbol(words, kind, symbol):
    """Returns an instruction with the name of the symbol in place of the linker's number. If the symbol is a
    section, only its name is kept: the offset depends on what else lies in the section."""
    if symbol.startswith("."):
        symbol = re.sub(r"[+-]0x[0-9a-f]+$", "", symbol)
    elif RELATIVE.fullmatch(kind):
        symbol = re.sub(r"-0x4$", "", symbol)
    named, places = PLACE.subn(symbol, words)
    return named if places else f"{words} # {symbol}"


def _labelled(name, lines):
    """Returns the lines of a function, with labels for places within it and names for others."""
    inside = re.compile(re.escape(name) + r"(?:\+0x([0-9a-f]+))?")
    targets = {int(match[1] or "0", 16) for _, words in lines for place in PLACE.finditer(words)
               if (match := inside.fullmatch(place[2]))}
    labels = {offset: f"L{number}" for number, offset in enumerate(sorted(targets))}

    def called(place):
        match = inside.fullmatch(place[2])
        return labels[int(match[1] or "0", 16)] if match else place[2]

    return [text for offset, words in lines
            for text in ([f"{labels[offset]}:"] if offset in labels else []) + ["\t" + PLACE.sub(called, words)]]


def to_text(found):
    return "\n".join(f"{name}:\n" + "".join(line + "\n" for line in found[name]) for name in sorted(found))


def from_text(text):
    """Returns {name: its lines}, from to_text()'s text."""
    found = {}
    for part in text.split("\n\n"):
        name, *lines = part.rstrip("\n").split("\n")
        found[name.removesuffix(":")] = lines
    return found
