#!/usr/bin/env python3
"""What the plots show, and that gnuplot draws it whatever the data are, in SVG, PNG and ASCII.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import struct
import tempfile
import unittest
import xml.etree.ElementTree as tree

import tap
from make_rows import FACTS, make_row, make_run, missing
from trapgate import ascii as text, figures, plots

ROWS = [make_row(p, "null", median=m) for p, m in (("table_sysret", 120), ("switch_sysret", 130),
                                                   ("table_iret", 200), ("floor_sysret", 60))]
VALUES = {r["path"]: [int(r["median"]) + n % 7 for n in range(50)] for r in ROWS}


class Place:
    """Where plots are written."""

    def __init__(self, path):
        self.path = path

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, data):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(data)


class Drawn(unittest.TestCase):
    def setUp(self):
        self.place = Place(tempfile.mkdtemp(prefix="trapgate test "))
        self.addCleanup(shutil.rmtree, self.place.path)

    def draw(self, rows, values, subject="a machine"):
        """Every plot is there in both formats, whole, and nothing else is left; the SVGs' texts."""
        return self.draw_run(make_run(rows, values), subject)

    def draw_run(self, run, subject="a machine"):
        """Like draw(), of a run that is there."""
        names = plots.draw(self.place, run, subject)
        self.assertEqual(sorted(os.listdir(self.place.path)),
                         sorted(f"{n}.{s}" for n in names for s in ("svg", "png")))
        return {name: self.check(name) for name in names}

    def check(self, name):
        """No text of the plot lies outside of it, as far as its anchor tells; the PNG is as large."""
        root = tree.parse(self.place.file(f"{name}.svg")).getroot()
        width, height = (float(root.get(k)) for k in ("width", "height"))
        with open(self.place.file(f"{name}.png"), "rb") as file:
            self.assertEqual(struct.unpack(">II", file.read(24)[16:]), (2 * width, 2 * height))
        words = []
        for group in root.iter("{http://www.w3.org/2000/svg}g"):
            at = re.match(r"translate\(([-0-9.]+),([-0-9.]+)\)", group.get("transform", ""))
            said = [t.text or "" for t in group.findall("{http://www.w3.org/2000/svg}text")]
            if not at or not said:
                continue
            x, y = float(at[1]), float(at[2])
            upright = "rotate" in group.get("transform")
            # DejaVu Sans is 0.6 of its size wide, on average. The PNG's is larger by a third, which counts
            # where room is not measured in characters.
            each = 0 if upright else 0.8 if name == "ecdf" and x > width / 2 else 0.65
            wide = max(map(len, said)) * float(group.get("font-size")) * each
            left = {"end": x - wide, "middle": x - wide / 2}.get(group.get("text-anchor"), x)
            self.assertTrue(0 <= left and left + wide <= width and 0 < y < height,
                            f"{name}: {said} at {x}, {y}")
            words += said
        return words

    def test_what_a_reader_needs_is_there(self):
        rows = ROWS + [make_row(r["path"], "dispatch", p, median=int(r["median"]) + n)
                       for r in ROWS[:3] for n, p in enumerate(("same", "cycle8", "random8"))]
        rows += [make_row(r["path"], "null", variant=v, median=int(r["median"]) + 50, base=22)
                 for r in ROWS for v in ("cold_btb", "cold_cache")]
        rows += [make_row(r["path"], "null", variant=v, median=int(r["median"]) - 20, base=2,
                          slope=90 if v == "batch=128" else "") for r in ROWS for v in ("batch=64", "batch=128")]
        rows += [make_row("-", "empty", variant="batch=128", median=2, base=2, slope=1)]
        drawn = self.draw(rows, VALUES)
        self.assertEqual(list(drawn), ["latency", "distribution", "ecdf", "dispatch", "cold", "throughput"])
        for name, words in drawn.items():
            self.assertIn("a machine", words, name)
            self.assertTrue(any("cycles a call" in w for w in words), name)
            for path in ("table_sysret", "switch_sysret", "table_iret"):
                self.assertIn(path, words, name)
        self.assertIn("100", drawn["latency"], "the median less the control's")
        self.assertNotIn("floor_sysret", drawn["ecdf"])
        for name, series in (("dispatch", ("same", "cycle8", "random8")), ("cold", ("warm", "cold_btb")),
                             ("throughput", ("single", "batch=64", "batch=128", "slope"))):
            for one in series:
                self.assertIn(one, drawn[name])
        self.assertIn("89", drawn["throughput"], "the slope less that of empty batches")

    def test_back_ends_alone_are_drawn_in_batches(self):
        """Their single calls show the counter's tick; `direct`, which null alone was measured with, is there, too."""
        facts = {"arch": "x86_64", "instrument": "native", "counter": {"name": "TSC"},
                 "paths": {"table": {"dispatch": "table", "exit": "-", "control": "0"},
                           "direct": {"dispatch": "direct", "exit": "-", "control": "1"}}}
        rows = [make_row(p, "null", variant=v, median=m, base=1) for p, batch in (("table", 5.125), ("direct", 3))
                for v, m in (("-", 21), ("batch=128", batch))]
        rows += [make_row("table", "dispatch", p, v, median=m, base=1) for p, batch in (("same", 6), ("random8", 23))
                 for v, m in (("-", 42), ("batch=128", batch))]
        made = figures.all_of(make_run(rows, facts=facts))
        self.assertEqual([(row[0], row[4]) for row in made["latency"].rows], [("table", 4.125), ("direct", 2)])
        self.assertIn("batch=128", made["latency"].headline)
        self.assertNotIn("dispatch", made)
        bars = made["dispatch-batches"]
        self.assertEqual(bars.series, ["null", "same", "random8"])
        self.assertEqual([(name, [cell and cell[0] for cell in cells]) for name, cells in bars.rows],
                         [("table", [4.125, 5, 22]), ("direct", [2, None, None])])
        for figure in made.values():
            self.assertTrue(figure.axis.startswith("TSC cycles a call"), figure.axis)
        words = self.draw_run(make_run(rows, facts=facts))["latency"]
        self.assertIn("4.125  (99th: 34.12)", words)
        made = figures.all_of(make_run(rows, facts=facts | {"instrument": "kvm"}))
        self.assertEqual(made["latency"].rows[0][4], 20, "where a call can be resolved alone, alone")
        self.assertEqual(made["dispatch-batches"].series, ["same", "random8"])

    def test_only_the_tsc_is_named_so(self):
        for counter, unit, axis in (("TSC", "cycles", "TSC cycles"), ("PMCCNTR_EL0", "cycles", "cycles"),
                                    ("TSC", "instructions", "instructions"), ("CNTVCT_EL0", "ticks", "ticks")):
            self.assertEqual(figures.unit_of({"counter": {"name": counter}}, unit), axis)

    def test_degenerate_data(self):
        one = [make_row("p", "null", median=0, base=0, min=0, p99=0, max=0, median_low=0, median_high=0)]
        for rows, values in ((one, {"p": [0]}), (one, {"p": [0] * 100}),
                             ([make_row("p", "null")], {"p": [100] * 99 + [10 ** 9]}),
                             ([make_row("p" * 24, "null", median=15, p99=10 ** 7)], {"p" * 24: [15, 15.5]}),
                             ([make_row("p", "null", median=15, base=20)], {"p": [15]}),
                             ([make_row("p", "null", median_low="", median_high="")], {}),
                             ([make_row("p", "null", baseline="", net_median="")], {"p": [100]}),
                             (ROWS[:1] + [missing(ROWS[1])], VALUES)):
            for name in os.listdir(self.place.path):
                os.unlink(self.place.file(name))
            self.assertIn("latency", self.draw(rows, values))
        self.assertEqual(plots.draw(self.place, make_run([missing(ROWS[0])]), ""), [])

    def test_a_far_outlier_does_not_press_the_others_together(self):
        rows = [make_row("p", "null", p99=10 ** 6), make_row("q", "null")]
        figure = figures.latency(rows, FACTS)
        self.assertLess(figure.last, 400)
        self.assertEqual([row[-1] for row in figure.rows], ["99th: 1e+06", ""])
        run = make_run(rows, {"p": [100] * 50 + [110] * 49 + [10 ** 6], "q": [100] * 100})
        figure = figures.distribution(rows, FACTS, run.values)
        self.assertLess(figure.last, 400)
        self.assertEqual([row[-1] for row in figure.rows], ["+1 % beyond", ""])

    def test_differences_below_zero_are_shown(self):
        figure = figures.latency([make_row("p", "null", median=15, base=20)], FACTS)
        self.assertEqual(figure.rows[0][4], -5)
        self.assertLess(figure.first, -9)

    def test_words_from_outside_stay_words(self):
        """They reach gnuplot as arguments alone: it evaluates none of this, and draws it as it is."""
        trap = self.place.file("made")
        for hostile in ("`touch made`", '"; system "touch made"', "@ARG1 {/=40 x} ^2 _3", "$(touch made)",
                        "a\\nb %s %d %%", "<script>alert(1)</script> & &x;", "'\\' \" ~ ${x}"):
            hostile = hostile.replace("made", trap)
            self.assertIn(hostile, self.draw(ROWS[:1], VALUES, hostile)["latency"])
        self.draw(ROWS[:1], VALUES, "<![CDATA[ ]]>")

    def test_two_runs(self):
        rows = [("null table_sysret", 1.0, 0.99, 1.01, "same"), ("null switch_sysret", 1.3, 1.2, 1.4, "worse"),
                ("a name that is long and then some", 0.7, 0.6, 0.75, "better"), ("x", 1.1, 0.8, 1.5, "unclear"),
                ("y", 1.03, 1.01, 1.05, "slightly worse"), ("z", 0.97, 0.96, 0.99, "slightly better")]
        self.assertEqual(plots.compare_plot(self.place, rows, "two machines", 0.02), ["compare"])
        words = self.check("compare")
        for word in ("null table_sysret", "1.3", "same", "better", "worse", "unclear", "slightly worse", "slightly better", "two machines"):
            self.assertIn(word, words)
        names = [word for word in words if word in [row[0] for row in rows]]
        self.assertEqual(names, [row[0] for row in (rows[2], rows[1], rows[3], rows[5], rows[4], rows[0])], "the largest effect first")
        self.assertEqual(plots.compare_plot(self.place, rows[:1], "", 0.02, "one"), ["one"])


class Text(unittest.TestCase):
    def test_it_fits_and_is_ascii(self):
        rows = ROWS + [make_row(r["path"], "dispatch", p) for r in ROWS for p in ("same", "cycle8")]
        for columns in (40, 80, 130):
            drawn = text.draw(figures.all_of(make_run(rows, VALUES)), columns)
            self.assertTrue(drawn.isascii())
            bars = [line for line in drawn.splitlines() if re.match("  [a-z]+_[a-z]", line)]
            self.assertEqual(len(bars), 4 + 4 + 3 + 4, "histogram, intervals, curves, groups of bars")
            self.assertLessEqual(max(map(len, bars)), columns)

    def test_growth_is_a_bar_a_point(self):
        rows = [make_row("p", "mmap", variant=v, median=m) for v, m in (("n=1", 120), ("n=1000", 220), ("n=1_merge", 130))]
        figure, = figures.grown(rows).values()
        self.assertEqual(figure.rows, [("1", [(100,) * 3, (110,) * 3]), ("1k", [(200,) * 3, None])])
        self.assertIn("1k", text.draw({"growth-mmap": figure}, 80))
        self.assertEqual(figures.grown(rows[:1]), {}, "one point is no growth")

    def test_a_bar_is_as_long_as_its_value(self):
        figure = figures.Bars("h", "u", ["a", "b"], [("p", [(50, 50, 50), (100, 100, 100)])], 0, 100)
        lines = text.draw({"x": figure}, 80).splitlines()
        a, b = (next(line for line in lines if line.startswith(f"    {n} ")) for n in "ab")
        self.assertAlmostEqual(b.count("#") / a.count("#"), 2, delta=0.1)
        self.assertTrue(a.endswith(" 50") and b.endswith(" 100"))


if __name__ == "__main__":
    tap.main()
