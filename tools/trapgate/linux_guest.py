"""Runs Linux in the machine that our kernel gets, with the benchmark program as its first process.

The QEMU command is the same but for the kernel and its command line; the initramfs is the same, byte for byte.
Next: linux_console.py, which reads what Linux prints. SPDX-License-Identifier: MIT
"""

import os
import selectors
import shutil
import tempfile
import time

from . import Failure, TimedOut, guest, host, initramfs, linux_console, machine, ram, session, signals

CONSOLES = {"x86_64": "ttyS0", "arm64": "ttyAMA0"}
# The kernel prints nothing of its own on the console, has the same addresses in every run, and ends instead of
# halting if it panics. `off` takes the work-arounds for bugs of CPUs out.
WORDS = "quiet loglevel=0 nokaslr norandmaps panic=-1"
MODES = {"linux": "", "linux_off": "mitigations=off"}
READ_BYTES = 65536


def command_line(arch, mitigations):
    """Returns the kernel's command line."""
    return " ".join(filter(None, (f"console={CONSOLES[arch]}", WORDS, mitigations)))


def shown_command(opts, kernel, mitigations):
    """Returns the QEMU command with placeholders for what differs from run to run."""
    files = machine.Files(image=kernel, **guest.SHOWN_FILES)
    return machine.compose(opts, files, command_line(opts.arch, mitigations))


class Session(session.Session):
    """A run of `command`, which is Linux, to its end; its console goes to `console`."""

    def __init__(self, command, console, pass_fds, place):
        super().__init__(command, None, None, None, pass_fds, place)
        self.console = console

    def run(self, stack, timeout):
        """Runs it. Many of these end by their time-out, so it must not be the one that SIGALRM gives."""
        self._timeout = timeout
        super().run(stack, 0)

    def _converse(self):
        output = self._qemu.stdout.fileno()
        self._selector.register(output, selectors.EVENT_READ)
        while self._selector.select(self._left()):
            data = os.read(output, READ_BYTES)
            if not data:
                self.console.finish()
                return
            self.console.feed(data)
            if self.console.greeted and self.first_user_s is None:
                self.first_user_s = time.monotonic() - self._started
                self._pin()
        raise TimedOut("time-out")

    def _left(self):
        """Returns the seconds to the time-out; None if there is none."""
        if not self._timeout:
            return None
        return max(0, self._timeout - (time.monotonic() - self._started))

    def _late(self, _timeout):
        if not self.console.greeted:
            return Failure(f"Linux did not start the benchmark program within {self._timeout:g} s")
        return TimedOut(f"time-out: Linux did not end within {self._timeout:g} s")

    def _judge(self):
        status = self._qemu.wait()
        if status:
            raise Failure(f"QEMU ended with status {status} under Linux: "
                          f"{' '.join(self.messages().split()) or 'no reason given'}")


class Linux:
    """A machine that is ready to start; `extra` are more words for QEMU, `files` for the initramfs."""

    def __init__(self, opts, kernel, mitigations, stack, note, extra=(), files=()):
        self.stack, self.note, self.place = stack, note, machine.placement(opts)
        qemu = host.require(machine.QEMU[opts.arch])
        with signals.blocked():
            folder = tempfile.mkdtemp(prefix="trapgate-")
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        initrd = os.path.join(folder, "initramfs.cpio")
        initramfs.build(initrd, opts.command[0], opts.command, files, None, folder)
        self.ram = ram.GuestRam(opts.machine, opts.memory * ram.MIB, at_once=opts.accel == "kvm")
        stack.callback(self.ram.close)
        files = machine.Files(self.ram.path, kernel, initrd, None, None)
        self.command = machine.compose(opts, files, command_line(opts.arch, mitigations)) + list(extra)
        self.command[self.command.index(machine.QEMU[opts.arch])] = qemu

    def run(self, timeout, text=None):
        """Runs the machine to its end, and returns its console; `text` gets the lines that are no frames."""
        lines = []
        console = linux_console.Console(text or lines.append)
        self.session = Session(self.command, console, (self.ram.fd,), self.place)
        try:
            self.session.run(self.stack, timeout)
        except (Failure, TimedOut):
            for line in lines[-20:]:
                self.note("console: " + line.decode(errors="backslashreplace"))
            raise
        return console
