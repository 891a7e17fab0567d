#!/usr/bin/env python3
"""tools/first-contact: what it leaves however its stages end. QEMU is fake_qemu.py. Next: first_contact_judges.py.

SPDX-License-Identifier: MIT
"""

import argparse
import errno
import io
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
import unittest
from unittest import mock

import tap
from checkout import Checkout
from trapgate import Failure, UsageError, contact, contact_bench, contact_boot, contact_clock, contact_exits, contact_guest
from trapgate import contact_host, contact_stages, contact_tar, doctor_kvm, host, perf_events
from trapgate.doctor_system import System

SMOKE = "fake.hello()\nfake.frame('O', b'table_sysret ok\\ntable_iret not available: no such CPU\\n')\nfake.end()"
# Boots only where the processor has no SMAP; a panic otherwise.
NEEDS_NO_SMAP = ("if '-qmp' in fake.arguments: sys.exit(1)\nfake.hello()\nif 'smap=off' in fake.option('-cpu'):\n"
                 " fake.frame('O', b'table_sysret ok\\n')\n fake.end()\n"
                 "else:\n fake.frame('P', b'CR4 has a reserved bit')\n fake.end('panic 0')")
# Boots nowhere; with a monitor it stands still, and tells.
STANDS_STILL = """
if '-qmp' not in fake.arguments: sys.exit('entry failed, hardware error 0x80000021')
import json, socket
path = fake.option('-qmp').split(',')[0][len('unix:'):]
listening = socket.socket(socket.AF_UNIX); listening.bind(path); listening.listen()
file = listening.accept()[0].makefile('rw')
def say(what): file.write(json.dumps(what) + '\\n'); file.flush()
say({'QMP': {}})
for line in file:
    asked = json.loads(line)
    say({'event': 'STOP'})
    if asked['execute'] == 'query-status': say({'return': {'status': 'internal-error'}})
    elif asked['execute'] == 'human-monitor-command':
        say({'return': 'answer to ' + asked['arguments']['command-line'] + '\\r\\nRIP=1234\\r\\n'})
    else: say({'return': {}})
"""
HANGS = "fake.hello()\nopen(os.environ['TMPDIR'] + '/begun', 'w').close()\ntime.sleep(60)"


def setUpModule():
    global checkout
    checkout = Checkout()


def tearDownModule():
    checkout.remove()


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="trapgate test "))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = self.folder / "o u t.tar.gz"

    def start(self, script, *arguments, **kwargs):
        return checkout.start("first-contact", script, "--arch", "x86_64", "--accel", "icount", "--out", str(self.out),
                              "--timeout", "5", *arguments, **kwargs)

    def run_it(self, script, *arguments, **kwargs):
        """(status, stdout, stderr)"""
        process = self.start(script, *arguments, **kwargs)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.decode(), err.decode()

    def left(self):
        """{name in the tar: bytes}; nothing else lies beside it."""
        self.assertEqual(os.listdir(self.folder), [self.out.name])
        with tarfile.open(self.out) as tar:
            files = [m for m in tar.getmembers() if m.isfile()]
            self.assertTrue(all(m.name.startswith("o u t/") for m in files))
            return {m.name[len("o u t/"):]: tar.extractfile(m).read() for m in files}

    def stages(self):
        facts = json.loads(self.left()["contact.json"])
        return {stage["stage"]: stage for stage in facts["stages"]}, facts

    def test_stages_that_go_well(self):
        status, out, err = self.run_it(SMOKE, "--stages", "boot.direct,boot.microvm")
        self.assertEqual(status, 0, err)
        stages, facts = self.stages()
        self.assertEqual([s["status"] for s in stages.values()], ["ok", "ok"])
        self.assertIn("1 paths answer, not available: table_iret", stages["boot.direct"]["evidence"])
        self.assertEqual((facts["complete"], facts["cpu"], stages["boot.direct"]["logs"]), (True, None, ["boot-direct.log"]))
        self.assertIn("STAGE", out)
        self.assertIn("2 ok, 0 failed, 0 not available", out.splitlines()[-1])

    def test_a_boot_that_fails_until_one_feature_is_taken_away(self):
        status, out, _ = self.run_it(NEEDS_NO_SMAP, "--stages", "boot.direct,boot.microvm,tests")
        self.assertEqual(status, 1)
        stages, facts = self.stages()
        self.assertEqual([s["status"] for s in stages.values()], ["failed", "ok", "not_available"])
        self.assertIn("CR4 has a reserved bit", stages["boot.direct"]["evidence"])
        self.assertIn("it boots without smap", stages["boot.direct"]["evidence"])
        self.assertEqual(facts["cpu"], "max,smap=off")
        self.assertIn("boot-less-smap.log", self.left())
        self.assertIn("boots without smap", " ".join(out.split()))

    def test_a_boot_that_fails_leaves_registers_and_the_rest_is_not_available(self):
        status, _, _ = self.run_it(STANDS_STILL, "--stages", "boot,tests,bench,exits")
        self.assertEqual(status, 1)
        files = self.left()
        self.assertIn("answer to info registers\nRIP=1234", files["boot-direct-registers.txt"].decode())
        self.assertIn("boot-direct-console.bin", files)
        stages, _ = self.stages()
        self.assertIn("hardware error 0x80000021", stages["boot.direct"]["evidence"])
        self.assertIn("boots no better", stages["boot.direct"]["evidence"])
        self.assertEqual({s["status"] for name, s in stages.items() if name != "boot.direct"}, {"not_available"})

    def test_an_interrupt_leaves_the_file(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            begun = os.path.join(checkout.scratch, "begun")
            process = self.start(HANGS, "--stages", "host.kvm,boot,tests", start_new_session=True)
            while not os.path.exists(begun):
                time.sleep(0.05)
            os.killpg(process.pid, number)
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 128 + number, err)
            self.assertIn(b"STAGE", out)
            stages, facts = self.stages()
            self.assertFalse(facts["complete"])
            self.assertIn("interrupted by", stages["boot.direct"]["evidence"])
            self.assertEqual((stages["boot.direct"]["status"], stages["tests"]["status"]), ("failed", "not_available"))
            self.assertIn("not reached", stages["tests"]["evidence"])
            os.unlink(begun)
            os.unlink(self.out)
            self.assertEqual(os.listdir(checkout.scratch), [])

    def test_an_interrupt_of_make_leaves_the_file(self):
        """As Ctrl-C does, to all of make's group. To the reader of a pipe, too: then nobody reads the table, and make
        dies of its own message."""
        for read, status in ((True, -signal.SIGINT), (False, -signal.SIGPIPE)):
            begun = os.path.join(checkout.scratch, "begun")
            words = ["make", "-C", tap.ROOT, "first-contact", "SETUP=no", "ARCH=x86_64", "ACCEL=icount", f"OUT={self.out}"]
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       start_new_session=True, env=checkout.make_environment(HANGS))
            while not os.path.exists(begun) and process.poll() is None:
                time.sleep(0.05)
            if not read:
                process.stdout.close()
                process.stderr.close()
            os.killpg(process.pid, signal.SIGINT)
            if read:
                out, err = process.communicate(timeout=60)
                self.assertIn(b"STAGE", out)
                self.assertIn(b"Error 130", err)
            self.assertEqual(process.wait(60), status)
            stages, facts = self.stages()
            self.assertIn("interrupted by SIGINT", stages["boot.direct"]["evidence"])
            self.assertEqual((list(stages), facts["complete"]), (contact_stages.names("x86_64"), False))
            os.unlink(begun)
            os.unlink(self.out)
            self.assertEqual(os.listdir(checkout.scratch), [])

    def test_a_run_goes_on_if_nobody_reads_what_it_says(self):
        """As `2>&1 | head -1`."""
        process = self.start(SMOKE, "--stages", "boot.direct,boot.microvm")
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(60), 0)
        stages, facts = self.stages()
        self.assertEqual(([s["status"] for s in stages.values()], facts["complete"]), (["ok", "ok"], True))

    def test_a_file_that_exists_is_refused_and_stays(self):
        self.out.write_text("precious")
        status, out, err = self.run_it(SMOKE, "--stages", "boot.direct")
        self.assertEqual((status, out, len(err.splitlines())), (2, "", 1))
        self.assertIn("exists: give another name", err)
        self.assertEqual(self.out.read_text(), "precious")
        self.assertEqual(os.listdir(self.folder), [self.out.name])

    def test_one_that_appears_meanwhile_stays_too(self):
        place = contact_tar.Tar(str(self.out), mock.Mock())
        self.out.write_text("precious")
        with mock.patch.object(tempfile, "gettempdir", return_value=str(self.folder / "tmp")):
            os.mkdir(self.folder / "tmp")
            self.assertIn(f"instead: {self.folder}/tmp", place.publish())
        self.assertEqual(self.out.read_text(), "precious")

    def test_usage(self):
        for arguments, said in ((("--stages", "boot,bots"), "no stage 'bots'; there are: host.doctor"),
                                (("--out", f"{self.folder}/x.zip"), "ends in .tar.gz"), (("--accel", "tcg"), "--accel"),
                                (("--rounds", "0"), "whole number"), (("--accel", "kvm", "--arch", "arm64"), "not here")):
            status, out, err = self.run_it(SMOKE, *arguments)
            self.assertEqual((status, out, len(err.splitlines())), (2, "", 1), arguments)
            self.assertIn(said, err)
            self.assertEqual(os.listdir(self.folder), [])

    def test_a_full_disk_is_said_and_nothing_is_left(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
        status, out, err = self.run_it(SMOKE, "--stages", "host.doctor", preexec_fn=limit)
        self.assertEqual(status, 125, err)
        self.assertIn("STAGE", out)
        self.assertIn("File too large; nor is there room in", err.splitlines()[-1])
        self.assertEqual((os.listdir(self.folder), os.listdir(checkout.scratch)), ([], []))


class Parts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def contact(self, accel="icount"):
        return contact.Contact(argparse.Namespace(arch="x86_64", accel=accel, cpu=None, timeout=5, paths=None, memory=None,
                                                  boots=None), self.folder)

    def test_whatever_a_stage_raises_the_others_run(self):
        run = self.contact()
        with open(os.devnull, "w", encoding="ascii") as null, mock.patch("sys.stderr", null):
            run.go([("a", lambda c: 1 // 0), ("b", lambda c: os.stat("/nowhere")), ("c", lambda c: contact.ok("fine"))])
        self.assertEqual([s.status for s in run.stages], ["failed", "failed", "ok"])
        self.assertEqual(run.stages[0].logs, ["a-exception.log"])
        self.assertIn("ZeroDivisionError", run.stages[0].evidence)
        self.assertIn("/nowhere", run.stages[1].evidence)

    def test_a_program_that_is_missing_is_named(self):
        """Nothing is wrong with the machine."""
        run = self.contact()
        run.command = mock.Mock()
        grub = next(stage[1] for stage in contact_boot.STAGES if stage[0] == "boot.grub")
        with mock.patch.object(shutil, "which", lambda name: None), mock.patch("sys.stderr"), \
                mock.patch.object(contact_host, "CPUID", os.devnull):
            run.go([("boot.grub", grub), ("bench", contact_bench.two_runs), ("host.cpu", contact_host.cpu_registers)])
        self.assertEqual([stage.status for stage in run.stages], ["not_available"] * 3)
        for stage, name in zip(run.stages, ("xorriso", "gnuplot", "taskset")):
            self.assertRegex(stage.evidence, f"^{name} is missing: install Debian's package")
        run.command.assert_not_called()

    def test_a_command_that_is_late_is_ended(self):
        status, text = self.contact().command("late.log", ["sh", "-c", "echo begun; exec sleep 60"], 0.5)
        self.assertEqual((status, text), (None, "begun\n"))

    def test_a_disk_without_room_is_told_and_another_taken(self):
        os.mkdir(f"{self.folder}/other")
        place = contact_tar.Tar(f"{self.folder}/x.tar.gz", mock.Mock())
        real, calls = tarfile.open, []

        def full_at_first(*arguments, **more):
            calls.append(1)
            if len(calls) == 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*arguments, **more)
        with mock.patch.object(tarfile, "open", full_at_first), \
                mock.patch.object(tempfile, "gettempdir", return_value=f"{self.folder}/other"):
            said = place.publish()
        self.assertIn("No space left on device; instead: ", said)
        self.assertEqual(os.listdir(f"{self.folder}/other"), ["x.tar.gz"])
        self.assertFalse(os.path.exists(f"{self.folder}/x.tar.gz"))

    def test_every_architecture_has_its_boots(self):
        self.assertIn("boot.grub", contact_stages.names("x86_64"))
        self.assertNotIn("boot.grub", contact_stages.names("arm64"))
        self.assertIn("boot.gicv2", contact_stages.names("arm64"))
        self.assertEqual([n for n, _ in contact_stages.chosen("boot", "arm64")], ["boot.direct", "boot.gicv3", "boot.gicv2"])

    def test_a_controller_that_the_host_lacks_is_named_by_qemu_s_words(self):
        gicv2 = next(stage[1] for stage in contact_boot.STAGES if stage[0] == "boot.gicv2")
        said = "tools/run: qemu-system-aarch64: host does not support in-kernel GICv2 emulation\ntrapgate: QEMU ended\n"
        for text, status in ((said, "not_available"), ("trapgate: no end record within 5 s\n", "failed")):
            with mock.patch.object(contact_boot, "_smoke", return_value=(False, text)), \
                    mock.patch.object(contact_boot.contact_probe, "probe", return_value="registers"):
                outcome = gicv2(self.contact("kvm"))
            self.assertEqual(outcome.status, status, outcome)
        self.assertEqual(contact_boot.GIC_ABSENT.search(said)[0], "host does not support in-kernel GICv2 emulation")

    def test_the_table_holds_every_word(self):
        lines = contact.table([contact.Stage("a.b", "not_available", "word " * 40, "remedy", 1, [])]).splitlines()
        self.assertTrue(all(len(line) <= 100 for line in lines))
        self.assertEqual(" ".join(lines).split().count("word"), 40)
        self.assertIn("not available", lines[1])

    def test_exits_that_perf_cannot_trace_are_not_available(self):
        """Nothing is wrong with the machine, and the reason is perf's."""
        def refused(what):
            events = mock.Mock(missing=[{"what": what, "why": "this user may not", "remedy": "sudo sysctl"}])
            return mock.patch.multiple(perf_events, find=lambda: ("perf", "6"), Events=lambda *arguments: events)
        broken = mock.patch.object(perf_events, "find", mock.Mock(side_effect=Failure("perf does not run")))
        run = self.contact("kvm")
        run.opts.rounds, run.command = None, mock.Mock(return_value=(0, "no such folder"))
        for patch, found, evidence in ((mock.patch.object(perf_events, "find"), None, "perf is missing"),
                                       (broken, "/bin/perf", "perf does not run"),
                                       (refused("tracepoints of KVM"), "/bin/perf", "KVM: this user may not")):
            with patch, mock.patch.object(shutil, "which", return_value=found):
                outcome = contact_exits.exits(run)
            self.assertEqual(outcome.status, "not_available", evidence)
            self.assertIn(evidence, outcome.evidence)
            self.assertTrue(outcome.remedy)
        run.command.assert_not_called()
        with refused("PMU"), mock.patch.object(shutil, "which", return_value="/bin/perf"):
            self.assertEqual(contact_exits.exits(run).status, "failed", "it was tried: exits need no PMU")
        run.command.assert_called_once()

    def test_guest_tests_one_at_a_time_where_a_cpu_is_theirs(self):
        for accel, jobs in (("icount", []), ("kvm", ["--jobs", "1"])):
            run = self.contact(accel)
            run.opts.tests = None
            run.command = mock.Mock(return_value=(0, "1 passed, 0 failed"))
            self.assertEqual(contact_guest.tests(run).status, "ok")
            words = run.command.call_args[0][1]
            self.assertEqual(words[words.index("--guest") + 1:], jobs, accel)
            with mock.patch.object(shutil, "which", return_value=None):
                self.assertEqual(contact_guest.tests(run).evidence, "prove is missing, which runs them")

    def test_registers_are_those_of_the_cpu_that_is_measured(self):
        run = self.contact("kvm")
        run.command = mock.Mock(return_value=(0, "a\nb\n"))
        with mock.patch.object(host, "pinned_cpu", return_value=7), mock.patch.object(contact_host, "CPUID", os.devnull):
            self.assertIn("2 registers of CPU 7", contact_host.cpu_registers(run).evidence)
            self.assertEqual(run.command.call_args[0][1][1:], ["-c", "7", os.devnull])
            with mock.patch.object(shutil, "which", return_value=None), self.assertRaisesRegex(UsageError, "taskset"):
                contact_host.cpu_registers(run)

    def test_times_of_an_emulated_host_are_nobody_s(self):
        for accel, found, status, said in (("kvm", "unfit", "not_available", "is emulated (looked at all the same: failed)"),
                                           ("kvm", "noisy", "failed", "3 < 2"), ("icount", "unfit", "failed", "3 < 2")):
            with mock.patch.object(doctor_kvm, "virtual", return_value=(found, "this host is emulated", "bare metal")):
                outcome = contact_host.of_a_clock(self.contact(accel), contact.failed("3 < 2", "send it"))
                absent = contact_host.of_a_clock(self.contact(accel), contact.not_available("no run"))
            self.assertEqual((outcome.status, absent), (status, contact.not_available("no run")))
            self.assertIn(said, outcome.evidence)

    def test_nothing_is_pinned_while_lines_are_waited_for(self):
        run, process = self.contact("kvm"), mock.Mock(stdout=io.BytesIO(b"counter TSC hz 1000 step 1\n"))
        with mock.patch.object(contact_clock.subprocess, "Popen", return_value=process) as started:
            self.assertEqual(contact_clock.step(run).status, "failed", "no values came")
        self.assertEqual(started.call_args[1]["env"]["TRAPGATE_CPU"], "none")

    def test_kvm_s_parameters(self):
        os.makedirs(f"{self.folder}/sys/module/kvm_intel/parameters")
        pathlib.Path(f"{self.folder}/sys/module/kvm_intel/parameters/ept").write_text("N\n")
        run = self.contact("kvm")
        self.assertEqual(contact_host.kvm_parameters(run, System(self.folder)).evidence, "1 parameters: kvm_intel/ept=N")
        self.assertEqual(contact_host.kvm_parameters(run, System(f"{self.folder}/none")).status, "not_available")


if __name__ == "__main__":
    tap.main()
