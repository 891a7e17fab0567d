"""Describes the host: doctor's judgement, KVM's parameters, the processor's registers, the kernel's messages.

SPDX-License-Identifier: MIT
"""

import json
import os
import re
import shutil
import subprocess

from . import ROOT, doctor, doctor_kvm, host
from .contact import NOT_AVAILABLE, failed, not_available, ok
from .doctor_system import System

CPUID = os.path.join(ROOT, "build", "host", "cpuid")
MESSAGES = re.compile(r"kvm|tsc|clocksource|microcode|arch_timer|vmx|svm|spectre|mitigation", re.IGNORECASE)
IDENTIFICATION = "/sys/devices/system/cpu/cpu{}/regs/identification"
TIMEOUT_S = 60


def doctor_says(contact):
    """Reports doctor's findings. Noise is no failure: whoever reads the numbers is told of it."""
    report = doctor.findings(contact.arch)
    contact.write("doctor.json", json.dumps(report, indent=1) + "\n")
    contact.write("doctor.txt", "\n".join(map(doctor.line, report["findings"])) + "\n")
    remedies = f"{doctor.summary(report)}: doctor.txt names the remedies"
    if contact.accel == "icount":
        return not_available(f"nothing is timed: instructions are counted. To time: {doctor.summary(report)}",
                             "a machine with KVM")
    if report["status"] == "unfit":
        return failed(doctor.summary(report), "doctor.txt names the remedies")
    return ok("fit" if report["status"] == "fit" else remedies)


def of_a_clock(contact, outcome, system=None):
    """Returns the outcome of a stage that goes by times. On an emulated host, times mean nothing: it is not
    available there."""
    status, value, remedy = doctor_kvm.virtual(system or System(), contact.arch)
    if contact.accel != "kvm" or status != "unfit" or outcome.status == NOT_AVAILABLE:
        return outcome
    return not_available(f"{value} (looked at all the same: {outcome.status})", remedy)


def _parameters(system):
    """Returns {module/parameter: value} of the modules of KVM."""
    found = {}
    for module in system.names("/sys/module"):
        if module == "kvm" or module.startswith("kvm_"):
            folder = f"/sys/module/{module}/parameters"
            found |= {f"{module}/{name}": system.line(f"{folder}/{name}") for name in system.names(folder)}
    return found


def kvm_parameters(contact, system=None):
    found = _parameters(system or System())
    if not found:
        return not_available("/sys/module has no kvm with parameters", "modprobe kvm, or a kernel that has it")
    contact.write("kvm-parameters.txt", "".join(f"{name} {value}\n" for name, value in found.items()))
    telling = [f"{name}={found[name]}" for name in ("kvm_intel/ept", "kvm_amd/npt", "kvm/enable_pmu", "kvm/nx_huge_pages")
               if name in found]
    return ok(f"{len(found)} parameters: {', '.join(telling) or 'none that doctor judges'}")


def _on_cpu(cpu, words):
    """Returns a command that runs on the CPU that a vCPU is pinned to: it reads the registers of the CPU that runs
    it, and another CPU may be of another kind. Nothing else of ours runs there: tools/run has affinity.py place a
    guest's threads."""
    return [host.require("taskset"), "-c", str(cpu), *words]


def cpu_registers(contact):
    """Reports CPUID, or arm64's identification registers, of the CPU that a guest would be pinned to."""
    cpu, kept = host.pinned_cpu(), ["/proc/cpuinfo"]
    shutil.copyfile("/proc/cpuinfo", contact.file("cpuinfo.txt"))
    system = System()
    registers = {name: system.line(f"{IDENTIFICATION.format(cpu)}/{name}") for name in
                 system.names(IDENTIFICATION.format(cpu))}
    if registers:
        kept.append(IDENTIFICATION.format(cpu))
        contact.write("identification.txt", "".join(f"{name} {value}\n" for name, value in registers.items()))
    if not os.path.exists(CPUID):
        return not_available("build/host/cpuid is missing, which reads the registers", "make build/host/cpuid")
    status, text = contact.command("cpu-registers.txt", _on_cpu(cpu, [CPUID]), TIMEOUT_S)
    if status != 0:
        return failed(f"build/host/cpuid ended with status {status}", "cpu-registers.txt")
    return ok(f"{len(text.splitlines())} registers of CPU {cpu}, {' '.join(kept)}")


def kernel_messages(contact):
    try:
        done = subprocess.run(["dmesg"], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return not_available(f"dmesg: {error}", "install util-linux")
    if done.returncode:
        return not_available(f"dmesg: {done.stderr.decode(errors='replace').strip()}",
                             "sudo sysctl kernel.dmesg_restrict=0, or run it as root")
    lines = [line for line in done.stdout.decode(errors="backslashreplace").splitlines() if MESSAGES.search(line)]
    contact.write("kernel-messages.txt", "".join(line + "\n" for line in lines))
    if not lines:
        return not_available("the kernel's log has no word of KVM, TSC or microcode (or it has been emptied)",
                             "look soon after the host's boot")
    return ok(f"{len(lines)} lines on KVM, the counter, microcode and mitigations")
