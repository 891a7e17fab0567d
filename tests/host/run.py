#!/usr/bin/env python3
"""tools/run against a QEMU that is a script: framing, statuses, input, signals, what is left behind.

SPDX-License-Identifier: MIT
"""

import contextlib
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
import unittest
from unittest import mock

import tap
from trapgate import affinity, session
from checkout import Checkout
from make_elf import ARM64, DYN, make_elf


def setUpModule():
    global checkout, folder, scratch, program, put
    checkout = Checkout()
    folder, scratch, program = checkout.folder, checkout.scratch, checkout.program
    put = checkout.put


def tearDownModule():
    checkout.remove()


def start(script, *arguments, **kwargs):
    return checkout.start("run", script, *arguments, **kwargs)


class Run(unittest.TestCase):
    def run_tool(self, script, *arguments, stdin=b"", **kwargs):
        """(status, stdout, stderr) of a run; nothing may be left in TMPDIR."""
        process = start(script, *arguments, stdin=subprocess.PIPE, **kwargs)
        out, err = process.communicate(stdin, timeout=60)
        self.assertEqual(os.listdir(scratch), [])
        return process.returncode, out, err.decode()

    def boot(self, script, *options, **kwargs):
        """A run of the program under `script`, which greets first."""
        return self.run_tool("fake.hello()\n" + script, *options, program, **kwargs)

    def assert_fails(self, result, text, status=125):
        """Failed with `status`, and the last line says `text`."""
        self.assertEqual(result[0], status, result[2])
        last = result[2].splitlines()[-1]
        self.assertTrue(last.startswith("trapgate: "), last)
        self.assertIn(text, last)


class Statuses(Run):
    def test_streams_are_kept_apart_and_byte_for_byte(self):
        every = bytes(range(256))
        result = self.boot(f"fake.frame('L', b'a log line')\nfake.frame('O', {every!r})\n"
                           "fake.frame('E', b'problem')\nfake.frame('U')\n"
                           "fake.frame('O', b'')\nfake.frame('O', b'tail')\nfake.end('exit 0')")
        self.assertEqual(result, (0, every + b"tail", "problem"))

    def test_much_output_is_byte_for_byte_on_both(self):
        data = bytes(range(256)) * 20000
        script = ("data = bytes(range(256)) * 20000\nfor at in range(0, len(data), 65535):\n"
                  "  fake.frame('O', data[at:at + 65535])\n  fake.frame('E', data[at:at + 65535])\n"
                  "fake.end('exit 9')")
        process = start("fake.hello()\n" + script, program)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 9)
        self.assertTrue(out == data)
        self.assertTrue(err == data)

    def test_the_log_shows_with_v(self):
        status, _, err = self.boot("fake.frame('L', b'a log line')\nfake.end()", "-v")
        self.assertEqual(status, 0)
        self.assertIn("a log line\n", err)

    def test_exit_statuses(self):
        for status in (0, 1, 2, 124, 125, 255):
            self.assertEqual(self.boot(f"fake.end('exit {status}')"), (status, b"", ""))

    def test_a_signal_is_128_and_its_number_after_the_report(self):
        result = self.boot("fake.frame('F', b'SIGSEGV at 0\\n')\nfake.end('signal 11')")
        self.assertEqual(result, (139, b"", "SIGSEGV at 0\n"))

    def test_every_signal(self):
        for number in (1, 4, 6, 7, 8, 11, 64):
            self.assertEqual(self.boot(f"fake.end('signal {number}')")[0], 128 + number)

    def test_a_status_of_124_or_125_of_the_program_s_own_is_silent(self):
        """A script tells ours from the program's by the last line alone."""
        for status in (2, 124, 125):
            self.assertEqual(self.boot(f"fake.end('exit {status}')")[2], "")

    def test_a_panic_is_the_last_line(self):
        result = self.boot("fake.frame('P', b'no\\nmemory')\nfake.end('panic 0')")
        self.assert_fails(result, "trapgate: kernel panic: no memory")
        self.assert_fails(self.boot("fake.frame('P', b'no memory')"), "no memory")
        self.assert_fails(self.boot("fake.end('panic 0')"), "panic")

    def test_a_time_out_is_124(self):
        began = time.monotonic()
        result = self.boot("fake.frame('E', b'half a line')\ntime.sleep(60)", "--timeout", "0.5")
        self.assert_fails(result, "0.5", status=124)
        self.assertEqual(result[2].splitlines()[0], "half a line")
        self.assertLess(time.monotonic() - began, 10)

    def test_no_time_out_where_it_is_0(self):
        result = self.boot("time.sleep(1)\nfake.end('exit 4')", "--timeout", "0")
        self.assertEqual(result, (4, b"", ""))

    def test_no_hello_within_the_time_out_is_125(self):
        result = self.run_tool("fake.raw(b'BIOS')\ntime.sleep(60)", "--timeout", "0.5", program)
        self.assert_fails(result, "no hello")
        self.assertIn("BIOS", result[2])


class Framing(Run):
    def test_junk_before_the_hello_is_skipped(self):
        result = self.run_tool("fake.raw(b'\\x1b[2J\\x01O\\x05\\x00SeaBIOS\\x01TRAP')\nfake.hello()\n"
                               "fake.frame('O', b'x')\nfake.end()", program)
        self.assertEqual(result, (0, b"x", ""))

    def test_bytes_may_come_one_by_one(self):
        self.assertEqual(self.boot(
            "for b in fake.pack('O', b'hi') + fake.pack('X', b'exit 7 ' + fake.token.encode()):\n"
            "  fake.raw(bytes([b])); time.sleep(0.002)"), (7, b"hi", ""))

    def test_a_broken_frame(self):
        for broken in (b"O", b"\x01Z\x00\x00", b"\x02O\x00\x00", b"\x01TRAPGATE1\n"):
            script = f"fake.frame('O', b'x')\nfake.raw({broken + bytes(4)!r})\nfake.end()"
            self.assert_fails(self.boot(script), "framing")

    def test_end_records_that_are_none(self):
        for end in ("exit 0", "exit 0 0123456789abcdef", "exit 256 TOKEN", "exit -1 TOKEN",
                    "exit 00 TOKEN", "signal 65 TOKEN", "signal 0 TOKEN", "panic 1 TOKEN",
                    "exit 0 TOKEN ", "exit 0  TOKEN", "exit 0 TOKENx", "", "leave 0 TOKEN"):
            script = f"fake.frame('X', {end!r}.replace('TOKEN', fake.token).encode())"
            self.assert_fails(self.boot(script), "end record")

    def test_a_forged_end_in_the_output_is_output(self):
        forged = "fake.pack('X', b'exit 0 ' + fake.token.encode())"
        status, out, _ = self.boot(f"fake.frame('O', {forged})\nfake.end('exit 3')")
        self.assertEqual((status, out[:2]), (3, b"\x01X"))
        self.assert_fails(self.boot(f"fake.frame('O', {forged})"), "before the end record")

    def test_nothing_comes_after_the_end_record(self):
        self.assert_fails(self.boot("fake.end()\nfake.end()"), "second end record")
        self.assert_fails(self.boot("fake.end()\nfake.frame('O', b'x')"), "after its end record")
        self.assert_fails(self.boot("fake.end()\nfake.raw(b'x')"), "middle of a frame")

    def test_qemu_that_dies(self):
        self.assert_fails(self.run_tool("sys.exit('bad cpu')", program), "before the kernel's hello")
        self.assertIn("bad cpu", self.run_tool("sys.exit('bad cpu')", program)[2])
        self.assert_fails(self.boot(""), "before the end record")
        self.assert_fails(self.boot("fake.raw(b'\\x01O\\xff\\xffabc')"), "middle of a frame")
        self.assert_fails(self.boot("os.kill(os.getpid(), 9)"), "signal 9")
        self.assert_fails(self.boot("fake.end()\nsys.exit(3)"), "status 3 after the end")

    def test_requests_and_announcements_that_are_none(self):
        for kind, payload in (("R", b""), ("R", b"0"), ("R", b"-1"), ("R", b"x"), ("S", b"0 0"),
                              ("S", b"0 1000 zz"), ("S", b"-1 0 1")):
            self.assert_fails(self.boot(f"fake.frame({kind!r}, {payload!r})\nfake.end()"), "none")


class StandardInput(Run):
    COPY = ("while True:\n  data = fake.ask(MOST)\n  fake.frame('O', data)\n"
            "  if not data: break\nfake.end()")

    def test_bytes_and_end_of_file(self):
        data = os.urandom(70000) + bytes(range(256))
        for most in ("1000", "65536", "9999999"):
            result = self.boot(self.COPY.replace("MOST", most), stdin=data)
            self.assertEqual(result, (0, data, ""))

    def test_much_input(self):
        data = bytes(range(256)) * 12000
        self.assertTrue(self.boot(self.COPY.replace("MOST", "65535"), stdin=data) == (0, data, ""))

    def test_end_of_file_stays(self):
        result = self.boot("assert [fake.ask(5) for _ in range(3)] == [b'ab', b'', b'']\nfake.end()",
                           stdin=b"ab")
        self.assertEqual(result[0], 0)

    def test_a_closed_stdin_is_end_of_file(self):
        process = start("fake.hello()\nassert fake.ask(9) == b''\nfake.end('exit 5')", program,
                        stdin=None, preexec_fn=lambda: os.close(0))
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 5)

    def test_what_comes_late_holds_up_nothing(self):
        script = ("fake.hello()\nfake.frame('R', b'10')\nfake.frame('O', b'go on')\n"
                  "assert fake.answer() == b'now'\nfake.end()")
        process = start(script, program, stdin=subprocess.PIPE)
        self.assertEqual(os.read(process.stdout.fileno(), 100), b"go on")
        process.stdin.write(b"now")
        process.stdin.flush()
        self.assertEqual(process.wait(30), 0)
        process.communicate()

    def test_two_requests_at_once(self):
        result = self.boot("fake.frame('R', b'2')\nfake.frame('R', b'2')\n"
                           "assert fake.answer() + fake.answer() == b'abcd'\nfake.end()",
                           stdin=b"abcd")
        self.assertEqual(result[0], 0)


class Ending(Run):
    def interrupt(self, number):
        """Status of a run that gets the signal while the guest runs; its QEMU must be gone."""
        process = start("fake.hello()\nfake.frame('O', str(os.getpid()).encode())\n"
                        "time.sleep(60)", program)
        qemu = int(os.read(process.stdout.fileno(), 100))
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        self.assert_ends(qemu)
        return process.returncode, err.decode()

    def test_signals_end_the_run_and_leave_nothing(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            result = self.interrupt(number)
            self.assertEqual(result[0], status)
            self.assertEqual(os.listdir(scratch), [])

    def test_a_killed_run_leaves_no_qemu(self):
        self.interrupt(signal.SIGKILL)
        for name in os.listdir(scratch):
            shutil.rmtree(os.path.join(scratch, name))

    def assert_ends(self, pid):
        deadline = time.monotonic() + 5
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_a_time_out_ends_what_qemu_started(self):
        result = self.boot("child = os.fork()\nif child: fake.frame('O', str(child).encode())\n"
                           "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)", "--timeout", "1")
        self.assert_fails(result, "time-out", status=124)
        self.assert_ends(int(result[1]))

    def test_a_qemu_that_cannot_be_killed_is_told(self):
        """It hangs in the host's kernel, as a vCPU did under an emulated processor's KVM."""
        one = session.Session([], "", None, 0)
        one._qemu = mock.Mock(pid=2 ** 22 + 1, wait=mock.Mock(side_effect=subprocess.TimeoutExpired("qemu", 1)))
        with contextlib.redirect_stderr(io.StringIO()) as said:
            one._stop()
        self.assertIn("is still there 20 s after SIGKILL", said.getvalue())
        one._qemu.wait.assert_called_once_with(session.KILLED_S)

    def test_a_reader_that_stalls_does_not_stop_the_clock(self):
        process = start("fake.hello()\nwhile True: fake.frame('O', bytes(60000))", "--timeout", "1",
                        program)
        self.assertEqual(process.wait(20), 124)
        process.communicate()

    def test_a_reader_that_went_away(self):
        process = start("fake.hello()\nwhile True: fake.frame('O', bytes(60000))", program)
        process.stdout.close()
        self.assertEqual(process.wait(20), 141)
        process.stderr.close()

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "wb") as full:
            process = start("fake.hello()\nfake.frame('O', b'x')\nfake.end()", program, stdout=full)
            _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 125)
        self.assertIn(b"No space left", err)


class WhatTheGuestGets(Run):
    """Options, as QEMU is given them."""

    def words(self, *arguments):
        status, out, err = self.run_tool("fake.hello()\nfake.frame('O', '\\0'.join(fake.arguments).encode())\n"
                                         "fake.end()", *arguments)
        self.assertEqual((status, err), (0, ""))
        return out.decode().split("\0")

    def option(self, words, name):
        return words[words.index(name) + 1]

    def test_the_command_line(self):
        line = self.option(self.words("--accel", "icount", "--path", "table_iret", "--append", "x  y=1", program),
                           "-append")
        self.assertRegex(line, r"^path=table_iret end=reset seed=1 x  y=1 [0-9a-f]{16}$")

    def test_the_token_is_new_in_each_run(self):
        tokens = {self.option(self.words(program), "-append").split()[-1] for _ in range(3)}
        self.assertEqual(len(tokens), 3)

    def test_machine_processor_memory(self):
        words = self.words("--accel", "icount", "--machine", "microvm", "--cpu", "qemu64", "--memory", "64", program)
        self.assertRegex(self.option(words, "-machine"), "^microvm,")
        self.assertEqual([self.option(words, n) for n in ("-cpu", "-m", "-smp")], ["qemu64", "64M", "1"])
        words = self.words("--accel", "icount", program)
        self.assertRegex(self.option(words, "-machine"), "^q35,")
        self.assertEqual([self.option(words, n) for n in ("-cpu", "-m")], ["max", "512M"])
        self.assertEqual(self.option(words, "-icount"), "shift=0,sleep=off")
        self.assertNotIn("-icount", self.words("--accel", "tcg", program))

    def test_the_program_its_arguments_and_files(self):
        script = ("fake.hello()\nfake.frame('O', open(fake.option('-initrd'), 'rb').read())\nfake.end()")
        data = put("data", b"some data of ours")
        status, archive, err = self.run_tool(script, "--file", f"{data}:in/guest", program, "--file", "", "a b")
        self.assertEqual((status, err), (0, ""))
        for text in (program.encode() + b"\0--file\0\0a b\0", b"in/guest\0", b"some data of ours", b"init\0"):
            self.assertIn(text, archive)
        given = put("given.cpio", archive)
        status, out, err = self.run_tool(script, "--initrd", given)
        self.assertEqual((status, err, out.rstrip(b"\0")), (0, "", archive.rstrip(b"\0")))

    def test_the_paths_of_the_image(self):
        status, out, err = self.run_tool("", "--list-paths", "--json")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads(out), [
            {"name": "table_sysret", "dispatch": "table", "exit": "sysret", "steps": [], "control": False,
             "available": True, "reason": ""},
            {"name": "table_iret", "dispatch": "table", "exit": "iret", "steps": ["x", "y"], "control": False,
             "available": True, "reason": ""},
            {"name": "floor_iret", "dispatch": "floor", "exit": "iret", "steps": [], "control": True,
             "available": True, "reason": ""}])

    def test_a_dry_run_starts_nothing(self):
        status, out, err = self.run_tool("open('ran', 'w')", "--dry-run", program)
        self.assertEqual((status, err), (0, ""))
        self.assertIn(b"qemu-system-x86_64", out)
        self.assertFalse(os.path.exists("ran"))


class Kvm(Run):
    """As text: what a run on real hardware would be."""

    def words(self, *arguments, **environ):
        status, out, err = self.run_tool("", "--accel", "kvm", "--dry-run", *arguments, environ=environ)
        self.assertEqual((status, err), (0, ""))
        return shlex.split(out.decode())

    def test_one_processor_of_the_host_pinned(self):
        for cpu in sorted(os.sched_getaffinity(0)):
            words = self.words(program, TRAPGATE_CPU=str(cpu))
            self.assertEqual(words[:4], ["taskset", "-c", affinity.text(affinity.placement(cpu)), "qemu-system-x86_64"])
            self.assertEqual(words[words.index("-name") + 1], "trapgate,debug-threads=on")
            self.assertEqual(words[words.index("-cpu") + 1], "host,migratable=no,+invtsc,pmu=on")
            self.assertEqual(words[words.index("-smp") + 1], "1")
            self.assertIn("accel=kvm", words[words.index("-machine") + 1].split(","))
            self.assertFalse({"-icount", "-seed", "-rtc"} & set(words))
            self.assertEqual(words.count("-cpu"), 1)

    def test_pinned_nowhere(self):
        """For guests that run beside each other."""
        words = self.words(program, TRAPGATE_CPU="none")
        self.assertEqual(words[0], "qemu-system-x86_64")
        self.assertNotIn("taskset", words)

    def test_a_model_that_was_asked_for(self):
        words = self.words("--cpu", "host,-pcid", program)
        self.assertEqual(words[words.index("-cpu") + 1], "host,-pcid")

    def test_the_command_line_has_no_fixed_seed(self):
        words = self.words(program)
        self.assertRegex(words[words.index("-append") + 1],
                         "^path=table_sysret end=reset (lfence=serializing )?0{16}$")


class Usage(Run):
    def assert_usage(self, text, *arguments, **kwargs):
        result = self.run_tool("", *arguments, **kwargs)
        self.assert_fails(result, text, status=2)

    def test_options(self):
        self.assert_usage("expected a PROGRAM")
        self.assert_usage("--nonsense", "--nonsense", program)
        self.assert_usage("riscv", "--arch", "riscv", program)
        self.assert_usage("q35 and microvm", "--machine", "virt", program)
        self.assert_usage("GRUB", "--boot", "grub", "--arch", "arm64", program)
        self.assert_usage("GRUB", "--boot", "uefi", "--machine", "microvm", program)
        self.assert_usage("table_sysret table_iret", "--path", "nowhere", program)
        self.assert_usage("-5", "--timeout", "-5", program)
        self.assert_usage("nan", "--timeout", "nan", program)
        self.assert_usage("0x10", "--memory", "0x10", program)
        self.assert_usage("printable", "--append", "a\nb", program)
        self.assert_usage("2047", "--append", "x" * 2048, program)
        self.assert_usage("backslash", "--boot", "grub", "--append", "a'b", program)
        self.assert_usage("--list-paths", "--json", program)
        self.assert_usage("TRAPGATE_CPU", "--accel", "kvm", "--dry-run",
                          environ={"TRAPGATE_CPU": "9999"})

    def test_programs(self):
        self.assert_usage("No such file", "nothing-here")
        self.assert_usage("not an ELF", put("script", b"#!/bin/sh\n"))
        self.assert_usage("arm64, not for x86_64", put("arm", make_elf(machine=ARM64)))
        self.assert_usage("dynamically linked", put("dyn", make_elf(kind=DYN, interp=True)))
        self.assert_usage("not an executable", put("obj", make_elf(kind=1)))
        self.assert_usage("64-bit", put("elf32", make_elf()[:4] + b"\1\1" + make_elf()[6:]))
        self.assert_usage("truncated", put("cut", make_elf(kind=DYN, interp=True)[:66]))

    def test_files_for_the_guest(self):
        self.assert_usage("not a file", "--file", "nothing-here", program)
        self.assert_usage("path in the guest", "--file", program + ":..", program)
        self.assert_usage("twice", "--file", program + ":a", "--file", program + ":/a", program)
        self.assert_usage("own", "--file", program + ":init", program)
        self.assert_usage("another file", "--file", program + ":a", "--file", program + ":a/b", program)
        self.assert_usage("newc", "--initrd", program)

    def test_a_missing_image_says_how_to_build_it(self):
        os.rename(os.path.join(folder, "build/x86_64"), os.path.join(folder, "build/away"))
        try:
            self.assert_usage("make ARCH=x86_64", program)
        finally:
            os.rename(os.path.join(folder, "build/away"), os.path.join(folder, "build/x86_64"))

    def test_a_missing_qemu_names_its_package(self):
        python = os.path.dirname(shutil.which("python3"))
        links = os.path.join(folder, "links")
        os.mkdir(links)
        os.symlink(os.path.join(python, "python3"), os.path.join(links, "python3"))
        os.symlink(shutil.which("env"), os.path.join(links, "env"))
        self.assert_usage("package qemu-system-x86", program, environ={"PATH": links})


if __name__ == "__main__":
    tap.main()
