"""Describes the host's processor and kernel, as far as the host tells. What it does not tell is null, never guessed.

SPDX-License-Identifier: MIT
"""

import glob
import os
import platform
import re
import subprocess

from . import ROOT, host
from .cores import Cores, cpu_list

CLOCK = os.path.join(ROOT, "build", "host", "clock")
CPUS = "sys/devices/system/cpu"
# Words of the kernel's command line that decide about mitigations.
MITIGATION = re.compile(r"(mitigations|pti|nopti|kpti|spectre_v2|spectre_v2_user|spec_store_bypass_disable|ssbd|"
                        r"nospectre_v1|nospectre_v2|nospec_store_bypass_disable|retbleed|l1tf|mds|tsx|"
                        r"tsx_async_abort|mmio_stale_data|srbds|gather_data_sampling|reg_file_data_sampling|"
                        r"spec_rstack_overflow|spectre_bhi|nospectre_bhb|indirect_target_selection|tsa|vmscape|"
                        r"nosmt|kvm-intel\.vmentry_l1d_flush)(=.*)?")
# The names of one thing in /proc/cpuinfo, on x86_64 and on arm64.
FIELDS = {"cpu_model": ("model name",), "cpu_vendor": ("vendor_id", "CPU implementer"),
          "cpu_family": ("cpu family", "CPU architecture"), "cpu_model_number": ("model", "CPU part"),
          "cpu_stepping": ("stepping", "CPU revision"), "cpu_microcode": ("microcode",),
          "cpu_features": ("flags", "Features")}


class Files:
    """The files of /proc and /sys, under `root`: / or a test's folder."""

    def __init__(self, root="/"):
        self.root = root

    def read(self, name):
        """Returns the text of a file, without blanks around it; None if there is none."""
        try:
            with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as file:
                return file.read().strip()
        except OSError:
            return None

    def number(self, name):
        """Returns a file's whole number if it is at least 1, else None."""
        text = self.read(name)
        return int(text) if text and re.fullmatch(r"[1-9][0-9]{0,18}", text) else None

    def names(self, pattern):
        return sorted(os.path.relpath(p, self.root) for p in glob.glob(os.path.join(self.root, pattern)))


def cpuinfo(files, cpu=None):
    """Returns FIELDS of one CPU, or of the first, as they are; a field that is not there, or unknown, is None."""
    texts = (files.read("proc/cpuinfo") or "").split("\n\n")
    found = [dict(re.findall(r"^([^\t:\n]+?)[ \t]*:[ \t]*(.*)$", text, re.MULTILINE)) for text in texts]
    if cpu is not None:
        found = [one for one in found if one.get("processor") == str(cpu)]
    found = found[0] if found else {}
    return {field: next((found[n] for n in names if found.get(n) not in (None, "", "unknown")), None)
            for field, names in FIELDS.items()}


def clock_lines():
    """Returns what the processor says to tools/clock/: {name: (kHz, source)}."""
    try:
        done = subprocess.run([CLOCK], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    found = {}
    for line in done.stdout.decode(errors="replace").splitlines():
        match = re.fullmatch(r"(\w+) ([1-9][0-9]{0,17}) (.+)", line)
        if match:
            found.setdefault(match[1], (int(match[2]), match[3]))
    return found


def kernel_log():
    """Returns the kernel's messages; "" if we may not read them."""
    try:
        done = subprocess.run(["dmesg"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace")


def _logged_tsc(log):
    """Returns Linux's last word on the TSC: a refined calibration comes after a detection."""
    found = re.findall(r"tsc: ((?:Refined TSC clocksource calibration:|Detected) ([0-9]+)\.([0-9]{3}) MHz)",
                       log)
    return (int(found[-1][1] + found[-1][2]), f"kernel log: {found[-1][0]}") if found else None


def _known(*candidates):
    """Returns the first that is known, as {khz, known_by}; None if none is."""
    for found in candidates:
        if found and found[0]:
            return {"khz": found[0], "known_by": found[1]}
    return None


def frequencies(files, cpu, said, log):
    """Returns the frequencies of the TSC, of the counter (CNTVCT_EL0), and of the core: now, at base, at most."""
    folder = f"{CPUS}/cpu{cpu or 0}"

    def sysfs(name):
        return files.number(f"{folder}/{name}"), f"/{folder}/{name}"
    return {
        "tsc": _known(said.get("tsc"), sysfs("tsc_freq_khz"), _logged_tsc(log)),
        "counter": _known(said.get("counter")),
        "core_now": _known(sysfs("cpufreq/scaling_cur_freq")),
        "core_base": _known(sysfs("cpufreq/base_frequency"), said.get("core_base")),
        "core_max": _known(sysfs("cpufreq/cpuinfo_max_freq"), said.get("core_max")),
    }


def _turbo(files):
    """Returns whether the core may run above its base frequency; None if it is not known."""
    switches = {"intel_pstate/no_turbo": "0", "cpufreq/boost": "1"}
    for name, on in switches.items():
        text = files.read(f"{CPUS}/{name}")
        if text in ("0", "1"):
            return text == on
    return None


def _chosen(text):
    """Returns the word in brackets of a file that lists the choices, or None."""
    match = re.search(r"\[(\w+)\]", text or "")
    return match[1] if match else None


def _governors(files, cpu):
    """Returns the governors in use, of one CPU or of all; None if there are none."""
    pattern = f"{CPUS}/cpu{'[0-9]*' if cpu is None else cpu}/cpufreq/scaling_governor"
    return " ".join(sorted({files.read(name) or "" for name in files.names(pattern)})) or None


def _mitigation_words(files):
    """Returns the words on mitigations of the kernel's command line: None if the line cannot be read, [] if it
    leaves the kernel its defaults."""
    line = files.read("proc/cmdline")
    return None if line is None else [word for word in line.split() if MITIGATION.fullmatch(word)]


def pinned(files, cpu):
    """Returns the pinned CPU's own identity: on a hybrid machine /proc/cpuinfo's first CPU may be of another kind."""
    cores, folder = Cores(files.root), f"{CPUS}/cpu{cpu}"
    mine = {name.replace("cpu_", ""): value for name, value in cpuinfo(files, cpu).items() if name != "cpu_features"}
    return {
        "pinned_cpu_governor": _governors(files, cpu),
        "pinned_cpu_max_khz": files.read(f"{folder}/cpufreq/cpuinfo_max_freq"),
        "pinned_cpu_identity": mine | {
            "kind": cores.kind(cpu), "capacity": cores.capacity(cpu), "highest_perf": cores.highest_perf(cpu),
            "midr": files.read(f"{folder}/regs/identification/midr_el1")}}


def describe(cpu=None, files=None):
    """Returns environment.json's `host`; `cpu` is the one that the guest is pinned to."""
    files = files or Files()
    cpus, transparent = f"{CPUS}/", "sys/kernel/mm/transparent_hugepage/"
    facts = cpuinfo(files)
    flags = (facts["cpu_features"] or "").split()
    facts["cpu_features"] = " ".join(flags) or None
    is_virtual = "hypervisor" in flags if host.architecture() == "x86_64" and flags else None
    return {
        "architecture": platform.machine(), "kernel": platform.release(), "kernel_build": platform.version(),
        **facts, "cpus": os.cpu_count(), "is_virtual": is_virtual,
        "hypervisor": files.read("sys/class/dmi/id/product_name") if is_virtual else None,
        "frequencies": frequencies(files, cpu, clock_lines(), kernel_log()),
        "vulnerabilities": {os.path.basename(name): files.read(name)
                            for name in files.names(f"{cpus}vulnerabilities/*")},
        "mitigation_words": _mitigation_words(files),
        "smt_active": files.read(f"{cpus}smt/active"), "smt_control": files.read(f"{cpus}smt/control"),
        "governor": _governors(files, cpu), "turbo": _turbo(files),
        "scaling_driver": files.read(f"{cpus}cpu{cpu or 0}/cpufreq/scaling_driver"),
        "isolated_cpus": files.read(f"{cpus}isolated"), "nohz_full_cpus": files.read(f"{cpus}nohz_full"),
        "thp": _chosen(files.read(f"{transparent}enabled")),
        "thp_shmem": _chosen(files.read(f"{transparent}shmem_enabled")),
        "clock_source": files.read("sys/devices/system/clocksource/clocksource0/current_clocksource"),
        "perf_event_paranoid": files.read("proc/sys/kernel/perf_event_paranoid"),
        "core_kinds": {kind: cpu_list(those) for kind, those in Cores(files.root).kinds.items()},
        "pinned_cpu": cpu, **({} if cpu is None else pinned(files, cpu)),
    }
