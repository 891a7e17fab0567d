"""The host side: boots an image in QEMU, speaks its console's frames, fetches its samples.

tools/run and tools/bench are thin programs over these modules. Reading order: options (what
may be asked), machine (the QEMU command), session (one run), frames (the console's protocol).
SPDX-License-Identifier: MIT
"""

import os
import sys

if sys.version_info < (3, 9):
    sys.exit("trapgate: Python 3.9 or later is needed, and this is " + sys.version.split()[0])

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

STATUS_USAGE = 2
STATUS_TIMEOUT = 124
STATUS_FAILURE = 125


class Error(Exception):
    """Ends the program with `status` and one last line on stderr."""
    status = STATUS_FAILURE


class UsageError(Error):
    """Says that a request cannot be met: what was expected, what came, what to do."""
    status = STATUS_USAGE


class Missing(UsageError):
    """A program or file of another package is not on this host."""


class Failure(Error):
    """The run broke: a kernel panic, no boot, no end record, broken framing."""


class TimedOut(Error):
    status = STATUS_TIMEOUT
