"""Starts the native program, build/<arch>/native, and tells what is known of a start and of its CPU.

SPDX-License-Identifier: MIT
"""

import hashlib
import os
import re
import shlex
import signal
import subprocess

from . import ROOT, Failure, TimedOut, UsageError, doctor, elf, environment, hardware, host, image, samples, session

# Microarchitectures that /proc/cpuinfo does not name: vendor, family, model numbers, name
# (Linux: arch/x86/kernel/cpu/amd.c, arch/x86/include/asm/intel-family.h; arm64: the part's name).
CORES = (
    ("AuthenticAMD", 23, range(0x00, 0x30), "zen"), ("AuthenticAMD", 23, range(0x30, 0xb0), "zen2"),
    ("AuthenticAMD", 25, range(0x00, 0x10), "zen3"), ("AuthenticAMD", 25, range(0x10, 0x20), "zen4"),
    ("AuthenticAMD", 25, range(0x20, 0x60), "zen3"), ("AuthenticAMD", 25, range(0x60, 0xb0), "zen4"),
    ("AuthenticAMD", 26, range(0x00, 0x50), "zen5"), ("AuthenticAMD", 26, range(0x60, 0x80), "zen5"),
    ("GenuineIntel", 6, (0x4f, 0x56), "broadwell"), ("GenuineIntel", 6, (0x55,), "skylake"),
    ("GenuineIntel", 6, (0x6a, 0x6c), "icelake"), ("GenuineIntel", 6, (0x8f,), "sapphirerapids"),
    ("GenuineIntel", 6, (0xcf,), "emeraldrapids"), ("GenuineIntel", 6, (0xad, 0xae), "graniterapids"),
    ("0x41", 8, (0xd08,), "cortex-a72"), ("0x41", 8, (0xd0c,), "neoverse-n1"),
    ("0x41", 8, (0xd40,), "neoverse-v1"), ("0x41", 8, (0xd49,), "neoverse-n2"),
    ("0x41", 8, (0xd4f,), "neoverse-v2"),
)


def emulated(files=None):
    """Returns whether this very process runs under emulation, as far as /proc/cpuinfo shows: a timing would mean
    nothing."""
    facts = hardware.cpuinfo(files or hardware.Files())
    vendor = facts["cpu_vendor"] or ""
    return "QEMU TCG" in (facts["cpu_model"] or "") or (host.architecture() == "arm64" and vendor[:2] not in ("", "0x"))


def check_host(arch):
    """Raises UsageError if the host has no silicon of this architecture: it is of another one, or emulated."""
    if arch != host.architecture():
        raise UsageError(f"ARCH={arch}: this code runs on an {arch} CPU only, and this host is "
                         f"{host.architecture()}; `make bench ARCH={arch}` counts instructions under emulation")
    if emulated():
        raise UsageError("this host's CPU is an emulator's: a timing under emulation is no measurement; "
                         f"`make bench ARCH={arch}` counts instructions")


def _number(text):
    return int(text, 0) if re.fullmatch(r"0x[0-9a-f]{1,8}|[0-9]{1,8}", text or "") else None


def core(facts):
    """Returns the microarchitecture's name, as far as it is known, from environment.json's `host`."""
    family, model = _number(facts["cpu_family"]), _number(facts["cpu_model_number"])
    return next((name for vendor, its_family, models, name in CORES
                 if (vendor, its_family) == (facts["cpu_vendor"], family) and model in models), None)


def cpu_name(facts):
    """Returns a name for a folder: vendor, family, model, stepping, microarchitecture."""
    parts = [facts["cpu_vendor"], facts["cpu_family"], facts["cpu_model_number"], facts["cpu_stepping"],
             core(facts)]
    words = [re.sub(r"[^A-Za-z0-9-]", "", part or "") for part in parts]
    return "-".join(word for word in words if word) or "unknown"


def pinned(program, arch, cpu, arguments):
    """Returns the command line of a program of the build on one CPU."""
    return [host.require("taskset"), "-c", str(cpu), image.require(program, arch), *arguments]


def command(arch, layout, cpu, arguments):
    """Returns the native program's command line."""
    return pinned(image.native(arch, layout), arch, cpu, ["run", *arguments])


def shown(words):
    """Returns a command line as a shell takes it, with paths relative to the checkout."""
    return shlex.join([os.path.basename(words[0]), *words[1:]]).replace(ROOT + os.sep, "")


def run(words, timeout, what="the native program"):
    """Starts a program once, and returns its verified samples."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              timeout=timeout or None, preexec_fn=session.die_with_parent)
    except subprocess.TimeoutExpired:
        raise TimedOut(f"{what} did not end within {timeout:g} s") from None
    said = done.stderr.decode(errors="backslashreplace")
    problem = "".join(line for line in said.splitlines(True) if not line.startswith("round ")).strip()
    if problem.startswith("taskset: "):
        raise Failure(f"{what} could not be pinned to CPU {words[2]} ({problem}): TRAPGATE_CPU=N names another one")
    if done.returncode == 2:
        raise UsageError(problem)
    if done.returncode < 0:
        raise Failure(f"{what} was killed by {signal.Signals(-done.returncode).name}")
    if done.returncode:
        raise Failure(problem or f"{what} ended with status {done.returncode}")
    return samples.Region(done.stdout)


def _sha256(data):
    return hashlib.sha256(data).hexdigest()


def layout_facts(arch, layout):
    """Returns the facts of one link of the program, for environment.json's `layouts`, with hashes of the paths'
    code."""
    file = elf.Elf(image.require(image.native(arch, layout), arch))
    symbols = file.symbols()
    codes = {name.removeprefix("dispatch_"): symbol for name, symbol in symbols.items()
             if re.fullmatch(r"dispatch_[a-z]+", name)} | {"direct": symbols["sys_null"]}
    return {"layout": layout, "link_order_seed": layout or None, "image_sha256": _sha256(file.data),
            "bench_sha256": _sha256(file.data),
            "paths": {name: _sha256(file.code(codes[name])) for name in sorted(codes)}}


def findings(arch):
    """Returns the doctor's findings, but for what only a guest needs."""
    found = [one for one in doctor.findings(arch)["findings"] if one["check"] != "kvm"]
    return {"status": max((one["status"] for one in found), key=doctor.STATUSES.index), "findings": found}


def build_facts(arch, layouts):
    """Returns what environment.build_facts() does, of what runs here."""
    facts = [layout_facts(arch, layout) for layout in range(layouts)]
    return environment.source_facts(arch) | {
        "sha256": {"native": facts[0]["image_sha256"]}, "layouts": facts, "doctor": findings(arch)}


def process_facts(region):
    """Returns what a start of the program says of its machine and of its own interruptions."""
    return {key.removeprefix("machine."): value for key, value in region.facts.items()
            if key.startswith("machine.")}


def load():
    """Returns how busy the host is: its load averages over 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]


def boot_facts(boot, words, begun, load, process):
    """Returns a start of the program, as environment.json's `boots` has it; `process`: process_facts()."""
    return {**boot._asdict(), "command": shown(words), "started": begun, "ended": environment.stamp(), "complete": True,
            "load_average": load, "process": process}


def describe(arch, merged, unit, built, started, cpu):
    """Returns environment.json as a dict; `started`: the boot_facts() of each start. There is no emulator, and the
    process takes the guest's place."""
    hashes = built["layouts"][0]["paths"]
    paths = {name: {k: v for k, v in row.items() if k not in ("entry", "entry_size")}
             | {"sha256": hashes.get(name)} for name, row in merged.paths.items()}
    facts = environment.region_facts(merged, unit)
    first = next(boot for boot in started if (boot["layout"], boot["boot"]) == (0, 0))
    facts["run"] |= {"seed": first["seed"], "layouts": len(built["layouts"]),
                     "boots": len(started) // len(built["layouts"])}
    here = hardware.describe(cpu)
    times = {"started": started[0]["started"], "measured": started[-1]["ended"]}
    return {
        "format_version": environment.FORMAT_VERSION, "complete": True, "arch": arch,
        "instrument": "native", **facts, "times": times, "boots": started, "layouts": built["layouts"],
        "emulator": None, "host": here | {"core": core(here)},
        "doctor": built["doctor"],
        "build": {k: v for k, v in built.items() if k not in ("layouts", "doctor")}, "paths": paths,
    }
