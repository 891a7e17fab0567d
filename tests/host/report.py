#!/usr/bin/env python3
"""tools/report and tools/plot: what they say of a folder, in each format, and what they refuse.

SPDX-License-Identifier: MIT
"""

import hashlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import types
import unittest

import tap
from make_rows import FACTS, make_row, make_run, missing
from trapgate import folder, report, report_facts, report_html, report_json, report_tables, report_text, results

NOTHING = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
HOSTILE = ("<script>alert(1)</script>", "`touch made`", "$(touch made)", "a|b [x](javascript:alert(1)) *y*",
           "\x1b]0;title\x07\x1b[31m", '"><img src=x onerror=alert(1)>', "&lt; &amp;", "@x {/=40 y} ]]>")


def make_folder(path, rows=None, values=None, **facts):
    """A result folder with the rows' samples: `values` by row number, else four around the median."""
    rows = ROWS if rows is None else rows
    os.mkdir(path)
    lines = [results.SAMPLES_HEADER]
    for n, row in enumerate(rows):
        row["arch"] = facts.get("arch", row["arch"])
        some = (values or {}).get(n) or [row["median"]] * 4 if row["status"] == "ok" else []
        row.update({"n": str(len(some))} | ({"min": min(some, key=float), "max": max(some, key=float)} if some else {}))
        lines += [f"{','.join(row[k] for k in results.ROW_KEY)},0,0,{n},{i},{v},{row['unit']}"
                  for i, v in enumerate(some)]
    texts = {"samples": "\n".join(lines) + "\n",
             "summary": "\n".join(",".join(line) for line in
                                  [results.SUMMARY_COLUMNS] + [[row[c] for c in results.SUMMARY_COLUMNS] for row in rows])
             + "\n"}
    for name, text in texts.items():
        (path / f"{name}.csv").write_text(text)
        facts[f"{name}_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    base = {"format_version": 2, "complete": True, **FACTS, "build": {}, "counter": {"unit": "cycles"}, "run": {},
            "not_available": {"no such thing": ["table_iret null"]}}
    (path / "environment.json").write_text(json.dumps(base | facts))
    return path


ROWS = [make_row("-", "empty", median=20), make_row("-", "stub_nop", median=23)]
ROWS += [make_row(p, "null", median=m) for p, m in (("table_sysret", 120), ("switch_sysret", 130), ("floor_sysret", 15))]
ROWS += [missing(make_row("table_iret", "null"))]


class Page(html.parser.HTMLParser):
    """Elements that are opened and closed as HTML5 wants them; what the page would fetch; ids and links."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.problems, self.ids, self.links, self.tags, self.words = [], [], [], [], [], []
        self.feed(text)
        self.close()
        self.problems += [f"{tag} is never closed" for tag in self.open]
        self.problems += [f"id {i} is there twice" for i in set(self.ids) if self.ids.count(i) > 1]
        self.problems += [f"{link} leads nowhere" for link in self.links if link[1:] not in self.ids]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in NOTHING:
            self.open.append(tag)
        for key, value in attrs:
            if key.startswith("on") or key in ("src", "style", "srcdoc", "action") or tag in ("script", "img", "link"):
                self.problems.append(f"<{tag} {key}={value}>")
            if key == "id":
                self.ids.append(value)
            if key.endswith("href"):
                self.links.append(value)
                if not value.startswith("#"):
                    self.problems.append(f"{value} is elsewhere")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing, at {self.getpos()}")

    def handle_data(self, data):
        self.words.append(data)


class Tool(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="trapgate test "))
        self.addCleanup(shutil.rmtree, self.folder)

    def tool(self, *arguments, name="report", **environ):
        """(status, stdout, stderr)"""
        done = subprocess.run([os.path.join(tap.ROOT, "tools", name), *map(str, arguments)], capture_output=True,
                              text=True, check=False, timeout=120, stdin=subprocess.DEVNULL, cwd=self.folder,
                              env={**os.environ, **environ})
        return done.returncode, done.stdout, done.stderr

    def test_every_format_of_one_run(self):
        run = make_folder(self.folder / "run")
        for name, words in (("terminal", ("table_sysret", "not available: no such thing: table_iret null")),
                            ("markdown", ("# Trapgate: x86_64, kvm", "| table_sysret | 4 | 120 | 120 |")),
                            ("html", ("<td>table_sysret</td><td>4</td>", "<svg ")), ("json", ('"null/table_sysret"',))):
            status, out, err = self.tool(run, "--format", name)
            self.assertEqual((status, err), (0, ""))
            for word in words:
                self.assertIn(word, out, name)
            file = self.folder / f"a {name}"
            self.assertEqual(self.tool(run, "--format", name, "--out", file), (0, "", ""))
            self.assertEqual(file.read_text(), out)
        status, out, _ = self.tool(run, "--ascii", COLUMNS="70")
        self.assertEqual((status, out.isascii()), (0, True))
        self.assertIn("  table_sysret  ", out)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["a html", "a json", "a markdown",
                                                                        "a terminal", "run"])

    def warned(self, *boots):
        """What the report of a run with these boots' `between` says ahead of its numbers: (text, warnings)."""
        facts = {**FACTS, "boots": [{"layout": 0, "boot": n, "between": told} for n, told in enumerate(boots)]}
        run = types.SimpleNamespace(facts=facts, rows=[], boots=[(0, n) for n in range(len(boots))])
        blocks = report_facts.beware(run)
        return ([b.text for b in blocks if isinstance(b, report_tables.Text)],
                [b.text for b in blocks if isinstance(b, report_tables.Caution) and "all there is" not in b.text])

    def test_what_came_between(self):
        quiet = {"gap_lost_ppm": "1000", "gap_count": "12", "stray_interrupts": "0", "smi_blocks": "not known: no",
                 "core_hz_min": "3000000000", "core_hz_median": "3010000000", "core_hz_max": "3030000000"}
        said, warned = self.warned(quiet, {**quiet, "gap_lost_ppm": "20"})
        self.assertEqual(warned, [])
        self.assertTrue(any("took 0.1 % of the time in the worst of 2 boots" in text for text in said), said)
        self.assertTrue(any("3 to 3.03 GHz" in text for text in said), said)
        for change, word in (({"gap_lost_ppm": "1001"}, "took 0.1001 % of the time"),
                             ({"stray_interrupts": "2, in blocks 3 17"}, "nobody asked for"),
                             ({"smi_blocks": "1, in blocks 4"}, "System-management interrupts"),
                             ({"core_hz_max": "3030000001"}, "1 % apart, more than 1 %")):
            _, warned = self.warned(quiet, {**quiet, **change})
            self.assertEqual(len(warned), 1, warned)
            self.assertIn(word, warned[0])

    def test_nothing_is_said_where_nothing_was_looked_for(self):
        said, warned = self.warned({"gap_scan": "not made: an emulator", "core_hz": "not measured", "smi_blocks": "not known"})
        self.assertEqual(warned, [])
        self.assertFalse([text for text in said if "Gaps" in text or "GHz" in text])

    def test_a_page_is_whole_and_asks_for_nothing(self):
        status, out, err = self.tool(make_folder(self.folder / "run"), "--format", "html")
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith("<!DOCTYPE html>\n<html lang=\"en\">"))
        page = Page(out)
        self.assertEqual(page.problems, [])
        self.assertEqual(page.tags.count("svg"), 3)
        self.assertIn("#plot-latency", page.links, "a plot can be enlarged")
        for plot in re.findall(r"<svg.*?</svg>", out, re.DOTALL):
            self.assertIn('fill="var(--page)"', plot)
            self.assertNotRegex(plot, '"(black|#ffffff|rgb\\(48, *48, *48\\))"', "the page's theme decides")
        self.assertNotIn("http", out.replace("http-equiv", "").replace("https://", "x"))
        self.assertNotIn("url(http", out)

    def test_damaged_folders_are_refused(self):
        whole = make_folder(self.folder / "run")
        samples, summary = ((whole / n).read_text() for n in ("samples.csv", "summary.csv"))
        for n, (name, text, said) in enumerate((
                ("samples.csv", samples[:-40], "samples.csv"), ("samples.csv", samples.replace(",120,", ",121,", 1), "sha256"),
                ("summary.csv", summary.replace("table_sysret", "$(touch x)"), "summary.csv"),
                ("environment.json", "{", "JSON"), ("environment.json", "[]", "object"),
                ("environment.json", (whole / "environment.json").read_text().replace("true", "false", 1), "complete"))):
            bad = self.folder / f"bad {n}"
            shutil.copytree(whole, bad)
            (bad / name).write_text(text)
            for tool, more in (("report", ("--out", self.folder / "out")), ("plot", ())):
                before = sorted(p.name for p in bad.iterdir())
                status, out, err = self.tool(bad, *more, name=tool)
                self.assertEqual((status, out), (2, ""), err)
                self.assertRegex(err, r"^trapgate: [^\n]+\n$")
                self.assertIn(said, err)
                self.assertEqual(sorted(p.name for p in bad.iterdir()), before)
        self.assertFalse((self.folder / "out").exists())

    def test_usage(self):
        run = make_folder(self.folder / "run")
        for arguments, said in (((), "RESULTS"), ((self.folder / "none",), "none"), ((run, "--format", "pdf"), "pdf"),
                                ((run, "--ascii", "--format", "html"), "--ascii"), ((run, "--out", self.folder), "folder"),
                                ((run, "--out", self.folder / "no" / "file"), "No such file")):
            status, out, err = self.tool(*arguments)
            self.assertEqual((status, out), (2, ""))
            self.assertIn(said, err)

    def test_a_file_is_replaced_whole_or_left_alone(self):
        run, file = make_folder(self.folder / "run"), self.folder / "report"
        file.write_text("what was there")
        done = subprocess.run(["bash", "-c", 'ulimit -f 1; exec "$@"', "-", os.path.join(tap.ROOT, "tools/report"), run,
                               "--format", "markdown", "--out", file], capture_output=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(file.read_text(), "what was there")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["report", "run"])

    def test_a_link_stays_a_link_and_a_device_a_device(self):
        run = make_folder(self.folder / "run")
        for name, target, said in (("a", "/dev/full", "No space left"), ("b", "report", ""), ("c", "/dev/stdout", "")):
            link = self.folder / name
            link.symlink_to(target)
            status, out, err = self.tool(run, "--format", "markdown", "--out", link)
            self.assertEqual((status, bool(out), link.is_symlink()), (2 if said else 0, name == "c", True), err)
            self.assertIn(said, err)
        self.assertIn("table_sysret", (self.folder / "report").read_text())

    def test_two_runs_in_one_report(self):
        def rows(table):
            return [make_row("-", "empty", median=20), make_row("table_sysret", "null", median=table),
                    make_row("switch_sysret", "null", median=130)]
        a = make_folder(self.folder / "a", rows(120))
        b = make_folder(self.folder / "b", rows(180), host={"cpu_model": "<script>another"})
        status, out, err = self.tool(a, "--compare", b, "--format", "html")
        self.assertEqual((status, err), (0, ""))
        page = Page(out)
        self.assertEqual(page.problems, [])
        self.assertIn("<td>table_sysret</td><td>120</td><td>180</td><td>100</td><td>160</td><td>1.6000</td>", out)
        self.assertEqual(page.tags.count("svg"), 4, "that of the comparison, too")
        self.assertIn("host.cpu_model: A a CPU; B <script>another", page.words)
        for name in ("terminal", "markdown"):
            status, out, _ = self.tool(a, "--compare", b, "--format", name)
            self.assertEqual((status, "compared within 2 %: " in " ".join(out.split())), (0, True))
        status, out, _ = self.tool(a, "--compare", b, "--out", self.folder / "new", name="plot")
        self.assertEqual((status, sorted(p.name for p in (self.folder / "new").iterdir())),
                         (0, ["compare.png", "compare.svg"]))
        c = make_folder(self.folder / "c", rows(120), arch="arm64")
        for arguments, said in (((a, "--compare", b, "--format", "json"), "tools/compare"), ((a, "--compare", c), "arm64"),
                                ((a, "--compare", self.folder), "environment.json"), ((a, "--margin", "-1"), "percentage")):
            status, out, err = self.tool(*arguments)
            self.assertEqual((status, out), (2, ""))
            self.assertIn(said, err)
        self.assertEqual(self.tool(a, "--compare", b, name="plot")[0], 2, "it belongs to neither")

    def test_plots_are_drawn_anew_bit_by_bit(self):
        run = make_folder(self.folder / "run")
        status, out, err = self.tool(run, name="plot")
        self.assertEqual((status, out, err), (0, "drawn: latency, distribution, ecdf\n", ""))
        first = {p.name: p.read_bytes() for p in run.iterdir()}
        self.assertIn("ecdf.png", first)
        (run / "latency.svg").write_text("<svg onload='alert(1)'/>")
        (run / "ecdf.png").unlink()
        self.assertEqual(self.tool("run", name="plot")[0], 0, "a relative name")
        self.assertEqual({p.name: p.read_bytes() for p in run.iterdir()}, first)
        self.assertEqual(self.tool(run, "--out", self.folder / "new", name="plot")[0], 0)
        new = {p.name: p.read_bytes() for p in (self.folder / "new").iterdir()}
        self.assertEqual(new, {k: v for k, v in first.items() if k.endswith(("svg", "png"))})
        self.assertEqual(self.tool(run, "--out", self.folder / "new", name="plot")[0], 2, "it is not empty")

    def test_words_from_outside_stay_words(self):
        """environment.json is anybody's: none of it is run, is markup, or moves a terminal."""
        run = make_folder(
            self.folder / "run", host={"cpu_model": " ".join(HOSTILE)}, run={word: word for word in HOSTILE},
            not_available={" ".join(HOSTILE): ["table_iret null"]},
            doctor={"status": HOSTILE[0], "findings": [{"check": word, "status": word} for word in HOSTILE]},
            paths=FACTS["paths"] | {word: {"dispatch": word, "exit": word} for word in HOSTILE},
            boots=[{"layout": 0, "boot": 0, "seed": HOSTILE, "complete": True}],
            layouts=[{"layout": word} for word in HOSTILE])
        status, out, err = self.tool(run, "--format", "html")
        self.assertEqual((status, err), (0, ""))
        page = Page(out)
        self.assertEqual(page.problems, [])
        for word in filter(str.isprintable, HOSTILE):
            self.assertIn(word, "".join(page.words))
        _, out, _ = self.tool(run, "--format", "markdown")
        for mark in ("<script", "<img", "](java"):
            self.assertNotIn(mark, out)
        _, out, _ = self.tool(run)
        self.assertTrue(all(c.isprintable() or c == "\n" for c in out))
        self.assertEqual(json.loads(self.tool(run, "--format", "json")[1])["context"]["executable"], "trapgate")
        self.assertFalse([p for p in self.folder.rglob("*") if p.name == "made"])


class Tables(unittest.TestCase):
    def lines(self, blocks, title):
        """The table behind a heading."""
        at = next(i for i, b in enumerate(blocks) if isinstance(b, report_tables.Heading) and b.text.startswith(title))
        return next(b.lines for b in blocks[at:] if isinstance(b, report_tables.Table))

    def test_controls_stand_beside_what_was_measured(self):
        line = dict(zip(*self.lines(report_tables.by_bench(ROWS), "null")[:2]))
        self.assertEqual((line["median"], line["empty"], line["stub"], line["net"], line["outliers"]),
                         ("120", "20", "23", "100", "2"))
        self.assertEqual(line["95 % interval"], "119 .. 122")
        header, line = self.lines(report_tables.price(ROWS), "What measuring costs")
        self.assertEqual((line[0], line[1], line[3], line[-1]), ("single", "20", "23", "3"))

    def test_differences_below_zero_stay(self):
        rows = [make_row("p", "null", median=15, base=20)]
        self.assertEqual(dict(zip(*self.lines(report_tables.by_bench(rows), "null")))["net"], "-5")

    def batched(self, single, many, wide=1):
        rows = [make_row("-", "empty", variant="batch=128", median=2, base=2, slope=1)]
        rows += [make_row("p", "null", median=single)]
        return rows + [make_row("p", "null", variant=v, median=many, base=2, median_low=many - wide,
                                median_high=many + wide, slope=many + 1) for v in ("batch=64", "batch=128")]

    def test_single_calls_and_batches_are_said_to_disagree_by_the_rule(self):
        for single, many, wide, disagree in ((120, 102, 1, False), (120, 82, 1, True), (120, 82, 30, False),
                                             (120, 98.5, 0.1, False), (120, 94, 1, True)):
            blocks = report_tables.batches(self.batched(single, many, wide))
            said = [b.text for b in blocks if isinstance(b, report_tables.Caution)]
            self.assertEqual(len(said), disagree, (single, many, wide))
            line = dict(zip(*self.lines(blocks, "null")))
            self.assertEqual(line["single"], "100 [99, 102]")
            self.assertEqual(line["slope"], report_tables.rounded(many), "many + 1, less 1 of empty batches")
        self.assertIn("p (100 alone, 92 in a batch, -8 %)", said[0])

    def test_counts_in_batches_are_one_sentence(self):
        """Nothing overlaps where instructions are counted; a row that disagrees is named all the same."""
        def blocks(median):
            return report_tables.batches([make_row(path, bench, variant=v, median=m, unit="instructions", slope=slope)
                                          for path, bench, m in (("-", "empty", 20), ("table_sysret", "null", median))
                                          for v, slope in (("-", ""), ("batch=64", ""), ("batch=128", m))])
        said, = blocks(120)
        self.assertIn("one call more has the count of a single one", said.text)

    def test_disturbed_rows_stand_beside_warm_ones(self):
        rows = [make_row("p", "null"), make_row("p", "null", variant="cold_btb", median=150, base=30)]
        blocks = report_tables.cold(rows)
        line = dict(zip(*self.lines(blocks, "null")))
        self.assertEqual((line["warm"], line["cold_btb"]), ("80 [79, 82]", "120 [119, 122]"))
        self.assertEqual(blocks[-1].lines, [["path", "cold_btb less warm"], ["p", "40"]])
        self.assertEqual(len(self.lines(report_tables.by_bench(rows), "null")), 2, "and not among the plain ones")

    def test_events_are_in_no_table_with_cycles(self):
        rows = ROWS + [make_row("table_sysret", "null", variant="pmu_cycles_user", median=90, base=1, unit="events"),
                       make_row("-", "empty", variant="pmu_cycles_user", median=1, base=1, unit="events")]
        line = dict(zip(*self.lines(report_tables.events(rows), "null, user mode (events")))
        self.assertEqual(line, {"path": "table_sysret", "cycles": "89 [88, 91]"})
        for block in report_tables.by_bench(rows):
            if isinstance(block, report_tables.Table):
                self.assertNotIn("pmu", str(block.lines))
        tables = [b.lines for b in report_tables.price(rows) if isinstance(b, report_tables.Table)]
        self.assertEqual([[line[0] for line in t[1:]] for t in tables], [["single"], ["pmu_cycles_user"]])

    def test_an_old_folder_has_no_columns_of_nothing(self):
        rows = [{k: v if k in results.SUMMARY_COLUMNS[:results.FIRST_COLUMNS] else "" for k, v in row.items()} for row in ROWS]
        header = self.lines(report_tables.by_bench(rows), "null")[0]
        self.assertEqual(header, ["path", "n", "min", "median", "p99", "max", "empty", "net", "over floor"])
        self.assertEqual(report_tables.percentiles(rows), [])

    def test_a_screen_that_is_too_narrow_loses_the_outer_columns(self):
        for width, gone in ((4, ()), (6, ("max", "min")), (8, report_text.DROPPED[:3]), (60, report_text.DROPPED)):
            titles = [title for title, _ in report_tables.COLUMNS if title not in report_tables.ONLY_MEANS]
            text = report_text.fitted([["path", *titles], ["p" * 8] + ["9" * width] * len(titles)])
            header = " ".join(line for line in text if line.startswith("  path "))
            self.assertEqual([t for t in titles if f" {t}" not in header], [t for t in titles if t in gone], width)


class Words(unittest.TestCase):
    def said(self, boots, **facts):
        run = make_run(ROWS, facts=FACTS | facts)
        run.boots = boots
        return report_facts.beware(run)

    def test_one_boot_of_one_layout_is_one_observation(self):
        for boots, asked in (([(0, 0)], "BOOTS= and LAYOUTS="), ([(0, 0), (0, 1)], "with LAYOUTS="),
                             ([(0, 0), (1, 0)], "with BOOTS=")):
            first, = self.said(boots)
            self.assertIsInstance(first, report_tables.Caution)
            self.assertIn(asked, first.text)
        first, = self.said([(0, 0)], instrument="native")
        self.assertIn("1 process of 1 layout is all there is", first.text)
        self.assertNotIn("LAYOUTS=", first.text, "there is one link of the back ends")
        first, = self.said([(0, 0), (0, 1), (1, 0), (1, 1)])
        self.assertEqual(first, report_tables.Text("4 boots of 2 layouts."))
        first, = self.said([(0, 0)], instrument="icount")
        self.assertIsInstance(first, report_tables.Text)

    def test_what_the_doctor_found_is_said(self):
        found = {"status": "noisy", "findings": [{"check": "turbo", "status": "noisy", "value": "on"},
                                                 {"check": "kvm", "status": "fit", "value": "opens"}]}
        said = self.said([(0, 0)], doctor=found)[1].text
        self.assertIn("noisy for timing: turbo: on.", said)
        self.assertEqual(len(self.said([(0, 0)], doctor={"status": "fit", "findings": []})), 1)

    def test_many_rows_without_a_number_are_told_by_their_paths(self):
        rows = [missing(make_row(p, b), "why") for b in "abcdefgh" for p in ("direct", "floor")]
        table = report_facts.missing(make_run(rows))[1]
        self.assertEqual(table.lines[1], ["not available: why", "direct, floor: a, b, c, d, e, f, g, h"])

    def test_reasons_come_from_the_environment(self):
        rows = [missing(make_row("p", "null", variant="cold_btb"), "")]
        table = report_facts.missing(make_run(rows, facts=FACTS | {"not_available": {"no BTB": ["p null cold_btb"]}}))[1]
        self.assertEqual(table.lines[1], ["not available: no BTB", "p null cold_btb"])


class Json(unittest.TestCase):
    """https://github.com/google/benchmark, docs/user_guide.md: what its tools read."""

    def document(self, **facts):
        rows = [make_row("p", "null", median=25, blocks=2), make_row("p", "null", variant="pmu_cycles_user", unit="events",
                                                                    median=30), missing(make_row("q", "null"))]
        run = make_run(rows, facts=FACTS | {"counter": {"hz": 10 ** 9}} | facts)
        run.values = {folder.key_of(row): [10.0, 20.0, 30.0, 40.0] for row in rows[:2]}
        return json.loads(report_json.text(run))

    def test_what_compare_py_reads_is_there(self):
        document = self.document()
        self.assertLessEqual({"date", "num_cpus", "mhz_per_cpu", "cpu_scaling_enabled", "library_build_type"},
                             set(document["context"]))
        for entry in document["benchmarks"]:
            self.assertLessEqual({"name", "run_name", "run_type", "repetitions", "threads", "iterations", "real_time",
                                  "cpu_time", "time_unit"}, set(entry))
            self.assertIn(entry["time_unit"], ("ns", "us", "ms", "s"))
            self.assertEqual("aggregate_name" in entry, entry["run_type"] == "aggregate")
            self.assertEqual(entry["name"], entry["run_name"] + ("_" + entry["aggregate_name"]
                                                                 if entry["run_type"] == "aggregate" else ""))

    def test_time_is_time_and_a_count_is_a_counter(self):
        entries = {(e["name"], e.get("repetition_index")): e for e in self.document()["benchmarks"]}
        self.assertEqual([entries["null/p", n]["real_time"] for n in (0, 1)], [15, 35], "a repetition a block")
        self.assertEqual(entries["null/p_median", None]["real_time"], 25)
        self.assertEqual(entries["null/p_median", None]["cycles_net"], 5)
        self.assertEqual(entries["null/p/pmu_cycles_user_median", None]["real_time"], 0)
        self.assertEqual(entries["null/p/pmu_cycles_user_median", None]["events"], 30)
        for facts in ({"instrument": "icount"}, {"counter": {"hz": None}}):
            entries = self.document(**facts)["benchmarks"]
            self.assertEqual({e["real_time"] for e in entries}, {0})
            self.assertEqual(entries[0]["cycles"], 25)


class Drawings(unittest.TestCase):
    def test_only_what_draws_goes_into_the_page(self):
        svg = ("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='1' onload='x()'>"
               "<title>data using 1</title><script>alert(1)</script><foreignObject/><g id='a' style='x'><text>&lt;b></text></g>"
               "<use xlink:href='#a'/><use href='http://x/y'/><path fill='url(http://x)'/><image href='x'/></svg>")
        self.assertEqual(report_html.drawing("latency", svg),
                         '<svg width="1" role="img" aria-label="Latency by path"><g id="latency-a"><text>&lt;b&gt;</text></g>\n'
                         '<use href="#latency-a"></use><use></use><path></path></svg>')

    def test_a_report_names_its_machine(self):
        self.assertEqual(report.subject(FACTS), "x86_64, kvm, a CPU")
        self.assertLessEqual(len(report.subject(FACTS | {"host": {"cpu_model": "x" * 500}})), 110)


if __name__ == "__main__":
    tap.main()
