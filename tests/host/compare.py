#!/usr/bin/env python3
"""tools/compare: verdicts, refusals, warnings, exit statuses.

SPDX-License-Identifier: MIT
"""

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import unittest

import tap
from make_folder import FACTS, make_folder
from trapgate import compare

COMPARE = os.path.join(tap.ROOT, "tools", "compare")
NULL = ("table_sysret", "null", "-", "-")


def timed(shift=0.0, key=NULL, layouts=6, seed=1, spread=1.0):
    """A row's samples around 1000 * (1 + shift) cycles, from six layouts with two boots each."""
    source = random.Random(seed)
    boots = {}
    for layout in range(layouts):
        for boot in range(2):
            level = 1000 + spread * source.gauss(0, 1)
            boots[layout, boot] = [[round((level + source.gauss(0, 2)) * (1 + shift), 2) for _ in range(5)]
                                   for _ in range(4)]
    return {key: boots}


def constant(**values):
    """Counts by bench, on the base path: {bench: [...]} in one block."""
    return {("table_sysret", bench, "-", "-"): {(0, 0): [some]} for bench, some in values.items()}


class Tool(unittest.TestCase):
    def setUp(self):
        self.parent = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, self.parent)
        self.made = 0

    def folder(self, rows=None, **facts):
        self.made += 1
        return make_folder(os.path.join(self.parent, f"run{self.made}"), rows, **facts)

    def counted(self, rows, **facts):
        return self.folder(rows, unit="instructions", instrument="icount", **facts)

    def tool(self, *arguments):
        """(status, stdout, stderr)"""
        done = subprocess.run([COMPARE, *arguments], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def json(self, *arguments):
        status, out, err = self.tool(*arguments, "--format", "json")
        self.assertEqual(err, "")
        found = json.loads(out)
        self.assertEqual(found["status"], status)
        return found

    def row(self, a, b, margin=compare.MARGIN):
        """The first row of a comparison, made in this process."""
        a, b = compare.side(a), compare.side(b)
        compare.check(a, b)
        return compare.rows(a, b, margin)[0][0]

    def verdict(self, a, b, margin=compare.MARGIN):
        return self.row(a, b, margin).verdict

    def refused(self, text, *arguments):
        status, out, err = self.tool(*arguments)
        self.assertEqual((status, out), (2, ""), err)
        self.assertIn(text, err.splitlines()[-1])
        self.assertTrue(err.startswith("trapgate: "), err)


class Verdicts(Tool):
    def test_better_worse_same_unclear(self):
        usual = self.folder(timed())
        for shift, spread, verdict, status in ((0.05, 1, "worse", 1), (-0.05, 1, "better", 0), (0.001, 1, "same", 0),
                                               (0.0, 200, "unclear", 0)):
            other = self.folder(timed(shift, seed=2, spread=spread))
            status_is, out, _ = self.tool(usual, other)
            self.assertEqual(status_is, status, shift)
            self.assertIn(f"1 {verdict}", out.splitlines()[-1])

    def test_the_numbers_of_a_row(self):
        """Every sample is a twentieth longer, so that the ratio is exact and no sample is below another."""
        row = self.json(self.folder(timed()), self.folder(timed(0.05)))["rows"][0]
        self.assertEqual((row["n_a"], row["n_b"], row["unit"], row["path_a"]), (240, 240, "cycles", "table_sysret"))
        self.assertAlmostEqual(row["ratio"], 1.05, places=4)
        self.assertLess(row["low"], row["ratio"])
        self.assertLess(row["ratio"], row["high"])
        self.assertLess(row["high"] - row["low"], 0.01)
        self.assertEqual(row["delta"], 1)

    def test_the_document_names_every_field(self):
        with open(os.path.join(tap.ROOT, "docs/measurement.md"), encoding="utf-8") as file:
            text = file.read()
        found = self.json(*[self.folder(timed(layouts=1))] * 2)
        for name in (*found, *found["rows"][0]):
            self.assertIn(f"`{name}`", text)

    def test_cliffs_delta_by_hand(self):
        """1 2 3 against 2 3 4: of nine pairs six are above, one below, two equal."""
        a, b = (self.folder({NULL: {(0, 0): [some]}}) for some in ([1, 2, 3], [2, 3, 4]))
        self.assertAlmostEqual(self.row(a, b).delta, 5 / 9)
        self.assertAlmostEqual(self.row(b, a).delta, -5 / 9)

    def test_the_margin(self):
        a, b = self.folder(timed()), self.folder(timed(0.05))
        self.assertEqual([self.verdict(a, b, m) for m in (0, 2, 4.9, 6, 10)],
                         ["worse", "worse", "worse", "same", "same"])
        self.assertEqual(self.verdict(a, a, 0), "unclear", "an interval of a run against itself has a width")

    def test_a_rule_for_each_interval(self):
        for low, high, verdict in ((0.99, 1.01, "same"), (1.001, 1.019, "same"), (1.001, 1.03, "worse"), (1.03, 1.04, "worse"),
                                   (0.97, 0.999, "better"), (0.97, 1.01, "unclear"), (0.99, 1.03, "unclear"),
                                   (1.5, None, "worse"), (None, None, "unclear"), (1, 1, "same")):
            self.assertEqual(compare.judge(1, low, high, 2, 0), (verdict, None), (low, high))

    def test_a_step_of_the_counter_widens_the_interval(self):
        for low, high, slack, verdict in ((1, 1, 0.01, "same"), (1, 1, 0.03, "unclear"), (1.05, 1.06, 0.04, "worse"),
                                          (1.05, 1.06, 0.06, "unclear"), (0.9, 0.95, 0.06, "unclear"),
                                          (1, 1, None, "unclear")):
            self.assertEqual(compare.judge(1, low, high, 2, slack), (verdict, "step" if verdict == "unclear" else None))

    def test_a_counter_of_coarse_steps(self):
        """Steps of 21: medians of 63 are equal to within a third; medians of 6300 to within 2 %."""
        rows = [{NULL: {(0, 0): [[42] * 2 + [63] * 36 + [84] * 2]},
                 ("table_sysret", "clone", "-", "-"): {(0, 0): [[6300] * 10]}} for _ in range(2)]
        a, b = map(self.folder, rows)
        _, out, _ = self.tool(a, b)
        self.assertRegex(out, r"63 .* unclear \(step 21\)")
        self.assertRegex(out, r"6300 .* same\n")

    def test_no_time_at_all(self):
        """A coarse counter's zeros say nothing; and there is no ratio to anything else."""
        zeros, ones = (self.folder({NULL: {(0, 0): [[v] * 8]}}) for v in (0, 1))
        self.assertEqual([self.verdict(x, y) for x in (zeros, ones) for y in (zeros, ones)], ["unclear"] * 4)
        self.assertIsNone(self.row(zeros, ones).ratio)

    def test_paths_of_one_run(self):
        run = self.folder({**timed(), **timed(0.1, ("switch_sysret", "null", "-", "-"), seed=1)})
        found = self.json(f"{run}:table_sysret", f"{run}:switch_sysret")
        self.assertEqual([(r["path_a"], r["path_b"], r["verdict"]) for r in found["rows"]],
                         [("table_sysret", "switch_sysret", "worse")])
        status, out, _ = self.tool(f"{run}:switch_sysret", f"{run}:table_sysret")
        self.assertEqual(status, 0)
        self.assertIn("switch_sysret : table_sysret", out)

    def test_paths_of_the_same_boots_are_drawn_together(self):
        """Layouts differ by far more than the paths do: between runs that hides the difference."""
        rows = {**timed(spread=100), **timed(0.03, ("switch_sysret", "null", "-", "-"), spread=100)}
        one, other = self.folder(rows), self.folder(rows)
        self.assertEqual(self.verdict(f"{one}:table_sysret", f"{one}:switch_sysret"), "worse")
        self.assertEqual(self.verdict(f"{one}:table_sysret", f"{other}:switch_sysret"), "unclear")

    def test_events_are_not_judged(self):
        key = ("table_sysret", "null", "-", "pmu_branch_misses_user")
        a, b = (self.folder({key: {(0, 0): [[v, v]]}}, unit="events") for v in (1, 5))
        self.assertEqual(self.verdict(a, b), "not judged")
        self.assertEqual(self.tool(a, b)[0], 0)


class Counts(Tool):
    def test_one_instruction_is_worse(self):
        usual = self.counted(constant(null=[87] * 8))
        for values, verdict, by, status in (([87] * 8, "same", None, 0), ([88] * 8, "worse", "median", 1),
                                            ([86] * 8, "better", "median", 0), ([87] * 7 + [88], "worse", "mean", 1),
                                            ([86] + [87] * 6 + [88], "worse", "max", 1),
                                            ([87] * 4, "same", None, 0)):
            other = self.counted(constant(null=values))
            row = self.row(usual, other)
            self.assertEqual((row.verdict, row.decided_by, row.low), (verdict, by, None), values)
            self.assertEqual(compare.status([row]), status)

    def test_a_margin_does_not_excuse_it(self):
        a, b = (self.counted(constant(null=[v] * 4)) for v in (1000, 1001))
        self.assertEqual(self.verdict(a, b, 50), "worse")

    def test_every_row_counts(self):
        a = self.counted(constant(null=[5], getppid=[6], enosys=[7]))
        b = self.counted(constant(null=[4], getppid=[6], enosys=[8]))
        self.assertEqual(self.json(a, b)["verdicts"], {"worse": 1, "better": 1, "same": 1})


class Refusals(Tool):
    def test_what_cannot_be_compared(self):
        usual = self.folder(timed())
        self.refused("A is x86_64, B is arm64", usual, self.folder(timed(), arch="arm64"))
        self.refused("A is kvm, B is icount", usual, self.counted(constant(null=[1])))
        self.refused("in cycles in A, in ticks in B", usual, self.folder(timed(), unit="ticks"))
        self.refused("no row in common", usual, self.folder(timed(key=("table_sysret", "mmap", "-", "-"))))
        self.refused("behind both folders, or behind none", usual, f"{usual}:table_sysret")
        self.refused("has no path 'x'; it has table_sysret", f"{usual}:x", f"{usual}:x")
        self.refused("expected a result folder", usual, os.path.join(self.parent, "none"))
        self.refused("no environment.json", usual, self.parent)
        self.refused("expected a percentage", usual, usual, "--margin", "x")
        self.refused("expected a percentage", usual, usual, "--margin", "-1")
        self.refused("required: B", usual)

    def test_damage(self):
        usual, other = self.folder(timed()), self.folder(timed())
        for name, old, new in (("samples.csv", "cycles", "cicles"), ("summary.csv", "ok", "OK"),
                               ("environment.json", "true", "false"), ("environment.json", "{", "")):
            path = os.path.join(other, name)
            with open(path, encoding="ascii") as file:
                whole = file.read()
            with open(path, "w", encoding="ascii") as file:
                file.write(whole.replace(old, new, 1))
            self.refused(name, usual, other)
            with open(path, "w", encoding="ascii") as file:
                file.write(whole)
        self.assertEqual(self.tool(usual, other)[0], 0)
        with open(os.path.join(other, "samples.csv"), "r+", encoding="ascii") as file:
            file.truncate(1000)
        self.refused("samples.csv", usual, other)


class Warnings(Tool):
    def test_every_other_difference_has_a_line(self):
        changed = {**FACTS, "host": {**FACTS["host"], "cpu_model": "another", "kernel": "6.2.0",
                                     "vulnerabilities": {"mds": "Vulnerable"}},
                   "emulator": {**FACTS["emulator"], "qemu_version": "8.0.0"}, "run": {**FACTS["run"], "seed": 2},
                   "build": {**FACTS["build"], "compiler": {"kernel": {"version": "gcc 13", "flags": None}}},
                   "new\x1b[2J": "\x1b[2Jx"}
        usual, other = self.folder(timed()), self.folder(timed(), **changed)
        _, _, err = self.tool(usual, other)
        for line in ("host.cpu_model: A a CPU; B another", "host.kernel: A 6.1.0; B 6.2.0", "run.seed: A 1; B 2",
                     "host.vulnerabilities.mds: A Not affected; B Vulnerable", "emulator.qemu_version: A 7.2.22; B 8.0.0",
                     "build.compiler.kernel.version: A gcc 12.2.0; B gcc 13",
                     "build.compiler.kernel.flags: A gcc -O2; B not known",
                     "build.compiler.user.version: A gcc 12.2.0; B absent"):
            self.assertIn(f"warning: {line}\n", err)
        self.assertTrue(err.replace("\n", "").isprintable())
        self.assertEqual(self.json(usual, other)["warnings"], [line.removeprefix("warning: ") for line in err.splitlines()])

    def test_runs_that_are_alike_need_none(self):
        self.assertEqual(self.tool(self.folder(timed()), self.folder(timed(seed=2)))[2], "")

    def test_long_texts_by_the_words_that_differ(self):
        flags = " ".join(f"-fno-such-flag-{n}" for n in range(20))
        facts = [{"build": {"flags": flags + more}} for more in (" -O2", " -O3")]
        _, _, err = self.tool(*(self.folder(timed(), **some) for some in facts))
        self.assertIn("warning: build.flags: A ... -O2; B ... -O3\n", err)

    def test_code_and_rows(self):
        paths = [{"table_sysret": {"sha256": text}} for text in "ab"]
        a = self.folder({**timed(), **timed(key=("table_sysret", "mmap", "-", "-"))}, paths=paths[0])
        b = self.folder(timed(), paths=paths[1], missing=[("table_sysret", "clone", "-", "-")])
        _, _, err = self.tool(a, b)
        self.assertIn("warning: the machine code of these paths: table_sysret\n", err)
        self.assertIn("warning: 1 rows are in A alone: table_sysret mmap\n", err)
        self.assertIn("warning: 1 rows are in B alone: table_sysret clone\n", err)

    def test_few_layouts(self):
        a, b = self.folder(timed(layouts=1)), self.folder(timed(layouts=4))
        _, _, err = self.tool(a, b)
        self.assertIn("A is of 1 layout in 2 boots", err)
        self.assertIn("B is of 4 layouts in 8 boots", err)
        counted = [self.counted(constant(null=[1])) for _ in range(2)]
        self.assertEqual(self.tool(*counted)[2], "", "one is enough for counts")


class Manners(Tool):
    def test_a_closed_pipe(self):
        run = os.path.join(tap.ROOT, "results/reference/x86_64")
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([COMPARE, run, run], stdout=write, stderr=subprocess.PIPE, check=False)
        os.close(write)
        self.assertEqual((done.returncode, done.stderr), (128 + signal.SIGPIPE, b""))

    def test_an_interrupt(self):
        """While tools/stats, which is a script here, is at work."""
        a, b = self.folder(timed()), self.folder(timed())
        checkout, here = os.path.join(self.parent, "checkout"), os.path.join(self.parent, "here")
        os.mkfifo(here)
        os.makedirs(os.path.join(checkout, "build/host"))
        shutil.copytree(os.path.join(tap.ROOT, "tools"), os.path.join(checkout, "tools"),
                        ignore=shutil.ignore_patterns("__pycache__"))
        with open(os.path.join(checkout, "build/host/stats"), "w", encoding="ascii") as file:
            file.write(f"#!/bin/sh\necho here > {here}\nexec sleep 60\n")
        os.chmod(os.path.join(checkout, "build/host/stats"), 0o755)
        process = subprocess.Popen([os.path.join(checkout, "tools/compare"), a, b], stderr=subprocess.PIPE,
                                   start_new_session=True)
        with open(here, encoding="ascii") as file:
            self.assertEqual(file.read(), "here\n")
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        self.assertEqual((process.returncode, err), (130, b"trapgate: interrupted by SIGINT\n"))


if __name__ == "__main__":
    tap.main()
