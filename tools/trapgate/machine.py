"""Composes the QEMU command of a run, as a list of words. Runs nothing.

SPDX-License-Identifier: MIT
"""

from collections import namedtuple

from . import affinity, host

QEMU = {"x86_64": "qemu-system-x86_64", "arm64": "qemu-system-aarch64"}
MACHINES = {"x86_64": ("q35", "microvm"), "arm64": ("virt",)}
CPU_TCG = {"x86_64": "max", "arm64": "max,pauth-impdef=on"}
CPU_KVM = {"x86_64": "host,migratable=no,+invtsc,pmu=on", "arm64": "host"}
# One instruction is one tick of the counter that user mode reads: a TSC of 1 GHz, a
# CNTVCT_EL0 of 62.5 MHz.
ICOUNT_SHIFT = {"x86_64": 0, "arm64": 4}
OVMF_CODE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
OVMF_VARS = "/usr/share/OVMF/OVMF_VARS_4M.fd"

# memory: path of the guest's RAM file; image, initrd: for boot=direct; iso: for grub and uefi;
# vars: a private copy of the firmware's variables, for uefi.
Files = namedtuple("Files", "memory image initrd iso vars")


def quote_value(text):
    """Returns a value as it is written within a comma-separated option of QEMU's."""
    return text.replace(",", ",,")


def compose(options, files, command_line, gdb=None):
    """Returns the command for `options` (arch, accel, boot, machine, cpu, memory: all decided)."""
    command = list(getattr(options, "prefix", ()))
    place = placement(options)
    if place:
        command += ["taskset", "-c", affinity.text(place)]
    command += [QEMU[options.arch], *(["-name", "trapgate,debug-threads=on"] if place else []), "-nodefaults", "-no-user-config", "-display", "none",
                "-monitor", "none", "-no-reboot"]
    command += ["-machine", _machine(options), "-cpu", cpu(options), "-smp", "1"]
    command += ["-m", f"{options.memory}M", "-object", _memory(options, files, place)]
    command += _time(options)
    # A stdio chardev on a pipe changes no byte; signal=off leaves ^C to us.
    command += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
    command += _loader(options, files, command_line)
    if gdb:
        command += ["-S", "-gdb", f"tcp:127.0.0.1:{gdb}"]
    return command


def placement(options):
    """Returns the affinity.Placement of a KVM guest; None if nothing is timed, or if the user wants no CPU pinned.
    taskset keeps QEMU's threads off the vCPU's CPU, and affinity.pin() puts the vCPU's thread there as soon as it
    runs."""
    return affinity.placement(host.pinned_cpu()) if options.accel == "kvm" and host.pins() else None


def name(options):
    """Returns the machine without the properties that were asked for."""
    return options.machine.partition(",")[0]


def _machine(options):
    kvm = options.accel == "kvm"
    words = [options.machine]
    if name(options) == "virt" and "gic-version=" not in options.machine:
        words.append("gic-version=host" if kvm else "gic-version=3")
    if name(options) == "microvm":
        # Otherwise QEMU would append to the command line, whose last word is the token.
        words.append("auto-kernel-cmdline=off")
    # QEMU's default has changed with versions: an interrupt controller outside KVM costs exits.
    words += ["accel=kvm", "kernel-irqchip=on"] if kvm else ["accel=tcg"]
    return ",".join(words + ["memory-backend=ram"])


def _memory(options, files, place):
    """Returns the object of the guest's memory. Under KVM the host's pages are there before the guest touches them,
    since nothing here is a benchmark of the host's allocator; they come from the node of the vCPU's CPU. What is
    left of a first touch is the exit that maps the page for the guest; with touch=1 these exits come before
    anything is measured."""
    present = "prealloc=on," if place else ""
    if place and place.node is not None:
        present += f"host-nodes={place.node},policy=bind,"
    return (f"memory-backend-file,id=ram,size={options.memory}M,share=on,{present}"
            f"mem-path={quote_value(files.memory)}")


def cpu(options):
    """Returns the -cpu of a run."""
    return options.cpu or (CPU_KVM if options.accel == "kvm" else CPU_TCG)[options.arch]


def _time(options):
    """Returns the words on time. Under icount nothing that the guest can see may depend on the host's clock or
    entropy."""
    if options.accel != "icount":
        return []
    return ["-icount", f"shift={ICOUNT_SHIFT[options.arch]},sleep=off", "-seed", "1",
            "-rtc", "base=2024-01-01T00:00:00,clock=vm"]


def _loader(options, files, command_line):
    if options.boot == "direct":
        return ["-kernel", files.image, "-initrd", files.initrd, "-append", command_line]
    loader = []
    if options.boot == "uefi":
        loader += ["-drive", "if=pflash,unit=0,format=raw,readonly=on,"
                   f"file={quote_value(OVMF_CODE)}",
                   "-drive", f"if=pflash,unit=1,format=raw,file={quote_value(files.vars)}"]
    return loader + ["-boot", "d", "-drive", "if=none,id=iso,media=cdrom,format=raw,readonly=on,"
                     f"file={quote_value(files.iso)}", "-device", "ide-cd,drive=iso"]
