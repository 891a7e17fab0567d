"""Places a KVM guest: its vCPU's thread runs alone on the CPU that is measured, QEMU's other threads run on other
CPUs of the same NUMA node, and the guest's memory is on that node, too.

SPDX-License-Identifier: MIT
"""

import glob
import os
import re
from collections import namedtuple

from . import Failure
from .cores import cpu_list, parse_cpu_list

# QEMU gives the thread this name (accel/kvm/kvm-accel-ops.c) if -name has debug-threads=on.
VCPU_THREAD = "CPU 0/KVM"
SYSTEM = "/sys/devices/system"
# others: a set of CPUs; node: None if the machine has one node alone, or the CPU's node has no memory.
Placement = namedtuple("Placement", "cpu others node")


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def _cpus(path):
    try:
        return parse_cpu_list(_read(path))
    except ValueError:
        return set()


def _node(cpu, system):
    """Returns (the CPU's node, the node's CPUs), or (None, set()) if there is one node or the CPU's has no memory."""
    nodes = {int(re.search("[0-9]+$", path)[0]): _cpus(f"{path}/cpulist") for path in glob.glob(f"{system}/node/node[0-9]*")}
    mine = next((node for node, cpus in nodes.items() if cpu in cpus), None)
    if len(nodes) < 2 or mine not in _cpus(f"{system}/node/has_memory"):
        return None, set()
    return mine, nodes[mine]


def placement(cpu, allowed=None, system=SYSTEM):
    """Returns the Placement around this CPU. The other threads get CPUs of the same node if there are any, and none
    of the CPU's siblings if others are left. A machine of one CPU has no choice."""
    allowed = os.sched_getaffinity(0) if allowed is None else allowed
    node, near = _node(cpu, system)
    siblings = _cpus(f"{system}/cpu/cpu{cpu}/topology/thread_siblings_list") | {cpu}
    rest = allowed - {cpu}
    choices = ((rest & near) - siblings, rest & near) if near else ()
    choices += (rest - siblings, rest, {cpu})
    return Placement(cpu, next(cpus for cpus in choices if cpus), node)


def _tasks(session):
    """Yields (process, thread) for the threads of all processes of a session. A process may end meanwhile."""
    for path in glob.glob("/proc/[0-9]*/stat"):
        fields = _read(path).rpartition(")")[2].split()
        if len(fields) > 3 and fields[3] == str(session):
            process = path.split("/")[2]
            for task in glob.glob(f"/proc/{process}/task/*"):
                yield int(process), int(os.path.basename(task))


def _allowed(process, thread):
    found = re.search(r"^Cpus_allowed_list:\s*(\S+)$", _read(f"/proc/{process}/task/{thread}/status"), re.MULTILINE)
    return found and found[1]


def pin(session, place, name=VCPU_THREAD):
    """Pins the vCPU's thread of the QEMU in this session. Returns where all of QEMU runs, for environment.json.

    The search goes through a session, since QEMU may be a descendant of the process that was started (perf).
    """
    found = [(process, thread) for process, thread in _tasks(session)
             if _read(f"/proc/{process}/task/{thread}/comm") == name]
    if len(found) != 1:
        raise Failure(f"expected one thread of QEMU named '{name}' to pin, found {len(found)}")
    process, thread = found[0]
    try:
        os.sched_setaffinity(thread, {place.cpu})
    except OSError as error:
        raise Failure(f"the vCPU's thread cannot be pinned to CPU {place.cpu}: {error.strerror}") from None
    return {"vcpu": _allowed(process, thread), "others": _allowed(process, process), "node": place.node,
            "huge_kib": _huge_kib(process)}


def _huge_kib(process):
    """Returns how many KiB of the guest's memory QEMU has mapped by huge pages; None if the kernel does not tell."""
    found, inside = None, False
    for line in _read(f"/proc/{process}/smaps").splitlines():
        if re.match("[0-9a-f]+-[0-9a-f]+ ", line):
            inside = "/memfd:trapgate" in line
        field = re.match(r"(ShmemPmdMapped|Shared_Hugetlb|Private_Hugetlb): +([0-9]+) kB", line)
        if inside and field:
            found = (found or 0) + int(field[2])
    return found


def text(place):
    """Returns the CPUs of the other threads as taskset takes them."""
    return cpu_list(place.others)
