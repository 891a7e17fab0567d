"""The contents of the ISO for a machine without a host: the benchmark program, guest tests, the exact counts that
its oracle compares with, and the menu's command lines. Its stages: bench/contact.c. SPDX-License-Identifier: MIT
"""

import os

from . import ROOT, folder, grub, image, initramfs

ARCH = "x86_64"
# Samples leave at 11 KB/s: this choice takes half a minute.
SHORT = ("--rounds 10 --benches null,getppid --variants "
         "-,batch=64,batch=128,pmu_instructions_user,pmu_instructions_kernel")
# Guest tests that need no arguments and no host beside them.
TESTS = ("registers", "vectors", "segments", "numbers", "hostile", "pointers", "memory", "threads", "clone", "futex",
         "signals", "time", "direction")


def test_program(name):
    return os.path.join(ROOT, "build", ARCH, "tests", name)


def exact_counts():
    """Returns lines "path instructions" of one null call, as results/reference/ has them, for counts that are whole."""
    rows = folder.read(os.path.join(ROOT, "results", "reference", ARCH)).rows
    return "".join(f"{row['path']} {row['net_median']}\n" for row in rows
                   if (row["bench"], row["variant"], row["status"]) == ("null", "batch=64", "ok")
                   and row["net_median"].isdecimal())


def files(temp):
    """Returns the initramfs's files, each an initramfs.GuestFile. None is named argv, so that the menu gives the
    arguments."""
    counts = os.path.join(temp, "reference")
    with open(counts, "w", encoding="ascii") as file:
        file.write(exact_counts())
    return [initramfs.GuestFile(image.require(image.bench(ARCH), ARCH), "bench", 0o755),
            initramfs.GuestFile(counts, "reference", 0o644),
            *[initramfs.GuestFile(image.require(test_program(name), ARCH), f"tests/{name}", 0o755) for name in TESTS]]


def menu(append, token, paths, timeout):
    """Returns grub.cfg. The machine halts at the end of a run, so that its screen stays."""
    def line(program, *arguments):
        return " ".join([f"path={image.BASE_PATH[ARCH]}", f"init=/{program}", *append.split(), "--", *arguments, token])
    first = [grub.Entry("contact", "first contact (what to run on a new machine)", line("bench", "contact", SHORT))]
    tests = [grub.Entry(f"test-{name}", f"test {name}", line(f"tests/{name}")) for name in TESTS]
    return grub.menu(line("bench", "run"), paths, timeout, "console serial", first, tests)
