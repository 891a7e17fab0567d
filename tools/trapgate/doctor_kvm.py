"""Checks whether KVM runs guests here, on a CPU of silicon. A check returns (status, value, remedy).

SPDX-License-Identifier: MIT
"""

import errno
import re

FIRMWARE = "switch VT-x (Intel) or SVM (AMD) on in the firmware's set-up"
NESTED = ("bare metal, or nested virtualisation at its host: kvm_intel.nested=1 or kvm_amd.nested=1 there, "
          "and a -cpu with vmx or svm")
GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR)
MODULES = {"vmx": "kvm_intel", "svm": "kvm_amd"}
# IA32_FEATURE_CONTROL: locked (bit 0) without VMX outside SMX (bit 2), SDM Vol. 3, 24.7;
# VM_CR: SVMDIS (bit 4), APM Vol. 2, 15.30.1.
IA32_FEATURE_CONTROL, AMD_VM_CR = 0x3A, 0xC0010114
VIRTUAL = re.compile(r"QEMU|KVM|VMware|VirtualBox|Xen|Bochs|Virtual Machine|Amazon EC2|Google Compute Engine|"
                     r"OpenStack|Firecracker|Parallels")
# The root's `compatible`: linux,dummy-virt is QEMU's virt, kvmtool's, crosvm's and Firecracker's machine.
VIRTUAL_TREE = re.compile(r"linux,dummy-virt|linux,kvm|qemu,|xen,xenvm")
# MIDR_EL1's implementer 0 is for software (DDI 0487, D19.2.100): QEMU's -cpu max, which KVM does not run.
IMPLEMENTER_EMULATED = 0


def _switched_off(system):
    """Returns the register with which firmware keeps virtualisation off; None if it does not, or cannot be read."""
    vendor = system.cpuinfo("vendor_id")
    if vendor == "GenuineIntel":
        value = system.msr(0, IA32_FEATURE_CONTROL)
        return f"IA32_FEATURE_CONTROL {value:#x}" if value is not None and value & 5 == 1 else None
    if vendor in ("AuthenticAMD", "HygonGenuine"):
        value = system.msr(0, AMD_VM_CR)
        return f"VM_CR {value:#x}" if value is not None and value & 16 else None
    return None


def _extension(system):
    """Returns vmx or svm, or None."""
    return next((name for name in MODULES if name in system.flags()), None)


def _why_gone_x86(system):
    off, extension = _switched_off(system), _extension(system)
    if off:
        return f"firmware has virtualisation switched off ({off})", FIRMWARE
    if extension is None and "hypervisor" in system.flags():
        return "no /dev/kvm: this is a virtual machine whose CPU has neither vmx nor svm", NESTED
    if extension is None:
        return ("no /dev/kvm: the CPU shows neither vmx nor svm",
                FIRMWARE + "; if it is on, this CPU has none, and another machine is needed")
    module = MODULES[extension]
    if module not in system.names("/sys/module"):
        return (f"no /dev/kvm: the module {module} is not loaded",
                f"sudo modprobe {module} (if it says 'Operation not supported': {FIRMWARE})")
    return (f"no /dev/kvm, though {module} is loaded",
            "in a container: give it the device (--device /dev/kvm); else sudo mknod /dev/kvm c 10 232")


def _why_gone_arm64(system):
    if _hypervisor_arm64(system):
        return ("no /dev/kvm: this is a virtual machine, whose kernel starts at EL1",
                "bare metal, or a hypervisor that gives its guests EL2 (QEMU: virtualization=on)")
    return ("no /dev/kvm: the kernel did not start at EL2, or has no KVM",
            "firmware that enters the kernel at EL2, CONFIG_KVM=y, no kvm-arm.mode=none")


def kvm(system, guest_arch):
    if guest_arch != system.arch:
        return ("unfit", f"the guest is {guest_arch}, this host {system.arch}: KVM cannot run it",
                f"a host that is {guest_arch}; here `make bench` counts instructions")
    error = system.open_error("/dev/kvm")
    if error in GONE:
        why, remedy = (_why_gone_x86 if system.arch == "x86_64" else _why_gone_arm64)(system)
        return "unfit", why, remedy
    if error in (errno.EACCES, errno.EPERM):
        return "unfit", "no permission for /dev/kvm", "sudo usermod -aG kvm $USER, then log in anew"
    if error is not None:
        return "unfit", f"/dev/kvm: {errno.errorcode.get(error, error)}", "dmesg | grep -i kvm says why"
    if system.arch == "x86_64" and _extension(system) is None:
        return ("unfit", "/dev/kvm opens, but the CPU has neither vmx nor svm: such a KVM (PVM) interprets what "
                         "the guest's kernel does", NESTED)
    return "fit", f"/dev/kvm opens{', ' + _extension(system) if system.arch == 'x86_64' else ''}", ""


def _dmi(system):
    return " ".join(filter(None, (system.line(f"/sys/class/dmi/id/{name}")
                                  for name in ("sys_vendor", "product_name"))))


def _hypervisor_arm64(system):
    """Returns the hypervisor that this machine runs under, as far as firmware tells, or None."""
    dmi = _dmi(system)
    if "metal" in dmi:
        return None
    tree = system.names("/proc/device-tree/hypervisor")
    # A list of strings, each of which ends in a zero byte; without ACPI there is no DMI.
    compatible = (system.line("/proc/device-tree/compatible") or "").rstrip("\0").split("\0")
    return system.line("/sys/hypervisor/type") or ("its device tree says so" if tree else None) or \
        next(filter(VIRTUAL_TREE.match, compatible), None) or (dmi if VIRTUAL.search(dmi) else None)


def _is_bochs(system):
    """Returns whether this is Bochs: it emulates a real model and so sets no CPUID bit, but the firmware is its own."""
    return system.arch == "x86_64" and "Bochs" in (system.line("/sys/class/dmi/id/bios_vendor") or "") \
        and "hypervisor" not in system.flags()


def _is_emulated(system):
    """Returns whether this is Bochs, or QEMU without KVM. CPUID leaf 4000_0000H would say, but no file shows it.
    What tells is the model's name, a clock that only KVM gives, and on arm64 QEMU's name for the machine, or a CPU
    that nobody built."""
    if system.arch == "arm64":
        implementer = system.cpuinfo("CPU implementer") or "?"
        return "QEMU Virtual Machine" in _dmi(system) or implementer == f"{IMPLEMENTER_EMULATED:#04x}"
    if "QEMU TCG" in (system.cpuinfo("model name") or "") or _is_bochs(system):
        return True
    clocks = system.line("/sys/devices/system/clocksource/clocksource0/available_clocksource") or "kvm-clock"
    return "QEMU" in _dmi(system) and "kvm-clock" not in clocks


def virtual(system, _guest_arch):
    """Checks whether the host is a guest itself."""
    if system.arch == "x86_64":
        under = (_dmi(system) or "a hypervisor") if "hypervisor" in system.flags() else None
        under = "Bochs" if _is_bochs(system) else under
    else:
        under = _hypervisor_arm64(system)
    if under is None:
        return "fit", "no hypervisor below", ""
    if _is_emulated(system):
        return ("unfit", f"this host is emulated ({under}, without KVM): its time is an emulator's",
                "bare metal, or KVM below")
    return ("noisy", f"this host is a virtual machine ({under}): exits cost two levels, its CPU may be taken away",
            "bare metal")


CHECKS = (("kvm", kvm), ("virtual", virtual))
