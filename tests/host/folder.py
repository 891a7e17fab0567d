#!/usr/bin/env python3
"""A result folder is believed as a whole or not at all: every way of damage is told in a sentence.

SPDX-License-Identifier: MIT
"""

import glob
import hashlib
import json
import os
import random
import re
import shutil
import tempfile
import unittest

import tap
from make_folder import ROWS, make_folder
from trapgate import Failure, UsageError, folder, results

NULL = ("table_sysret", "null", "-", "-")


class Folders(unittest.TestCase):
    def setUp(self):
        parent = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, parent)
        self.path = make_folder(os.path.join(parent, "run"), missing=[("table_iret", "null", "-", "-")])

    def file(self, name):
        return os.path.join(self.path, name)

    def read(self, name):
        with open(self.file(name), encoding="utf-8", newline="") as file:
            return file.read()

    def write(self, name, text, honest=True):
        """`honest`: environment.json's checksum is of the new text."""
        with open(self.file(name), "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        if honest and name.endswith(".csv"):
            digest = hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
            self.facts(**{name.replace(".csv", "_sha256"): digest})

    def facts(self, **changed):
        """Changes keys of environment.json; None: removes one."""
        facts = json.loads(self.read("environment.json")) | changed
        self.write("environment.json", json.dumps({k: v for k, v in facts.items() if v is not None}))

    def refused(self, *texts):
        with self.assertRaises(Failure) as caught:
            folder.read(self.path)
        for text in texts:
            self.assertIn(text, str(caught.exception))

    def each(self, name, changes):
        """Every change of a file by itself is refused, with words that say what was seen."""
        whole = self.read(name)
        for old, new, text in changes:
            with self.subTest(old=old, new=new):
                self.assertIn(old, whole)
                self.write(name, whole.replace(old, new, 1))
                self.refused(text)
        self.write(name, whole)
        folder.read(self.path)

    def test_what_is_read(self):
        run = folder.read(self.path)
        self.assertEqual((run.arch, run.instrument, run.boots), ("x86_64", "kvm", [(0, 0)]))
        self.assertEqual(list(run.values[NULL]), [70, 70, 71, 90])
        self.assertEqual([(folder.key_of(r), r["n"], r["median"]) for r in run.rows][1], (NULL, "4", "70.5"))
        self.assertEqual(set(run.rows[0]) >= set(results.SUMMARY_COLUMNS), True)
        self.assertEqual([r["status"] for r in run.rows], ["ok", "ok", "ok", "not_available"])

    def test_the_reference_folders_are_whole(self):
        found = glob.glob(os.path.join(tap.ROOT, "results/reference/**/environment.json"), recursive=True)
        self.assertGreaterEqual(len(found), 4)
        for path in found:
            folder.read(os.path.dirname(path))

    def test_a_folder_of_the_first_version(self):
        """No checksums, no boots, the first columns alone."""
        lines = self.read("summary.csv").splitlines()
        self.write("summary.csv", "".join(",".join(line.split(",")[:16]) + "\n" for line in lines))
        self.facts(format_version=1, samples_sha256=None, summary_sha256=None, boots=None)
        self.assertEqual(folder.read(self.path).rows[1]["median_low"], "")
        self.facts(format_version=2)
        self.refused("samples_sha256")

    def test_what_is_no_result_folder(self):
        for path in (self.path + "x", self.file("samples.csv"), os.path.dirname(self.path)):
            with self.assertRaisesRegex(UsageError, "result folder"):
                folder.read(path)

    def test_files_that_are_missing(self):
        for name in ("samples.csv", "summary.csv"):
            os.rename(self.file(name), self.file("elsewhere"))
            self.refused(name, "is missing")
            os.mkfifo(self.file(name))
            self.refused(name, "is not a file")
            os.replace(self.file("elsewhere"), self.file(name))

    def test_every_cut_is_seen(self):
        """With the checksum, and where the checksum was taken of what is left."""
        for name in ("samples.csv", "summary.csv", "environment.json"):
            whole = self.read(name)
            for length in range(0, len(whole) - 1, max(1, len(whole) // 40)):
                for honest in (False, True):
                    self.write(name, whole[:length], honest)
                    self.refused(name)
            self.write(name, whole)
            folder.read(self.path)

    def test_every_byte_of_the_data_is_under_the_checksum(self):
        for name in ("samples.csv", "summary.csv"):
            whole = self.read(name)
            for at in range(0, len(whole), 7):
                self.write(name, whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1:], honest=False)
                self.refused(name, "_sha256")
            self.write(name, whole)

    def test_environment(self):
        for changed, text in (({"format_version": 3}, "format_version is 3"), ({"format_version": None}, "is None"),
                              ({"complete": False}, "complete"), ({"complete": "true"}, "complete"),
                              ({"complete": None}, "complete"), ({"arch": "a b"}, "arch a b"),
                              ({"arch": None}, "lacks arch"), ({"arch": 64}, "arch 64"),
                              ({"instrument": None}, "lacks instrument"),
                              ({"instrument": "tcg"}, "instrument tcg"), ({"host": None}, "'host'"),
                              ({"build": []}, "'build'"), ({"boots": 1}, "'boots'"), ({"boots": []}, "0 boots"),
                              ({"boots": [{"layout": 0, "boot": 1, "complete": True}]}, "not the same"),
                              ({"boots": [{"layout": 0, "boot": 0, "complete": False}]}, "not complete"),
                              ({"arch": "arm64"}, "line 2")):
            before = self.read("environment.json")
            self.facts(**changed)
            with self.subTest(changed=changed):
                self.refused(text)
            self.write("environment.json", before)
        for text in ("", "{", "[]", "null", "\0", "[" * 100000):
            self.write("environment.json", text)
            self.refused("environment.json")

    def test_samples(self):
        self.each("samples.csv", (
            ("path,bench", "bench,path", "begins with"), ("cycles\n", "cycles\n\n", "line 3"),
            ("cycles\n", "cycles\r\n", "line 2"), (",70,cycles", ",nan,cycles", "line 6"),
            (",70,cycles", ",,cycles", "line 6"), (",70,cycles", ",0x70,cycles", "line 6"),
            (",70,cycles", ",7e1,cycles", "line 6"), (",70,cycles", ",70,ticks", "in ticks"),
            (",70,cycles\ntable", ",70,ticks\ntable", "line 7"), (",70,cycles", ",69,cycles", "as min"),
            (",90,cycles", ",91,cycles", "as max"), (",71,cycles", ",72,cycles", "as median"),
            (",0,0,1,1,70,cycles", ",0,0,1,2,70,cycles", "line 7"),
            (",0,0,1,1,70,cycles", ",0,0,1,0,70,cycles", "line 7"),
            (",0,0,1,1,70,cycles", ",0,0,4,0,70,cycles", "line 8"),
            (",0,0,1,0,70,cycles", ",0,1,1,0,70,cycles", "line 7"),
            ("table_sysret,null,-,-,0,0,1,1,70,cycles\n", "", "n=4; samples.csv has 3"),
            ("table_sysret,null", "table_iret,null", "line 7"),
            ("table_sysret,null", '"table_sysret",null', "line 6"), ("table_sysret", "table sysret", "line 6"),
            ("table_sysret", "$(table_sysret)", "line 6"), ("table_sysret", "t" * 65, "line 6"),
            ("-,empty", "-,full", "line 3"), ("70", "\u0667", "a byte that no field may hold")))
        text = self.read("samples.csv")
        self.write("samples.csv", text + text.splitlines()[1] + "\n")
        self.refused("goes back to a block")
        self.write("samples.csv", text + "table_iret,null,-,-,0,0,99,0,70,cycles\n")
        self.refused("not_available with n=0; samples.csv has 1")
        self.write("samples.csv", text + "x,null,-,-,0,0,99,0,70,cycles\n")
        self.refused("samples of x null")

    def test_summary(self):
        null = next(line for line in self.read("summary.csv").splitlines() if "table_sysret,null" in line)
        self.each("summary.csv", (
            (",min,", ",mini,", "begins with"), (",drift_p\n", "\n", "begins with"), (",drift_p\n", ",drift_p,x\n", "begins"),
            (null, null + ",1", "line 3"), (null, null + "\n" + null, "twice"), (null + "\n", "", "samples of"),
            (",ok,cycles,4,70,", ",incomplete,cycles,4,70,", "incomplete in line 3"),
            (",ok,cycles,4,70,", ",not_available,cycles,4,70,", "as not_available"),
            (",ok,cycles,4,70,", ",ok,cycles,5,70,", "n=5; samples.csv has 4"),
            (",ok,cycles,4,70,", ",ok,cycles,,70,", "line 3"), (",ok,cycles,4,70,", ",ok,ticks,4,70,", "in ticks"),
            (",ok,cycles,4,70,", ",ok,hours,4,70,", "line 3"), (",ok,cycles,4,70,", ",ok,cycles,4,,", "as min"),
            (",ok,cycles,4,70,70.5,", ",ok,cycles,4,70,70.4,", "as median"),
            (",ok,cycles,4,70,70.5,", ",ok,cycles,4,70,inf,", "line 3"),
            ("x86_64,kvm,table_sysret", "arm64,kvm,table_sysret", "line 3"),
            ("x86_64,kvm,table_sysret", "x86_64,icount,table_sysret", "line 3"),
            ("x86_64,kvm,table_sysret", "x86_64,kvm,<b>", "line 3")))
        self.write("summary.csv", self.read("summary.csv").splitlines()[0] + "\n")
        self.refused("samples of")

    def test_random_damage_is_a_sentence_or_no_damage(self):
        """Bytes changed, lost, doubled, under a checksum of the result: a Failure, never another exception."""
        source, refused = random.Random(1), 0
        for name in ("samples.csv", "summary.csv", "environment.json"):
            whole = self.read(name).encode()
            facts = self.read("environment.json")
            for _ in range(3000 if os.environ.get("TEST_LONG") else 150):
                at, size = source.randrange(len(whole)), source.choice((0, 1, 1, 1, 5, 40))
                piece = bytes(source.choice(b"0,.-\n\"{}[]:\x00\xff9ae") for _ in range(source.choice((0, 1, 1, 3))))
                self.write(name, whole[:at] + piece + whole[at + size:])
                try:
                    folder.read(self.path)
                except Failure as error:
                    self.assertTrue(str(error).isprintable())
                    refused += 1
                self.write("environment.json", facts)
            self.write(name, whole)
        self.assertGreater(refused, 250)

    def test_what_a_file_says_is_fit_for_a_terminal(self):
        self.write("samples.csv", self.read("samples.csv").replace("table_sysret", "\x1b[2Jtable_sysret" + "x" * 500, 1))
        with self.assertRaises(Failure) as caught:
            folder.read(self.path)
        self.assertTrue(str(caught.exception).isprintable())
        self.assertLess(len(str(caught.exception)), 600)

    def test_a_comparison_with_linux_numbers_more_boots_than_it_describes(self):
        rows = {key: {(0, boot): blocks[0, 0] for boot in range(2)} for key, blocks in ROWS.items()}
        boots = [{"layout": 0, "boot": 0, "complete": True}]
        path = make_folder(self.path + "-linux", rows, boots=boots, linux={})
        self.assertEqual(folder.read(path).boots, [(0, 0), (0, 1)])
        with self.assertRaisesRegex(Failure, re.escape("names 1 boots")):
            folder.read(make_folder(self.path + "-boots", rows, boots=boots))


if __name__ == "__main__":
    tap.main()
