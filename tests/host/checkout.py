"""A checkout in miniature: our tools, images of a few bytes, and a QEMU that is fake_qemu.py.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import subprocess
import tempfile

import tap
from make_elf import ARM64, make_elf

INHERITED = re.compile(r"MAKE.*|MFLAGS|ARCH|TESTS|SETUP|ACCEL|BOOT|PATHS|BENCHES|PATTERNS|ROUNDS|SEED|BOOTS|LAYOUTS|OUT|V|CLANG|HUGEPAGES|"
                       "VARIANTS|UNTIL|QUICK|KERNEL|MITIGATIONS|RUN|COMPARE|MUTANTS|TRAPGATE_CPU")
HERE = os.path.dirname(os.path.realpath(__file__))
PATHS = b"""[{"name": "table_sysret", "dispatch": "table", "exit": "sysret", "steps": []},
 {"name": "table_iret", "dispatch": "table", "exit": "iret", "steps": ["x", "y"]},
 {"name": "floor_iret", "dispatch": "floor", "exit": "iret", "steps": [], "control": true}]"""


class Checkout:
    """folder: its root; scratch: what is TMPDIR to the tools; program: one that may be run."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="trapgate-test-")
        shutil.copytree(os.path.join(tap.ROOT, "tools"), os.path.join(self.folder, "tools"),
                        ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("bin", "scratch", "build/x86_64", "build/arm64", "build/host", "boot/x86_64"):
            os.makedirs(os.path.join(self.folder, name))
        shutil.copy(os.path.join(tap.ROOT, "boot/x86_64/grub.cfg"),
                    os.path.join(self.folder, "boot/x86_64"))
        self.scratch = os.path.join(self.folder, "scratch")
        code = [(".trapgate.paths", 0, PATHS), (".text", 0x1000, bytes(64))]
        self.put("build/x86_64/trapgate.elf", make_elf(
            sections=code, symbols=[("entry_syscall_table_sysret", 0x1000, 16)]))
        self.put("build/arm64/Image", b"")
        self.put("build/arm64/trapgate.elf", make_elf(ARM64, sections=[(".trapgate.paths", 0, b"[]")]))
        self.put("build/x86_64/bench", make_elf())
        self.program = self.put("prog", make_elf())
        for arch in ("x86_64", "aarch64"):
            shutil.copy(os.path.join(HERE, "fake_qemu.py"),
                        os.path.join(self.folder, "bin", f"qemu-system-{arch}"))

    def remove(self):
        shutil.rmtree(self.folder)

    def put(self, name, data):
        """Writes a file; its path."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def environment(self, script="", **more):
        return {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                "FAKE_SCRIPT": script, "TMPDIR": self.scratch, **more}

    def make_environment(self, script=""):
        """For the tree's own make: without what a make that runs us would hand down to it."""
        return {k: v for k, v in self.environment(script).items() if not INHERITED.fullmatch(k)}

    def start(self, tool, script, *arguments, **kwargs):
        """tools/<tool> with a script for QEMU, as a process; x86_64 on whatever host, if no other is named."""
        if tool in ("run", "bench", "perf", "linux") and "--arch" not in arguments:
            arguments = ("--arch", "x86_64", *arguments)
        kwargs.setdefault("stdin", subprocess.DEVNULL)
        kwargs.setdefault("stdout", subprocess.PIPE)
        more = kwargs.pop("environ", {})
        return subprocess.Popen([os.path.join(self.folder, "tools", tool), *arguments],
                                env=self.environment(script, **more), stderr=subprocess.PIPE,
                                **kwargs)
