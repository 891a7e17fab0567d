"""Time-outs and signals as exceptions, and clean-up that neither can interrupt.

SPDX-License-Identifier: MIT
"""

import contextlib
import os
import signal
import sys

from . import Error, Failure, TimedOut

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CAUGHT = (*ENDING, signal.SIGALRM)


class Interrupted(Error):
    def __init__(self, number):
        super().__init__(f"interrupted by {signal.Signals(number).name}")
        self.status = 128 + number


def _raise(number, _frame):
    """The first one ends the run; those that follow would only interrupt the clean-up."""
    for other in CAUGHT:
        signal.signal(other, signal.SIG_IGN)
    raise TimedOut("time-out") if number == signal.SIGALRM else Interrupted(number)


@contextlib.contextmanager
def blocked():
    """Delivers signals only after the body: for what must not be made without being noted."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _open_standard_files():
    """A closed 0, 1 or 2 would be given to the next file opened, which the guest then speaks to."""
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: fd


def run(main):
    """Exit status of main(stack); what main pushed on `stack` is undone however it ends."""
    _open_standard_files()
    stack = contextlib.ExitStack()
    try:
        try:
            for number in CAUGHT:
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, _raise)
            return main(stack)
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except Error as error:
        _last_line(error)
        return error.status
    except OSError as error:
        _last_line(error)
        return Failure.status
    finally:
        stack.close()


def _last_line(error):
    text = " ".join(str(error).split())
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"trapgate: {text}\n")
        sys.stderr.flush()
