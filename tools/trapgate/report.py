"""Makes a run's report for people: its parts and their order, whatever it is rendered as.

report_tables.py has the numbers, report_facts.py the words; report_text.py makes a terminal's text
and Markdown of the blocks, report_html.py a page. SPDX-License-Identifier: MIT
"""

from . import answers, folder, linux_native_table, native_table, plots, report_compare, report_facts, report_html, report_tables
from . import report_text
from .report_facts import NOTE
from .report_tables import ORDER, Heading, Plot, Text

OVERVIEW_NOTE = "{} a call, median net of the counter pair"
READ = ("`net` is the median less the median of `empty`, the counter pair alone; `over floor` is `net` less the "
        "`null` of the floor path with the same exit; both may be below zero. `stub` is the median of `stub_nop`. "
        "The interval is that of the median, by bootstrap over layouts, boots, blocks and samples.")
__all__ = ["NOTE", "ORDER", "html", "markdown", "subject", "terminal", "title", "write"]


def title(facts):
    whose = "The host's Linux" if linux_native_table.is_of(facts) else "Trapgate"
    return f"{whose}: {facts['arch']}, {facts['instrument']}"


def _note(facts):
    """Returns in a sentence what the instrument's figures are."""
    return linux_native_table.NOTE if linux_native_table.is_of(facts) else NOTE.get(facts["instrument"], "")


def subject(facts):
    """Returns machine and instrument in one line, for titles."""
    emulator, host = facts.get("emulator") or {}, facts.get("host") or {}
    if facts["instrument"] == "icount":
        text = (f"{facts['arch']}, icount: guest instructions, counted exactly; QEMU "
                f"{emulator.get('qemu_version')} -M {emulator.get('machine')} -cpu {emulator.get('cpu')}")
    else:
        core = f" ({host['core']})" if host.get("core") else ""
        linux = f"Linux {host.get('kernel')}, " if linux_native_table.is_of(facts) else ""
        text = f"{facts['arch']}, {facts['instrument']}, {linux}{host.get('cpu_model')}{core}"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 110 else text[:107] + "..."


def _glance(run):
    """Returns the table that compares the paths, with its unit."""
    if linux_native_table.is_of(run.facts):
        return linux_native_table.glance(run)
    if run.facts["instrument"] == "native":
        return native_table.glance(run)
    unit = next((row["unit"] for row in run.rows if row["unit"] != "events"), "")
    return [Text(f"At a glance: {OVERVIEW_NOTE.format(unit)}."), report_tables.overview(run.rows)]


def _machine(run):
    """Returns the kernel and the machine that the figures are of, for the host's Linux: nothing else made them."""
    return linux_native_table.machine(run) if linux_native_table.is_of(run.facts) else []


def _numbers(run):
    """Returns all tables but percentiles."""
    rows = run.rows
    return [Heading(2, "By benchmark"), Text(READ), *report_tables.means(rows), *report_tables.by_bench(rows), *report_tables.price(rows),
            *report_tables.batches(rows), *report_tables.cold(rows), *report_tables.events(rows)]


def brief(run):
    """Returns in sentences what the run answers, and the one table that they are read off."""
    return [*answers.blocks(run, report_facts.beware(run)), *_glance(run)]


def terminal(run, compared=()):
    """Returns the text for a terminal. What is looked at first comes last, where the screen ends; `compared`:
    blocks of a comparison."""
    return report_text.terminal([*_numbers(run), *report_facts.missing(run), *compared, *report_facts.beware(run), *brief(run)])


def markdown(run, drawn, compared=()):
    """Returns report.md; `drawn`: the names of the plots beside it."""
    return report_text.markdown([
        Heading(1, title(run.facts)), Text(_note(run.facts)), *brief(run), *report_facts.beware(run),
        report_facts.summary(run.facts), *_machine(run), *compared, *map(Plot, drawn), *_numbers(run),
        *report_tables.percentiles(run.rows), *report_facts.missing(run), *report_facts.details(run)])


def html(run, svgs, compared=()):
    """Returns the page; `svgs`: {name: the text of a plot that gnuplot just drew}."""
    return report_html.page(title(run.facts), subject(run.facts), svgs, [
        Text(_note(run.facts)), *brief(run), *report_facts.beware(run), *_machine(run), *compared,
        Heading(2, "Plots"), *(Plot(name) for name in svgs if name != report_compare.PLOT), *_numbers(run),
        *report_tables.percentiles(run.rows),
        *report_facts.missing(run), *report_facts.details(run), *report_facts.environment(run.facts)])


def write(out):
    """Makes plots and reports for a folder in the making that holds its data; returns the run, as it is read."""
    run = folder.read(out.path)
    drawn = plots.draw(out, run, subject(run.facts))
    svgs = {}
    for name in drawn:
        with open(out.file(f"{name}.svg"), encoding="utf-8") as file:
            svgs[name] = file.read()
    out.write("report.md", markdown(run, drawn))
    out.write("report.html", html(run, svgs))
    return run
