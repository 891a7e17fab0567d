"""Writes a report or a plot beside its place first, so that nobody ever finds half a file.

SPDX-License-Identifier: MIT
"""

import contextlib
import os
import shutil
import tempfile

from . import Failure, UsageError, results, signals


class Place:
    """A folder that plots are drawn into; `formats`: in which formats."""

    def __init__(self, path, formats=("svg", "png")):
        self.path, self.formats = path, formats

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def read(self, name):
        with open(self.file(name), encoding="utf-8") as file:
            return file.read()


def refused(read, *arguments):
    """Returns what a function reads from result folders. To a reader a damaged folder is wrong usage."""
    try:
        return read(*arguments)
    except Failure as error:
        raise UsageError(str(error)) from None


def temporary(stack, inside=None):
    """Makes a hidden folder that goes away with `stack`, inside another if asked. Returns its path."""
    try:
        with signals.blocked():
            # gnuplot runs in another folder, so the name must not be relative.
            path = os.path.abspath(tempfile.mkdtemp(prefix=".trapgate-plots-", dir=inside))
            stack.callback(shutil.rmtree, path, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{inside or tempfile.gettempdir()}: cannot be written to ({error.strerror})") from None
    return path


def move(place, names, target):
    """Moves files after all of them are drawn: each takes the place of its predecessor in one step."""
    for name in names:
        os.replace(place.file(name), os.path.join(target, name))


def replace(path, text):
    """Writes a file's new text, in one step. Follows a link; writes into what is no file, such as /dev/null."""
    if os.path.isdir(path):
        raise UsageError(f"--out {path} is a folder: expected the name of a file")
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            return
        path = os.path.realpath(path)
        with signals.blocked():
            handle, hidden = tempfile.mkstemp(prefix=".trapgate-", dir=os.path.dirname(path) or ".")
        try:
            with open(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.chmod(hidden, results.file_mode())
            os.replace(hidden, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(hidden)
            raise
    except OSError as error:
        raise UsageError(f"--out {path}: {error.strerror}") from None
