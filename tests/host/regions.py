#!/usr/bin/env python3
"""Sample regions that chance or malice has changed: refused, or harmless, and never an accident.

SPDX-License-Identifier: MIT
"""

import random
import re
import struct
import unittest
import zlib

import tap
from make_region import in_blocks, make_region, make_text
from trapgate import Failure, samples

CELLS = [("-", "empty", "-", "-", 1, "ok", ""), ("table_sysret", "null", "-", "-", 1, "ok", ""),
         ("table_iret", "null", "-", "-", 1, "not_available", "no such thing"),
         ("floor_sysret", "null", "-", "batch=64", 64, "ok", "")]
VALUES = {0: [20] * 4, 1: [70, 70, 71, 90], 3: [30, 31, 32, 33]}
REGION = make_region(make_text(CELLS), in_blocks(VALUES), len(CELLS))
TEXT_AT, TEXT_SIZE, RECORDS_AT = struct.unpack_from("<QQQ", REGION, 32)
SEED, MUTATIONS = 20, 4000
# What a mutation puts in: structure, and what would mean something further on.
PIECES = [b"\n", b"\n\n", b",", b"=", b"cell=", b"path.", b"\0", b"\xff", b"\r", b"\x1b[2J", b"'", b'"', b"`id`",
          b"$(id)", b"<script>", b"|", b"..", b"/", b"0", b"-1", b"99999999999999999999", b"rounds=0\n",
          b"rounds=x\n", b"counter_hz=-\n", b"status=ok", b"reason=", b"unit=events"]


def is_refused(region):
    try:
        samples.Region(region)
    except Failure:
        return True
    return False


def forged(region):
    """With a checksum that holds again."""
    region = bytearray(region)
    struct.pack_into("<QI", region, 16, len(region), zlib.crc32(region[80:]))
    return bytes(region)


class Chance(unittest.TestCase):
    """Without a new checksum nothing passes that is not what was sent."""

    def test_what_was_sent_passes(self):
        self.assertFalse(is_refused(REGION))

    def test_every_bit_counts(self):
        for bit in range(8 * len(REGION)):
            changed = bytearray(REGION)
            changed[bit // 8] ^= 1 << bit % 8
            if not is_refused(bytes(changed)):
                self.fail(f"bit {bit % 8} of byte {bit // 8} may be wrong")

    def test_every_end_counts(self):
        for size in range(len(REGION)):
            if not is_refused(REGION[:size]):
                self.fail(f"{size} bytes of {len(REGION)} pass")
        self.assertTrue(is_refused(REGION + b"\0"))

    def test_pages_that_were_lost(self):
        """Zeros in place of what was sent, as of an extent that the host did not find."""
        for begin in range(0, len(REGION) - 24, 24):
            self.assertTrue(is_refused(REGION[:begin] + bytes(24) + REGION[begin + 24:]), begin)


class Malice(unittest.TestCase):
    """Whoever makes the checksum too gets no further than what a run can say."""

    def check(self, region, what):
        """Refused in a sentence, or a region like any other."""
        try:
            made = samples.Region(region)
        except Failure as error:
            self.assertTrue(str(error).startswith("the samples cannot be used: "), what)
            return False
        names = [name for cell in made.cells for name in cell[1:5]] + list(made.paths) + list(made.facts)
        self.assertEqual([n for n in names if not re.fullmatch(samples.NAME, n)], [], what)
        words = [*made.facts.values(), *(w for row in made.paths.values() for w in row.values()),
                 *(cell.reason for cell in made.cells)]
        self.assertTrue(all(word.isprintable() for word in words), what)
        self.assertEqual(sum(b.end - b.begin for b in made.blocks), len(made.columns.value), what)
        return True

    def test_random_changes(self):
        chance, passed = random.Random(SEED), 0
        for number in range(MUTATIONS):
            region = bytearray(REGION)
            for _ in range(chance.randint(1, 3)):
                at = chance.randrange(TEXT_AT, len(region))
                if chance.random() < 0.5:
                    region[at] = chance.randrange(256)
                else:
                    piece = chance.choice(PIECES)
                    region[at:at + len(piece)] = piece
            passed += self.check(forged(region), f"mutation {number}")
        self.assertIn(passed, range(1, MUTATIONS), "some only change a value")

    def test_random_headers(self):
        chance = random.Random(SEED)
        for number in range(MUTATIONS):
            header = bytearray(REGION[:80])
            at = chance.choice(range(8, 80, 4))
            size = chance.choice((4, 8))
            word = chance.choice((0, 1, 80, 24, len(REGION), 1 << 31, (1 << 32) - 1, chance.getrandbits(32)))
            header[at:at + size] = word.to_bytes(size, "little")
            self.check(bytes(header[:80]) + REGION[80:], f"header {number}: {word:#x} at {at}")

    def test_a_change_of_the_text_moves_the_rest(self):
        """Lines twice, lines gone: each with a text that is as long as the header says."""
        lines = make_text(CELLS).decode().splitlines(keepends=True)
        for at, line in enumerate(lines):
            for other in (lines[:at] + lines[at + 1:], lines[:at] + [line, line] + lines[at + 1:]):
                region = make_region("".join(other).encode(), in_blocks(VALUES), len(CELLS))
                passed = self.check(region, f"line {at}")
                if len(other) > len(lines) or line.startswith("cell=") or line == "\n":
                    self.assertFalse(passed, f"line {at}: {line!r}")


if __name__ == "__main__":
    tap.main()
