#!/usr/bin/env python3
"""tools/linux: the console's lines, recorded and damaged; the commands; the package; the counts.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
import zlib

import tap
from checkout import Checkout
from make_elf import make_elf
from make_region import in_blocks, make_region, make_text
from trapgate import Failure, linux_console, linux_count, linux_report, linux_table, samples

with open(os.path.join(tap.ROOT, "tests", "data", "linux-console.log"), "rb") as recorded:
    LOG = recorded.read()
LINES = LOG.splitlines(keepends=True)
BZIMAGE = bytes(0x202) + b"HdrS" + bytes(64)
IMAGE = bytes(56) + b"ARM\x64" + bytes(64)
LAST_LINE = len(LINES) - 1


def read(data, pieces=None):
    """(region, text) of a console that said `data`, in pieces of so many bytes."""
    text = []
    console = linux_console.Console(text.append)
    for start in range(0, len(data), pieces or len(data) or 1):
        console.feed(data[start:start + (pieces or len(data))])
    console.finish()
    return console.region(), text


REGION, TEXT = read(LOG)


class Console(unittest.TestCase):
    def refused_or_whole(self, data):
        """A damaged log gives the region that was sent, or none: never another. True if none."""
        try:
            region, _ = read(data)
        except Failure:
            return True
        self.assertEqual(region, REGION)
        return False

    def test_the_recorded_log(self):
        region = samples.Region(REGION)
        self.assertEqual((region.facts["kernel"], region.facts["arch"]), ("linux", "x86_64"))
        self.assertEqual({c.bench for c in region.cells}, {"empty", "stub_nop", "enosys", "getppid"})
        self.assertEqual(TEXT, [b"round 1/2", b"round 2/2"])

    def test_in_pieces_and_without_carriage_returns(self):
        for pieces in (1, 2, 7, 100):
            self.assertEqual(read(LOG, pieces), (REGION, TEXT))
        self.assertEqual(read(LOG.replace(b"\r\n", b"\n")), (REGION, TEXT))

    def test_every_truncation(self):
        whole = LOG.rindex(b"\r\n")
        for length in range(len(LOG)):
            # Behind the last line's checksum only its end of line is missing.
            self.assertTrue(self.refused_or_whole(LOG[:length]), length)
        self.assertEqual(read(LOG[:whole] + b"\n")[0], REGION)

    def test_every_flipped_bit(self):
        for at in range(len(LOG)):
            for bit in range(8):
                self.refused_or_whole(LOG[:at] + bytes([LOG[at] ^ 1 << bit]) + LOG[at + 1:])

    def test_a_flipped_bit_of_a_frame_is_refused(self):
        start = LOG.index(b"~D 1 ")
        for at in range(start, LOG.index(b"\r\n", start)):
            self.assertTrue(self.refused_or_whole(LOG[:at] + bytes([LOG[at] ^ 1]) + LOG[at + 1:]), at)

    def test_every_line_lost_doubled_or_moved(self):
        for n, line in enumerate(LINES):
            framed = line.startswith(b"~")
            self.assertEqual(self.refused_or_whole(b"".join(LINES[:n] + LINES[n + 1:])), framed, n)
            self.assertEqual(self.refused_or_whole(b"".join(LINES[:n] + [line] + LINES[n:])), framed, n)
            if framed and n < LAST_LINE:
                swapped = LINES[:n] + [LINES[n + 1], line] + LINES[n + 2:]
                # The first line may come behind what is text.
                self.assertEqual(self.refused_or_whole(b"".join(swapped)),
                                 LINES[n + 1].startswith(b"~"), n)

    def test_the_kernels_messages_between_lines_are_text(self):
        message = b"[    1.234567] clocksource: tsc: mask: 0xffffffffffffffff ~D 3\r\n"
        for n in range(len(LINES)):
            region, text = read(b"".join(LINES[:n] + [message] + LINES[n:]))
            self.assertEqual(region, REGION)
            self.assertIn(message.rstrip(b"\r\n"), text)

    def test_the_kernels_messages_within_a_line_are_refused(self):
        message = b"[    1.234567] random: crng init done\r\n"
        for at in range(len(LOG)):
            within = LOG[:at].rpartition(b"\n")[2].startswith(b"~")
            self.assertEqual(self.refused_or_whole(LOG[:at] + message + LOG[at:]), within, at)

    def test_a_size_that_is_another_and_a_line_that_is_not_base64(self):
        self.assertIn("bytes of samples came", self.problem(self.line(b"~E 1 MTAzMg==")))
        self.assertIn("before its last", self.problem(self.line(b"~D 1 AAA")))
        self.assertIn("did not come to speak", self.problem(b"Kernel panic\r\n", hello=b""))
        self.assertIn("expected line 1", self.problem(self.line(b"~H 1 ")))

    def problem(self, data, hello=LINES[0]):
        with self.assertRaises(Failure) as caught:
            read(hello + data)
        return str(caught.exception)

    @staticmethod
    def line(text):
        return text + b" %08x\r\n" % zlib.crc32(text)


class Tool(unittest.TestCase):
    """tools/linux in a checkout of its own, apt and QEMU being scripts."""

    def setUp(self):
        self.checkout = Checkout()
        self.addCleanup(self.checkout.remove)
        self.checkout.put("build/x86_64/bench", make_elf())
        self.apt("echo 'E: Temporary failure resolving' >&2; exit 100")

    def apt(self, script):
        for name in ("apt-get", "apt-cache"):
            path = self.checkout.put(f"bin/{name}", f"#!/bin/sh\n{script}\n".encode())
            os.chmod(path, stat.S_IRWXU)

    def run_tool(self, *arguments):
        """(status, stdout, stderr)"""
        process = self.checkout.start("linux", "", *arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def package(self, arch, content, name="boot/vmlinuz-6.1.0-1-cloud"):
        """A Debian package as if it had been fetched."""
        folder = os.path.join(self.checkout.folder, "build", "linux", arch)
        os.makedirs(folder)
        with tempfile.TemporaryDirectory() as temp:
            os.makedirs(os.path.join(temp, "DEBIAN"))
            os.makedirs(os.path.join(temp, os.path.dirname(name)))
            with open(os.path.join(temp, name), "wb") as file:
                file.write(content)
            with open(os.path.join(temp, "DEBIAN", "control"), "w", encoding="ascii") as file:
                file.write("Package: linux-image-6.1.0-1-cloud\nVersion: 6.1.1-1\nArchitecture: all\n"
                           "Maintainer: nobody <nobody@localhost>\nDescription: none\n")
            subprocess.run(["dpkg-deb", "-Znone", "--root-owner-group", "-b", temp,
                            os.path.join(folder, "linux-image-6.1.0-1-cloud_6.1.1-1_all.deb")],
                           check=True, capture_output=True)
        return folder

    def test_the_commands(self):
        kernel = self.checkout.put("bzImage", BZIMAGE)
        status, out, err = self.run_tool("--kernel", kernel, "--accel", "icount", "--dry-run")
        self.assertEqual((status, err), (0, ""))
        linux, off, ours = out.splitlines()
        machine = ("qemu-system-x86_64 -nodefaults -no-user-config -display none -monitor none -no-reboot "
                   "-machine q35,accel=tcg,memory-backend=ram -cpu max -smp 1 -m 1024M -object "
                   "memory-backend-file,id=ram,size=1024M,share=on,mem-path=/proc/self/fd/3 "
                   "-icount shift=0,sleep=off -seed 1 -rtc base=2024-01-01T00:00:00,clock=vm "
                   "-chardev stdio,id=console,signal=off -serial chardev:console ")
        self.assertEqual(linux, machine + f"-kernel {kernel} -initrd /tmp/trapgate/initramfs.cpio -append "
                         "'console=ttyS0 quiet loglevel=0 nokaslr norandmaps panic=-1'")
        self.assertEqual(off, linux[:-1] + " mitigations=off'")
        self.assertTrue(ours.startswith(machine + "-kernel "), ours)

    def test_the_commands_of_arm64(self):
        kernel = self.checkout.put("Image", IMAGE)
        status, out, _ = self.run_tool("--arch", "arm64", "--kernel", kernel, "--accel", "icount",
                                       "--mitigations", "off", "--dry-run")
        self.assertEqual(status, 0)
        self.assertEqual(len(out.splitlines()), 2)
        self.assertIn("-icount shift=4,sleep=off", out)
        self.assertIn("'console=ttyAMA0 quiet loglevel=0 nokaslr norandmaps panic=-1 mitigations=off'", out)

    def test_the_package_alone_is_enough(self):
        folder = self.package("x86_64", BZIMAGE)
        status, out, _ = self.run_tool("--dry-run")
        self.assertEqual(status, 0)
        self.assertIn("linux-image-6.1.0-1-cloud_6.1.1-1_all/boot/vmlinuz-6.1.0-1-cloud", out)
        for deb in os.listdir(folder):
            if deb.endswith(".deb"):
                os.remove(os.path.join(folder, deb))
        self.assertEqual(self.run_tool("--dry-run")[:2], (0, out), "what is unpacked is enough, too")

    def test_neither_network_nor_package(self):
        status, out, err = self.run_tool("--dry-run")
        self.assertEqual((status, out), (125, ""))
        last = err.splitlines()[-1]
        self.assertTrue(last.startswith("trapgate: no Linux to compare with"), last)
        for word in ("Temporary failure resolving", "KERNEL=path", "build/linux/x86_64", ".deb"):
            self.assertIn(word, last)

    def test_what_apt_fetches(self):
        """apt is asked for the package that the other one depends on, by a configuration of its own."""
        self.apt('case "$*" in *depends*) echo "  Depends: linux-image-6.1.0-9-cloud-arm64";;\n'
                 '*download*) cp "$APT_CONFIG" "$HERE/seen"; echo "$*" >>"$HERE/seen"; exit 1;; esac')
        self.checkout.environment = self.environment_with_here(self.checkout.environment)
        self.assertEqual(self.run_tool("--arch", "arm64", "--dry-run")[0], 125)
        with open(os.path.join(self.checkout.folder, "seen"), encoding="utf-8") as file:
            seen = file.read()
        self.assertIn("download linux-image-6.1.0-9-cloud-arm64", seen)
        self.assertIn('APT::Architectures { "arm64"; };', seen)
        for key in ("Dir::State ", "Dir::State::status", "Dir::Cache "):
            self.assertRegex(seen, rf'{key} ?"{re.escape(self.checkout.folder)}/build/linux/arm64/apt/')

    def environment_with_here(self, made):
        return lambda script="", **more: made(script, HERE=self.checkout.folder, **more)

    def test_what_is_no_kernel(self):
        for name, content, text in (("cut", b"\0" * 16, "expected a bzImage"), ("other", IMAGE, "bzImage"),
                                    (None, None, "No such file")):
            path = self.checkout.put(name, content) if name else "nothing-here"
            status, _, err = self.run_tool("--kernel", path, "--dry-run")
            self.assertEqual(status, 2)
            self.assertIn(text, err.splitlines()[-1])

    def test_a_package_without_a_kernel(self):
        self.package("x86_64", b"", "boot/config-6.1.0")
        status, _, err = self.run_tool("--dry-run")
        self.assertEqual(status, 125)
        self.assertIn("trapgate: ", err.splitlines()[-1])


def reads(*values):
    """The plugin's lines: (all, once, tree, compares) each."""
    return "".join("read " + " ".join(map(str, v)) + "\n" for v in values)


class Counts(unittest.TestCase):
    HEAD = "first 1000 10 9\nfirst 401000 110 89\n"
    CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("linux", "mmap", "-", "-", 1, "ok", "")]

    def region(self, values):
        return samples.Region(make_region(make_text(self.CELLS, {"rounds": "1", "samples": "2"}),
                                          in_blocks(values), 2))

    def counts(self, text):
        return linux_count.Counts(self.HEAD + text + "end 900 800\n", 0x1000, 0x401000)

    def test_the_boot(self):
        self.assertEqual(self.counts("").boot, {"all": 100, "once": 80})
        for text in ("", self.HEAD, "first 1000 10 9\nend 1 1\n", "first 401000 10 9\nend 1 1\n"):
            with self.assertRaises(Failure):
                linux_count.Counts(text, 0x1000, 0x401000)

    def test_windows_behind_warm_up_one_of_them_with_a_fault(self):
        counts = self.counts("mark 2000\n" + reads(*[(n * 5, n * 5, 0, 0) for n in range(6)])
                             + "mark 2000\n" + reads((100, 50, 0, 0), (300, 60, 7, 1), (300, 60, 7, 1),
                                                     (501, 72, 9, 3), (600, 80, 9, 3), (800, 90, 9, 3)))
        windows = counts.by_record(self.region({0: [5, 5], 1: [200, 200]}))
        self.assertEqual([tuple(w) for w in windows],
                         [(5, 5, 0, 0), (5, 5, 0, 0), (200, 11, 2, 2), (200, 10, 0, 0)])
        region = self.region({0: [5, 5], 1: [200, 200]})
        linux_count.add_variant(region, windows)
        self.assertEqual([(c.bench, c.variant) for c in region.cells][2:],
                         [("empty", "rep_once"), ("mmap", "rep_once")])
        self.assertEqual([(r.cell, r.value) for r in region.records][4:],
                         [(2, 5), (2, 5), (3, 11), (3, 10)])

    def test_a_block_without_records_is_passed_over(self):
        counts = self.counts("mark 2000\n" + reads((0, 0, 0, 0), (77, 0, 0, 0)) + "mark 2000\n"
                             + reads((100, 0, 0, 0), (105, 5, 0, 0), (110, 7, 0, 0), (115, 12, 0, 0)))
        self.assertEqual([w.once for w in counts.by_record(self.only_empty())], [5, 5])

    def test_events_are_not_the_counters(self):
        cells = [self.CELLS[0], ("-", "empty", "-", "pmu_cycles_user", 64, "ok", "")]
        region = samples.Region(make_region(make_text(cells, {"rounds": "1", "samples": "2"}),
                                            in_blocks({1: [9, 9], 0: [5, 5]}), 2))
        counts = self.counts("mark 2000\n" + "mark 2000\n" + reads(*[(n * 5, n * 5, 0, 0) for n in range(4)]))
        windows = counts.by_record(region)
        self.assertEqual([w and w.once for w in windows], [None, None, 5, 5])
        linux_count.add_variant(region, windows)
        self.assertEqual([c.variant for c in region.cells], ["-", "pmu_cycles_user", "rep_once"])

    def only_empty(self):
        cells = self.CELLS[:1]
        return samples.Region(make_region(make_text(cells, {"rounds": "1", "samples": "2"}),
                                          in_blocks({0: [5, 5]}), 1))

    def test_counts_that_disagree(self):
        for text in ("", "mark 2000\n", "mark 2000\n" + reads((0, 0, 0, 0), (4, 4, 0, 0), (9, 9, 0, 0)),
                     reads((0, 0, 0, 0), (5, 5, 0, 0), (10, 10, 0, 0), (15, 15, 0, 0))):
            with self.assertRaisesRegex(Failure, "disagree"):
                self.counts(text).by_record(self.only_empty())


# 16-bit code at f000:0000: what is read by RDTSC, RDTSC; a string of 100, once more of 0; compares.
CODE = (b"\x0f\x31" b"\x0f\x31" b"\x0f\x31" b"\xb9\x64\x00" b"\xf3\xaa" b"\x0f\x31"
        b"\x0f\x31" b"\x31\xc9" b"\xf3\xa4" b"\x3c\x05" b"\x85\xc0" b"\x90" b"\x0f\x31"
        b"\xb0\x00\xe6\xf4")
ROM = CODE.ljust(0xfff0, b"\0") + b"\xea\x00\x00\x00\xf0".ljust(16, b"\0")


@unittest.skipUnless(shutil.which("qemu-system-x86_64"), "no QEMU")
class Calls(unittest.TestCase):
    def test_the_eight_of_the_pattern(self):
        calls = linux_count.cycle8_calls()
        self.assertEqual(len(calls), 8)
        self.assertEqual((calls[0], calls[3], calls[7]), ("personality", "getppid", "membarrier"))


class Plugin(unittest.TestCase):
    """The plugin on code whose counts can be told by looking at it."""

    def run_plugin(self, *words):
        plugin = os.path.join(tap.ROOT, "build", "host", "count.so")
        with tempfile.TemporaryDirectory() as temp:
            rom, out = os.path.join(temp, "rom"), os.path.join(temp, "out")
            with open(rom, "wb") as file:
                file.write(ROM)
            subprocess.run(
                ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-M", "microvm", "-bios", rom,
                 "-icount", "shift=0,sleep=off", "-device", "isa-debug-exit,iobase=0xf4", "-plugin",
                 ",".join([plugin, f"out={out}", *words])], check=False, timeout=60, capture_output=True)
            with open(out, encoding="ascii") as file:
                return [line.split() for line in file]

    def test_counts(self):
        lines = self.run_plugin("first=f0002", "mark=f0004", "text=f0000-f0100", "tree=f0013-f0018")
        kinds = [line[0] for line in lines]
        self.assertEqual(kinds, ["read", "first", "read", "mark", "read", "read", "read", "read", "end"])
        reads_seen = [tuple(map(int, line[1:])) for line in lines if line[0] == "read"]
        steps = [tuple(b - a for a, b in zip(x, y)) for x, y in zip(reads_seen, reads_seen[1:])]
        # RDTSC; RDTSC; RDTSC, MOV and a STOS of 100 iterations and the test that ends them; RDTSC;
        # RDTSC, XOR, a MOVS of none, CMP, TEST, NOP.
        self.assertEqual(steps, [(1, 1, 0, 0), (1, 1, 0, 0), (103, 3, 0, 0), (1, 1, 0, 0), (6, 6, 3, 2)])
        self.assertEqual(lines[1][1], "f0002")
        self.assertEqual(lines[3], ["mark", "f0004"])

    def test_words_it_does_not_know(self):
        for word in ("nonsense=1", "first=0", "first=", "text=5-3", "tree=x", "mark=1,mark=2,mark=3,mark=4,"
                     "mark=5,mark=6,mark=7,mark=8,mark=9"):
            self.assertEqual(self.run_plugin(word), [], word)


class Tables(unittest.TestCase):
    def row(self, path, bench, net, variant="-", status="ok"):
        return {"path": path, "bench": bench, "pattern": "-", "variant": variant, "status": status,
                "net_median": net}

    def test_counts_are_shown_once(self):
        """A batch and a cold call execute what the plain one does; in time they differ."""
        for unit, shown in (("instructions", ["mmap"]), ("cycles", ["mmap", "mmap cold_btb", "mmap batch=64"])):
            summary = [self.row(path, "mmap", "9", variant) | {"unit": unit} for variant in
                       ("-", "cold_btb", "batch=64") for path in ("linux", "table_sysret")]
            self.assertEqual([line.bench for line in linux_table.Table(summary, set(), "x86_64").lines], shown)

    def test_a_line_of_means(self):
        """The counter is too coarse for one of a line's rows, be it Linux's: all of the line are means."""
        mean = {"net_mean": "33.5"}
        summary = [self.row("linux_off", "enosys", "100") | {"net_mean": "103.5", "figure": "mean"},
                   self.row("table_sysret", "enosys", "40") | {"net_mean": "41.5"},
                   self.row("switch_sysret", "enosys", "42") | mean, self.row("linux_off", "mmap", "800") | mean,
                   self.row("table_sysret", "mmap", "100") | mean, self.row("linux_off", "touch", "9") | {"figure": "mean"},
                   self.row("table_sysret", "touch", "8") | {"figure": "mean", "net_mean": ""}]
        table = linux_table.Table(summary, set(), "x86_64")
        self.assertEqual([line[:1] + line[2:5] + line[7:] for line in table.text()[1:]],
                         [["enosys (mean)", "103.5", "33.5", "41.5", "switch_sysret"],
                          ["mmap", "800", "100", "100", "table_sysret"], ["touch", "9", "8", "8", "table_sysret"]])
        self.assertTrue(table.has_means())
        self.assertFalse(linux_table.Table(summary[3:], set(), "x86_64").has_means())

    def test_whose_number_is_compared_with_whose(self):
        summary = [self.row("linux", "enosys", "200"), self.row("linux_off", "enosys", "100"),
                   self.row("table_sysret", "null", "40"), self.row("switch_sysret", "null", "30"),
                   self.row("table_sysret", "enosys", "38"), self.row("switch_sysret", "enosys", "44"),
                   self.row("floor_sysret", "null", "5"), self.row("-", "empty", "0"),
                   self.row("linux", "null", "", status="not_available"),
                   self.row("linux", "mmap", "900"), self.row("linux_off", "mmap", "800"),
                   self.row("linux_off", "mmap", "400", "rep_once"), self.row("table_sysret", "mmap", "100"),
                   self.row("table_sysret", "brk", "1"), self.row("linux_off", "touch", "80"),
                   self.row("-", "touch", "20"), self.row("linux_off", "mmap", "1000", "n=10"),
                   self.row("table_sysret", "mmap", "500", "n=10")]
        table = linux_table.Table(summary, {"floor_sysret"}, "x86_64")
        self.assertEqual(table.text()[1:], [
            ["null", "-", "-", "30", "40", "-", "-", "switch_sysret"],
            ["enosys", "200", "100", "38", "38", "0.38", "0.38", "table_sysret"],
            ["mmap", "900", "400", "100", "100", "0.25", "0.25", "table_sysret"],
            ["mmap n=10", "-", "1000", "500", "500", "0.5", "0.5", "table_sysret"],
            ["touch", "-", "80", "20", "20", "0.25", "0.25", "-"]])
        self.assertEqual([line[0] for line in table.text([linux_table.GROWN])[1:]], ["mmap n=10"])
        self.assertEqual([line[0] for line in table.text([linux_table.PLAIN])[1:]],
                         ["null", "enosys", "mmap", "touch"])

    def test_digits_are_those_that_hold(self):
        """All of an exact figure; of others as many as neither the interval nor the quartiles call in question."""
        for value, low, high, q1, q3, shown in (("326", 332, 332, 332, 332, "326"), ("1407", 1412, 1414, 1412, 1414, "1407"),
                                                ("280", 286, 300, 286, 300, "280"), ("5355.5", 5052, 5484, 5025, 5492, "5000"),
                                                ("22677", 22576, 22733, 21671, 22886, "23000"), ("345", 351, 359, 351, 351, "350"),
                                                ("8", 0, 90, 0, 90, "10"), ("-12", -14, -10, -14, -10, "-10")):
            row = self.row("linux", "x", value) | {"median_low": str(low), "median_high": str(high), "q1": str(q1), "q3": str(q3)}
            self.assertEqual(linux_table.number(linux_table.held(row)), shown, row)
        row = self.row("linux", "x", "80") | {"net_mean": "83.4", "mean_low": "80", "mean_high": "88", "q1": "90", "q3": "90"}
        self.assertEqual([linux_table.number(linux_table.held(row, mean)) for mean in (False, True)], ["80", "80"])

    def test_a_ratio_promises_no_more_than_its_figures(self):
        held = linux_table.Held
        for ours, theirs, shown in ((held(87), held(326), "0.267"), (held(280, 7), held(5355, 216), "0.05"),
                                    (held(363, 4), held(3271, 28), "0.11"), (held(3), held(0), "-"), (None, held(3), "-"),
                                    (held(0), held(5, 1), "0")):
            self.assertEqual(linux_table.ratio(ours, theirs), shown)

    def test_a_figure_for_people_is_no_other_for_programs(self):
        """The plot and the ratio take the figure itself."""
        self.assertEqual(linux_table.Held(5355.5, 216) / 2, 2677.75)

    def test_what_stands_in_which_table(self):
        self.assertEqual([linux_table.kind(v) for v in ("-", "hint", "small", "n=10_merge", "size=4K", "batch=64",
                                                        "cold_btb", "pmu_cycles_user")],
                         [linux_table.PLAIN] * 3 + [linux_table.GROWN] * 2 + [linux_table.APART] * 3)


class Folder:
    """As much of a result folder as a plot needs; one format."""

    formats = ("svg",)

    def __init__(self, path):
        self.path = path

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(text)


class RatioPlot(unittest.TestCase):
    def row(self, path, bench, net):
        return {"path": path, "bench": bench, "pattern": "-", "variant": "-", "status": "ok", "net_median": net}

    def test_the_largest_difference_comes_first(self):
        """A line that Linux has no figure of its own for, or none above 0, has no ratio."""
        summary = [self.row(*cells) for cells in (
            ("linux", "enosys", "200"), ("linux_off", "enosys", "100"), ("table_sysret", "enosys", "50"),
            ("linux", "mmap", "900"), ("table_sysret", "mmap", "90"), ("table_sysret", "null", "5"),
            ("linux_off", "brk", "5"), ("table_sysret", "brk", "5"), ("linux", "touch", "0"), ("-", "touch", "5"))]
        with tempfile.TemporaryDirectory() as path:
            linux_report.draw(Folder(path), linux_table.Table(summary, set(), "x86_64"), "a & b", "instructions")
            self.assertEqual(os.listdir(path), ["linux.svg"])
            with open(os.path.join(path, "linux.svg"), encoding="utf-8") as file:
                drawn = [text.strip() for text in re.findall(r"<text[^>]*>\s*(?:<tspan[^>]*>)?([^<]+)", file.read())]
        shown = [text for text in drawn if text in ("enosys", "mmap", "null", "brk", "touch", "200", "900")]
        self.assertEqual(shown, ["mmap", "enosys", "900", "200"])


class GrowthPlots(unittest.TestCase):
    def row(self, path, bench, variant, median):
        return {"path": path, "bench": bench, "pattern": "-", "variant": variant, "status": "ok", "baseline": "0",
                **dict.fromkeys(("min", "median", "p99", "net_median"), str(median))}

    def series(self, path, bench, *suffixes):
        return [self.row(path, bench, f"n={n}{suffix}", n * len(path)) for suffix in suffixes for n in (1, 10)]

    def draw(self, summary):
        """{plot: its text}"""
        with tempfile.TemporaryDirectory() as path:
            names = linux_report.draw_growth(Folder(path), summary, "x86_64", "a machine & more", "instructions")
            self.assertEqual(sorted(os.listdir(path)), sorted(f"{name}.svg" for name in names))
            found = {}
            for name in names:
                with open(os.path.join(path, f"{name}.svg"), encoding="utf-8") as file:
                    found[name] = file.read()
            return found

    def test_both_kernels_are_in_one_plot(self):
        drawn = self.draw(self.series("table_sysret", "mmap", "", "_merge") + self.series("linux", "mmap", "") +
                          self.series("linux_off", "mmap", "", "_merge") + self.series("linux_off", "touch", "") +
                          self.series("-", "touch", "") + self.series("table_sysret", "clone", "") +
                          self.series("table_sysret", "futex_wake", "") + self.series("linux_off", "futex_wake", ""))
        self.assertEqual(list(drawn), ["growth-mmap", "growth-touch", "growth-futex_wake"])
        for words in ("mmap: Trapgate and Linux, by other mappings alive", "a machine &amp; more", "instructions a call",
                      "Trapgate: like no neighbour, at random", "Trapgate: merges with neighbours, at random",
                      "Linux (mitigations=off): like no neighbour, at random",
                      "Linux (mitigations=off): merges with neighbours, at random"):
            self.assertIn(words, drawn["growth-mmap"])
        self.assertIn("futex_wake: Trapgate and Linux, by threads alive<", drawn["growth-futex_wake"])
        self.assertIn("Linux (mitigations=off)<", drawn["growth-futex_wake"])

    def test_a_line_without_its_like_is_left_out(self):
        drawn = self.draw(self.series("table_sysret", "mmap", "", "_merge") + self.series("linux", "mmap", "_merge"))
        self.assertNotIn("like no neighbour", drawn["growth-mmap"])
        self.assertIn("Linux (its default): merges with neighbours, at random", drawn["growth-mmap"])
        self.assertEqual(self.draw(self.series("linux", "mmap", "")), {})

    def test_each_string_instruction_counts_once_where_that_was_done(self):
        rows = [self.row("linux", "mmap", "n=1", 7), self.row("linux", "mmap", "n=1_rep_once", 5),
                self.row("linux", "mmap", "n=10", 9)]
        self.assertEqual([(r["variant"], r["median"]) for r in linux_table.preferred(rows)],
                         [("n=1", "5"), ("n=10", "9")])


if __name__ == "__main__":
    tap.main()
