"""Says what a run does and why, in its first and its last line: it times under KVM, or counts because there is no KVM.

SPDX-License-Identifier: MIT
"""

import textwrap

from . import affinity, doctor, host, report_text

# This is wider than any terminal: a pipe or a file has the line whole.
WHOLE = 1 << 20


def _kvm(arch, findings):
    """Returns why there is no KVM for this guest, and what to do about it, in the doctor's words."""
    found = next((f for f in findings if f["check"] == "kvm" and f["status"] != "fit"), None)
    if found is None:
        return host.kvm_problem(arch) or "it works; ACCEL=kvm takes it"
    return found["value"] + (f"; remedy: {found['remedy']}" if found["remedy"] else "")


def shown(line):
    """Returns a line, wrapped to the width of the terminal."""
    return textwrap.fill(report_text.printable(line), report_text.width(WHOLE), subsequent_indent="  ", break_on_hyphens=False)


def counted(arch, asked, findings):
    """Returns the line of a run that counts."""
    why = "ACCEL=icount asks for it" if asked == "icount" else f"no KVM here: {_kvm(arch, findings)}"
    return f"{arch}: the instructions of each call are counted, exactly, and nothing is timed ({why})"


def _worst(findings):
    """Returns the doctor's worst line; the first of those that are as bad."""
    worst = max(findings, key=lambda f: doctor.STATUSES.index(f["status"]))
    return "fit" if worst["status"] == "fit" else " ".join(doctor.line(worst).split())


def _where(vcpu, others):
    return "pinned nowhere" if vcpu is None else f"the vCPU on CPU {vcpu}, QEMU's other threads on {others}"


def timed(arch, findings, place):
    """Returns the first line of a run under KVM. `place`: affinity.Placement, or None."""
    where = _where(place and place.cpu, place and affinity.text(place))
    return f"{arch}: calls are timed under KVM, {where}; doctor: {_worst(findings)}"


def was_timed(arch, findings, boots):
    """Returns the last line: where the threads really were, by environment.json's `boots`."""
    places = list(dict.fromkeys(_where(place.get("vcpu"), place.get("others"))
                                for place in (boot.get("placement") or {} for boot in boots)))
    return f"{arch}: calls were timed under KVM, {' and '.join(places)}; doctor: {_worst(findings)}"
