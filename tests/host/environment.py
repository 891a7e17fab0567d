#!/usr/bin/env python3
"""environment.json and what fills it: every field documented, nothing known that nobody says.

SPDX-License-Identifier: MIT
"""

import json
import os
import pathlib
import re
import tempfile
import unittest
from unittest import mock

import tap
from trapgate import environment, hardware

SHA256 = "0" * 64
BUILT = {"commit": "c", "commit_unknown": None, "dirty": False, "sha256": {"kernel": SHA256, "bench": SHA256},
         "compiler": {what: {"version": "v", "flags": "f", "linker": "l"} for what in ("kernel", "user")},
         "layouts": [{"layout": 0, "link_order_seed": None, "image_sha256": SHA256, "bench_sha256": SHA256,
                      "paths": {"table_sysret": SHA256}}],
         "doctor": {"status": "noisy", "findings": [{"check": "turbo", "status": "noisy", "value": "on",
                                                     "remedy": "switch it off"}]}}
# What a host says that tells everything; {file: text}.
INTEL = {
    "proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 106\n"
                    "model name\t: Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz\nstepping\t: 6\nmicrocode\t: 0xd0003d1\n"
                    "cpu MHz\t\t: 2800.000\nflags\t\t: fpu vme  tsc\nbugs\t\t:\n\nprocessor\t: 1\nmodel name\t: other\n\nprocessor\t: 3\nvendor_id\t: GenuineIntel\n"
                    "model\t\t: 154\nmodel name\t: third\nstepping\t: 2\nmicrocode\t: 0x42\nflags\t\t: fpu\n",
    "sys/devices/cpu_core/cpus": "0,3\n", "sys/devices/cpu_atom/cpus": "1-2\n",
    "sys/devices/system/cpu/cpu3/cpu_capacity": "1024\n", "sys/devices/system/cpu/cpu3/acpi_cppc/highest_perf": "66\n",
    "sys/devices/system/cpu/cpu3/regs/identification/midr_el1": "0x00000000413fd0c1\n",
    "proc/cmdline": "root=/dev/sda1 mitigations=off isolcpus=3 ssbd=force-on quiet nopti secret=1\n",
    "sys/devices/system/cpu/cpu3/cpufreq/scaling_cur_freq": "2000000\n",
    "sys/devices/system/cpu/cpu3/cpufreq/base_frequency": "2000000\n",
    "sys/devices/system/cpu/cpu3/cpufreq/cpuinfo_max_freq": "3200000\n",
    "sys/devices/system/cpu/cpu3/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpu3/cpufreq/scaling_driver": "intel_pstate\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
    "sys/devices/system/cpu/intel_pstate/no_turbo": "1\n",
    "sys/devices/system/cpu/smt/active": "0\n", "sys/devices/system/cpu/smt/control": "off\n",
    "sys/devices/system/cpu/isolated": "3\n", "sys/devices/system/cpu/nohz_full": "(null)\n",
    "sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected\n",
    "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "sys/kernel/mm/transparent_hugepage/shmem_enabled": "always within_size advise [never] deny force\n",
    "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
    "proc/sys/kernel/perf_event_paranoid": "-1\n",
}
SAID = {"tsc": (1995384, "CPUID 15H"), "core_base": (2000000, "CPUID 16H"), "counter": (62500, "CNTFRQ_EL0")}
LOG = ("[0.0] tsc: Detected 2000.000 MHz processor\n"
       "[1.3] tsc: Refined TSC clocksource calibration: 1995.379 MHz\n")


def describe(texts, cpu=None, said=None, log=""):
    """The host's facts, of files that hold these texts."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with mock.patch.object(hardware, "clock_lines", lambda: said or {}), \
                mock.patch.object(hardware, "kernel_log", lambda: log):
            return hardware.describe(cpu, hardware.Files(folder))


class Host(unittest.TestCase):
    def test_a_host_that_says_everything(self):
        facts = describe(INTEL, 3, SAID, LOG)
        expected = {
            "cpu_model": "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", "cpu_vendor": "GenuineIntel", "cpu_family": "6",
            "cpu_model_number": "106", "cpu_stepping": "6", "cpu_microcode": "0xd0003d1", "cpu_features": "fpu vme tsc",
            "mitigation_words": ["mitigations=off", "ssbd=force-on", "nopti"],
            "vulnerabilities": {"meltdown": "Not affected"}, "smt_active": "0", "smt_control": "off",
            "governor": "performance", "turbo": False, "scaling_driver": "intel_pstate", "isolated_cpus": "3",
            "thp": "madvise", "thp_shmem": "never", "clock_source": "tsc", "perf_event_paranoid": "-1", "pinned_cpu": 3,
            "pinned_cpu_governor": "performance", "pinned_cpu_max_khz": "3200000",
            "core_kinds": {"atom": "1-2", "core": "0,3"},
            "pinned_cpu_identity": {
                "model": "third", "vendor": "GenuineIntel", "family": None, "model_number": "154", "stepping": "2",
                "microcode": "0x42", "kind": "core", "capacity": 1024, "highest_perf": 66,
                "midr": "0x00000000413fd0c1"}}
        self.assertEqual({key: facts[key] for key in expected}, expected)
        files = "/sys/devices/system/cpu/cpu3/cpufreq/"
        self.assertEqual(facts["frequencies"], {
            "tsc": {"khz": 1995384, "known_by": "CPUID 15H"}, "counter": {"khz": 62500, "known_by": "CNTFRQ_EL0"},
            "core_now": {"khz": 2000000, "known_by": files + "scaling_cur_freq"},
            "core_base": {"khz": 2000000, "known_by": files + "base_frequency"},
            "core_max": {"khz": 3200000, "known_by": files + "cpuinfo_max_freq"}})

    def test_a_host_that_says_nothing(self):
        facts = describe({})
        never_known = {"architecture", "kernel", "kernel_build", "cpus"}
        self.assertEqual({key: value for key, value in facts.items() if key not in never_known and value is not None},
                         {"frequencies": dict.fromkeys(("tsc", "counter", "core_now", "core_base", "core_max")),
                          "vulnerabilities": {}, "core_kinds": {}})

    def test_arm64_has_other_names(self):
        facts = describe({"proc/cpuinfo": "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd\n"
                                          "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\n"
                                          "CPU part\t: 0xd0c\nCPU revision\t: 1\n"})
        self.assertEqual([facts[k] for k in ("cpu_vendor", "cpu_family", "cpu_model_number", "cpu_stepping",
                                             "cpu_features", "cpu_model", "cpu_microcode")],
                         ["0x41", "8", "0xd0c", "1", "fp asimd", None, None])

    def test_a_pinned_cpu_that_tells_nothing_of_itself(self):
        facts = describe({"proc/cpuinfo": "processor\t: 0\nmodel name\t: first\n"}, 1)
        self.assertEqual(set(facts["pinned_cpu_identity"].values()), {None}, "the first CPU's identity is not its own")

    def test_the_kernel_refines_what_it_detected(self):
        for log, khz in ((LOG, 1995379), (LOG.splitlines()[0], 2000000), ("tsc: Marking TSC unstable", None)):
            found = describe({}, log=log)["frequencies"]["tsc"]
            self.assertEqual(found and found["khz"], khz)

    def test_the_processor_is_believed_before_the_kernel(self):
        self.assertEqual(describe({}, said=SAID, log=LOG)["frequencies"]["tsc"]["known_by"], "CPUID 15H")

    def test_a_speed_that_the_kernel_only_shows_is_none(self):
        """/proc/cpuinfo's `cpu MHz` is the TSC's where the kernel cannot measure the core."""
        facts = describe({"proc/cpuinfo": INTEL["proc/cpuinfo"]})
        self.assertIsNone(facts["frequencies"]["core_now"])

    def test_numbers_that_are_none(self):
        for text in ("", "0", "-1", "<unknown>", "1e9"):
            name = "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq"
            self.assertIsNone(describe({name: text})["frequencies"]["core_now"], text)

    def test_turbo(self):
        folder = "sys/devices/system/cpu/"
        for name, text, turbo in (("intel_pstate/no_turbo", "0", True), ("cpufreq/boost", "1", True),
                                  ("cpufreq/boost", "0", False), ("cpufreq/boost", "x", None)):
            self.assertIs(describe({folder + name: text})["turbo"], turbo)

    def test_governors_of_all_cpus(self):
        self.assertEqual(describe(INTEL)["governor"], "performance powersave")

    def test_what_the_processor_says(self):
        """The helper that is built for this host prints lines that are understood, or nothing."""
        self.assertTrue(os.path.exists(hardware.CLOCK), "build/host/clock is missing: make build/host/clock")
        for name, (khz, source) in hardware.clock_lines().items():
            self.assertIn(name, ("tsc", "counter", "core_base", "core_max"))
            self.assertIn(source, ("CPUID 15H", "CPUID 16H", "CPUID 40000010H", "CNTFRQ_EL0"))
            self.assertGreater(khz, 1000)


def paths_in(value, path=""):
    """The fields of a JSON value as docs/results.md writes them: a.b, a[].b; those that hold none, too."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from paths_in(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from paths_in(inner, f"{path}[]")
    else:
        yield path


def documented():
    """The fields of the table, and which of them are the comparison's."""
    with open(os.path.join(tap.ROOT, "docs", "results.md"), encoding="utf-8") as file:
        text = file.read()
    text = text[text.index("## environment.json"):]
    return re.findall(r"^\| `([^`]+)` \|", text[:text.index("| field of the comparison")], re.MULTILINE)


def pattern_of(field):
    """A documented field as a regular expression for produced ones: `*` is any one key, at the end all below."""
    text = re.escape(field).replace(r"\*", r"[^.\[]+")
    return re.compile(text + (r".*" if field.endswith(("*", "[]")) else ""))


class Region:
    """What environment.describe() asks of a run."""
    facts = {"kernel": "trapgate", "kernel_release": "6.1.0", "counter": "TSC", "counter_read": "r", "counter_hz": "1",
             "seed": "1", "rounds": "2", "samples": "2", "warmup": "1", "machine.cpu": "c", "method.cold_tlb": "w", "method.gap_count": "3"}
    paths = {"table_sysret": {"dispatch": "table", "exit": "sysret", "steps": "", "control": "0", "available": "1",
                              "reason": "", "entry": "0", "entry_size": "1"}}
    cells = [mock.Mock(bench="null", variant="-", batch=64)]

    @staticmethod
    def reasons():
        return {("p", "b", "-", "-"): "why"}


def produced():
    """An environment.json of a run, made of a host that says everything."""
    opts = mock.Mock(arch="x86_64", accel="icount", boot="grub", machine="q35", cpu=None, memory=512, append="", prefix=[], hugepages=False,
                     path="table_sysret", layout=0, command=["bench", "run"])
    opts.used = {"memory": {"file": "f", "page_kib": 4}, "placement": {"vcpu": "3", "others": "0-2", "node": 0, "huge_kib": 0}}
    host = describe(INTEL, 3, SAID, LOG)
    written = {}
    with tempfile.TemporaryDirectory() as folder:
        sink = mock.Mock(file=lambda name: os.path.join(folder, name), write=written.__setitem__)
        for name in ("samples.csv", "summary.csv"):
            pathlib.Path(folder, name).write_text("a header\n", encoding="utf-8")
        with mock.patch.object(hardware, "describe", lambda *_: host):
            facts = environment.describe(opts, Region, "instructions", BUILT,
                                         {"started": "t", "measured": "t"})
        environment.seal(facts, sink)
    return json.loads(written["environment.json"])


class Fields(unittest.TestCase):
    """docs/results.md and what is written name the same fields."""

    @classmethod
    def setUpClass(cls):
        cls.made = sorted(set(paths_in(produced())))
        cls.told = documented()

    def test_every_field_is_documented(self):
        patterns = [pattern_of(field) for field in self.told]
        self.assertEqual([f for f in self.made if not any(p.fullmatch(f) for p in patterns)], [])

    def test_every_documented_field_is_there(self):
        inner = [f for f in self.told if any(other.startswith((f + ".", f + "[")) for other in self.told)]
        self.assertEqual([f for f in self.told if f not in inner and not any(
            pattern_of(f).fullmatch(made) for made in self.made)], [])

    def test_no_field_is_documented_twice(self):
        self.assertEqual(len(self.told), len(set(self.told)))

    def test_the_sums_are_those_of_the_files(self):
        facts = produced()
        # printf 'a header\n' | sha256sum
        self.assertEqual({facts["samples_sha256"], facts["summary_sha256"]},
                         {"7940b51c94df5d677c4d2bf6770318ea91c6ad214ba43889f022d519e7e4e9cc"})


if __name__ == "__main__":
    tap.main()
