#!/usr/bin/env python3
"""What a guest, a host or a command line may say that means something further on: names are refused,
words come out as words in every file of the folder. Nothing of it is executed.

SPDX-License-Identifier: MIT
"""

import csv
import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest
import zlib
from xml.etree import ElementTree

import tap
from checkout import Checkout
from make_region import in_blocks, make_region, make_text
from trapgate import Failure, samples

CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("table_sysret", "null", "-", "-", 1, "ok", ""),
         ("floor_sysret", "null", "-", "-", 1, "ok", ""), ("table_iret", "null", "-", "-", 1, "not_available", "why")]
VALUES = {0: [20] * 4, 1: [70, 70, 71, 90], 2: [30, 31, 32, 33]}
# For a shell, gnuplot, Markdown, HTML, a spreadsheet, a path, a terminal.
NAMES = ("a b", 'a"b', "a'b", "`touch PWNED`", "$(touch PWNED)", "a;touch PWNED", "a|b", "<script>alert(1)</script>",
         "=1+1|x", "@x", "../../x", "a\\b", "a{b}", "x" * 65, "", "é", "a\x1b[2J", "a\tb")
WORDS = "\"'`touch PWNED` $(touch PWNED) <script>alert(1)</script> | ${HOME} {/Symbol a} %s \\ &amp; system('touch PWNED')"


def setUpModule():
    global checkout
    checkout = Checkout()
    shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host"))


def tearDownModule():
    checkout.remove()


class Hostile(unittest.TestCase):
    def setUp(self):
        self.parent = pathlib.Path(tempfile.mkdtemp(dir=checkout.folder))
        self.addCleanup(shutil.rmtree, self.parent)
        self.out = self.parent / "out"

    def bench(self, region, *arguments):
        """(status, stdout, stderr) of a run whose guest leaves `region`, in a folder of its own."""
        path = checkout.put(f"region-{zlib.crc32(region)}", region)
        script = (f"data = open({path!r}, 'rb').read()\nfake.hello()\nfake.write_memory(0x2000, data)\n"
                  f"fake.frame('S', b'0 2000 {len(region):x}\\n')\nfake.end()")
        process = checkout.start("bench", script, "--out", str(self.out), *arguments, cwd=self.parent)
        out, err = process.communicate(timeout=120)
        found = [p for p in pathlib.Path(checkout.folder).rglob("PWNED")]
        self.assertEqual(found, [], "something was executed")
        return process.returncode, out.decode(), err.decode()

    def test_names_are_refused(self):
        for name in NAMES:
            for field in range(4):
                with self.assertRaisesRegex(Failure, "expected cell 1", msg=(field, name)):
                    samples.Region(self.named(field, name))

    @staticmethod
    def named(field, name):
        """A region whose second cell has that for a path, benchmark, pattern or variant."""
        cell = [*CELLS[1]]
        cell[field] = name
        return make_region(make_text([CELLS[0], tuple(cell), *CELLS[2:]]), in_blocks(VALUES), 4)

    def test_a_refusal_leaves_nothing_and_says_nothing_harmful(self):
        for name in ("$(touch PWNED)", "a\x1b[2J"):
            status, out, err = self.bench(self.named(0, name))
            self.assertEqual((status, len(out.splitlines())), (125, 1), (name, err))  # what it set out to do
            self.assertIn("expected cell 1", err.splitlines()[-1])
            self.assertNotIn("\x1b", err)
            self.assertEqual(list(self.parent.iterdir()), [])

    def test_words_are_words(self):
        """In the guest's description, a reason and QEMU's command line: the folder has them, escaped."""
        reason = WORDS.replace(",", ";") + "\x1b[2J"
        cells = [*CELLS[:3], (*CELLS[3][:6], reason)]
        text = make_text(cells, {"machine.cpu": WORDS, "kernel_release": WORDS, "counter_read": WORDS})
        status, out, err = self.bench(make_region(text, in_blocks(VALUES), 4), "--cpu", WORDS,
                                      "--machine", f"q35,x={WORDS}")
        self.assertEqual((status, err), (0, ""))
        self.assertNotIn("\x1b", out)
        facts = json.loads((self.out / "environment.json").read_text())
        self.assertEqual([facts["guest"]["cpu"], facts["kernel"]["release"], facts["counter"]["read"],
                          facts["emulator"]["cpu"]], [WORDS] * 4)
        for name in ("samples.csv", "summary.csv"):
            with open(self.out / name, newline="", encoding="ascii") as file:
                header, *rows = csv.reader(file)
            self.assertEqual({len(row) for row in rows}, {len(header)})
            self.assertNotIn("PWNED", (self.out / name).read_text())
        for svg in self.out.glob("*.svg"):
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(svg).iter()}
            self.assertNotIn("script", tags)
        self.judge_report()

    def judge_report(self):
        for name in ("report.md", "report.html"):
            path = self.out / name
            self.assertTrue(path.exists(), name)
            self.assertNotIn("<script>alert", path.read_text(encoding="utf-8"), name)
        # Each row of a Markdown table has as many cells as the line below its header.
        for table in re.findall(r"(?:^\|.*\n)+", (self.out / "report.md").read_text(encoding="utf-8"), re.MULTILINE):
            bars = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            self.assertEqual(len(bars), 1, table)


if __name__ == "__main__":
    tap.main()
