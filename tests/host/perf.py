#!/usr/bin/env python3
"""tools/perf: what it composes, what it makes of perf's words, what it says where something is missing.

perf is fake_perf.py; how its words were come by is told in tests/data/perf.md. SPDX-License-Identifier: MIT
"""

import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from unittest import mock

import tap
from checkout import Checkout
from make_elf import ARM64, make_elf
from make_region import in_blocks, make_region, make_text
from trapgate import Failure, UsageError, perf, perf_events, perf_exits, perf_report, perf_stat

DATA = os.path.join(tap.ROOT, "tests", "data")
FAKE = os.path.join(tap.ROOT, "tests", "host", "fake_perf.py")
with open(os.path.join(DATA, "perf-refusals.json"), encoding="ascii") as refusals:
    REFUSALS = {name: (r["status"], r["text"]) for name, r in json.load(refusals).items()}
FILES = {"perf-exits-intel.txt": "x86_64", "perf-exits-amd.txt": "x86_64", "perf-exits-plugin.txt": "x86_64",
         "perf-exits-arm64.txt": "arm64"}
# What each calls: an interrupt, a page touched, the console written, the interrupt controller written.
NAMES = {"perf-exits-intel.txt": ("EXTERNAL_INTERRUPT", "EPT_VIOLATION", "IO_INSTRUCTION, write 0x3f8", "MSR_WRITE"),
         "perf-exits-amd.txt": ("interrupt", "npf", "io, write 0x3f8", "msr"),
         "perf-exits-arm64.txt": ("IRQ", "DABT_LOW", "DABT_LOW, write 0x9000000", "SYS64")}
NAMES["perf-exits-plugin.txt"] = NAMES["perf-exits-intel.txt"]
SAMPLES = "path,bench,pattern,variant,layout,boot,block,seq,value,unit\n" + "".join(
    f"{row},0,0,{block},{seq},9,cycles\n" for row, block in (("p,null,-,-", 0), ("p,null,-,-", 1), ("p,mmap,-,-", 2))
    for seq in range(2))


def data(name):
    with open(os.path.join(DATA, name), encoding="ascii") as file:
        return file.read()


def lines_of(*events):
    """perf script's lines, 1 us apart: an exit's reason, a mark's value, or None for an entry."""
    made = []
    for n, event in enumerate(events):
        text = "kvm_entry: vcpu 0, rip 0x0" if event is None else \
            f"kvm_pio: pio_write at 0xec size 4 count 1 val {event:#x} " if isinstance(event, int) else \
            f"kvm_exit: reason {event} rip 0x1 info 0 0"
        made.append(f"1 5.{1000 * n:09d}: kvm:{text}")
    return made


class Exits(unittest.TestCase):
    def read(self, name):
        return perf_exits.Exits(FILES[name]).read(data(name).splitlines())

    def test_each_exit_is_where_it_happened(self):
        for name, (interrupt, page, console, controller) in NAMES.items():
            found = self.read(name)
            timer = "PREEMPTION_TIMER" if interrupt == "EXTERNAL_INTERRUPT" else interrupt
            expected = {interrupt: 1, page: 2, console: 1}
            expected[timer] = 1
            self.assertEqual({n: t.exits() for n, t in found.blocks.items()}, {0: 1, 1: 0, 2: 4}, name)
            self.assertEqual(found.blocks[0], {interrupt: [1, 1500]}, name)
            inside = {reason: exits for reason, (exits, _) in found.blocks[2].items()}
            self.assertEqual(inside, {page: 2, timer: 1, console: 1}, name)
            self.assertEqual(found.outside[controller], [1, 1500])
            self.assertEqual(found.outside[console], [1, 1500])
            self.assertEqual((found.marks, found.marks_ns), (6, 9000))

    def test_no_exit_is_lost_or_counted_twice(self):
        for name in FILES:
            found = self.read(name)
            total = found.marks + found.outside.exits() + sum(t.exits() for t in found.blocks.values())
            self.assertEqual(total, data(name).count("kvm:kvm_exit"), name)

    def test_how_long_a_block_took(self):
        """From the entry behind the first mark to the exit for the second: 10 us an exit, less the mark's 1.5."""
        self.assertEqual(self.read("perf-exits-intel.txt").spans_ns, {0: 18500, 1: 8500, 2: 48500})

    def test_reasons_that_this_kernel_has_no_name_for(self):
        self.assertIn("0x63", self.read("perf-exits-intel.txt").outside)
        self.assertIn("UNKNOWN (99)", self.read("perf-exits-plugin.txt").outside)

    def test_other_forms(self):
        for text, reason in (("vcpu 0 reason EXCEPTION_NMI FAILED_VMENTRY rip 0x1 info1 0x0", "EXCEPTION_NMI FAILED_VMENTRY"),
                             ("reason DE excp rip 0x1 info 0 0", "DE excp"),
                             ("TRAP: ESR_EC: 0x0016 (HVC64), PC: 0x08", "HVC64"),
                             ("SERROR: HSR_EC: 0x0000 (UNKNOWN), PC: 0x08", "SERROR"),
                             ("TRAP: HSR_EC: 0x003f (0x3f), PC: 0x08", "0x3f")):
            found = perf_exits.Exits("x86_64").read([f"1 5.000000000: kvm:kvm_exit: {text}"])
            self.assertEqual(found.outside, {reason: [1, 0]})

    def test_an_entry_that_was_not_traced(self):
        found = perf_exits.Exits("x86_64").read(lines_of("IO", 0, None, "A", "B", None, "IO", 0x80000000, None))
        self.assertEqual(found.blocks, {0: {"A": [1, 0], "B": [1, 1000]}})

    def test_a_cell_that_was_refused_left_its_number(self):
        found = perf_exits.Exits("x86_64").read(lines_of(
            "IO", 0, None, "A", None, "IO", 0x80000000, None, "IO", 0, None, "B", None, "IO", 0x80000000, None))
        self.assertEqual((found.blocks, found.outside), ({0: {"B": [1, 1000]}}, {"A": [1, 1000]}))

    def assert_bad(self, text, lines):
        with self.assertRaisesRegex(Failure, text):
            perf_exits.Exits("x86_64").read(lines)

    def test_marks_that_do_not_pair(self):
        self.assert_bad("never closed", lines_of("IO", 0, None))
        self.assert_bad("found None open", lines_of("IO", 0x80000000, None))
        self.assert_bad("found 1 open", lines_of("IO", 1, None, "IO", 0x80000002, None))
        self.assert_bad("block 2 opened inside block 1", lines_of("IO", 1, None, "IO", 2, None))
        self.assert_bad("without an exit", lines_of("IO", None, 1))

    def test_lost_events(self):
        for text in ("            sh  5448 [000]   989.105363: PERF_RECORD_LOST lost 12", "PERF_RECORD_LOST_SAMPLES lost 12"):
            self.assert_bad("perf lost 12 events", lines_of("A", None) + [text])

    def test_lines_that_cannot_be_read(self):
        self.assert_bad("expected 'tid time: kvm:event", ["rubbish"])
        self.assert_bad("form that is not known", ["1 5.000000000: kvm:kvm_exit: rubbish"])
        self.assert_bad("form that is not known", ["1 5.000000000: kvm:kvm_pio: rubbish"])
        for name, text in ((n, data(n)) for n in FILES):
            for cut in range(0, len(text), 97):
                try:
                    perf_exits.Exits(FILES[name]).read(text[:cut].splitlines())
                except Failure:
                    pass  # a sentence, and no other end

    def test_a_block_without_marks(self):
        found = self.read("perf-exits-intel.txt")
        with self.assertRaisesRegex(Failure, "2 blocks of samples.csv were not marked, the first is 3"):
            perf_exits.by_row(found, {("a",): {0: 1, 3: 1, 4: 1}})


class Stat(unittest.TestCase):
    def test_guest_only_counts(self):
        counts = perf_stat.parse(data("perf-stat-kvm.csv"), (*perf_events.GUEST, *perf_events.HYPERVISOR,
                                                             *perf_events.SOFTWARE))
        self.assertEqual([c["event"] for c in counts[:3]], ["cycles:Gu", "cycles:Gk", "instructions:Gu"])
        self.assertEqual(counts[0], {"event": "cycles:Gu", "value": 4000000000, "unit": "events",
                                     "running_percent": 62.5, "note": ""})
        self.assertEqual([(c["value"], c["note"]) for c in counts[5:7]], [(None, "not counted"), (None, "not supported")])
        self.assertEqual((counts[9]["value"], counts[9]["unit"]), (2500.25, "msec"))
        self.assertEqual(perf_stat.ratio(counts, "instructions:Gu", "cycles:Gu"), 2.5)
        self.assertIsNone(perf_stat.ratio(counts, "instructions:Gu", "iTLB-load-misses:G"))

    def test_names_that_perf_cuts_short(self):
        counts = perf_stat.parse(data("perf-stat-kvm.csv"))
        self.assertEqual(counts[5]["event"], "iTLB-load-misses")
        named = perf_stat.parse("1,,dTLB-load-misses,1,100.00,,\n2,,task-clock:u,1,100.00,,\n",
                                ("dTLB-load-misses:G", "task-clock"))
        self.assertEqual([c["event"] for c in named], ["dTLB-load-misses:G", "task-clock:u"])

    def test_what_cannot_be_read(self):
        for text in ("", "# started\n", "1,2\n", "x,,cycles,1,100\n", "1,,,1,100.0\n", "1,,cycles,1,x\n",
                     "1.234.567,,cycles,1,100.0,,\n", "{\"counter-value\" : 1}\n"):
            with self.assertRaises(Failure):
                perf_stat.parse(text)


class Events(unittest.TestCase):
    def events(self, kvm_problem=None, arch="x86_64", **refused):
        says = json.dumps({"refuse": {e: REFUSALS[why] for e, why in refused.get("refused", {}).items()}})
        with mock.patch.dict(os.environ, FAKE_PERF=says):
            return perf_events.Events(FAKE, arch, kvm_problem)

    def test_all_there(self):
        for arch, count in (("x86_64", 4), ("arm64", 3)):
            found = self.events(arch=arch)
            self.assertEqual(found.missing, [])
            self.assertEqual((found.guest, len(found.exits)), (perf_events.GUEST, count))

    def test_no_kvm(self):
        found = self.events("/dev/kvm: No such file or directory")
        self.assertEqual([m["what"] for m in found.missing], ["KVM"])
        self.assertIn("/dev/kvm: No such", found.missing[0]["why"])

    def test_no_pmu(self):
        found = self.events(refused={name: "no PMU" for name in perf_events.GUEST + perf_events.HYPERVISOR})
        self.assertEqual([(m["what"], "no PMU" in m["why"]) for m in found.missing], [("PMU", True)])
        self.assertEqual((found.guest, found.hypervisor), ((), ()))

    def test_a_pmu_that_lacks_an_event(self):
        found = self.events(refused={"iTLB-load-misses:G": "no PMU"})
        self.assertEqual([m["what"] for m in found.missing], ["PMU: iTLB-load-misses:G"])
        self.assertEqual(len(found.guest), len(perf_events.GUEST) - 1)

    def test_why_there_are_no_tracepoints(self):
        for why, said, remedy in (("unknown tracepoint", "module is not loaded", "modprobe"),
                                  ("tracefs closed", "may not be read", "mount -o remount"),
                                  ("paranoid", "perf_event_paranoid", "sysctl kernel.perf_event_paranoid=-1"),
                                  ("something else", "perf: the sky fell down", "perf stat -e")):
            found = self.events(refused={"kvm:kvm_exit": why})
            self.assertEqual([m["what"] for m in found.missing], ["tracepoints of KVM: kvm:kvm_exit"])
            self.assertIn(said, found.missing[0]["why"])
            self.assertIn(remedy, found.missing[0]["remedy"])
            self.assertEqual(found.exits, (), "exits without their marks are worth nothing")

    def test_perf_is_missing_or_another_kernel_s(self):
        with mock.patch.dict(os.environ, PATH="/nowhere"), self.assertRaisesRegex(UsageError, "package linux-perf"):
            perf_events.find()
        with mock.patch("trapgate.host.require", lambda _: FAKE):
            with mock.patch.dict(os.environ, FAKE_PERF='{"version": "WARNING: perf not found for kernel 6.9"}'), \
                    self.assertRaisesRegex(Failure, "perf not found for kernel 6.9.*linux-perf"):
                perf_events.find()
            with mock.patch.dict(os.environ, FAKE_PERF="{}"):
                self.assertEqual(perf_events.find(), (FAKE, "6.1.0"))


class Chain(unittest.TestCase):
    """perf's words before a command, run; then what is made of the outcome."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="trapgate test ")
        self.addCleanup(shutil.rmtree, self.folder)
        self.samples = os.path.join(self.folder, "samples.csv")
        pathlib.Path(self.samples).write_text(SAMPLES, encoding="ascii")

    def measure(self, arch="x86_64", accel="kvm", trace="perf-exits-intel.txt", counts="perf-stat-kvm.csv", **says):
        says = {"counts": os.path.join(DATA, counts), "trace": os.path.join(DATA, trace), **says}
        with mock.patch.dict(os.environ, FAKE_PERF=json.dumps(says)):
            events = perf_events.Events(FAKE, arch, None)
            words = perf.prefix(FAKE, events, accel, self.folder)
            status = subprocess.call([*words, "sh", "-c", "exit 7"])
            self.assertEqual(status, 7, "the command's own")
            exits, rows = perf.exits(FAKE, self.folder, arch, self.samples)
            counts = perf.counts(self.folder, perf.events_counted(events, accel))
            return perf_report.describe("6.1.0", accel, arch, events, counts, exits, rows)

    def test_exits_by_row(self):
        facts = self.measure()
        rows = {row["bench"]: row for row in facts["exits"]["rows"]}
        self.assertEqual((rows["null"]["blocks"], rows["null"]["samples"]), (2, 4))
        self.assertEqual(rows["null"]["exits"], {"EXTERNAL_INTERRUPT": {"exits": 1, "ns": 1500}})
        self.assertEqual(rows["null"]["ns"], 18500 + 8500)
        self.assertEqual(facts["exits"]["inside"]["EPT_VIOLATION"], {"exits": 2, "ns": 3000})
        self.assertEqual(facts["exits"]["marks"], {"exits": 6, "ns": 9000})
        self.assertEqual(json.loads(json.dumps(facts)), facts)

    def test_what_is_told(self):
        text = perf_report.markdown(self.measure())
        for line in ("Nothing is missing: KVM, a PMU, KVM's tracepoints.",
                     "| cycles:Gu | 4000000000 | events | 62.5 |", "| iTLB-load-misses:G | not counted | events | 0 |",
                     "Instructions a cycle in the guest's user mode: 2.50",
                     "Instructions a cycle in the guest's kernel: 0.50",
                     "| EPT_VIOLATION | 2 | 0.6667 | 0.3333 | 1500 | 1 |",
                     "| all | 5 | 1.667 | 0.8333 | 1500 | 5 |",
                     "The marks themselves: 6 exits, 1500 ns each.", "0 of 2 rows had no exit inside.",
                     "| p mmap | 1 | 2 | 4 | 2 | 12.4 | EPT_VIOLATION (2) |"):
            self.assertIn(line + "\n", text)
        self.assertIn("taken under perf", text)

    def test_on_arm64(self):
        facts = self.measure("arm64", trace="perf-exits-arm64.txt")
        self.assertEqual({r["bench"]: sum(e["exits"] for e in r["exits"].values()) for r in facts["exits"]["rows"]},
                         {"null": 1, "mmap": 4})
        shown = self.measure("arm64", trace="perf-exits-arm64.txt", drops=True)
        self.assertEqual(shown["exits"], facts["exits"], "perf takes what it sampled for the guest's")
        with self.assertRaisesRegex(Failure, "not marked.*before 5.19"):
            self.measure("arm64", trace="perf-exits-arm64.txt", drops=True, help="nothing of that kind")

    def test_emulated(self):
        facts = self.measure(accel="icount", counts="perf-stat-emulated.csv")
        self.assertIsNone(facts["exits"])
        text = perf_report.markdown(facts)
        self.assertIn("## The emulator's process", text)
        self.assertIn("no timing of anything in it", text)
        self.assertIn("| task-clock | 2.58 | msec | 100 |", text)
        self.assertIn("Under emulation there are none.", text)

    def test_names_do_not_break_a_table(self):
        self.assertEqual(perf_report._cell("a|b\n\x1b[31m"), "a\\|b??[31m")

    def test_perf_script_fails(self):
        with self.assertRaisesRegex(Failure, "status 3: it broke"):
            self.measure(script=[3, "it broke\n"])

    def test_samples_of_two_boots(self):
        pathlib.Path(self.samples).write_text(SAMPLES.replace("mmap,-,-,0,0,", "mmap,-,-,0,1,"), encoding="ascii")
        with self.assertRaisesRegex(Failure, "expected one boot"):
            self.measure()


class Tool(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checkout = Checkout()
        cls.addClassCleanup(cls.checkout.remove)
        cls.checkout.put("build/arm64/bench", make_elf(ARM64))
        shutil.copy(FAKE, os.path.join(cls.checkout.folder, "bin", "perf"))
        for name in ("stats", "clock"):
            if os.path.exists(os.path.join(tap.ROOT, "build/host", name)):
                shutil.copy(os.path.join(tap.ROOT, "build/host", name), os.path.join(cls.checkout.folder, "build/host"))

    def out(self):
        """A name for a result folder that is not there."""
        parent = tempfile.mkdtemp(dir=self.checkout.folder)
        return pathlib.Path(parent, "out")

    def perf(self, *arguments, script="", **says):
        says = {"counts": os.path.join(DATA, "perf-stat-emulated.csv"), **says}
        process = self.checkout.start("perf", script, *arguments, environ={"FAKE_PERF": json.dumps(says)})
        out, err = process.communicate(timeout=120)
        self.assertEqual(os.listdir(self.checkout.scratch), [])
        return process.returncode, out.decode(), err.decode()

    def test_the_command_under_kvm(self):
        for arch, traced in (("x86_64", perf_events.EXITS["x86_64"]), ("arm64", perf_events.EXITS["arm64"])):
            status, out, err = self.perf("--arch", arch, "--accel", "kvm", "--dry-run", "--append", "a=b")
            self.assertEqual((status, err), (0, ""), err)
            words = shlex.split(out)
            self.assertEqual(words[:4], ["env", "LC_ALL=C", "perf", "record"])
            self.assertEqual([words[i + 1] for i, word in enumerate(words) if word == "-e"],
                             [*traced, ",".join((*perf_events.GUEST, *perf_events.HYPERVISOR, *perf_events.SOFTWARE))])
            stat = words.index("stat")
            self.assertEqual(words[stat - 7:stat], ["setpriv", "--pdeathsig", "KILL", "--", "env", "LC_ALL=C", "perf"])
            self.assertIn("accel=kvm", words[words.index("-machine") + 1].split(","))
            self.assertIn(" a=b mark=1 ", words[words.index("-append") + 1])
            self.assertLess(words.index("taskset"), words.index({"x86_64": "qemu-system-x86_64",
                                                                 "arm64": "qemu-system-aarch64"}[arch]))

    def test_a_run_without_kvm(self):
        cells = [("-", "empty", "-", "-", 1, "ok", ""), ("table_sysret", "null", "-", "-", 1, "ok", "")]
        region = self.checkout.put("region", make_region(make_text(cells), in_blocks({0: [20] * 4, 1: [70] * 4}), 2))
        script = (f"data = open({region!r}, 'rb').read()\nfake.hello()\nfake.write_memory(0x2000, data)\n"
                  "assert 'mark=1' in fake.words\nfake.frame('S', f'0 2000 {len(data):x}\\n'.encode())\nfake.end()")
        out = self.out()
        status, shown, err = self.perf("--accel", "icount", "--out", str(out), script=script, refuse={
            name: REFUSALS["no PMU"] for name in perf_events.GUEST + perf_events.HYPERVISOR})
        self.assertEqual((status, err), (0, ""), err)
        self.assertTrue({"perf.json", "perf.md", "samples.csv", "environment.json"} <= set(os.listdir(out)))
        self.assertIn((out / "perf.md").read_text(), shown)
        self.assertIn("- PMU: this machine has no such event", shown)
        facts = json.loads((out / "perf.json").read_text())
        self.assertEqual(facts["counts"][0]["event"], "task-clock")
        self.assertIsNone(facts["exits"])

    def test_a_run_that_fails_leaves_nothing(self):
        out = self.out()
        status, _, err = self.perf("--accel", "icount", "--out", str(out), script="fake.hello()\nfake.end('exit 1')")
        self.assertEqual(status, 125)
        self.assertIn("ended by exit 1", err)
        self.assertEqual(os.listdir(out.parent), [])

    def test_an_interrupt_leaves_no_qemu_behind(self):
        out, pid = self.out(), os.path.join(self.checkout.folder, "pid")
        script = (f"open({pid!r}, 'w').write(str(os.getpid()))\nfake.hello()\nfake.frame('E', b'here\\n')\n"
                  "time.sleep(60)")
        process = self.checkout.start("perf", script, "--accel", "icount", "--out", str(out), environ={
            "FAKE_PERF": json.dumps({"counts": os.path.join(DATA, "perf-stat-emulated.csv")})})
        self.assertEqual(process.stderr.readline(), b"here\n")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual((process.returncode, os.listdir(self.checkout.scratch), os.listdir(out.parent)), (143, [], []))
        with open(pid, encoding="ascii") as file:
            number = int(file.read())
        for _ in range(100):
            if not os.path.exists(f"/proc/{number}"):
                break
            time.sleep(0.1)
        self.assertFalse(os.path.exists(f"/proc/{number}"))

    def test_usage(self):
        for arguments, text in ((["--boots", "2"], "one boot"), (["--layouts=2"], "one boot"), (["--growth"], "one boot"),
                                (["--accel", "tcg"], "tcg"), (["--accel", "icount", "--rounds", "0"], "whole number")):
            status, _, err = self.perf(*arguments)
            self.assertEqual(status, 2, err)
            self.assertIn(text, err)

    def test_perf_is_missing(self):
        links = os.path.join(self.checkout.folder, "links")
        os.mkdir(links)
        for name in ("python3", "env"):
            os.symlink(shutil.which(name), os.path.join(links, name))
        process = self.checkout.start("perf", "", "--accel", "icount", environ={"PATH": links})
        self.assertEqual((process.wait(timeout=60), b"package linux-perf" in process.stderr.read()), (2, True))
        process.stdout.close()


if __name__ == "__main__":
    tap.main()
