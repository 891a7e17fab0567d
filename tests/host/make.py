#!/usr/bin/env python3
"""make's targets and their variables, up to the guest's arguments; QEMU is fake_qemu.py.

SPDX-License-Identifier: MIT
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import tap
from checkout import Checkout

TARGETS = ("bench", "test", "check-all", "smoke", "first-contact", "setup", "list", "help")
# What tools/bench tells the program without being asked: that icount is an emulator.
TOLD = ["--emulated", "1"]
PACKAGES = os.path.join(tap.ROOT, "tools/packages")


def setUpModule():
    global checkout
    checkout = Checkout()


def tearDownModule():
    checkout.remove()


class Make(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="trapgate test "))
        self.addCleanup(shutil.rmtree, self.folder)
        self.initrd = self.folder / "initrd"

    def make(self, *arguments, script="", **environ):
        """(status, stdout, stderr)"""
        done = subprocess.run(["make", "-C", tap.ROOT, "--no-print-directory", *arguments], check=False,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
                              env={**checkout.make_environment(script), "INITRD": str(self.initrd), **environ})
        return done.returncode, done.stdout, done.stderr

    def bench(self, end, *variables):
        """make bench, whose guest ends so; its status, stderr and the guest's arguments."""
        script = ("fake.hello()\nopen(os.environ['INITRD'], 'wb').write(open(fake.option('-initrd'), 'rb').read())\n"
                  f"fake.frame('E', b\"bench: unknown path 'x'\\n\")\nfake.end({end!r})")
        status, _, err = self.make("bench", "SETUP=no", "ACCEL=icount", f"OUT={self.folder}/out", *variables,
                                   script=script)
        words = re.search(rb"/bench\0(run\0(?:[^\0]+\0)*)\0*0707", self.initrd.read_bytes())
        return status, err, words[1].decode().split("\0")[:-1]

    def test_variables_reach_the_guest_as_they_are(self):
        odd = "a,b c;d'e\"f*(g)"
        status, err, words = self.bench("exit 2", f"PATHS={odd}", "BENCHES=null,touch", "PATTERNS=same", "ROUNDS=7",
                                        "SEED=42")
        self.assertEqual(words, ["run", "--paths", odd, "--benches", "null,touch", "--patterns", "same", "--rounds",
                                 "7", "--seed", "42", *TOLD])
        self.assertNotEqual(status, 0)
        self.assertIn("unknown path 'x'", err)

    def test_without_variables_the_guest_decides(self):
        self.assertEqual(self.bench("exit 2")[2], ["run", *TOLD])

    def test_a_failure_fails_and_leaves_nothing(self):
        for end in ("exit 2", "exit 1", "exit 0", "signal 11"):
            self.assertNotEqual(self.bench(end)[0], 0)
            self.assertEqual([p.name for p in self.folder.iterdir()], ["initrd"])

    def test_a_folder_in_use_is_refused_before_anything_runs(self):
        used = self.folder / "used"
        used.mkdir()
        (used / "mine").write_text("precious")
        status, _, err = self.make("bench", "SETUP=no", "ACCEL=icount", f"OUT={used}", script="open('/dev/null')")
        self.assertNotEqual(status, 0)
        self.assertIn("exists and is not an empty folder", err)
        self.assertEqual((used / "mine").read_text(), "precious")
        self.assertEqual([p.name for p in used.iterdir()], ["mine"])

    def test_values_that_are_none(self):
        for variable in ("ACCEL=fast", "BOOT=floppy", "ROUNDS=0", "ROUNDS=x", "SEED=-1", "ACCEL=tcg", "BOOTS=0", "LAYOUTS=x"):
            status, _, err = self.make("bench", "SETUP=no", f"OUT={self.folder}/out", variable)
            self.assertNotEqual(status, 0, variable)
            self.assertIn("trapgate: ", err)
            self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_architecture_that_there_is_not(self):
        status, out, err = self.make("ARCH=riscv")
        self.assertNotEqual(status, 0)
        self.assertEqual((out, len(err.splitlines())), ("", 1))
        self.assertIn("ARCH=riscv: expected one of:", err)

    def test_a_variable_that_a_target_does_not_take(self):
        for arguments, name, goal in ((("bench", "ROUND=3"), "ROUND=3", "bench"), (("bench", "SAMPLES=5"), "SAMPLES=5", "bench"),
                                      (("bench", "TESTS=x"), "TESTS=x", "bench"), (("smoke", "OUT=a b"), "OUT=a b", "smoke"),
                                      (("OUT=x",), "OUT=x", "all"), (("help", "PATHS=$(shell false)"), "PATHS=", "help"),
                                      (("build/x86_64/bench", "ROUNDS=3"), "ROUNDS=3", "build/x86_64/bench"),
                                      (("test-programs", "ROUNDS=3"), "ROUNDS=3", "test-programs")):
            status, out, err = self.make(*arguments, TRAPGATE_PACKAGES="/nothing")
            self.assertEqual((status, out, len(err.splitlines())), (2, "", 1), (arguments, err))
            self.assertIn(f"{name}", err)
            self.assertIn(f"`make {goal}` takes no variable of this name; it takes ", err)

    def test_plain_make_names_what_it_misses(self):
        packages = self.folder / "packages"
        packages.write_text("no-compiler no-such-command build\nno-emulator no-such-emulator run\n")
        status, out, err = self.make("SETUP=no", TRAPGATE_PACKAGES=str(packages))
        self.assertEqual((status, out), (2, ""))
        self.assertEqual(err.splitlines()[0], "tools/setup: missing: no-compiler (SETUP=no: install them yourself)")
        self.assertIn("missing: no-compiler no-emulator", self.make("bench", "SETUP=no", TRAPGATE_PACKAGES=str(packages))[2])

    def test_two_goals_take_what_either_takes(self):
        self.assertEqual(self.make("-n", "help", "plot", "RUN=x")[0], 0)

    def test_each_variable_that_a_recipe_gives_to_a_tool_is_taken(self):
        """And is told by `make help`."""
        known = self.make("help")[1]
        seen = set()
        for goal in ("bench", "growth", "perf", "bench-native", "linux", "linux-native", "first-contact", "smoke", "plot"):
            shown = self.make("-n", goal, "SETUP=no", TRAPGATE_PACKAGES=os.devnull)[1]
            names = set(re.findall(r"\$\{([A-Z]+):\+", shown))
            self.assertNotEqual(names, set(), goal)
            for name in names | {"ARCH"}:
                self.assertEqual(self.make("-n", "help", goal, f"{name}=x86_64")[0], 0, (goal, name))
            seen |= names
        for name in seen | {"ARCH", "TESTS", "MUTANTS", "QUICK", "HUGEPAGES", "TRAPGATE_CPU", "CLANG", "V", "SETUP"}:
            self.assertRegex(known, rf"(?m)^(?=[A-Z]).*\b{name}\b", f"{name} has no words of its own")

    def test_quick(self):
        words = self.bench("exit 2", "QUICK=1")[2]
        self.assertEqual(words, ["run", "--variants", "-", "--rounds", "2", "--samples", "5", *TOLD])
        words = self.bench("exit 2", "QUICK=1", "ROUNDS=9", "VARIANTS=batch=64")[2]
        self.assertEqual(words, ["run", "--variants", "batch=64", "--rounds", "9", "--samples", "5", *TOLD])
        self.assertEqual(self.bench("exit 2", "QUICK=no")[2], ["run", *TOLD])

    def test_until_is_of_no_use_to_counts(self):
        status, err, _ = self.bench("exit 2", "UNTIL=1%")
        self.assertIn("--until: nothing is timed here", err)
        for value in ("0%", "x"):
            self.assertIn("expected a share such as 1%", self.make("bench", "SETUP=no", "ACCEL=icount", f"UNTIL={value}")[2])

    def test_smoke_takes_an_accelerator_at_its_word(self):
        self.assertIn("tools/run --arch x86_64 ${ACCEL:+--accel=\"$ACCEL\"} ${BOOT:+",
                      self.make("-n", "smoke", "ARCH=x86_64", "ACCEL=kvm", "SETUP=no")[1])
        status, _, err = self.make("smoke", "ARCH=x86_64" if os.uname().machine == "aarch64" else "ARCH=arm64",
                                     "ACCEL=kvm", "SETUP=no", script="fake.hello()")
        self.assertEqual(status, 2, err)
        self.assertIn("--accel kvm: not here", err)

    def test_help_names_the_targets(self):
        status, out, _ = self.make("help")
        self.assertEqual(status, 0)
        self.assertLessEqual(set(TARGETS), set(re.findall(r"^make ([a-z-]+) ", out, re.MULTILINE)))

    def test_a_second_make_has_nothing_to_say(self):
        self.assertEqual(self.make("ARCH=x86_64")[0], 0)
        self.assertEqual(self.make("ARCH=x86_64")[:2], (0, ""))


class Flags(unittest.TestCase):
    """In a copy of what builds an object."""

    def test_an_objects_own_flags_rebuild_it(self):
        folder = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, folder)
        for name in ("boot", "entry", "dispatch", "mm", "proc", "fs", "lib", "lab", "include", "user", "bench", "tools", "tests"):
            shutil.copytree(os.path.join(tap.ROOT, name), os.path.join(folder, name))
        shutil.copy(os.path.join(tap.ROOT, "Makefile"), folder)
        made = "build/x86_64/kernel/dispatch/switch.o"

        def remade(*words):
            done = subprocess.run(["make", "-C", folder, "--no-print-directory", "SETUP=no", "ARCH=x86_64", made, *words], check=False,
                                  capture_output=True, text=True, env=checkout.make_environment())
            self.assertEqual(done.returncode, 0, done.stderr)
            return made in done.stdout

        self.assertEqual([remade(), remade(), remade("CFLAGS_dispatch/switch=-fno-jump-tables -DX"), remade(), remade()],
                         [True, False, True, True, False])


class OnArm64(unittest.TestCase):
    """A host whose `uname -m` says aarch64. The commands, which make only shows."""

    initrd = "/dev/null"

    def shown(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            put(folder, "uname", "#!/bin/sh\necho aarch64\n")
            status, out, err = Make.make(self, "-n", "-B", *arguments, "SETUP=no", TRAPGATE_PACKAGES=os.devnull,
                                         PATH=f"{folder}:{os.environ['PATH']}")
        self.assertEqual((status, err), (0, ""))
        return out

    def compilers(self, text):
        return set(re.findall(r"^\s*(?:\w[^;]*; )?(\S*gcc) ", text, re.MULTILINE))

    def test_one_architecture_is_the_hosts(self):
        for target, tool in (("bench", "tools/bench --arch arm64"), ("smoke", "tools/run --arch arm64 "),
                             ("growth", "tools/bench --growth --arch arm64"), ("gdb", "tools/gdb --arch arm64"),
                             ("perf", "tools/perf --arch arm64"), ("linux", "tools/linux --arch arm64"),
                             ("bench-native", "tools/native --arch arm64"),
                             ("linux-native", "tools/linux-native --arch arm64"),
                             ("first-contact", "tools/first-contact --arch arm64")):
            text = self.shown(target)
            self.assertTrue(tool in text, target)
            self.assertFalse("build/x86_64" in text, target)

    def test_x86_64_is_cross_compiled_where_it_is_asked_for(self):
        text = self.shown("bench", "ARCH=x86_64")
        self.assertIn("tools/bench --arch x86_64", text)
        self.assertFalse("build/arm64" in text)
        self.assertEqual(self.compilers(text), {"x86_64-linux-gnu-gcc", "gcc"})
        # The host's own programs alone are the plain compiler's.
        for line in text.splitlines():
            if re.search(r"(^|; )gcc ", line):
                self.assertIn("-o build/host/", line)
        for name in ("objdump", "nm"):
            self.assertIn(f"x86_64-linux-gnu-{name} ", text)
        self.assertIn("tools/clock/arm64.c", text)

    def test_make_is_both(self):
        text = self.shown()
        self.assertEqual(self.compilers(text), {"x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc"})
        self.assertIn("build/arm64/Image", text)

    def test_the_tests_programs(self):
        """Unit tests are x86_64's alone; musl for x86_64 is no package of such a host."""
        text = self.shown("test-programs", "ARCH=x86_64")
        self.assertTrue("musl-dev_*_amd64.deb" in text)
        self.assertFalse("musl-gcc -" in text)
        self.assertFalse("build/host/unit" in self.shown("unit-programs", "ARCH=x86_64"))

    def test_at_home_the_names_are_short(self):
        text = Make.make(self, "-n", "-B", "bench", "ARCH=x86_64", "SETUP=no")[1]
        if os.uname().machine == "x86_64":
            self.assertEqual(self.compilers(text), {"gcc"})


def put(folder, name, text):
    """A command of a test's."""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


# Installs what it is asked for, but for packages that it does not know: then nothing, as apt-get. Its log is beside it.
APT = """#!/bin/bash
echo "$*" >>"{folder}/apt.log"
[[ $1 == update ]] && exit 0
for word; do [[ " {unknown} " == *" $word "* ]] && exit 100; done
while read -r package probe _; do
	for word; do
		[[ $word == "$package" && $probe != /* ]] && ln -sf /bin/true "{folder}/$probe"
	done
done <{packages}
exit 0
"""


class Setup(unittest.TestCase):
    def setup(self, probes, *arguments, machine="x86_64", unknown=None, **environ):
        """tools/setup where only these commands are there; unknown: what an apt-get does not have."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("bash", "env", "dirname", "readlink", "id", *probes):
                os.symlink(shutil.which(name) or "/bin/true", os.path.join(folder, name))
            put(folder, "uname", f"#!/bin/sh\necho {machine}\n")
            put(folder, "sudo", "#!/bin/sh\nexec \"$@\"\n")
            if unknown is not None:
                os.symlink("/bin/ln", os.path.join(folder, "ln"))
                put(folder, "apt-get", APT.format(folder=folder, unknown=unknown, packages=PACKAGES))
            done = subprocess.run([os.path.join(tap.ROOT, "tools/setup"), *arguments], capture_output=True, text=True,
                                  check=False, stdin=subprocess.DEVNULL, env={"PATH": folder, **environ})
            self.log = pathlib.Path(folder, "apt.log").read_text() if unknown is not None else ""
        return done.returncode, done.stdout, done.stderr

    def test_what_is_missing_is_named_and_not_installed(self):
        status, out, err = self.setup([], SETUP="no")
        self.assertEqual((status, out, len(err.splitlines())), (1, "", 1))
        for package in ("qemu-system-x86", "gnuplot", "xorriso", "make"):
            self.assertIn(package, err)
        self.assertIn("SETUP=no", err)

    def test_each_host_has_packages_of_its_own(self):
        for machine, mine, others in (
                ("aarch64", ("gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross"), ("gcc-aarch64-linux-gnu", "grub-pc-bin", "musl-tools")),
                ("x86_64", ("gcc-aarch64-linux-gnu", "grub-pc-bin", "musl-tools"), ("gcc-x86-64-linux-gnu",))):
            words = self.setup([], machine=machine, SETUP="no")[2].split()
            for package in mine:
                if not package.startswith(("grub-pc", "libc6")):  # files, which may be here
                    self.assertIn(package, words)
            for package in others:
                self.assertNotIn(package, words, machine)

    def test_one_that_cannot_be_had_does_not_keep_the_others_away(self):
        status, _, err = self.setup([], machine="aarch64", unknown="gnuplot-nox", SETUP="")
        self.assertEqual(status, 1)
        self.assertIn("apt-get could not install: gnuplot-nox\n", err)
        installed = [line.split()[-1] for line in self.log.splitlines() if len(line.split()) == 5]
        self.assertIn("jq", installed)
        self.assertIn("gcc-x86-64-linux-gnu", installed)

    def test_no_apt_get_is_said(self):
        status, _, err = self.setup([])
        self.assertEqual(status, 1)
        self.assertIn("no apt-get here", err)

    def test_nothing_to_do_says_nothing(self):
        with open(os.path.join(tap.ROOT, "tools/packages"), encoding="ascii") as file:
            rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
            rows = [row for row in rows if row[3:] in ([], ["x86_64"])]
        probes = {row[1] for row in rows if not row[1].startswith("/")} - {"bash", "env", "dirname", "readlink", "id"}
        self.assertGreater(len(probes), 5)
        self.assertEqual(self.setup(probes, SETUP="no"), (0, "", ""))

    def test_usage(self):
        self.assertEqual(self.setup([], "everything")[0], 2)


if __name__ == "__main__":
    tap.main()
