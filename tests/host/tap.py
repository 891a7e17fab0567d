"""unittest with TAP as its output: `tap.main()` at the end of a test file.

SPDX-License-Identifier: MIT
"""

import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))
sys.dont_write_bytecode = True


class TapResult(unittest.TestResult):
    """One line a test; what a failure has to say goes before it as diagnostics."""

    _said = True

    def startTest(self, test):
        super().startTest(test)
        self._said = False

    def stopTest(self, test):
        """One whose parts alone failed has had no line yet."""
        if not self._said:
            self._print("not ok", test)
        super().stopTest(test)

    def _print(self, word, test, error=None, reason=""):
        for line in (self._exc_info_to_string(error, test).splitlines() if error else []):
            print("# " + line)
        self._said |= not word.startswith("#")
        print(f"{word} {self.testsRun} - {test.id().removeprefix('__main__.')}{reason}", flush=True)

    def addSuccess(self, test):
        self._print("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._print("not ok", test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._print("not ok", test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._print("# in", subtest, err)

    def addSkip(self, test, reason):
        self._print("ok", test, reason=f" # SKIP {reason}")

    def run_suite(self, suite):
        print(f"1..{suite.countTestCases()}", flush=True)
        suite.run(self)
        return self.wasSuccessful()


def main():
    """Runs the tests of the calling file, or those that its arguments name."""
    names = sys.argv[1:]
    loader = unittest.TestLoader()
    module = sys.modules["__main__"]
    suite = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    sys.exit(0 if TapResult().run_suite(suite) and suite.countTestCases() else 1)
