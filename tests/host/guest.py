#!/usr/bin/env python3
"""The modules under tools/run, each by itself: QEMU's command, memory, GRUB's menu, the initramfs.

SPDX-License-Identifier: MIT
"""

import contextlib
import errno
import os
import shlex
import subprocess
import tempfile
import types
import unittest
from unittest import mock

import tap
from make_elf import ARM64, make_elf
from trapgate import Failure, UsageError, affinity, cores, elf, frames, grub, host, image, initramfs, machine
from trapgate import options, ram

FILES = machine.Files("/shm/ram", "/b/trapgate.elf", "/t/i.cpio", "/t/a,b.iso", "/t/vars.fd")


def compose(arch="x86_64", accel="icount", boot="direct", machine_name=None, cpu=None, memory=512,
            place=affinity.Placement(3, {0, 1, 2}, None)):
    opts = types.SimpleNamespace(arch=arch, accel=accel, boot=boot, cpu=cpu, memory=memory,
                                 machine=machine_name or machine.MACHINES[arch][0])
    with mock.patch.object(affinity, "placement", lambda cpu: place):
        return " ".join(machine.compose(opts, FILES, "LINE"))


class Commands(unittest.TestCase):
    def test_kvm_on_x86_64(self):
        self.assertEqual(compose(accel="kvm"),
                         "taskset -c 0-2 qemu-system-x86_64 -name trapgate,debug-threads=on -nodefaults -no-user-config "
                         "-display none -monitor none -no-reboot "
                         "-machine q35,accel=kvm,kernel-irqchip=on,memory-backend=ram "
                         "-cpu host,migratable=no,+invtsc,pmu=on -smp 1 -m 512M "
                         "-object memory-backend-file,id=ram,size=512M,share=on,prealloc=on,mem-path=/shm/ram "
                         "-chardev stdio,id=console,signal=off -serial chardev:console "
                         "-kernel /b/trapgate.elf -initrd /t/i.cpio -append LINE")
        self.assertIn("-machine microvm,auto-kernel-cmdline=off,accel=kvm,kernel-irqchip=on,",
                      compose(accel="kvm", machine_name="microvm"))

    def test_kvm_on_arm64(self):
        self.assertEqual(compose("arm64", accel="kvm"),
                         "taskset -c 0-2 qemu-system-aarch64 -name trapgate,debug-threads=on -nodefaults -no-user-config "
                         "-display none -monitor none -no-reboot "
                         "-machine virt,gic-version=host,accel=kvm,kernel-irqchip=on,memory-backend=ram "
                         "-cpu host -smp 1 -m 512M "
                         "-object memory-backend-file,id=ram,size=512M,share=on,prealloc=on,mem-path=/shm/ram "
                         "-chardev stdio,id=console,signal=off -serial chardev:console "
                         "-kernel /b/trapgate.elf -initrd /t/i.cpio -append LINE")
        self.assertIn("-machine virt,gic-version=2,accel=kvm,", compose("arm64", "kvm", machine_name="virt,gic-version=2"))

    def test_a_node_of_its_own(self):
        for arch in machine.MACHINES:
            self.assertIn(",share=on,prealloc=on,host-nodes=1,policy=bind,mem-path=",
                          compose(arch, "kvm", place=affinity.Placement(5, {4, 6}, 1)))

    def test_words_before_it(self):
        opts = types.SimpleNamespace(arch="x86_64", accel="icount", boot="direct", cpu=None, memory=64,
                                     machine="q35", prefix=options.words("perf stat -o 'a b' --"))
        words = machine.compose(opts, FILES, "LINE")
        self.assertEqual(words[:6], ["perf", "stat", "-o", "a b", "--", "qemu-system-x86_64"])
        with self.assertRaisesRegex(Exception, "No closing quotation"):
            options.words("it's")

    def test_icount_shuts_out_the_host(self):
        for arch, shift in (("x86_64", 0), ("arm64", 4)):
            text = compose(arch)
            self.assertIn(f"-icount shift={shift},sleep=off -seed 1 "
                          "-rtc base=2024-01-01T00:00:00,clock=vm", text)
            self.assertNotIn("taskset", text)

    def test_plain_emulation_has_none_of_it(self):
        text = compose(accel="tcg")
        self.assertIn("accel=tcg", text)
        self.assertNotRegex(text, "icount|-seed|-rtc|taskset")

    def test_what_is_for_kvm_alone(self):
        for arch in machine.MACHINES:
            for accel in ("icount", "tcg"):
                self.assertNotRegex(compose(arch, accel), "kernel-irqchip|prealloc|taskset|invtsc|debug-threads|host-nodes")

    def test_processors(self):
        self.assertIn("-cpu max ", compose())
        self.assertIn("-cpu max,pauth-impdef=on ", compose("arm64"))
        self.assertIn("-cpu qemu64,+nx ", compose(cpu="qemu64,+nx"))

    def test_every_machine_shares_its_memory_and_shows_nothing(self):
        for arch, names in machine.MACHINES.items():
            for name in names:
                text = compose(arch, machine_name=name, memory=64)
                self.assertIn("memory-backend-file,id=ram,size=64M,share=on,mem-path=/shm/ram", text)
                for word in ("-nodefaults", "-display none", "-monitor none", "-no-reboot",
                             "memory-backend=ram", "-m 64M"):
                    self.assertIn(word, text)

    def test_firmware_boots_the_iso(self):
        for boot, flash in (("grub", 0), ("uefi", 2)):
            text = compose(boot=boot)
            self.assertIn("file=/t/a,,b.iso", text)
            self.assertEqual(text.count("if=pflash"), flash)
            self.assertNotRegex(text, "-kernel|-append|-initrd")

    def test_microvm_appends_nothing_to_the_command_line(self):
        self.assertIn("-machine microvm,auto-kernel-cmdline=off", compose(machine_name="microvm"))

    def test_dry_run_is_one_line_that_a_shell_reads_back(self):
        done = subprocess.run([os.path.join(tap.ROOT, "tools/run"), "--accel", "kvm", "--dry-run",
                               "--append", "a=$x 'q' \"r\" ;"], capture_output=True, check=True)
        self.assertEqual(done.stdout.count(b"\n"), 1)
        words = shlex.split(done.stdout.decode())
        self.assertEqual(words[words.index("-append") + 1],
                         "path=table_sysret end=reset a=$x 'q' \"r\" ; 0000000000000000")


class Accelerators(unittest.TestCase):
    def test_auto_takes_kvm_only_where_it_works(self):
        other = {"x86_64": "arm64"}.get(host.architecture(), "x86_64")
        self.assertEqual(host.accelerator("auto", other), "icount")
        self.assertEqual(host.accelerator("kvm", other, dry_run=True), "kvm")
        with self.assertRaisesRegex(UsageError, "the guest is"):
            host.accelerator("kvm", other)

    def cpuinfo(self, text):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return host.virtualises(file.name)

    def test_a_kvm_needs_a_processor_that_virtualises(self):
        for flags, expected in (("fpu vmx sse", True), ("fpu svm", True), ("vmx", True), ("fpu sse", False),
                                ("vmxx xsvm svm_lock vmx_ept", False), ("", False)):
            text = f"processor\t: 0\nmodel name\t: a vmx svm CPU\nflags\t\t: {flags}\nvmx flags\t: ept\n"
            self.assertEqual(self.cpuinfo(text), expected, flags)
        self.assertFalse(self.cpuinfo(""))

    def serializes(self, vendor, flags):
        text = f"processor\t: 0\nvendor_id\t: {vendor}\nmodel name\t: AuthenticAMD\nflags\t\t: {flags}\n"
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return host.lfence_serializes(file.name)

    def test_the_hosts_word_on_lfence(self):
        """Only that of a Linux that has the AMD processor to itself, and only to a guest that runs on it."""
        for vendor, flags, expected in (("AuthenticAMD", "fpu svm", True), ("HygonGenuine", "fpu svm", True),
                                        ("AuthenticAMD", "fpu hypervisor svm", False),
                                        ("GenuineIntel", "fpu vmx", False)):
            self.assertEqual(self.serializes(vendor, flags), expected, (vendor, flags))
        for accel, arch, known, words in (("kvm", "x86_64", True, ["lfence=serializing"]), ("kvm", "x86_64", False, []),
                                          ("icount", "x86_64", True, []), ("kvm", "arm64", True, [])):
            with mock.patch.object(host, "lfence_serializes", lambda known=known: known):
                self.assertEqual(host.told_kernel(accel, arch), words, (accel, arch, known))

    def problem(self, arch="x86_64", here="x86_64", virtualises=True, error=None):
        def no_kvm(path, flags):
            self.assertEqual((path, flags & os.O_ACCMODE), ("/dev/kvm", os.O_RDWR))
            if error:
                raise OSError(error, os.strerror(error))
            return os.dup(0)
        with mock.patch.object(host, "architecture", lambda: here), \
                mock.patch.object(host, "virtualises", lambda: virtualises), \
                mock.patch.object(host.os, "open", no_kvm):
            return host.kvm_problem(arch), host.accelerator("auto", arch), self.explicit(arch)

    @staticmethod
    def explicit(arch):
        try:
            return host.accelerator("kvm", arch)
        except UsageError as refusal:
            return str(refusal)

    def test_what_hinders_kvm(self):
        self.assertEqual(self.problem(), (None, "kvm", "kvm"))
        self.assertEqual(self.problem("arm64", "arm64", virtualises=False), (None, "kvm", "kvm"))
        for text, case in (("interprets", {"virtualises": False}), ("No such file", {"error": errno.ENOENT}),
                           ("Permission denied", {"error": errno.EACCES}), ("this host arm64", {"here": "arm64"})):
            why, auto, explicit = self.problem(**case)
            self.assertIn(text, why)
            self.assertEqual(auto, "icount")
            self.assertIn(text, explicit)

    def test_isolated_cpus_are_taken_first(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("2-4,7\n")
            file.flush()
            self.assertEqual(host.isolated_cpus(file.name), {2, 3, 4, 7})
        self.assertEqual(host.isolated_cpus("/nonexistent/isolated"), set())
        alike = cores.Cores("/nonexistent")
        with mock.patch.object(host, "isolated_cpus", lambda: {5, 6}):
            self.assertEqual(host.pinned_cpu({}, alike), 6)
            self.assertEqual(host.pinned_cpu({"TRAPGATE_CPU": "5"}, alike), 5)
        with mock.patch.object(host, "isolated_cpus", lambda: set()), \
                mock.patch.object(host.os, "sched_getaffinity", lambda pid: {1, 3}):
            self.assertEqual(host.pinned_cpu({}, alike), 3)

    def test_the_pinned_cpu(self):
        last = max(os.sched_getaffinity(0))
        self.assertIn(host.pinned_cpu({}), host.isolated_cpus() or os.sched_getaffinity(0))
        self.assertEqual(host.pinned_cpu({"TRAPGATE_CPU": str(last)}), last)
        self.assertEqual(host.pinned_cpu({"TRAPGATE_CPU": "none"}), host.pinned_cpu({}), "the one that would be")
        self.assertEqual([host.pins({"TRAPGATE_CPU": cpu}) for cpu in ("none", "0", "")], [False, True, True])
        for wrong in ("x", "-1", "99999", "1.5"):
            with self.assertRaisesRegex(UsageError, "TRAPGATE_CPU"):
                host.pinned_cpu({"TRAPGATE_CPU": wrong})

    def test_cpu_lists(self):
        for text, cpus in (("2-4,7\n", {2, 3, 4, 7}), ("\n", set()), ("0", {0}), ("0-1,3-4", {0, 1, 3, 4})):
            self.assertEqual(cores.parse_cpu_list(text), cpus)
            self.assertEqual(cores.cpu_list(cpus), text.strip())

    def test_packages_of_commands(self):
        self.assertEqual(host.package_of("qemu-system-aarch64"), "qemu-system-arm")
        self.assertEqual(host.package_of(machine.OVMF_CODE), "ovmf")
        for probe in ("cpio", "grub-mkrescue", "xorriso", "mformat", "gnuplot", *grub.PLATFORMS):
            self.assertIsNotNone(host.package_of(probe), probe)


class Memory(unittest.TestCase):
    def test_q35_has_a_hole_from_2816_mib(self):
        below = 2815 * ram.MIB
        self.assertEqual(ram.file_offset("q35", below, below - 1, 1), below - 1)
        for size in (2816 * ram.MIB, 4 * ram.GIB):
            self.assertEqual(ram.file_offset("q35", size, 2 * ram.GIB - 8, 8), 2 * ram.GIB - 8)
            self.assertEqual(ram.file_offset("q35", size, 4 * ram.GIB, 8), 2 * ram.GIB)
            with self.assertRaises(ValueError):
                ram.file_offset("q35", size, 2 * ram.GIB, 8)

    def test_microvm_has_a_hole_from_3_gib(self):
        self.assertEqual(ram.file_offset("microvm", 3 * ram.GIB - ram.MIB, 2 * ram.GIB, 8), 2 * ram.GIB)
        self.assertEqual(ram.file_offset("microvm", 5 * ram.GIB, 4 * ram.GIB + 5, 8), 3 * ram.GIB + 5)
        with self.assertRaises(ValueError):
            ram.file_offset("microvm", 5 * ram.GIB, 3 * ram.GIB - 4, 8)

    def test_virt_begins_at_1_gib(self):
        self.assertEqual(ram.file_offset("virt", 8 * ram.GIB, ram.GIB, 1), 0)
        self.assertEqual(ram.file_offset("virt", 8 * ram.GIB, 8 * ram.GIB, ram.GIB), 7 * ram.GIB)
        for address, length in ((ram.GIB - 1, 1), (9 * ram.GIB, 1), (9 * ram.GIB - 1, 2), (ram.GIB, -1)):
            with self.assertRaises(ValueError):
                ram.file_offset("virt", 8 * ram.GIB, address, length)

    def test_reads_what_was_written(self):
        memory = ram.GuestRam("virt", ram.MIB)
        with contextlib.closing(memory):
            with open(memory.path, "r+b") as file:
                file.seek(4096)
                file.write(b"samples")
            self.assertEqual(memory.read(ram.GIB + 4096, 7), b"samples")
            with self.assertRaisesRegex(Failure, "not RAM"):
                memory.read(0, 7)

    def test_it_is_no_file_of_a_disk(self):
        """Neither /dev/shm, which may be small, nor TMPDIR is asked."""
        with mock.patch.dict(os.environ, {"TMPDIR": "/nonexistent"}), \
                contextlib.closing(ram.GuestRam("virt", 64 * ram.MIB)) as memory:
            self.assertEqual(memory.facts(), {"file": "/memfd:trapgate (deleted)", "page_kib": 4})
            self.assertEqual(os.fstat(memory.fd).st_size, 64 * ram.MIB)

    def test_no_memory_file_is_said(self):
        with mock.patch.object(os, "memfd_create", mock.Mock(side_effect=OSError(errno.ENOSYS, "Function not implemented"))), \
                self.assertRaisesRegex(Failure, "memfd_create: Function not implemented"):
            ram.GuestRam("virt", ram.MIB)

    def made(self, size, *lines, **more):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("".join(line + "\n" for line in lines))
            file.flush()
            ram.GuestRam("virt", size, meminfo=file.name, **more).close()

    def huge(self, size, *lines):
        self.made(size, *lines, hugepages=True)

    def test_huge_pages_that_are_not_there(self):
        page = "Hugepagesize:       2048 kB"
        with self.assertRaisesRegex(UsageError, "256 free pages of 2 MiB are needed, there are 255: echo 256 |"):
            self.huge(512 * ram.MIB, "HugePages_Free:      255", page)
        with self.assertRaisesRegex(UsageError, "a multiple of a page of 2 MiB, --memory is 65"):
            self.huge(65 * ram.MIB, "HugePages_Free:      255", page)
        with self.assertRaisesRegex(UsageError, "CONFIG_HUGETLBFS"):
            self.huge(64 * ram.MIB, "MemTotal:       255 kB")

    def test_huge_pages_are_asked_for(self):
        asked = mock.Mock(side_effect=OSError(errno.EINVAL, "as you like"))
        with mock.patch.object(os, "memfd_create", asked), self.assertRaises(Failure):
            self.huge(64 * ram.MIB, "HugePages_Free: 32", "Hugepagesize: 2048 kB")
        self.assertTrue(asked.call_args[0][1] & os.MFD_HUGETLB)

    def test_no_room_is_said(self):
        """All of it has to be there at once under KVM only."""
        lines = ("MemTotal: 2097152 kB", "MemAvailable: 524288 kB")
        self.made(1024 * ram.MIB, *lines)
        self.made(512 * ram.MIB, *lines, at_once=True)
        with self.assertRaisesRegex(Failure, "no room for 1024 MiB of guest memory: MemAvailable is 512 MiB"):
            self.made(1024 * ram.MIB, *lines, at_once=True)
        with self.assertRaisesRegex(Failure, "no room for 2049 MiB of guest memory: MemTotal is 2048 MiB"):
            self.made(2049 * ram.MIB, *lines)


class Menu(unittest.TestCase):
    LINE = "path=table_sysret end=reset a=$b,;{}#&| x=* -- path=mine 0123456789abcdef"

    def menu(self, line, paths=("table_sysret", "table_iret")):
        return grub.menu(line, paths)

    def test_the_run_is_the_default(self):
        text = self.menu(self.LINE)
        self.assertIn("set default=run", text)
        self.assertIn("set timeout=0", text)
        self.assertIn("'path=table_sysret' 'end=reset' 'a=$b,;{}#&|' 'x=*' '--' 'path=mine' "
                      "'0123456789abcdef'\n", text)
        self.assertNotIn("@", text.split("\n", 2)[2])

    def test_other_paths_have_an_entry(self):
        text = self.menu(self.LINE)
        self.assertIn("for path in 'table_sysret' 'table_iret'; do", text)
        self.assertIn("\"path=$2\" 'end=reset' 'a=$b,;{}#&|' 'x=*' '--' 'path=mine' "
                      "'0123456789abcdef'\n", text)

    def test_grub_reads_it(self):
        with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
            file.write(self.menu(self.LINE))
            file.flush()
            try:
                subprocess.run(["grub-script-check", file.name], check=True)
            except FileNotFoundError:
                self.fail("grub-script-check is missing: install grub-common")

    def test_what_grub_would_change_is_refused(self):
        for wrong in ("a'b", 'a"b', "a\\b"):
            with self.assertRaisesRegex(UsageError, "backslash"):
                self.menu(wrong)


class Initramfs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.program = self.put("prog", b"\x7fELF")

    def put(self, name, data, mtime=12345):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        os.utime(path, (mtime, mtime))
        return path

    def build(self, arguments, files=(), initrd=None, name="out", program=True):
        path = os.path.join(self.folder, name)
        initramfs.build(path, self.program if program else None, arguments, files, initrd,
                        self.folder)
        with open(path, "rb") as file:
            return file.read()

    def members(self, archive):
        """{name: (mode, uid, gid, mtime, data)} of the first archive in the bytes."""
        found, at = {}, 0
        while True:
            self.assertEqual(archive[at:at + 6], b"070701")
            field = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
            size, name_size = field[6], field[11]
            name = archive[at + 110:at + 109 + name_size].decode()
            data_at = (at + 110 + name_size + 3) & ~3
            at = (data_at + size + 3) & ~3
            if name == "TRAILER!!!":
                return found, at
            found[name] = (oct(field[1]), field[2], field[3], field[5], archive[data_at:data_at + size])

    def test_what_is_in_it(self):
        data = self.put("data", b"123")
        archive = self.build(["./prog", "", "a b", "\udcff"],
                             [initramfs.parse_file(f"{data}:/etc/x/data")])
        members, _ = self.members(archive)
        self.assertEqual(members, {
            "argv": ("0o100644", 0, 0, 0, b"./prog\0\0a b\0\xff\0"),
            "etc": ("0o40755", 0, 0, 0, b""), "etc/x": ("0o40755", 0, 0, 0, b""),
            "etc/x/data": ("0o100644", 0, 0, 0, b"123"),
            "init": ("0o100755", 0, 0, 0, b"\x7fELF")})

    def test_the_same_input_gives_the_same_bytes(self):
        first = self.build(["prog", "x"])
        self.put("prog", b"\x7fELF", mtime=99999)
        self.assertEqual(self.build(["prog", "x"], name="again"), first)

    def test_a_given_archive_comes_first_and_whole(self):
        given = self.put("given.cpio", self.build(["theirs"]) + b"\0\0\0")
        both = self.build(["ours"], initrd=given)
        self.assertEqual(self.members(both)[0]["argv"][4], b"theirs\0")
        start = (os.path.getsize(given) + 3) // 4 * 4
        self.assertEqual(self.members(both[start:])[0]["argv"][4], b"ours\0")
        with open(given, "rb") as file:
            whole = file.read()
        alone = self.build([], initrd=given, name="alone", program=False)
        self.assertEqual(alone.rstrip(b"\0"), whole.rstrip(b"\0"))

    def test_names_of_files(self):
        data = self.put("a:b", b"")
        self.assertEqual(initramfs.parse_file(data).guest, "a:b")
        self.assertEqual(initramfs.parse_file(f"{data}:c/./d").guest, "c/d")


class Images(unittest.TestCase):
    def test_sections_and_symbols(self):
        code = bytes(range(64))
        with tempfile.NamedTemporaryFile() as file:
            file.write(make_elf(ARM64, sections=[(".text", 0x1000, code), (".trapgate.paths", 0, b"[]")],
                                symbols=[("entry_syscall_a", 0x1010, 16), ("other", 0x1000, 4)]))
            file.flush()
            read = elf.Elf(file.name)
            self.assertEqual(read.machine, "arm64")
            self.assertEqual(read.contents(".trapgate.paths"), b"[]")
            self.assertIsNone(read.contents(".none"))
            self.assertEqual(read.code(read.symbols()["entry_syscall_a"]), code[16:32])

    def test_every_cut_of_a_file_is_told_not_crashed_on(self):
        whole = make_elf(sections=[(".text", 0x1000, b"x" * 32), (".trapgate.paths", 0, b"[]")],
                         symbols=[("a", 0x1000, 4)], interp=True)
        with tempfile.NamedTemporaryFile() as file:
            for length in range(0, len(whole)):
                file.seek(0)
                file.truncate()
                file.write(whole[:length])
                file.flush()
                with self.assertRaises(elf.BadElf):
                    read = elf.Elf(file.name)
                    read.is_dynamic()
                    read.symbols()

    def test_the_table_of_paths(self):
        rows = [{"name": "a_b", "dispatch": "a", "exit": "b", "steps": ["s", "t"], "control": False,
                 "available": True, "reason": ""},
                {"name": "c", "dispatch": "c", "exit": "b", "steps": [], "control": True,
                 "available": False, "reason": "no PCID"}]
        lines = image.paths_table(rows).splitlines()
        self.assertEqual([line.split() for line in lines[1:]],
                         [["a_b", "a", "b", "-", "yes", "s", "t"],
                          ["c", "c", "b", "yes", "no:", "no", "PCID", "-"]])


class Frames(unittest.TestCase):
    def test_any_cut_gives_the_same_frames(self):
        stream = b"junk\x01" + frames.HELLO + b"\x01O\x03\x00abc\x01U\x00\x00\x01E\x01\x00\x01"
        expected = [(frames.STDOUT, b"abc"), (frames.FIRST_USER, b""), (frames.STDERR, b"\x01")]
        for cut in range(len(stream)):
            splitter = frames.Splitter()
            self.assertEqual([*splitter.feed(stream[:cut]), *splitter.feed(stream[cut:])], expected)
            self.assertEqual(splitter.before, b"junk\x01")
            self.assertFalse(splitter.is_inside())

    def test_extents(self):
        self.assertEqual(frames.parse_extents(b"0 1000 20\n20 0x3000 5\n"),
                         [(0, 0x1000, 0x20), (0x20, 0x3000, 5)])


class CommandLine(unittest.TestCase):
    def test_what_measures_under_kvm_touches_memory_first(self):
        for arch in ("x86_64", "arm64"):
            self.assertIn(" touch=1 ", self.line(arch=arch, measures=True))
            self.assertNotIn("touch", self.line(arch=arch))
            self.assertNotIn("touch", self.line(arch=arch, accel="icount", measures=True))

    def line(self, **more):
        opts = types.SimpleNamespace(**{"path": "p", "accel": "kvm", "append": "", "arch": "x86_64", **more})
        with mock.patch.object(host, "lfence_serializes", lambda: False):
            return options.command_line(opts, "t" * 16)

    def test_the_token_is_the_last_word(self):
        self.assertEqual(self.line(), "path=p end=reset " + "t" * 16)
        self.assertEqual(self.line(append="a  b"), "path=p end=reset a  b " + "t" * 16)
        self.assertEqual(self.line(accel="icount"), "path=p end=reset seed=1 " + "t" * 16)


if __name__ == "__main__":
    tap.main()
