#!/usr/bin/env python3
"""The workflow file is YAML of the form that a hosted runner takes, and every command in it and in docs/ci.md
exists: targets of make with their variables, tools with their options. SPDX-License-Identifier: MIT
"""

import os
import re
import shlex
import subprocess
import unittest

import tap

try:
    import yaml
except ImportError:
    yaml = None

WORKFLOW = os.path.join(tap.ROOT, ".github", "workflows", "kvm.yml")
DOCUMENT = os.path.join(tap.ROOT, "docs", "ci.md")
# What a fresh Debian or git brings.
OTHERS = {"apt-get", "git", "tar", "if", "fi", "rm", "cp"}
ACTIONS = r"^actions/(checkout|upload-artifact|cache/restore|cache/save)@v[0-9]+$"
VARIABLES = {"ARCH", "ACCEL", "OUT", "ROUNDS", "BOOTS"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def steps():
    return yaml.safe_load(read(WORKFLOW))["jobs"]["kvm"]["steps"]


def document():
    """(the text, the steps that it shows)"""
    before, shown, after = re.fullmatch("(.*)```yaml\n(.*?)```\n(.*)", read(DOCUMENT), re.DOTALL).groups()
    return before + after, yaml.safe_load(shown)


def commands():
    """The commands of both, each as its words."""
    text, shown = document()
    lines = [line.strip() for step in (*steps(), *shown) for line in step.get("run", "").splitlines()]
    lines += re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    return [shlex.split(part.partition(">>")[0]) for line in lines for part in line.split("&&")]


class Ci(unittest.TestCase):
    def setUp(self):
        self.assertIsNotNone(yaml, "install Debian's package python3-yaml")

    def test_the_workflow_is_what_a_runner_takes(self):
        text = yaml.safe_load(read(WORKFLOW))
        self.assertIn(True, text)  # YAML 1.1 reads `on` as true
        job = text["jobs"]["kvm"]
        self.assertEqual(job["container"], {"image": "debian:12", "options": "--device /dev/kvm"})
        for step in (*steps(), *document()[1]):
            self.assertEqual(("run" in step) + ("uses" in step), 1, step)
            self.assertRegex(step.get("uses", "actions/checkout@v4"), ACTIONS)
        keep = next(step for step in steps() if "upload-artifact" in step.get("uses", ""))
        self.assertEqual(keep["if"], "${{ always() }}")

    def test_what_is_kept_is_what_was_made(self):
        made = {word[4:] for words in commands() for word in words if word.startswith("OUT=")}
        kept = next(s for s in steps() if "upload-artifact" in s.get("uses", ""))["with"]["path"].split()
        self.assertLessEqual(set(kept), made)
        self.assertEqual(len(kept), 3)

    def test_what_is_shown_of_a_first_contact_is_in_its_file(self):
        words = next(words for words in commands() if words[0] == "tar")
        out = next(word[4:] for made in commands() for word in made if made[:2] == ["make", "first-contact"] and "OUT=" in word)
        self.assertEqual(words[3:5], [out, os.path.basename(out).replace(".tar.gz", "") + "/table.txt"])

    def test_a_baseline_is_kept_where_it_is_looked_for(self):
        restore, run, copy, save = document()[1]
        self.assertEqual(restore["with"]["path"], save["with"]["path"])
        self.assertTrue(save["with"]["key"].startswith(restore["with"]["restore-keys"]))
        self.assertEqual(copy["if"], save["if"])
        self.assertIn(restore["with"]["path"], run["run"])

    def test_make_has_these_targets(self):
        seen = 0
        for words in commands():
            if words[0] != "make":
                continue
            seen += 1
            self.assertLessEqual({w.partition("=")[0] for w in words if "=" in w}, VARIABLES, words)
            done = subprocess.run([*words, "-n", "SETUP=no"], cwd=tap.ROOT, capture_output=True, text=True, check=False,
                                  env={k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))})
            self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        self.assertGreater(seen, 6)

    def test_the_tools_have_these_options(self):
        seen = 0
        for words in commands():
            if words[0] == "make" or words[0] in OTHERS:
                continue
            self.assertRegex(words[0], "^tools/[a-z-]+$")
            usage = subprocess.run([os.path.join(tap.ROOT, words[0]), "--help"], capture_output=True, text=True, check=True)
            for option in [w for w in words if w.startswith("--")]:
                seen += 1
                self.assertRegex(usage.stdout, rf"{option}\b", words)
        self.assertGreater(seen, 5)


if __name__ == "__main__":
    tap.main()
