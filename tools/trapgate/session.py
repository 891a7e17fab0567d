"""One run of QEMU: frames out, standard input in, until the end record and the machine's end.

SPDX-License-Identifier: MIT
"""

import collections
import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time

from . import Failure, TimedOut, affinity, frames

# A kernel that has sent its end record has so many seconds to turn the machine off.
MACHINE_END_S = 10
# A process that was killed is gone in so many seconds, unless it hangs in the host's kernel.
KILLED_S = 20
ANSWER_MAX = 65535
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Has this process killed when its parent ends: however we end, SIGKILL included, nothing that we started is
    left."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Input:
    """The guest's standard input: answers its requests from a file descriptor of ours, never blocking on either."""

    def __init__(self, source, guest, selector):
        self.source, self.guest, self.selector = source, guest, selector
        self._asked = collections.deque()
        self._outgoing = b""
        os.set_blocking(guest, False)

    def ask(self, most):
        """Queues one request; it is answered when there is input, or its end."""
        self._asked.append(min(most, ANSWER_MAX))
        if len(self._asked) == 1:
            self.selector.register(self.source, selectors.EVENT_READ, self._read)

    def _read(self):
        try:
            data = os.read(self.source, self._asked[0])
        except OSError:
            data = b""
        self._asked.popleft()
        if not self._asked:
            self.selector.unregister(self.source)
        if not self._outgoing:
            self.selector.register(self.guest, selectors.EVENT_WRITE, self._write)
        self._outgoing += len(data).to_bytes(2, "little") + data

    def _write(self):
        try:
            sent = os.write(self.guest, self._outgoing)
        except BlockingIOError:
            return
        except BrokenPipeError:  # QEMU has gone: the end of its output says so, and why
            sent = len(self._outgoing)
        self._outgoing = self._outgoing[sent:]
        if not self._outgoing:
            self.selector.unregister(self.guest)


class Session:
    """A run of `command`, which hands what the guest says to `sink` (stdout(), stderr(), log()).

    `place`: where its vCPU is pinned as soon as the guest speaks (affinity.Placement), or None.
    """

    def __init__(self, command, token, sink, stdin, pass_fds=(), place=None):
        self.command, self.token, self.sink = command, token, sink
        self.stdin, self.pass_fds = stdin, pass_fds
        self.splitter = frames.Splitter()
        self.end = None
        self.extents = []         # announced samples, in the order of their announcement
        self.data = bytearray()   # samples that came through the console
        self.place, self.placed = place, None  # placed: affinity.pin()'s words
        self.first_user_s = None  # from QEMU's start to the first instruction in user mode
        self._panic = None
        self._selector = selectors.PollSelector()
        self._messages = tempfile.TemporaryFile()

    def run(self, stack, timeout):
        """Runs QEMU, and returns the end record as frames.End. Raises Failure, TimedOut (timeout in s, 0: none)."""
        started = time.monotonic()
        self._started = started
        self._qemu = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._messages,
            bufsize=0, pass_fds=self.pass_fds, start_new_session=True,
            preexec_fn=die_with_parent)
        stack.callback(self._stop)
        signal.setitimer(signal.ITIMER_REAL, timeout)
        try:
            self._converse()
        except TimedOut:
            raise self._late(timeout) from None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return self._judge()

    def messages(self):
        """Returns what QEMU itself had to say."""
        self._messages.seek(0)
        return self._messages.read().decode(errors="replace")

    def _stop(self):
        """Ends QEMU with all that it was started through. A process that hangs in the host's kernel outlives
        SIGKILL: we say so and go on, since whoever waits for us has a time-out to keep."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._qemu.pid, signal.SIGKILL)
        try:
            self._qemu.wait(KILLED_S)
        except subprocess.TimeoutExpired:
            print(f"QEMU, process {self._qemu.pid}, is still there {KILLED_S} s after SIGKILL: the host's kernel holds "
                  "it", file=sys.stderr, flush=True)

    def _converse(self):
        output = self._qemu.stdout.fileno()
        self._input = Input(self.stdin, self._qemu.stdin.fileno(), self._selector)
        self._selector.register(output, selectors.EVENT_READ, None)
        while True:
            for key, _ in self._selector.select():
                if key.data:
                    key.data()
                    continue
                data = os.read(output, 65536)
                if not data:
                    return
                for kind, payload in self.splitter.feed(data):
                    self._frame(kind, payload)
                if self.splitter.greeted and not self.placed:
                    self._pin()

    def _pin(self):
        """Pins the vCPU's thread, which is there as soon as the guest has spoken. Nothing is measured before."""
        if not self.place or self.end:
            return
        try:
            self.placed = affinity.pin(self._qemu.pid, self.place)
        except Failure:
            # A QEMU that has just died has no threads, and a better reason.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._qemu.wait(1)
                return
            raise

    def _frame(self, kind, payload):
        if self.end:
            raise Failure("a second end record" if kind == frames.END
                          else "the guest went on after its end record")
        if kind == frames.STDOUT:
            self.sink.stdout(payload)
        elif kind in (frames.STDERR, frames.FAULT):
            self.sink.stderr(payload)
        elif kind == frames.LOG:
            self.sink.log(payload)
        elif kind == frames.READ:
            self._input.ask(frames.parse_read(payload))
        elif kind == frames.SAMPLES:
            self.extents += frames.parse_extents(payload)
        elif kind == frames.DATA:
            self.data += payload
        elif kind == frames.PANIC:
            self._panic = payload.decode(errors="backslashreplace")
        elif kind == frames.FIRST_USER:
            self.first_user_s = time.monotonic() - self._started
        elif kind == frames.END:
            self.end = frames.parse_end(payload, self.token)
            signal.setitimer(signal.ITIMER_REAL, MACHINE_END_S)

    def _late(self, timeout):
        if self.end:
            return Failure("the kernel sent its end record, but did not end the machine within "
                           f"{MACHINE_END_S} s")
        if not self.splitter.greeted:
            return Failure(f"no hello from the kernel within {timeout:g} s")
        return TimedOut(f"time-out: no end within {timeout:g} s (--timeout)")

    def _judge(self):
        """Returns the end record, or raises why there is none. QEMU's output has ended."""
        status = self._qemu.wait()
        ended = f"QEMU ended by signal {-status}" if status < 0 else f"QEMU ended with status {status}"
        if status == -signal.SIGBUS:
            ended += " (SIGBUS: the host has no page for the guest's memory)"
        if self._panic is not None:
            raise Failure(f"kernel panic: {self._panic}")
        if not self.splitter.greeted:
            raise Failure(f"{ended} before the kernel's hello")
        if self.splitter.is_inside():
            raise Failure(f"{ended} in the middle of a frame")
        if not self.end:
            raise Failure(f"{ended} before the end record")
        if self.end.kind == "panic":
            raise Failure("kernel panic, without a word")
        if status:
            raise Failure(f"{ended} after the end record")
        return self.end
