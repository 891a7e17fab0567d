#!/usr/bin/env python3
"""The first and the last line of a run: why it counts or where it timed.

SPDX-License-Identifier: MIT
"""

import os
import shutil
import tempfile
import unittest
from unittest import mock

import tap
from checkout import Checkout
from make_region import in_blocks, make_region, make_text
from trapgate import affinity, host, instrument

FIT = {"check": "kvm", "status": "fit", "value": "/dev/kvm opens, vmx", "remedy": ""}
DENIED = {"check": "kvm", "status": "unfit", "value": "/dev/kvm: no permission", "remedy": "sudo usermod -aG kvm $USER"}
NOISY = {"check": "load", "status": "noisy", "value": "3.2", "remedy": "stop the others"}


class Lines(unittest.TestCase):
    def test_without_kvm(self):
        line = instrument.counted("x86_64", "auto", [NOISY, DENIED])
        self.assertEqual(line, "x86_64: the instructions of each call are counted, exactly, and nothing is timed (no KVM here: "
                               "/dev/kvm: no permission; remedy: sudo usermod -aG kvm $USER)")

    def test_another_architecture(self):
        arch = "arm64" if host.architecture() == "x86_64" else "x86_64"
        self.assertIn(f"no KVM here: the guest is {arch}, this host {host.architecture()}", instrument.counted(arch, "auto", [FIT]))

    def test_as_asked_for(self):
        self.assertIn("(ACCEL=icount asks for it)", instrument.counted("arm64", "icount", [DENIED]))

    def test_under_kvm_before_and_after(self):
        place = affinity.Placement(3, {0, 1, 2}, None)
        self.assertEqual(instrument.timed("x86_64", [FIT, NOISY], place),
                         "x86_64: calls are timed under KVM, the vCPU on CPU 3, QEMU's other threads on 0-2; doctor: noisy load 3.2; "
                         "remedy: stop the others")
        boots = [{"placement": {"vcpu": "3", "others": "0-1"}}] * 2
        self.assertEqual(instrument.was_timed("x86_64", [FIT], boots),
                         "x86_64: calls were timed under KVM, the vCPU on CPU 3, QEMU's other threads on 0-1; doctor: fit")
        self.assertIn("under KVM, pinned nowhere; doctor", instrument.timed("x86_64", [FIT], None))
        self.assertIn("under KVM, pinned nowhere; doctor", instrument.was_timed("x86_64", [FIT], [{"placement": None}]))

    def test_the_worst_of_the_doctors_lines(self):
        self.assertIn("doctor: unfit kvm /dev/kvm: no permission", instrument.timed("x86_64", [FIT, NOISY, DENIED], None))


    def test_a_narrow_terminal_has_it_folded(self):
        line = "x" * 30 + " " + "y" * 90 + " z"
        with mock.patch.dict(os.environ, {"COLUMNS": "40"}):
            self.assertLessEqual(max(map(len, instrument.shown(line).splitlines())), 40)
        with mock.patch.dict(os.environ, {"COLUMNS": ""}), mock.patch("sys.stdout.isatty", lambda: False):
            self.assertEqual(instrument.shown(line), line)


class Runs(unittest.TestCase):
    def test_first_and_last_line(self):
        checkout = Checkout()
        self.addCleanup(checkout.remove)
        shutil.copy(os.path.join(tap.ROOT, "build/host/stats"), os.path.join(checkout.folder, "build/host/stats"))
        cells = [("-", "empty", "-", "-", 1, "ok", "")]
        path = checkout.put("region", make_region(make_text(cells), in_blocks({0: [20] * 4}), 1))
        script = (f"data = open({path!r}, 'rb').read()\nfake.hello()\nfake.write_memory(0x2000, data)\n"
                  "fake.frame('S', b'0 2000 %x\\n' % len(data))\nfake.end()")
        out = os.path.join(tempfile.mkdtemp(dir=checkout.folder), "out")
        process = checkout.start("bench", script, "--accel", "icount", "--out", out)
        lines, err = (text.decode() for text in process.communicate(timeout=60))
        lines = lines.splitlines()
        self.assertEqual((err, lines[0]), ("", lines[-1]))
        self.assertEqual(lines[0], "x86_64: the instructions of each call are counted, exactly, and nothing is timed "
                                   "(ACCEL=icount asks for it)")
        self.assertTrue(lines[-2].startswith("results: "))


if __name__ == "__main__":
    tap.main()
