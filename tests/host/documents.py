#!/usr/bin/env python3
"""The documents name files, targets and options that exist, and show numbers that were measured.

SPDX-License-Identifier: MIT
"""

import glob
import os
import re
import unittest

import tap

FIGURES = "docs/figures.md"
DOCUMENTS = [os.path.join(tap.ROOT, name) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += sorted(glob.glob(os.path.join(tap.ROOT, "docs", "*.md")))


def read(path):
    with open(os.path.join(tap.ROOT, path), encoding="utf-8") as file:
        return file.read()


def tables(text):
    """The runs of lines that begin with a bar."""
    return re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)


class Documents(unittest.TestCase):
    """Of all of them."""

    def test_links_lead_somewhere(self):
        seen = 0
        for path in DOCUMENTS:
            for target in re.findall(r"\]\(([^)#]+)\)", read(path)):
                if "://" in target:
                    continue
                seen += 1
                self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path), target)),
                                f"{path}: {target}")
        self.assertGreater(seen, 5)

    def test_files_in_backquotes_exist(self):
        seen = 0
        for path in DOCUMENTS:
            for name in re.findall(r"`([a-z_0-9]+/[a-zA-Z_0-9/.-]+\.(?:c|S|h|def|py|gp|mk))`",
                                   read(path)):
                seen += 1
                self.assertTrue(os.path.exists(os.path.join(tap.ROOT, name)), f"{path}: {name}")
        self.assertGreater(seen, 20)

    def test_lines_fit(self):
        """Prose wraps at 100 columns; tables, code and pictures do not wrap."""
        for path in DOCUMENTS:
            prose, code = [], False
            for number, line in enumerate(read(path).split("\n"), 1):
                code ^= line.startswith("```")
                if len(line) > 100 and not code and not line.startswith(("|", "    ", "![", "#")) and " " in line.strip():
                    prose.append(number)
            self.assertEqual(prose, [], path)

    def test_targets_of_make_exist(self):
        makefiles = "".join(read(name) for name in
                            ("Makefile", "tools/bench.mk", "tools/linux.mk", "bench/native/native.mk",
                             "tests/tests.mk", "tools/contact.mk"))
        targets = set(re.findall(r"^([a-z-]+):", makefiles, re.MULTILINE)) | {"new"}
        for path in DOCUMENTS:
            for name in re.findall(r"(?:^    |`)make ([a-z-]+)", read(path), re.MULTILINE):
                self.assertIn(name, targets, path)


class Figures(unittest.TestCase):
    """The tables of README and docs/figures.md are those of the reference runs."""

    def test_the_tables_are_what_was_measured(self):
        shown = tables(read("README.md")) + tables(read(FIGURES))
        reference = os.path.join(tap.ROOT, "results", "reference")
        arches = sorted(name for name in os.listdir(reference)
                        if os.path.exists(os.path.join(reference, name, "report.md")))
        self.assertIn("x86_64", arches)
        for arch in arches:
            report = read(f"results/reference/{arch}/report.md")
            glance = tables(report[report.index("At a glance"):])[0]
            self.assertIn(glance, shown, f"README.md and {FIGURES} show another table than {arch}'s report.md")

    def test_the_native_table_is_what_was_measured(self):
        shown = [name for name in os.listdir(os.path.join(tap.ROOT, "results/reference/native"))
                 if f"results/reference/native/{name}/latency" in read(FIGURES)
                 or f"results/reference/native/{name}/report.md" in read(FIGURES)]
        self.assertEqual(len(shown), 1)
        self.assert_shown(f"results/reference/native/{shown[0]}/report.md", "make reference-native renews both")

    def test_the_table_of_the_hosts_linux_is_what_was_measured(self):
        found = re.findall(r"results/reference/native/[A-Za-z0-9-]+/linux/report[.]md", read(FIGURES))
        self.assertEqual(len(found), 1)
        self.assert_shown(found[0], "make linux-native-reference renews both")

    def assert_shown(self, name, words):
        """A report's table at a glance is in the document."""
        report = read(name)
        self.assertIn(tables(report[report.index("At a glance"):])[0], tables(read(FIGURES)), words)


if __name__ == "__main__":
    tap.main()
