"""Checks the parameters of KVM's modules that decide what is measured.

Their meaning: Linux, Documentation/admin-guide/kernel-parameters.txt, arch/x86/kvm/.
SPDX-License-Identifier: MIT
"""

from collections import namedtuple

MODULES = "/sys/module"
# A parameter that distorts if its value is `bad` (Y: on, N: off): why it does, and what helps.
Row = namedtuple("Row", "module name bad status why remedy")


def _load(module, name, bad, status, why, calm):
    """Returns the Row of a parameter that takes effect when the module is loaded."""
    return Row(module, name, bad, status, why, f"kernel parameter {module}.{name}={calm}, or load the module with it")


def _write(module, name, bad, why, calm):
    """Returns the Row of a parameter that can be written at any time."""
    return Row(module, name, bad, "noisy", why, f"echo {calm} | sudo tee {MODULES}/{module}/parameters/{name}")


SHADOW = "KVM keeps shadow page tables: each page fault, CR3 write and INVLPG of the guest is an exit"
NO_PMU = "guests have no PMU: what reads it is not available"
ROWS = (
    _load("kvm_intel", "ept", "N", "unfit", SHADOW, 1),
    _load("kvm_amd", "npt", "N", "unfit", SHADOW, 1),
    _load("kvm_intel", "vpid", "N", "noisy", "each exit flushes the TLB", 1),
    _load("kvm_intel", "eptad", "N", "noisy",
         "the host's page ageing takes pages from the guest's tables, and they come back by exits", 1),
    _load("kvm_intel", "enable_apicv", "N", "noisy", "each interrupt costs the guest more exits", 1),
    _write("kvm_intel", "vmentry_l1d_flush", "always", "each exit leaves the first-level data cache empty", "cond"),
    _load("kvm", "enable_pmu", "N", "noisy", NO_PMU, 1),
    _load("kvm", "pmu", "N", "noisy", NO_PMU, 1),
    _write("kvm", "nx_huge_pages", "Y",
          "huge pages that the guest executes are split by an exit, and joined again behind its back "
          "(the work-around for iTLB multihit)", "off"),
    _load("kvm", "tdp_mmu", "N", "noisy", "second-stage faults take the older, slower way", 1),
    _load("kvm", "enable_vmware_backdoor", "Y", "noisy", "each #GP of the guest is an exit", 0),
    _write("kvm", "ignore_msrs", "Y",
          "a register that is not there reads as 0 instead of a fault: what asks for it believes it", 0),
)
# They decide how an idle guest wakes up; only rows that halt show this.
IDLE = ("halt_poll_ns", "lapic_timer_advance_ns", "lapic_timer_advance")


def _value(system, row):
    """Returns a parameter's value; None if there is no such parameter. Older kernels say 1 and 0."""
    value = system.line(f"{MODULES}/{row.module}/parameters/{row.name}")
    return {"1": "Y", "0": "N"}.get(value, value)


def _said(rows, values):
    return "; ".join(f"{row.module}.{row.name}={values[row]} ({row.why})" for row in rows)


def _idle(system):
    found = [(name, system.line(f"{MODULES}/kvm/parameters/{name}")) for name in IDLE]
    return ", ".join(f"{name}={value}" for name, value in found if value is not None)


def _x86_64(system):
    values = {row: _value(system, row) for row in ROWS}
    bad = [row for row in ROWS if values[row] == row.bad]
    if bad:
        status = "unfit" if any(row.status == "unfit" for row in bad) else "noisy"
        return status, _said(bad, values), "; ".join(row.remedy for row in bad)
    if all(value is None for value in values.values()):
        return "fit", "KVM shows no parameters", ""
    return "fit", "nothing that distorts", ""


def _arm64(system):
    """Checks the one choice on arm64, which is on the kernel's command line."""
    mode = system.parameter("kvm-arm.mode") or system.parameter("kvm_arm.mode")
    if mode == "protected":
        return ("noisy", "kvm-arm.mode=protected: the host has a second stage of its own, and its KVM no VHE",
                "kernel parameter kvm-arm.mode=protected taken away")
    return "fit", f"kvm-arm.mode={mode}" if mode else "VHE if the CPU has it", ""


def modules(system, _guest_arch):
    status, value, remedy = (_x86_64 if system.arch == "x86_64" else _arm64)(system)
    idle = _idle(system)
    return status, value + (f"; rows that halt depend on {idle}" if idle else ""), remedy


CHECKS = (("kvm_modules", modules),)
