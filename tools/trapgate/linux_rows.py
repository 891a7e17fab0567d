"""From the runs of Linux and ours to the files of one result folder.

A run's rows are made as tools/bench makes them; Linux's then get the name of its mode for a path,
those that pass no call path, too: a page fault is the kernel's all the same.

SPDX-License-Identifier: MIT
"""

import os
import shlex

from . import environment, linux_count, linux_guest, linux_package, linux_report, linux_table
from . import linux_tree, report, results

SAMPLES_PATH, SAMPLES_BOOT, SUMMARY_PATH = 0, 5, 2


class Measured:
    """What one kernel's run gave: its rows, and what was counted besides. `boot`: the run's number."""

    def __init__(self, name, region, counts, opts, folder, boot):
        self.region, self.boot, self.tree = region, {}, None
        if counts:
            windows = counts.by_record(region)
            self.boot = {"instructions": counts.boot["all"]}
            if opts.arch == "x86_64":
                self.boot["instructions_once"] = counts.boot["once"]
                path = linux_tree.OUR_PATH if name == "trapgate" else "linux"
                self.tree = linux_count.tree_by_call(region, windows, path)
                linux_count.add_variant(region, windows)
        text = results.samples_csv(region, unit(region, opts))
        summary = results.summary_csv(text, results.cells_csv(region, unit(region, opts)), opts.arch,
                                      opts.accel, folder.path)
        self.samples = _renamed(text, name, SAMPLES_PATH, boot)
        self.summary = _renamed(summary, name, SUMMARY_PATH)


def unit(region, opts):
    """icount's unit, or the counter's own."""
    if opts.accel == "icount":
        return "instructions"
    return {"TSC": "cycles"}.get(region.facts.get("counter"), "ticks")


def _renamed(text, name, path, boot=None):
    """A CSV text with the run's number, and Linux's mode for a path."""
    header, *lines = text.splitlines()
    rows = [line.split(",") for line in lines]
    for row in rows:
        if name != "trapgate":
            row[path] = name
        if boot is not None:
            row[SAMPLES_BOOT] = str(boot)
    return "".join(line + "\n" for line in (header, *map(",".join, rows)))


def _joined(texts):
    """CSV texts one behind the other, under the first one's header."""
    first, *others = texts
    return first + "".join(text.partition("\n")[2] for text in others)


def describe(opts, kernel, measured, built, times, boot):
    """environment.json"""
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


def write(folder, facts, measured, opts):
    """Everything that the folder holds; returns the table."""
    text = _joined([one.summary for one in measured.values()])
    summary = results.rows(text)
    controls = {name for name, row in measured["trapgate"].region.paths.items()
                if row["control"] == "1"}
    table = linux_table.Table(summary, controls, opts.arch, linux_count.VARIANT)
    linux_report.draw(folder, table, report.subject(facts), summary[0]["unit"])
    folder.write("samples.csv", _joined([one.samples for one in measured.values()]))
    folder.write("summary.csv", text)
    folder.write("report.md", linux_report.markdown(table, summary, facts))
    folder.write("environment.json", results.to_json(facts))
    return table
