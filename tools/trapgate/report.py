"""A summary for people: tables on the terminal, the same in Markdown.

SPDX-License-Identifier: MIT
"""

import textwrap

from . import plots

WIDTH = 100
COLUMNS = (("n", "n"), ("min", "min"), ("median", "median"), ("p99", "p99"), ("max", "max"),
           ("net", "net_median"), ("over floor", "over_floor"))
# The order in which people read them; others follow.
ORDER = ("null", "dispatch", "getppid", "wrapper", "enosys", "mmap", "munmap", "munmap_touched",
         "touch", "mprotect", "mremap", "brk", "mmap_populate64", "munmap64", "mmap_huge", "clone",
         "clone_join", "futex_wake", "futex_pingpong", "yield", "switch")
# What a narrow screen does without, the first first.
DROPPED = ("max", "min", "p99")
# What of them is compared at a glance: benchmark, pattern.
OVERVIEW = (("null", "-"), ("dispatch", "same"), ("dispatch", "random8"), ("getppid", "-"),
            ("mmap", "-"), ("munmap", "-"), ("clone", "-"), ("clone_join", "-"))
OVERVIEW_NOTE = "{} a call, median net of the counter pair"
NOTE = {
    "icount": "Guest instructions, counted exactly under emulation. They are no time.",
    "kvm": "Timed on the processor, under KVM.",
    "native": "Dispatch back ends alone, timed on the processor in a process of the host: no trap, no entry code.",
}


def benches(summary):
    """The rows by benchmark."""
    grouped = {bench: [] for bench in ORDER if any(r["bench"] == bench for r in summary)}
    for row in summary:
        grouped.setdefault(row["bench"], []).append(row)
    return grouped


def _label(row):
    return " ".join([row["path"]] + [row[k] for k in ("pattern", "variant") if row[k] != "-"])


def _lines(rows):
    """Header and cells of a benchmark's table; rows without a number are gathered at the end."""
    lines = [["path", *(title for title, _ in COLUMNS)]]
    lines += [[_label(r), *(r[key] for _, key in COLUMNS)] for r in rows if r["status"] == "ok"]
    return lines, [r for r in rows if r["status"] != "ok"]


def _missing(rows):
    """What to say of rows without a number: a sentence for each reason."""
    grouped = {}
    for row in rows:
        why = row["status"].replace("_", " ") + (row["reason"] and f" ({row['reason']})")
        grouped.setdefault(why, []).append(_label(row))
    return [f"{why}: {', '.join(names)}" for why, names in grouped.items()]


def _clearing(bench, rows):
    """What of `touch` is the clearing of the page, in a sentence; None elsewhere."""
    net = {r["variant"]: float(r["net_median"]) for r in rows if r["net_median"]}
    if bench != "touch" or not {"-", "clear"} <= set(net):
        return None
    rest = net["-"] - net["clear"]
    return (f"clearing the page: {net['clear']:.10g} of {net['-']:.10g} "
            f"({100 * net['clear'] / net['-']:.3g} %), all else: {rest:.10g}")


def overview(summary):
    """Header and cells: a row a path, a column a benchmark, net medians of the plain measurements."""
    cells = {(r["path"], r["bench"], r["pattern"]): r["net_median"] for r in summary
             if r["variant"] == "-" and r["status"] == "ok"}
    columns = [c for c in OVERVIEW if any((bench, pattern) == c for _, bench, pattern in cells)]
    paths = dict.fromkeys(r["path"] for r in summary if r["path"] != "-")
    lines = [["path", *(b if p == "-" else f"{b} {p}" for b, p in columns)]]
    lines += [[path, *(cells.get((path, *c), "-") for c in columns)] for path in paths]
    return lines


def _columns(lines):
    """Lines of text: the first column to the left, numbers to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  " + line[0].ljust(widths[0]) + "".join(
        "  " + field.rjust(width) for field, width in zip(line[1:], widths[1:]))
        for line in lines]


def _fitted(lines):
    """_columns(), without some of the columns where all of them are too wide."""
    for title in (None, *DROPPED):
        keep = [i for i, name in enumerate(lines[0]) if name != title]
        lines = [[line[i] for i in keep] for line in lines]
        text = _columns(lines)
        if max(map(len, text)) <= WIDTH:
            break
    return text


def _table(lines):
    """Lines of Markdown."""
    return ["| " + " | ".join(lines[0]) + " |", "|---" + "|---:" * (len(lines[0]) - 1) + "|",
            *("| " + " | ".join(line) + " |" for line in lines[1:]), ""]


def terminal(summary):
    """A table a benchmark, and all of them at a glance."""
    text = []
    for bench, rows in benches(summary).items():
        lines, others = _lines(rows)
        text.append(f"{bench} ({rows[0]['unit']})")
        text += _fitted(lines) if len(lines) > 1 else []
        notes = filter(None, [_clearing(bench, rows), *_missing(others)])
        text += [textwrap.fill(note, WIDTH, initial_indent="  ", subsequent_indent="    ",
                               break_long_words=False, break_on_hyphens=False) for note in notes]
        text.append("")
    text += [f"at a glance: {OVERVIEW_NOTE.format(summary[0]['unit'])}",
             *_columns(overview(summary)), ""]
    return "\n".join(text)


def subject(environment):
    """Machine and instrument in one line, for titles."""
    emulator, host = environment["emulator"], environment["host"]
    if environment["instrument"] == "icount":
        text = (f"{environment['arch']}, icount: guest instructions, counted exactly; "
                f"QEMU {emulator['qemu_version']} -M {emulator['machine']} -cpu {emulator['cpu']}")
    else:
        text = f"{environment['arch']}, {environment['instrument']}, {host['cpu_model']}"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 110 else text[:107] + "..."


def _fact(name, value):
    text = "not known" if value is None else str(value)
    return f"| {name} | {text.replace('|', '&#124;').replace('`', chr(39))} |"


def markdown(summary, environment, drawn):
    """report.md"""
    build, host, emulator = environment["build"], environment["host"], environment["emulator"]
    counter = environment["counter"]
    text = [f"# Trapgate: {environment['arch']}, {environment['instrument']}", "",
            NOTE.get(environment["instrument"], ""), "", "| | |", "|---|---|",
            _fact("host CPU", host["cpu_model"]), _fact("host kernel", host["kernel"]),
            *([_fact("emulator", f"{emulator['qemu']}, {emulator['accelerator']}"),
               _fact("boot", emulator["boot"]), _fact("command", emulator["command"])] if emulator else []),
            _fact("counter", f"{counter['name']} ({counter['unit']}): {counter['read']}"),
            _fact("commit", f"{build['commit']}{' and changes' if build['dirty'] else ''}"),
            _fact("compiler", build["compiler"]["kernel"]["version"])]
    text += [_fact(name, value) for name, value in environment["run"].items()] + [""]
    text += [f"At a glance: {OVERVIEW_NOTE.format(summary[0]['unit'])}.", "",
             *_table(overview(summary))]
    for name in drawn:
        text += [f"![{plots.title(name)}]({name}.svg)", ""]
    text += ["`net` is the median less the median of `empty`, the counter pair alone; `over floor` is "
             "`net` less the `null` of the floor path with the same exit.", ""]
    for bench, rows in benches(summary).items():
        lines, others = _lines(rows)
        text += [f"## {bench} ({rows[0]['unit']})", ""]
        if len(lines) > 1:
            text += _table(lines)
        notes = filter(None, [_clearing(bench, rows), *_missing(others)])
        text += [line for note in notes for line in (note[0].upper() + note[1:] + ".", "")]
    return "\n".join(text)
