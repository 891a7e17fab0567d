"""Takes a guest from its options to its end: makes files, composes QEMU's command, runs it, removes everything.

SPDX-License-Identifier: MIT
"""

import os
import secrets
import shutil
import tempfile

from . import Failure, TimedOut, grub, host, image, initramfs, machine, options, ram, session
from . import signals

# A command is shown with these: temporary files and the token have no names worth keeping.
SHOWN_FILES = {"memory": "/proc/self/fd/3", "initrd": "/tmp/trapgate/initramfs.cpio",
               "iso": "/tmp/trapgate/trapgate.iso", "vars": "/tmp/trapgate/OVMF_VARS.fd"}
SHOWN_TOKEN = "0" * 16


def _boot_file(opts):
    """Returns the image of the layout that was asked for; most tools know the plain layout alone."""
    return image.boot_file(opts.arch, getattr(opts, "layout", 0))


def _in_huge_pages(opts):
    """Returns whether the guest's memory shall be in huge pages; not every tool has the option."""
    return getattr(opts, "hugepages", False)


def shown_command(opts):
    """Returns the QEMU command of a run with placeholders for what differs from run to run."""
    files = machine.Files(image=_boot_file(opts), **SHOWN_FILES)
    return machine.compose(opts, files, options.command_line(opts, SHOWN_TOKEN))


class Guest:
    """A machine that is ready to start. `opts` are decided; `files` are initramfs.GuestFile's."""

    def __init__(self, opts, files, stack, note, gdb=None):
        self.opts, self.stack, self.note = opts, stack, note
        self.token = secrets.token_hex(8)
        kernel = image.require(_boot_file(opts), opts.arch)
        qemu = host.require(machine.QEMU[opts.arch])
        with signals.blocked():
            self.folder = tempfile.mkdtemp(prefix="trapgate-")
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        initrd = self._path("initramfs.cpio")
        program = opts.command[0] if opts.command else None
        initramfs.build(initrd, program, opts.command, files, opts.initrd, self.folder)
        line = options.command_line(opts, self.token)
        iso = variables = None
        if opts.boot != "direct":
            iso = self._iso(kernel, initrd, line)
        if opts.boot == "uefi":
            variables = self._path("vars.fd")
            host.require(machine.OVMF_CODE)
            shutil.copyfile(host.require(machine.OVMF_VARS), variables)
        self.ram = ram.GuestRam(machine.name(opts), opts.memory * ram.MIB, _in_huge_pages(opts),
                                opts.accel == "kvm")
        stack.callback(self.ram.close)
        made = machine.Files(self.ram.path, kernel, initrd, iso, variables)
        self.command = machine.compose(opts, made, line, gdb)
        self.command[self.command.index(machine.QEMU[opts.arch])] = qemu

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _iso(self, kernel, initrd, line):
        common = [row["name"] for row in image.paths(self.opts.arch) if not row["control"]]
        grub.make_iso(self._path("trapgate.iso"), kernel, initrd, grub.menu(line, common),
                      self.folder)
        return self._path("trapgate.iso")

    def run(self, sink, stdin, timeout):
        """Runs the guest, and returns its end record. If it fails, what explains it goes to the notes before the
        error."""
        self.session = session.Session(self.command, self.token, sink, stdin, (self.ram.fd,),
                                       machine.placement(self.opts))
        try:
            return self.session.run(self.stack, timeout)
        except (Failure, TimedOut):
            self._explain()
            raise

    def _explain(self):
        if not self.session.splitter.greeted:
            for line in self.session.splitter.before[-2000:].splitlines():
                self.note("console: " + line.decode(errors="backslashreplace"))
        for line in self.session.messages().splitlines():
            self.note(line)

    def used(self):
        """Returns what the run really had, for environment.json."""
        return {"memory": self.ram.facts(), "placement": self.session.placed}

    def samples(self):
        """Returns the sample region that the guest announced, as bytes; None if it announced none."""
        if self.session.data:
            return bytes(self.session.data)
        if not self.session.extents:
            return None
        region = bytearray()
        for extent in self.session.extents:
            if extent.offset != len(region):
                raise Failure(f"the announced samples have a hole or overlap at {extent.offset:#x}")
            region += self.ram.read(extent.address, extent.length)
        return bytes(region)
