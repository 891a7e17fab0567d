#!/usr/bin/env python3
"""The gate on results/reference/: what leaves it, what of the code is shown, and that only code shows.

SPDX-License-Identifier: MIT
"""

import copy
import os
import shutil
import tempfile
import unittest

import tap
from make_folder import FACTS, make_folder
from trapgate import Failure, disassembly, folder, reference

X86 = """
0000000000000040 <entry_syscall_table_sysret>:
  40:\tswapgs
  43:\tcall   48 <entry_syscall_table_sysret+0x8>
\t\t\t44: R_X86_64_PLT32\tdispatch_table-0x4
  48:\tjne    b00 <exit_by_iret>
  4e:\tje     40 <entry_syscall_table_sysret>
  50:\tsysretq
  53:\tint3

0000000000000060 <dispatch_table>:
  60:\tja     70 <dispatch_table+0x10>
  62:\tjmp    *0x0(,%rsi,8)
\t\t\t65: R_X86_64_32S\tsys_call_table+0x8
  69:\tmov    0x0(,%rsi,8),%rax
\t\t\t6d: R_X86_64_32S\t.rodata+0x120
  70:\tret
  71:\tnopl   0x0(%rax)

0000000000000090 <helper>:
  90:\tret
"""
SIZES = {"entry_syscall_table_sysret": 0x13, "dispatch_table": 0x11, "helper": 1}
LISTING = """\
dispatch_table:
\tja L0
\tjmp *0x0(,%rsi,8) # sys_call_table+0x8
\tmov 0x0(,%rsi,8),%rax # .rodata
L0:
\tret

entry_syscall_table_sysret:
L0:
\tswapgs
\tcall dispatch_table
\tjne exit_by_iret
\tje L0
\tsysretq
"""
ARM64 = """
0000000000001000 <dispatch_table>:
    1000:\tb.hi\t1010 <dispatch_table+0x10>  // b.pmore
    1004:\tadrp\tx2, 0 <dispatch_table>
\t\t\t1004: R_AARCH64_ADR_PREL_PG_HI21\tsys_call_table
    1008:\tadd\tx2, x2, #0x0
\t\t\t1008: R_AARCH64_ADD_ABS_LO12_NC\tsys_call_table
    100c:\tbr\tx16
    1010:\tb\t0 <sys_ni_syscall>
\t\t\t1010: R_AARCH64_JUMP26\tsys_ni_syscall
"""


class Listing(unittest.TestCase):
    def test_names_and_labels_in_place_of_addresses(self):
        self.assertEqual(disassembly.to_text(disassembly.functions(X86, SIZES)), LISTING)
        self.assertEqual(disassembly.functions(ARM64, {"dispatch_table": 0x14})["dispatch_table"], [
            "\tb.hi L0 // b.pmore", "\tadrp x2, sys_call_table", "\tadd x2, x2, #0x0 # sys_call_table", "\tbr x16",
            "L0:", "\tb sys_ni_syscall"])

    def test_code_that_moved_is_the_same(self):
        moved = X86
        for old, new in (("  40:", " 140:"), (" 40 <", " 140 <"), ("  43:", " 143:"), ("  48:", " 148:"),
                         (" 48 <", " 148 <"), ("  4e:", " 14e:"), ("  50:", " 150:"), ("  53:", " 153:"),
                         ("\t44:", "\t144:"), ("0040 <", "0140 <"), (" b00 <", " c00 <"), (".rodata+0x120", ".rodata")):
            self.assertIn(old, moved)
            moved = moved.replace(old, new)
        self.assertEqual(disassembly.to_text(disassembly.functions(moved, SIZES)), LISTING)

    def test_it_is_read_back(self):
        self.assertEqual(disassembly.to_text(disassembly.from_text(LISTING)), LISTING)


class Gate(unittest.TestCase):
    ROWS = {("-", "empty", "-", "-"): {(0, 0): [[6] * 4]}, ("table_sysret", "null", "-", "-"): {(0, 0): [[93] * 4]},
            ("switch_sysret", "null", "-", "-"): {(0, 0): [[107] * 4]},
            ("table_sysret", "mmap", "-", "-"): {(0, 0): [[370, 372, 372, 380]]}}
    PATHS = {"table_sysret": {"dispatch": "table"}, "switch_sysret": {"dispatch": "switch"}}

    def setUp(self):
        self.parent = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, self.parent)
        self.made = 0
        self.then = self.folder()

    def folder(self, change=None, missing=(), **facts):
        """A run; `change`: {key: values}, None: without it."""
        rows = {key: {(0, 0): [change[key]]} if change and key in change else value
                for key, value in self.ROWS.items() if not change or change.get(key, ()) is not None}
        self.made += 1
        return folder.read(make_folder(os.path.join(self.parent, str(self.made)), rows, "instructions", missing,
                                       **{"instrument": "icount", "paths": self.PATHS, **facts}))

    def problems(self, run, now=LISTING):
        return "\n".join(reference.problems(run, self.then, now, LISTING))

    def test_what_holds(self):
        self.assertEqual(self.problems(self.folder()), "")
        self.assertEqual(reference.other_tools(self.folder(), self.then), [])

    def test_one_instruction_more(self):
        """On a path, in its back end: the counts, and the code of both before that of others."""
        now = LISTING.replace("\tja L0\n", "\tja L0\n\tnop\n")
        found = self.problems(self.folder({("table_sysret", "null", "-", "-"): [94] * 4}), now)
        self.assertIn("1 rows count otherwise", found)
        self.assertIn("table_sysret null: min 93 -> 94, median 93 -> 94, max 93 -> 94", found)
        self.assertIn("--- dispatch_table, reference\n+++ dispatch_table, now\n", found)
        self.assertEqual([line for line in found.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")],
                         ["+\tnop"])

    def test_least_and_greatest_count_too(self):
        for values, text in (([369, 372, 372, 380], "min 370 -> 369"), ([370, 372, 372, 381], "max 380 -> 381"),
                             ([370, 372, 374, 380], "median 372 -> 373"), ([370, 372, 372, 372, 380], "n 4 -> 5")):
            self.assertIn(f"table_sysret mmap: {text}\n", self.problems(
                self.folder({("table_sysret", "mmap", "-", "-"): values})))

    def test_a_handler_that_changed_is_none_of_the_paths_code(self):
        self.assertIn("what changed is a handler", self.problems(
            self.folder({("table_sysret", "mmap", "-", "-"): [371, 373, 373, 381]})))

    def test_code_that_changed_without_a_count(self):
        now = LISTING.replace("\tja L0\n", "\tjae L0\n")
        self.assertIn("-\tja L0\n+\tjae L0", self.problems(self.folder(), now))
        self.assertIn("+\tud2", self.problems(self.folder(), LISTING + "\nentry_syscall_new:\n\tud2\n"))

    def test_rows_that_come_and_go(self):
        gone = self.folder({("table_sysret", "mmap", "-", "-"): None})
        self.assertIn("1 rows are gone: table_sysret mmap", self.problems(gone))
        self.assertIn("1 rows are new: table_sysret clone", self.problems(
            self.folder(missing=[("table_sysret", "clone", "-", "-")])))
        self.assertIn("1 rows changed their status: table_sysret mmap (ok before)", self.problems(
            self.folder({("table_sysret", "mmap", "-", "-"): None}, missing=[("table_sysret", "mmap", "-", "-")])))

    def test_other_tools_compare_the_rows_alone(self):
        """The compiler of either side, QEMU, or one that is not known: counts and code may differ."""
        more = {("table_sysret", "null", "-", "-"): [94] * 4}
        for keys in (("build", "compiler", "kernel", "version"), ("build", "compiler", "user", "version"),
                     ("emulator", "qemu_version")):
            for version in ("another", None):
                facts = copy.deepcopy(FACTS)
                inner = facts
                for key in keys[:-1]:
                    inner = inner[key]
                inner[keys[-1]] = version
                changed = {keys[0]: facts[keys[0]]}
                run = self.folder(more, **changed)
                self.assertEqual(len(reference.other_tools(run, self.then)), 1, keys)
                self.assertEqual(self.problems(run, "dispatch_table:\n\tret\n"), "")
                gone = self.folder({("table_sysret", "mmap", "-", "-"): None}, **changed)
                self.assertIn("are gone", self.problems(gone))

    def test_what_no_comparison_can_be_made_of(self):
        for facts in ({"arch": "arm64"}, {"instrument": "kvm"}, {"run": {**FACTS["run"], "rounds": 3}},
                      {"run": {**FACTS["run"], "seed": 2}}):
            with self.assertRaises(Failure):
                self.problems(self.folder(**facts))

    def test_long_differences_are_cut(self):
        keys = {("table_sysret", "null", "-", f"n={n}"): {(0, 0): [[n] * 4]} for n in range(40)}
        self.ROWS = {**self.ROWS, **keys}
        self.then = self.folder()
        found = self.problems(self.folder({key: [99] * 4 for key in keys}), "dispatch_table:\n" + "\tnop\n" * 500)
        self.assertIn("40 rows count otherwise", found)
        self.assertIn("and 28 more", found)
        self.assertLess(len(found.splitlines()), 120)


if __name__ == "__main__":
    tap.main()
