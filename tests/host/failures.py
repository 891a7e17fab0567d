#!/usr/bin/env python3
"""What goes wrong at the edges of a run: it is said in one line that names the file and the remedy, with a status that
--help lists, and what was measured is kept.

SPDX-License-Identifier: MIT
"""

import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest

import bench
import tap
from bench import FILES, deliver
from make_elf import make_elf
from trapgate import environment, results, signals

TOOLS = ("bench", "compare", "doctor", "first-contact", "gdb", "iso", "linux", "linux-native", "native", "perf", "plot",
         "reference", "report", "run")
KEPT = ["environment.json", "samples.csv", "summary.csv"]


def setUpModule():
    bench.setUpModule()


def tearDownModule():
    bench.tearDownModule()


class Edge(bench.Tool):
    """Tool's helpers without its tests."""

    def names(self, out):
        return sorted(p.name for p in out.iterdir())

    def with_gnuplot(self, text):
        """A PATH on which this shell script is gnuplot."""
        path = pathlib.Path(self.out().parent, "gnuplot")
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return {"PATH": f"{path.parent}:{bench.checkout.folder}/bin:{os.environ['PATH']}"}


for name in [name for name in dir(bench.Tool) if name.startswith("test_")]:
    setattr(Edge, name, None)


class Folder(Edge):
    def test_a_link_to_an_empty_folder_is_that_folder(self):
        out = self.out()
        (out.parent / "real").mkdir()
        out.symlink_to("real")
        status, _, err = self.bench(deliver(), "--out", str(out))
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.is_symlink())
        self.assertEqual(self.names(out.parent / "real"), FILES)

    def test_a_link_to_nothing_is_refused_before_anything_runs(self):
        out = self.out()
        out.symlink_to("nowhere")
        status, shown, err = self.bench("open('/dev/null')", "--out", str(out))
        self.assertEqual((status, shown), (2, ""))
        self.assertIn("is a symbolic link to nowhere, which is no folder: make that folder, or give another name", err)

    def test_a_disk_without_room_is_found_before_anything_runs(self):
        out = self.out()
        limit = f"ulimit -f 1000; exec {bench.checkout.folder}/tools/bench --arch x86_64 --out {out}"
        done = subprocess.run(["bash", "-c", limit], capture_output=True, text=True, check=False,
                              env=bench.checkout.environment("open('ran', 'w')"), timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Atrapgate: OUT=.*File too large.*: raise `ulimit -f`\n\Z")
        self.assert_nothing(out)

    def test_the_mode_is_the_umasks(self):
        for mask in (0o022, 0o077, 0o002):
            out = self.out()
            self.assertEqual(self.bench(deliver(), "--out", str(out), preexec_fn=lambda: os.umask(mask))[0], 0)
            self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o777 & ~mask)
            self.assertEqual({stat.S_IMODE(p.stat().st_mode) for p in out.iterdir()}, {0o666 & ~mask})


class Plots(Edge):
    def test_a_warning_of_gnuplot_is_no_failure(self):
        real = shutil.which("gnuplot")
        out = self.out()
        more = self.with_gnuplot(f"echo 'warning: iconv failed to convert degree sign' >&2\nexec {real} \"$@\"\n")
        status, _, err = self.bench(deliver(), "--out", str(out), environ=more)
        self.assertEqual((status, err, self.names(out)), (0, "", FILES))

    def test_gnuplot_has_a_locale_that_knows_utf8(self):
        out = self.out()
        more = self.with_gnuplot(f"[ \"$LC_ALL\" = C.UTF-8 ] || exit 9\nexec {shutil.which('gnuplot')} \"$@\"\n")
        self.assertEqual(self.bench(deliver(), "--out", str(out), environ=more | {"LC_ALL": "C"})[0], 0)

    def test_one_that_fails_costs_the_plots_alone(self):
        for text, told in (("echo 'no such terminal' >&2; exit 1", "gnuplot, latency.gp: no such terminal"),
                           ("exit 0", "it wrote nothing")):
            out = self.out()
            status, shown, err = self.bench(deliver(), "--out", str(out), environ=self.with_gnuplot(text))
            self.assertEqual((status, self.names(out)), (125, KEPT), err)
            self.assertIn("table_sysret same", shown)
            self.assertRegex(err, rf"\Atrapgate: the samples are whole, in .*/out, but .*{told}.*; `make plot RUN=.*` draws")

    def test_a_missing_one_is_found_before_anything_runs(self):
        out = self.out()
        path = pathlib.Path(out.parent, "bin")
        path.mkdir()
        for name in ("env", "python3", "cpio", "qemu-system-x86_64"):
            (path / name).symlink_to(shutil.which(name, path=f"{bench.checkout.folder}/bin:{os.environ['PATH']}"))
        status, shown, err = self.bench("open('ran', 'w')", "--out", str(out), environ={"PATH": str(path)})
        self.assertEqual((status, shown), (2, ""), err)
        self.assertIn("gnuplot is missing: install Debian's package gnuplot-nox", err)
        self.assertFalse(out.exists())


class Output(Edge):
    def test_a_full_one(self):
        """At the first line nothing was measured; later the folder is there."""
        out = self.out()
        with open("/dev/full", "w", encoding="ascii") as full:
            process = bench.checkout.start("bench", deliver(), "--out", str(out), stdout=full)
        err = process.communicate(timeout=60)[1].decode()
        self.assertEqual((process.returncode, err.splitlines()[1:]), (125, []))
        self.assertRegex(err, r"\Atrapgate: .*standard output: No space left on device")
        self.assert_nothing(out)

        # As the tables come, no file may grow beyond what stdout has already.
        path = pathlib.Path(out.parent, "stdout")
        path.write_bytes(bytes(1 << 20))
        script = deliver().replace("fake.end(", "import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, "
                                                f"({1 << 20}, {1 << 20}))\nfake.end(")
        with open(path, "ab") as file:
            process = bench.checkout.start("bench", script, "--out", str(out), stdout=file)
        err = process.communicate(timeout=60)[1].decode()
        self.assertEqual((process.returncode, self.names(out)), (125, FILES), err)
        self.assertRegex(err, r"\Atrapgate: standard output: .*; the results are whole, in .*/out, .*\n\Z")

    def test_a_closed_one(self):
        for close in (lambda: os.close(1), lambda: os.close(2), lambda: (os.close(0), os.close(1), os.close(2))):
            out = self.out()
            process = bench.checkout.start("bench", deliver(), "--out", str(out), preexec_fn=close)
            err = process.communicate(timeout=60)[1].decode()
            self.assertEqual((process.returncode, err, self.names(out)), (0, "", FILES))

    def test_one_that_nobody_reads_any_more(self):
        out = self.out()
        there, here = os.pipe()
        process = bench.checkout.start("bench", deliver(), "--out", str(out), stdout=here)
        os.close(here)
        with open(there, "rb") as lines:
            lines.readline()
        err = process.communicate(timeout=60)[1].decode()
        self.assertEqual((process.returncode, err, self.names(out)), (141, "", FILES))

    def test_short_answers_into_a_full_one(self):
        for words in (("run", "--list-paths"), ("doctor",), ("report", "results/reference/x86_64")):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run([os.path.join(tap.ROOT, "tools", words[0]), *words[1:]], stdout=full, text=True,
                                      stderr=subprocess.PIPE, check=False, timeout=60, cwd=tap.ROOT)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (125, 1), (words, done.stderr))
            self.assertIn("trapgate: standard output: No space left on device", done.stderr)


class Words(unittest.TestCase):
    def test_an_error_names_file_and_remedy(self):
        self.assertRegex(signals.in_words(OSError(28, "No space left on device", "/a/b")),
                         "^/a/b: No space left on device: make room there")
        self.assertRegex(signals.in_words(OSError(13, "Permission denied", "/a")), "^/a: Permission denied: change its perm")
        self.assertEqual(signals.in_words(OSError(5, "Input/output error", "/a")), "/a: Input/output error")

    def test_a_fault_of_our_own_is_a_line(self):
        script = ("import sys; sys.path.insert(0, %r)\nfrom trapgate import signals\n"
                  "sys.exit(signals.run(lambda stack: {}['arch']))" % os.path.join(tap.ROOT, "tools"))
        for more, lines in (({}, 1), ({"TRAPGATE_TRACEBACK": "1"}, 2)):
            done = subprocess.run(["python3", "-B", "-c", script], capture_output=True, text=True, check=False,
                                  env={**os.environ, **more})
            self.assertEqual(done.returncode, 125)
            self.assertGreaterEqual(len(done.stderr.splitlines()), lines)
            self.assertRegex(done.stderr.splitlines()[-1], "^trapgate: KeyError: 'arch' .* fault of the tool's own")
            self.assertEqual("Traceback" in done.stderr, bool(more))


class Early(unittest.TestCase):
    """Ctrl-C while a tool begins: also before its first line, while Python starts."""

    def ended(self, tool, delay, *words):
        process = subprocess.Popen([*words, os.path.join(tap.ROOT, "tools", tool), "--help"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=60)[1].decode()
        self.assertNotIn("Traceback", err, (tool, delay))
        self.assertNotIn("KeyboardInterrupt", err, (tool, delay))
        return process.returncode

    def test_no_traceback(self):
        for n in range(40):
            self.assertIn(self.ended("run", 0.004 * n), (-signal.SIGINT, 130, 0))

    def test_every_tool(self):
        for tool in TOOLS:
            self.assertIn(self.ended(tool, 0.02), (-signal.SIGINT, 130, 0))

    def test_one_that_is_to_ignore_it_does(self):
        self.assertEqual(self.ended("run", 0.03, "env", "--ignore-signal=INT"), 0)


class Programs(Edge):
    def run_tool(self, *arguments):
        process = bench.checkout.start("run", "open('ran', 'w')", *arguments)
        try:
            out, err = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        self.assertEqual(out, b"")
        return process.returncode, err.decode()

    def test_what_is_no_file(self):
        fifo = str(self.out())
        os.mkfifo(fifo)
        for path in (fifo, "/dev/zero", "/dev/null", "/dev/tty", os.path.dirname(fifo)):
            status, err = self.run_tool(path)
            self.assertEqual((status, len(err.splitlines())), (2, 1), err)
            self.assertIn(f"{path} is a folder, a device or a FIFO; expected a static x86_64 program", err)
            status, err = self.run_tool("--initrd", path)
            self.assertEqual((status, len(err.splitlines())), (2, 1), err)
            self.assertIn(f"--initrd {path}: expected a file", err)

    def test_a_control_path_serves_no_calls(self):
        status, err = self.run_tool("--path", "floor_iret", bench.checkout.program)
        self.assertEqual((status, len(err.splitlines())), (2, 1), err)
        self.assertRegex(err, "--path floor_iret: a control path serves no calls, and .* needs some: take another path")

    def test_one_that_leaves_it_by_itself_may_run_there(self):
        mover = bench.checkout.put("mover", make_elf(sections=[(".text", 0x1000, bytes(64))],
                                                     symbols=[("control_probe", 0x1000, 16)]))
        self.assertEqual(bench.checkout.start("run", "fake.hello()\nfake.end()", "--path", "floor_iret", mover).wait(60), 0)

    def test_help_lists_the_statuses(self):
        done = subprocess.run([os.path.join(tap.ROOT, "tools/run"), "--help"], capture_output=True, text=True, check=True)
        for status in ("128+N", "124", "125", "126", "127"):
            self.assertIn(status, done.stdout)
        for tool in TOOLS:
            done = subprocess.run([os.path.join(tap.ROOT, "tools", tool), "--help"], capture_output=True, text=True, check=True)
            self.assertRegex(" ".join(done.stdout.split()), r"Exit status: .*\b2\b", tool)


class Commit(unittest.TestCase):
    def test_a_checkout_of_somebody_else(self):
        """git refuses it to root, too."""
        facts = environment.source_facts("x86_64", git=self.git("fatal: detected dubious ownership in repository at '/x'\n"
                                                               "To add an exception for this directory, call:\n"))
        self.assertEqual((facts["commit"], facts["dirty"]), (None, None))
        self.assertEqual(facts["commit_unknown"], "git: fatal: detected dubious ownership in repository at '/x'")

    def test_one_that_is_known_has_no_reason(self):
        path = self.git("")
        pathlib.Path(path).write_text("#!/bin/sh\necho 0123456789abcdef\n")
        facts = environment.source_facts("x86_64", git=path)
        self.assertEqual((facts["commit"], facts["commit_unknown"]), ("0123456789abcdef", None))

    def test_no_git(self):
        self.assertEqual(environment.source_facts("x86_64", git="/nothing/git")["commit_unknown"],
                         "git: No such file or directory")

    def git(self, said):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        path = pathlib.Path(folder, "git")
        path.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}END\nexit 128\n")
        path.chmod(0o755)
        return str(path)


if __name__ == "__main__":
    tap.main()
