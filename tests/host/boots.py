#!/usr/bin/env python3
"""Runs of several boots and layouts: their order, their seeds, what becomes of one that fails.

SPDX-License-Identifier: MIT
"""

import collections
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import tap
from checkout import HERE, Checkout
from trapgate import Failure, boots, samples, splitmix
from make_elf import make_elf
from make_region import in_blocks, make_region, make_text

CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("table_sysret", "null", "-", "-", 1, "ok", ""),
         ("floor_sysret", "null", "-", "-", 1, "ok", "")]
# A guest whose samples of `null` are its seed's last digits, from its initramfs; {before} runs first.
SCRIPT = """
import re
sys.path.insert(0, {here!r})
from make_region import in_blocks, make_region, make_text
archive = open(fake.option('-initrd'), 'rb').read()
found = re.search(rb'--seed\\0([0-9]+)\\0', archive)
seed = int(found[1]) if found else 1
image = fake.option('-kernel')
cells = {cells!r}
told = seed
fake.hello()
{before}
value = 100 + seed % 1000
text = make_text(cells, {{'seed': str(told)}})
region = make_region(text, in_blocks({{0: [20] * 4, 1: [value] * 4, 2: [30] * 4}}), len(cells))
{after}
fake.write_memory(0x2000, region)
fake.frame('S', b'0 2000 %x\\n' % len(region))
fake.end()
"""


def setUpModule():
    global checkout
    checkout = Checkout()
    shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host"))
    code = [(".text", 0x1000, bytes(64))]
    for layout in range(1, 3):
        os.makedirs(os.path.join(checkout.folder, f"build/x86_64/layouts/{layout}"))
        checkout.put(f"build/x86_64/layouts/{layout}/trapgate.elf", make_elf(
            sections=code, symbols=[("entry_syscall_table_sysret", 0x1000, 16 * layout)]))
        checkout.put(f"build/x86_64/layouts/{layout}/bench", make_elf())


def tearDownModule():
    checkout.remove()


def script(before="", after=""):
    return SCRIPT.format(here=HERE, cells=CELLS, before=before, after=after)


class Runs(unittest.TestCase):
    def setUp(self):
        self.parent = pathlib.Path(tempfile.mkdtemp(dir=checkout.folder))
        self.addCleanup(shutil.rmtree, self.parent)
        self.out = self.parent / "out"

    def bench(self, text, *arguments):
        """(status, stderr)"""
        process = checkout.start("bench", text, "--out", str(self.out), *arguments)
        _, err = process.communicate(timeout=120)
        self.assertEqual(os.listdir(checkout.scratch), [])
        return process.returncode, err.decode()

    def assert_nothing(self):
        self.assertEqual(list(self.parent.iterdir()), [])

    def test_every_boot_of_every_layout(self):
        status, err = self.bench(script(), "--boots", "3", "--layouts", "3", "--seed", "7")
        self.assertEqual((status, err), (0, ""))
        facts = json.loads((self.out / "environment.json").read_text())
        planned = boots.plan(3, 3, 7)
        self.assertEqual([(b["layout"], b["boot"], b["seed"]) for b in facts["boots"]], planned)
        self.assertTrue(all(b["complete"] for b in facts["boots"]))
        self.assertEqual([facts["run"][k] for k in ("seed", "layouts", "boots")], [7, 3, 3])
        for boot in facts["boots"]:
            image = f"layouts/{boot['layout']}/" if boot["layout"] else ""
            self.assertIn(f"-kernel build/x86_64/{image}trapgate.elf ", boot["command"])
        self.assertEqual([(one["layout"], one["link_order_seed"]) for one in facts["layouts"]],
                         [(0, None), (1, 1), (2, 2)])
        self.assertEqual(len({one["image_sha256"] for one in facts["layouts"]}), 3)
        rows = list(csv.DictReader((self.out / "samples.csv").open()))
        self.assertEqual(len(rows), 9 * 3 * 4)
        found = {(int(r["layout"]), int(r["boot"]), int(r["value"])) for r in rows if r["path"] == "table_sysret"}
        self.assertEqual(found, {(b.layout, b.boot, 100 + b.seed % 1000) for b in planned})
        ranges = collections.defaultdict(set)
        for row in rows:
            ranges[row["layout"], row["boot"]].add(int(row["block"]))
        self.assertEqual(list(ranges.values()), [set(range(6))] * 9, "blocks are numbered anew in each boot")
        [row] = [r for r in csv.DictReader((self.out / "summary.csv").open()) if r["path"] == "table_sysret"]
        self.assertEqual([row[k] for k in ("n", "layouts", "boots", "blocks")], ["36", "3", "9", "18"])

    def test_one_boot_is_what_it_always_was(self):
        """Its seed is the run's and its arguments name none that was not asked for."""
        self.assertEqual(self.bench(script())[0], 0)
        facts = json.loads((self.out / "environment.json").read_text())
        self.assertNotIn("--seed", facts["arguments"])
        self.assertEqual([(b["layout"], b["boot"], b["seed"]) for b in facts["boots"]], [(0, 0, 1)])

    def test_a_boot_that_fails_fails_the_run(self):
        last = boots.plan(1, 3, 1)[-1]
        for trouble, told in (("fake.end('exit 1'); sys.exit()", "ended by exit 1"),
                              ("os.kill(os.getpid(), 9)", "QEMU ended by signal 9 before the end record"),
                              ("fake.raw(b'\\x01S'); os.kill(os.getpid(), 9)", "signal 9 in the middle of a frame"),
                              ("fake.frame('P', b'out of memory'); sys.exit()", "kernel panic: out of memory"),
                              ("told = 5", f"of seed 5, expected {last.seed}"),
                              ("cells[1] = (*cells[1][:4], 64, *cells[1][5:])", "table_sysret null ok, batch 1 there, "
                                                                                "table_sysret null ok, batch 64 here"),
                              ("cells.append(('p', 'null', '-', '-', 1, 'not_available', 'x'))",
                               "it measured 4 rows, those before it 3")):
            status, err = self.bench(script(f"if seed == {last.seed}: {trouble}"), "--boots", "3")
            self.assertEqual(status, 125, err)
            line = err.splitlines()[-1]
            self.assertIn(f"incomplete and leaves no folder: boot {last.boot} of layout 0: ", line)
            self.assertIn(told, line)
            self.assert_nothing()

    def test_a_row_that_one_boot_refuses(self):
        """It is not available, whichever boot refused it, and the samples that others have of it are left out."""
        planned = boots.plan(1, 3, 1)
        for boot in planned:
            shutil.rmtree(self.out, ignore_errors=True)
            refuse = f"if seed == {boot.seed}: cells[1] = (*cells[1][:5], 'not_available', 'its counter traps')"
            status, err = self.bench(script(refuse), "--boots", "3")
            self.assertEqual((status, err), (0, ""))
            facts = json.loads((self.out / "environment.json").read_text())
            self.assertEqual(facts["not_available"], {
                f"its counter traps (in boot {boot.boot} of layout 0; other boots' samples of it are left out)":
                ["table_sysret null"]})
            rows = list(csv.DictReader((self.out / "summary.csv").open()))
            self.assertEqual({r["path"]: (r["status"], r["n"]) for r in rows},
                             {"-": ("ok", "12"), "table_sysret": ("not_available", "0"), "floor_sysret": ("ok", "12")})
            values = [r["value"] for r in csv.DictReader((self.out / "samples.csv").open())]
            self.assertEqual(sorted(values), ["20"] * 12 + ["30"] * 12)

    def test_samples_that_came_damaged_fail_the_run(self):
        last = boots.plan(1, 2, 1)[-1]
        for damage, told in (("region = region[:-24]", "the header tells of"),
                             ("region = bytes(region[:90]) + b'x' + region[91:]", "checksum"),
                             ("region = region[:28] + bytes(4) + region[32:]", "did not complete")):
            status, err = self.bench(script(after=f"if seed == {last.seed}: {damage}"), "--boots", "2")
            self.assertEqual(status, 125, err)
            self.assertIn(told, err.splitlines()[-1])
            self.assert_nothing()

    def test_an_interrupt_in_a_later_boot(self):
        last = boots.plan(1, 2, 1)[-1]
        text = script(f"if seed == {last.seed}: fake.frame('E', b'here\\n'); time.sleep(60)")
        for number in (signal.SIGINT, signal.SIGTERM):
            process = checkout.start("bench", text, "--out", str(self.out), "--boots", "2")
            self.assertEqual(process.stderr.readline(), b"here\n")
            process.send_signal(number)
            _, err = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 128 + number)
            self.assertIn(b"interrupted", err)
            self.assert_nothing()
            self.assertEqual(os.listdir(checkout.scratch), [])

    def test_a_boot_that_takes_too_long(self):
        status, err = self.bench(script("time.sleep(60)"), "--boots", "2", "--timeout", "1")
        self.assertEqual(status, 124)
        self.assertIn("of layout 0: time-out", err)
        self.assert_nothing()

    def test_layouts_that_are_not_there(self):
        status, err = self.bench(script(), "--layouts", "4")
        self.assertEqual(status, 2)
        self.assertIn("build/x86_64/layouts/3/trapgate.elf is missing: build it with `make", err)
        stale = os.path.join(checkout.folder, "build/x86_64/layouts/2/bench")
        times = os.stat(stale).st_mtime_ns
        os.utime(stale, (1, 1))
        status, err = self.bench(script(), "--layouts", "3")
        os.utime(stale, ns=(times, times))
        self.assertEqual(status, 2)
        self.assertIn("layouts/2/bench is older than the plain link: build it with `make layouts ARCH=x86_64 LAYOUTS=3`",
                      err)
        self.assert_nothing()

    def test_numbers_that_are_none(self):
        for option, value in (("--boots", "0"), ("--boots", "1001"), ("--boots", "x"), ("--layouts", "101"),
                              ("--layouts", "-1"), ("--layouts", "1e1")):
            status, err = self.bench(script(), option, value)
            self.assertEqual(status, 2, value)
            self.assertIn(f"{option}: expected ", err)


class Plans(unittest.TestCase):
    def test_all_boots_once_in_an_order_that_the_seed_decides(self):
        everything = [(layout, boot) for layout in range(4) for boot in range(5)]
        orders = [[(b.layout, b.boot) for b in boots.plan(4, 5, seed)] for seed in (1, 1, 2)]
        self.assertEqual([sorted(order) for order in orders], [everything] * 3)
        self.assertEqual(orders[0], orders[1])
        self.assertNotEqual(orders[0], orders[2])
        self.assertNotEqual(orders[0], everything)

    def test_a_seed_for_each(self):
        for seed in (0, 1, 10 ** 19 - 1):
            seeds = {(b.layout, b.boot): b.seed for b in boots.plan(100, 10, seed)}
            self.assertEqual(seeds[0, 0], seed)
            self.assertEqual(len(set(seeds.values())), 1000)
            self.assertLess(max(s for place, s in seeds.items() if place != (0, 0)), 1 << 53)

    def test_more_boots_leave_the_seeds_of_the_first(self):
        few, many = ({(b.layout, b.boot): b.seed for b in boots.plan(*size, 3)} for size in ((1, 2), (3, 9)))
        self.assertEqual(few, {place: many[place] for place in few})


class Numbers(unittest.TestCase):
    def test_published_numbers(self):
        """Of the generator's reference implementation, for the state 1234567."""
        numbers = splitmix.SplitMix64(0, 0)
        numbers.state = 1234567
        self.assertEqual([numbers.next() for _ in range(5)],
                         [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
                          16408922859458223821])

    def test_below_is_even(self):
        numbers = splitmix.SplitMix64(1, 2)
        counts = collections.Counter(numbers.below(3) for _ in range(30000))
        # Three standard deviations of a binomial of 30000 and 1/3 are 245.
        self.assertTrue(all(abs(counts[n] - 10000) < 245 for n in range(3)), counts)


class Columns(unittest.TestCase):
    """A region's records as samples.Region keeps them."""

    def region(self, records):
        return samples.Region(make_region(make_text(CELLS), records, 3))

    def test_blocks(self):
        region = self.region(in_blocks({0: [1, 2, 3, 4], 1: [5, 6, 7, 8], 2: [9, 10, 11, 12]}))
        self.assertEqual([tuple(b) for b in region.blocks[:2]], [(0, 0, 0, 2), (1, 1, 2, 4)])
        self.assertEqual(region.columns.value[:4], [1, 2, 5, 6])
        self.assertEqual(region.records[3], samples.Record(1, 1, 1, 0, 6))

    def test_every_record_out_of_place_is_seen(self):
        """Each field of each record, changed: no other order of records is a run."""
        records = in_blocks({0: [1, 2, 3, 4], 1: [5, 6, 7, 8], 2: [9, 10, 11, 12]})
        for at, record in enumerate(records):
            for field in range(3):
                for change in (1, -1, 7):
                    changed = list(record)
                    changed[field] = (record[field] + change) % (1 << 32)
                    with self.assertRaises(Failure, msg=f"record {at}: {record} as {changed}"):
                        self.region(records[:at] + [tuple(changed)] + records[at + 1:])
        for one in range(len(records)):
            for other in range(one):
                swapped = list(records)
                swapped[one], swapped[other] = records[other], records[one]
                with self.assertRaises(Failure):
                    self.region(swapped)


if __name__ == "__main__":
    tap.main()
