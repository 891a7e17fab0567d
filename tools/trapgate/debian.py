"""Debian's packages for either architecture: fetched with apt, unpacked into a folder, never installed.

apt gets a configuration of its own, with its own lists and cache, so that the host's architectures and package
lists stay as they are; the host's settings say where packages come from.

SPDX-License-Identifier: MIT
"""

import glob
import os
import subprocess

from . import Failure, host

NAMES = {"x86_64": "amd64", "arm64": "arm64"}
CONFIGURATION = """\
Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
APT::Architecture "{arch}";
#clear APT::Architectures;
APT::Architectures {{ "{arch}"; }};
APT::Sandbox::User "";
APT::Install-Recommends "false";
Acquire::Languages "none";
"""


def run(command, what, **more):
    """Runs a command and returns its output as text. Raises Failure with the last line that it wrote to stderr."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, **more)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise Failure(f"{what}: {lines[-1]}")
    return done.stdout.decode(errors="replace")


def unpack(deb, target):
    run([host.require("dpkg-deb"), "-x", deb, target], os.path.basename(deb))


class Apt:
    """apt for one architecture, with its state in a folder of ours."""

    def __init__(self, arch, folder):
        self.folder = os.path.abspath(folder)
        for name in ("state/lists/partial", "cache/archives/partial"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        # No package counts as installed, so that everything that one depends on is fetched, too.
        open(os.path.join(self.folder, "status"), "w", encoding="ascii").close()
        path = os.path.join(self.folder, "apt.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=self.folder, arch=NAMES[arch]))
        self._environment = {**os.environ, "APT_CONFIG": path, "LC_ALL": "C"}

    def update(self):
        """Fetches the lists. A source that does not answer need not be the one that matters: no failure is raised
        here."""
        subprocess.run([host.require("apt-get"), "-q", "update"], env=self._environment, check=False,
                       stdin=subprocess.DEVNULL, capture_output=True)

    def depends(self, name):
        """Returns what apt-cache says of the packages that one depends on."""
        return run([host.require("apt-cache"), "depends", name], name, env=self._environment)

    def download(self, name):
        """Downloads one package alone, and returns its path."""
        run([host.require("apt-get"), "-q", "download", name], name, env=self._environment, cwd=self.folder)
        return max(glob.glob(os.path.join(self.folder, f"{name}_*.deb")), key=os.path.getmtime)

    def fetch(self, names):
        """Downloads packages with all that they depend on, and returns the paths of all of these."""
        run([host.require("apt-get"), "-q", "-y", "--download-only", "install", *names], " ".join(names),
            env=self._environment)
        return sorted(glob.glob(os.path.join(self.folder, "cache/archives/*.deb")))
