"""Writes report.md and the plots of the comparison with Linux; docs/linux.md says how to read them.

SPDX-License-Identifier: MIT
"""

import os

from . import growth, image, linux_count, linux_guest, linux_table, linux_tree, plots, report
from . import report_text

NOTE = """\
The same benchmark program, machine and initramfs under both kernels: medians, net of the counter \
pair. `best` is the best of our rows for that benchmark, `base` the one that does what a careful \
kernel does without work-arounds for bugs of CPUs. A figure has the digits that hold in other draws, \
too: all of them where every sample is alike, else it is rounded as its spread demands (summary.csv has the medians). \
`null` is ours alone: `enosys` is compared with `enosys`. What Linux does in that time and we do not: \
docs/linux.md."""
MEANS = """\
A line that says `(mean)` has means, without outliers: a step of the counter is too much of one of its figures for \
medians, which are whole steps."""
ONCE = """\
Each string instruction is counted once here (variant `rep_once`). icount counts every iteration, \
which no processor does one by one; both counts, where they differ:"""
TICKS = """\
Linux's timer goes on while it is measured: {slow} of its {all} samples took more than twice the median \
of their row. They are in samples.csv."""
APART = """\
`batch=N`: N calls in one window, the cost of one of them. `cold_`: what was disturbed before each \
sample. Where instructions are counted neither may differ from the plain call but by its own length."""
GROWTH = """\
Both kernels among the same: so many other mappings, waiting threads or bytes. Linux's is `linux_off` \
where it was measured; each string instruction is counted once where that was done."""
BOOT = (("instructions to the first in user mode", "instructions"),
        ("the same, each string instruction once", "instructions_once"),
        ("seconds from the emulator's start", "seconds"), ("least memory, MiB", "memory_mib"))
WALL = {"icount": "Seconds are the emulator's on its host: they time the emulator, and no processor.",
        "kvm": "Seconds are from QEMU's start."}


def boot_table(boot):
    """Returns header and cells of `boot`: {'linux': {...}, 'trapgate': {...}}."""
    lines = [["to user mode", "linux", "trapgate", "ratio"]]
    for title, key in BOOT:
        linux, ours = boot["linux"].get(key), boot["trapgate"].get(key)
        if linux is not None:
            lines.append([title, linux_table.number(linux), linux_table.number(ours),
                          linux_table.ratio(ours, linux)])
    return lines


def tree_table(trees):
    """Returns header and cells of `trees`: {'linux': {call: (instructions, compares)}, 'trapgate': ...}."""
    lines = [["call", *(f"{name} {what}" for name in (linux_tree.LINUX_TREE, linux_tree.OUR_TREE)
                        for what in ("compares", "instructions"))]]
    for call, (instructions, compares) in trees["linux"].items():
        ours = trees["trapgate"][call]
        lines.append([call, *map(str, (compares, instructions, ours[1], ours[0]))])
    sums = [sum(int(line[n]) for line in lines[1:]) for n in range(1, 5)]
    return lines + [[f"all {len(trees['linux'])}", *map(str, sums)]]


def slow_samples(regions):
    """Returns how Linux's samples fared: {'slow': N, 'all': M}."""
    slow = total = 0
    for region in regions:
        values = {}
        for record in region.records:
            values.setdefault(record.cell, []).append(record.value)
        for some in values.values():
            median = sorted(some)[len(some) // 2]
            slow += sum(value > 2 * median for value in some)
            total += len(some)
    return {"slow": slow, "all": total}


def terminal(table, boot, trees):
    """Returns the text that `make linux` ends with."""
    text = [*report_text.unbroken(table.text((linux_table.PLAIN, linux_table.GROWN))), ""]
    if boot["trapgate"]:
        text += [*report_text.unbroken(boot_table(boot)), ""]
    if trees:
        text += [*report_text.unbroken(tree_table(trees)), ""]
    return "\n".join(text)


def _section(headline, words, cells, drawn=()):
    """Returns a section with some of the table's lines and their plots; [] if there is no line."""
    if len(cells) == 1:
        return []
    return [f"## {headline}", "", words, "",
            *(line for name in drawn for line in (f"![{plots.title(name)}]({name}.svg)", "")),
            *report_text.table(cells)]


def markdown(table, summary, facts, grown):
    """Returns report.md; `grown`: the names of the plots that draw_growth() made."""
    linux = facts["linux"]
    text = [f"# Linux beside Trapgate: {facts['arch']}, {facts['instrument']}", "",
            report.NOTE.get(facts["instrument"], ""), "", NOTE, "", "| | |", "|---|---|",
            report_text.fact("Linux", f"{linux['release']}, {linux['package'] or 'of your own'}"),
            report_text.fact("emulator", facts["emulator"]["qemu"]),
            report_text.fact("commit", facts["build"]["commit"])]
    text += [report_text.fact(name, command) for name, command in linux["commands"].items()]
    text += ["", "![Linux and Trapgate](linux.svg)", "",
             *report_text.table(table.text([linux_table.PLAIN]))]
    text += [MEANS, ""] if table.has_means() else []
    if any(row["variant"] == linux_count.VARIANT for row in summary):
        both = linux_table.both_counts(summary, facts["arch"])
        text += [ONCE, "", *report_text.table(both)] if len(both) > 1 else []
    text += [TICKS.format(**linux["samples"]), ""]
    text += _section("In batches and disturbed", APART, table.text([linux_table.APART]))
    text += _section("Among more and more", GROWTH, table.text([linux_table.GROWN]), grown)
    if facts["boot"]["trapgate"]:
        text += ["## To the first instruction in user mode", "",
                 *report_text.table(boot_table(facts["boot"])), WALL.get(facts["instrument"], ""), ""]
    if facts["trees"]:
        text += ["## Finding a call in a compare tree", "", *report_text.table(tree_table(facts["trees"]))]
    return "\n".join(text)


def _ratios(line):
    """Returns linux_off, the best row and the base row as parts of Linux's figure; NaN where one is missing."""
    return ["NaN" if value is None or value <= 0 else f"{value / line.linux:.6g}"
            for value in (line.off, line.best, line.base)]


def draw(folder, table, subject, unit):
    """Draws linux.svg and linux.png: the plain measurements as ratios, the largest difference first."""
    lines = [line for line in table.lines if line.kind == linux_table.PLAIN and (line.linux or 0) > 0 and line.best]
    lines.sort(key=lambda line: line.best / line.linux)
    words = "medians, or means" if table.has_means() else "medians"
    data = plots._table(folder, ".linux", [[line.bench, *_ratios(line), linux_table.number(line.linux)]
                                             for line in lines])
    found = [1, *(value / line.linux for line in lines for value in (line.off, line.best, line.base) if value)]
    plots._draw("linux", folder, [f"Trapgate against Linux, the same benchmark program: {words}", subject,
                                  f"{unit} a call, net of the counter pair, divided by linux's", data, len(lines),
                                  min(found) / 1.3, max(found) * 1.3])
    os.unlink(data)


def draw_growth(folder, summary, arch, subject, unit):
    """Draws Linux's series and ours, a plot for each benchmark, and returns their names. Linux is shown without
    work-arounds if it ran so."""
    ran = {row["path"] for row in summary}
    linux = "linux_off" if "linux_off" in ran else "linux"
    words = f"Linux ({linux_guest.MODES[linux] or 'its default'})"
    kernels = {"Trapgate": (image.BASE_PATH[arch], "-"), words: (linux,)}
    return growth.draw_beside(folder, linux_table.preferred(summary), kernels, subject, unit, plots._draw)
