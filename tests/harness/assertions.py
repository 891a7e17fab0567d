"""Prints TAP: numbered assertions, and the plan at the end. SPDX-License-Identifier: MIT"""

import re
import sys

PLAN = re.compile(r"1\.\.(\d+)$")
RESULT = re.compile(r"(not )?ok( \d+)?(.*)$")


class Tap:
    """The results of one test file."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.count} - {name}")
        if not good:
            self.note(why)
        sys.stdout.flush()

    def same(self, got, expected, name):
        self.ok(got == expected, name, f"got {got}\nexpected {expected}")

    @staticmethod
    def note(text):
        for line in text.splitlines():
            print(f"# {line}")

    def done(self):
        """Prints the plan; returns the exit status."""
        print(f"1..{self.count}")
        return 1 if self.failed or not self.count else 0


class GuestTap(Tap):
    """The results of one test file: our own assertions, and a guest's."""

    def pass_on(self, text):
        """Prints a guest's TAP, renumbered; returns False if it is not whole."""
        seen, planned = 0, None
        for line in text.splitlines():
            result, plan = RESULT.match(line), PLAN.match(line)
            if plan:
                planned = int(plan[1])
            elif result:
                seen += 1
                self.count += 1
                self.failed += bool(result[1])
                print(f"{result[1] or ''}ok {self.count}{result[3]}")
            else:
                print(line if line.startswith("#") else f"# {line}")
        return planned is not None and planned == seen and seen > 0
