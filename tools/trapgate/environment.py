"""What is needed to judge a run: the host, the tools, the build, the guest. What is not known is null.

SPDX-License-Identifier: MIT
"""

import glob
import hashlib
import os
import platform
import re
import shlex
import subprocess

from . import ROOT, guest, host, image, machine

FORMAT_VERSION = 1


def _first_line(*command):
    """First line of a command's output, or None."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT,
                              timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.decode(errors="replace").splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else None


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def _cpu_field(name):
    match = re.search(rf"^{name}\s*:\s*(.*)$", _read("/proc/cpuinfo") or "", re.MULTILINE)
    return match[1] if match else None


def _sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def host_facts(cpu=None):
    """The host; `cpu` is the one that the guest is pinned to."""
    flags = (_cpu_field("flags") or "").split()
    facts = {
        "architecture": platform.machine(), "kernel": platform.release(),
        "cpu_model": _cpu_field("model name"), "cpu_vendor": _cpu_field("vendor_id"),
        "cpu_microcode": _cpu_field("microcode"), "cpus": os.cpu_count(),
        "is_virtual": "hypervisor" in flags if flags else None,
        "hypervisor": _read("/sys/class/dmi/id/product_name") if "hypervisor" in flags else None,
        "vulnerabilities": {os.path.basename(path): _read(path) for path in
                            sorted(glob.glob("/sys/devices/system/cpu/vulnerabilities/*"))},
        "smt_active": _read("/sys/devices/system/cpu/smt/active"), "pinned_cpu": cpu,
    }
    if cpu is not None:
        base = f"/sys/devices/system/cpu/cpu{cpu}/cpufreq"
        facts["pinned_cpu_governor"] = _read(f"{base}/scaling_governor")
        facts["pinned_cpu_max_khz"] = _read(f"{base}/cpuinfo_max_freq")
    return facts


def _compiler(arch, what):
    """The compiler and its flags, as the build used them last."""
    words = (_read(os.path.join(ROOT, "build", arch, f"{what}.flags")) or "").split()
    return {"version": _first_line(words[0], "--version") if words else None,
            "flags": " ".join(words) or None}


def _path_hashes(arch):
    """sha256 of each path's machine code, entry_syscall_<path>."""
    kernel = image.read(arch)
    prefix = "entry_syscall_"
    return {name.removeprefix(prefix): hashlib.sha256(kernel.code(symbol)).hexdigest()
            for name, symbol in sorted(kernel.symbols().items())
            if name.startswith(prefix) and symbol.size}


def build_facts(arch):
    """What is about to be run: read before the guest starts, in case someone builds meanwhile."""
    commit = _first_line("git", "rev-parse", "HEAD")
    files = {"kernel": image.boot_file(arch), "bench": os.path.join(ROOT, "build", arch, "bench")}
    return {
        "commit": commit,
        "dirty": bool(_first_line("git", "status", "--porcelain")) if commit else None,
        "compiler": {what: _compiler(arch, what) for what in ("kernel", "user")},
        "sha256": {name: _sha256(path) for name, path in files.items()},
        "paths_sha256": _path_hashes(arch),
    }


def _package_version(name):
    return _first_line("dpkg-query", "-W", "-f", "${Version}\\n", name)


def emulator_facts(opts):
    """QEMU, its whole command line (paths from the checkout on, the token masked), the firmware."""
    version = _first_line(machine.QEMU[opts.arch], "--version")
    number = re.search(r"version ([0-9.]+)", version or "")
    firmware = {"direct": None, "grub": "seabios", "uefi": "ovmf"}[opts.boot]
    return {
        "accelerator": opts.accel, "boot": opts.boot, "machine": opts.machine,
        "cpu": machine.cpu(opts), "memory_mib": opts.memory,
        "qemu": version, "qemu_version": number and number[1],
        "qemu_package": _package_version(host.package_of(machine.QEMU[opts.arch])),
        "command": shlex.join(guest.shown_command(opts)).replace(ROOT + os.sep, ""),
        "firmware": firmware and f"{firmware} {_package_version(firmware)}",
        "grub": _first_line("grub-mkrescue", "--version") if firmware else None,
    }


def _by_reason(region):
    """{reason: [row, ...]}, a row in the words of its fields that are not `-`."""
    grouped = {}
    for key, reason in region.reasons().items():
        grouped.setdefault(reason, []).append(" ".join(field for field in key if field != "-"))
    return grouped


def region_facts(region, unit):
    """What the benchmark program says of itself, its counter and its machine."""
    facts = {k: v for k, v in region.facts.items() if not k.startswith("machine.")}
    return {
        "guest": {k.removeprefix("machine."): v for k, v in region.facts.items()
                  if k.startswith("machine.")},
        "kernel": {"name": facts.get("kernel"), "release": facts.get("kernel_release")},
        "counter": {"name": facts.get("counter"), "read": facts.get("counter_read"),
                    "unit": unit, "hz": int(facts.get("counter_hz") or 0) or None},
        "run": {k: int(facts[k]) for k in ("seed", "rounds", "samples", "warmup") if k in facts},
        "not_available": _by_reason(region),
        "batches": {c.bench: c.batch for c in region.cells if c.batch > 1 and c.variant == "-"},
    }


def describe(opts, region, unit, built, times):
    """environment.json, as a dict."""
    paths = {name: {k: v for k, v in row.items() if k not in ("entry", "entry_size")}
             | {"sha256": built["paths_sha256"].get(name)} for name, row in region.paths.items()}
    return {
        "format_version": FORMAT_VERSION, "complete": True, "arch": opts.arch,
        "instrument": opts.accel, **region_facts(region, unit),
        "arguments": opts.command[1:], "times": times,
        "emulator": emulator_facts(opts),
        "host": host_facts(host.pinned_cpu() if opts.accel == "kvm" else None),
        "build": {k: v for k, v in built.items() if k != "paths_sha256"}, "paths": paths,
    }
