"""Measures in processes of this host, whatever program they are: options, starts, the result folder.

tools/native and tools/linux-native say what a start is; everything else of them is here.
SPDX-License-Identifier: MIT
"""

import sys

from . import boots, doctor, environment, host, image, late, native, options, results, schedule
from .options import Parser, seconds, seed, whole_number

TIMEOUT_S = 600


def parser(tool, words, filters, **defaults):
    """Returns the parser of both tools' options; `filters`: {name: what is chosen}, all of it if there is no
    default."""
    made = Parser(prog=f"tools/{tool}", description=words.split("\n", maxsplit=1)[0])
    made.add_argument("--arch", choices=image.ARCHES, default=host.architecture())
    for name, what in filters.items():
        made.add_argument(f"--{name}", metavar="A,B", default=defaults.get(name),
                          help=f"{what} to measure (default: {defaults.get(name, 'all')})")
    made.add_argument("--rounds", type=whole_number, metavar="N", help="times through all of them")
    made.add_argument("--samples", type=whole_number, metavar="N", help="samples a round and cell")
    made.add_argument("--seed", type=seed, metavar="N", default=1, help="of their random order (default: 1)")
    made.add_argument("--boots", type=whole_number, metavar="N", default=1,
                      help="starts of the program, each with a seed of its own (default: 1)")
    made.add_argument("--until", type=schedule.share, metavar="N%", help="further starts until the interval of each row "
                      f"lies within N %% of its figure, {schedule.LEAST} to {schedule.MOST} of each layout")
    options.add_quick(made)
    made.add_argument("--out", metavar="DIR", help="the result folder (default: a new one in results/)")
    made.add_argument("--timeout", metavar="S", type=seconds, default=TIMEOUT_S,
                      help=f"seconds that a start may take, 0: any number (default: {TIMEOUT_S})")
    made.add_argument("--adopt", metavar="RESULTS",
                      help="make this run the reference for its CPU, its table that of docs/figures.md; measures nothing")
    return made


def passed_on(opts, names, boot):
    """Returns the program's arguments. Boots differ by their seeds."""
    words = []
    for name in names:
        if getattr(opts, name) is not None:
            words += [f"--{name}", str(getattr(opts, name))]
    return [*words, "--seed", str(boot.seed)]


def _measure(opts, tool, layouts, out, start):
    """Measures all starts, and writes samples.csv as they come. Returns them as one, environment.json's words on
    each, and the unit."""
    merged, told = boots.Merged(), []
    with open(out.file("samples.csv"), "w", encoding="ascii", newline="\n") as file:
        planned = schedule.Schedule(layouts, opts.boots, opts.seed, opts.until, lambda: _so_far(opts, merged, file))
        file.write(results.SAMPLES_HEADER + "\n")
        for boot in planned:
            region, facts = start(boot)
            told.append(facts)
            merged.add(region, boot)
            unit = results.counter_unit(region, "native")
            file.writelines(results.block_lines(region, unit, boot.layout, boot.boot))
            if sys.stderr.isatty():
                print(f"start {planned.number}/{planned.total}, {planned.eta(1.0)}", file=sys.stderr)
    boots.leave_out(file.name, merged.left_out)
    if opts.until:
        print(f"tools/{tool}: --until: {planned.verdict()}", file=sys.stderr)
    return merged, told, unit


def _so_far(opts, merged, file):
    """Returns the summary's rows of what was measured so far."""
    file.flush()
    cells = results.cells_csv(merged, results.counter_unit(merged, "native"))
    return schedule.interim(file.name, cells, merged.left_out, opts.arch, "native")


def fill(out, opts, tool, built, cpu, start):
    """Measures, and writes everything that the folder holds; returns what late.write() does. start(boot) returns
    (region, native.boot_facts()) of one start."""
    warning = doctor.warning(built["doctor"], "native")
    if warning:
        print(f"tools/{tool}: {warning}", file=sys.stderr)
    merged, told, unit = _measure(opts, tool, len(built["layouts"]), out, start)
    out.use_room()
    with open(out.file("samples.csv"), "rb") as file:
        summary = results.summary_of(file, results.cells_csv(merged, unit), opts.arch, "native", out.path)
    out.write("summary.csv", summary)
    environment.seal(native.describe(opts.arch, merged, unit, built, told, cpu), out)
    return late.write(out)
