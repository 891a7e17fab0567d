"""Runs Linux in Bochs, whose Intel models have VMX: a GRUB ISO, the console on COM1, what steps say on COM2.

bochs_machine runs Bochs, and a reset ends it: /init has to reboot. SPDX-License-Identifier: MIT
"""

import gzip
import os
import shutil
import sys

import cases

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import grub

MACHINE = os.path.join(cases.HERE, "bochs_machine")
# Bochs's clock counts instructions, so many a second: Linux's time-outs and its timers' calibration need that many.
INSTRUCTIONS_PER_S = 50_000_000
CONFIG = """\
megs: {memory}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
cpu: model={model}, ips={speed}, reset_on_triple_fault=0
clock: sync=none, time0=1704067200
ata0-master: type=cdrom, path={iso}, status=inserted
boot: cdrom
com2: enabled=1, mode=file, dev={folder}/port
log: {folder}/log
panic: action=fatal
display_library: term
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
plugin_ctrl: speaker=0, gameport=0, parallel=0, biosdev=0
"""
# Bochs resets by port 0CF9H (reboot=pci); its clock cannot be held against another one.
WORDS = "console=ttyS0 quiet rdinit=/init mitigations=off panic=-1 reboot=pci tsc=reliable no_timer_check nokaslr"
MENU = f"set timeout=0\nmenuentry linux {{\n\tlinux /boot/linux {WORDS}\n\tinitrd /boot/initramfs\n}}\n"


def _iso(kernel, archive, folder):
    """Makes an ISO that boots this Linux, and returns its path. It is compressed, since Bochs's BIOS reads it
    slowly."""
    tree, iso = os.path.join(folder, "iso"), os.path.join(folder, "linux.iso")
    os.makedirs(os.path.join(tree, "boot/grub"))
    shutil.copy(kernel, os.path.join(tree, "boot/linux"))
    with open(archive, "rb") as source, gzip.open(os.path.join(tree, "boot/initramfs"), "wb", 1) as target:
        shutil.copyfileobj(source, target)
    with open(os.path.join(tree, "boot/grub/grub.cfg"), "w", encoding="ascii") as file:
        file.write(MENU)
    grub.rescue(iso, tree, folder)
    return iso


def command(kernel, archive, folder, model, memory=1024):
    """Returns the command that runs it; the port is folder/port."""
    iso = _iso(kernel, archive, folder)
    with open(os.path.join(folder, "bochsrc"), "w", encoding="ascii") as file:
        file.write(CONFIG.format(memory=memory, model=model, speed=INSTRUCTIONS_PER_S, iso=iso, folder=folder))
    return [MACHINE, folder]
