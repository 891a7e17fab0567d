"""Tells whether two runs drew the same: places of mappings, orders of calls, numbers of samples.

Under icount two runs of equal draws can be compared call for call. SPDX-License-Identifier: MIT
"""

COUNTED = ("rounds", "samples", "warmup")


def of(run):
    """Returns what decides a run's draws: counts of rounds and samples, and the seed of each boot."""
    words = run.facts["run"] or {}
    seeds = sorted((boot.get("layout"), boot.get("boot"), str(boot.get("seed", words.get("seed"))))
                   for boot in run.facts.get("boots") or ())
    return [words.get(name) for name in COUNTED], seeds


def are_equal(a, b):
    """Returns whether runs a and b (folder.Folder) drew the same."""
    return of(a) == of(b)
