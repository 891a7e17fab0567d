#!/usr/bin/env python3
"""The test runner itself: what does not pass, and what must never pass for want of tests.

It runs in a checkout of its own, whose guests are shell scripts. SPDX-License-Identifier: MIT
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import tap

sys.path.insert(0, os.path.join(tap.ROOT, "tests/harness"))
import cases

# Stands where tools/run would: the program's own status and output are the run's.
RUN = """#!/bin/sh
while [ ! -e "$1" ] && [ $# -gt 1 ]; do shift; done
[ -x "$1" ] || { echo "trapgate: $1 is missing" >&2; exit 2; }
exec "$@"
"""
GOOD = "echo 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'"


class OtherHosts(unittest.TestCase):
    """What a host that is no x86_64 cannot run says why, and all else is as it was."""

    def test_what_is_skipped(self):
        loaded = [{case.name: case for case in cases.load(cases.ARCHES, machine)} for machine in ("x86_64", "aarch64")]
        self.assertEqual(list(loaded[0]), list(loaded[1]))
        skipped = {name for name, case in loaded[1].items() if (case.command or [])[:1] == ["echo"]}
        self.assertEqual({name: case for name, case in loaded[0].items() if name not in skipped},
                         {name: case for name, case in loaded[1].items() if name not in skipped})
        self.assertIn("unit/page", skipped)
        self.assertIn("x86_64/smoke/uefi", skipped)
        self.assertFalse({"x86_64/smoke/direct", "arm64/smoke/max", "host/run"} & skipped)
        for name in skipped:
            self.assertRegex(loaded[1][name].command[1], r"^1\.\.0 # SKIP .*x86_64 host")
        self.assertFalse([case for case in loaded[0].values() if (case.command or [])[:1] == ["echo"]])


class Harness(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="trapgate test ")
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(os.path.join(tap.ROOT, "tests/harness"), os.path.join(self.folder, "tests/harness"),
                        ignore=shutil.ignore_patterns("__pycache__"))
        self.put("tools/run", RUN)
        self.put("tests/tests.cfg", "")

    def put(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def guest(self, script, stanza="", bochs="no"):
        """A stanza [x] and its program."""
        self.put("build/x86_64/tests/x", f"#!/bin/sh\n{script}\n")
        self.put("tests/tests.cfg", f"[x]\nprogram = x\nbochs = {bochs}\n{stanza}\n")

    def run_all(self, *arguments, **environ):
        """(status, the last line, all that was said)"""
        done = subprocess.run([os.path.join(self.folder, "tests/harness/all"), "--arch", "x86_64", *arguments],
                              capture_output=True, text=True, check=False, timeout=120,
                              stdin=subprocess.DEVNULL, env={**os.environ, **environ})
        return done.returncode, done.stdout.splitlines()[-1], done.stdout + done.stderr

    def assert_passes(self, count, *arguments):
        status, last, text = self.run_all(*arguments)
        self.assertEqual((status, last), (0, f"{count} passed, 0 failed"), text)

    def assert_fails(self, *arguments, text="", **environ):
        status, last, said = self.run_all(*arguments, **environ)
        self.assertNotEqual(status, 0, said)
        self.assertRegex(last, r"^[0-9]+ passed, [1-9][0-9]* failed$", said)
        self.assertIn(text, said)

    def test_a_good_run_counts_assertions_plan_and_status(self):
        self.guest(GOOD)
        self.assert_passes(4)

    def test_ignored_signals_are_heard_again(self):
        """Under nohup, in the background of a script: a test sends itself what it expects to die of."""
        self.put("tests/unit/u.c", "")
        for name in ("HUP", "INT", "QUIT", "TERM", "PIPE", "USR1"):
            self.put("build/host/unit/u", f"#!/bin/sh\necho 1..1\nsh -c 'kill -{name} $$; exit 0' || echo 'ok 1 - died'\n")
            number = getattr(signal, f"SIG{name}")
            done = subprocess.run([os.path.join(self.folder, "tests/harness/all"), "--arch", "x86_64"], capture_output=True,
                                  text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
                                  preexec_fn=lambda: signal.signal(number, signal.SIG_IGN))
            self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "1 passed, 0 failed"), (name, done.stdout))

    def test_one_at_a_time(self):
        """A second one would find the place taken."""
        place = os.path.join(self.folder, "place")
        self.put("build/x86_64/tests/x", f"#!/bin/sh\nmkdir '{place}' || exit 1\nsleep 0.5; rmdir '{place}'\n{GOOD}\n")
        self.put("tests/tests.cfg", "[x]\nprogram = x\n[y]\nprogram = x\n[z]\nprogram = x\n")
        self.assert_passes(12, "--jobs", "1")
        self.assert_fails()

    def test_no_two_guests_are_pinned_to_one_cpu(self):
        """Beside others a guest is pinned nowhere, alone where the user says."""
        said = os.path.join(self.folder, "said")
        self.guest(f"echo \"<$TRAPGATE_CPU>\" >>'{said}'; {GOOD}")
        for jobs, cpu in ((2, "<none>\n"), (1, "<3>\n")):
            status, _, text = self.run_all("--jobs", str(jobs), TRAPGATE_CPU="3")
            self.assertEqual(status, 0, text)
            with open(said, encoding="ascii") as file:
                self.assertEqual(file.read(), cpu)
            os.unlink(said)

    def test_what_expects_an_emulator_gets_one_where_there_is_kvm(self):
        words = os.path.join(self.folder, "words")
        self.put("tools/run", RUN.replace("while", f"echo \"$*\" >>'{words}'; while", 1))
        for stanza, told in (("", False), ("emulator = yes", True), ("options = --cpu qemu64", True),
                             ("options = --accel tcg", False), ("options = --machine microvm", True)):
            self.guest(GOOD, stanza)
            self.assert_passes(4)
            with open(words, encoding="ascii") as file:
                self.assertEqual("--accel icount" in file.read(), told, stanza)
            os.unlink(words)
            status, _, text = self.run_all(TEST_OPTIONS="--accel kvm")
            with open(words, encoding="ascii") as file:
                self.assertEqual((status, "icount" in file.read()), (0, False), f"{stanza}: {text}")
            os.unlink(words)

    def test_a_guest_that_fails(self):
        for script in (GOOD + "; exit 1", GOOD + "; kill -9 $$", "echo 1..1; echo 'not ok 1 - a'",
                       "echo 1..1; echo 'not ok 1 - a # TODO one day'", "echo 'Bail out!'; exit 1"):
            self.guest(script)
            self.assert_fails()

    def test_a_guest_that_proves_nothing(self):
        for script in ("", "echo 1..0", "echo 'ok 1 - a'", "echo 1..3; echo 'ok 1'; echo 'ok 2'",
                       "echo 1..1; echo 'ok 1'; echo 'ok 2'", "echo all is well", "echo '1..0 # SKIP'"):
            self.guest(script)
            self.assert_fails()

    def test_output_and_status_that_are_expected(self):
        self.guest("echo 1 hello; echo oops >&2; exit 3", "tap = no\nexit = 3\nstdout = ^1 h\nstderr = oops")
        self.assert_passes(3)
        for other in ("exit = 0\nstdout = ^1 h\nstderr = oops", "exit = 3\nstdout = ^2\nstderr = oops",
                      "exit = 3\nstdout = ^1 h\nstderr = ooops"):
            self.guest("echo 1 hello; echo oops >&2; exit 3", "tap = no\n" + other)
            self.assert_fails()

    def test_a_line_for_each_case(self):
        cases = "cases =\n  a | 1 | why a\n  b | 2 | why b"
        self.guest("echo why $1 >&2; [ $1 = a ] && exit 1; exit 2", cases)
        self.assert_passes(4)
        self.guest("echo why $1 >&2; exit 1", cases)
        self.assert_fails()
        self.guest("exit 1", "cases =\n  a | one | x")
        self.assert_fails(text="arguments | exit | pattern")

    def test_stderr_of_what_passes_is_kept_from_the_terminal(self):
        """Guests that should die dump their registers. Of what fails it is shown."""
        self.put("tests/tests.cfg", "[x]\nscript = x\n")
        for script, shown in ((GOOD, False), (GOOD + "; exit 3", True), ("echo 1..1; echo 'not ok 1 - a'", True),
                              ("echo 'ok 1 - a'", True), (GOOD + "; kill -9 $$", True)):
            self.put("tests/x", f"#!/bin/sh\necho rip 0x1234 >&2\n{script}\n")
            status, _, said = self.run_all()
            self.assertEqual(("rip 0x1234" in said, status != 0), (shown, shown), said)

    def test_what_is_missing_fails(self):
        self.put("tests/tests.cfg", "[x]\nprogram = nothing\n")
        self.assert_fails()
        self.put("tests/tests.cfg", "[x]\nscript = nothing\n")
        self.assert_fails()
        self.put("tests/tests.cfg", "")
        self.put("tests/unit/u.c", "")
        self.assert_fails("--tests", "unit/u")

    def test_names(self):
        self.guest(GOOD)
        self.assert_passes(4, "--tests", "x")
        self.assert_passes(4, "--tests", "x86_64/x")
        self.assert_fails("--tests", "x,y", text="there is no test 'y'; there are: x")
        self.assert_fails("--tests", "x86", text="there is no test 'x86'")
        self.put("tests/tests.cfg", "")
        self.assert_fails(text="no test to run")

    def test_a_key_that_nobody_reads(self):
        self.guest(GOOD, "tiemout = 5")
        self.assert_fails(text="tiemout: no such key")

    def test_what_takes_longer_waits_to_be_asked(self):
        self.guest(GOOD, "variants =\n  short\n  long*")
        self.assert_passes(4)
        self.assert_passes(8, "--long")
        self.assert_passes(8, "--tests", "x")

    def test_what_any_processor_must_pass(self):
        for stanza, named in (("", ["x86_64/x"]), ("emulator = yes", []), ("options = --accel icount", []),
                              ("options = --accel tcg", ["x86_64/x"]), ("long = yes", []),
                              ("variants =\n  max\n  old --cpu qemu64", ["x86_64/x/max"])):
            self.guest(GOOD, stanza)
            self.put("tests/unit/u.c", "")
            self.assertEqual(self.run_all("--guest", "--list")[2].split(), named, stanza)

    def test_options_from_outside_count_more_than_a_case_has(self):
        self.put("tools/run", '#!/bin/sh\n[ "$*" != "${*#*--accel tcg --accel kvm}" ] || exit 9\n' + GOOD)
        self.guest("", "options = --accel tcg")
        self.assert_fails()
        self.assertEqual(self.run_all(TEST_OPTIONS="--accel kvm")[:2], (0, "4 passed, 0 failed"))

    def test_a_slow_processor_gets_more_time(self):
        self.put("tools/run", '#!/bin/sh\n[ "$*" != "${*#*--timeout 15 }" ] || exit 9\n' + GOOD)
        self.guest("", "timeout = 5")
        self.assert_fails()
        self.assertEqual(self.run_all(TEST_SLOWER="3")[:2], (0, "4 passed, 0 failed"))

    def test_processors_of_bochs(self):
        short = ["bochs/corei7_skylake_x/x", "bochs/ryzen/x"]
        for stanza, bochs, long, named in (("", "yes", [], short), ("", "yes", ["--long"], short),
                                           ("", "all", [], short), ("", "no", [], []),
                                           ("", "long", [], []), ("", "long", ["--long"], short),
                                           ("options = --cpu qemu64", "all", [], []),
                                           ("options = --boot uefi", "yes", [], []),
                                           ("options = --boot grub", "all", ["--long"], short),
                                           ("emulator = yes", "yes", [], []), ("arch = arm64", "all", [], [])):
            self.guest(GOOD, stanza, bochs)
            listed = self.run_all("--arch", "x86_64 arm64", "--list", *long)[2].split()
            self.assertEqual([name for name in listed if name.startswith("bochs")], named, (stanza, bochs))
        self.guest(GOOD, "", "all")
        self.assertEqual(len(self.run_all("--list", "--long")[2].split()), 20)
        self.guest(GOOD, "", "ryzen")
        self.assert_fails(text="[x] bochs = ryzen: expected one of no yes long all")

    def test_more_memory_than_bochs_takes(self):
        done = subprocess.run([os.path.join(tap.ROOT, "tests/harness/bochs"), "--memory", "2049", "x"],
                              capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--memory 2049: expected at most 2048", done.stderr)

    def test_a_case_of_bochs_runs_on_its_model(self):
        self.put("tests/harness/bochs", '#!/bin/sh\n[ "$1 $2 $5 $6" = "--model ryzen --path p" ] || exit 9\n' + GOOD)
        self.guest("", "options = --accel tcg --path p", "yes")
        self.assertEqual(self.run_all("--tests", "bochs/ryzen", TEST_OPTIONS="--accel kvm")[:2],
                         (0, "4 passed, 0 failed"))
        self.assert_fails("--tests", "bochs/corei7_skylake_x")

    def test_a_case_for_another_processor(self):
        self.guest("exit 77", "tap = no\nexit = 5\narguments = if=amd way")
        self.assert_passes(1)
        self.guest("exit 5", "tap = no\nexit = 5\narguments = if=amd way")
        self.assert_passes(2)
        self.guest("exit 77", "tap = no\nexit = 5\narguments = way")
        self.assert_fails()

    def test_a_case_is_not_skipped_on_its_own_processor(self):
        intel = "options = --accel tcg --cpu max,vendor=GenuineIntel\n"
        for status, word, options, good in ((77, "amd", "options = --accel tcg\n", False), (5, "amd", intel, False),
                                            (77, "intel", intel, False), (5, "intel", intel, True),
                                            (77, "tcg", intel, False), (77, "strict", intel, True),
                                            (5, "deadline", intel, False), (77, "one_shot", intel, False)):
            self.guest(f"exit {status}", f"{options}tap = no\nexit = 5\narguments = if={word} way")
            self.assertEqual(self.run_all()[0] == 0, good, (status, word, options))

    def test_a_case_is_not_skipped_on_its_own_model_of_bochs(self):
        intel, amd = "corei7_skylake_x", "ryzen"
        for status, words in ((77, (("amd", amd), ("one_shot", amd), ("fsgsbase", amd), ("intel", intel), ("deadline", intel))),
                              (5, (("amd", intel), ("one_shot", intel), ("deadline", amd)))):
            for word, model in words:
                self.put("tests/harness/bochs", f"#!/bin/sh\nexit {status}\n")
                self.guest("exit 77", f"tap = no\nexit = 5\narguments = if={word} way", "yes")
                self.assert_fails("--tests", f"bochs/{model}")

    def test_a_unit_test_that_dies(self):
        self.put("tests/unit/u.c", "")
        self.put("build/host/unit/u", "#!/bin/sh\necho 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'")
        self.assert_passes(2)
        for end in ("exit 1", "kill -11 $$"):
            self.put("build/host/unit/u", f"#!/bin/sh\necho 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'; {end}")
            self.assert_fails()
        self.put("build/host/unit/u", "#!/bin/sh\necho 1..2; echo 'ok 1 - a'")
        self.assert_fails()

    def test_a_missing_tool_is_named(self):
        self.guest(GOOD)
        links = os.path.join(self.folder, "bin")
        os.mkdir(links)
        for name in ("python3", "env", "sh"):
            os.symlink(shutil.which(name), os.path.join(links, name))
        self.assert_fails(text="install the package perl", PATH=links)


if __name__ == "__main__":
    tap.main()
