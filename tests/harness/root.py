"""Makes a root file system of Debian's packages, for a Linux that an emulator runs: programs with the libraries
that they load, Python, this checkout. Next: nested.py.

SPDX-License-Identifier: MIT
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import cases

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import Failure, debian

PYTHON = "python3.11"
PYTHON_PACKAGES = (f"{PYTHON}-minimal", f"lib{PYTHON}-stdlib")
# These are always there: a shell with its tools, an env that knows -S (busybox has none), and what tools/ calls
# besides.
BASE = ("busybox-static", "coreutils", "libc-bin", "cpio", "util-linux", *PYTHON_PACKAGES)
BASE_PROGRAMS = ("busybox", "cpio", "env", "taskset", "setpriv", PYTHON)
QEMU = {"x86_64": ("qemu-system-x86", "qemu-system-x86_64"), "arm64": ("qemu-system-arm", "qemu-system-aarch64")}
BENCH = ("libgsl-dev", "libgomp1")
TRIPLET = {"x86_64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
CC = {arch: f"{triplet}-gcc" for arch, triplet in TRIPLET.items()}
FIRMWARE = {"x86_64": ("/usr/share/seabios", "/usr/share/qemu"), "arm64": ()}
UNUSED = shutil.ignore_patterns("__pycache__", "test", "idlelib", "lib2to3", "pydoc_data", "distutils", "*.fd", "efi-*",
                                "skiboot*", "u-boot*", "openbios*", "opensbi*", "hppa*", "slof*", "keymaps", "*.dtb")


def fetch(arch, names, note):
    """Fetches these packages and all that they depend on, and unpacks them. Returns the folder, which is under
    build/. Raises Failure without a mirror."""
    key = hashlib.sha256(" ".join(sorted(names)).encode()).hexdigest()[:8]
    folder = os.path.join(cases.ROOT, "build/nested", arch)
    tree = os.path.join(folder, f"tree-{key}")
    if os.path.isdir(tree):
        return tree
    note(f"fetching {', '.join(names)} for {arch}; they go to {os.path.relpath(folder, cases.ROOT)}")
    apt = debian.Apt(arch, os.path.join(folder, f"apt-{key}"))
    apt.update()
    try:
        debs = apt.fetch(names)
    except Failure as error:
        raise Failure(f"Debian's packages for {arch} cannot be fetched; this needs the network, and apt's sources "
                      f"must have Debian 12: {error}") from None
    unfinished = tree + ".part"
    shutil.rmtree(unfinished, ignore_errors=True)
    for deb in debs:
        debian.unpack(deb, unfinished)
    os.rename(unfinished, tree)
    shutil.rmtree(apt.folder)
    return tree


class Root:
    """A folder that becomes an initramfs, filled out of a tree of unpacked packages."""

    def __init__(self, arch, folder, tree):
        self.arch, self.folder, self.tree = arch, folder, tree
        for name in ("usr/bin", "proc", "sys", "dev", "tmp", "modules", "w"):
            os.makedirs(os.path.join(folder, name))
        for link in ("bin", "sbin", "usr/sbin"):
            os.symlink("/usr/bin", os.path.join(folder, link))
        self._libraries = {os.path.basename(path): path for path in self._find("*.so*")}
        self._copied = set()
        self.programs(*BASE_PROGRAMS)
        self._python()
        self.copy("/usr/lib/locale/C.utf8")

    def _find(self, pattern):
        return sorted(glob.glob(os.path.join(self.tree, "**", pattern), recursive=True), reverse=True)

    def programs(self, *names):
        """Copies programs of the packages into /usr/bin, with their libraries."""
        for name in names:
            found = [path for folder in ("usr/bin", "bin", "usr/sbin", "sbin")
                     for path in [os.path.join(self.tree, folder, name)] if os.path.exists(path)]
            if not found:
                raise Failure(f"none of the packages for {self.arch} brings {name}")
            shutil.copy(found[0], os.path.join(self.folder, "usr/bin"))
            self._needed(found[0])

    def _needed(self, path):
        """Copies the libraries that a file needs to where the loader looks for them."""
        said = subprocess.run(["readelf", "-ld", path], capture_output=True, text=True, check=False).stdout
        loader = re.search(r"interpreter: (/\S+)]", said)
        if loader and loader[1] not in self._copied:
            self._copied.add(loader[1])
            self._put(self._libraries[os.path.basename(loader[1])], loader[1])
        for name in re.findall(r"\(NEEDED\).*\[(.+)\]", said):
            if name in self._libraries and name not in self._copied:
                self._copied.add(name)
                self._put(self._libraries[name], f"/usr/lib/{name}")
                self._needed(self._libraries[name])

    def _put(self, source, name):
        target = self.folder + name
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(source, target)

    def copy(self, name, source=None):
        """Copies a file or folder of the packages' (or `source`) to the place `name`, what links lead to in their
        place."""
        source, target = source or self.tree + name, self.folder + name
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.isdir(source):
            shutil.copytree(source, target, dirs_exist_ok=True, ignore_dangling_symlinks=True, ignore=UNUSED)
        else:
            shutil.copy(source, target)

    def _python(self):
        self.copy(f"/usr/lib/{PYTHON}")
        os.symlink(PYTHON, os.path.join(self.folder, "usr/bin/python3"))
        for path in glob.glob(os.path.join(self.folder, f"usr/lib/{PYTHON}/lib-dynload/*.so")):
            self._needed(path)

    def qemu(self):
        self.programs(QEMU[self.arch][1])
        for folder in FIRMWARE[self.arch]:
            self.copy(folder)

    def modules(self, kernel, *names):
        """Copies modules of a kernel that linux_package unpacked into /modules, from the package beside it."""
        with tempfile.TemporaryDirectory(prefix="trapgate-modules-") as folder:
            debian.unpack(os.path.dirname(os.path.dirname(kernel)) + ".deb", folder)
            for name in names:
                found = glob.glob(os.path.join(folder, "lib/modules/**", f"{name}.ko"), recursive=True)
                if not found:
                    raise Failure(f"{kernel} has no module {name}")
                self.copy(f"/modules/{name}.ko", found[0])

    def bench(self):
        """Adds what tools/bench needs besides: its statistics, and a stand-in for gnuplot, which draws an empty
        SVG: the report takes it in, and plots are tested elsewhere."""
        stats, libraries = os.path.join(self.folder, "w/build/host/stats"), os.path.join(self.tree, "usr/lib")
        os.makedirs(os.path.dirname(stats))
        sources = glob.glob(os.path.join(cases.ROOT, "tools/stats/*.c"))
        debian.run([CC[self.arch], "-std=gnu11", "-O2", "-fopenmp", "-DHAVE_INLINE", "-idirafter",
                    f"{self.tree}/usr/include", f"-L{libraries}/{TRIPLET[self.arch]}", "-o", stats, *sources,
                    "-lgsl", "-lgslcblas", "-lm"], "tools/stats")
        self._needed(stats)
        self.write("usr/bin/gnuplot", "#!/bin/sh\necho '<svg xmlns=\"http://www.w3.org/2000/svg\"/>' >\"$3\"\n")

    def checkout(self, *built):
        """Copies tools/, tests/ and what was built: /w is our checkout there."""
        for name in ("tools", "tests", *built):
            self.copy(f"/w/{name}", os.path.join(cases.ROOT, name))

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(file.name, 0o755)

    def archive(self, path):
        """Writes the root as a cpio archive."""
        names = subprocess.run(["find", "."], cwd=self.folder, capture_output=True, check=True).stdout
        with open(path, "wb") as file:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet", "--owner=0:0"], cwd=self.folder, input=names,
                           stdout=file, check=True)
