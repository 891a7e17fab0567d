#!/usr/bin/env python3
"""tools/native: its starts, its folder, its refusals, with a script for the native program.

SPDX-License-Identifier: MIT
"""

import json
import os
import pathlib
import re
import shutil
import signal
import tempfile
import time
import unittest

import tap
from checkout import Checkout
from make_elf import ARM64, X86_64, make_elf
from make_region import in_blocks, make_region, make_text
from trapgate import boots, folder, host, native

ARCH = host.architecture()
OTHER = {"x86_64": "arm64", "arm64": "x86_64"}
MACHINE = {"x86_64": X86_64, "arm64": ARM64}
PATHS = {"table": ("table", "-", 0, 1), "direct": ("direct", "-", 1, 1)}
CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("-", "empty", "-", "batch=64", 64, "ok", ""),
         ("table", "null", "-", "-", 1, "ok", ""), ("table", "null", "-", "batch=64", 64, "ok", ""),
         ("direct", "null", "-", "-", 1, "ok", ""), ("-", "empty", "-", "batch=128", 128, "ok", ""),
         ("table", "null", "-", "batch=128", 128, "ok", ""),
         ("table", "null", "-", "pmu_cycles_user", 64, "not_available", "no such counter here")]
FACTS = {"kernel": "linux", "arch": ARCH, "machine.core_hz_begin": "3000000000",
         "machine.context_switches_involuntary": "2", "machine.switched_blocks": "1:0+2"}
# What stands in for taskset: says how it was called, then does as it is told.
TASKSET = """#!/usr/bin/env python3
import os, sys, time
with open(os.environ["CALLS"], "a") as calls:
    print(*sys.argv[1:], file=calls)
def give(name):
    with open(name, "rb") as file:
        sys.stdout.buffer.write(file.read())
exec(os.environ["FAKE_SCRIPT"])
"""


def region(first=42, cells=CELLS, facts=None):
    values = {0: [21] * 4, 1: [128] * 4, 2: [first, 42, 63, 63], 3: [300] * 4, 4: [42] * 4, 5: [256] * 4,
              6: [576] * 4}
    return make_region(make_text(cells, FACTS | (facts or {}), PATHS), in_blocks(values), len(cells))


def native_elf(code):
    """As the program is, to those who only look at it."""
    return make_elf(MACHINE[ARCH], sections=[(".text", 0x1000, code)],
                    symbols=[("dispatch_table", 0x1000, 16), ("sys_null", 0x1010, 8)])


def setUpModule():
    global checkout
    checkout = Checkout()
    shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host"))
    checkout.put(f"build/{ARCH}/native", native_elf(bytes(range(64))))
    os.chmod(checkout.put("bin/taskset", TASKSET.encode()), 0o755)
    checkout.region = checkout.put("region", region())


def tearDownModule():
    checkout.remove()


class Native(unittest.TestCase):
    """A start of the tool with a result folder to be."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=checkout.folder))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out, self.calls = self.folder / "out", self.folder / "calls"

    def start(self, script, *arguments, **environ):
        more = {"CALLS": str(self.calls), "TRAPGATE_CPU": "", **environ}
        return checkout.start("native", script, "--out", str(self.out), *arguments, environ=more)

    def native(self, *arguments, script=None, **environ):
        """(status, stdout, stderr); without what the doctor says of this very host"""
        process = self.start(script or f"give({checkout.region!r})", *arguments, **environ)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), re.sub(r"\Atools/native: doctor: .*\n", "", err.decode())

    def called(self):
        return [line.split() for line in self.calls.read_text().splitlines()]

    def assert_nothing(self):
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name != "calls"], [])


class Tool(Native):
    def test_a_whole_run(self):
        status, shown, err = self.native("--boots", "2", "--seed", "7", "--rounds", "2")
        self.assertEqual(status, 0, err)
        self.assertIn("table", shown)
        run = folder.read(str(self.out))
        self.assertEqual((run.arch, run.instrument, sorted(run.boots)), (ARCH, "native", [(0, 0), (0, 1)]))
        self.assertEqual(list(run.values["table", "null", "-", "-"]), [42, 42, 63, 63] * 2)
        self.assertEqual(list(run.values["table", "null", "-", "batch=64"]), [300 / 64] * 8)
        self.assertTrue((self.out / "latency.svg").exists())
        report = (self.out / "report.md").read_text()
        self.assertIn("native", report)
        self.assertIn("| 3000000000 | 2 |", report)
        self.assertNotIn("QEMU", report)

    def test_the_environment(self):
        self.assertEqual(self.native("--boots", "2", "--seed", "7")[0], 0)
        facts = json.loads((self.out / "environment.json").read_text())
        self.assertEqual((facts["emulator"], facts["complete"], facts["kernel"]["name"]), (None, True, "linux"))
        self.assertEqual(sorted((b["boot"], b["seed"], b["complete"]) for b in facts["boots"]),
                         [(0, 7, True), (1, boots.seed_of(7, 0, 1), True)])
        for boot in facts["boots"]:
            self.assertEqual(boot["process"]["context_switches_involuntary"], "2")
            self.assertEqual(len(boot["load_average"]), 3)
        self.assertEqual(facts["run"]["boots"], 2)
        self.assertNotIn("kvm", {finding["check"] for finding in facts["doctor"]["findings"]})
        self.assertEqual({name: len(row["sha256"]) for name, row in facts["paths"].items()},
                         {"table": 64, "direct": 64})
        self.assertNotEqual(*(row["sha256"] for row in facts["paths"].values()))
        self.assertEqual(facts["not_available"], {"no such counter here": ["table null pmu_cycles_user"]})
        self.assertNotIn(checkout.folder, (self.out / "environment.json").read_text())

    def test_layouts(self):
        status, _, err = self.native("--layouts", "2")
        self.assertEqual(status, 2)
        self.assertIn("is missing: build it with", err)
        self.assert_nothing()
        os.makedirs(os.path.join(checkout.folder, f"build/{ARCH}/layouts/1"), exist_ok=True)
        other = checkout.put(f"build/{ARCH}/layouts/1/native", native_elf(bytes(64)))
        self.addCleanup(os.unlink, other)
        status, _, err = self.native("--layouts", "2")
        self.assertEqual(status, 0, err)
        self.assertEqual(sorted(folder.read(str(self.out)).boots), [(0, 0), (1, 0)])
        facts = json.loads((self.out / "environment.json").read_text())
        self.assertEqual([(one["layout"], one["link_order_seed"]) for one in facts["layouts"]], [(0, None), (1, 1)])
        self.assertNotEqual(*(one["paths"]["table"] for one in facts["layouts"]))
        self.assertEqual({words[2].endswith("layouts/1/native") for words in self.called()}, {True, False})

    def test_it_is_pinned(self):
        cpu = str(min(os.sched_getaffinity(0)))
        self.assertEqual(self.native(TRAPGATE_CPU=cpu)[0], 0)
        self.assertEqual(self.called()[0][:2], ["-c", cpu])
        self.assertEqual(json.loads((self.out / "environment.json").read_text())["host"]["pinned_cpu"], int(cpu))

    def test_what_was_asked_for_reaches_the_program(self):
        self.native("--paths", "table", "--patterns", "same", "--samples", "3", "--seed", "5")
        self.assertEqual(self.called()[0][3:], ["run", "--paths", "table", "--patterns", "same",
                                                "--samples", "3", "--seed", "5"])

    def test_what_the_program_does_not_have(self):
        script = "print(\"native: unknown path 'x'; known: table\", file=sys.stderr); sys.exit(2)"
        status, out, err = self.native("--paths", "x", script=script)
        self.assertEqual((status, out, err), (2, "", "trapgate: native: unknown path 'x'; known: table\n"))
        self.assert_nothing()

    def test_a_wrong_result(self):
        script = ("print('round 1/2', file=sys.stderr); print('native: result 1, expected 2', file=sys.stderr); "
                  "sys.exit(1)")
        status, out, err = self.native(script=script)
        self.assertEqual((status, out, err), (125, "", "trapgate: native: result 1, expected 2\n"))
        self.assert_nothing()

    def test_other_ends(self):
        for script, words in (("os.kill(os.getpid(), 9)", "killed by SIGKILL"), ("sys.exit(3)", "status 3"),
                              ("pass", "hold no header"), ("sys.stdout.buffer.write(bytes(200))", "TGSAMPLE")):
            status, out, err = self.native(script=script)
            self.assertEqual((status, out), (125, ""), script)
            self.assertRegex(err, f"^trapgate: .*{words}")
            self.assert_nothing()

    def test_a_start_that_differs_from_the_first(self):
        other = checkout.put("other", region(cells=CELLS[:7]))
        script = f"give({checkout.region!r} if sys.argv[-1] == '1' else {other!r})"
        status, out, err = self.native("--boots", "2", script=script)
        self.assertEqual((status, out), (125, ""))
        self.assertRegex(err, "it measured [78] rows, those before it [78]")
        self.assert_nothing()

    def test_time_out(self):
        status, _, err = self.native("--timeout", "0.5", script="time.sleep(30)")
        self.assertEqual((status, err), (124, "trapgate: the native program did not end within 0.5 s\n"))
        self.assert_nothing()

    def test_interrupted(self):
        pid = self.folder / "calls"
        process = self.start("time.sleep(30)")
        while not pid.exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=20)[0], b"")
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assert_nothing()

    def test_usage(self):
        for arguments in (("--rounds", "0"), ("--seed", "-1"), ("--seed", "x"), ("--boots", "0"),
                          ("--arch", "riscv"), ("--frobnicate",)):
            status, out, err = self.native(*arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertRegex(err, "^trapgate: ")
            self.assert_nothing()

    def test_an_architecture_that_is_not_here(self):
        status, out, err = self.native("--arch", OTHER[ARCH])
        self.assertEqual((status, out), (2, ""))
        self.assertIn(f"this host is {ARCH}", err)
        self.assert_nothing()
        self.assertFalse(self.calls.exists())

    def test_a_folder_in_use(self):
        self.out.mkdir()
        (self.out / "mine").write_text("precious")
        status, _, err = self.native()
        self.assertEqual(status, 2)
        self.assertIn("exists and is not an empty folder", err)
        self.assertFalse(self.calls.exists())


class Adopt(Native):
    """--adopt, with a docs/figures.md that is a few lines."""

    def adopt(self, what):
        process = checkout.start("native", "", "--adopt", str(what))
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def reference(self):
        """Measures; the name that its CPU gives the folder."""
        self.assertEqual(self.native()[0], 0)
        facts = json.loads((self.out / "environment.json").read_text())
        return f"results/reference/native/{native.cpu_name(facts['host'])}"

    def readme(self, text):
        return pathlib.Path(checkout.put("docs/figures.md", text.encode()))

    def test_the_folder_and_the_table(self):
        name = self.reference()
        old = "| path | null |\n|---|---:|\n| table | 9 |\n"
        readme = self.readme(f"![a plot]({name}/latency.svg)\n\n{old}\nbehind it\n")
        stale = pathlib.Path(checkout.folder, name)
        stale.mkdir(parents=True, exist_ok=True)
        (stale / "stale").write_text("of a run before")
        self.assertEqual(self.adopt(self.out), (0, f"reference: {name}\n", ""))
        self.assertEqual(folder.read(str(stale)).instrument, "native")
        self.assertFalse((stale / "stale").exists())
        text = readme.read_text()
        self.assertNotIn("| table | 9 |", text)
        # (576 - 256) / 128
        self.assertIn("latency.svg)\n\n| path | null |\n|---|---:|\n| table | 2.5 |\n", text)
        self.assertTrue(text.endswith("\nbehind it\n"))

    def test_another_cpu_s_table_stays(self):
        readme = self.readme("| path | null |\n|---|---:|\n| table | 9 |\n")
        self.assertTrue(self.reference())
        self.assertEqual(self.adopt(self.out)[0], 0)
        self.assertIn("| table | 9 |", readme.read_text())

    def test_no_table_to_renew(self):
        self.readme(f"see {self.reference()}/report.md\n")
        status, _, err = self.adopt(self.out)
        self.assertEqual(status, 2)
        self.assertIn("expected one table that begins with", err)

    def test_what_is_no_native_run(self):
        for what in (os.path.join(tap.ROOT, "results/reference/x86_64"), checkout.folder, "nowhere"):
            status, out, err = self.adopt(what)
            self.assertEqual((status, out), (2, ""), what)
            self.assertRegex(err, "^trapgate: ")


class Cpu(unittest.TestCase):
    """A name that a folder may have."""

    def facts(self, vendor, family, model, stepping):
        return dict(zip(("cpu_vendor", "cpu_family", "cpu_model_number", "cpu_stepping"),
                        (vendor, family, model, stepping)))

    def test_names(self):
        for facts, name in ((("AuthenticAMD", "26", "2", "1"), "AuthenticAMD-26-2-1-zen5"),
                            (("GenuineIntel", "6", "143", "8"), "GenuineIntel-6-143-8-sapphirerapids"),
                            (("0x41", "8", "0xd0c", "1"), "0x41-8-0xd0c-1-neoverse-n1"),
                            (("AuthenticAMD", "99", "2", "1"), "AuthenticAMD-99-2-1"),
                            (("../..", "a b", None, None), "-ab")):
            self.assertEqual(native.cpu_name(self.facts(*facts)), name.lstrip("-"))

    def test_nothing_known(self):
        self.assertEqual(native.cpu_name(self.facts(None, None, None, None)), "unknown")


if __name__ == "__main__":
    tap.main()
