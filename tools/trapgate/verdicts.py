"""Decides what a comparison says of one row: worse, better, the same, or not known.

docs/measurement.md has the reasons for each rule. Next: compare.py. SPDX-License-Identifier: MIT
"""

import math
from statistics import fmean, median

WORSE, BETTER = "worse", "better"
SLIGHTLY_WORSE, SLIGHTLY_BETTER = "slightly worse", "slightly better"
SAME, UNCLEAR, NOT_JUDGED = "same", "unclear", "not judged"
VERDICTS = (WORSE, SLIGHTLY_WORSE, BETTER, SLIGHTLY_BETTER, SAME, UNCLEAR, NOT_JUDGED)
# Verdicts that `--changed` shows.
DIFFERENT = VERDICTS[:4]
# Differences within so many percent count as none.
MARGIN = 2.0
# Counts of other draws are of other trees, whose shapes alone move a figure of 20 blocks by a percent or two.
DRAWS_MARGIN = 5.0
MEASURES = (("median", median), ("mean", fmean), ("max", max), ("min", min))


def by_interval(low, high, margin):
    """Returns the verdict on a ratio that lies between `low` and `high`."""
    limit = 1 + margin / 100
    if 1 / limit <= low and high <= limit:
        return SAME
    if low > 1:
        return WORSE if low > limit else SLIGHTLY_WORSE
    if high < 1:
        return BETTER if high < 1 / limit else SLIGHTLY_BETTER
    return UNCLEAR


def of_timing(low, high, margin, slack):
    """Returns (verdict, what took a clearer one back, or None).

    `slack`: the share of the ratio that one step of the counter makes; None: not known. It widens the
    interval first, since medians of a coarse counter may agree or differ by a step for no reason."""
    if low is None or high is None:
        return UNCLEAR, None
    plain = by_interval(low, high, margin)
    wide = UNCLEAR if slack is None else by_interval(low - slack, high + slack, margin)
    return wide, None if wide == plain else "step"


def of_equal_draws(a, b):
    """Returns (verdict, what decided it) on counts of equal draws: they are compared, not estimated."""
    for name, measure in MEASURES:
        one, other = measure(a), measure(b)
        if one != other:
            return WORSE if other > one else BETTER, name
    return SAME, None


def of_other_draws(a, b, low, high, margin):
    """Returns (verdict, what decided it) on counts of different draws.

    A count that no draw changes is compared exactly. Any other is a sample of the draws' population: its
    interval decides, and without one nothing does."""
    if len(set(a)) == len(set(b)) == 1:
        return of_equal_draws(a[:1], b[:1])
    if low is None or high is None:
        return NOT_JUDGED, "other draws"
    return by_interval(low, high, margin), "interval"


def effect(ratio):
    """Returns how far a ratio is from 1, the same for its inverse; 0 for none."""
    return abs(math.log(ratio)) if ratio and ratio > 0 and math.isfinite(ratio) else 0.0
