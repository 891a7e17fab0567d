"""The guest tests of tests/tests.cfg that any processor must pass. SPDX-License-Identifier: MIT"""

import os
import re
import shlex
import shutil

from . import ROOT
from .contact import failed, last_line, not_available, ok
from .contact_boot import not_booted

ALL = os.path.join("tests", "harness", "all")
TIMEOUT_S = 7200
FAILED = re.compile(r"^(?:tests/harness/case )?(\S+/\S+) +.*(?:Failed|Wstat|Dubious)", re.MULTILINE)


def tests(contact):
    if not contact.boots:
        return not_booted()
    if shutil.which("prove") is None:
        return not_available("prove is missing, which runs them", "install Debian's package perl")
    words = [ALL, "--arch", contact.arch, "--guest"]
    if contact.accel == "kvm":
        words += ["--jobs", "1"]  # a guest is pinned only if it runs alone, as the guests that measure do
    if contact.opts.tests:
        words += ["--tests", contact.opts.tests]
    if not os.path.exists(os.path.join(ROOT, ALL)):
        return not_available("there is no tests/ here", "a whole checkout")
    status, text = contact.command("tests.log", words, TIMEOUT_S, {"TEST_OPTIONS": shlex.join(contact.machine())})
    result = last_line(text)
    if status == 0:
        return ok(f"{result} (--accel {contact.accel})")
    names = list(dict.fromkeys(FAILED.findall(text)))
    return failed(f"{result}: {' '.join(names[:8]) or 'see tests.log'}" if status is not None
                  else f"no end within {TIMEOUT_S} s", "tests.log; send the tar file")
