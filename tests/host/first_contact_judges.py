#!/usr/bin/env python3
"""How the stages of tools/first-contact judge what they found. SPDX-License-Identifier: MIT"""

import argparse
import unittest

import tap
from trapgate import contact, contact_clock, contact_exits, contact_oracle, contact_sense


class Judgements(unittest.TestCase):
    def told(self, hz, seen, step=1):
        at = [(int(seen * n / 4), int(1e9 * n / 4) + (n % 3) * 20000) for n in range(13)]
        return contact_clock.Told("TSC", hz, step, at)

    def test_the_counter_s_rate(self):
        for hz, seen, status in ((2_112_000_000, 2_112_000_000, "ok"), (2_100_000_000, 2_112_000_000, "failed"),
                                 (2_124_000_000, 2_112_000_000, "failed"), (0, 1e9, "not_available")):
            self.assertEqual(contact_clock.judge_rate(self.told(hz, seen)).status, status, hz)

    def test_lines_that_come_when_they_like_tell_no_rate(self):
        """A host that is busy reads them late, or all at once."""
        for late_us, status in ((0, "failed"), (100, "failed"), (1000, "not_available")):
            told = self.told(2_100_000_000, 2_112_000_000)
            late = told._replace(at=[(ticks, ns + late_us * 1000 * (n * 7 % 5)) for n, (ticks, ns) in enumerate(told.at)])
            self.assertEqual(contact_clock.judge_rate(late).status, status, late_us)
        burst = told._replace(at=[(ticks, ns // 100 + (n * 7 % 5) * 1_000_000) for n, (ticks, ns) in enumerate(told.at)])
        self.assertEqual(contact_clock.judge_rate(burst).status, "not_available")

    def test_the_counter_s_step(self):
        self.assertEqual(contact_clock.judge_step(self.told(10**9, 1e9, 0)).status, "failed")
        self.assertEqual(contact_clock.judge_step(self.told(24_000_000, 24e6, 1)).remedy[:4], "read")
        self.assertEqual(contact_clock.judge_step(self.told(10**9, 1e9, 1)), contact.ok("TSC advances by 1 at a time, 1.0 ns"))

    def test_what_the_guest_says_of_its_counter(self):
        lines = [("counter TSC hz 5 step 1", 0), ("at 7", 1), ("at 9", 3)]
        self.assertEqual(contact_clock.parse(lines), contact_clock.Told("TSC", 5, 1, [(7, 1), (9, 3)]))
        for bad in ([], lines[:1], [("counter TSC", 0), ("at 7", 1)]):
            self.assertIsNone(contact_clock.parse(bad))

    def test_exits(self):
        facts = {"exits": {"inside": {"IRQ": {"exits": 7, "ns": 1}, "HLT": {"exits": 9, "ns": 1}}, "outside": {"IO": {"exits": 3}}}}
        self.assertEqual(contact_exits.judge(facts).evidence,
                         "16 exits in measured blocks: HLT 9, IRQ 7; 3 outside; run-perf/perf.md")
        facts["exits"]["inside"] = {}
        self.assertEqual(contact_exits.judge(facts).evidence, "0 exits in measured blocks; 3 outside; run-perf/perf.md")
        none = contact_exits.judge({"exits": None, "missing": [{"what": "KVM", "why": "not here", "remedy": "load it"}]})
        self.assertEqual(none, contact.not_available("KVM: not here", "load it"))

    def test_the_oracle(self):
        key = ("table_sysret", "null", "-")
        for counted, status in ((87.0, "ok"), (89.0, "ok"), (85.0, "ok"), (89.1, "failed"), (84.9, "failed")):
            self.assertEqual(contact_oracle.judge({key: counted}, {key: 87.0}, "x").status, status, counted)
        self.assertEqual(contact_oracle.judge({key: 87.0}, {}, "x").status, "not_available")

    def test_the_oracle_s_sums(self):
        def row(path, bench, variant, least, median):
            return {"path": path, "bench": bench, "pattern": "-", "variant": variant, "status": "ok", "min": least,
                    "median": median}
        rows = [row("-", "empty", v, "11", "12") for v in (*contact_oracle.LEVELS, "batch=64")]
        rows += [row("p", "null", "pmu_instructions_user", "15", "99"), row("p", "null", "pmu_instructions_kernel", "94", "99"),
                 row("p", "null", "batch=64", "3", "99"), row("q", "null", "pmu_instructions_user", "15", "15")]
        run = argparse.Namespace(rows=rows)
        self.assertEqual(contact_oracle.counted(run), {("p", "null", "-"): 87.0})
        self.assertEqual(contact_oracle.expected(run)["p", "null", "-"], 87.0)

    def test_what_must_be_dearer(self):
        nets = {"floor_x": 50.0, "direct_x": 90.0, "retpoline_x": 120.0, "table_x": 7.0}
        self.assertEqual(contact_sense.judge_order(nets).status, "ok")
        for name, value in (("retpoline_x", 90.0), ("floor_x", 91.0)):
            self.assertEqual(contact_sense.judge_order({**nets, name: value}).status, "failed")
        self.assertEqual(contact_sense.judge_order({"direct_x": 1.0}).status, "not_available")

    def test_two_runs_alike(self):
        for verdicts, status in (({"same": 9, "unclear": 3}, "ok"), ({"same": 9, "worse": 1}, "failed"),
                                 ({"same": 9, "better": 1}, "failed"), ({"unclear": 9}, "not_available")):
            self.assertEqual(contact_sense.judge_same(verdicts).status, status, verdicts)

    def test_the_slope(self):
        self.assertEqual(contact_sense.judge_slope({"p": 90.0}, {"p": 101.0}, 11.0).evidence,
                         "a call in a row costs 1.00 to 1.00 of a call alone, 1 paths")
        self.assertEqual(contact_sense.judge_slope({"p": 90.0}, {"p": 361.0}, 0.0).status, "failed")
        self.assertEqual(contact_sense.judge_slope({"p": 0.0}, {"p": 361.0}, 0.0).status, "not_available")


if __name__ == "__main__":
    tap.main()
