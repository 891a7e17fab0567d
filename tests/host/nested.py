#!/usr/bin/env python3
"""What comes out of a Linux in an emulator: steps' results, whole or cut. SPDX-License-Identifier: MIT"""

import contextlib
import gzip
import io
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../harness"))
import nested
import root
import tap
from assertions import GuestTap


def sent(name, status, seconds, stdout, stderr="", **left):
    """What a step writes to the port."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for kind, text in (("stdout", stdout), ("stderr", stderr), ("status", f"{status} {seconds}\n"),
                           *((f"out/{path}", text) for path, text in left.items())):
            member = tarfile.TarInfo(f"{name}/{kind}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(archive.getvalue())


class Results(unittest.TestCase):
    def test_steps_in_a_row(self):
        found = nested.results(sent("a", 0, 3, "yes\n") + sent("b", 143, 60, "", "late\n"))
        self.assertEqual(found, {"a": (0, "yes\n", "", 3, {}), "b": (143, "", "late\n", 60, {})})

    def test_files_that_a_step_left(self):
        found = nested.results(sent("a", 0, 3, "", run="whole\n"))["a"]
        self.assertEqual(found.files, {"run": b"whole\n"})
        with tempfile.TemporaryDirectory() as folder:
            nested.put_files(found._replace(files={"x/y": b"deep"}), folder)
            with open(os.path.join(folder, "x/y"), "rb") as file:
                self.assertEqual(file.read(), b"deep")

    def test_a_cut_step_is_none(self):
        whole, cut = sent("a", 0, 3, "yes\n"), sent("b", 0, 1, "x" * 500)
        for length in (0, 1, 9, len(cut) // 2, len(cut) - 1):
            self.assertEqual(list(nested.results(whole + cut[:length])), ["a"], length)

    def test_noise_ends_it(self):
        self.assertEqual(list(nested.results(sent("a", 0, 3, "") + b"[ 1.0] kernel message\n")), ["a"])
        self.assertEqual(nested.results(b""), {})


class Run(unittest.TestCase):
    def test_an_emulator_that_writes_and_ends(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "sent"), "wb") as file:
                file.write(sent("a", 0, 1, "yes\n"))
            found, console = nested.run(["sh", "-c", f"cd {folder}; mv sent port; echo hello"], f"{folder}/port", 10)
        self.assertEqual((found["a"].stdout, console), ("yes\n", "hello\n"))

    def test_one_that_never_ends_and_writes_nothing(self):
        """Nor do its children hold it up."""
        begun = time.monotonic()
        found, console = nested.run(["sh", "-c", "echo begun; sleep 100 & sleep 100"], "/nonexistent/port", 0.5)
        self.assertLess(time.monotonic() - begun, 90)
        self.assertEqual(found, {})
        self.assertRegex(console, r"^begun\n\nno end within")


WAITS = """
import os, sys
sys.path.insert(0, sys.argv[1])
import nested
def work(folder):
    with open(folder + "/begun", "w") as file:
        print(folder, flush=True)
    nested.run(["sh", "-c", "echo $$ >%s/pid; exec sleep 100" % folder], folder + "/port", 90)
sys.exit(nested.in_folder(work))
"""


class Ending(unittest.TestCase):
    def interrupt(self, number):
        """Status of a run that gets the signal while its emulator runs; neither that nor the folder is left."""
        with tempfile.TemporaryDirectory() as scratch:
            process = subprocess.Popen([sys.executable, "-c", WAITS, os.path.dirname(nested.__file__)],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, TMPDIR=scratch))
            pid = os.path.join(process.stdout.readline().decode().strip(), "pid")
            while process.poll() is None and not (os.path.exists(pid) and os.path.getsize(pid)):
                time.sleep(0.01)
            self.assertIsNone(process.returncode, "it ended before its emulator began")
            with open(pid, encoding="ascii") as file:
                emulator = int(file.read())
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assertEqual(os.listdir(scratch), [])
        deadline = time.monotonic() + 20
        while os.path.exists(f"/proc/{emulator}") and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(os.path.exists(f"/proc/{emulator}"))
        return process.returncode

    def test_signals(self):
        for number, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)):
            self.assertEqual(self.interrupt(number), status)


class Init(unittest.TestCase):
    def run_steps(self, *steps):
        """Runs /init's steps in a shell of this host's, with a file as the port."""
        with tempfile.TemporaryDirectory() as folder:
            port = os.path.join(folder, "port")
            text = nested.init(steps, port)
            text = text[text.index("seconds()"):text.rindex("sleep 1; poweroff")]
            text = text.replace("/tmp/steps", folder + "/steps").replace("/dev/console", "/dev/null")
            text = text.replace("cd /w\n", f"cd {folder}\n").replace(f">{port}", f">>{port}")
            subprocess.run(["sh", "-c", text], check=True)
            with open(port, "rb") as file:
                return nested.results(file.read())

    def test_status_output_and_quotes(self):
        found = self.run_steps(nested.Step("a", "echo 'it'\"'\"'s' \"$((1+1))\"; echo no >&2; exit 5", 10),
                               nested.Step("b", "mkdir $OUT/x && echo left >$OUT/x/y", 10))
        self.assertEqual(found["a"][:3], (5, "it's 2\n", "no\n"))
        self.assertEqual((found["b"].status, found["b"].files), (0, {"x/y": b"left\n"}))

    def test_a_step_that_takes_too_long(self):
        found = self.run_steps(nested.Step("slow", "echo begun; sleep 60", 1), nested.Step("next", "true", 10))
        self.assertIn(found["slow"].status, (124, 143))
        self.assertEqual(found["slow"].stdout, "begun\n")
        self.assertEqual(found["next"].status, 0)

    def test_a_case(self):
        step = nested.case_step("x86_64/hostile/max", 10, "--memory 128")
        self.assertEqual(step.name, "x86_64.hostile.max")
        self.assertEqual(step.command, "TEST_OPTIONS='--accel kvm --memory 128' TEST_SLOWER=8 "
                                       "tests/harness/case x86_64/hostile/max")
        self.assertIn("TEST_SLOWER=10 ", nested.case_step("x86_64/hostile/max", 10, timeout_s=900).command)
        step = nested.case_step("arm64/die", 10, every=4)
        self.assertTrue(step.command.endswith("tests/harness/case arm64/die 4"), step.command)


class Judging(unittest.TestCase):
    def judge(self, found, console):
        judged, out = GuestTap(), io.StringIO()
        with contextlib.redirect_stdout(out):
            nested.judge_steps(judged, "svm", found, [nested.Step("smoke", "", 1), nested.Step("time", "", 1)], console)
        return judged.failed, out.getvalue()

    def test_where_a_run_stood_still_is_said(self):
        console = "nested: smoke\n[    9.1] a word of the kernel's\nnested: time\nno end within 5 s"
        failed, said = self.judge({"smoke": nested.NOTHING}, console)
        self.assertEqual(failed, 1)
        self.assertIn("# the last step that began: time\n", said)
        self.assertIn("# the last step that began: none\n", self.judge({}, "")[1])
        self.assertEqual(self.judge({"smoke": nested.NOTHING, "time": nested.NOTHING}, console)[0], 0)

    def test_how_far_a_case_came_is_said(self):
        judged, out = GuestTap(), io.StringIO()
        with contextlib.redirect_stdout(out):
            nested.judge_case(judged, "time", nested.Result(1, "ok 1 - a clock\nok 2 - a sleep\n", "no end", 700, {}), "")
        self.assertIn("it came as far as: ok 2 - a sleep", out.getvalue())
        self.assertEqual(judged.failed, 1)


class Fetch(unittest.TestCase):
    def test_no_network(self):
        """The error names the missing package, and no folder looks as if it held the packages."""
        apt = mock.Mock()
        apt.return_value.fetch.side_effect = root.Failure("busybox-static: no such host")
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(root.cases, "ROOT", folder), \
                mock.patch.object(root.debian, "Apt", apt):
            with self.assertRaisesRegex(root.Failure, "packages for arm64 cannot be fetched; this needs the network"):
                root.fetch("arm64", ("busybox-static",), print_nothing)
            self.assertEqual(os.listdir(folder), [])


def print_nothing(_):
    pass


if __name__ == "__main__":
    tap.main()
