"""Turns time-outs and signals into exceptions, and keeps both from interrupting the clean-up.

SPDX-License-Identifier: MIT
"""

import contextlib
import errno
import os
import signal
import sys
import traceback

from . import Error, Failure, TimedOut

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CAUGHT = (*ENDING, signal.SIGALRM)


class Interrupted(Error):
    def __init__(self, number):
        super().__init__(f"interrupted by {signal.Signals(number).name}")
        self.status = 128 + number


def _raise(number, _frame):
    """Ends the run at the first signal; those that follow would only interrupt the clean-up."""
    for other in CAUGHT:
        signal.signal(other, signal.SIG_IGN)
    raise TimedOut("time-out") if number == signal.SIGALRM else Interrupted(number)


@contextlib.contextmanager
def blocked():
    """Delivers signals only after the body, which makes something and notes that it must be cleaned up."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _open_standard_files():
    """Opens 0, 1 and 2 if they are closed: the next file opened would get the number, and the guest would speak to
    it."""
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: fd
    for name, fd in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:  # Python's word for a closed one
            setattr(sys, name, open(fd, "w", encoding="utf-8", closefd=False))


def run(main):
    """Runs main(stack), and returns its exit status; what main pushed on `stack` is undone however it ends."""
    _open_standard_files()
    stack = contextlib.ExitStack()
    try:
        try:
            for number in CAUGHT:
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, _raise)
            return _flushed(_status(main, stack))
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
    except BrokenPipeError:
        _drop_output()
        return 128 + signal.SIGPIPE
    except Error as error:
        _last_line(error)
        return error.status
    except OSError as error:
        _last_line(in_words(error))
        _drop_output()
        return Failure.status
    except Exception as error:  # pylint: disable=broad-except
        _last_line(_fault(error))
        return Failure.status
    finally:
        stack.close()


# Remedies, for the reasons that a user can do something about.
REMEDIES = {
    errno.ENOSPC: "make room there, or name another place (results: OUT=; temporary files: TMPDIR=)",
    errno.EDQUOT: "make room there, or name another place (results: OUT=; temporary files: TMPDIR=)",
    errno.EACCES: "change its permissions, or name another place", errno.EPERM: "change its permissions, or name another place",
    errno.EROFS: "name a place that can be written to (results: OUT=; temporary files: TMPDIR=)",
    errno.EFBIG: "raise `ulimit -f`", errno.EMFILE: "raise `ulimit -n`", errno.ENFILE: "end some programs", errno.ENOMEM: "end some programs, or give less --memory",
    errno.ENOEXEC: "it is damaged, or for another machine: install it anew",
}


def in_words(error):
    """Returns an OSError in words, with its file, and what to do about it if that is known."""
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    text = ": ".join([*(names or ["standard output"] * (error.errno == errno.ENOSPC)), error.strerror or str(error)])
    remedy = REMEDIES.get(error.errno)
    return f"{text}: {remedy}" if remedy else text


def _status(main, stack):
    """Returns what main() returns; --help ends by an exception."""
    try:
        return main(stack)
    except SystemExit as end:
        return end.code or 0


def _flushed(status):
    """Returns the status after all that was printed has gone out."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        error.filename = error.filename or "standard output"
        raise
    return status


def _drop_output():
    """Drops what could not be written. Otherwise Python would try again as it ends, and say so in its own words."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _fault(error):
    """Returns a mistake of ours in a line: which, and where. TRAPGATE_TRACEBACK=1 shows the way there."""
    if os.environ.get("TRAPGATE_TRACEBACK"):
        traceback.print_exception(type(error), error, error.__traceback__)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (f"{type(error).__name__}: {error} ({os.path.basename(place.filename)}, line {place.lineno}): this is a fault of "
            "the tool's own; TRAPGATE_TRACEBACK=1 shows more of it")


def _last_line(error):
    text = " ".join(str(error).split())
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"trapgate: {text}\n")
        sys.stderr.flush()
