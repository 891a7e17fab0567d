"""Boots in each way that there is. If the plainest way fails, says what the machine's state was, and without which
feature of the processor it boots. Next: contact_probe.py. SPDX-License-Identifier: MIT
"""

import re

from . import contact_probe, grub, image, machine
from .contact import failed, last_line, not_available, ok

# The kernel switches these on or asks for them if CPUID or an ID register shows them. The names are QEMU's.
FEATURES = {
    "x86_64": ("pmu", "pcid", "invpcid", "fsgsbase", "smep", "smap", "umip", "pku", "pks", "la57", "xsaves", "xsavec",
               "xsaveopt", "xsave", "avx512f", "avx", "tsc-deadline", "x2apic", "rdtscp", "invtsc", "erms", "fsrm",
               "pdpe1gb", "rdrand", "rdseed", "spec-ctrl", "arch-capabilities", "amd-ssbd", "ibpb", "hypervisor"),
    "arm64": ("pmu", "sve", "sme", "pauth", "lpa2"),
}
# A boot that has not ended by then never will: with a feature less it takes as long as it does elsewhere.
RETRY_S = 30
GIC_ABSENT = re.compile(r"(host|kernel|KVM|machine)\b.*(not support|GIC|gic-version).*", re.IGNORECASE)


def _smoke(contact, log, options, timeout):
    """Makes one call on each path. Returns (whether it went well, the output)."""
    words = contact.tool("run", "-v", "--timeout", f"{timeout:g}", *options, image.bench(contact.arch), "smoke")
    status, text = contact.command(log, words, timeout and timeout + 60)
    return status == 0, text


def _seen(text):
    good = len(re.findall(r"^\w+ ok$", text, re.MULTILINE))
    absent = re.findall(r"^(\w+) not available: (.*)$", text, re.MULTILINE)
    first = re.search(r"first instruction in user mode after ([0-9.]+) s", text)
    return (f"{good} paths answer" + (f", not available: {', '.join(name for name, _ in absent)}" if absent else "") +
            (f"; in user mode after {float(first[1]):.1f} s" if first else ""))


def _less(contact, timeout):
    """Returns the first feature without which the machine boots, and boots without it from then on; None if there
    is none."""
    base = contact.cpu or (machine.CPU_KVM if contact.accel == "kvm" else machine.CPU_TCG)[contact.arch]
    for feature in FEATURES[contact.arch]:
        cpu = f"{base},{feature}=off"
        good, _ = _smoke(contact, f"boot-less-{feature}.log", ("--cpu", cpu), timeout)
        if good:
            contact.cpu = cpu
            return feature
    return None


def _explain(contact, name, options, text):
    """Returns the evidence of a boot that failed: its last word, and where registers and console lie."""
    state = contact_probe.probe(contact, name, options, min(contact.opts.timeout or RETRY_S, RETRY_S))
    notes = [line.partition(" ")[2] for line in text.splitlines() if line.startswith("tools/run: ")]
    return "; ".join([last_line(text), *notes[-1:], state])


def direct(contact):
    """Boots with QEMU's own loading of the kernel. If this does not work, nothing else can be tried."""
    good, text = _smoke(contact, "boot-direct.log", (), contact.opts.timeout)
    if good:
        return ok(_seen(text))
    evidence = _explain(contact, "direct", (), text)
    feature = _less(contact, min(contact.opts.timeout or RETRY_S, RETRY_S))
    if feature is None:
        contact.boots = False
        return failed(f"{evidence}; with each of {len(FEATURES[contact.arch])} features taken away it boots no better",
                      "send the tar file: boot-direct-registers.txt has the registers")
    return failed(f"{evidence}; it boots without {feature}, and so do the stages that follow",
                  f"tools/run --cpu {contact.cpu}; send the tar file")


def _variant(name, *options):
    def boot(contact):
        if not contact.boots:
            return not_booted()
        if "grub" in options:
            grub.require()
        good, text = _smoke(contact, f"boot-{name}.log", options, contact.opts.timeout)
        if good:
            return ok(_seen(text))
        absent = GIC_ABSENT.search(text) if "gic-version" in "".join(options) and contact.accel == "kvm" else None
        if absent:
            return not_available(f"this host's KVM has none: {absent[0]}", "nothing: the other controller is enough")
        return failed(_explain(contact, name, options, text), f"send the tar file: boot-{name}-registers.txt")
    return boot


def not_booted():
    """Returns the outcome of a stage that needs a guest, if nothing boots."""
    return not_available("nothing boots here: see boot.direct", "what boot.direct says")


STAGES = (
    ("boot.direct", direct),
    ("boot.grub", _variant("grub", "--boot", "grub"), "x86_64"),
    ("boot.microvm", _variant("microvm", "--machine", "microvm"), "x86_64"),
    ("boot.gicv3", _variant("gicv3", "--machine", "virt,gic-version=3"), "arm64"),
    ("boot.gicv2", _variant("gicv2", "--machine", "virt,gic-version=2"), "arm64"),
)
