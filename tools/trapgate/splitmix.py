"""The guest's generator of seeded numbers (bench/random.c), number for number.

SPDX-License-Identifier: MIT
"""

MASK = (1 << 64) - 1
GOLDEN_GAMMA = 0x9e3779b97f4a7c15


def mix(z):
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
    z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
    return z ^ z >> 31


class SplitMix64:
    """A stream of numbers. Streams with different (seed, stream) pairs have nothing to do with each other."""

    def __init__(self, seed, stream):
        self.state = mix((mix((seed + GOLDEN_GAMMA) & MASK) + stream) & MASK)

    def next(self):
        """Returns the next 64 bits."""
        self.state = (self.state + GOLDEN_GAMMA) & MASK
        return mix(self.state)

    def below(self, bound):
        """Returns 0 to bound - 1, all equally likely."""
        uneven = (1 << 32) % bound
        while True:
            product = (self.next() >> 32) * bound
            if product & 0xffffffff >= uneven:
                return product >> 32

    def shuffle(self, things):
        """Puts a list in random order, every order equally likely."""
        for left in range(len(things), 1, -1):
            chosen = self.below(left)
            things[left - 1], things[chosen] = things[chosen], things[left - 1]
