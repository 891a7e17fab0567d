"""Says in sentences what a run answers: which exit and which dispatch is cheapest and by how much, what the
boundary costs over its floor, what could not be measured. report.py puts the sentences ahead of the tables.

SPDX-License-Identifier: MIT
"""

from . import folder, image, linux_native_table, report_facts, rows as r
from .report_tables import Caution, Heading, Points
from .rows import rounded

TITLE = "In short"
# So many reasons are told; the table of what is not available has all.
FEW_REASONS = 3
REASON_LENGTH = 100
NO_TIMES = "Instruction counts are no times: "
OF_EXITS = NO_TIMES + ("IRET counts fewer instructions than SYSRET, since it needs none of the checks that must stand before "
                       "a SYSRET, and yet it costs more than those checks on silicon.")
OF_ANY_EXIT = NO_TIMES + "which exit is faster only a processor can tell."
OF_DISPATCH = NO_TIMES + "what a mispredicted branch costs on silicon, none of them shows."
FLOOR = "the trap answered by the return instruction at once"


def _and(names):
    """Returns `a`, `b` and `c`, as code."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last


class Span:
    """The cost of one row over another's: value, and the interval low to high. If every pair of samples shows the
    same difference, it is exact; otherwise the interval is what both rows' intervals leave."""

    def __init__(self, row, other, values):
        one, two = (values.get(folder.key_of(x), ()) for x in (row, other))
        apart = {a - b for a, b in zip(one, two)} if row["unit"] == "instructions" and len(one) == len(two) else ()
        self.exact = len(apart) == 1
        self.value = r.figure(row) - r.figure(other)
        a, b = (r.figure_interval(x) or (r.figure(x),) * 2 for x in (row, other))
        self.low, self.high = (self.value,) * 2 if self.exact else (a[0] - b[1], a[1] - b[0])


def amount(spans, words=""):
    """Returns text such as "15 more (exact)", "15 to 17 more (exact)" or "35.2 more (95 % interval 28 .. 43)";
    `words` follow the number."""
    least, most = rounded(min(s.value for s in spans)), rounded(max(s.value for s in spans))
    said = (least if least == most else f"{least} to {most}") + words
    if all(s.exact for s in spans):
        return f"{said} (exact)"
    return f"{said} (95 % interval {rounded(min(s.low for s in spans))} .. {rounded(max(s.high for s in spans))})"


class Cells:
    """The rows of one measurement by dispatch and exit, for the paths that differ in nothing else."""

    def __init__(self, run, bench, pattern, variant):
        self.values, self.what = run.values, bench if pattern == "-" else f"{bench} {pattern}"
        known = run.facts.get("paths") or {}
        self.found = {}
        for row in run.rows:
            about = known.get(row["path"]) or {}
            ways = about.get("dispatch"), about.get("exit")
            if r.ok(row) and r.figure(row) is not None and row["path"] == "_".join(w for w in ways if w and w != "-") \
                    and (row["bench"], row["pattern"], row["variant"]) == (bench, pattern, variant):
                self.found[ways] = row
        self.plain = {ways: row for ways, row in self.found.items() if known[row["path"]].get("control") != "1"}

    def unit(self):
        return f" {next(iter(self.found.values()))['unit']}"

    def span(self, ways, other):
        return Span(self.found[ways], self.found[other], self.values)

    def rank(self, kind):
        """Returns (names, the cheapest first; the ways of the other kind in which all of them were measured). kind:
        0 for dispatch, 1 for exit."""
        sets = {}
        for ways in self.plain:
            sets.setdefault(ways[1 - kind], set()).add(ways[kind])
        names = max(sets.values(), key=len, default=set())
        common = [other for other, some in sets.items() if some >= names]
        total = {name: sum(r.figure(self.plain[self.ways(kind, name, o)]) for o in common) for name in names}
        return sorted(names, key=lambda name: (total[name], name)), common

    @staticmethod
    def ways(kind, name, other):
        return (name, other) if kind == 0 else (other, name)

    def behind(self, kind):
        """Returns ([the cheapest], [(name, its Spans over the cheapest)] for all others, the ways that all have in
        common)."""
        names, common = self.rank(kind)
        return names[:1], [(name, [self.span(self.ways(kind, name, o), self.ways(kind, names[0], o)) for o in common])
                           for name in names[1:]], common


def cheapest(cells, kind, once=False):
    """Returns a sentence that says which is cheapest and by how much; None if fewer than two were measured."""
    best, others, common = cells.behind(kind)
    if not others:
        return None
    best += [name for name, spans in others if all(s.exact and s.value == 0 for s in spans)]
    others = [(name, spans) for name, spans in others if name not in best]
    close = [(name, spans) for name, spans in others if any(s.low <= 0 for s in spans)]
    clear = [(name, spans) for name, spans in others if (name, spans) not in close]
    said = _and(best) + f" on `{cells.what}`" * (not clear)
    more = f"{cells.unit()} a call more"
    if close:
        said += ", not told apart from " + ", ".join(f"`{name}`, which costs {amount(spans, more)}" for name, spans in close)
    if clear:
        (name, spans), *rest = clear
        said += f". On `{cells.what}`, `{name}` costs {amount(spans, more)}"
        said += "".join(f", `{name}` {amount(spans)}" for name, spans in rest)
    if len(common) > 1 and not once:
        said += f", with each of {len(common)} {('exits', 'back ends')[kind]}"
    return said + "."


def exits(cells):
    """Returns the sentences on the exits; None if none was measured."""
    said = cheapest(cells, 1)
    if said is None:
        found = dict.fromkeys(way for _, way in cells.plain)
        return f"Cheapest exit: not to be told, one exit was measured, {_and(found)}." if found else None
    if cells.unit() == " instructions":
        said += " " + (OF_EXITS if {"sysret", "iret"} <= {way for _, way in cells.plain} else OF_ANY_EXIT)
    return f"Cheapest exit: {said}"


def dispatches(several):
    """Returns the sentences on the back ends, for each of several measurements; None if none was measured."""
    told = [text for text in (cheapest(cells, 0, n > 0) for n, cells in enumerate(several)) if text]
    if not told:
        found = dict.fromkeys(way for cells in several for way, _ in cells.plain)
        return f"Cheapest dispatch: not to be told, one back end was measured, {_and(found)}." if found else None
    told[1:] = [f"For eight calls in random order: {text}" for text in told[1:]]
    return "Cheapest dispatch: " + " ".join(told + [OF_DISPATCH] * (several[0].unit() == " instructions"))


def _floor(cells, exit_):
    """Returns the ways of the floor that belongs to an exit: the exit's own, or the only one; None if neither is
    there."""
    floors = [ways for ways in cells.found if ways[0] == "floor"]
    return ("floor", exit_) if ("floor", exit_) in floors else floors[0] if len(floors) == 1 else None


def _over_floor(cells, ways):
    """Returns in words what a path costs over its floor; None without a floor."""
    floor = _floor(cells, ways[1])
    if floor is None:
        return None
    row, under = cells.found[ways], cells.found[floor]
    return (f"`{row['path']}` costs {rounded(r.figure(row))}{cells.unit()}, "
            + amount([cells.span(ways, floor)], f" more than the {rounded(r.figure(under))} of `{under['path']}`"))


def _parts(cells, ways):
    """Returns in words which part of a path's cost is the dispatch, and which is entry and exit."""
    direct, floor = ("direct", ways[1]), _floor(cells, ways[1])
    if direct not in cells.found or floor is None:
        return ""
    return (f" Of `{cells.found[ways]['path']}`, entry and exit are {amount([cells.span(direct, floor)])}, the dispatch "
            f"{amount([cells.span(ways, direct)])}.")


def boundary(cells, base):
    """Returns in words what the boundary costs over its floor, on the base path and on paths with other exits."""
    first = next((ways for ways, row in cells.plain.items() if row["path"] == base), next(iter(cells.plain), None))
    if first is None:
        return None
    like = [first, *(ways for ways in cells.plain if ways[0] == first[0] and ways != first)]
    told = [text for text in (_over_floor(cells, ways) for ways in like) if text]
    if not told:
        return "The boundary: what it costs over its floor is not to be told, no floor was measured."
    return f"The boundary, for `{cells.what}`: {'; '.join(told)} ({FLOOR}).{_parts(cells, first)}"


def _native(run):
    """Returns the sentences on back ends alone. They come from batches: one call may be shorter than the counter's
    step."""
    several = [Cells(run, bench, pattern, r.BATCHES[1]) for bench, pattern in (("null", "-"), ("dispatch", "random8"))]
    several = [cells for cells in several if cells.plain]
    said = [dispatches(several)]
    direct = several and several[0].found.get(("direct", "-"))
    if direct:
        best = several[0].rank(0)[0][0], "-"
        said += [f"Over the direct call of `direct` ({rounded(r.figure(direct))}{several[0].unit()}) the cheapest costs "
                 f"{amount([several[0].span(best, ('direct', '-'))], ' more')}."]
    return said + ["Exits and the boundary: not measured, the back ends are called as functions of a process."]


def _linux(run):
    """Returns the sentence on the host's Linux, which has one path."""
    calls = [row for row in run.rows if r.ok(row) and row["variant"] == "-" and row["bench"] not in r.CONTROLS
             and r.figure(row) is not None]
    if not calls:
        return []
    best = min(calls, key=r.figure)
    low, high = r.figure_interval(best) or (r.figure(best),) * 2
    return [f"Cheapest call: {folder.label(folder.key_of(best)[1:])}, {rounded(r.figure(best))} {best['unit']} alone (95 % "
            f"interval {rounded(low)} .. {rounded(high)}).",
            "Exit, dispatch, and the boundary over its floor: not to be told, since Linux has one path and no part of it can be "
            "left out."]


def _ours(run):
    lead = r.lead(run.rows)
    if lead is None:
        return ["Exit, dispatch, boundary: not to be told, none of `null`, `dispatch`, `getppid`, `enosys` was measured."]
    pattern = next(row["pattern"] for row in r.plain(run.rows, lead) if row["path"] != "-")
    first = Cells(run, lead, pattern, "-")
    mixed = Cells(run, "dispatch", "random8", "-")
    return [exits(first), dispatches([first] + [mixed] * bool(mixed.plain and lead != "dispatch")),
            boundary(first, image.BASE_PATH.get(run.facts["arch"]))]


def _short(text):
    text = text.replace("`", "'")
    return text if len(text) <= REASON_LENGTH else text[:REASON_LENGTH - 3] + "..."


def missing(run):
    """Returns a sentence that says what could not be measured and why."""
    reasons = sorted(((len(some), reason) for (_, reason), some in report_facts.unmeasured(run).items()), reverse=True)
    if not reasons:
        return f"All {len(run.rows)} rows were measured."
    told = [f"{_short(reason)} ({count} row{'s' * (count > 1)})" for count, reason in reasons[:FEW_REASONS]]
    more = len(reasons) - len(told)
    told += [f"{more} more reason{'s' * (more > 1)}"] * bool(more)
    return f"Not measured, {sum(count for count, _ in reasons)} of {len(run.rows)} rows: {'; '.join(told)}."


def blocks(run, warnings):
    """Returns heading and sentences; warnings: the blocks that say what to beware of."""
    native = run.facts["instrument"] == "native"
    said = _linux(run) if linux_native_table.is_of(run.facts) else _native(run) if native else _ours(run)
    count = sum(isinstance(block, Caution) for block in warnings)
    told = [f"Before you believe it: {count} warning{'s' * (count > 1)} beside the tables."] * bool(count)
    return [Heading(2, TITLE), Points([text for text in (*said, missing(run), *told) if text])]
