"""Checks the host's kernel and what else runs on the host. SPDX-License-Identifier: MIT"""

import re

THP = "/sys/kernel/mm/transparent_hugepage"
VULNERABILITIES = "/sys/devices/system/cpu/vulnerabilities"
CLOCKS = "/sys/devices/system/clocksource/clocksource0"
BALLOON = "/sys/bus/virtio/drivers/virtio_balloon"
TRUSTED_CLOCK = {"x86_64": "tsc", "arm64": "arch_sys_counter"}
LOAD_MAX = 0.5
AVAILABLE_MIN_KIB = 1 << 20


def _chosen(text):
    """Returns the word in brackets of a file that offers several, or None."""
    found = re.search(r"\[([a-z_]+)\]", text or "")
    return found[1] if found else None


def thp(system, _guest_arch):
    enabled = _chosen(system.line(f"{THP}/enabled"))
    if enabled is None:
        return "fit", "this kernel has no transparent huge pages", ""
    shared = _chosen(system.line(f"{THP}/shmem_enabled")) or "unknown"
    value = f"{enabled}; for shared memory, which the guest's is: {shared}"
    commands = [f"echo {calm} | sudo tee {THP}/{name}" for name, word, calm in
                (("enabled", enabled, "madvise"), ("shmem_enabled", shared, "advise"))
                if word in ("always", "force")]
    if commands:
        return "noisy", value + ": khugepaged moves pages while the guest runs", " && ".join(commands)
    return "fit", value, ""


def mitigations(system, _guest_arch):
    """Lists the mitigations. They are no noise, but every exit pays for them: they belong beside the figures."""
    states = {name: system.line(f"{VULNERABILITIES}/{name}") or "" for name in system.names(VULNERABILITIES)}
    if not states:
        return "noisy", "unknown: the kernel does not list any", "a kernel that has " + VULNERABILITIES
    working = [name for name, state in states.items() if "Mitigation" in state]
    bare = [name for name, state in states.items() if state.startswith("Vulnerable")]
    parts = [f"{word}: {', '.join(names)}" for word, names in (("on", working), ("vulnerable", bare)) if names]
    return ("fit", "; ".join(parts) or "off: this CPU needs none",
            "compare only with runs that have the same; kernel parameter mitigations=off takes them out of the "
            "exits" if working else "")


def perf_events(system, _guest_arch):
    """Says what `make perf` may count. This is no noise either."""
    text = system.line("/proc/sys/kernel/perf_event_paranoid")
    if text is None or not re.fullmatch(r"-?[0-9]+", text):
        return "fit", "this kernel has no perf events", "CONFIG_PERF_EVENTS=y, for `make perf`"
    if int(text) < 0 or system.is_root():
        return "fit", f"perf_event_paranoid is {text}{' (root may all)' if int(text) >= 0 else ''}", ""
    return ("fit", f"perf_event_paranoid is {text}: `make perf` may not trace exits",
            "sudo sysctl kernel.perf_event_paranoid=-1, or make perf as root")


def clocksource(system, _guest_arch):
    current = system.line(f"{CLOCKS}/current_clocksource")
    wanted = TRUSTED_CLOCK.get(system.arch)
    if current == wanted:
        return "fit", current, ""
    offered = (system.line(f"{CLOCKS}/available_clocksource") or "").split()
    remedy = f"echo {wanted} | sudo tee {CLOCKS}/current_clocksource" if wanted in offered else \
        f"dmesg | grep -i clocksource says why {wanted} is not offered (a virtual machine has its own clock)"
    return "noisy", f"{current or 'unknown'}, not {wanted}: the kernel does not trust the CPU's counter", remedy


def load(system, _guest_arch):
    text = (system.line("/proc/loadavg") or "").split()
    try:
        average = float(text[0])
    except (IndexError, ValueError):
        return "noisy", "unknown: /proc/loadavg cannot be read", "mount -t proc proc /proc"
    if average > LOAD_MAX:
        return ("noisy", f"{average:.2f} over the last minute, more than {LOAD_MAX}",
                "stop the others: ps -eo pcpu,pid,comm --sort=-pcpu | head")
    return "fit", f"{average:.2f} over the last minute", ""


def _meminfo(system):
    return {name: int(kib) for name, kib in
            re.findall(r"^(\w+):\s+([0-9]+) kB$", system.text("/proc/meminfo") or "", re.MULTILINE)}


def memory(system, _guest_arch):
    """Checks whether the guest's memory stays where it is."""
    kib = _meminfo(system)
    if "MemAvailable" not in kib:
        return "noisy", "unknown: /proc/meminfo cannot be read", "mount -t proc proc /proc"
    available = f"{kib['MemAvailable'] >> 10} MiB available"
    if kib["MemAvailable"] < AVAILABLE_MIN_KIB:
        return "noisy", f"{available}: the guest's may be swapped out", "more memory, or fewer others"
    if kib.get("SwapTotal", 0) > kib.get("SwapFree", 0):
        return ("noisy", f"{kib['SwapTotal'] - kib['SwapFree'] >> 10} MiB are swapped out", "sudo swapoff -a")
    if any(name.startswith("virtio") for name in system.names(BALLOON)):
        return ("noisy", f"{available}; a balloon may take it away",
                "the virtual machine's host: no virtio-balloon device")
    return "fit", available, ""


CHECKS = (("thp", thp), ("mitigations", mitigations), ("perf_events", perf_events), ("clocksource", clocksource),
          ("load", load), ("memory", memory))
