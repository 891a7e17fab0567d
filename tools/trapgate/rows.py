"""Reads numbers, names and intervals off a summary's rows, and finds what a row is compared with.

Derived figures are never clipped: a net figure or a difference below zero is said as it is.
SPDX-License-Identifier: MIT
"""

KEY = ("path", "bench", "pattern", "variant")
COLD = ("cold_btb", "cold_btb_reread", "cold_cache", "cold_tlb")
BATCHES = ("batch=64", "batch=128")
# Single-shot samples and batches are said to disagree if their intervals do not meet, and the figures differ by
# more than this share of the single-shot one.
DISAGREE_PERCENT = 5
# If a step of the counter is more than this share of a figure, the figure is a mean.
STEP_PERCENT = 2
# The chance, over all rows of a run, that one of them is called not stationary although it is stationary.
LEVEL = 0.05
CONTROLS = ("empty", "stub_nop")


def number(text):
    """Returns a field of the summary, or None if it is empty or the column is not there."""
    return float(text) if text else None


def shown(value):
    """Returns a number with as many digits as it has, six at most after the point; None as `-`."""
    if value is None:
        return "-"
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded(value):
    """Returns a number that was computed with three digits after the point, or fewer if it is larger."""
    if value is None:
        return "-"
    return shown(round(value, 3 if abs(value) < 10 else 2 if abs(value) < 100 else 1))


def ok(row):
    return row["status"] == "ok"


def are_counts(rows):
    """Returns whether a run counted instructions, which know no time."""
    return any(row["unit"] == "instructions" for row in rows)


def is_events(row):
    """Returns whether a row counts a processor's events: it has another unit, and another table."""
    return row["variant"].startswith("pmu_")


def label(row, *without):
    """Returns the path, and those of pattern and variant that are not `-`."""
    return " ".join(row[k] for k in ("path", "pattern", "variant")
                    if (row[k] != "-" or k == "path") and k not in without)


def net(row, field):
    """Returns a field of the row less the median of the control with the same shape, or None."""
    value, base = number(row.get(field)), number(row["baseline"])
    return None if value is None or base is None else value - base


def is_coarse(row):
    """Returns whether a step of the counter is more than STEP_PERCENT of what the row is about."""
    step, value = number(row.get("step")), number(row["median"])
    if row["bench"] not in CONTROLS and row["net_median"]:
        value = number(row["net_median"])
    return step is not None and value is not None and step * 100 > STEP_PERCENT * value


def choose_figures(rows):
    """Sets each row's `figure`: whether tables and plots show its median or its mean. Rows that are compared with
    each other, those of all paths, have the same. If a step of the counter is too much of one of them, all show
    means: a median, which is a whole number of steps, would hide what they differ by."""
    coarse = {tuple(row[k] for k in KEY[1:]) for row in rows if ok(row) and is_coarse(row)}
    for row in rows:
        row["figure"] = "mean" if tuple(row[k] for k in KEY[1:]) in coarse and row["mean"] else "median"


def by_mean(row):
    return row.get("figure") == "mean"


def figure(row):
    """Returns what the row's call costs, net of the control with the same shape, or None."""
    return number(row["net_mean"]) if by_mean(row) else net(row, "median")


def figure_interval(row):
    """Returns the interval of figure(), as (low, high). The control's own uncertainty is not in it."""
    if not by_mean(row):
        return net_interval(row)
    low, high, value, mean = (number(row[k]) for k in ("mean_low", "mean_high", "net_mean", "mean"))
    return None if None in (low, high, value) else (low - mean + value, high - mean + value)


def titled(name, rows):
    """Returns a column's title, which says so if its figures are means."""
    return f"{name} (mean)" if any(row and by_mean(row) for row in rows) else name


def middle(rows):
    """Returns in a word or three what the figures of all these are."""
    kinds = {row.get("figure", "median") for row in rows if row} or {"median"}
    return kinds.pop() if len(kinds) == 1 else "median or mean"


def raw(row):
    """Returns (median or mean, its interval) as it was read, nothing taken off."""
    if not by_mean(row):
        return number(row["median"]), interval(row)
    return number(row["mean"]), (number(row["mean_low"]), number(row["mean_high"])) if row["mean_low"] else None


def unsteady(rows):
    """Returns the rows whose blocks end unlike they began, by Bonferroni: of 300 rows that do not change, fifteen
    would seem to at a level that is not divided by their number."""
    tested = [row for row in rows if ok(row) and row.get("drift_p")]
    return [row for row in tested if number(row["drift_p"]) < LEVEL / len(tested)]


def interval(row):
    """Returns (low, high), the 95 % interval of the median, or None if the folder has none."""
    low, high = number(row.get("median_low")), number(row.get("median_high"))
    return None if low is None or high is None else (low, high)


def net_interval(row):
    """Returns interval() less the median of the control. The control's own uncertainty is not in it."""
    found, base = interval(row), number(row["baseline"])
    return None if found is None or base is None else (found[0] - base, found[1] - base)


def find(rows, **fields):
    """Returns the first row that was measured and has these fields, or None."""
    return next((r for r in rows if ok(r) and all(r[k] == v for k, v in fields.items())), None)


def plain(rows, bench):
    """Returns the measured rows of a benchmark's plain measurement."""
    return [r for r in rows if ok(r) and (r["bench"], r["variant"]) == (bench, "-")]


def lead(rows):
    """Returns the benchmark that shows a path best: the cheapest call that was measured on any."""
    for bench in ("null", "dispatch", "getppid", "enosys"):
        if any(r["path"] != "-" for r in plain(rows, bench)):
            return bench
    return None


def by_bench(rows, variants):
    """Returns {bench: {(path, pattern): {variant: row}}} of what was measured in one of these variants, with the
    plain row beside it."""
    found = {}
    for row in rows:
        if ok(row) and row["variant"] in variants:
            found.setdefault(row["bench"], {}).setdefault((row["path"], row["pattern"]), {})
    for row in rows:
        cell = found.get(row["bench"], {}).get((row["path"], row["pattern"]))
        if cell is not None and ok(row) and row["variant"] in ("-", *variants):
            cell[row["variant"]] = row
    return found


def slope_net(rows, row):
    """Returns the slope of a batch=128 row less that of the empty batches; None if one is missing."""
    empty = find(rows, path="-", bench="empty", variant=BATCHES[1])
    column = "slope_mean" if by_mean(row) else "slope"
    slope, base = number(row.get(column)), number(empty and empty.get(column))
    return None if slope is None or base is None else slope - base


def disagrees(single, batched):
    """Returns whether a single-shot row and a batched one tell different costs, by the rule of DISAGREE_PERCENT."""
    one, many = figure(single), figure(batched)
    if one is None or many is None:
        return False
    a, b = figure_interval(single) or (one, one), figure_interval(batched) or (many, many)
    return (a[1] < b[0] or b[1] < a[0]) and abs(one - many) > abs(one) * DISAGREE_PERCENT / 100
