"""Writes a report's blocks as text: for a terminal, and as Markdown.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import sys
import textwrap

from . import plots
from .report_tables import INTERVAL, MEAN_INTERVAL, Heading, Plot, Points, Table, Text, Caution

WIDTH = 100
# A terminal that is narrower than this has its lines broken all the same.
LEAST_WIDTH = 30
# A narrow screen does without these, the first first.
DROPPED = ("max", "min", "stub", "outliers", "p99", "empty", INTERVAL, MEAN_INTERVAL)
# Markdown would take these for its own, in words that came from outside.
MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in "|`<>&[]*"} | {"\n": " ", "\r": " "})
# This is for sentences of our own, in which names are between back quotes.
BUT_CODE = {c: text for c, text in MARKDOWN.items() if c != ord("`")}


def width(most=WIDTH):
    """Returns the columns that lines may have: those of the terminal, at most `most`, which a pipe or a file has,
    too."""
    if not os.environ.get("COLUMNS", "").isdigit() and not sys.stdout.isatty():
        return most
    return max(LEAST_WIDTH, min(most, shutil.get_terminal_size((80, 24)).columns))


def printable(text):
    """Returns the text without anything that a terminal obeys."""
    return "".join(c if c.isprintable() else "?" for c in text)


def columns(lines):
    """Returns lines of text: the first column to the left, numbers to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  " + line[0].ljust(widths[0]) + "".join(
        "  " + field.rjust(width) for field, width in zip(line[1:], widths[1:]))
        for line in lines]


def fitted(lines):
    """Returns columns(). If they are too wide, all intervals in brackets go, then some columns; then the lines are
    folded."""
    if max(map(len, columns(lines))) > width():
        lines = [[re.sub(r" \[[^]]*\]$", "", field) for field in line] for line in lines]
    for name in (None, *DROPPED):
        keep = [i for i, title in enumerate(lines[0]) if title != name]
        lines = [[line[i] for i in keep] for line in lines]
        if max(map(len, columns(lines))) <= width():
            break
    return folded(lines, width())


def unbroken(lines):
    """Returns lines for a terminal, as wide as the terminal is; whole in a pipe or a file, however wide."""
    return folded(lines, width(sys.maxsize))


def folded(lines, most):
    """Returns columns() of as many columns as fit, below them as many of the others, each time beside the first
    column."""
    text, begin = [], 1
    while begin < len(lines[0]) or not text:
        end = begin + 1
        while end < len(lines[0]) and max(map(len, columns(_part(lines, begin, end + 1)))) <= most:
            end += 1
        text += [""] * bool(text) + columns(_part(lines, begin, end))
        begin = end
    return text


def _part(lines, begin, end):
    return [[line[0], *line[begin:end]] for line in lines]


def _filled(text, first="  ", then="  "):
    """Returns lines that fit. A word that does not is broken if the screen is narrow, since a terminal would break
    it."""
    return textwrap.fill(printable(text), width(), initial_indent=first, subsequent_indent=then,
                         break_long_words=width() < WIDTH, break_on_hyphens=False)


def terminal(blocks):
    """Returns text of width() columns at most; with WIDTH of them, a word that is longer has more."""
    text = []
    for block in blocks:
        if isinstance(block, Heading):
            text += [*([""] if text and block.level < 3 else []), _filled(block.text, "", "  ")]
        elif isinstance(block, Table) and block.words:
            text += [_filled(": ".join(line), "  ", "    ") for line in block.lines[1:]] + [""]
        elif isinstance(block, Table):
            text += [*(line.rstrip() for line in fitted(block.lines)), ""]
        elif isinstance(block, Points):
            text += [*(_filled(said.replace("`", ""), "  - ", "    ") for said in block.texts), ""]
        elif isinstance(block, (Text, Caution)) and block.text:
            mark = "! " if isinstance(block, Caution) else "  "
            text += [_filled(block.text.replace("`", ""), mark, "  "), ""]
    return "\n".join(text)


def table(lines, words=False):
    """Returns a table as lines of Markdown."""
    rule = "|---" + ("|---" if words else "|---:") * (len(lines[0]) - 1) + "|"
    escaped = [[field.translate(MARKDOWN) for field in line] for line in lines]
    header, *others = ["| " + " | ".join(line) + " |" if any(line) else "|" + " |" * len(line)
                       for line in escaped]
    return [header, rule, *others, ""]


def escaped(text):
    """Returns text that Markdown takes for text."""
    return text.translate(MARKDOWN)


def fact(name, value):
    """Returns a line of a table of two columns without a header."""
    text = "not known" if value is None else str(value)
    return f"| {name.translate(MARKDOWN)} | {text.translate(MARKDOWN)} |"


def markdown(blocks):
    text = []
    for block in blocks:
        if isinstance(block, Heading):
            text += ["#" * block.level + " " + block.text.translate(MARKDOWN), ""]
        elif isinstance(block, Table):
            text += table(block.lines, block.words)
        elif isinstance(block, Plot):
            text += [f"![{plots.title(block.name)}]({block.name}.svg)", ""]
        elif isinstance(block, Caution):
            text += ["**" + block.text.translate(MARKDOWN) + "**", ""]
        elif isinstance(block, Points):
            text += [*(f"- {said.translate(BUT_CODE)}" for said in block.texts), ""]
        elif block.text:
            text += [block.text, ""]
    return "\n".join(text)
