#!/usr/bin/env python3
"""Statistics of a counter whose step is large beside what it times, and of series that change within their
blocks: samples of a machine whose true cost is known, through build/host/stats and into the report.

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
from make_rows import make_row, make_run
from trapgate import native_table, report_facts, report_tables, results, rows as r

STATS = os.path.join(tap.ROOT, "build", "host", "stats")
ROWS, BLOCKS, SAMPLES = 150, 20, 20
# What a call takes, in steps of the counter: 100 ns at 24 MHz is the second.
COSTS = (0.3, 2.4, 2.96, 7.5)


def ticks(phase, cost):
    """What a counter at `phase` of its step counts while `cost` steps pass."""
    return math.floor(phase % 1 + cost)


def summary(series, unit="ticks", batch=1):
    """{key: row} of {key: [[sample, ...] of a block, ...]}."""
    lines = [f"{key},0,0,{block},{seq},{value},{unit}\n" for key, blocks in series.items()
             for block, some in enumerate(blocks) for seq, value in enumerate(some)]
    with tempfile.NamedTemporaryFile("w") as file:
        file.writelines(f"{key},ok,-,{unit},{batch}\n" for key in series)
        file.flush()
        done = subprocess.run([STATS, "a", "kvm", file.name], input=results.SAMPLES_HEADER + "\n" + "".join(lines),
                              capture_output=True, text=True, check=True)
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    r.choose_figures(found)
    return {",".join(row[k] for k in results.ROW_KEY): row for row in found}


def many(draw, **more):
    """ROWS rows whose blocks draw(source) gives, as summary rows."""
    source = random.Random(11)
    return list(summary({f"p,b{n},-,-": [draw(source) for _ in range(BLOCKS)] for n in range(ROWS)}, **more).values())


def anywhere(cost):
    """The counter is at any phase when a window opens."""
    return lambda source: [ticks(source.random(), cost) for _ in range(SAMPLES)]


def in_step(cost):
    """From one window to the next the same share of a step goes by: a block begins anywhere."""
    def draw(source):
        begin, more = source.random(), source.random()
        return [ticks(begin + n * more, cost) for n in range(SAMPLES)]
    return draw


def as_the_block_began(cost):
    """A whole number of steps goes by from one window to the next: all windows of a block are at one phase."""
    def draw(source):
        return [ticks(source.random(), cost)] * SAMPLES
    return draw


class Means(unittest.TestCase):
    def judge(self, draw, cost, least=0.9):
        found = many(draw(cost))
        means = [float(row["mean"]) for row in found]
        error = statistics.stdev(means) / math.sqrt(ROWS)
        self.assertLess(abs(statistics.mean(means) - cost), 3.5 * error + 1e-9, f"{draw.__name__}, {cost}")
        held = sum(float(row["mean_low"]) <= cost <= float(row["mean_high"]) for row in found) / ROWS
        self.assertGreaterEqual(held, least - 3 * math.sqrt(0.05 * 0.95 / ROWS), f"{draw.__name__}, {cost}")
        return found

    def test_a_mean_is_right_where_a_median_is_a_whole_step(self):
        for cost in COSTS:
            found = self.judge(anywhere, cost)
            self.assertEqual({row["outliers"] for row in found}, {"0"}, "neither of two neighbours is an outlier")
            if cost == 2.4:
                self.assertEqual({row["median"] for row in found}, {"2"})

    def test_windows_at_regular_intervals(self):
        for cost in COSTS:
            self.judge(in_step, cost)

    def test_blocks_at_one_phase_widen_the_interval(self):
        """Twenty blocks are twenty observations, whatever their size."""
        for cost in (2.4, 7.5):
            found = self.judge(as_the_block_began, cost, 0.88)
            self.assertGreater(float(found[0]["mean_high"]) - float(found[0]["mean_low"]), 0.3)

    def test_a_counter_that_windows_wait_for_is_beyond_any_statistic(self):
        """Every window opens as the counter steps: what is cut off is cut off each time."""
        found = many(lambda source: [ticks(0, 2.4)] * SAMPLES)
        self.assertEqual({(row["mean"], row["mean_high"]) for row in found}, {("2", "2")})

    def test_a_cost_that_varies(self):
        """Exponential ones on top, of 3 steps: their mean, less the little beyond the fence."""
        found = many(lambda source: [ticks(source.random(), 5 + 3 * source.expovariate(1)) for _ in range(SAMPLES)])
        self.assertAlmostEqual(statistics.mean(float(row["mean"]) for row in found), 8, delta=0.35)

    def test_interruptions_have_no_part_in_it(self):
        """One sample in 50 takes a thousand steps more: counted as outliers, and the mean is what it was."""
        def draw(source):
            return [ticks(source.random(), 2.4) + (1000 if source.random() < 0.02 else 0) for _ in range(SAMPLES)]
        found = many(draw)
        self.assertAlmostEqual(statistics.mean(float(row["mean"]) for row in found), 2.4, delta=0.02)
        self.assertAlmostEqual(statistics.mean(float(row["outliers"]) for row in found), 0.02 * BLOCKS * SAMPLES, delta=1)

    def test_the_step(self):
        blocks = [[21 * n for n in (2, 3, 2, 4)]] * 4
        for unit, batch, values, step in (("cycles", 1, blocks, "21"), ("ticks", 1, [[3, 4], [8, 9]], "1"),
                                          ("cycles", 64, [[v / 64 for v in b] for b in blocks], "0.328125"),
                                          ("instructions", 1, blocks, ""), ("events", 1, blocks, "")):
            row = summary({"p,b,-,-": values}, unit, batch)["p,b,-,-"]
            self.assertEqual((row["step"], row["mean"] != ""), (step, step != ""), (unit, batch))

    def test_of_all_rows_together(self):
        """A row of one value alone does not say what it is a multiple of."""
        found = summary({"p,b,-,-": [[84] * 4], "p,c,-,-": [[21, 42, 63]]}, "cycles")
        self.assertEqual({row["step"] for row in found.values()}, {"21"})


class Shown(unittest.TestCase):
    """What the report makes of it."""

    def rows(self, step=21, medians=(84, 63)):
        more = {"mean": 70.25, "mean_low": 69, "mean_high": 71, "net_mean": 50.5, "over_floor_mean": 20.5}
        found = [make_row("-", "empty", median=20, base=20, step=step, mean=19.75, net_mean=0)]
        found += [make_row(path, bench, pattern, variant, median=median, step=step, **more)
                  for path, median in zip(("p", "q"), medians)
                  for bench, pattern, variant in (("null", "-", "-"), ("null", "-", "cold_btb"),
                                                  ("dispatch", "same", "batch=128"))]
        r.choose_figures(found)
        return found

    def table(self, blocks, header):
        return next(b.lines for b in blocks if isinstance(b, report_tables.Table) and header in b.lines[0])

    def test_a_step_above_two_percent_makes_it_a_mean_that_says_so(self):
        rows = self.rows()
        table = report_tables.overview(rows).lines
        self.assertEqual(table, [["path", "null (mean)"], ["p", "50.5"], ["q", "50.5"]])
        line = dict(zip(*self.table(report_tables.by_bench(rows), "of the mean")[:2]))
        self.assertEqual([line[k] for k in ("median", "step", "mean", "of the mean", "net", "over floor")],
                         ["84", "21", "70.25", "69 .. 71", "50.5", "20.5"])
        self.assertIn("warm (mean)", self.table(report_tables.cold(rows), "cold_btb (mean)")[0])
        self.assertIn("by steps, of 21 cycles", report_tables.means(rows)[0].text)

    def test_native_columns_say_so(self):
        lines = native_table.overview(self.rows()).lines
        self.assertEqual(lines[0], ["path", "same (mean)", "null, code cold too (mean)"])
        self.assertEqual(lines[1], ["p", "50.5", "50.5"])

    def test_a_fine_step_changes_nothing(self):
        rows = self.rows(step=1, medians=(84, 83))
        self.assertEqual({row["figure"] for row in rows if row["bench"] != "empty"}, {"median"})
        self.assertEqual(report_tables.overview(rows).lines, [["path", "null"], ["p", "64"], ["q", "63"]])
        self.assertNotIn("(mean)", str(report_tables.cold(rows)))

    def test_two_percent_of_what_is_left_without_the_counter_pair(self):
        """Rows that are compared with each other are of one kind: q decides for p, too."""
        for medians, expected in (((71, 200), "median"), ((69, 200), "mean")):
            found = [row for row in self.rows(step=1, medians=medians) if row["bench"] == "null"]
            self.assertEqual({row["figure"] for row in found}, {expected}, medians)

    def test_rows_without_the_columns(self):
        rows = self.rows(step="", medians=(84, 63))
        self.assertEqual({row["figure"] for row in rows}, {"median"})
        self.assertEqual(report_tables.means(rows), [])


class Stationary(unittest.TestCase):
    def said(self, rows):
        return " ".join(b.text for b in report_facts.beware(make_run(rows)) if "stationary" in b.text)

    def of(self, *draws):
        """A row for each of these, among others that do not change."""
        source = random.Random(3)
        series = {f"p,stable{n},-,-": [self.stable(source) for _ in range(BLOCKS)] for n in range(40)}
        series |= {f"p,b{n},-,-": [draw(source) for _ in range(BLOCKS)] for n, draw in enumerate(draws)}
        return list(summary(series, "cycles").values())

    @staticmethod
    def stable(source):
        """Samples of a block are alike, those of two blocks less so."""
        level = 100 + source.gauss(0, 5)
        return [round(level + source.gauss(0, 3)) for _ in range(SAMPLES)]

    def test_a_first_sample_that_is_colder(self):
        rows = self.of(lambda source: [round(source.gauss(997, 50)), round(source.gauss(273, 50))])
        self.assertRegex(self.said(rows), r"^1 of 41 rows are not stationary.* p b0 \((9|10)\d\d(\.5)? and 2\d\d(\.5)?\)\.$")

    def test_a_series_that_settles(self):
        def draw(source):
            return [round(v * (1 + 0.5 * math.exp(-n / 4))) for n, v in enumerate(self.stable(source))]
        self.assertIn("1 of 41 rows are not stationary", self.said(self.of(draw)))

    def test_rising_is_found_as_well(self):
        rows = self.of(lambda source: [v + n for n, v in enumerate(self.stable(source))])
        self.assertIn("1 of 41 rows are not stationary", self.said(rows))
        self.assertGreater(float(rows[-1]["drift"]), 0.9)

    def test_stable_series_are_not_called_so(self):
        def pulled(source):
            """Each sample is near the one before it: an interruption lasts for some of them."""
            values = [source.gauss(100, 10)]
            while len(values) < SAMPLES:
                values.append(100 + 0.8 * (values[-1] - 100) + source.gauss(0, 6))
            return [round(v) for v in values]
        for draw in (self.stable, pulled, anywhere(2.4)):
            found = many(draw)
            self.assertEqual(self.said(found), "", draw)
            early = sum(float(row["drift_p"]) < 0.05 for row in found) / ROWS
            self.assertLess(early, 0.05 + 3 * math.sqrt(0.05 * 0.95 / ROWS))

    def test_drift_from_block_to_block_is_another_thing(self):
        """Blocks of all rows are shuffled for that."""
        levels = iter(range(100, 100 + BLOCKS))

        def draw(source):
            level = next(levels)
            return [level + source.randrange(3) for _ in range(SAMPLES)]
        self.assertEqual(self.said(self.of(draw)), "")

    def test_calls_in_turn_are_compared_with_their_own_kind(self):
        """cycle8: eight calls of different cost, so that other places are other calls."""
        def blocks(slower):
            source = random.Random(5)
            return [[20 * (n % 8) + source.randrange(3) + (slower if n < 4 else 0) for n in range(SAMPLES)]
                    for _ in range(BLOCKS)]
        for slower, said in ((0, ""), (9, "1 of 1 rows are not stationary")):
            rows = list(summary({"p,dispatch,cycle8,-": blocks(slower)}).values())
            self.assertEqual(self.said(rows)[:len(said) or None], said)
        row = summary({"p,dispatch,cycle8,-": [[1, 2]] * 5})["p,dispatch,cycle8,-"]
        self.assertEqual(row["drift_p"], "", "two calls of two kinds say nothing")

    def test_counts_do_not_settle(self):
        row = summary({"p,b,-,-": [[9, 1]] * 30}, "instructions")["p,b,-,-"]
        self.assertEqual((row["first_quarter"], row["drift_p"]), ("", ""))

    def test_too_few_blocks_show_nothing(self):
        rows = list(summary({"p,b,-,-": [[900, 300]] * 3}).values())
        self.assertEqual((self.said(rows), rows[0]["first_quarter"], rows[0]["last_quarter"], rows[0]["drift"]),
                         ("", "900", "300", "-1"))


if __name__ == "__main__":
    tap.main()
