"""The options that tools/run and tools/bench share, checked, with their defaults decided.

SPDX-License-Identifier: MIT
"""

import argparse
import math
import os
import re
import shlex

from . import UsageError, elf, grub, host, image, initramfs, machine

# OVMF alone needs half a minute if every instruction is counted.
TIMEOUT_S, TIMEOUT_UEFI_S = 60, 300
COMMAND_LINE_MAX = 2047  # bytes, the token included: boot/boot.h


class Parser(argparse.ArgumentParser):
    """An argparse parser with the project's manner of saying no."""

    STATUSES = ("Exit status: 0 all is well; 2 usage, or something is missing here; 124 time-out; 125 failure: what was measured "
                "before it, if anything, is where the last line says; 128+N ended by signal N.")

    def __init__(self, **kwargs):
        super().__init__(allow_abbrev=False, **{"epilog": self.STATUSES} | kwargs)

    def error(self, message):
        raise UsageError(f"{message} ({self.prog} --help lists what there is)")


def seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(f"expected seconds (0: none), got '{text}'")
    return value


def whole_number(text):
    """Returns a decimal number, at least 1."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got '{text}'")
    return int(text)


def seed(text):
    """Returns the number that a run's random order comes from."""
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise UsageError(f"--seed: expected a whole number of at most 19 digits, got '{text}'")
    return int(text)


def words(text):
    """Returns words as a shell would make them."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}: {text}") from None


def percent(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"expected a percentage from 0 to 100, got '{text}'")
    return value


# A first look: few samples of the plain measurements.
QUICK = {"rounds": 2, "samples": 5}


def add_quick(parser):
    parser.add_argument("--quick", action="store_true", help="a first look: "
                        f"{QUICK['rounds']} rounds of {QUICK['samples']} samples, without variants")


def choose_quick(options, variants=True):
    """Fills in what --quick decides unless it was asked for."""
    if not options.quick:
        return
    for name, value in (QUICK | ({"variants": "-"} if variants else {})).items():
        if getattr(options, name) is None:
            setattr(options, name, value)


def add_machine_options(parser):
    """Adds the options that say where and how to boot."""
    parser.add_argument("--arch", choices=image.ARCHES, default=host.default_arch())
    parser.add_argument("--accel", choices=("auto", "kvm", "icount", "tcg"), default="auto",
                        help="auto: kvm where it works, else icount")
    parser.add_argument("--boot", choices=("direct", "grub", "uefi"), default="direct")
    parser.add_argument("--machine", metavar="{q35,microvm,virt}[,PROPERTY...]",
                        help="default: q35 on x86_64, virt on arm64; behind a comma QEMU's "
                             "properties of it, such as gic-version=2")
    parser.add_argument("--cpu", metavar="MODEL", help="QEMU's name of it (default: host or max)")
    parser.add_argument("--memory", metavar="MIB", type=whole_number, default=512)
    parser.add_argument("--hugepages", action="store_true",
                        help="the guest's memory in the host's huge pages, which must be free")
    parser.add_argument("--append", metavar="STRING", default="",
                        help="more words for the kernel's command line")
    parser.add_argument("--prefix", metavar="COMMAND", type=words, default=[],
                        help="words before QEMU's command, such as 'perf stat --'")
    parser.add_argument("--timeout", metavar="S", type=seconds,
                        help="seconds, 0: none (default: "
                             f"{TIMEOUT_S}, with UEFI's firmware {TIMEOUT_UEFI_S})")
    parser.add_argument("--dry-run", action="store_true", help="print the QEMU command only")
    parser.add_argument("-v", dest="verbose", action="store_true", help="the kernel's log, too")


def decide(options):
    """Fills in what was left open; raises UsageError if options do not go together."""
    arch = options.arch
    if options.machine is None:
        options.machine = machine.MACHINES[arch][0]
    if machine.name(options) not in machine.MACHINES[arch]:
        raise UsageError(f"--machine {options.machine}: {arch} has "
                         f"{' and '.join(machine.MACHINES[arch])}")
    if options.boot != "direct" and machine.name(options) != "q35":
        raise UsageError(f"--boot {options.boot}: GRUB starts on q35 (x86_64) only; "
                         f"{options.machine} boots with --boot direct")
    if options.timeout is None:
        options.timeout = TIMEOUT_UEFI_S if options.boot == "uefi" else TIMEOUT_S
    options.accel = host.accelerator(options.accel, arch, options.dry_run)
    if options.path is None:
        options.path = image.BASE_PATH[arch]
    else:
        image.check_path(options.path, arch)
    check_append(options)
    if options.boot != "direct":
        grub.check_text(options.append)


def check_append(options):
    """Checks the words that go on the kernel's command line, and their length."""
    if re.search(r"[^\x20-\x7e]", options.append + options.path):
        raise UsageError("--append: expected printable ASCII, since it goes on the kernel's "
                         f"command line; got {options.append!r}")
    length = len(command_line(options, "0" * 16))
    if length > COMMAND_LINE_MAX:
        raise UsageError(f"--append: the command line holds {COMMAND_LINE_MAX} characters, this "
                         f"makes {length}")


def command_line(options, token):
    """Returns the kernel's command line. The token is always its last word."""
    words = [f"path={options.path}"]
    if options.accel != "hw":
        words.append("end=reset")  # a real machine halts instead: what is on its screen stays
    if options.accel == "icount":
        words.append("seed=1")  # getrandom()'s seed, so that runs repeat
    words += host.told_kernel(options.accel, options.arch)
    if options.accel == "kvm" and getattr(options, "measures", False):
        words.append("touch=1")  # mm/touch.c: exits that map a page come before the first sample
    return " ".join(words + options.append.split(" ") * bool(options.append) + [token])


# A program of ours that can move to another path has this symbol. Only such a one can do with a path that answers
# nothing.
MOVES = "control_probe"


def check_calls(options, program):
    """Raises UsageError for a program that needs calls on a control path. Such a path answers `null` alone, and
    even exit returns: a program that does not leave the path runs into its own end."""
    if not os.path.exists(image.kernel_elf(options.arch)):
        return
    controls = [row["name"] for row in image.paths(options.arch) if row["control"]]
    if options.path in controls and MOVES not in elf.Elf(program).symbols():
        raise UsageError(f"--path {options.path}: a control path serves no calls, and {program} needs some: take another path "
                         "(--list-paths shows them); the benchmark program measures this one by itself")


def check_program(options):
    """Checks what the host can judge of PROGRAM and --initrd before a guest is started for it."""
    if options.initrd:
        initramfs.check_archive(options.initrd)
    if not options.command:
        if not options.initrd and not options.dry_run:
            raise UsageError("expected a PROGRAM to run, or --initrd with an /init in it "
                             "(--help lists what there is)")
        return
    program = options.command[0]
    try:
        elf.check_program(program, options.arch)
        check_calls(options, program)
    except OSError as error:
        raise UsageError(f"{program}: {error.strerror}") from None
    except elf.BadElf as error:
        raise UsageError(f"{program} {error}; expected a static {options.arch} program") from None
