"""Makes what only the report of the host's own Linux shows: the calls at a glance, machine and mitigations.

SPDX-License-Identifier: MIT
"""

from . import rows as r
from .report_tables import ORDER, Heading, Table, Text

BATCH = r.BATCHES[1]
VARIANTS = (("-", "alone"), (BATCH, f"each of {BATCH.partition('=')[2]}"), ("cold_btb", "predictor and code cold"))
NOTE = ("The calls of this host's own Linux, timed on the processor in a process: from user mode to user mode, with the "
        "kernel's whole path between. Nothing of Trapgate runs.")
# A start's words on itself, and the title of the column.
STARTS = (("load_average", "load average (1, 5, 15 min)"), ("context_switches_involuntary", "involuntary switches"),
          ("stolen_ms", "stolen, ms"), ("core_hz_begin", "core, Hz, before"), ("core_hz_end", "after"),
          ("core_width_begin", "NOPs a core cycle, before"), ("core_width_end", "after"))


def is_of(facts):
    """Returns whether a run is of the host's Linux: bench-native's paths are back ends."""
    paths = facts.get("paths")
    return facts.get("instrument") == "native" and isinstance(paths, dict) and list(paths) == ["linux"]


def _cell(row):
    value = row and r.figure(row)
    return "-" if value is None else r.rounded(value)


def overview(rows):
    """Returns a table with a row for each call; what was not measured is left out."""
    calls = [(row["bench"], row["pattern"]) for row in rows
             if row["bench"] not in r.CONTROLS and row["variant"] == "-" and r.ok(row)]
    calls.sort(key=lambda call: ORDER.index(call[0]) if call[0] in ORDER else len(ORDER))
    found = {variant: [r.find(rows, bench=bench, pattern=pattern, variant=variant) for bench, pattern in calls]
             for variant, _ in VARIANTS}
    kept = [(variant, title) for variant, title in VARIANTS if variant == "-" or any(found[variant])]
    lines = [["call", *(r.titled(title, found[variant]) for variant, title in kept)]]
    lines += [[call[0] if call[1] == "-" else " ".join(call), *(_cell(found[variant][n]) for variant, _ in kept)]
              for n, call in enumerate(calls)]
    return Table(lines)


def glance(run):
    """Returns the sentence and the table."""
    unit = next((row["unit"] for row in run.rows if row["unit"] != "events"), "")
    of_what = "the TSC, which are not the core's" if run.facts["counter"].get("name") == "TSC" else "the counter"
    return [Text(f"At a glance: {unit} of {of_what}, a call, net of the same window with nothing called: medians, or "
                 "means where the column says so. Alone: one call between two fences; the last column: one call behind a "
                 "train of indirect jumps and calls."), overview(run.rows)]


def _say(value):
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "not known" if value in (None, "") else str(value)


def _virtual(host):
    """Says plainly whether time may have been taken from us."""
    is_virtual, name = host.get("is_virtual"), host.get("hypervisor")
    if is_virtual is None:
        return "Whether this host is a virtual machine is not known: time may have been stolen, and would stand in the samples."
    if not is_virtual:
        return "This host is no virtual machine, as far as its CPU says: no hypervisor took time from it."
    return (f"This host is a virtual machine{f' ({name})' if name else ''}: its hypervisor may take the CPU away within a "
            "window, and what it takes stands in the sample. A step of the call that leaves for the hypervisor is in its price.")


def _dict(value):
    return value if isinstance(value, dict) else {}


def machine(run):
    """Returns the blocks on kernel, CPU and mitigations, and on what each start met."""
    host = _dict(run.facts.get("host"))
    pinned = _dict(host.get("pinned_cpu_identity"))
    lines = [["what", "state"], ["Linux", f"{_say(host.get('kernel'))} ({_say(host.get('kernel_build'))})"],
             ["its command line on mitigations", _say(host.get("mitigation_words"))],
             ["pinned CPU", f"{_say(host.get('pinned_cpu'))}: {_say(pinned.get('model') or host.get('cpu_model'))}, family "
              f"{_say(host.get('cpu_family'))}, model {_say(host.get('cpu_model_number'))}, stepping {_say(host.get('cpu_stepping'))}"],
             ["microcode", _say(pinned.get("microcode") or host.get("cpu_microcode"))],
             ["SMT", _say(host.get("smt_control"))]]
    lines += [[name, _say(state)] for name, state in _dict(host.get("vulnerabilities")).items()]
    starts = [{**_dict(boot.get("process")), **boot} for boot in run.facts.get("boots") or [] if isinstance(boot, dict)]
    told = [["start", *(title for _, title in STARTS)]]
    told += [[str(start.get("boot")), *(_say(start.get(key)) for key, _ in STARTS)] for start in starts]
    return [Heading(2, "Kernel, mitigations, company"), Text(_virtual(host)),
            Text("Mitigations as the kernel's /sys/devices/system/cpu/vulnerabilities names them; they are in every figure."),
            Table(lines, words=True), Table(told, words=True)]
