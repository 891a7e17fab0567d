#!/usr/bin/env python3
"""The sentences that a report ends or begins with, and lines that a narrow terminal need not break.

SPDX-License-Identifier: MIT
"""

import contextlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import types
import unittest
from unittest import mock

import tap
from make_rows import FACTS, make_row, missing
from report import ROWS, make_folder
from trapgate import answers, folder, report, report_tables, report_text

PATHS = {f"{d}_{e}": {"dispatch": d, "exit": e, "control": str(int(d in ("floor", "direct")))}
         for d in ("table", "switch", "direct", "floor") for e in ("sysret", "iret")}


def make_run(nulls, facts=FACTS, unit="instructions", **more):
    """A run of `null`; nulls: {path: samples}, a number for samples that are all alike."""
    rows, values = [make_row("-", "empty", median=6, base=6, unit=unit)], {}
    for path, some in nulls.items():
        some = list(map(float, some)) if isinstance(some, (list, tuple)) else [float(some)] * 4
        low, middle, high = min(some), sorted(some)[len(some) // 2], max(some)
        row = make_row(path, "null", median=middle, base=6, min=low, max=high, median_low=low, median_high=high, unit=unit, **more)
        rows.append(row)
        values[folder.key_of(row)] = some
    instrument = "icount" if unit == "instructions" else "kvm"
    return types.SimpleNamespace(rows=rows, values=values, boots=[(0, 0)],
                                 facts={**facts, "instrument": instrument, "paths": PATHS})


def said(run, warnings=()):
    """The sentences, without the back quotes of names."""
    _, points = answers.blocks(run, warnings)
    return [text.replace("`", "") for text in points.texts]


class Sentences(unittest.TestCase):
    COUNTS = {"table_sysret": 93, "table_iret": 78, "switch_sysret": 107, "switch_iret": 92, "direct_sysret": 86,
              "floor_sysret": 12, "floor_iret": 21}

    def test_exact_counts(self):
        exit_, dispatch, boundary, none = said(make_run(self.COUNTS))
        self.assertTrue(exit_.startswith(
            "Cheapest exit: iret. On null, sysret costs 15 instructions a call more (exact), with each of 2 back ends."), exit_)
        self.assertTrue(dispatch.startswith(
            "Cheapest dispatch: table. On null, switch costs 14 instructions a call more (exact), with each of 2 exits."), dispatch)
        self.assertIn("table_sysret costs 87 instructions, 81 more than the 6 of floor_sysret (exact); table_iret costs 72 "
                      "instructions, 57 more than the 15 of floor_iret (exact)", boundary)
        self.assertIn("Of table_sysret, entry and exit are 74 (exact), the dispatch 7 (exact).", boundary)
        self.assertEqual(none, "All 8 rows were measured.")

    def test_a_count_of_an_exit_is_never_said_without_what_it_is_not(self):
        self.assertIn("Instruction counts are no times: IRET counts fewer instructions than SYSRET", said(make_run(self.COUNTS))[0])
        self.assertNotIn("no times", " ".join(said(make_run(self.COUNTS, unit="cycles"))))

    def test_controls_are_no_candidates(self):
        """direct and floor are cheaper than any path."""
        for text in said(make_run(self.COUNTS))[:2]:
            self.assertNotRegex(text, "floor|direct")

    def test_equal_draws_are_compared_call_for_call(self):
        """Samples that differ among themselves, each by the same from its like, are an exact difference; else it is an interval."""
        table = [90, 94, 98, 90]
        run = make_run({"table_sysret": table, "table_iret": [v - 15 for v in table]})
        self.assertIn("sysret costs 15 instructions a call more (exact).", said(run)[0])
        run = make_run({"table_sysret": table, "table_iret": [75, 79, 83, 76]})
        self.assertIn("sysret costs 15 instructions a call more (95 % interval 7 .. 23).", said(run)[0])

    def test_timings_have_the_interval_that_both_intervals_leave(self):
        run = make_run({"table_sysret": [100, 101, 102], "table_iret": [140, 142, 150]}, unit="cycles")
        self.assertEqual(said(run)[0], "Cheapest exit: sysret. On null, iret costs 41 cycles a call more (95 % interval 38 .. 50).")
        run = make_run({"table_sysret": [100, 101, 102], "table_iret": [102, 103, 104]}, unit="cycles")
        self.assertEqual(said(run)[0], "Cheapest exit: sysret on null, not told apart from iret, which costs 2 cycles a call more "
                                       "(95 % interval 0 .. 4).")

    def test_what_differs_from_back_end_to_back_end_is_said_from_to(self):
        run = make_run({"table_sysret": 100, "table_iret": 90, "switch_sysret": 120, "switch_iret": 107})
        self.assertIn("sysret costs 10 to 13 instructions a call more (exact), with each of 2 back ends.", said(run)[0])

    def test_what_costs_the_same_is_cheapest_together(self):
        self.assertIn("Cheapest exit: iret and sysret.", said(make_run({"table_sysret": 90, "table_iret": 90}))[0].replace(" on null", ""))

    def test_like_is_compared_with_like(self):
        """A path that no other differs from in the exit alone takes no part in the answer about exits."""
        exit_, dispatch, *_ = said(make_run({"table_sysret": 100, "switch_iret": 50}))
        self.assertIn("not to be told", exit_)
        self.assertIn("not to be told", dispatch)
        run = make_run({"table_sysret": 100, "table_iret": 90, "switch_iret": 50})
        self.assertIn("sysret costs 10 instructions a call more (exact).", said(run)[0])

    def test_without_a_floor_or_a_call_that_is_said(self):
        self.assertIn("no floor was measured", " ".join(said(make_run({"table_sysret": 100}))))
        run = make_run({})
        self.assertIn("none of null, dispatch, getppid, enosys was measured", said(run)[0])

    def test_what_is_missing_is_counted_by_reason(self):
        run = make_run(self.COUNTS)
        run.rows += [missing(make_row("p", "x", str(n)), "no PMU `here`" if n < 3 else f"why {n}") for n in range(7)]
        text = said(run)[-1]
        self.assertTrue(text.startswith("Not measured, 7 of 15 rows: no PMU 'here' (3 rows); why "), text)
        self.assertTrue(text.endswith("; 2 more reasons."), text)

    def test_warnings_are_told_of(self):
        warnings = [report_tables.Caution("x"), report_tables.Text("y"), report_tables.Caution("z")]
        self.assertIn("2 warnings", said(make_run(self.COUNTS), warnings)[-1])

    def test_back_ends_alone_are_compared_in_batches(self):
        paths = {d: {"dispatch": d, "exit": "-", "control": str(int(d == "direct"))} for d in ("table", "switch", "direct")}
        run = make_run({})
        run.facts.update(instrument="native", paths=paths)
        for variant, medians in (("-", (1, 99, 1)), ("batch=128", (25, 22, 10))):
            run.rows += [make_row(p, "null", variant=variant, median=m, base=0, median_low=m, median_high=m)
                         for p, m in zip(paths, medians)]
        dispatch, direct, exits, _ = said(run)
        self.assertIn("Cheapest dispatch: switch. On null, table costs 3 cycles a call more", dispatch)
        self.assertIn("Over the direct call of direct (10 cycles) the cheapest costs 12 more", direct)
        self.assertIn("Exits and the boundary: not measured", exits)


class Order(unittest.TestCase):
    """The terminal ends, the page and Markdown begin with the sentences and one table."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="trapgate test "))
        self.addCleanup(shutil.rmtree, self.folder)
        self.run_folder = make_folder(self.folder / "run")

    def tool(self, *arguments, **environ):
        return subprocess.run([os.path.join(tap.ROOT, "tools/report"), str(self.run_folder), *arguments], capture_output=True,
                              text=True, check=False, timeout=120, stdin=subprocess.DEVNULL, env={**os.environ, **environ})

    def test_brief_is_the_terminals_end(self):
        brief, whole = self.tool("--brief").stdout, self.tool().stdout
        self.assertTrue(brief.startswith("In short\n  - Cheapest exit: "), brief)
        self.assertTrue(whole.endswith("\n" + brief), whole)
        self.assertEqual(len(re.findall(r"^  path ", brief, re.MULTILINE)), 1, "one table")

    def test_markdown_and_page_begin_with_them(self):
        brief = self.tool("--brief", "--format", "markdown").stdout
        whole = self.tool("--format", "markdown").stdout
        self.assertEqual(whole.index(brief.rstrip("\n")), whole.index("## "), "nothing but title and unit is above")
        self.assertIn("- Cheapest dispatch: `table`. On `null`, `switch` costs", brief)
        page = self.tool("--format", "html").stdout
        places = [page.index(word) for word in ('<h2 id="in-short">', "<li>Cheapest exit", "At a glance", "<h2", "<svg")]
        self.assertEqual(places[0], places[3])
        self.assertEqual(sorted(places[:3] + places[4:]), places[:3] + places[4:])

    def test_brief_goes_with_text_alone(self):
        for arguments in (("--format", "html"), ("--format", "json"), ("--ascii",), ("--compare", str(self.run_folder))):
            done = self.tool("--brief", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--brief is sentences and one table", done.stderr)

    def test_words_from_outside_stay_words(self):
        make_folder(self.folder / "b", not_available={"<b> `x` |[y](z)": ["table_iret null"]})
        self.run_folder = self.folder / "b"
        text = self.tool("--brief", "--format", "markdown").stdout
        self.assertIn("&#60;b&#62; 'x' &#124;&#91;y&#93;(z)", text)

    def test_no_line_is_longer_than_a_narrow_terminal(self):
        reference = os.path.join(tap.ROOT, "results/reference/x86_64")
        for of, columns in ((self.run_folder, 79), (self.run_folder, 50), (reference, 60)):
            self.run_folder = of
            done = self.tool(COLUMNS=str(columns))
            self.assertEqual(done.returncode, 0, done.stderr)
            longest = max(done.stdout.splitlines(), key=len)
            self.assertLessEqual(len(longest), columns, longest)


class Folded(unittest.TestCase):
    LINES = [["path", *(f"bench{n}" for n in range(6))]] + [[f"path{n}", *("9" * 5 for _ in range(6))] for n in range(3)]

    def test_every_cell_stays_beside_its_path(self):
        for most in (24, 33, 42, 99):
            text = report_text.folded(self.LINES, most)
            self.assertLessEqual(max(map(len, text)), most)
            titles = [word for line in text if line.startswith("  path ") for word in line.split()[1:]]
            self.assertEqual(titles, self.LINES[0][1:], "each bench once, in order")
            for line in text:
                self.assertTrue(not line or re.match(r"  path\d? ", line), line)

    def test_what_is_wider_than_the_terminal_is_a_column_alone(self):
        self.assertEqual(len(report_text.folded([["path", "a", "b"], ["p", "9" * 50, "9" * 50]], 20)), 5)

    def test_a_pipe_is_as_wide_as_ever(self):
        with mock.patch.dict(os.environ), contextlib.redirect_stdout(io.StringIO()):
            os.environ.pop("COLUMNS", None)
            self.assertEqual(report_text.width(), report_text.WIDTH)
            os.environ["COLUMNS"] = "70"
            self.assertEqual(report_text.width(), 70)
            os.environ["COLUMNS"] = "1"
            self.assertEqual(report_text.width(), report_text.LEAST_WIDTH)


if __name__ == "__main__":
    tap.main()
