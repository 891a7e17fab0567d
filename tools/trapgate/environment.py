"""Gathers what is needed to judge a run: the host, the tools, the build, the guest. What is not known is null.

docs/results.md describes it field by field. SPDX-License-Identifier: MIT
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import time

from . import ROOT, doctor, guest, hardware, host, image, machine
from .boots import Boot

FORMAT_VERSION = 2


def stamp(seconds=None):
    """Returns a time, or now, as files and names have it: ISO 8601, UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _first_line(*command):
    """Returns the first line of a command's output, or None."""
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


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _compiler(arch, what):
    """Returns the compiler and its flags, as the build used them last, and the linker that the compiler calls."""
    words = (_read(os.path.join(ROOT, "build", arch, f"{what}.flags")) or "").split()
    linker = _first_line(words[0], "-print-prog-name=ld") if words else None
    return {"version": _first_line(words[0], "--version") if words else None,
            "flags": " ".join(words) or None,
            "linker": _first_line(linker, "--version") if linker else None}


def _path_hashes(arch, layout):
    """Returns {path: sha256 of its machine code, entry_syscall_<path>}."""
    kernel = image.read(arch, layout)
    prefix = "entry_syscall_"
    return {name.removeprefix(prefix): hashlib.sha256(kernel.code(symbol)).hexdigest()
            for name, symbol in sorted(kernel.symbols().items())
            if name.startswith(prefix) and symbol.size}


def _layout_facts(arch, layout):
    """Returns the facts of one link of the same objects: its order and the sums of what it made."""
    return {"layout": layout, "link_order_seed": layout or None,
            "image_sha256": _sha256(image.boot_file(arch, layout)),
            "bench_sha256": _sha256(image.bench(arch, layout)), "paths": _path_hashes(arch, layout)}


def _commit(git):
    """Returns (commit, None), or (None, why it is not known): git refuses a checkout that belongs to another user."""
    try:
        done = subprocess.run([git, "rev-parse", "HEAD"], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT,
                              timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, f"git: {getattr(error, 'strerror', None) or 'no answer'}"
    if done.returncode:
        said = done.stderr.decode(errors="replace").splitlines()
        return None, f"git: {said[0].strip() if said else f'status {done.returncode}'}"
    return done.stdout.decode(errors="replace").strip(), None


def source_facts(arch, git="git"):
    """Returns the facts of the checkout, and of what compiled it."""
    commit, unknown = _commit(git)
    return {
        "commit": commit, "commit_unknown": unknown,
        "dirty": bool(_first_line(git, "status", "--porcelain", "--", ":!results")) if commit
        else None,
        "compiler": {what: _compiler(arch, what) for what in ("kernel", "user")},
    }


def build_facts(arch, layouts=1):
    """Returns what is about to be run, and on what. It is read before the guest starts, since someone may build
    meanwhile, and since the run itself is a load."""
    facts = [_layout_facts(arch, layout) for layout in range(layouts)]
    return {
        **source_facts(arch), "sha256": {"kernel": facts[0]["image_sha256"], "bench": facts[0]["bench_sha256"]},
        "layouts": facts, "doctor": doctor.findings(arch),
    }


def _package_version(name):
    return _first_line("dpkg-query", "-W", "-f", "${Version}\\n", name)


def shown(opts):
    """Returns QEMU's whole command line, as a shell takes it: paths relative to the checkout, the token masked."""
    return shlex.join(guest.shown_command(opts)).replace(ROOT + os.sep, "")


def emulator_facts(opts):
    """Returns the facts of QEMU, its command line for the first boot, and the firmware."""
    version = _first_line(machine.QEMU[opts.arch], "--version")
    number = re.search(r"version ([0-9.]+)", version or "")
    firmware = {"direct": None, "grub": "seabios", "uefi": "ovmf"}[opts.boot]
    return {
        "accelerator": opts.accel, "boot": opts.boot, "machine": opts.machine,
        "cpu": machine.cpu(opts), "memory_mib": opts.memory,
        "qemu": version, "qemu_version": number and number[1],
        "qemu_package": _package_version(host.package_of(machine.QEMU[opts.arch])),
        "command": shown(opts),
        "firmware": firmware and f"{firmware} {_package_version(firmware)}",
        "grub": _first_line("grub-mkrescue", "--version") if firmware else None,
    }


def _by_reason(region):
    """Returns {reason: [row, ...]}; a row is given by those of its fields that are not `-`."""
    grouped = {}
    for key, reason in region.reasons().items():
        grouped.setdefault(reason, []).append(" ".join(field for field in key if field != "-"))
    return grouped


def region_facts(region, unit):
    """Returns what the benchmark program says of itself, its counter and its machine."""
    facts = {k: v for k, v in region.facts.items() if not k.startswith("machine.")}
    return {
        "guest": {k.removeprefix("machine."): v for k, v in region.facts.items()
                  if k.startswith("machine.")},
        "kernel": {"name": facts.get("kernel"), "release": facts.get("kernel_release")},
        "counter": {"name": facts.get("counter"), "read": facts.get("counter_read"),
                    "unit": unit, "hz": int(facts.get("counter_hz") or 0) or None,
                    "hz_known_by": region.facts.get("machine.counter_hz_source")},
        "run": {k: int(facts[k]) for k in ("seed", "rounds", "samples", "warmup") if k in facts},
        "method": {k.removeprefix("method."): v for k, v in facts.items() if k.startswith("method.")},
        "not_available": _by_reason(region),
        "batches": {c.bench: c.batch for c in region.cells if c.batch > 1 and c.variant == "-"},
    }


# Each boot has these facts of the benchmark program, under `method.`, for itself.
BETWEEN = ("gap_", "core_hz", "stray_", "smi_")


def between(region):
    """Returns what came between in this boot, and how fast its core went."""
    found = {k.removeprefix("method."): v for k, v in region.facts.items() if k.startswith("method.")}
    return {k: v for k, v in found.items() if k.startswith(BETWEEN)}


def boot_facts(opts, boot, started, ended):
    """Returns the facts of one boots.Boot that went well: a folder has no other. opts.used: guest.Guest.used()."""
    used = getattr(opts, "used", None) or {"memory": None, "placement": None}
    return {**boot._asdict(), "command": shown(opts), "started": started, "ended": ended, "complete": True, **used}


def describe(opts, region, unit, built, times, boots=None):
    """Returns environment.json as a dict; `boots`: the boot_facts() of each, if there is more to tell than one."""
    hashes = built["layouts"][0]["paths"]
    paths = {name: {k: v for k, v in row.items() if k not in ("entry", "entry_size")}
             | {"sha256": hashes.get(name)} for name, row in region.paths.items()}
    facts = region_facts(region, unit)
    if boots is None:
        only = Boot(0, 0, facts["run"].get("seed"))
        boots = [{**boot_facts(opts, only, times["started"], times["measured"]), "between": between(region)}]
    first = next(boot for boot in boots if (boot["layout"], boot["boot"]) == (0, 0))
    facts["run"] |= {"seed": first["seed"], "layouts": len(built["layouts"]),
                     "boots": len(boots) // len(built["layouts"])}
    return {
        "format_version": FORMAT_VERSION, "complete": True, "arch": opts.arch,
        "instrument": opts.accel, **facts,
        "arguments": opts.command[1:], "times": times, "boots": boots, "layouts": built["layouts"],
        "emulator": emulator_facts(opts),
        "host": hardware.describe(host.pinned_cpu() if opts.accel == "kvm" and host.pins() else None),
        "doctor": built["doctor"],
        "build": {k: v for k, v in built.items() if k not in ("layouts", "doctor")}, "paths": paths,
    }


def seal(facts, folder):
    """Writes environment.json, last, which makes a folder whole: the facts with the sums of the files that they
    describe."""
    for name in ("samples", "summary"):
        facts[f"{name}_sha256"] = _sha256(folder.file(f"{name}.csv"))
    folder.write("environment.json", json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
