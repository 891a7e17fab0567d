"""TAP out: assertions, numbered, and the plan at the end. SPDX-License-Identifier: MIT"""

import sys


class Tap:
    """One test file's results."""

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
        """Prints the plan; the exit status."""
        print(f"1..{self.count}")
        return 1 if self.failed or not self.count else 0
