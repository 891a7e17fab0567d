"""The one file that a first contact leaves. The file is written beside its place and then linked there: it is whole
or absent, and never replaces another. SPDX-License-Identifier: MIT
"""

import contextlib
import os
import shutil
import tarfile
import tempfile

from . import Failure, UsageError, results, signals

SUFFIX = ".tar.gz"


def default_name(arch, instrument):
    return results.default_name(arch, instrument) + "-first-contact" + SUFFIX


class Tar:
    """The tar to be written; `folder` is what will be in it."""

    def __init__(self, target, stack):
        self.target = os.path.abspath(target)
        if not self.target.endswith(SUFFIX):
            raise UsageError(f"OUT={target}: expected a name that ends in {SUFFIX}")
        if os.path.lexists(self.target):
            raise UsageError(f"OUT={target} exists: give another name, or remove it first")
        try:
            os.makedirs(os.path.dirname(self.target), exist_ok=True)
            with signals.blocked():
                self._temporary = tempfile.mkdtemp(prefix=".unfinished-", dir=os.path.dirname(self.target))
                stack.callback(shutil.rmtree, self._temporary, ignore_errors=True)
        except OSError as error:
            raise UsageError(f"OUT={target}: {error.strerror}") from None
        self.folder = os.path.join(self._temporary, "files")
        os.mkdir(self.folder)

    def publish(self):
        """Writes the tar, and returns where it is. If its place has no room, the folder for temporary files may
        have some."""
        try:
            return self._write(self.target)
        except OSError as error:
            other = os.path.join(tempfile.gettempdir(), os.path.basename(self.target))
            with contextlib.suppress(OSError):
                return f"{self.target}: {error.strerror}; instead: {self._write(other)}"
            raise Failure(f"{self.target}: {error.strerror}; nor is there room in {tempfile.gettempdir()}: "
                          "free some, and give OUT=") from None

    def _write(self, target):
        """Packs the folder, under the tar's own name."""
        name = os.path.basename(target)[:-len(SUFFIX)]
        handle, hidden = tempfile.mkstemp(prefix=".unfinished-", dir=os.path.dirname(target))
        try:
            with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
                tar.add(self.folder, arcname=name)
            os.chmod(hidden, results.file_mode())
            os.link(hidden, target)  # fails if the target is there; a rename would replace it
        finally:
            os.unlink(hidden)
        return target
