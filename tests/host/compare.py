#!/usr/bin/env python3
"""tools/compare: verdicts, refusals, warnings, exit statuses.

SPDX-License-Identifier: MIT
"""

import csv
import io
import json
import math
import os
import random
import shutil
import signal
import subprocess
import tempfile
import unittest

import tap
from make_folder import FACTS, make_folder
from trapgate import compare, verdicts

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

    def row(self, a, b, margin=verdicts.MARGIN):
        """The first row of a comparison, made in this process."""
        a, b = compare.side(a), compare.side(b)
        compare.check(a, b)
        return compare.rows(a, b, margin)[0][0]

    def verdict(self, a, b, margin=verdicts.MARGIN):
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
        self.assertEqual([name for name in (*found, *found["rows"][0]) if f"`{name}`" not in text], [])

    def test_cliffs_delta_by_hand(self):
        """1 2 3 against 2 3 4: of nine pairs six are above, one below, two equal."""
        a, b = (self.folder({NULL: {(0, 0): [some]}}) for some in ([1, 2, 3], [2, 3, 4]))
        self.assertAlmostEqual(self.row(a, b).delta, 5 / 9)
        self.assertAlmostEqual(self.row(b, a).delta, -5 / 9)

    def test_the_margin(self):
        a, b = self.folder(timed()), self.folder(timed(0.05))
        self.assertEqual([self.verdict(a, b, m) for m in (0, 2, 4, 4.95, 6, 10)],
                         ["worse", "worse", "worse", "slightly worse", "same", "same"])
        self.assertEqual(self.verdict(a, a, 0), "unclear", "an interval of a run against itself has a width")

    def test_a_rule_for_each_interval(self):
        for low, high, verdict in ((0.99, 1.01, "same"), (1.001, 1.019, "same"), (1.001, 1.03, "slightly worse"),
                                   (1.0201, 1.04, "worse"), (0.97, 0.999, "slightly better"), (0.95, 0.9803, "better"),
                                   (0.97, 1.01, "unclear"), (0.99, 1.03, "unclear"), (None, None, "unclear"),
                                   (1, 1, "same")):
            self.assertEqual(verdicts.of_timing(low, high, 2, 0), (verdict, None), (low, high))

    def test_the_lower_end_of_the_margin(self):
        """It is 1/1.02, so that A to B and B to A have the same verdict: 0.9804 lies above it, 0.9803 below."""
        self.assertEqual(verdicts.by_interval(0.9804, 1, 2), "same")
        self.assertEqual(verdicts.by_interval(0.9803, 1, 2), "unclear")
        self.assertEqual(verdicts.by_interval(0.9803, 0.9804, 2), "slightly better")

    def test_a_step_of_the_counter_widens_the_interval(self):
        for low, high, slack, verdict in ((1, 1, 0.01, "same"), (1, 1, 0.03, "unclear"), (1.07, 1.08, 0.04, "worse"),
                                          (1.05, 1.06, 0.06, "unclear"), (0.9, 0.95, 0.06, "unclear"),
                                          (1, 1, None, "unclear")):
            self.assertEqual(verdicts.of_timing(low, high, 2, slack),
                             (verdict, "step" if verdict == "unclear" else None))

    def test_a_counter_of_coarse_steps(self):
        """Steps of 21: medians of 63 are equal to within a third; medians of 6300 to within 2 %."""
        rows = [{NULL: {(0, 0): [[42] * 2 + [63] * 36 + [84] * 2] * 2},
                 ("table_sysret", "clone", "-", "-"): {(0, 0): [[6300] * 10] * 2}} for _ in range(2)]
        a, b = map(self.folder, rows)
        _, out, _ = self.tool(a, b)
        self.assertRegex(out, r"63 .* unclear \(step 21\)")
        self.assertRegex(out, r"6300 .*same\n")

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

    def test_ratios_are_of_net_values(self):
        """1000 and 1050 with a counter pair of 900: net 100 and 150, half as much again."""
        def run(level):
            return self.folder({key: {(layout, 0): [[value + layout] * 4] for layout in range(4)} for key, value in
                                ((("-", "empty", "-", "-"), 900), (NULL, level))})
        row = next(r for r in self.json(run(1000), run(1050))["rows"] if r["bench"] == "null")
        self.assertEqual((row["median_a"], row["median_b"], row["net_a"], row["net_b"]), (1001.5, 1051.5, 100, 150))
        self.assertAlmostEqual(row["ratio"], 1.5)

    def test_the_units_are_of_the_highest_level(self):
        def run(*places):
            return self.folder({NULL: {place: [[1000, 1001]] * 2 for place in places}})
        for places, level, units in ((((0, 0),), "blocks", 2), (((0, 0), (0, 1)), "boots", 2),
                                     (((0, 0), (0, 1), (1, 0)), "layouts", 2)):
            row = self.row(run(*places), run(*places))
            self.assertEqual((row.level, row.units_a, row.units_b), (level, units, units))

    def test_one_boot_a_side_decides_nothing(self):
        """It is shown, with a warning, and the status stays 0."""
        def run(level):
            return self.folder({NULL: {(0, 0): [[level + n, level + 1] for n in range(9)]}})
        status, out, err = self.tool(run(1000), run(1200))
        self.assertIn("1 worse", out.splitlines()[-1])
        self.assertEqual(status, 0)
        self.assertIn("nothing tells what another boot would change", err)

    def test_many_rows_widen_each_interval(self):
        """An interval that holds for a hundred rows at once is wider than that of one: by Student's t, 4.49
        at 1 - 0.05 / 200 against 2.23 at 1 - 0.05 / 2 for ten degrees of freedom, 6.87 against 2.57 for five.
        Two sides of six units have as many, or some number between."""
        few, many = ([self.folder({("table_sysret", f"b{n}", "-", "-"): next(iter(timed(0, seed=seed).values()))
                                   for n in range(rows)}) for seed in (1, 2)] for rows in (1, 100))
        width = [math.log(row.high / row.low) for row in (self.row(*few), self.row(*many))]
        self.assertLess(4.48 / 2.23, width[1] / width[0])
        self.assertLess(width[1] / width[0], 6.88 / 2.57)

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

    def test_other_draws(self):
        """A constant count is compared exactly; any other by its interval, if it has two units at all."""
        other = {"run": {"seed": 2, "rounds": 2, "samples": 2}}
        def run(blocks, **facts):
            return self.counted({NULL: {(0, 0): [[87, 87]] * 2}, ("table_sysret", "mmap", "-", "-"): {(0, 0): blocks}},
                                **facts)
        many = [[280 + n % 3, 281] for n in range(40)]
        usual = run(many)
        for blocks, verdict in ((many[1:] + many[:1], "same"), ([[v + 40 for v in block] for block in many], "worse")):
            rows = self.json(usual, run(blocks, **other))["rows"]
            self.assertEqual([(r["verdict"], r["decided_by"]) for r in rows], [("same", None), (verdict, "interval")])
        status, out, err = self.tool(run([[280, 281]]), run([[281, 282]], **other))
        self.assertEqual(status, 0)
        self.assertIn("1 not judged", out.splitlines()[-1])
        self.assertIn("other draws: 1 rows not judged", err)

    def test_another_seed_of_a_boot_is_another_draw(self):
        boots = [[{"layout": 0, "boot": 0, "complete": True, "seed": seed}] for seed in (5, 6)]
        a, b = (self.counted(constant(mmap=[280, 281]), boots=some) for some in boots)
        self.assertEqual(self.verdict(a, b), "not judged")
        self.assertEqual(self.verdict(a, a), "same")

    def test_two_exits_are_no_race(self):
        rows = {**constant(null=[87]), ("table_iret", "null", "-", "-"): {(0, 0): [[72]]}}
        run = self.counted(rows, paths={"table_sysret": {"exit": "sysret"}, "table_iret": {"exit": "iret"}})
        _, _, err = self.tool(f"{run}:table_sysret", f"{run}:table_iret")
        self.assertIn("on silicon it costs more than those checks", err)
        self.assertNotIn("silicon", self.tool(f"{run}:table_iret", f"{run}:table_iret")[2])

    def test_every_row_counts(self):
        a = self.counted(constant(null=[5], getppid=[6], enosys=[7]))
        b = self.counted(constant(null=[4], getppid=[6], enosys=[8]))
        self.assertEqual(self.json(a, b)["verdicts"], {"worse": 1, "better": 1, "same": 1})


class Formats(Tool):
    def setUp(self):
        super().setUp()
        benches = ("null", "getppid", "enosys", "mmap")
        self.pair = [self.counted(constant(**{b: [v] for b, v in zip(benches, values)}))
                     for values in ((100, 50, 80, 200), (100, 55, 40, 202))]

    def test_changed_rows_come_by_effect(self):
        """Half of 80 is more than a tenth of 50, which is more than a hundredth of 200; null is the same."""
        _, out, _ = self.tool(*self.pair, "--changed", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([(r["bench"], r["verdict"]) for r in rows],
                         [("enosys", "better"), ("getppid", "worse"), ("mmap", "worse")])
        _, out, _ = self.tool(*self.pair, "--changed")
        self.assertEqual([line.split()[1] for line in out.splitlines() if "table_sysret" in line], ["80", "50", "200"])

    def test_a_geometric_mean_a_benchmark(self):
        """Of twice as much and half as much: the same."""
        runs = [self.counted({(path, "null", "-", "-"): {(0, 0): [[value]]} for path, value in values})
                for values in ((("a", 10), ("b", 10)), (("a", 20), ("b", 5)))]
        self.assertIn("geometric mean of B/A 1.0000", self.tool(*runs)[1])
        self.assertAlmostEqual(self.json(*runs)["geometric_means"]["null"], 1)

    def test_markdown(self):
        status, out, err = self.tool(*self.pair, "--format", "markdown")
        self.assertEqual((status, err), (1, ""))
        self.assertIn("| table_sysret | 50 | 55 | 50 | 55 | 1.1000 | 1.0000 | worse |", out)
        self.assertTrue(out.startswith("4 rows, margin 2 %: 2 worse, 1 better, 1 same\n"))

    def test_csv_has_the_fields_of_json(self):
        rows = self.json(*self.pair)["rows"]
        _, out, _ = self.tool(*self.pair, "--format", "csv")
        self.assertEqual(out.splitlines()[0].split(","), list(rows[0]))
        self.assertEqual(len(out.splitlines()), 5)


class Chance(Tool):
    """Two runs of the same code, again and again: how often is any of their rows worse or better?"""
    RUNS = 400 if os.environ.get("TEST_LONG") else 40
    ROWS = 120

    def run_of(self, source, boots):
        """ROWS rows whose levels differ from boot to boot by 1 %: by what the boot did to all of them, and by
        what it did to each. A sample is off by 2 % more."""
        common = [source.gauss(0, 0.007) for _ in range(boots)]
        rows = {}
        for number in range(self.ROWS):
            own = [common[boot] + source.gauss(0, 0.007) for boot in range(boots)]
            rows["table_sysret", f"b{number}", "-", "-"] = {
                (0, boot): [[round(1000 * math.exp(own[boot] + source.gauss(0, 0.02)), 2) for _ in range(3)]
                            for _ in range(3)] for boot in range(boots)}
        return self.folder(rows)

    def test_how_often_a_comparison_is_wrong(self):
        """The intervals hold for all rows at once, so that one comparison in twenty may have such a row; `worse`
        and `better` need the margin, too, and come less often still."""
        source = random.Random(11)
        excluded = wrong = 0
        for _ in range(self.RUNS):
            a, b = self.run_of(source, 8), self.run_of(source, 8)
            rows = compare.rows(compare.side(a), compare.side(b), verdicts.MARGIN)[0]
            excluded += any(row.low > 1 or row.high < 1 for row in rows)
            wrong += any(row.verdict in ("worse", "better") for row in rows)
            shutil.rmtree(a)
            shutil.rmtree(b)
        print(f"# of {self.RUNS} comparisons of the same code, {self.ROWS} rows each: {excluded} have a row whose "
              f"interval excludes 1, {wrong} one that is worse or better")
        # 5 % and three standard deviations of so many runs.
        self.assertLessEqual(excluded, 0.05 * self.RUNS + 3 * math.sqrt(0.05 * 0.95 * self.RUNS))
        self.assertLessEqual(wrong, 0.02 * self.RUNS + 3 * math.sqrt(0.02 * 0.98 * self.RUNS))


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
