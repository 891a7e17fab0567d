"""Makes the report's words on a run: what to beware of, what could not be measured, host, build, boots.

Everything here was written by whoever made the folder: it is text, and the renderers escape it.
SPDX-License-Identifier: MIT
"""

import re
from collections import Counter

from . import folder, rows as r
from .report_tables import Heading, Table, Text, Caution

NOTE = {
    "icount": "Guest instructions, counted exactly under emulation. They are no time.",
    "kvm": "Timed on the processor, under KVM.",
    "hw": "Timed on the processor, without a hypervisor.",
    "native": "Dispatch back ends alone, timed on the processor in a process of the host: no trap, no entry code.",
}
# These have a table or a section of their own, or repeat what the run's files say.
ELSEWHERE = ("boots", "layouts", "paths", "doctor", "not_available", "samples_sha256", "summary_sha256",
             "trees")
FEW_ROWS = 12
# Beyond these the report warns (docs/measurement.md, "What comes between"): the share of time that gaps take, in
# millionths; how far apart the core's slowest and fastest rounds are, in percent of the slowest.
GAP_LOST_PPM = 1000
CORE_SPREAD_PERCENT = 1
# A native start's words on its core, and on who else was at work there.
PROCESS = ("core_hz_begin", "core_hz_end", "core_width_begin", "core_width_end", "context_switches_involuntary")


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _boots(run):
    """Says how many observations there are, and warns if there is one layout, or one boot of each."""
    layouts = len({layout for layout, _ in run.boots})
    native = run.facts["instrument"] == "native"
    what = ("process", "processes") if native else ("boot", "boots")
    seen = f"{len(run.boots)} {what[len(run.boots) > 1]} of {layouts} layout{'s' * (layouts > 1)}"
    if run.facts["instrument"] == "icount":
        return [Text(f"{seen}. It repeats bit for bit. A count that is the same in all samples is exact; any other depends "
                     "on the places and trees that the seed drew, and its figure is a median of those.")]
    if len(run.boots) > layouts > 1:
        return [Text(f"{seen}.")]
    # The back ends in a process are linked once.
    asked = ["BOOTS="] * (len(run.boots) == layouts) + ["LAYOUTS="] * (layouts == 1 and not native)
    told = f": measure with {' and '.join(asked)} before you compare" if asked else ""
    return [Caution(f"{seen} is all there is. Where code and data lie decides about caches and predictors, and "
                    f"no interval here knows how far{told}.")]


def _doctor(facts):
    """Returns what tools/doctor had to say when the run began."""
    found = _dict(facts.get("doctor"))
    status = found.get("status")
    if status in (None, "fit") or facts["instrument"] == "icount":
        return []
    bad = [f for f in _list(found.get("findings")) if f.get("status") != "fit"]
    return [Caution(f"tools/doctor called this host {status} for timing: " + "; ".join(
        f"{f.get('check')}: {f.get('value')}" for f in bad) + ".")]


def _whole(facts, name):
    """Returns the number that a fact begins with, or None: the fact may say in words that there is none."""
    found = re.match(r"[0-9]+(?![0-9.])", str(facts.get(name, "")))
    return int(found[0]) if found else None


def _came_between(run):
    """Says what took the CPU from the program, in the boot with most of that, and how far the core's clock went."""
    boots = [_dict(boot.get("between")) for boot in _list(run.facts.get("boots"))]
    boots = [boot for boot in boots if boot] or [_dict(run.facts.get("method"))]
    return [*_gaps(boots), *_fell_into(boots), *_clock(boots)]


def _gaps(boots):
    lost = [ppm for boot in boots if (ppm := _whole(boot, "gap_lost_ppm")) is not None]
    if not lost:
        return []
    said = (f"Gaps while the program did nothing but read its counter took {max(lost) / 1e4:.4g} % of the time"
            + (f" in the worst of {len(lost)} boots" if len(lost) > 1 else ""))
    if max(lost) <= GAP_LOST_PPM:
        return [Text(f"{said}.")]
    return [Caution(f"{said}, more than {GAP_LOST_PPM / 1e4:g} %: exits, stolen time or SMIs are in windows, too. "
                    "Percentiles near the top, maxima and means are not the path's alone.")]


def _fell_into(boots):
    """Warns of blocks that something fell into: strays, which were measured again, and SMIs, which were kept."""
    said = []
    for name, words in (("stray_interrupts", "Interrupts that nobody asked for fell into blocks, which were measured again"),
                        ("smi_blocks", "System-management interrupts fell into blocks, whose samples are kept")):
        count = sum(_whole(boot, name) or 0 for boot in boots)
        said += [Caution(f"{words}: {count} times. environment.json names the blocks, in `boots[].between.{name}`.")] \
            if count else []
    return said


def _clock(boots):
    """Says how far the core's clock went over all rounds of all boots."""
    low, high, middle = ([n for boot in boots if (n := _whole(boot, f"core_hz_{what}"))] for what in ("min", "max", "median"))
    if not (low and high and middle):
        return []
    low, high = min(low), max(high)
    said = f"The core ran at {low / 1e9:.4g} to {high / 1e9:.4g} GHz in the rounds, by a chain of instructions"
    if (high - low) * 100 <= CORE_SPREAD_PERCENT * low:
        return [Text(f"{said}.")]
    return [Caution(f"{said}: {100 * (high - low) / low:.3g} % apart, more than {CORE_SPREAD_PERCENT} %. A counter at a "
                    "constant rate shows the same work as longer or shorter: fix the core's clock, or compare within a round.")]


def _unsteady(rows):
    """Warns of rows whose blocks end unlike they began."""
    found = r.unsteady(rows)
    said = [f"{folder.label(folder.key_of(row))} ({r.rounded(r.number(row['first_quarter']))} and "
            f"{r.rounded(r.number(row['last_quarter']))})" for row in found[:FEW_ROWS]]
    more = f", and {len(found) - FEW_ROWS} more" if len(found) > FEW_ROWS else ""
    return [Caution(f"{len(found)} of {sum(map(r.ok, rows))} rows are not stationary: the last quarter of their blocks is not "
                    "like the first one, and their figures mix the two. Medians of both: " + ", ".join(said) + more + ".")] \
        if found else []


def beware(run):
    """Returns what a reader should know before a number is believed."""
    build = _dict(run.facts.get("build"))
    said = _boots(run) + _doctor(run.facts) + _came_between(run) + _unsteady(run.rows)
    if build.get("dirty"):
        said.append(Text("The checkout held changes besides its commit."))
    return said


def unmeasured(run):
    """Returns {(status, reason): the rows without a number}."""
    why = {name: reason for reason, names in _dict(run.facts.get("not_available")).items()
           if isinstance(names, list) for name in names if isinstance(name, str)}
    grouped = {}
    for row in run.rows:
        if not r.ok(row):
            reason = row.get("reason") or why.get(folder.label(folder.key_of(row)), "no reason is given")
            grouped.setdefault((row["status"].replace("_", " "), reason), []).append(row)
    return grouped


def missing(run):
    """Returns the rows without a number, by reason: each of them if they are few, else by benchmark."""
    grouped = unmeasured(run)
    lines = [["reason", "rows"]]
    for (status, reason), some in grouped.items():
        lines.append([f"{status}: {reason}", _names(some)])
    return [Heading(2, "Not available"), Table(lines, words=True)] if grouped else []


def _counted(some):
    """Returns the benchmarks of rows, each with the number of its rows if it has several."""
    counts = Counter(row["bench"] for row in some)
    return ", ".join(bench if n == 1 else f"{bench} ({n} rows)" for bench, n in counts.items())


def _names(some):
    """Names the rows; if they are many, the paths and their benchmarks, and the variants unless some row has none."""
    if len(some) <= FEW_ROWS:
        return ", ".join(folder.label(folder.key_of(row)) for row in some)
    found, paths = {}, {}
    for row in some:
        found.setdefault(row["path"], []).append(row)
    for path, rows in found.items():
        paths.setdefault(_counted(rows), []).append(path)
    said = [f"{', '.join(names)}: {benches}" for benches, names in paths.items()]
    variants = dict.fromkeys(row["variant"] for row in some)
    if "-" not in variants:
        said.append(f"all of {', '.join(variants)}")
    return "; ".join(said)


def _say(value):
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) if value != "" else "none"


def summary(facts):
    """Returns the facts that a reader looks for first."""
    build, host, emulator, counter = (_dict(facts.get(k)) for k in ("build", "host", "emulator", "counter"))
    compiler = _dict(_dict(build.get("compiler")).get("kernel"))
    lines = [["", ""], ["host CPU", _say(host.get("cpu_model"))], ["host kernel", _say(host.get("kernel"))]]
    if emulator:
        lines += [["emulator", f"{_say(emulator.get('qemu'))}, {_say(emulator.get('accelerator'))}"],
                  ["boot", _say(emulator.get("boot"))], ["command", _say(emulator.get("command"))]]
    lines += [["counter", f"{_say(counter.get('name'))} ({_say(counter.get('unit'))}): {_say(counter.get('read'))}"],
              ["commit", _say(build.get("commit")) + (" and changes" if build.get("dirty") else "")]]
    lines += [["compiler", _say(compiler.get("version"))]] if compiler else []
    lines += [[name, _say(value)] for name, value in _dict(facts.get("run")).items()]
    return Table(lines, words=True)


def _flat(value, name=""):
    """Returns [[name with dots, text]] of everything below."""
    if not isinstance(value, dict):
        return [[name, _say(value)]]
    return [line for key, inner in value.items() for line in _flat(inner, f"{name}.{key}" if name else str(key))]


def environment(facts):
    """Returns all of environment.json but what stands elsewhere."""
    lines = _flat({k: v for k, v in facts.items() if k not in ELSEWHERE})
    return [Heading(2, "Environment"), Text("As environment.json has it; docs/results.md says what each field is."),
            Table([["field", "value"], *lines], words=True)]


def _columns(name, items, keys):
    """Returns a table of a list of objects."""
    items = _list(items)
    keys = [k for k in keys if any(k in item for item in items)]
    return [Heading(2, name), Table([keys, *([_say(item.get(k)) for k in keys] for item in items)], words=True)] \
        if items and keys else []


def details(run):
    """Returns the doctor's findings, boots and layouts, the paths."""
    facts = run.facts
    paths = [{"path": name, **_dict(row), "code": str(_dict(row).get("sha256"))[:12]}
             for name, row in _dict(facts.get("paths")).items()]
    for row in paths:
        row.update({k: {"0": "no", "1": "yes"}.get(row.get(k), _say(row.get(k))) for k in ("control", "available")})
    return (_columns("The host, to tools/doctor", _dict(facts.get("doctor")).get("findings"),
                     ("check", "status", "value", "remedy"))
            + _columns("Boots", [{**_dict(boot.get("process")), **boot} for boot in _list(facts.get("boots"))],
                       ("layout", "boot", "seed", "started", "ended", "complete", *PROCESS))
            + _columns("Layouts", facts.get("layouts"), ("layout", "link_order_seed", "image_sha256"))
            + _columns("Paths", paths, ("path", "dispatch", "exit", "steps", "control", "available", "reason", "code")))
