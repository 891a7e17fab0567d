"""A report's blocks as text: for a terminal, and as Markdown.

SPDX-License-Identifier: MIT
"""

import re
import textwrap

from . import plots
from .report_tables import INTERVAL, MEAN_INTERVAL, Heading, Plot, Table, Text, Caution

WIDTH = 100
# What a narrow screen does without, the first first.
DROPPED = ("max", "min", "stub", "outliers", "p99", "empty", INTERVAL, MEAN_INTERVAL)
# What Markdown would take for its own, in words that came from outside.
MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in "|`<>&[]*"} | {"\n": " ", "\r": " "})


def printable(text):
    """Nothing that a terminal obeys."""
    return "".join(c if c.isprintable() else "?" for c in text)


def columns(lines):
    """Lines of text: the first column to the left, numbers to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  " + line[0].ljust(widths[0]) + "".join(
        "  " + field.rjust(width) for field, width in zip(line[1:], widths[1:]))
        for line in lines]


def fitted(lines):
    """columns(); where all are too wide without the intervals in brackets, and then without some."""
    if max(map(len, columns(lines))) > WIDTH:
        lines = [[re.sub(r" \[[^]]*\]$", "", field) for field in line] for line in lines]
    for name in (None, *DROPPED):
        keep = [i for i, title in enumerate(lines[0]) if title != name]
        lines = [[line[i] for i in keep] for line in lines]
        text = columns(lines)
        if max(map(len, text)) <= WIDTH:
            break
    return text


def _filled(text, first="  ", then="  "):
    return textwrap.fill(printable(text), WIDTH, initial_indent=first, subsequent_indent=then,
                         break_long_words=False, break_on_hyphens=False)


def terminal(blocks):
    """Text of WIDTH columns at most, but for words that are longer."""
    text = []
    for block in blocks:
        if isinstance(block, Heading):
            text += [*([""] if text and block.level < 3 else []), printable(block.text)]
        elif isinstance(block, Table) and block.words:
            text += [_filled(": ".join(line), "  ", "    ") for line in block.lines[1:]] + [""]
        elif isinstance(block, Table):
            text += [*fitted(block.lines), ""]
        elif isinstance(block, (Text, Caution)) and block.text:
            mark = "! " if isinstance(block, Caution) else "  "
            text += [_filled(block.text.replace("`", ""), mark, "  "), ""]
    return "\n".join(text)


def table(lines, words=False):
    """Lines of Markdown."""
    rule = "|---" + ("|---" if words else "|---:") * (len(lines[0]) - 1) + "|"
    escaped = [[field.translate(MARKDOWN) for field in line] for line in lines]
    header, *others = ["| " + " | ".join(line) + " |" if any(line) else "|" + " |" * len(line)
                       for line in escaped]
    return [header, rule, *others, ""]


def escaped(text):
    """Text that Markdown takes for text."""
    return text.translate(MARKDOWN)


def fact(name, value):
    """A line of a table of two columns without a header."""
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
        elif block.text:
            text += [block.text, ""]
    return "\n".join(text)
