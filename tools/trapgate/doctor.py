"""Finds out whether this machine is fit to time anything: findings, each with its remedy.

The checks: doctor_kvm.py, doctor_modules.py, doctor_cpu.py, doctor_kernel.py; what they read: doctor_system.py.
SPDX-License-Identifier: MIT
"""

from . import doctor_cpu, doctor_kernel, doctor_kvm, doctor_modules
from .doctor_system import System

STATUSES = ("fit", "noisy", "unfit")
CHECKS = (*doctor_kvm.CHECKS, *doctor_modules.CHECKS, *doctor_cpu.CHECKS, *doctor_kernel.CHECKS)


def findings(guest_arch=None, system=None):
    """Returns {"status": ..., "findings": [{check, status, value, remedy}]}, for a guest of that architecture."""
    system = system or System()
    found = []
    for name, check in CHECKS:
        finding = check(system, guest_arch or system.arch)
        if finding is not None:
            status, value, remedy = finding
            found.append({"check": name, "status": status, "value": value, "remedy": remedy})
    return {"status": max((f["status"] for f in found), key=STATUSES.index), "findings": found}


def line(finding):
    """Returns a finding as a line for people."""
    text = f"{finding['status']:<5}  {finding['check']:<12} {finding['value']}"
    word = "note" if finding["status"] == "fit" else "remedy"
    return f"{text}; {word}: {finding['remedy']}" if finding["remedy"] else text


def summary(report):
    """Returns one line: the verdict and the checks that led to it."""
    if report["status"] == "fit":
        return "fit"
    named = {status: [f["check"] for f in report["findings"] if f["status"] == status]
             for status in STATUSES}
    return f"{report['status']} (" + "; ".join(
        f"{status}: {', '.join(named[status])}" for status in ("unfit", "noisy") if named[status]) + ")"


def exit_status(report):
    return STATUSES.index(report["status"])


def warning(report, instrument):
    """Returns what a timing should be shown with, or None. A run that counts instructions needs no warning."""
    if report["status"] == "fit" or instrument == "icount":
        return None
    return f"doctor: this machine is {summary(report)}; `make doctor` names the remedies"
