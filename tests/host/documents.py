#!/usr/bin/env python3
"""The documents name files, targets, paths, steps and options that exist, and show numbers that were measured.

SPDX-License-Identifier: MIT
"""

import fnmatch
import glob
import os
import re
import unittest

import tap

FIGURES = "docs/figures.md"
DOCUMENTS = [os.path.join(tap.ROOT, name) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += sorted(glob.glob(os.path.join(tap.ROOT, "docs", "*.md")))


# Options of other programs, and a file of Xen's, that the documents name.
FOREIGN_OPTIONS = {"--benchmark_out", "--detach"}
FOREIGN_FILES = {"docs/misc/pvh"}


def read(path):
    with open(os.path.join(tap.ROOT, path), encoding="utf-8") as file:
        return file.read()


def tables(text):
    """The runs of lines that begin with a bar."""
    return re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)


def sources(*patterns):
    """The text of all files that match."""
    return "".join(read(path) for pattern in patterns
                   for path in sorted(glob.glob(os.path.join(tap.ROOT, pattern), recursive=True))
                   if os.path.isfile(path) and not path.endswith(".pyc"))


def quoted(path):
    """Returns what a document has in backquotes, on one line each; blocks of code are left out."""
    prose = re.sub(r"^```.*?^```", "", read(path), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(words.split()) for paragraph in prose.split("\n\n") for words in re.findall(r"`([^`]+)`", paragraph)]


def commands(path):
    """A document's commands: in backquotes, and indented without their comments."""
    return quoted(path) + re.findall(r"^    (?=[A-Z_]+=|make |tools/|tests/|git )([^#\n]*)", read(path), re.MULTILINE)


def anchors(path):
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", read(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def path_rows():
    """[(name, dispatch, exit)] of both architectures."""
    return [tuple(re.split(r", *", row)[:3]) for row in
            re.findall(r"^PATH\((.*)\)", sources("entry/*/paths.def"), re.MULTILINE)]


class Documents(unittest.TestCase):
    """Each test looks at all documents."""

    def test_links_lead_somewhere(self):
        seen = 0
        for path in DOCUMENTS:
            for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]+))?\)", read(path)):
                if "://" in target:
                    continue
                seen += 1
                file = os.path.join(os.path.dirname(path), target) if target else path
                self.assertTrue(os.path.exists(file), f"{path}: {target}")
                if anchor:
                    self.assertTrue(anchor in anchors(file), f"{path}: {target}#{anchor}")
        self.assertGreater(seen, 5)

    def test_files_in_backquotes_exist(self):
        """<arch> is each architecture; what is built, and results of a run, need not be there."""
        folders = {entry.name for entry in os.scandir(tap.ROOT) if entry.is_dir()} - {"build", "results", ".git"}
        seen = 0
        for path in DOCUMENTS:
            for name in quoted(path):
                name = name.split(" ")[0]
                if name.partition("/")[0] not in folders or not re.fullmatch(r"[\w./-]*(?:<arch>[\w./-]*)*", name) \
                        or name in FOREIGN_FILES:
                    continue
                for arch in ("x86_64", "arm64"):
                    seen += 1
                    file = name.replace("<arch>", arch)
                    self.assertTrue(os.path.exists(os.path.join(tap.ROOT, file)), f"{path}: {file}")
        self.assertGreater(seen, 100)

    def test_paths_in_backquotes_exist(self):
        """A name that begins with a back end or ends in an exit is a row of paths.def, or a word of the code."""
        rows = path_rows()
        names, words = {row[0] for row in rows}, set(re.findall(r"\w+", sources("entry/**/*", "bench/*.[ch]")))
        like = re.compile(rf"(?:{'|'.join({row[1] for row in rows})})_\w+|\w+_(?:{'|'.join({row[2] for row in rows})})")
        seen = 0
        for path in DOCUMENTS:
            for name in quoted(path):
                name = name.removeprefix("entry_syscall_")
                if like.fullmatch(name.replace("*", "x")):
                    seen += 1
                    self.assertTrue(name in words or fnmatch.filter(names, name), f"{path}: {name}")
        self.assertGreater(seen, 5)

    def test_hardening_steps_exist(self):
        steps = set(re.findall(r"\bX\(STEP_\w+, (\w+), \w+\)", sources("entry/*/mitigations.h")))
        seen = 0
        for path in DOCUMENTS:
            for name in re.findall(r"\bstep `?([a-z]+_[a-z_]+)|\bstep_([a-z_]+)", read(path)):
                seen += 1
                self.assertTrue("".join(name) in steps, f"{path}: {name}")
        self.assertGreater(seen, 2)

    def test_options_exist(self):
        """In backquotes or in a command: an option that a tool, the benchmark program or the harness has."""
        known = set(re.findall(r"""["'](--[a-z][a-z_-]*)["']""", sources("tools/**/*", "bench/**/*.c", "tests/harness/*")))
        seen = 0
        for path in DOCUMENTS:
            for option in re.findall(r"(?<![\w-])--[a-z][a-z_-]*", " ".join(commands(path))):
                seen += 1
                self.assertTrue(option in known | FOREIGN_OPTIONS, f"{path}: {option}")
        self.assertGreater(seen, 30)

    def test_tests_exist(self):
        """Those that a document has TESTS= run."""
        known = set(re.findall(r"^\[(\w+)\]$", read("tests/tests.cfg"), re.MULTILINE))
        known |= {os.path.splitext(os.path.basename(path))[0] for pattern in ("tests/host/*.py", "tests/unit/*.c")
                  for path in glob.glob(os.path.join(tap.ROOT, pattern))}
        seen = 0
        for path in DOCUMENTS:
            for names in re.findall(r"\bTESTS=([\w,]+)", read(path)):
                for name in names.split(","):
                    seen += 1
                    self.assertTrue(name in known, f"{path}: {name}")
        self.assertGreater(seen, 2)

    def test_variables_of_make_exist(self):
        known = set(re.findall(r"\b[A-Z][A-Z_]+\b", read("tools/variables.mk")))
        seen = 0
        for path in DOCUMENTS:
            for command in commands(path):
                for name in re.findall(r"\b([A-Z_]+)=", command) if re.search(r"\bmake\b", command) else ():
                    seen += 1
                    self.assertTrue(name in known, f"{path}: {command}")
        self.assertGreater(seen, 20)

    def test_the_columns_of_summary_are_described(self):
        text = read("docs/results.md")
        table = tables(text[text.index("## summary.csv"):])[0]
        told = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
        header = re.search(r"#define HEADER((?:.*\\\n)+.*)", read("tools/stats/summary.c"))[1]
        columns = "".join(re.findall(r'"([^"]*)"', header)).split(",")
        self.assertEqual(sorted(told), sorted(columns))

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
