#!/usr/bin/env python3
"""build/host/stats against distributions that are known: percentiles to the digit, spreads by theory,
and how often a 95 % interval holds the truth.

SPDX-License-Identifier: MIT
"""

import csv
import io
import math
import os
import random
import statistics
import subprocess
import tempfile
import unittest

import tap
from trapgate import results

STATS = os.path.join(tap.ROOT, "build", "host", "stats")
REPEATS = 2000 if os.environ.get("TEST_LONG") else 250


def line(key, place, seq, value, unit="u"):
    """A sample's; place: layout, boot, block."""
    return f"{key},{','.join(map(str, place))},{seq},{value},{unit}\n"


def summarize(lines, cells):
    """The run of build/host/stats that has ended."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(cells)
        file.flush()
        return subprocess.run([STATS, "a", "i", file.name], input=results.SAMPLES_HEADER + "\n" + "".join(lines),
                              capture_output=True, text=True, check=False)


def run(lines, cells):
    """The summary's rows by their key."""
    done = summarize(lines, cells)
    done.check_returncode()
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    return {",".join(row[k] for k in results.ROW_KEY): row for row in rows}


def rows_of(values, size=20):
    """{key: row} for {key: values}: in blocks of `size`, one boot of one layout."""
    lines = [line(key, (0, 0, at // size), at % size, value)
             for key, some in values.items() for at, value in enumerate(some)]
    return run(lines, "".join(f"{key},ok,-,u,1\n" for key in values))


def one(values, size=20):
    return rows_of({"p,b,-,-": values}, size)["p,b,-,-"]


def width(row):
    return float(row["median_high"]) - float(row["median_low"])


class Percentiles(unittest.TestCase):
    COLUMNS = ("min", "p1", "p5", "q1", "median", "q3", "p95", "p99", "p999", "max")

    def test_nearest_rank_by_hand(self):
        """Rank: the share of n, rounded up. Of 1 to n, shuffled, the value is the rank."""
        for n, expected in ((1, [1] * 10), (2, [1, 1, 1, 1, 1.5, 2, 2, 2, 2, 2]), (3, [1, 1, 1, 1, 2, 3, 3, 3, 3, 3]),
                            (4, [1, 1, 1, 1, 2.5, 3, 4, 4, 4, 4]), (5, [1, 1, 1, 2, 3, 4, 5, 5, 5, 5]),
                            (100, [1, 1, 5, 25, 50.5, 75, 95, 99, 100, 100]),
                            (101, [1, 2, 6, 26, 51, 76, 96, 100, 101, 101]),
                            (1000, [1, 10, 50, 250, 500.5, 750, 950, 990, 999, 1000]),
                            (1001, [1, 11, 51, 251, 501, 751, 951, 991, 1000, 1001])):
            values = list(range(1, n + 1))
            random.Random(n).shuffle(values)
            row = one(values)
            self.assertEqual([float(row[k]) for k in self.COLUMNS], expected, n)

    def test_median_absolute_deviation(self):
        """1 1 2 2 4 6 9: distances from 2 are 1 1 0 0 2 4 7, the middle of them 1."""
        for values, mad in (([1, 1, 2, 2, 4, 6, 9], "1"), ([5], "0"), ([1, 2, 3, 4], "1"), ([1, 1, 1, 9], "0"),
                            ([0.25, 0.5, 1], "0.25")):
            self.assertEqual(one(values)["mad"], mad, values)

    def test_outliers_are_counted_and_stay(self):
        """1 to 8 and one more: quartiles 3 and 7, so that what lies beyond -9 and 19 counts; and one more
        at each end: 2 and 7, beyond -13 and 22."""
        for more, count in (([], 0), ([19], 0), ([20], 1), ([-13, 22], 0), ([-13.5, 22.5], 2),
                            ([10 ** 9, -10 ** 9], 2)):
            values = [1, 2, 3, 4, 5, 6, 7, 8]
            row = one(values + more)
            self.assertEqual(row["outliers"], str(count), more)
            self.assertEqual((row["n"], float(row["max"])), (str(8 + len(more)), max(values + more)))

    def test_without_a_spread_whatever_differs_is_an_outlier(self):
        self.assertEqual(one([7] * 20)["outliers"], "0")
        self.assertEqual(one([7] * 20 + [8, 6])["outliers"], "2")

    def test_digits(self):
        for value, text in ((1 / 128, "0.0078125"), (1 / 1024, "0.0009765625"), (2 ** 52, str(2 ** 52)), (-0.0, "0"),
                            (-2.5, "-2.5")):
            self.assertEqual(one([value])["median"], text)


class Distributions(unittest.TestCase):
    """400 samples, no levels: 1.96 deviations of the median each way, 1 / (2 density sqrt(n))."""
    N, ROWS = 400, 60

    def drawn(self, draw):
        source = random.Random(7)
        return rows_of({f"p,b{i},-,-": [draw(source) for _ in range(self.N)] for i in range(self.ROWS)}, self.N)

    def judge(self, draw, median, density, mad):
        rows = self.drawn(draw).values()
        deviation = 1 / (2 * density * math.sqrt(self.N))
        middle = statistics.mean(float(r["median"]) for r in rows)
        self.assertLess(abs(middle - median), 4 * deviation / math.sqrt(self.ROWS))
        self.assertLess(abs(statistics.mean(map(width, rows)) / (2 * 1.96 * deviation) - 1), 0.12)
        self.assertLess(abs(statistics.mean(float(r["mad"]) for r in rows) / mad - 1), 0.05)
        return rows

    def test_normal(self):
        rows = self.judge(lambda r: r.gauss(1000, 10), 1000, 1 / (10 * math.sqrt(2 * math.pi)), 6.745)
        for column, sigmas in (("p1", -2.326), ("p5", -1.645), ("q1", -0.6745), ("q3", 0.6745), ("p95", 1.645),
                               ("p99", 2.326)):
            self.assertAlmostEqual(statistics.mean(float(r[column]) for r in rows), 1000 + 10 * sigmas, delta=0.7)

    def test_exponential(self):
        """Median ln 2 at density 1/2. The deviation's median d has sinh d = 1/2: 0.4812."""
        rows = self.judge(lambda r: r.expovariate(1), math.log(2), 0.5, math.asinh(0.5))
        # Beyond q3 + 3 IQR, ln 4 + 3 ln 3, lies 1/108 of it.
        self.assertAlmostEqual(statistics.mean(int(r["outliers"]) for r in rows), self.N / 108, delta=0.8)

    def test_bimodal(self):
        """Half of the time one mode, half the other: no run says which, and the interval holds both. At 70
        to 30 the median is the one, without a doubt."""
        for share, low, high in ((0.5, 100, 200), (0.7, 100, 100)):
            rows = self.drawn(lambda r, s=share: 100 if r.random() < s else 200).values()
            spread = [(float(r["median_low"]), float(r["median_high"])) for r in rows]
            self.assertGreaterEqual(spread.count((low, high)), 0.9 * self.ROWS, share)


class Intervals(unittest.TestCase):
    def test_constant_counts(self):
        row = one([87] * 400)
        self.assertEqual((row["median_low"], row["median_high"], row["mad"]), ("87", "87", "0"))

    def test_one_sample_has_none(self):
        row = one([87])
        self.assertEqual((row["median_low"], row["median_high"]), ("", ""))

    def test_a_level_of_many_units_widens_it(self):
        """The same 200 values, each unit's all alike: as independent samples, as blocks, boots, layouts."""
        source = random.Random(3)
        units = [source.gauss(1000, 10) for _ in range(10)]
        widths = []
        for level in range(4):
            lines = []
            for unit, value in enumerate(units):
                for n in range(20):
                    place = [0, 0, 0]
                    if level:
                        place[3 - level] = unit
                    lines.append(line("p,b,-,-", place, n, value + n / 1000))
            widths.append(width(run(lines, "p,b,-,-,ok,-,u,1\n")["p,b,-,-"]))
        independent, *by_unit = widths
        for some in by_unit:
            self.assertGreater(some, 2 * independent)

    def test_units_are_counted(self):
        lines = [line("p,b,-,-", (layout, boot, block), seq, 1) for layout in range(3) for boot in range(layout + 1)
                 for block in (4, 7) for seq in range(2)]
        random.Random(1).shuffle(lines)
        row = run(lines, "p,b,-,-,ok,-,u,1\n")["p,b,-,-"]
        self.assertEqual([row[k] for k in ("n", "layouts", "boots", "blocks")], ["24", "3", "6", "12"])

    def test_what_else_is_measured_does_not_matter(self):
        source = random.Random(5)
        some, others = ([source.gauss(100, 5) for _ in range(80)] for _ in range(2))
        alone = one(some)
        self.assertEqual(rows_of({"p,c,-,-": others, "p,b,-,-": some})["p,b,-,-"], alone)
        self.assertEqual(one(some), alone)


class Coverage(unittest.TestCase):
    """Runs of a machine whose true median is known, each level with a spread of its own: how many of the
    intervals hold it. Seeded, so that it is the same number each time."""

    def coverage(self, layouts, boots, blocks, samples, spread, draw=lambda r: r.gauss(0, 1)):
        """spread: the deviation among layouts, boots, blocks, samples."""
        source, lines, cells = random.Random(1), [], []
        for repeat in range(REPEATS):
            key = f"p,r{repeat},-,-"
            cells.append(f"{key},ok,-,u,1\n")
            for layout in range(layouts):
                by_layout = 1000 + spread[0] * source.gauss(0, 1)
                for boot in range(boots):
                    by_boot = by_layout + spread[1] * source.gauss(0, 1)
                    for block in range(blocks):
                        by_block = by_boot + spread[2] * source.gauss(0, 1)
                        lines += [line(key, (layout, boot, block), n, f"{by_block + spread[3] * draw(source):.4f}")
                                  for n in range(samples)]
        rows = run(lines, "".join(cells)).values()
        return sum(float(r["median_low"]) <= 1000 <= float(r["median_high"]) for r in rows) / REPEATS

    def within(self, low, high, *arguments, **more):
        """Three deviations of a count of REPEATS are allowed for, besides."""
        got = self.coverage(*arguments, **more)
        slack = 3 * math.sqrt(0.05 * 0.95 / REPEATS)
        self.assertTrue(low - slack <= got <= min(1, high + slack), f"{got} is not within {low} to {high}")

    def test_blocks_that_differ(self):
        self.within(0.94, 0.98, 1, 1, 20, 5, (0, 0, 5, 5))

    def test_samples_that_are_skewed(self):
        """Exponential ones, less their median."""
        self.within(0.94, 0.99, 1, 1, 20, 5, (0, 0, 2, 5), draw=lambda r: r.expovariate(1) - math.log(2))

    def test_blocks_that_do_not_differ(self):
        """Then drawing blocks adds a spread that there is not: too wide, never too narrow."""
        self.within(0.97, 1, 1, 1, 20, 5, (0, 0, 0, 5))

    def test_ten_layouts(self):
        self.within(0.92, 0.97, 10, 1, 4, 3, (10, 0, 2, 2))

    def test_ten_boots(self):
        self.within(0.92, 0.97, 1, 10, 4, 3, (0, 10, 2, 2))

    def test_few_layouts_are_too_few(self):
        """What docs/measurement.md warns of: two of them hold the truth half of the time."""
        self.within(0.46, 0.56, 2, 1, 4, 3, (10, 0, 1, 1))
        self.within(0.86, 0.93, 5, 1, 4, 3, (10, 0, 1, 1))


class Ratios(unittest.TestCase):
    """stats compare: of runs whose second takes a twentieth longer."""

    def pair(self, source, layouts, how):
        """(ratio, low, high) of one pair of runs; both sides have the layouts' spread in common if `how` is paired."""
        files = [[], []]
        for layout in range(layouts):
            common = source.gauss(0, 10)
            for side in range(2):
                level = 1000 * (1 + 0.05 * side) + (common if how == "paired" else source.gauss(0, 10))
                files[side] += [line(f"{side},r,-,-", (layout, 0, block), n, f"{level + source.gauss(0, 2):.4f}")
                                for block in range(4) for n in range(3)]
        with tempfile.TemporaryDirectory() as parent:
            names = [os.path.join(parent, name) for name in ("a", "b", "pairs")]
            for name, text in zip(names, [results.SAMPLES_HEADER + "\n" + "".join(some) for some in files]
                                  + ["0,1,r,-,-,u,,\n"]):
                with open(name, "w", encoding="ascii") as file:
                    file.write(text)
            done = subprocess.run([STATS, "compare", *names, how], capture_output=True, text=True, check=True)
        row, = csv.DictReader(io.StringIO(done.stdout))
        return tuple(float(row[k]) for k in ("ratio", "ratio_low", "ratio_high"))

    def test_coverage(self):
        """Independent runs of six layouts, and runs of the same six, whose spread then cancels out: of one row
        95 % of the intervals hold the truth, no fewer and no more."""
        slack, spread = 3 * math.sqrt(0.05 * 0.95 / REPEATS), {}
        for how in ("independent", "paired"):
            source = random.Random(1)
            rows = [self.pair(source, 6, how) for _ in range(REPEATS)]
            held = sum(low <= 1.05 <= high for _, low, high in rows) / REPEATS
            self.assertLess(abs(held - 0.95), slack, f"{how}: {held}")
            spread[how] = statistics.mean(high - low for _, low, high in rows)
        self.assertLess(spread["paired"], spread["independent"] / 3)


class Controls(unittest.TestCase):
    """Which `empty`, `stub_nop` and floor a row is compared with, and the slope of two batches."""

    def rows(self, medians, batches=None, units=None):
        """{key: median}; `f` is the floor of all."""
        units = units or {}
        cells = "".join(f"{key},ok,f,{units.get(key, 'u')},{(batches or {}).get(key, 1)}\n" for key in medians)
        return run([line(key, (0, 0, 0), 0, value, units.get(key, "u")) for key, value in medians.items()], cells)

    def judge(self, rows, key, *expected):
        self.assertEqual(tuple(rows[key][k] for k in ("baseline", "net_median", "over_floor", "stub_median", "slope")),
                         expected, key)

    PLAIN = {"-,empty,-,-": 10, "-,stub_nop,-,-": 14, "f,null,-,-": 30, "p,null,-,-": 80}

    def test_plain_rows_and_variants_without_controls(self):
        rows = self.rows({**self.PLAIN, "p,mmap,-,hint": 300})
        self.judge(rows, "p,null,-,-", "10", "70", "50", "14", "")
        self.judge(rows, "p,mmap,-,hint", "10", "290", "270", "14", "")

    def test_a_variant_with_controls_of_its_own(self):
        rows = self.rows({**self.PLAIN, "-,empty,-,cold": 15, "f,null,-,cold": 45, "p,null,-,cold": 180,
                          "-,empty,-,warm": 11, "p,null,-,warm": 81})
        self.judge(rows, "p,null,-,cold", "15", "165", "135", "", "")
        self.judge(rows, "p,null,-,warm", "11", "70", "", "", "")

    def test_batches_and_their_slope(self):
        """Calls of 70 in a window that costs 640 besides: 80 a call in 64, 75 in 128."""
        medians = {**self.PLAIN, "p,getppid,-,batch=64": 80, "p,getppid,-,batch=128": 75, "-,empty,-,batch=64": 10,
                   "-,stub_nop,-,batch=64": 12, "p,dispatch,same,batch=128": 75}
        batches = {key: int(key.split("=")[1]) for key in medians if "=" in key}
        rows = self.rows(medians, batches)
        self.judge(rows, "p,getppid,-,batch=64", "10", "70", "", "12", "")
        self.judge(rows, "p,getppid,-,batch=128", "", "", "", "", "70")
        self.judge(rows, "p,dispatch,same,batch=128", "", "", "", "", "")

    def test_other_units_and_batches_are_not_subtracted(self):
        rows = self.rows({**self.PLAIN, "p,null,-,pmu": 5, "p,mmap,-,-": 9},
                         {"p,mmap,-,-": 64}, {"p,null,-,pmu": "events"})
        self.judge(rows, "p,null,-,pmu", "", "", "", "", "")
        self.judge(rows, "p,mmap,-,-", "", "", "", "", "")


class Refused(unittest.TestCase):
    def test_samples_of_no_cell(self):
        """A row's samples have its unit: ticks and cycles make no distribution."""
        for key, unit in (("p,b,-,-", "cycles"), ("p,other,-,-", "ticks")):
            lines = [line("p,b,-,-", (0, 0, 0), 0, 1, "ticks"), line(key, (0, 0, 0), 1, 1, unit)]
            done = summarize(lines, "p,b,-,-,ok,-,ticks,1\n")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"a sample of no cell: {key} in {unit}", done.stderr)


class Size(unittest.TestCase):
    def test_many_rows_and_samples(self):
        """5,000 rows, taken in turn: a search for each of them would take minutes."""
        keys = [f"p,b{n},-,-" for n in range(5000)]
        lines = [line(key, (0, 0, block), 0, block) for block in range(20) for key in keys]
        rows = run(lines, "".join(f"{key},ok,-,u,1\n" for key in keys))
        self.assertEqual({(r["n"], r["median"], r["blocks"]) for r in rows.values()}, {("20", "9.5", "20")})
        self.assertEqual(list(rows), keys)


if __name__ == "__main__":
    tap.main()
