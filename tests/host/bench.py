#!/usr/bin/env python3
"""tools/bench: the sample region, the statistics, the folder, against a guest that is a script.

SPDX-License-Identifier: MIT
"""

import csv
import hashlib
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zlib

import tap
from checkout import Checkout
from make_region import in_blocks, make_region, make_text
from trapgate import Failure, figures, folder, growth, host, report_text, results, samples

STATS = os.path.join(tap.ROOT, "build", "host", "stats")
CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("table_sysret", "null", "-", "-", 1, "ok", ""),
         ("table_iret", "null", "-", "-", 1, "not_available", "no such thing"),
         ("floor_sysret", "null", "-", "-", 1, "ok", ""),
         ("table_sysret", "dispatch", "same", "-", 1, "ok", ""),
         ("table_sysret", "dispatch", "cycle8", "-", 1, "ok", "")]
VALUES = {0: [20] * 4, 1: [70, 70, 71, 90], 3: [30, 31, 32, 33], 4: [80] * 4, 5: [81] * 4}
REGION = make_region(make_text(CELLS), in_blocks(VALUES), len(CELLS))
FILES = sorted(["samples.csv", "summary.csv", "environment.json", "report.md", "report.html"] +
               [f"{p}.{s}" for p in ("latency", "distribution", "ecdf", "dispatch")
                for s in ("svg", "png")])


def grown(bench, path="table_sysret", variants=("-", "n=1", "n=10", "n=10_merge")):
    """Cells of a benchmark and its series."""
    return [(path, bench, "-", variant, 1, "ok", "") for variant in variants]


GROWN = [("-", "empty", "-", "-", 1, "ok", ""), *grown("mmap"),
         *grown("touch", "-", ("-", "clear", "n=1", "n=10")),
         *grown("munmap", variants=("-", "n=1")),
         *grown("mmap_huge", variants=("-", "size=4K", "size=1G", "size=2M_small")),
         ("table_sysret", "mremap", "-", "-", 1, "not_available", "this kernel lacks it")]
GROWN_VALUES = {0: [6] * 4, 1: [406] * 4, 2: [306] * 4, 3: [406] * 4, 4: [506, 506, 506, 806],
                5: [4506] * 4, 6: [4106] * 4, 7: [4506] * 4, 8: [4606] * 4, 9: [506] * 4, 10: [506] * 4,
                11: [2100006] * 4, 12: [9006] * 4, 13: [1118000006] * 4, 14: [2200006] * 4}
GROWN_REGION = make_region(make_text(GROWN), in_blocks(GROWN_VALUES), len(GROWN))


def setUpModule():
    global checkout
    if not os.path.exists(STATS):
        raise RuntimeError("build/host/stats is missing: make build/host/stats")
    checkout = Checkout()
    shutil.copy(STATS, os.path.join(checkout.folder, "build/host/stats"))


def tearDownModule():
    checkout.remove()


def deliver(region=REGION, extents=None, end="exit 0"):
    """A guest that leaves `region` in its memory, in two pieces that lie apart, and ends."""
    half = len(region) // 2
    extents = extents or f"0 2000 {half:x}\n{half:x} 800000 {len(region) - half:x}\n"
    path = checkout.put(f"region-{zlib.crc32(region)}", region)
    return (f"data = open({path!r}, 'rb').read()\nfake.hello()\n"
            f"fake.write_memory(0x2000, data[:{half}])\nfake.write_memory(0x800000, data[{half}:])\n"
            f"fake.frame('E', b'round 1/2\\n')\n"
            f"fake.frame('S', {extents.encode()!r})\nfake.end({end!r})")


class Tool(unittest.TestCase):
    def bench(self, script, *arguments, **kwargs):
        """(status, stdout, stderr)"""
        process = checkout.start("bench", script, *arguments, **kwargs)
        out, err = process.communicate(timeout=60)
        self.assertEqual(os.listdir(checkout.scratch), [])
        return process.returncode, out.decode(), err.decode()

    def out(self):
        """A name for a result folder, in a folder that is there."""
        parent = tempfile.mkdtemp(dir=checkout.folder)
        self.addCleanup(shutil.rmtree, parent)
        return pathlib.Path(parent, "out")

    def assert_nothing(self, out):
        """No folder was made that looks like a result, and no other is left."""
        self.assertEqual(list(out.parent.iterdir()), [])

    def test_a_whole_run(self):
        out = self.out()
        status, shown, err = self.bench(deliver(), "--out", str(out))
        self.assertEqual((status, err), (0, ""))
        self.assertIn("table_sysret same", shown)
        self.assertEqual(sorted(p.name for p in out.iterdir()), FILES)
        self.assertEqual([p.name for p in out.parent.iterdir()], ["out"])
        with open(out / "summary.csv", newline="", encoding="utf-8") as file:
            rows = {(r["path"], r["bench"], r["pattern"]): r for r in csv.DictReader(file)}
        row = rows["table_sysret", "null", "-"]
        self.assertEqual([row[k] for k in ("arch", "instrument", "status", "unit", "n", "min", "median",
                                           "p99", "max", "baseline", "net_median", "over_floor")],
                         ["x86_64", "icount", "ok", "instructions", "4", "70", "70.5", "90", "90",
                          "20", "50.5", "39"])
        row = rows["table_iret", "null", "-"]
        self.assertEqual((row["status"], row["n"], row["median"]), ("not_available", "0", ""))
        self.assertEqual(rows["-", "empty", "-"]["over_floor"], "")
        facts = json.loads((out / "environment.json").read_text())
        self.assertTrue(facts["complete"])
        self.assertEqual(facts["counter"]["unit"], "instructions")
        self.assertEqual(facts["guest"]["cpu"], "a model, in words")
        self.assertIn("0000000000000000", facts["emulator"]["command"])
        self.assertEqual(len(facts["paths"]["table_sysret"]["sha256"]), 64)
        self.assertNotIn(checkout.folder, (out / "environment.json").read_text())
        for name in ("samples", "summary"):
            self.assertEqual(facts[f"{name}_sha256"], hashlib.sha256((out / f"{name}.csv").read_bytes()).hexdigest())

    def test_growth(self):
        out = self.out()
        status, shown, err = self.bench(deliver(GROWN_REGION), "--growth", "--out", str(out))
        self.assertEqual((status, err), (0, ""))
        drawn = sorted(p.name for p in out.glob("growth-*"))
        self.assertEqual(drawn, sorted(f"growth-{b}.{s}" for b in ("mmap", "touch", "mmap_huge")
                                       for s in ("svg", "png")))
        self.assertIn("![growth: mmap](growth-mmap.svg)", (out / "report.md").read_text())
        svg = (out / "growth-touch.svg").read_text()
        for words in ("clearing the page, alone", "other mappings alive", "icount",
                      "instructions a call"):
            self.assertIn(words, svg)
        self.assertIn("Clearing the page: 4100 of 4500 (91.1 %), all else: 400", shown)
        self.assertIn("not available: this kernel lacks it: table_sysret mremap", shown)
        self.assertLessEqual(max(map(len, shown.splitlines()[1:-1])), report_text.WIDTH)
        facts = json.loads((out / "environment.json").read_text())
        self.assertEqual(facts["not_available"], {"this kernel lacks it": ["table_sysret mremap"]})
        self.assertEqual(facts["emulator"]["memory_mib"], 1536)
        self.assertEqual(facts["arguments"][:3], ["growth", "--paths", "table_sysret"])

    def test_the_same_samples_give_the_same_bytes(self):
        texts = []
        for _ in range(2):
            out = self.out()
            self.assertEqual(self.bench(deliver(), "--out", str(out))[0], 0)
            texts.append([(out / n).read_bytes() for n in ("samples.csv", "summary.csv")])
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(texts[0][0].splitlines()[:2],
                         [results.SAMPLES_HEADER.encode(), b"-,empty,-,-,0,0,0,0,20,instructions"])

    def test_columns(self):
        """As INTERFACE.md has them."""
        out = self.out()
        self.assertEqual(self.bench(deliver(), "--out", str(out))[0], 0)
        lines = {n: (out / n).read_bytes().split(b"\n") for n in ("samples.csv", "summary.csv")}
        self.assertEqual(lines["samples.csv"][0], b"path,bench,pattern,variant,layout,boot,block,seq,value,unit")
        self.assertEqual(lines["summary.csv"][0], b"arch,instrument,path,bench,pattern,variant,status,unit,n,"
                                                  b"min,median,p99,max,baseline,net_median,over_floor,"
                                                  b"p1,p5,q1,q3,p95,p999,mad,outliers,median_low,median_high,"
                                                  b"stub_median,slope,layouts,boots,blocks,step,mean,mean_low,mean_high,"
                                                  b"net_mean,over_floor_mean,slope_mean,first_quarter,last_quarter,drift,drift_p")
        for some in lines.values():
            self.assertEqual(some[-1], b"", "the last line ends, too")
            self.assertEqual({line.count(b",") for line in some[:-1]}, {some[0].count(b",")})
        self.assertEqual(len(lines["samples.csv"]), 2 + sum(map(len, VALUES.values())))
        self.assertEqual(len(lines["summary.csv"]), 2 + len(CELLS))
        with open(out / "summary.csv", newline="", encoding="utf-8") as file:
            self.assertEqual({row["status"] for row in csv.DictReader(file)}, {"ok", "not_available"})

    def test_a_full_disk_leaves_nothing_or_what_was_measured(self):
        """No file of ours may grow beyond `limit` from the moment when the samples are there."""
        whole = kept = 0
        for limit in (0, 100, 1000, 4000, 10000, 40000, 1 << 30):
            out = self.out()
            script = deliver().replace("fake.end(", "import resource\nresource.prlimit(os.getppid(), "
                                       f"resource.RLIMIT_FSIZE, ({limit}, {limit}))\nfake.end(")
            status, _, err = self.bench(script, "--out", str(out))
            if status == 0:
                whole += 1
                self.assertEqual(sorted(p.name for p in out.iterdir()), FILES)
                continue
            self.assertEqual(status, 125, err)
            self.assertTrue(err.splitlines()[-1].startswith("trapgate: "), err)
            if not out.exists():
                self.assert_nothing(out)
                continue
            kept += 1
            self.assertEqual(sorted(p.name for p in out.iterdir()), ["environment.json", "samples.csv", "summary.csv"])
            folder.read(str(out))
            self.assertRegex(err.splitlines()[-1], "samples are whole, in .*/out, but have no plots and reports: .*"
                                                   "`make plot RUN=.*/out` draws them")
        self.assertIn(whole, range(1, 5))
        self.assertIn(kept, range(1, 5))

    def test_a_place_that_cannot_be_written(self):
        out = self.out()
        for place in ("/proc/nothing/out", str(checkout.program) + "/out"):
            status, _, err = self.bench(deliver(), "--out", place)
            self.assertEqual(status, 2, err)
            self.assertIn("OUT=", err)
        self.assert_nothing(out)

    def test_a_name_of_its_own(self):
        status, shown, _ = self.bench(deliver())
        self.assertEqual(status, 0)
        names = os.listdir(os.path.join(checkout.folder, "results"))
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r"^[0-9]{8}T[0-9]{6}Z-[^/]+-x86_64-icount$")

    def test_a_folder_in_use_is_left_alone(self):
        out = self.out()
        out.mkdir()
        self.assertEqual(self.bench(deliver(), "--out", str(out))[0], 0, "an empty one is taken")
        before = (out / "samples.csv").stat().st_mtime_ns
        status, _, err = self.bench(deliver(), "--out", str(out))
        self.assertEqual(status, 2)
        self.assertIn("exists and is not an empty folder", err)
        self.assertEqual((out / "samples.csv").stat().st_mtime_ns, before)
        self.assertEqual(self.bench(deliver(), "--out", str(out / "samples.csv"))[0], 2)

    def test_failures_leave_nothing(self):
        broken = bytearray(REGION)
        broken[-1] ^= 1
        for script, text in (
                (deliver(bytes(broken)), "checksum"), (deliver(end="exit 1"), "exit 1"),
                (deliver(end="signal 11"), "signal 11"), (deliver(extents="0 2000 10"), "16 bytes"),
                (deliver(extents="8 2000 10"), "hole"), (deliver(extents="0 ffffffffff 10"), "RAM"),
                ("fake.hello()\nfake.end()", "no samples"), ("fake.hello()", "end record")):
            out = self.out()
            status, _, err = self.bench(script, "--out", str(out))
            self.assertEqual(status, 125, err)
            self.assertIn(text, err.splitlines()[-1])
            self.assert_nothing(out)

    def test_what_the_program_refuses_is_usage(self):
        out = self.out()
        script = "fake.hello()\nfake.frame('E', b\"bench: unknown path 'x'; known: a b\\n\")\nfake.end('exit 2')"
        status, _, err = self.bench(script, "--paths", "x", "--out", str(out))
        self.assertEqual(status, 2)
        self.assertIn("known: a b", err)
        self.assert_nothing(out)

    def test_usage(self):
        for arguments, text in ((["--accel", "tcg"], "no measurement"), (["--rounds", "0"], "whole number"),
                                (["--seed", "x"], "whole number"), (["extra"], "extra")):
            status, _, err = self.bench("", *arguments)
            self.assertEqual(status, 2)
            self.assertIn(text, err)

    def test_an_interrupt_leaves_nothing(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            out = self.out()
            process = checkout.start("bench", "fake.hello()\nfake.frame('E', b'here\\n')\ntime.sleep(60)",
                                     "--out", str(out))
            self.assertEqual(process.stderr.readline(), b"here\n")
            self.assertEqual(len(list(out.parent.iterdir())), 1, "a hidden folder in the making")
            process.send_signal(number)
            process.communicate(timeout=30)
            self.assertEqual(process.returncode, status)
            self.assert_nothing(out)

    def test_a_killed_run_leaves_no_folder_that_looks_whole(self):
        out = self.out()
        process = checkout.start("bench", "fake.hello()\nfake.frame('E', b'here\\n')\ntime.sleep(60)",
                                 "--out", str(out))
        self.assertEqual(process.stderr.readline(), b"here\n")
        process.kill()
        process.communicate(timeout=30)
        for left in out.parent.iterdir():
            self.assertTrue(left.name.startswith("."))
            self.assertFalse((left / "environment.json").exists())
        for name in os.listdir(checkout.scratch):
            shutil.rmtree(os.path.join(checkout.scratch, name))


class Regions(unittest.TestCase):
    def assert_bad(self, text, region):
        with self.assertRaisesRegex(Failure, text):
            samples.Region(region)

    def region(self, records=None, cells=None, **more):
        cells = CELLS if cells is None else cells
        records = in_blocks(VALUES) if records is None else records
        return make_region(make_text(cells), records, len(cells), **more)

    def test_what_is_read(self):
        region = samples.Region(REGION)
        self.assertEqual(region.facts["seed"], "1")
        self.assertEqual(len(region.records), 20)
        self.assertEqual(region.cells[2].reason, "no such thing")
        self.assertEqual([region.floor_of(p) for p in ("table_sysret", "-", "floor_iret")],
                         ["floor_sysret", "-", "floor_iret"])

    def test_one_floor_serves_all_exits_that_begin_like_its_own(self):
        paths = {"a": ("table", "eretwork", 0, 1), "f": ("floor", "eret", 1, 1)}
        region = samples.Region(make_region(make_text(CELLS, paths=paths), in_blocks(VALUES), 6))
        self.assertEqual(region.floor_of("a"), "f")

    def test_every_cut_and_lie_is_seen(self):
        for length in range(0, len(REGION), 7):
            self.assert_bad("cannot be used", REGION[:length])
        self.assert_bad("version", b"X" + REGION[1:])
        self.assert_bad("did not complete", self.region(flags=0))
        self.assert_bad("checksum", self.region(crc=1))
        self.assert_bad("announced", self.region(total=5))

    def test_samples_that_are_missing_or_too_many(self):
        records = in_blocks(VALUES)
        self.assert_bad("3 samples in 2 rounds", self.region(records[:3] + records[4:]))
        self.assert_bad("something is missing", self.region(records[:2] + records[4:6] + records[2:4]
                                                            + records[6:]))
        self.assert_bad("something is missing", self.region(records[10:] + records[:10]))
        self.assert_bad("is ok with 0", self.region(in_blocks({0: [1, 1]})))
        self.assert_bad("no cell", self.region(in_blocks(VALUES | {6: [1, 1]})))

    def test_samples_of_a_cell_that_was_refused_later_are_left_out(self):
        plain, late = (samples.Region(self.region(in_blocks(values, 1))) for values in (VALUES, VALUES | {2: [1]}))
        self.assertEqual(late.cells[2].status, "not_available")
        self.assertEqual([(r.cell, r.seq, r.value) for r in late.records],
                         [(r.cell, r.seq, r.value) for r in plain.records])
        numbers = [block.number for block in late.blocks]
        self.assertEqual(numbers[-1], len(plain.blocks), "blocks keep their numbers, with a gap")
        self.assertEqual([late.columns.block[block.begin] for block in late.blocks], numbers)

    def test_a_region_of_refused_cells_alone(self):
        cells = [row[:5] + ("not_available", "why") for row in CELLS]
        region = samples.Region(self.region(in_blocks({0: [1, 1]}), cells=cells))
        self.assertEqual((region.records, region.blocks), ([], []))

    def test_names_that_could_do_harm(self):
        for name in ("a b", "a;rm", "$(x)", "'", "x\ty", ""):
            cells = [("-", name, "-", "-", 1, "ok", "")] + CELLS[1:]
            self.assert_bad("expected cell 0", self.region(cells=cells))


class Statistics(unittest.TestCase):
    def stats(self, values, cells="p,b,-,-,ok,-,u,1\n", arguments=("a", "i")):
        text = results.SAMPLES_HEADER + "\n" + "".join(
            f"{key},0,0,0,{n},{v},u\n" for key, some in values.items() for n, v in enumerate(some))
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(cells)
            file.flush()
            done = subprocess.run([STATS, *arguments, file.name], input=text, capture_output=True,
                                  text=True, check=False)
        return done.returncode, list(csv.DictReader(io.StringIO(done.stdout))), done.stderr

    def one(self, some):
        return self.stats({"p,b,-,-": some})[1][0]

    def test_median_and_percentile(self):
        for some, median, p99 in (([5], "5", "5"), ([1, 2], "1.5", "2"), ([3, 1, 2], "2", "3"),
                                  ([1, 2, 3, 4], "2.5", "4"), (range(1, 101), "50.5", "99"),
                                  (range(1, 102), "51", "100"), (range(200, 0, -1), "100.5", "198"),
                                  (["0.25", "0.5"], "0.375", "0.5"), ([2**52, 2**52], str(2**52), str(2**52)),
                                  ([0, 0], "0", "0"), ([100], "100", "100")):
            row = self.one(some)
            self.assertEqual((row["median"], row["p99"]), (median, p99), some)
            self.assertEqual(row["n"], str(len(some)))

    def test_net_and_over_floor(self):
        cells = ("-,empty,-,-,ok,-,u,1\nf,null,-,-,ok,f,u,1\np,null,-,-,ok,f,u,1\np,b,-,-,ok,f,u,8\n"
                 "q,null,-,-,not_available,f,u,1\nr,null,-,-,ok,f,u,1\n")
        _, rows, _ = self.stats({"-,empty,-,-": [10, 11], "f,null,-,-": [12], "p,null,-,-": [20],
                                 "p,b,-,-": [30]}, cells)
        got = {(r["path"], r["bench"]): (r["status"], r["baseline"], r["net_median"], r["over_floor"])
               for r in rows}
        self.assertEqual(got, {("-", "empty"): ("ok", "10.5", "0", ""),
                               ("f", "null"): ("ok", "10.5", "1.5", "0"),
                               ("p", "null"): ("ok", "10.5", "9.5", "8"),
                               ("p", "b"): ("ok", "", "", ""),
                               ("q", "null"): ("not_available", "", "", ""),
                               ("r", "null"): ("incomplete", "", "", "")})

    def test_bad_input_fails(self):
        for values in ({"p,b,-,-": ["x"]}, {"p,b,-,-": [""]}, {"p,b,-,-": ["nan"]}, {"q,b,-,-": [1]},
                       {"p,b,-": [1]}, {"p,b,-,-,-": [1]}, {"p,b,-,\"": [1]}):
            self.assertEqual(self.stats(values)[0], 1, values)
        self.assertEqual(self.stats({}, "p,b,-,-,ok,-,u\n")[0], 1)
        self.assertEqual(self.stats({}, "p,b,-,-,ok,-,u,1\n" * 2)[0], 1)


class Order(unittest.TestCase):
    def test_plain_rows_come_first_within_their_bench(self):
        cells = [(path, "b", "-", variant, 1, "ok", "") for variant in ("-", "n=1")
                 for path in ("p", "q")] + [("p", "c", "-", "-", 1, "ok", "")]
        mixed = [cells[i] for i in (2, 0, 4, 3, 1)]
        region = samples.Region(make_region(make_text(mixed), in_blocks({n: [1, 1] for n in range(5)}), 5))
        lines = [line.split(",")[:4] for line in results.cells_csv(region, "u").splitlines()]
        self.assertEqual([(b, v, p) for p, b, _, v in lines], [
            ("b", "-", "p"), ("b", "-", "q"), ("b", "n=1", "p"), ("b", "n=1", "q"), ("c", "-", "p")])


class Growth(unittest.TestCase):
    def row(self, variant, median, path="p", status="ok"):
        return {"path": path, "variant": variant, "status": status, "baseline": "6", "min": str(median - 1),
                "median": str(median), "p99": str(median + 1), "net_median": str(median - 6)}

    def test_points_are_net_and_by_series(self):
        rows = [self.row("-", 9), self.row("n=1000_merge", 106), self.row("n=20", 206),
                self.row("n=1", 5, path="q"), self.row("n=2", 5, status="not_available")]
        self.assertEqual(growth._points(rows, "p"), {"merge": [(1000, "1k", 100.0, 99.0, 101.0)],
                                                     None: [(20, "20", 200.0, 199.0, 201.0)]})

    def test_one_coarse_point_makes_all_means(self):
        """A line of medians and means would have a step where it goes from one to the other."""
        rows = [self.row("n=1", 46) | {"net_mean": "43.5", "figure": "mean"}, self.row("n=10", 906) | {"net_mean": "902.5"}]
        self.assertEqual(growth._points(rows, "p"), {None: [(1, "1", 43.5, 39.0, 41.0), (10, "10", 902.5, 899.0, 901.0)]})
        self.assertTrue(growth.means(rows, "p"))
        self.assertFalse(growth.means(rows, "q"))
        other = [self.row("n=1", 46, path="q") | {"net_mean": "44.5"}]
        self.assertTrue(growth.means(rows + other, "q", "p"), "and those of the kernel that they are drawn beside")
        del rows[1]["net_mean"]
        self.assertEqual(growth._points(rows, "p")[None][0][2], 40, "no mean of one: medians")

    def test_the_level_of_a_plot_is_what_its_points_are(self):
        rows = [self.row("n=1", 46) | {"net_mean": "43.5", "figure": "mean"}, self.row("clear", 30) | {"net_mean": "25.5"}]
        self.assertEqual(growth._level(rows, "p", ("clear", "")), 25.5)
        self.assertEqual(growth._level([rows[1]], "p", ("clear", "")), 24)

    def test_sizes_are_told_by_the_page(self):
        self.assertEqual(growth._points([self.row("size=16K_small", 406)], "p"),
                         {"small": [(16384, "16K", 100.0, 99.75, 100.25)]})

    def test_an_axis_is_a_power_of_ten_at_least(self):
        low, high = growth._range([400, 400])
        self.assertAlmostEqual(high / low, 10)
        low, high = growth._range([10, 1000])
        self.assertEqual((low, high), (8, 1250))


class Caches(unittest.TestCase):
    """What the host tells the benchmark program of its caches."""

    def folder(self, *caches):
        """A sysfs with CPU 3's caches: (type, size) each."""
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        for number, (kind, size) in enumerate(caches):
            index = pathlib.Path(temp.name, "cpu3", "cache", f"index{number}")
            index.mkdir(parents=True)
            (index / "type").write_text(f"{kind}\n", encoding="ascii")
            (index / "size").write_text(f"{size}\n", encoding="ascii")
        return temp.name

    def test_the_largest_that_holds_data(self):
        folder = self.folder(("Data", "48K"), ("Instruction", "64M"), ("Unified", "2048K"), ("Unified", "36M"))
        self.assertEqual(host.cache_bytes(3, folder), 36 << 20)
        self.assertEqual(host.cache_bytes(2, folder), 0, "another CPU")

    def test_what_is_no_size(self):
        folder = self.folder(("Unified", "-1K"), ("Unified", "a lot"), ("Unified", ""), ("Data", "32K"))
        self.assertEqual(host.cache_bytes(3, folder), 32 << 10)
        self.assertEqual(host.cache_bytes(3, self.folder()), 0)

    def test_an_emulator_has_none(self):
        self.assertEqual(host.told("icount"), ["--emulated", "1"])


class Values(unittest.TestCase):
    def test_a_batch_is_shown_by_the_call(self):
        self.assertEqual([results.per_call(v, k) for v, k in ((7, 1), (128, 64), (3, 2), (1, 1024), (1, 3))],
                         ["7", "2", "1.5", "0.0009765625", "0.3333333333"])

    def test_plots_of_all_equal_values(self):
        self.assertEqual(figures._bins([5, 5], 5, 5), [(4.5, 5.5, 1.0)])


if __name__ == "__main__":
    tap.main()
