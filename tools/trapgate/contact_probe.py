"""The state of a machine whose boot failed: its console as it came, QEMU's words, and the registers, which
QEMU's monitor shows while the machine stands still. SPDX-License-Identifier: MIT
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import time

from . import guest, image, options, session, signals

# The questions to the monitor: the state, all registers, the instructions at the program counter, the memory map.
QUESTIONS = ("info status", "info registers", "x/8i $pc", "info mtree -f")
POLL_S = 0.2
ANSWER_S = 10


class Monitor:
    """A connection to QEMU's machine protocol over a socket."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_S)
        self._socket.connect(path)
        self._file = self._socket.makefile("rw", encoding="utf-8")
        self._file.readline()  # its greeting
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        """Returns the command's answer. Events that come in between are skipped."""
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        for line in self._file:
            answer = json.loads(line)
            if "return" in answer or "error" in answer:
                return answer.get("return", answer.get("error"))
        raise OSError("QEMU's monitor has gone")

    def says(self, question):
        return str(self.ask("human-monitor-command", **{"command-line": question})).replace("\r", "")

    def close(self):
        self._file.close()
        self._socket.close()


def _options(contact, words):
    parser = options.Parser()
    options.add_machine_options(parser)
    opts = parser.parse_args(["--arch", contact.arch, *contact.machine(), *words])
    whole = argparse.Namespace(**vars(opts), path=None, initrd=None, command=[image.bench(contact.arch), "smoke"])
    options.decide(whole)
    return whole


def _wait(process, monitor, timeout):
    """Waits until the machine stands still by itself, or until the timeout."""
    end = time.monotonic() + timeout
    while time.monotonic() < end and process.poll() is None:
        if monitor.ask("query-status").get("status") not in ("running", "prelaunch"):
            return
        time.sleep(POLL_S)


def _connected(path, process):
    """Returns the Monitor as soon as QEMU has made its socket; None if QEMU ends before."""
    while process.poll() is None:
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            return Monitor(path)
        time.sleep(POLL_S)
    return None


def _ask(contact, name, process, path, timeout):
    monitor = _connected(path, process)
    if monitor is None:
        return f"QEMU ended before its monitor answered (boot-{name}-qemu.log)"
    try:
        _wait(process, monitor, timeout)
        monitor.ask("stop")
        text = "".join(f"(qemu) {question}\n{monitor.says(question)}\n" for question in QUESTIONS)
    finally:
        monitor.close()
    contact.write(f"boot-{name}-registers.txt", text)
    return f"registers in boot-{name}-registers.txt"


def probe(contact, name, words, timeout):
    """Boots once more, with a machine that stops instead of ending. Returns a phrase on what was kept."""
    with contextlib.ExitStack() as stack:
        try:
            machine = guest.Guest(_options(contact, words), [], stack, lambda text: None)
            path = os.path.join(machine.folder, "monitor")
            command = [*machine.command, "-no-shutdown", "-qmp", f"unix:{path},server=on,wait=off"]
            with open(contact.file(f"boot-{name}-console.bin"), "wb") as console, \
                    open(contact.file(f"boot-{name}-qemu.log"), "wb") as log, signals.blocked():
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=log,
                                           pass_fds=(machine.ram.fd,), start_new_session=True,
                                           preexec_fn=session.die_with_parent)
                stack.callback(process.wait)
                stack.callback(process.kill)
            return _ask(contact, name, process, path, timeout)
        except (OSError, ValueError) as error:
            return f"the registers could not be read: {error}"
