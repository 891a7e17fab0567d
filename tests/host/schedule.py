#!/usr/bin/env python3
"""trapgate/schedule.py: boots until the intervals are narrow, and what is said of the time that it takes.

SPDX-License-Identifier: MIT
"""

import argparse
import math
import unittest
from unittest import mock

import tap
from trapgate import boots, schedule


def row(low, high, median="100", **more):
    """A row of the summary, as far as it is looked at."""
    return {"path": "p", "bench": "null", "pattern": "-", "variant": "-", "status": "ok", "unit": "cycles", "step": "",
            "median": median, "net_median": median, "median_low": low, "median_high": high, "mean": ""} | more


class Width(unittest.TestCase):
    def width(self, *rows):
        return schedule.widths(list(rows))

    def test_half_an_interval_in_per_cent_of_its_figure(self):
        self.assertEqual(self.width(row("99", "103")), {"null p": 2})
        self.assertEqual(self.width(row("", "")), {"null p": math.inf}, "one sample has no interval")

    def test_what_is_judged(self):
        for more in ({"unit": "instructions"}, {"unit": "events"}, {"status": "not_available", "median": ""},
                     {"median": "0"}):
            self.assertEqual(self.width(row("99", "103", **more)), {}, more)

    def test_a_mean_where_tables_show_means(self):
        coarse = row("100", "100", step="25", mean="200", mean_low="190", mean_high="214", net_mean="200")
        self.assertEqual(self.width(coarse), {"null p": 6})


class Schedule(unittest.TestCase):
    def taken(self, widths, layouts=1, count=1, until=1.0):
        """The boots of a run whose widest interval is one of these after the other; the Schedule."""
        left = list(widths)
        plan = schedule.Schedule(layouts, count, 7, until,
                                 lambda: [row(str(100 - left[0]), str(100 + left.pop(0)))])
        return list(plan), plan

    def test_without_it_the_boots_are_those_that_were_planned(self):
        taken, plan = self.taken([], layouts=2, count=3, until=None)
        self.assertEqual(taken, boots.plan(2, 3, 7))
        self.assertIsNone(plan.verdict())

    def test_narrow_at_once(self):
        taken, plan = self.taken([1.0])
        self.assertEqual(taken, boots.plan(1, schedule.LEAST, 7))
        self.assertIn(f"within 1 % of its figure after {schedule.LEAST} boots", plan.verdict())

    def test_further_boots_as_the_width_asks_and_twice_as_many_at_most(self):
        for widths, count in (([1.2, 1.0], 7), ([1.01, 1.0], 6), ([9.0, 1.0], 10), ([9.0, 9.0, 0.5], 20)):
            taken, _ = self.taken(widths)
            self.assertEqual(sorted(boot.boot for boot in taken), list(range(count)), widths)
            self.assertEqual(taken[:schedule.LEAST], boots.plan(1, schedule.LEAST, 7))
            self.assertEqual(len({boot.seed for boot in taken}), count)

    def test_each_layout_has_as_many(self):
        taken, plan = self.taken([1.2, 1.0], layouts=2)
        self.assertEqual(sorted(boot[:2] for boot in taken), [(layout, n) for layout in range(2) for n in range(7)])
        self.assertEqual(plan.total, 14)

    def test_it_has_an_end(self):
        taken, plan = self.taken([50.0] * 20)
        self.assertEqual(len(taken), schedule.MOST)
        self.assertRegex(plan.verdict(), f"1 rows are not within 1 % after {schedule.MOST} boots.* null p, 50 %")

    def test_what_is_no_share(self):
        self.assertEqual([schedule.share(text) for text in ("1%", "1", "0.5%", "100%")], [1, 1, 0.5, 100])
        for text in ("0", "-1%", "101%", "x", "%", "nan", "1%%", ""):
            with self.assertRaises(argparse.ArgumentTypeError, msg=text):
                schedule.share(text)


class Eta(unittest.TestCase):
    def test_from_what_is_done(self):
        with mock.patch.object(schedule.time, "monotonic", lambda: self.now):
            self.now = 100
            plan = schedule.Schedule(1, 4, 7)
            steps = iter(plan)
            next(steps)
            self.assertEqual(plan.eta(), "")
            self.now = 105
            self.assertEqual(plan.eta(0.5), "ETA 35 s")
            next(steps)
            self.now = 120
            self.assertEqual(plan.eta(), "ETA 60 s")
            self.assertEqual(plan.eta(1.0), "ETA 20 s")

    def test_as_people_say_it(self):
        self.assertEqual([schedule.told(s) for s in (0.2, 99, 100, 5900, 7300)],
                         ["1 s", "99 s", "2 min", "99 min", "2 h 2 min"])


if __name__ == "__main__":
    tap.main()
