"""The machine as /sys, /proc and /dev show it. tools/doctor reads everything through this file, so that a folder
can stand for the root. SPDX-License-Identifier: MIT
"""

import os
import re

from . import host
from .cores import Cores

CPUS = "/sys/devices/system/cpu"


def printable(text):
    """Returns the text of a file, fit for a line on a terminal."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


class System:
    """One machine: `root` stands for /, `arch` is its architecture. What cannot be read is None."""

    def __init__(self, root="/", arch=None, environ=os.environ):
        self.root, self.arch = root, arch or host.architecture()
        self.environ = environ
        self.is_this = os.path.realpath(root) == "/"

    @property
    def cores(self):
        """Returns the Cores, read anew each time: a doctor looks at what is there now."""
        return Cores(self.root)

    def _path(self, path):
        return os.path.join(self.root, path.lstrip("/"))

    def text(self, path):
        """Returns a file's text as it is, or None."""
        try:
            with open(self._path(path), encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return None

    def line(self, path):
        """Returns the text of a file of one line, or None."""
        text = self.text(path)
        return None if text is None else printable(text)

    def names(self, path):
        """Returns the names in a folder, sorted; [] if there is no such folder."""
        try:
            return sorted(os.listdir(self._path(path)))
        except OSError:
            return []

    def open_error(self, path):
        """Returns why a device cannot be opened for reading and writing, as an errno; None if it can."""
        try:
            os.close(os.open(self._path(path), os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK))
        except OSError as error:
            return error.errno
        return None

    def msr(self, cpu, number):
        """Returns a model-specific register (needs the module msr, and root), or None."""
        try:
            fd = os.open(self._path(f"/dev/cpu/{cpu}/msr"), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            data = os.pread(fd, 8, number)
        except OSError:
            return None
        finally:
            os.close(fd)
        return int.from_bytes(data, "little") if len(data) == 8 else None

    def cpuinfo(self, name):
        """Returns a field of the first CPU in /proc/cpuinfo, or None."""
        found = re.search(rf"^{re.escape(name)}\s*:(.*)$", self.text("/proc/cpuinfo") or "", re.MULTILINE)
        return printable(found[1]) if found else None

    def flags(self):
        return set((self.cpuinfo("flags") or "").split())

    def cpu_set(self, path):
        """Returns the CPUs that a file lists, or None."""
        text = self.line(path)
        try:
            return None if text is None else host.parse_cpu_list("" if text == "(null)" else text)
        except ValueError:
            return None

    def parameter(self, name):
        """Returns the value of a word of the kernel's command line, after its `=`; the last of several; None if
        there is none."""
        found = None
        for word in (self.text("/proc/cmdline") or "").split():
            key, _, value = word.partition("=")
            if key == name:
                found = value
        return found

    def measured_cpu(self):
        """Returns the CPU that a KVM guest would be pinned to."""
        if self.is_this:
            return host.pinned_cpu(self.environ)
        isolated = self.cpu_set(f"{CPUS}/isolated") or set()
        return self.cores.best(isolated or self.online())

    def online(self):
        """Returns the CPUs that are online."""
        return self.cpu_set(f"{CPUS}/online") or {0}

    def is_root(self):
        return os.geteuid() == 0
