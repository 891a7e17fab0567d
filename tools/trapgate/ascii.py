"""Draws the figures in ASCII, for a terminal: one line for each bar, as wide as the screen.

SPDX-License-Identifier: MIT
"""

import shutil

from . import figures
from .rows import rounded

LEAST_WIDTH, MOST_WIDTH = 40, 160
# The shades of a bin, from no sample to the fullest bin.
SHADES = " .:-=+*#%@"
# The least room for the words after a bar.
WORDS = 10


def width(asked=None):
    """Returns the columns of the terminal, or 80 if there is none; never fewer than LEAST_WIDTH, more than
    MOST_WIDTH."""
    columns = asked or shutil.get_terminal_size((80, 24)).columns
    return max(LEAST_WIDTH, min(MOST_WIDTH, columns))


class Canvas:
    """The part of a line between its label and its number: an axis from `first` to `last`."""

    def __init__(self, figure, labels, columns, words=()):
        self.first, self.last = figure.first, figure.last
        self.label = min(max(map(len, labels)), columns // 3)
        self.columns = max(10, columns - self.label - max(WORDS, *map(len, words), 0) - 4)

    def place(self, value):
        """Returns the column of a value; a value outside the axis is put at its edge."""
        share = (value - self.first) / (self.last - self.first)
        return max(0, min(self.columns - 1, round(share * (self.columns - 1))))

    def line(self, label, cells, words=""):
        name = label if len(label) <= self.label else label[:self.label - 1] + "~"
        return f"  {name:<{self.label}} {''.join(cells)} {words}".rstrip()

    def axis(self):
        """Returns the line of the axis, and the line with the numbers at both ends."""
        left, right = f"{self.first:.4g}", f"{self.last:.4g}"
        room = max(1, self.columns - len(left) - len(right))
        return [f"  {'':<{self.label}} {'-' * self.columns}",
                f"  {'':<{self.label}} {left}{' ' * room}{right}"]


def _marked(canvas, spans):
    """Returns a line of blanks with spans of a character drawn over it: (from, to, character)."""
    cells = [" "] * canvas.columns
    for begin, end, mark in spans:
        a, b = canvas.place(begin), canvas.place(end)
        cells[a:b + 1] = mark * (b - a + 1)
    return cells


def _intervals(figure, columns):
    said = [rounded(row[4]) + (f" ({row[-1]})" if row[-1] else "") for row in figure.rows]
    canvas = Canvas(figure, [row[0] for row in figure.rows], columns, said)
    lines = []
    for (label, _, least, low, median, high, most, _), words in zip(figure.rows, said):
        cells = _marked(canvas, [(least, most, "-"), (low, high, "="), (median, median, "O")])
        lines.append(canvas.line(label, cells, words))
    return [*lines, *canvas.axis(), "  O median, = its 95 % interval, - least to 99th percentile"]


def _bars(figure, columns):
    names = [label for label, _ in figure.rows] + [f"  {s}" for s in figure.series]
    canvas = Canvas(figure, names, columns)
    lines = []
    for label, cells in figure.rows:
        lines.append(canvas.line(label, ""))
        for name, cell in zip(figure.series, cells):
            if cell:
                value, low, high = cell
                spans = [(min(value, 0), max(value, 0), "#"), *([(low, high, "=")] if low < high else [])]
                lines.append(canvas.line(f"  {name}", _marked(canvas, spans), rounded(value)))
    return [*lines, *canvas.axis(), "  # median, = its 95 % interval"]


def _histogram(figure, columns):
    canvas = Canvas(figure, [row[0] for row in figure.rows], columns,
                    [row[-1] for row in figure.rows])
    lines = []
    for label, _, bins, words in figure.rows:
        heights = [0.0] * canvas.columns
        for begin, end, height in bins:
            place = canvas.place((begin + end) / 2)
            heights[place] = max(heights[place], height)
        cells = [" " if not h else SHADES[max(1, round(h * (len(SHADES) - 1)))] for h in heights]
        lines.append(canvas.line(label, cells, words))
    return [*lines, *canvas.axis(), f"  samples in a bin, from few to the fullest: {SHADES[1:]}"]


def _curves(figure, columns):
    """Draws each curve as the digits 1 to 9 at the places where it passes each tenth; 5 is the median."""
    canvas = Canvas(figure, [name for _, curves in figure.panels for name, _ in curves], columns)
    lines = []
    for _, curves in figure.panels:
        for label, points in curves:
            spans = [(value, value, str(tenth)) for tenth in (1, 9, 2, 8, 3, 7, 4, 6, 5) for value in
                     [next((v for v, share in points if share >= tenth / 10), None)]
                     if value is not None and value <= figure.last]
            lines.append(canvas.line(label, _marked(canvas, spans)))
    return [*lines, *canvas.axis(), "  1 to 9: where so many tenths of the samples cost no more"]


KINDS = {figures.Intervals: _intervals, figures.Bars: _bars, figures.Histogram: _histogram,
         figures.Curves: _curves}


def draw(drawn, columns=None):
    """Returns all figures {name: figure} as text."""
    columns, text = width(columns), []
    for figure in drawn.values():
        text += [figure.headline, f"  {figure.axis}", *KINDS[type(figure)](figure, columns), ""]
    return "\n".join(text)
