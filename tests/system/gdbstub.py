"""QEMU's gdbstub, spoken to directly: what single-stepping needs of the remote serial protocol
(GDB manual, appendix E). SPDX-License-Identifier: MIT
"""

import socket
import struct
import subprocess
import time


class Gone(Exception):
    """The machine has ended."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Machine:
    """A machine that tools/run has started stopped, before its first instruction."""

    def __init__(self, run, timeout):
        port = free_port()
        self._run = subprocess.Popen([*run[:1], "--gdb", str(port), *run[1:]],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
        self._socket = self._connect(port, timeout)
        self._received = b""

    def _connect(self, port, timeout):
        give_up = time.monotonic() + timeout
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
            except ConnectionRefusedError:
                if self._run.poll() is not None or time.monotonic() > give_up:
                    raise Gone(f"no gdbstub: {self.end()}") from None
                time.sleep(0.05)

    def end(self):
        """Waits for tools/run: its status and what it said."""
        output, _ = self._run.communicate()
        return self._run.returncode, output.decode(errors="backslashreplace")

    def kill(self):
        self._run.terminate()
        self._run.communicate()

    def _byte(self):
        if not self._received:
            try:
                self._received = self._socket.recv(4096)
            except ConnectionResetError:
                self._received = b""
            if not self._received:
                raise Gone("the machine has ended")
        byte, self._received = self._received[:1], self._received[1:]
        return byte

    def _reply(self):
        while self._byte() != b"$":
            pass
        data = b""
        while (byte := self._byte()) != b"#":
            data += byte
        self._byte()
        self._byte()
        self._socket.sendall(b"+")
        return data.decode("ascii")

    def _ask(self, text):
        data = text.encode("ascii")
        try:
            self._socket.sendall(b"$%b#%02x" % (data, sum(data) % 256))
        except (BrokenPipeError, ConnectionResetError):
            raise Gone("the machine has ended") from None
        return self._reply()

    def registers(self):
        """The general registers in gdb's order, all of 64 bits."""
        data = bytes.fromhex(self._ask("g").replace("x", "0"))
        return [word for (word,) in struct.iter_unpack("<Q", data[:len(data) // 8 * 8])]

    def _describe(self):
        """QEMU answers about single registers only who has asked for their description."""
        self._ask("qXfer:features:read:target.xml:0,ffb")

    def register(self, number):
        """One, of 64 bits, by its number in QEMU's order: those that `g` leaves out, too."""
        self._describe()
        return int.from_bytes(bytes.fromhex(self._ask(f"p{number:x}"))[:8], "little")

    def set_register(self, number, value):
        self._describe()
        answer = self._ask(f"P{number:x}={value.to_bytes(8, 'little').hex()}")
        if answer != "OK":
            raise Gone(f"register {number} not written: '{answer}'")

    def read(self, address, size):
        return bytes.fromhex(self._ask(f"m{address:x},{size:x}"))

    def write(self, address, data):
        answer = self._ask(f"M{address:x},{len(data):x}:{data.hex()}")
        if answer != "OK":
            raise Gone(f"not written at {address:#x}: '{answer}'")

    def break_at(self, address):
        answer = self._ask(f"Z1,{address:x},1")
        if answer != "OK":
            raise Gone(f"no breakpoint at {address:#x}: '{answer}'")

    def forget(self, address):
        """The breakpoint there."""
        self._ask(f"z1,{address:x},1")

    def run_for(self, seconds):
        """Lets it run that long, and ends it."""
        self._socket.sendall(b"$c#63")
        time.sleep(seconds)
        self.kill()

    def step(self):
        """One instruction, no interrupt."""
        self._stopped(self._ask("s"))

    def go(self):
        """To the next breakpoint."""
        self._stopped(self._ask("c"))

    @staticmethod
    def _stopped(answer):
        if not answer.startswith(("T05", "S05")):
            raise Gone(f"the machine has ended: '{answer}'")
