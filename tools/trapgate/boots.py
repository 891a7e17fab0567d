"""The boots of a run: their order, their seeds, and what they come to together.

SPDX-License-Identifier: MIT
"""

import os
from collections import namedtuple

from . import Failure, splitmix

# The benchmark program takes this seed if it is given none.
DEFAULT_SEED = 1
# Streams of the seed: one for the boots' order; from STREAM_SEEDS on, one for each boot of each layout.
STREAM_ORDER, STREAM_SEEDS, SEEDS_A_LAYOUT = 0, 1, 1 << 32

Boot = namedtuple("Boot", "layout boot seed")


def seed_of(seed, layout, boot):
    """Returns a boot's seed. The first boot of layout 0 has the run's own, so that a run of one boot uses the seed
    given."""
    if (layout, boot) == (0, 0):
        return seed
    stream = splitmix.SplitMix64(seed, STREAM_SEEDS + layout * SEEDS_A_LAYOUT + boot)
    return stream.next() >> 11  # 53 bits: every reader of JSON holds such a number exactly


def plan(layouts, boots, seed):
    """Returns the Boots of a run in their random order, so that no layout has the machine's first hour for itself."""
    order = [Boot(layout, boot, seed_of(seed, layout, boot))
             for layout in range(layouts) for boot in range(boots)]
    splitmix.SplitMix64(seed, STREAM_ORDER).shuffle(order)
    return order


def further(layouts, first, end, seed):
    """Returns the Boots from number `first` up to, not including, `end` of each layout, in random order: a run that
    has the earlier ones takes them afterwards."""
    order = [Boot(layout, boot, seed_of(seed, layout, boot))
             for layout in range(layouts) for boot in range(first, end)]
    splitmix.SplitMix64(seed_of(seed, 0, first), STREAM_ORDER).shuffle(order)
    return order


def name_of(boot):
    return f"boot {boot.boot} of layout {boot.layout}"


class Merged:
    """Regions that were measured alike, merged into one without samples: what a result folder says of all of them.
    facts, paths: those of the boot that was run first, as samples.Region has them. cells: a row that one boot
    refused is not available. left_out: the keys of rows that some boots measured and others refused."""

    def __init__(self):
        self.facts = self.paths = self.cells = self.floor_of = None
        self.left_out, self._first = set(), None

    def add(self, region, boot):
        """Adds a boot's region. Raises Failure if the boot did not measure what those before it did."""
        if self.cells is None:
            self.facts, self.paths, self.cells = region.facts, region.paths, list(region.cells)
            self.floor_of, self._first = region.floor_of, boot
        if len(region.cells) != len(self.cells):
            raise Failure(f"it measured {len(region.cells)} rows, those before it {len(self.cells)}")
        for number, (known, cell) in enumerate(zip(self.cells, region.cells)):
            if known._replace(status="", reason="") != cell._replace(status="", reason=""):
                raise Failure("it did not measure what those before it did: "
                              f"{_said(known)} there, {_said(cell)} here")
            if known.status != cell.status and known[1:5] not in self.left_out:
                self.left_out.add(known[1:5])
                self.cells[number] = _refused(*((cell, boot) if known.status == "ok" else (known, self._first)))

    def reasons(self):
        """Returns {key: reason}, as samples.Region does."""
        return {cell[1:5]: cell.reason for cell in self.cells if cell.reason}


def _refused(cell, boot):
    """Returns the cell of a row that this boot refused and others measured: some boots' samples must not stand for
    all."""
    return cell._replace(reason=f"{cell.reason} (in {name_of(boot)}; other boots' samples of it are left out)")


def leave_out(path, keys):
    """Takes the rows of these keys out of a samples.csv."""
    if not keys:
        return
    heads = tuple(",".join(key) + "," for key in keys)
    with open(path, encoding="ascii") as old, open(path + ".part", "w", encoding="ascii", newline="\n") as new:
        new.writelines(line for line in old if not line.startswith(heads))
    os.replace(path + ".part", path)


def _said(cell):
    names = " ".join(name for name in cell[1:5] if name != "-")
    return f"{names} {cell.status}, batch {cell.batch}" + (cell.reason and f" ({cell.reason})")
