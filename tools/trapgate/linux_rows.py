"""Makes the files of one result folder from the runs of Linux and ours.

A run's rows are made as tools/bench makes them. Linux's rows then get the name of its mode for a path, and so do
those that pass no call path: a page fault is the kernel's all the same.

SPDX-License-Identifier: MIT
"""

import os
import shlex

from . import environment, late, linux_count, linux_guest, linux_package, linux_report, linux_table
from . import linux_tree, report, results
from .rows import choose_figures

# The places of these fields in a row of samples.csv and of summary.csv.
SAMPLES = {"path": 0, "variant": 3, "boot": 5}
SUMMARY = {"path": 2, "variant": 5}
PLAIN = ("-", linux_count.VARIANT)


class Measured:
    """The yield of one kernel's run: its rows, and what was counted besides. The argument `boot` is the run's
    number."""

    def __init__(self, name, region, counts, opts, folder, boot):
        self.region, self.boot, self.tree = region, {}, None
        if counts:
            windows = counts.by_record(region)
            self.boot = {"instructions": counts.boot["all"]}
            # arm64 repeats no instruction: its counter counts each of them once.
            if opts.arch == "x86_64":
                self.boot["instructions_once"] = counts.boot["once"]
                path = linux_tree.OUR_PATH if name == "trapgate" else "linux"
                self.tree = linux_count.tree_by_call(region, windows, path)
                linux_count.add_variant(region, windows)
        text = results.samples_csv(region, results.counter_unit(region, opts.accel))
        summary = results.summary_csv(text, results.cells_csv(region, results.counter_unit(region, opts.accel)), opts.arch,
                                      opts.accel, folder.path)
        self.samples = _renamed(text, name, SAMPLES, boot, opts.growth)
        self.summary = _renamed(summary, name, SUMMARY, boot, opts.growth)


def _renamed(text, name, fields, boot, growth):
    """Returns a CSV text with the run's number, and with Linux's mode for a path. Only a run's variants of `growth`
    are kept if it is a run of `growth`: its plain rows were measured before."""
    header, *lines = text.splitlines()
    rows = [line.split(",") for line in lines]
    for row in rows:
        if name != "trapgate":
            row[fields["path"]] = name
        if "boot" in fields:
            row[fields["boot"]] = str(boot)
    kept = (row for row in rows if not growth or row[fields["variant"]] not in PLAIN)
    return "".join(line + "\n" for line in (header, *map(",".join, kept)))


def _joined(texts):
    """Returns CSV texts one after the other, under the first one's header."""
    first, *others = texts
    return first + "".join(text.partition("\n")[2] for text in others)


def describe(opts, kernel, measured, built, times, boot):
    """Returns environment.json, as a dict."""
    ours = measured["trapgate"].region
    linux = {name: one.region for name, one in measured.items() if name != "trapgate"}
    trees = {"trapgate" if name == "trapgate" else "linux": one.tree for name, one in measured.items()}
    commands = {name: shlex.join(linux_guest.shown_command(opts, os.path.basename(kernel),
                                                           linux_guest.MODES[name])) for name in linux}
    return {
        **environment.describe(opts, ours, unit(ours, opts), built, times),
        "linux": {"package": linux_package.package(kernel), "sha256": environment._sha256(kernel),
                  "release": next(iter(linux.values())).facts["kernel_release"],
                  "commands": commands, "samples": linux_report.slow_samples(linux.values())},
        "boot": boot, "trees": trees if all(trees.values()) else None,
    }


def write(folder, facts, measured, grown, opts):
    """Writes everything that the folder holds; returns the table, and why its plots are missing, or None."""
    runs = [*measured.values(), *grown.values()]
    text = _joined([one.summary for one in runs])
    summary = results.rows(text)
    choose_figures(summary)
    controls = {name for name, row in measured["trapgate"].region.paths.items()
                if row["control"] == "1"}
    table = linux_table.Table(summary, controls, opts.arch)
    folder.write("samples.csv", _joined([one.samples for one in runs]))
    folder.write("summary.csv", text)
    environment.seal(facts, folder)
    return table, late.attempt(folder, lambda: _show(folder, facts, table, summary))[1]


def _show(folder, facts, table, summary):
    """Makes the plots, and the report that shows them."""
    subject, its_unit = report.subject(facts), summary[0]["unit"]
    linux_report.draw(folder, table, subject, its_unit)
    plots = linux_report.draw_growth(folder, summary, facts["arch"], subject, its_unit)
    folder.write("report.md", linux_report.markdown(table, summary, facts, plots))
