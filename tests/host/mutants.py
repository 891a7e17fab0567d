#!/usr/bin/env python3
"""The list of deliberate faults fits the tree, and its runner tells a fault that nothing catches.

SPDX-License-Identifier: MIT
"""

import contextlib
import glob
import importlib.machinery
import importlib.util
import io
import os
import queue
import tempfile
import threading
import time
import unittest

import tap

RUN = os.path.join(tap.ROOT, "tests/mutants/run")
ROW = "name: n\ntests: host/tap\nfile: f\nold: a\nnew: b\n"


def load():
    loader = importlib.machinery.SourceFileLoader("mutants_run", RUN)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("mutants_run", loader))
    loader.exec_module(module)
    return module


mutants = load()
import cases


def alive(group):
    """Whether a process of this group runs; one that nobody has waited for yet does not."""
    for path in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError), open(path, encoding="ascii", errors="replace") as file:
            state, _, of = file.read().rpartition(")")[2].split()[:3]
            if int(of) == group and state != "Z":
                return True
    return False


class Fake:
    """A copy of the tree in which each fault is found as `verdicts` says."""

    def __init__(self, verdicts):
        self.verdicts, self.stopped = verdicts, threading.Event()

    def try_mutant(self, mutant):
        if self.verdicts[mutant.name] == "interrupt":
            raise KeyboardInterrupt
        if self.verdicts[mutant.name] == "hang":
            self.stopped.wait()
        return self.verdicts[mutant.name], "said\n"

    def stop(self):
        self.stopped.set()


class TheList(unittest.TestCase):
    def test_each_fault_fits_the_tree(self):
        mutants.fits(mutants.read_list())

    def test_each_test_is_there(self):
        known = cases.load(cases.ARCHES)
        for name in mutants.tests_of(mutants.read_list()):
            self.assertTrue(any(cases.matches(case, name) for case in known), name)

    def test_the_golden_file_catches_nothing(self):
        """A count that differs does not say what is wrong, and is renewed by one command."""
        for name in mutants.tests_of(mutants.read_list()):
            self.assertNotIn("reference", name.split("/"), name)


class Rows(unittest.TestCase):
    def test_a_row(self):
        row, = mutants.parse("# a comment\n" + ROW.replace("old: a", "old: a\\n\\tb\\\\"))
        self.assertEqual((row.name, row.old, row.new), ("n", "a\n\tb\\", "b"))

    def test_what_is_no_row(self):
        for text, said in ((ROW.replace("file: f\n", ""), "expected the lines name, tests, file, old, new"),
                           (ROW + "\n" + ROW, "two faults are called 'n'"), (ROW.replace("old: a", "old: \\x"), "no escape")):
            with self.subTest(said), self.assertRaisesRegex(mutants.Stale, said):
                mutants.parse(text)

    def test_a_row_that_the_tree_has_left_behind(self):
        row, = mutants.parse(ROW)
        for text in ("", "aa"):
            with self.subTest(text), self.assertRaisesRegex(mutants.Stale, "exactly once"):
                mutants.mutated(text, row)
        self.assertEqual(mutants.mutated("xay", row), "xby")
        with self.assertRaisesRegex(mutants.Stale, "no file f"):
            mutants.fits([row])

    def test_what_is_built(self):
        for tests, expected in ((["host/a", "unit/b"], "x86_64"), (["x86_64/a"], "x86_64"), (["arm64/a", "host/b"], "arm64"),
                                (["arm64/a", "x86_64/a"], "arm64 x86_64"), (["smoke"], "")):
            self.assertEqual(mutants.arches(tests), expected)


class Judging(unittest.TestCase):
    def test_a_fault_that_nothing_catches(self):
        rows = mutants.parse(ROW + "\n" + ROW.replace("name: n", "name: m"))
        copies, said, result = queue.Queue(), io.StringIO(), mutants.Tap()
        copies.put(Fake({"n": "tests", "m": ""}))
        with contextlib.redirect_stdout(said):
            caught = mutants.judge(result, rows, copies, 1)
            status = result.done()
        self.assertEqual((caught, status), (1, 1))
        self.assertIn("\nnot ok 2 - m: caught by nothing\n", said.getvalue())

    def test_a_fault_that_does_not_compile_shows_nothing(self):
        row, = mutants.parse(ROW)
        of_the_build = row._replace(tests="build")
        self.assertEqual([mutants.is_caught(row, what) for what in ("tests", "build", "")], [True, False, False])
        self.assertEqual([mutants.is_caught(of_the_build, what) for what in ("tests", "build", "")], [False, True, False])

    def test_an_interrupt_stops_every_copy(self):
        rows, copies = mutants.parse(ROW + "\n" + ROW.replace("name: n", "name: m")), queue.Queue()
        fakes = [Fake({"n": "interrupt", "m": "hang"}) for _ in range(2)]
        for fake in fakes:
            copies.put(fake)
        with self.assertRaises(KeyboardInterrupt):
            mutants.judge(mutants.Tap(), rows, copies, 2)
        self.assertTrue(all(fake.stopped.is_set() for fake in fakes))

    def test_a_stopped_copy_leaves_no_process(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = mutants.Copy.__new__(mutants.Copy)
            copy.root, copy.process, copy.stopped = folder, None, False
            runs = threading.Thread(target=lambda: copy.run(["sh", "-c", "sleep 100 & wait"], 60, dict(os.environ)))
            runs.start()
            while not copy.process:
                pass
            copy.stop()
            runs.join()
        for _ in range(100):  # what got the signal dies a little later
            if not alive(copy.process.pid):
                break
            time.sleep(0.1)
        self.assertFalse(alive(copy.process.pid))
        self.assertEqual(copy.run(["true"], 60, {}), (False, "stopped"))


if __name__ == "__main__":
    tap.main()
