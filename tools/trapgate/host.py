"""Tells what this host has: commands and their packages, KVM, CPUs to pin to.

SPDX-License-Identifier: MIT
"""

import glob
import os
import platform
import re
import shutil

from . import ROOT, Missing, UsageError
from .cores import Cores, parse_cpu_list

CROSS = {"x86_64": "x86_64-linux-gnu-", "arm64": "aarch64-linux-gnu-"}
PACKAGES = os.path.join(ROOT, "tools", "packages")
# $TRAPGATE_CPU has this value if no guest shall be pinned.
NO_CPU = "none"


def _row_of(probe):
    """Returns (package, architecture of the hosts that it is for) by tools/packages; (None, None) if it has no such
    row."""
    with open(PACKAGES, encoding="ascii") as file:
        rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
    found = [(row[0], row[3] if len(row) > 3 else architecture()) for row in rows if row[1] == probe]
    # A row for this host comes before one for another.
    return min(found, key=lambda row: row[1] != architecture(), default=(None, None))


def package_of(probe):
    """Returns the Debian package that brings a command or file."""
    return _row_of(probe)[0]


def require(command):
    """Returns the path of a command or file. If it is missing, the error names its package."""
    found = command if os.path.isabs(command) and os.path.exists(command) \
        else shutil.which(command)
    if found is None:
        package, hosts = _row_of(command)
        if package and hosts != architecture():
            raise Missing(f"{command} is missing: Debian's package {package} is for {hosts} hosts only, "
                          f"and this one is {architecture()}")
        raise Missing(f"{command} is missing: install Debian's package {package} "
                      f"(`make setup` does)" if package else f"{command} is missing")
    return found


def architecture():
    """Returns the host's architecture in the project's words."""
    return {"aarch64": "arm64"}.get(platform.machine(), platform.machine())


def default_arch():
    """Returns what a tool measures if it is not told: the host's architecture, or x86_64 if the host's is none of
    ours."""
    return architecture() if architecture() in CROSS else "x86_64"


def binutil(arch, name):
    """Returns the name of a program of the binutils for an architecture, as boot/<arch>/arch.mk calls it."""
    return ("" if arch == architecture() == "x86_64" else CROSS[arch]) + name


def virtualises(cpuinfo="/proc/cpuinfo"):
    """Returns whether an x86_64 CPU has VMX or SVM. There is a KVM without either (PVM): it interprets what the
    guest's kernel does, and its cycles are no CPU's."""
    with open(cpuinfo, encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("flags"):
                return bool({"vmx", "svm"} & set(line.split()))
    return False


def kvm_problem(arch):
    """Returns why KVM cannot run a guest of `arch` here, or None if it can."""
    if arch != architecture():
        return f"the guest is {arch}, this host {architecture()}"
    try:
        os.close(os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC))
    except OSError as error:
        return f"/dev/kvm: {error.strerror}"
    if arch == "x86_64" and not virtualises():
        return "/proc/cpuinfo has neither vmx nor svm: this KVM interprets its guests"
    return None


def accelerator(asked, arch, dry_run=False):
    """Returns the accelerator. auto is KVM if it works here, else icount. An explicit kvm must work, or only be
    shown."""
    if asked == "auto":
        return "icount" if kvm_problem(arch) else "kvm"
    if asked == "kvm" and not dry_run and kvm_problem(arch):
        raise UsageError(f"--accel kvm: not here ({kvm_problem(arch)}); "
                         "use --accel icount, or auto")
    return asked


def isolated_cpus(path="/sys/devices/system/cpu/isolated"):
    """Returns the CPUs that the scheduler leaves alone (isolcpus=)."""
    try:
        with open(path, encoding="ascii") as file:
            return parse_cpu_list(file.read())
    except (OSError, ValueError):
        return set()


def cache_bytes(cpu, folder="/sys/devices/system/cpu"):
    """Returns the bytes of the largest cache that holds data of this CPU, 0 if the host does not tell."""
    units, most = {"K": 1 << 10, "M": 1 << 20}, 0
    for path in glob.glob(f"{folder}/cpu{cpu}/cache/index*"):
        try:
            with open(f"{path}/type", encoding="ascii") as file:
                kind = file.read().strip()
            with open(f"{path}/size", encoding="ascii") as file:
                size = re.fullmatch("([0-9]{1,9})([KM])", file.read().strip())
        except (OSError, UnicodeDecodeError):
            continue
        if size and kind != "Instruction":
            most = max(most, int(size[1]) * units[size[2]])
    return most


def told(accel):
    """Returns the benchmark program's arguments that tell it what it cannot find out from within the guest."""
    if accel == "kvm":
        return ["--cache-bytes", str(cache_bytes(pinned_cpu()))]
    return ["--emulated", "1"]


def lfence_serializes(cpuinfo="/proc/cpuinfo"):
    """Returns whether LFENCE is known to serialise on this AMD processor. Linux sets DE_CFG[1] at its start (since
    4.15), but in a virtual machine the hypervisor may not have let it. On other makers' processors the guest need
    not be told."""
    with open(cpuinfo, encoding="utf-8", errors="replace") as file:
        text = file.read()
    vendor = re.search(r"^vendor_id\s*:\s*(\S+)", text, re.M)
    flags = re.search(r"^flags\s*:(.*)", text, re.M)
    return bool(vendor and flags and vendor[1] in ("AuthenticAMD", "HygonGenuine")
                and "hypervisor" not in flags[1].split())


def told_kernel(accel, arch):
    """Returns the words of the kernel's command line that tell it what it cannot find out from within the guest."""
    if accel == "kvm" and arch == "x86_64" and lfence_serializes():
        return ["lfence=serializing"]
    return []


def pins(environ=os.environ):
    """Returns whether a guest gets a CPU of its own. TRAPGATE_CPU=none is for guests that run beside each other: on
    one CPU they would wait for each other."""
    return environ.get("TRAPGATE_CPU") != NO_CPU


def pinned_cpu(environ=os.environ, cores=None):
    """Returns the CPU to measure on: $TRAPGATE_CPU, else the fastest of the isolated CPUs, or, if none is isolated,
    of those that we may use."""
    allowed = os.sched_getaffinity(0)
    isolated = isolated_cpus()
    asked = environ.get("TRAPGATE_CPU")
    if asked and pins(environ):
        if not asked.isdecimal() or int(asked) not in allowed | isolated:
            raise UsageError(f"TRAPGATE_CPU={asked}: expected {NO_CPU}, or the number of a CPU that this "
                             f"process may use, one of {sorted(allowed | isolated)}")
        return int(asked)
    return (cores or Cores()).best(isolated or allowed)
