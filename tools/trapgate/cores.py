"""The host's kinds of core: hybrid machines have fast ones and small ones, and what is timed belongs on a fast one.

Intel's kinds are PMUs of the kernel (cpu_core, cpu_atom); arm64's have a capacity; AMD's differ in their highest
frequency, and in what the firmware's CPPC says of them. SPDX-License-Identifier: MIT
"""

import os
import re

# From the slowest to the fastest (Linux: arch/x86/events/intel/core.c, intel_hybrid_pmu_type_map).
INTEL_KINDS = ("lowpower", "atom", "core")
CPUS = "sys/devices/system/cpu"
# Cores of one kind differ by less than this: firmware ranks them by what their silicon can bear.
SAME_KIND = 0.8


def parse_cpu_list(text):
    """Returns the CPUs of a list as sysfs prints it: '2-3,7'."""
    cpus = set()
    for part in text.strip().split(","):
        if part:
            first, _, last = part.partition("-")
            cpus.update(range(int(first), int(last or first) + 1))
    return cpus


def cpu_list(cpus):
    """Returns the text of a set of CPUs, in the form that parse_cpu_list() reads."""
    runs = []
    for cpu in sorted(cpus):
        if runs and runs[-1][1] == cpu - 1:
            runs[-1][1] = cpu
        else:
            runs.append([cpu, cpu])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


class Cores:
    """The cores of a machine, as the files under `root` tell: / or a test's folder. A figure that no file tells is
    None."""

    def __init__(self, root="/"):
        self.root = root
        self.kinds = self._intel_kinds()

    def _read(self, name):
        try:
            with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as file:
                return file.read().strip()
        except OSError:
            return None

    def _number(self, name):
        text = self._read(name)
        return int(text) if text and re.fullmatch("[0-9]{1,18}", text) else None

    def _intel_kinds(self):
        """Returns {kind: CPUs} on a hybrid CPU of Intel's, else {}."""
        kinds = {}
        for kind in INTEL_KINDS:
            try:
                cpus = parse_cpu_list(self._read(f"sys/devices/cpu_{kind}/cpus") or "")
            except ValueError:
                continue
            if cpus:
                kinds[kind] = cpus
        return kinds

    def kind(self, cpu):
        """Returns Intel's word for the kind of this core, or None."""
        return next((kind for kind in reversed(INTEL_KINDS) if cpu in self.kinds.get(kind, ())), None)

    def capacity(self, cpu):
        return self._number(f"{CPUS}/cpu{cpu}/cpu_capacity")

    def max_khz(self, cpu):
        return self._number(f"{CPUS}/cpu{cpu}/cpufreq/cpuinfo_max_freq")

    def highest_perf(self, cpu):
        return self._number(f"{CPUS}/cpu{cpu}/acpi_cppc/highest_perf")

    def speed(self, cpu):
        """Returns a key that sorts CPUs by how fast they can be; a later figure decides only if those before it
        agree."""
        kind = self.kind(cpu)
        return (INTEL_KINDS.index(kind) if kind else -1, self.capacity(cpu) or 0, self.max_khz(cpu) or 0,
                self.highest_perf(cpu) or 0)

    def best(self, cpus):
        """Returns the fastest of these; of several equally fast, the one with the highest number."""
        return max(cpus, key=lambda cpu: (self.speed(cpu), cpu))

    def is_slower(self, cpu, other):
        """Returns whether a CPU is of a slower kind than another, not only a little slower."""
        (kind, *figures), (other_kind, *others) = self.speed(cpu), self.speed(other)
        if kind != other_kind:
            return kind < other_kind
        # Within one kind of Intel's, and on all other machines, a figure that is clearly lower decides.
        return any(mine and mine < SAME_KIND * its for mine, its in zip(figures, others))

    def told(self, cpu):
        """Returns what there is to tell of a core, for a person."""
        parts = ((self.kind(cpu), "kind {}"), (self.capacity(cpu), "capacity {}"),
                 (self.max_khz(cpu), "at most {} kHz"), (self.highest_perf(cpu), "highest_perf {}"))
        return ", ".join(text.format(value) for value, text in parts if value is not None)
