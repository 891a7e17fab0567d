#!/usr/bin/env python3
"""tools/linux-native: its starts, its folder, its refusals, with a script for both programs.

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
from trapgate import boots, folder, hardware, host, linux_native, native

ARCH = host.architecture()
OTHER = {"x86_64": "arm64", "arm64": "x86_64"}
LINUX = {"linux": ("-", "-", 0, 1)}
CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("-", "empty", "-", "batch=128", 128, "ok", ""),
         ("linux", "getppid", "-", "-", 1, "ok", ""), ("linux", "getppid", "-", "batch=128", 128, "ok", ""),
         ("linux", "enosys", "-", "-", 1, "ok", ""), ("linux", "null", "-", "-", 1, "not_available", "no such call")]
VALUES = {0: [20] * 4, 1: [128] * 4, 2: [400, 520, 520, 560], 3: [64128] * 4, 4: [320] * 4}
CLOCKS = {"kernel": "linux", "arch": ARCH, "counter_hz": "2000000000", "machine.counter_hz_source": "a clock",
          "machine.counter_step": "21", "machine.core_hz_begin": "3000000000", "machine.core_width_begin": "6.00",
          "machine.core_hz_end": "3100000000", "machine.core_width_end": "5.90"}
# What stands in for taskset: says how it was called, tells the native program's clocks, else does as it is told.
TASKSET = """#!/usr/bin/env python3
import os, sys, time
with open(os.environ["CALLS"], "a") as calls:
    print(*sys.argv[1:], file=calls)
seed = sys.argv[sys.argv.index("--seed") + 1] if "--seed" in sys.argv else "1"
def give(name):
    with open(name + "." + seed if os.path.exists(name + "." + seed) else name, "rb") as file:
        return sys.stdout.buffer.write(file.read())
if sys.argv[3].endswith("/native"):
    give(os.environ["CLOCKS"])
    sys.exit(0)
exec(os.environ["FAKE_SCRIPT"])
"""


def region(seed=1, **facts):
    told = {"kernel": "linux", "arch": ARCH, "counter_hz": "0", "seed": str(seed)} | facts
    return make_region(make_text(CELLS, told, LINUX), in_blocks(VALUES), len(CELLS))


def setUpModule():
    global checkout
    checkout = Checkout()
    shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host"))
    elf = make_elf({"x86_64": X86_64, "arm64": ARM64}[ARCH])
    for name in ("native", "bench"):
        checkout.put(f"build/{ARCH}/{name}", elf)
    os.chmod(checkout.put("bin/taskset", TASKSET.encode()), 0o755)
    cells = [("-", "empty", "-", "-", 1, "ok", "")]
    checkout.clocks = checkout.put("clocks", make_region(
        make_text(cells, CLOCKS, {"direct": ("direct", "-", 1, 1)}), in_blocks({0: [20] * 2}), 1))
    checkout.region = checkout.put("region", region())
    checkout.put(f"region.{boots.seed_of(7, 0, 1)}", region(boots.seed_of(7, 0, 1)))
    checkout.put("region.7", region(7))
    for number in range(1, 5):
        checkout.put(f"region.{boots.seed_of(1, 0, number)}", region(boots.seed_of(1, 0, number)))


def tearDownModule():
    checkout.remove()


class LinuxNative(unittest.TestCase):
    """A start of the tool with a result folder to be."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=checkout.folder))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out, self.calls = self.folder / "out", self.folder / "calls"

    def start(self, script, *arguments, **environ):
        more = {"CALLS": str(self.calls), "CLOCKS": checkout.clocks, "TRAPGATE_CPU": "", **environ}
        return checkout.start("linux-native", script, "--out", str(self.out), *arguments, environ=more)

    def run_it(self, *arguments, script=None, **environ):
        """(status, stdout, stderr); without what the doctor says of this very host"""
        process = self.start(script or f"give({checkout.region!r})", *arguments, **environ)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), re.sub(r"\Atools/linux-native: doctor: .*\n", "", err.decode())

    def called(self):
        """The benchmark program's starts."""
        lines = [line.split() for line in self.calls.read_text().splitlines()]
        return [words for words in lines if words[2].endswith("/bench")]

    def refused(self, status, words, *arguments, **kwargs):
        found, out, err = self.run_it(*arguments, **kwargs)
        self.assertEqual((found, out), (status, ""), err)
        self.assertRegex(err, f"^trapgate: .*{words}")
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name != "calls"], [])

    def facts(self):
        return json.loads((self.out / "environment.json").read_text())


class Tool(LinuxNative):
    def test_a_whole_run(self):
        status, shown, err = self.run_it("--boots", "2", "--seed", "7")
        self.assertEqual(status, 0, err)
        # 520 - 20, 501 - 1, 320 - 20
        self.assertRegex(shown, r"getppid +500 +500\n +enosys +300 +-\n")
        run = folder.read(str(self.out))
        self.assertEqual((run.arch, run.instrument, sorted(run.boots)), (ARCH, "native", [(0, 0), (0, 1)]))
        self.assertEqual(list(run.values["linux", "getppid", "-", "-"]), [400, 520, 520, 560] * 2)
        report = (self.out / "report.md").read_text()
        self.assertIn("# The host's Linux", report)
        self.assertIn("Nothing of Trapgate runs", report)
        self.assertNotIn("Dispatch back ends alone", report)
        self.assertIn("| its command line on mitigations |", report)
        self.assertRegex(report, r"his host is a virtual machine|is no virtual machine|virtual machine is not known")
        for name in hardware.Files().names("sys/devices/system/cpu/vulnerabilities/*"):
            self.assertIn(f"| {os.path.basename(name)} | {hardware.Files().read(name)} |", report)

    def test_until_the_intervals_are_narrow(self):
        status, _, err = self.run_it("--until", "100%")
        self.assertEqual((status, len(self.called())), (0, 5), err)
        self.assertEqual(err, "tools/linux-native: --until: each row's interval lies within 100 % of its figure after 5 boots\n")
        self.assertEqual(len({boot["seed"] for boot in self.facts()["boots"]}), 5)

    def test_a_first_look(self):
        self.assertEqual(self.run_it("--quick")[0], 0)
        [words] = self.called()
        self.assertEqual([words[words.index(name) + 1] for name in ("--variants", "--rounds", "--samples")], ["-", "2", "5"])

    def test_the_environment(self):
        self.assertEqual(self.run_it("--boots", "2", "--seed", "7")[0], 0)
        facts = self.facts()
        self.assertEqual((facts["emulator"], facts["complete"], facts["kernel"]["name"]), (None, True, "linux"))
        self.assertEqual(sorted((b["boot"], b["seed"]) for b in facts["boots"]), [(0, 7), (1, boots.seed_of(7, 0, 1))])
        self.assertEqual((facts["counter"]["hz"], facts["counter"]["hz_known_by"]), (2000000000, "a clock"))
        for boot in facts["boots"]:
            self.assertEqual(boot["process"]["core_hz_begin"], "3000000000")
            self.assertEqual(boot["process"]["core_hz_end"], "3100000000")
            self.assertRegex(boot["process"]["context_switches_involuntary"], "^[0-9]+$")
            self.assertEqual(len(boot["load_average"]), 3)
        self.assertTrue(facts["host"]["vulnerabilities"])
        self.assertNotIn(checkout.folder, (self.out / "environment.json").read_text())

    def test_pinned_and_told(self):
        cpu = str(min(os.sched_getaffinity(0)))
        self.assertEqual(self.run_it("--benches", "getppid", "--patterns", "same", "--samples", "3", TRAPGATE_CPU=cpu)[0], 0)
        words = self.called()[0]
        self.assertEqual(words[:2], ["-c", cpu])
        self.assertEqual(words[3:12], ["run", "--benches", "getppid", "--patterns", "same", "--variants",
                                       linux_native.VARIANTS, "--samples", "3"])
        self.assertIn("--cache-bytes", words)
        self.assertNotIn("--emulated", words)
        self.assertEqual(self.facts()["host"]["pinned_cpu"], int(cpu))

    def test_a_name_of_its_own(self):
        process = checkout.start("linux-native", f"give({checkout.region!r})",
                                 environ={"CALLS": str(self.calls), "CLOCKS": checkout.clocks, "TRAPGATE_CPU": ""})
        out = process.communicate(timeout=60)[0].decode()
        self.assertRegex(out, rf"results: .*results/[0-9]{{8}}T[0-9]{{6}}Z-[A-Za-z0-9._]+\.linux-{ARCH}-native\n\Z")


class Failures(LinuxNative):
    def test_the_program_dies(self):
        self.refused(125, "the benchmark program was killed by SIGKILL", script="os.kill(os.getpid(), 9)")
        self.refused(125, "result 1, expected 2", script="print('bench: result 1, expected 2', file=sys.stderr); sys.exit(1)")

    def test_a_region_that_is_not_whole(self):
        whole = pathlib.Path(checkout.region).read_bytes()
        short = checkout.put("short", whole[:-24])
        self.refused(125, "", script=f"give({short!r})")
        wrong = checkout.put("wrong", whole[:-1] + bytes([whole[-1] ^ 1]))
        self.refused(125, "checksum|CRC", script=f"give({wrong!r})")
        self.refused(125, "hold no header", script="pass")

    def test_samples_of_another(self):
        ours = checkout.put("ours", region(kernel="trapgate"))
        self.refused(125, "expected those of this host's Linux", script=f"give({ours!r})")
        other = checkout.put("other", region(8))
        self.refused(125, "another start's: of seed 8, expected 1", script=f"give({other!r})")

    def test_no_leave_to_pin(self):
        said = "taskset: failed to set pid 0's affinity: Operation not permitted"
        self.refused(125, "could not be pinned to CPU [0-9]+ .*Operation not permitted.*TRAPGATE_CPU",
                     script=f"print({said!r}, file=sys.stderr); sys.exit(1)")

    def test_what_the_program_does_not_have(self):
        self.refused(2, "unknown bench 'x'", script="print(\"bench: unknown bench 'x'\", file=sys.stderr); sys.exit(2)")

    def test_time_out(self):
        self.refused(124, "the benchmark program did not end within 2 s", "--timeout", "2", script="time.sleep(30)")

    def test_interrupted(self):
        process = self.start("time.sleep(30)")
        while not self.calls.exists() or not self.called():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=20)[0], b"")
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name != "calls"], [])

    def test_usage(self):
        for arguments in (("--rounds", "0"), ("--seed", "x"), ("--boots", "0"), ("--paths", "linux"), ("--layouts", "2")):
            self.refused(2, "", *arguments)
        self.refused(2, f"this host is {ARCH}", "--arch", OTHER[ARCH])
        self.assertFalse(self.calls.exists())

    def test_a_program_that_is_not_built(self):
        path = os.path.join(checkout.folder, f"build/{ARCH}/bench")
        os.rename(path, path + ".away")
        self.addCleanup(os.rename, path + ".away", path)
        self.refused(2, "bench is missing: build it with")


class Adopt(LinuxNative):
    """--adopt, with a docs/figures.md that is a few lines."""

    def adopt(self, *words):
        process = checkout.start(*words[:1], "", "--adopt", *words[1:])
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def test_beside_the_back_ends(self):
        self.assertEqual(self.run_it()[0], 0)
        cpu = f"results/reference/native/{native.cpu_name(self.facts()['host'])}"
        beside = pathlib.Path(checkout.folder, cpu)
        beside.mkdir(parents=True, exist_ok=True)
        (beside / "report.md").write_text("the back ends'")
        readme = pathlib.Path(checkout.put("docs/figures.md", (
            f"[all]({cpu}/linux/report.md)\n\n| call | alone | each of 128 |\n|---|---:|---:|\n| x | 1 | 2 |\n").encode()))
        self.assertEqual(self.adopt("linux-native", str(self.out)), (0, f"reference: {cpu}/linux\n", ""))
        self.assertEqual(folder.read(str(beside / "linux")).instrument, "native")
        self.assertEqual((beside / "report.md").read_text(), "the back ends'")
        self.assertIn("| getppid | 500 | 500 |\n", readme.read_text())
        self.assertNotIn("| x |", readme.read_text())

    def test_neither_tool_adopts_the_other_s(self):
        self.assertEqual(self.run_it()[0], 0)
        status, _, err = self.adopt("native", str(self.out))
        self.assertEqual(status, 2)
        self.assertIn("expected a run of `make bench-native`", err)
        status, _, err = self.adopt("linux-native", os.path.join(tap.ROOT, "results/reference/x86_64"))
        self.assertEqual(status, 2)
        self.assertIn("expected a run of `make linux-native`", err)


class Words(unittest.TestCase):
    def files(self, **texts):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        os.mkdir(os.path.join(made.name, "proc"))
        for name, text in texts.items():
            pathlib.Path(made.name, "proc", name).write_text(text)
        return hardware.Files(made.name)

    def test_stolen_time(self):
        """The eighth figure, by ticks of the kernel's clock."""
        tick_ms = 1000 // os.sysconf("SC_CLK_TCK")
        files = self.files(stat="cpu  9 9 9 9 9 9 9 9 9 9\ncpu1 1 2 3 4 5 6 7 80 9 10\ncpu10 0 0 0 0 0 0 0 1 0 0\n")
        self.assertEqual(linux_native.stolen_ms(1, files), 80 * tick_ms)
        self.assertIsNone(linux_native.stolen_ms(2, files))
        self.assertIsNone(linux_native.stolen_ms(1, self.files(stat="cpu1 1 2 3\n")))

    def test_an_emulator_s_cpu(self):
        self.assertTrue(native.emulated(self.files(cpuinfo="processor\t: 0\nmodel name\t: QEMU TCG CPU version 2.5+\n")))
        self.assertFalse(native.emulated(self.files(cpuinfo="processor\t: 0\nmodel name\t: AMD EPYC\n")))


if __name__ == "__main__":
    tap.main()
