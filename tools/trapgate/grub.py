"""An ISO that GRUB boots, by BIOS and by UEFI: the kernel, its initramfs, a menu.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import subprocess
from collections import namedtuple

from . import ROOT, Failure, UsageError, host

TEMPLATE = os.path.join(ROOT, "boot", "x86_64", "grub.cfg")
# grub-mkrescue takes those that it finds; without one of them the ISO would silently lack a firmware.
PLATFORMS = ("/usr/lib/grub/i386-pc/modinfo.sh", "/usr/lib/grub/x86_64-efi/modinfo.sh")


# An entry of the menu besides the run: its name for `default`, what a person reads, the command line.
Entry = namedtuple("Entry", "id title line")


def check_text(text):
    """Refuses quotes and backslashes: GRUB puts a backslash before each when it hands a command line on."""
    if re.search(r"""["'\\]""", text):
        raise UsageError(f"--append {text}: GRUB hands quotes and backslashes on with a backslash "
                         "before them; leave them out, or use --boot direct")


def quote_words(text):
    """Returns each word as one argument of a GRUB script's command: nothing in it is expanded.

    GRUB joins arguments by one space, and puts one that holds a space in double quotes. Therefore each word is an
    argument of its own.
    """
    check_text(text)
    return " ".join(f"'{word}'" for word in text.split())


def _entry(entry):
    return (f'menuentry "Trapgate: {entry.title}" --id {entry.id} {{\n'
            f"\tmultiboot2 /boot/trapgate.elf {quote_words(entry.line)}\n\tmodule2 /boot/initramfs.cpio\n"
            "\tset gfxpayload=$screen\n}\n")


def _submenu(entries):
    inner = "".join("\t" + line + "\n" for entry in entries for line in _entry(entry).splitlines())
    return f'submenu "Trapgate: guest tests" --id tests {{\n{inner}}}\n' if entries else ""


def menu(command_line, paths, timeout=0, terminals="serial", first=(), tests=()):
    """Returns the text of grub.cfg: an entry for the run as it is, and one for each other path. The entries of
    `first` come before them, and the very first of all is what boots; `tests` have a menu of their own."""
    words = command_line.split()
    kernel_words = words.index("--") if "--" in words else len(words)
    rest = " ".join(word for i, word in enumerate(words)
                    if i >= kernel_words or not word.startswith("path="))
    # Only a menu that waits reads keys: everything else that comes by the serial port is for the workload.
    values = {"TERMINALS": terminals, "INPUT": f"terminal_input {terminals}" if timeout else "",
              "TIMEOUT": str(timeout), "PATHS": quote_words(" ".join(paths)),
              "COMMAND_LINE": quote_words(command_line), "REST": quote_words(rest),
              "DEFAULT": first[0].id if first else "run",
              "ENTRIES": "".join(map(_entry, first)), "TESTS": _submenu(tests)}
    with open(TEMPLATE, encoding="ascii") as file:
        template = file.read()
    return re.sub(r"@([A-Z_]+)@", lambda match: values[match[1]], template)


def require():
    """Returns the path of grub-mkrescue. Raises Missing if it, or another thing that makes an ISO, is not here."""
    for needed in ("xorriso", "mformat", *PLATFORMS):
        host.require(needed)
    return host.require("grub-mkrescue")


def rescue(iso, tree, temp):
    """Makes an ISO of a folder that holds boot/grub/grub.cfg; temporary files go to `temp`."""
    command = [require(), "-o", iso, tree]
    made = subprocess.run(command, env={**os.environ, "TMPDIR": temp, "LC_ALL": "C"},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if made.returncode or not os.path.exists(iso):
        raise Failure("grub-mkrescue: " + made.stdout.decode(errors="replace").strip())


def make_iso(iso, image, initrd, text, temp):
    """Writes the ISO at `iso`; temporary files go to `temp`."""
    tree = os.path.join(temp, "iso")
    os.makedirs(os.path.join(tree, "boot", "grub"))
    shutil.copyfile(image, os.path.join(tree, "boot", "trapgate.elf"))
    shutil.copyfile(initrd, os.path.join(tree, "boot", "initramfs.cpio"))
    with open(os.path.join(tree, "boot", "grub", "grub.cfg"), "w", encoding="ascii") as file:
        file.write(text)
    rescue(iso, tree, temp)
    shutil.rmtree(tree)
