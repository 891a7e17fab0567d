#!/usr/bin/env python3
"""tools/doctor on machines that are folders: every finding, its remedy, the verdict.

SPDX-License-Identifier: MIT
"""

import errno
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import tap
from trapgate import doctor, doctor_system

CPUS = doctor_system.CPUS
CLOCKS = "/sys/devices/system/clocksource/clocksource0"
THP = "/sys/kernel/mm/transparent_hugepage"
# A machine that somebody has prepared: CPU 3 of four isolated, its core its own.
COMMON = {
    "/dev/kvm": "", "/proc/cmdline": "quiet isolcpus=3 rcu_nocbs=3\n", "/proc/loadavg": "0.02 0.10 0.09 1/80 9\n",
    "/proc/meminfo": "MemTotal: 16000000 kB\nMemAvailable:   12000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
    "/proc/sys/kernel/perf_event_paranoid": "-1\n", f"{CPUS}/isolated": "3\n", f"{CPUS}/nohz_full": "3\n",
    f"{CPUS}/online": "0-3\n", f"{CPUS}/cpu3/cpufreq/scaling_governor": "performance\n",
    f"{CPUS}/cpu3/topology/thread_siblings_list": "3\n", f"{CPUS}/cpufreq/boost": "0\n",
    f"{CPUS}/vulnerabilities/meltdown": "Not affected\n",
    f"{CPUS}/vulnerabilities/spectre_v2": "Mitigation: Enhanced IBRS\n",
    f"{THP}/enabled": "always [madvise] never\n", f"{THP}/shmem_enabled": "always within_size advise [never] deny force\n",
}
FLAGS = "fpu tsc vmx constant_tsc nonstop_tsc"
X86_64 = {**COMMON, "/proc/cpuinfo": f"processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: A CPU\nflags\t\t: {FLAGS}\n",
          "/sys/module/kvm_intel/x": "", f"{CLOCKS}/current_clocksource": "tsc\n",
          f"{CLOCKS}/available_clocksource": "tsc hpet acpi_pm\n",
          "/sys/class/dmi/id/sys_vendor": "A Vendor\n", "/sys/class/dmi/id/product_name": "A Server\n"}
ARM64 = {**COMMON, "/proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n",
         f"{CLOCKS}/current_clocksource": "arch_sys_counter\n", f"{CPUS}/cpufreq/boost": None}


class Fake(doctor_system.System):
    """A machine with what a folder cannot be: devices without permission, users who are not root."""
    kvm_error = None
    root_user = False

    def open_error(self, path):
        return self.kvm_error or super().open_error(path)

    def is_root(self):
        return self.root_user


class Doctor(unittest.TestCase):
    arch, tree = "x86_64", X86_64

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="trapgate-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.system = Fake(self.folder, self.arch)
        for path, text in self.tree.items():
            self.put(path, text)

    def put(self, path, text):
        """A file of the machine; None: it is not there."""
        full = os.path.join(self.folder, path.lstrip("/"))
        if text is None:
            if os.path.exists(full):
                os.remove(full)
            return
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)

    def flags(self, flags, vendor="GenuineIntel", model="A CPU"):
        self.put("/proc/cpuinfo", f"vendor_id : {vendor}\nmodel name : {model}\nflags : {flags}\n")

    def find(self, check, guest_arch=None):
        found = {f["check"]: f for f in doctor.findings(guest_arch, self.system)["findings"]}[check]
        return found["status"], found["value"], found["remedy"]

    def expect(self, check, status, value="", remedy="", guest_arch=None):
        got = self.find(check, guest_arch)
        self.assertEqual(got[0], status, got)
        self.assertIn(value, got[1])
        self.assertIn(remedy, got[2])
        if status != "fit":
            self.assertTrue(got[2], "what is not fit has a remedy")
        self.assertNotIn("\n", " ".join(got))

    def run_tool(self, *arguments):
        done = subprocess.run([os.path.join(tap.ROOT, "tools/doctor"), "--sysfs", self.folder, "--arch", self.arch,
                               *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr


class Verdicts(Doctor):
    def test_a_machine_that_is_fit(self):
        report = doctor.findings(system=self.system)
        self.assertEqual({f["status"] for f in report["findings"]}, {"fit"}, report)
        self.assertEqual((report["status"], doctor.summary(report), doctor.warning(report, "kvm")), ("fit", "fit", None))
        self.assertEqual(self.run_tool()[::2], (0, ""))

    def test_one_that_is_noisy(self):
        self.put(f"{CPUS}/cpu3/cpufreq/scaling_governor", "powersave\n")
        status, out, err = self.run_tool()
        self.assertEqual((status, err), (1, ""))
        self.assertEqual(out.splitlines()[-1], "doctor: noisy (noisy: governor)")
        self.assertIn("noisy  governor     powersave on CPU 3: its frequency follows the load; remedy: echo performance "
                      f"| sudo tee {CPUS}/cpu*/cpufreq/scaling_governor\n", out)

    def test_one_that_is_unfit(self):
        self.put("/dev/kvm", None)
        self.put("/proc/loadavg", "3.5 1 1 1/1 1")
        status, out, _ = self.run_tool()
        self.assertEqual(status, 2)
        self.assertEqual(out.splitlines()[-1], "doctor: unfit (unfit: kvm; noisy: load)")
        report = doctor.findings(system=self.system)
        self.assertIn("unfit (unfit: kvm; noisy: load)", doctor.warning(report, "kvm"))
        self.assertIsNone(doctor.warning(report, "icount"), "what is counted has no noise")

    def test_json_has_the_same(self):
        self.put("/dev/kvm", None)
        status, out, _ = self.run_tool("--json")
        self.assertEqual((status, json.loads(out)), (2, doctor.findings(system=self.system)))
        for finding in json.loads(out)["findings"]:
            self.assertEqual(list(finding), ["check", "status", "value", "remedy"])

    def test_a_folder_that_is_empty_is_no_machine_to_measure_on(self):
        """No file is taken for granted, and none that is missing passes for good."""
        with tempfile.TemporaryDirectory() as folder:
            for arch in ("x86_64", "arm64"):
                report = doctor.findings(system=Fake(folder, arch))
                self.assertEqual(report["status"], "unfit")
                self.assertEqual(len(report["findings"]), len(doctor.CHECKS))

    def test_files_that_hold_rubbish(self):
        for path in self.tree:
            if path != "/dev/kvm":
                self.put(path, "\0\x1b[31m- ,x-\n9-\n[")
        report = doctor.findings(system=self.system)
        self.assertEqual(report["status"], "unfit")
        for finding in report["findings"]:
            self.assertTrue(doctor.line(finding).isprintable(), finding)

    def test_usage(self):
        status, _, err = self.run_tool("--sysfs", "/nowhere")
        self.assertEqual(status, 2)
        self.assertIn("expected a folder with sys, proc and dev", err)
        self.assertEqual(self.run_tool("--arch", "riscv")[0], 2)

    def test_this_machine_has_a_verdict(self):
        done = subprocess.run([os.path.join(tap.ROOT, "tools/doctor")], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, {"fit": 0, "noisy": 1, "unfit": 2}[done.stdout.splitlines()[-1].split()[1]])
        self.assertEqual(len(done.stdout.splitlines()), 1 + len(doctor.CHECKS))


class Kvm(Doctor):
    def test_it_opens(self):
        self.expect("kvm", "fit", "/dev/kvm opens, vmx")
        self.flags("svm constant_tsc", "AuthenticAMD")
        self.expect("kvm", "fit", "/dev/kvm opens, svm")

    def test_another_architecture(self):
        self.expect("kvm", "unfit", "the guest is arm64, this host x86_64", "a host that is arm64", guest_arch="arm64")

    def test_no_permission(self):
        for error in (errno.EACCES, errno.EPERM):
            self.system.kvm_error = error
            self.expect("kvm", "unfit", "no permission", "sudo usermod -aG kvm $USER")

    def test_another_error(self):
        self.system.kvm_error = errno.EBUSY
        self.expect("kvm", "unfit", "/dev/kvm: EBUSY", "dmesg")

    def test_the_module_is_not_loaded(self):
        self.put("/dev/kvm", None)
        self.put("/sys/module/kvm_intel/x", None)
        os.rmdir(os.path.join(self.folder, "sys/module/kvm_intel"))
        self.expect("kvm", "unfit", "module kvm_intel is not loaded", "sudo modprobe kvm_intel")
        self.flags("svm", "AuthenticAMD")
        self.expect("kvm", "unfit", "module kvm_amd is not loaded", "sudo modprobe kvm_amd")

    def test_loaded_but_no_device(self):
        self.put("/dev/kvm", None)
        self.expect("kvm", "unfit", "though kvm_intel is loaded", "--device /dev/kvm")

    def msr(self, number, value):
        path = os.path.join(self.folder, "dev/cpu/0/msr")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:  # sparse, as far as VM_CR
            file.seek(number)
            file.write(value.to_bytes(8, "little"))

    def test_firmware_has_it_off(self):
        """Whether the kernel still shows the flag (before 5.6) or not."""
        self.put("/dev/kvm", None)
        for flags in ("vmx tsc", "tsc"):
            self.flags(flags)
            self.msr(0x3A, 1)
            self.expect("kvm", "unfit", "switched off (IA32_FEATURE_CONTROL 0x1)", "firmware's set-up")
            self.flags(flags.replace("vmx", "svm"), "AuthenticAMD")
            self.msr(0xC0010114, 0x18)
            self.expect("kvm", "unfit", "switched off (VM_CR 0x18)", "firmware's set-up")

    def test_firmware_has_it_on(self):
        self.put("/dev/kvm", None)
        self.msr(0x3A, 5)
        self.expect("kvm", "unfit", "though kvm_intel is loaded")
        self.flags("svm", "HygonGenuine")
        self.msr(0xC0010114, 0)
        self.expect("kvm", "unfit", "module kvm_amd is not loaded")

    def test_a_cpu_without(self):
        self.put("/dev/kvm", None)
        self.flags("tsc")
        self.expect("kvm", "unfit", "the CPU shows neither vmx nor svm", "firmware's set-up; if it is on")
        self.flags("tsc", "CentaurHauls")
        self.expect("kvm", "unfit", "the CPU shows neither vmx nor svm")

    def test_a_virtual_machine_without(self):
        self.put("/dev/kvm", None)
        self.flags("tsc hypervisor")
        self.expect("kvm", "unfit", "virtual machine whose CPU has neither", "nested virtualisation")

    def test_kvm_without_vmx_or_svm(self):
        self.flags("tsc hypervisor")
        self.expect("kvm", "unfit", "PVM", "nested virtualisation")


class Virtual(Doctor):
    def test_bare_metal(self):
        self.expect("virtual", "fit", "no hypervisor below")

    def test_a_guest(self):
        self.flags(FLAGS + " hypervisor")
        self.expect("virtual", "noisy", "(A Vendor A Server)", "bare metal")
        self.put("/sys/class/dmi/id/sys_vendor", None)
        self.put("/sys/class/dmi/id/product_name", None)
        self.expect("virtual", "noisy", "(a hypervisor)")

    def test_a_guest_of_qemu_with_kvm(self):
        self.flags(FLAGS + " hypervisor")
        self.put("/sys/class/dmi/id/sys_vendor", "QEMU\n")
        self.put(f"{CLOCKS}/available_clocksource", "kvm-clock tsc\n")
        self.expect("virtual", "noisy", "QEMU A Server")

    def test_kvm_on_bochs(self):
        """It has no hypervisor's bit; firmware of that name under a hypervisor is an old QEMU's."""
        self.put("/sys/class/dmi/id/bios_vendor", "The Bochs Project\n")
        self.expect("virtual", "unfit", "emulated (Bochs")
        self.flags(FLAGS + " hypervisor")
        self.expect("virtual", "noisy", "(A Vendor A Server)")

    def test_kvm_on_tcg(self):
        self.flags("svm hypervisor", "AuthenticAMD", "QEMU TCG CPU version 2.5+")
        self.expect("virtual", "unfit", "emulated", "KVM below")
        self.flags("svm hypervisor", "AuthenticAMD", "AMD EPYC Processor")
        self.put("/sys/class/dmi/id/sys_vendor", "QEMU\n")
        self.expect("virtual", "unfit", "emulated (QEMU A Server")


class Modules(Doctor):
    def parameter(self, module, name, value):
        self.put(f"/sys/module/{module}/parameters/{name}", value)

    def test_a_kvm_as_it_should_be(self):
        for module, name, value in (("kvm_intel", "ept", "Y"), ("kvm_intel", "vpid", "Y"), ("kvm", "nx_huge_pages", "N"),
                                    ("kvm", "enable_pmu", "Y"), ("kvm", "tdp_mmu", "Y"),
                                    ("kvm_intel", "vmentry_l1d_flush", "not required")):
            self.parameter(module, name, value)
        self.assertEqual(self.find("kvm_modules"), ("fit", "nothing that distorts", ""))
        self.parameter("kvm", "halt_poll_ns", "200000")
        self.expect("kvm_modules", "fit", "rows that halt depend on halt_poll_ns=200000")

    def test_shadow_page_tables(self):
        for module, name in (("kvm_intel", "ept"), ("kvm_amd", "npt")):
            for value in ("N", "0"):
                self.parameter(module, name, value)
                self.expect("kvm_modules", "unfit", f"{module}.{name}=N (KVM keeps shadow page tables",
                            f"{module}.{name}=1")
            self.parameter(module, name, "1")
        self.expect("kvm_modules", "fit")

    def test_what_distorts(self):
        for module, name, bad, good in (
                ("kvm", "nx_huge_pages", "Y", "N"), ("kvm", "enable_pmu", "N", "Y"), ("kvm", "pmu", "0", "1"),
                ("kvm", "tdp_mmu", "N", "Y"), ("kvm", "ignore_msrs", "Y", "N"),
                ("kvm", "enable_vmware_backdoor", "Y", "N"), ("kvm_intel", "vpid", "0", "1"),
                ("kvm_intel", "eptad", "N", "Y"), ("kvm_intel", "enable_apicv", "N", "Y"),
                ("kvm_intel", "vmentry_l1d_flush", "always", "cond")):
            self.parameter(module, name, bad)
            self.expect("kvm_modules", "noisy", f"{module}.{name}=", name)
            self.parameter(module, name, good)
            self.expect("kvm_modules", "fit")

    def test_several(self):
        self.parameter("kvm_intel", "ept", "N")
        self.parameter("kvm", "nx_huge_pages", "Y")
        self.expect("kvm_modules", "unfit", "kvm.nx_huge_pages=Y", "echo off | sudo tee /sys/module/kvm/parameters/")


class Hybrid(Doctor):
    """CPUs 0 to 3; 3, 1 and 2 are isolated in turn."""

    def test_intel(self):
        self.put("/sys/devices/cpu_core/cpus", "0-1\n")
        self.put("/sys/devices/cpu_atom/cpus", "2-3\n")
        self.expect("core", "noisy", "CPU 3 is a small core (kind atom); CPU 1 is a fast one (kind core)", "TRAPGATE_CPU=1")
        self.put(f"{CPUS}/isolated", "1,3")
        self.expect("core", "fit", "CPU 1 is of the fastest kind (kind core)")
        self.put("/sys/devices/cpu_lowpower/cpus", "2\n")
        self.put("/sys/devices/cpu_atom/cpus", "3\n")
        self.put(f"{CPUS}/isolated", "2-3")
        self.expect("core", "noisy", "CPU 3 is a small core (kind atom)")

    def test_without_isolation_the_fast_kind_is_taken(self):
        self.put(f"{CPUS}/isolated", "\n")
        self.put("/sys/devices/cpu_core/cpus", "0-1\n")
        self.put("/sys/devices/cpu_atom/cpus", "2-3\n")
        self.assertEqual(self.system.measured_cpu(), 1)

    def test_arm64s_capacity(self):
        for cpu, capacity in enumerate((1024, 1024, 512, 512)):
            self.put(f"{CPUS}/cpu{cpu}/cpu_capacity", str(capacity))
        self.expect("core", "noisy", "CPU 3 is a small core (capacity 512)", "TRAPGATE_CPU=1")
        self.put(f"{CPUS}/isolated", "")
        self.expect("core", "fit", "CPU 1 is of the fastest kind (capacity 1024)")

    def test_amds_frequency(self):
        for cpu, khz in enumerate((5100000, 5100000, 3300000, 3300000)):
            self.put(f"{CPUS}/cpu{cpu}/cpufreq/cpuinfo_max_freq", str(khz))
        self.expect("core", "noisy", "at most 3300000 kHz", "TRAPGATE_CPU=1")

    def test_firmware_ranks_cores_of_one_kind(self):
        for cpu, perf in enumerate((196, 236, 231, 226)):
            self.put(f"{CPUS}/cpu{cpu}/acpi_cppc/highest_perf", str(perf))
        self.expect("core", "fit", "CPU 3: no faster kind is here (highest_perf 226)")
        self.put(f"{CPUS}/isolated", "")
        self.assertEqual(self.system.measured_cpu(), 1)
        self.put(f"{CPUS}/isolated", "0")
        self.put(f"{CPUS}/cpu0/acpi_cppc/highest_perf", "120")
        self.expect("core", "noisy", "highest_perf 120")

    def test_all_alike(self):
        self.expect("core", "fit", "CPU 3: no faster kind is here")


class Cpu(Doctor):
    def test_governor(self):
        self.expect("governor", "fit", "performance on CPU 3")
        for name in ("powersave", "schedutil", "ondemand"):
            self.put(f"{CPUS}/cpu3/cpufreq/scaling_governor", name)
            self.expect("governor", "noisy", name, "echo performance | sudo tee")
        self.put(f"{CPUS}/cpu3/cpufreq/scaling_governor", None)
        self.expect("governor", "noisy", "unknown")

    def test_turbo(self):
        self.expect("turbo", "fit", "off")
        self.put(f"{CPUS}/cpufreq/boost", "1")
        self.expect("turbo", "noisy", "on", f"echo 0 | sudo tee {CPUS}/cpufreq/boost")
        self.put(f"{CPUS}/intel_pstate/no_turbo", "1")
        self.expect("turbo", "fit", "no_turbo is 1")
        self.put(f"{CPUS}/intel_pstate/no_turbo", "0")
        self.expect("turbo", "noisy", "on", f"echo 1 | sudo tee {CPUS}/intel_pstate/no_turbo")
        for path in (f"{CPUS}/intel_pstate/no_turbo", f"{CPUS}/cpufreq/boost"):
            self.put(path, None)
        self.expect("turbo", "noisy", "unknown")
        self.put(f"{CPUS}/cpu3/cpufreq/boost", "1")
        self.expect("turbo", "noisy", "on", f"{CPUS}/cpu3/cpufreq/boost")

    def test_smt(self):
        self.expect("smt", "fit", "for itself")
        self.put(f"{CPUS}/cpu3/topology/thread_siblings_list", "1,3")
        self.expect("smt", "noisy", "with CPU 1", f"echo 0 | sudo tee {CPUS}/cpu1/online")
        self.put(f"{CPUS}/isolated", "1,3")
        self.expect("smt", "fit", "isolated, too")
        self.put(f"{CPUS}/cpu3/topology/thread_siblings_list", "0-3")
        self.expect("smt", "noisy", "with CPU 0, 1, 2", f"{CPUS}/cpu2/online")
        self.put(f"{CPUS}/cpu3/topology/thread_siblings_list", None)
        self.expect("smt", "noisy", "unknown")

    def test_isolation(self):
        self.expect("isolated", "fit", "CPU 3")
        self.put(f"{CPUS}/isolated", "\n")
        self.expect("isolated", "noisy", "CPU 3", "isolcpus=domain,managed_irq,3")

    def test_the_tick(self):
        self.expect("nohz_full", "fit")
        for text in ("(null)\n", "\n", "0-2", None):
            self.put(f"{CPUS}/nohz_full", text)
            self.expect("nohz_full", "noisy", "tick", "nohz_full=3")

    def test_rcu(self):
        self.put(f"{CPUS}/nohz_full", None)
        for line, status in (("rcu_nocbs=3", "fit"), ("rcu_nocbs=0-3", "fit"), ("rcu_nocbs=all", "fit"),
                             ("rcu_nocbs", "fit"), ("rcu_nocbs=1", "noisy"), ("rcu_nocbs=x", "noisy"), ("", "noisy"),
                             ("rcu_nocbs=3 rcu_nocbs=1", "noisy")):
            self.put("/proc/cmdline", line)
            self.expect("rcu_nocbs", status, "CPU 3", "" if status == "fit" else "rcu_nocbs=3")
        self.put(f"{CPUS}/nohz_full", "3")
        self.expect("rcu_nocbs", "fit")

    def test_the_counter(self):
        self.expect("counter", "fit")
        self.flags("vmx constant_tsc")
        self.expect("counter", "noisy", "nonstop_tsc", "max_cstate")
        self.flags("vmx nonstop_tsc")
        self.expect("counter", "unfit", "constant_tsc")


class Kernel(Doctor):
    def test_huge_pages(self):
        self.expect("thp", "fit", "madvise")
        self.put(f"{THP}/enabled", "[always] madvise never")
        self.expect("thp", "noisy", "always", f"echo madvise | sudo tee {THP}/enabled")
        self.put(f"{THP}/shmem_enabled", "[always] within_size advise never deny force")
        self.assertEqual(self.find("thp")[2].count("sudo tee"), 2)
        self.put(f"{THP}/enabled", "always madvise [never]")
        self.expect("thp", "noisy", "never", f"echo advise | sudo tee {THP}/shmem_enabled")
        self.put(f"{THP}/enabled", None)
        self.expect("thp", "fit", "no transparent huge pages")

    def test_mitigations(self):
        self.expect("mitigations", "fit", "on: spectre_v2", "mitigations=off")
        self.put(f"{CPUS}/vulnerabilities/mds", "Vulnerable: no microcode")
        self.expect("mitigations", "fit", "vulnerable: mds")
        self.put(f"{CPUS}/vulnerabilities/spectre_v2", "Vulnerable")
        self.assertEqual(self.find("mitigations")[1:], ("vulnerable: mds, spectre_v2", ""))
        for name in ("mds", "spectre_v2"):
            self.put(f"{CPUS}/vulnerabilities/{name}", "Not affected")
        self.expect("mitigations", "fit", "off")
        shutil.rmtree(os.path.join(self.folder, f"{CPUS}/vulnerabilities".lstrip("/")))
        self.expect("mitigations", "noisy", "unknown")

    def test_perf_events(self):
        self.expect("perf_events", "fit", "is -1")
        self.put("/proc/sys/kernel/perf_event_paranoid", "2")
        self.expect("perf_events", "fit", "may not trace exits", "sysctl kernel.perf_event_paranoid=-1")
        self.system.root_user = True
        self.expect("perf_events", "fit", "root may all")
        self.put("/proc/sys/kernel/perf_event_paranoid", None)
        self.expect("perf_events", "fit", "no perf events", "CONFIG_PERF_EVENTS")

    def test_clocksource(self):
        self.expect("clocksource", "fit", "tsc")
        self.put(f"{CLOCKS}/current_clocksource", "hpet")
        self.expect("clocksource", "noisy", "hpet, not tsc", "echo tsc | sudo tee")
        self.put(f"{CLOCKS}/available_clocksource", "hpet acpi_pm")
        self.expect("clocksource", "noisy", "hpet", "dmesg")
        self.put(f"{CLOCKS}/current_clocksource", None)
        self.expect("clocksource", "noisy", "unknown")

    def test_load(self):
        self.expect("load", "fit", "0.02")
        self.put("/proc/loadavg", "0.51 0 0 1/1 1")
        self.expect("load", "noisy", "0.51", "ps -eo")
        self.put("/proc/loadavg", None)
        self.expect("load", "noisy", "unknown")

    def test_memory(self):
        self.expect("memory", "fit", "11718 MiB")
        self.put("/sys/bus/virtio/drivers/virtio_balloon/virtio0", "")
        self.expect("memory", "noisy", "balloon")
        self.put("/proc/meminfo", "MemAvailable: 2000000 kB\nSwapTotal: 4096 kB\nSwapFree: 2048 kB\n")
        self.expect("memory", "noisy", "2 MiB are swapped out", "swapoff")
        self.put("/proc/meminfo", "MemAvailable: 1000000 kB\n")
        self.expect("memory", "noisy", "976 MiB")
        self.put("/proc/meminfo", None)
        self.expect("memory", "noisy", "unknown")


class Arm64(Doctor):
    arch, tree = "arm64", ARM64

    def test_a_machine_that_is_fit(self):
        report = doctor.findings(system=self.system)
        self.assertEqual(report["status"], "fit", report)
        self.expect("kvm", "fit", "/dev/kvm opens")
        self.expect("counter", "fit", "generic timer")
        self.expect("turbo", "fit", "none")
        self.assertEqual(self.run_tool()[0], 0)

    def test_no_kvm(self):
        self.put("/dev/kvm", None)
        self.expect("kvm", "unfit", "EL2", "CONFIG_KVM=y")
        self.put("/sys/class/dmi/id/product_name", "KVM Virtual Machine")
        self.expect("kvm", "unfit", "virtual machine", "EL2")
        self.expect("kvm", "unfit", "the guest is x86_64", guest_arch="x86_64")

    def test_kvms_mode(self):
        self.expect("kvm_modules", "fit", "VHE if the CPU has it")
        self.put("/proc/cmdline", "kvm-arm.mode=protected")
        self.expect("kvm_modules", "noisy", "a second stage", "kvm-arm.mode")
        self.put("/proc/cmdline", "kvm-arm.mode=nvhe")
        self.expect("kvm_modules", "fit", "kvm-arm.mode=nvhe")

    def test_a_guest(self):
        for path, text in (("/proc/device-tree/hypervisor/compatible", "linux,kvm"), ("/sys/hypervisor/type", "xen"),
                           ("/sys/class/dmi/id/sys_vendor", "QEMU"), ("/sys/class/dmi/id/sys_vendor", "Amazon EC2")):
            self.put(path, text)
            self.expect("virtual", "noisy", "virtual machine", "bare metal")
            self.put(path, None)
            shutil.rmtree(os.path.join(self.folder, "proc/device-tree"), ignore_errors=True)
        self.put("/sys/class/dmi/id/sys_vendor", "Amazon EC2")
        self.put("/sys/class/dmi/id/product_name", "c6g.metal")
        self.expect("virtual", "fit")

    def test_a_guest_by_its_device_tree(self):
        for text, status in (("linux,dummy-virt\0", "noisy"), ("xen,xenvm-4.17\0xen,xenvm\0", "noisy"),
                             ("raspberrypi,4-model-b\0brcm,bcm2711\0", "fit")):
            self.put("/proc/device-tree/compatible", text)
            self.expect("virtual", status)
        self.put("/proc/device-tree/compatible", "linux,dummy-virt\0")
        self.put("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\n")
        self.expect("virtual", "noisy", "virtual machine (linux,dummy-virt)")
        self.put("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x00\nCPU part\t: 0x051\n")
        self.expect("virtual", "unfit", "emulated (linux,dummy-virt")

    def test_kvm_on_tcg(self):
        self.put("/sys/class/dmi/id/sys_vendor", "QEMU")
        self.put("/sys/class/dmi/id/product_name", "QEMU Virtual Machine")
        self.expect("virtual", "unfit", "emulated")

    def test_clocksource(self):
        self.expect("clocksource", "fit", "arch_sys_counter")
        self.put(f"{CLOCKS}/current_clocksource", "jiffies")
        self.expect("clocksource", "noisy", "jiffies, not arch_sys_counter")


if __name__ == "__main__":
    tap.main()
