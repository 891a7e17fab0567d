#!/usr/bin/env python3
"""The intervals of build/host/stats against the same bootstrap written a second time, from its description.

The second one shares nothing with the first but the algorithm of docs/measurement.md: the generator
(MT19937), the order of the picks, the percentile rule. A step that is left out, correlated or off by one
gives other ends. SPDX-License-Identifier: MIT
"""

import csv
import io
import os
import random
import subprocess
import tempfile
import unittest
from itertools import groupby

import tap
from trapgate import results

STATS = os.path.join(tap.ROOT, "build", "host", "stats")
RESAMPLES, TAIL = 1000, 25


def fnv1a(text):
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2 ** 32
    return value


class MT19937:
    """Matsumoto's and Nishimura's generator as of 2002, seeded with one word as they do it; the twister
    itself is Python's own."""

    def __init__(self, seed):
        words = [seed or 4357]
        for i in range(1, 624):
            words.append((1812433253 * (words[-1] ^ words[-1] >> 30) + i) % 2 ** 32)
        self._source = random.Random()
        self._source.setstate((3, (*words, 624), None))

    def word(self):
        return self._source.getrandbits(32)


def nested(samples):
    """[layout][boot][block][sample] of sorted (layout, boot, block, value)."""
    def split(some, level):
        if level == 3:
            return [sample[3] for sample in some]
        return [split(list(group), level + 1) for _, group in groupby(some, key=lambda s: s[level])]
    return split(samples, 0)


def pick(source, count):
    return source.word() * count >> 32


def draw_block(source, block):
    """As many of its samples as it has. Three picks share a word of the generator in blocks of up to 64."""
    if len(set(block)) == 1:
        return block
    drawn, picks, left = [], 3 if len(block) <= 64 else 1, 0
    for number in range(len(block)):
        product = (left if number % picks else source.word()) * len(block)
        drawn.append(block[product >> 32])
        left = product % 2 ** 32
    return drawn


def draw_boots(source, layouts):
    """(layout, boot) of each boot of a drawn run."""
    found = []
    for _ in layouts:
        layout = pick(source, len(layouts))
        found += [(layout, pick(source, len(layouts[layout]))) for _ in layouts[layout]]
    return found


def draw_run(source, layouts, boots):
    drawn = []
    for layout, boot in boots:
        blocks = layouts[layout][boot]
        for _ in blocks:
            drawn += draw_block(source, blocks[pick(source, len(blocks))])
    return drawn


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def middle(statistic):
    """The 25th from each end of 1,000: 2.5 % lie at or beyond it."""
    statistic = sorted(statistic)
    return statistic[TAIL - 1], statistic[RESAMPLES - TAIL]


def medians(key, samples):
    source, layouts = MT19937(fnv1a(key)), nested(samples)
    return [median(draw_run(source, layouts, draw_boots(source, layouts))) for _ in range(RESAMPLES)]


def interval_of_median(key, samples):
    return middle(medians(key, samples))


def series(seed, shape, draw):
    """Samples of so many layouts, boots of each, blocks of each and samples of each; every block has a level
    of its own."""
    source, found = random.Random(seed), []
    for layout in range(shape[0]):
        for boot in range(shape[1]):
            for block in range(shape[2]):
                level = source.randrange(6) + 3 * layout
                found += [(layout, boot, block, level + draw(source)) for _ in range(shape[3])]
    return found


# Name, shape, what a sample is: ties and none; blocks below and above 64; odd and even numbers.
SERIES = {
    "ties": ((3, 2, 4, 5), lambda source: 100 + source.randrange(8)),
    "even": ((2, 3, 3, 6), lambda source: 50 + source.randrange(400) / 4),
    "odd": ((3, 1, 5, 3), lambda source: 50 + source.randrange(400) / 4),
    "wide": ((2, 2, 2, 65), lambda source: 1000 + source.randrange(500)),
    "same": ((2, 2, 6, 4), lambda source: 7),
    "flat": ((1, 1, 12, 2), lambda source: 30 + source.randrange(90)),
    "ranks": ((3, 3, 5, 8), lambda source: 1000 + source.randrange(90000)),
}
KEYS = {name: f"p,{name},-,-" for name in SERIES}
SAMPLES = {name: series(fnv1a(name), shape, draw) for name, (shape, draw) in SERIES.items()}


def samples_csv(path):
    with open(path, "w", encoding="ascii") as file:
        file.write(results.SAMPLES_HEADER + "\n")
        for name, samples in SAMPLES.items():
            for number, (layout, boot, block, value) in enumerate(samples):
                file.write(f"{KEYS[name]},{layout},{boot},{block},{number},{value:g},u\n")


class Intervals(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="trapgate-test-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def _file(self, name, text=""):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def _stats(self, *arguments, stdin=None):
        done = subprocess.run([STATS, *arguments], stdin=stdin, capture_output=True, text=True, check=True)
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def test_of_medians(self):
        cells = self._file("cells", "".join(f"{key},ok,-,u,1\n" for key in KEYS.values()))
        samples_csv(self._file("samples.csv"))
        with open(os.path.join(self.folder, "samples.csv"), "rb") as file:
            rows = self._stats("a", "i", cells, stdin=file)
        for name, row in zip(KEYS, rows):
            with self.subTest(name):
                self.assertEqual((float(row["median_low"]), float(row["median_high"])),
                                 interval_of_median(KEYS[name], SAMPLES[name]))

    def test_a_rank_shows(self):
        """One series has other values one rank beside each end: else an end that is off by one would pass."""
        ordered = sorted(medians(KEYS["ranks"], SAMPLES["ranks"]))
        for end in (TAIL - 1, RESAMPLES - TAIL):
            self.assertLess(ordered[end - 1], ordered[end])
            self.assertLess(ordered[end], ordered[end + 1])

    def test_no_interval_is_a_point(self):
        """Else the tests above would show little."""
        for name, samples in SAMPLES.items():
            low, high = interval_of_median(KEYS[name], samples)
            self.assertLess(low, high, name)


if __name__ == "__main__":
    tap.main()
