"""Makes the report's tables of numbers: blocks of headers, tables and sentences, from a run's rows.

Raw figures stand beside what was measured with them, the empty control and the stub; what is derived
from both has columns of its own. report.py puts the blocks in order. SPDX-License-Identifier: MIT
"""

from collections import namedtuple

from . import rows as r
from .rows import BATCHES, COLD, CONTROLS, number, rounded, shown

Heading = namedtuple("Heading", "level text")
Text = namedtuple("Text", "text")
Caution = namedtuple("Caution", "text")
# A list of sentences, each on its own.
Points = namedtuple("Points", "texts")
# `lines`: the header, then a line for each row; the first column is words, the others numbers unless `words`.
Table = namedtuple("Table", "lines words", defaults=(False,))
Plot = namedtuple("Plot", "name")

# The order in which people read the benchmarks; others follow.
ORDER = ("null", "dispatch", "getppid", "wrapper", "enosys", "mmap", "munmap", "munmap_touched",
         "touch", "mprotect", "mremap", "brk", "mmap_populate64", "munmap64", "mmap_huge", "clone",
         "clone_join", "futex_wake", "futex_pingpong", "yield", "switch")
# The benchmarks and patterns that are compared at a glance.
OVERVIEW = (("null", "-"), ("dispatch", "same"), ("dispatch", "random8"), ("getppid", "-"),
            ("mmap", "-"), ("munmap", "-"), ("clone", "-"), ("clone_join", "-"))
INTERVAL = "95 % interval"
MEAN_INTERVAL = "of the mean"
COLUMNS = (("n", "n"), ("min", "min"), ("median", "median"), (INTERVAL, None), ("p99", "p99"),
           ("max", "max"), ("outliers", "outliers"), ("step", "step"), ("mean", "mean"), (MEAN_INTERVAL, None),
           ("empty", "baseline"), ("stub", "stub_median"), ("net", "net_median"), ("over floor", "over_floor"))
# The columns whose values are others if the figure is a mean; and the columns that are shown only then.
OF_MEANS = {"net_median": "net_mean", "over_floor": "over_floor_mean"}
ONLY_MEANS = ("step", "mean", MEAN_INTERVAL)
PERCENTILES = (("n", "n"), ("min", "min"), ("p1", "p1"), ("p5", "p5"), ("q1", "q1"),
               ("median", "median"), ("q3", "q3"), ("p95", "p95"), ("p99", "p99"), ("p99.9", "p999"),
               ("max", "max"), ("MAD", "mad"), ("outliers", "outliers"))
BATCH_RULE = (f"They disagree where their intervals do not meet and the figures differ by more than "
              f"{r.DISAGREE_PERCENT} % of the single one.")


def benches(rows):
    """Returns the rows by benchmark."""
    grouped = {bench: [] for bench in ORDER if any(row["bench"] == bench for row in rows)}
    for row in rows:
        grouped.setdefault(row["bench"], []).append(row)
    return grouped


def _is_main(row):
    """Returns whether a row is neither cold, nor a batch, nor events: those have tables of their own."""
    return row["variant"] not in (*COLD, *BATCHES) and not r.is_events(row)


def _between(pair):
    """Returns an interval as text; `-` if there is none."""
    return "-" if pair is None else f"{rounded(pair[0])} .. {rounded(pair[1])}"


def _field(row, title, column):
    if title in ONLY_MEANS and not r.by_mean(row):
        return "-"
    if column is None:
        return _between(r.raw(row)[1] if title == MEAN_INTERVAL else r.interval(row))
    if r.by_mean(row) and column in (*OF_MEANS, "step", "mean"):
        return rounded(number(row[OF_MEANS.get(column, column)]))
    return row.get(column) or "-"


def table(rows, columns):
    """Returns a table with a line for each row. Of the columns that came with the intervals it has those that the
    folder has."""
    always = {title for title, column in COLUMNS if column in (
        "n", "min", "median", "p99", "max", "net_median", "over_floor")}
    kept = [(title, column) for title, column in columns
            if title in always or any(_field(row, title, column) != "-" for row in rows)]
    return Table([["path", *(title for title, _ in kept)]]
                 + [[r.label(row), *(_field(row, *one) for one in kept)] for row in rows])


def clearing(bench, rows):
    """Returns in a sentence which part of `touch` is the clearing of the page; None for other benchmarks."""
    net = {row["variant"]: r.figure(row) for row in rows if row["net_median"]}
    if bench != "touch" or not {"-", "clear"} <= set(net):
        return None
    rest = net["-"] - net["clear"]
    return (f"clearing the page: {net['clear']:.10g} of {net['-']:.10g} "
            f"({100 * net['clear'] / net['-']:.3g} %), all else: {rest:.10g}")


def by_bench(rows, columns=COLUMNS):
    """Returns a table for each benchmark."""
    blocks = []
    for bench, some in benches([row for row in rows if _is_main(row)]).items():
        measured = [row for row in some if r.ok(row)]
        if not measured:
            continue
        blocks.append(Heading(3, f"{bench} ({measured[0]['unit']})"))
        blocks.append(table(measured, columns))
        said = clearing(bench, measured) if columns is COLUMNS else None
        blocks += [Text(said[0].upper() + said[1:] + ".")] if said else []
    return blocks


def overview(rows):
    """Returns a table of net figures of the plain measurements: a row for each path, a column for each benchmark."""
    chosen = [row for row in rows if row["variant"] == "-" and r.ok(row)]
    cells = {(row["path"], row["bench"], row["pattern"]): rounded(r.figure(row)) if r.by_mean(row) else row["net_median"]
             for row in chosen}
    columns = [c for c in OVERVIEW if any((bench, pattern) == c for _, bench, pattern in cells)]
    paths = dict.fromkeys(row["path"] for row in rows if row["path"] != "-" and not r.is_events(row))
    lines = [["path", *(r.titled(b if p == "-" else f"{b} {p}", [x for x in chosen if (x["bench"], x["pattern"]) == (b, p)])
                        for b, p in columns)]]
    lines += [[path, *(cells.get((path, *c)) or "-" for c in columns)] for path in paths]
    return Table(lines)


def price(rows):
    """Returns what measuring itself costs: the controls of each shape, in units of time and of events apart."""
    blocks = []
    for events in (False, True):
        lines = [["measured as", "empty", INTERVAL, "stub_nop", INTERVAL, "stub less empty"]]
        for row in rows:
            if row["bench"] != "empty" or not r.ok(row) or r.is_events(row) != events:
                continue
            stub = r.find(rows, bench="stub_nop", variant=row["variant"])
            (value, between), (of_stub, about) = r.raw(row), r.raw(stub) if stub else (None, None)
            lines.append([r.titled("single" if row["variant"] == "-" else row["variant"], [row]), rounded(value),
                          _between(between), rounded(of_stub), _between(about),
                          rounded(of_stub - value if stub else None)])
        blocks += [Table(_without_empty(lines))] if len(lines) > 1 else []
    return blocks and [Heading(2, "What measuring costs"), Text(
        "`empty` is the pair of counter reads with nothing between, `stub_nop` the stub with a nop for its "
        "trap instruction, both in the same shape as what they are beside: `net` is a median less that "
        "of `empty`, and may be below zero."), *blocks]


def _without_empty(lines):
    """Returns the lines without the columns that hold nothing."""
    kept = [i for i in range(len(lines[0])) if i == 0 or any(line[i] != "-" for line in lines[1:])]
    return [[line[i] for i in kept] for line in lines]


def _cell(row):
    """Returns a net figure, and its interval if that is not a point."""
    if row is None:
        return "-"
    value, pair = r.figure(row), r.figure_interval(row)
    between = "" if pair is None or pair[0] == pair[1] else f" [{rounded(pair[0])}, {rounded(pair[1])}]"
    return rounded(value) + between


def _titles(variants, found, plain):
    """Returns a title for each variant's column; `plain`: the title of the plain one."""
    return [r.titled(plain if v == "-" else v, [cells.get(v) for cells in found.values()]) for v in variants]


def means(rows):
    """Says in a sentence what columns of means are, if there are some."""
    some = [row for row in rows if r.ok(row) and r.by_mean(row)]
    if not some:
        return []
    step = next(row for row in some if row["step"])
    return [Text(f"This counter goes by steps, of {rounded(number(step['step']) * _calls_of(step))} {step['unit']}: a median "
                 f"is a whole number of them. Where one is more than {r.STEP_PERCENT} % of what a row of the same kind costs, "
                 f"the figure is the mean of all samples but the outliers, here in {len(some)} rows, and the column says so.")]


def _calls_of(row):
    """Returns how many calls a window of the row holds."""
    return int(row["variant"].partition("=")[2]) if row["variant"] in BATCHES else 1


def _key(key):
    return " ".join(k for i, k in enumerate(key) if i == 0 or k != "-")


def _disagreement(bench, found):
    """Says in a sentence which rows cost another amount in a batch than alone; returns [] if none does."""
    said = []
    for key, cells in found.items():
        if {"-", BATCHES[1]} <= set(cells) and r.disagrees(cells["-"], cells[BATCHES[1]]):
            one, many = (r.figure(cells[v]) for v in ("-", BATCHES[1]))
            change = f", {100 * (many - one) / abs(one):+.3g} %" if one else ""
            said.append(f"{_key(key)} ({rounded(one)} alone, {rounded(many)} in a batch{change})")
    return said and Caution(f"{bench}: single calls and batches disagree on {len(said)} of {len(found)}: "
                            + "; ".join(said) + ".")


def _counted_batches(found):
    """Returns the rows that disagree, or one sentence: if calls do not overlap, a batch says nothing new."""
    told = [_disagreement(bench, cells) for bench, cells in found.items() if bench not in CONTROLS]
    return [said for said in told if said] or [Text(
        "Calls in batches were counted, too: nothing overlaps here, and one call more has the count of a single one.")]


def batches(rows):
    """Returns single calls beside batches of them, and the slope between two batches."""
    blocks, batched = [], r.by_bench(rows, BATCHES)
    if batched and r.are_counts(rows):
        return _counted_batches(batched)
    for bench, found in batched.items():
        if bench in CONTROLS:
            continue
        lines = [["path", *_titles(("-", *BATCHES), found, "single"), "slope"]]
        for key, cells in found.items():
            slope = r.slope_net(rows, cells[BATCHES[1]]) if BATCHES[1] in cells else None
            lines.append([_key(key), *(_cell(cells.get(v)) for v in ("-", *BATCHES)), rounded(slope)])
        unit = next(row for cells in found.values() for row in cells.values())["unit"]
        blocks += [Heading(3, f"{bench} ({unit} a call, net)"), Table(lines),
                   _disagreement(bench, found) or Text(f"{bench}: single calls and batches agree.")]
    return blocks and [Heading(2, "Single calls and batches"), Text(
        "A single call is timed alone, behind fences; calls in a batch may overlap with their neighbours. "
        "Each is net of the `empty` of its own shape; the slope is that between 64 and 128 calls, less the "
        "same slope of empty batches: what one call more costs. " + BATCH_RULE), *blocks]


def _less(row, other):
    """Returns how much more net one row is than another, or None."""
    one, two = (r.figure(x) if x else None for x in (row, other))
    return None if one is None or two is None else one - two


def cold(rows):
    """Returns warm and disturbed calls side by side."""
    blocks = []
    for bench, found in r.by_bench(rows, COLD).items():
        if bench in CONTROLS:
            continue
        names = [v for v in COLD if any(v in cells for cells in found.values())]
        lines = [["path", *_titles(("-", *names), found, "warm")]]
        lines += [[_key(key), *(_cell(cells.get(v)) for v in ("-", *names))] for key, cells in found.items()]
        more = [["path", *(f"{v} less warm" for v in names)]]
        more += [[_key(key), *(rounded(_less(cells.get(v), cells.get("-"))) for v in names)]
                 for key, cells in found.items()]
        unit = next(row for cells in found.values() for row in cells.values())["unit"]
        blocks += [Heading(3, f"{bench} ({unit} a call, net)"), Table(lines), Table(more)]
    return blocks and [Heading(2, "Warm and disturbed"), Text(
        "Before each sample the branch predictor was led astray (cold_btb), the caches were emptied "
        "(cold_cache) or the TLB was flushed (cold_tlb); each is net of `empty` behind the same disturbance."),
        *blocks]


def events(rows):
    """Returns the core's own counters, two tables for each benchmark: net figures, a column for each event."""
    blocks = []
    chosen = [row for row in rows if r.is_events(row) and r.ok(row)]
    for bench, both in benches(chosen).items():
        raw = bench in CONTROLS
        for mode in ("user", "kernel"):
            some = [row for row in both if row["variant"].endswith(f"_{mode}")]
            names = list(dict.fromkeys(row["variant"] for row in some))
            cells = {(row["path"], row["pattern"], row["variant"]): row for row in some}
            lines = [["path", *(n.removeprefix("pmu_").removesuffix(f"_{mode}").replace("_", " ") for n in names)]]
            for path, pattern in dict.fromkeys((row["path"], row["pattern"]) for row in some):
                found = [cells.get((path, pattern, n)) for n in names]
                lines.append([_key((path, pattern)), *(
                    shown(number(row["median"])) if raw and row else _cell(row) for row in found)])
            head = Heading(3, f"{bench}, {mode} mode (events a call, {'as read' if raw else 'net'})")
            blocks += [head, Table(lines)] if names else []
    return blocks and [Heading(2, "The core's counters"), Text(
        "Read around batches, in user and in kernel mode apart; net of the same reads around nothing."), *blocks]


def percentiles(rows):
    """Returns how the samples lie, for folders that have more than their 99th percentile."""
    if not any(row.get("q1") for row in rows):
        return []
    return [Heading(2, "Percentiles"), Text(
        "By the nearest rank; q1 and q3 are the quartiles, MAD is the median of the distances from the median. "
        "An outlier lies below q1 or above q3 by more than three times q3 - q1 (where that is nothing, it is any "
        "sample that is not the median): counted, and never taken out."), *by_bench(rows, PERCENTILES)]
