"""Runs `make first-contact` in a Linux of nested.py's: what its root needs besides, the step, and the judgement of
its table.

SPDX-License-Identifier: MIT
"""

import io
import json
import os
import sys
import tarfile

import cases
import nested
import root

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import contact_stages, debian

# perl is for prove, which runs the guest tests.
PACKAGES = ("perl",)
PERL = ("/usr/share/perl/5.36.0", "/usr/lib/{}/perl/5.36.0", "/usr/lib/{}/perl-base")
OUT = "first-contact.tar.gz"
# An emulated processor's time is nobody's, and its PMU counts no instructions for a guest.
NOT_AVAILABLE = ("instruments.gaps", "instruments.clock", "oracle", "sense.order", "sense.slope", "sense.same")


def prepare(made):
    """Puts into the root what a first contact calls and tools/bench does not."""
    made.programs("perl", "prove")
    for folder in PERL:
        made.copy(folder.format(root.TRIPLET[made.arch]))
    for name in ("/usr/share/perl", f"/usr/lib/{root.TRIPLET[made.arch]}/perl"):
        os.symlink("5.36.0", f"{made.folder}{name}/5.36")
    cpuid = os.path.join(made.folder, "w/build/host/cpuid")
    os.makedirs(os.path.dirname(cpuid), exist_ok=True)
    source = os.path.join(cases.ROOT, "tools/cpuid", f"{made.arch}.c")
    debian.run([root.CC[made.arch], "-std=gnu11", "-O2", "-static", "-o", cpuid, source], "tools/cpuid")


def step(arch, paths, tests, timeout_s, *words):
    """Returns the step, of one round and one boot: the test is that every stage comes to its end, not what it
    measures."""
    return nested.Step("contact", f"tools/first-contact --arch {arch} --accel kvm --memory 128 --rounds 1 --boots 1 "
                       f"--timeout 300 --paths {paths} --tests {tests} {' '.join(words)} --out $OUT/{OUT}", timeout_s)


def _contents(result):
    """Returns {name: bytes} of the tar file, without its own folder; {} if there is none."""
    if OUT not in result.files:
        return {}
    with tarfile.open(fileobj=io.BytesIO(result.files[OUT])) as tar:
        return {m.name.partition("/")[2]: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}


def judge(tap, name, result, arch, absent=frozenset()):
    """Asserts that one tar file is left, with every stage in its table. `absent`: what else this machine cannot do."""
    expected = {"host.doctor": "failed", **{stage: "not_available" for stage in {*NOT_AVAILABLE, *absent}}}
    tap.same(list(result.files), [OUT], f"{name}: a first contact leaves one file")
    files = _contents(result)
    stages = {stage["stage"]: stage for stage in json.loads(files.get("contact.json", b'{"stages": []}'))["stages"]}
    tap.same(list(stages), contact_stages.names(arch), f"{name}: its table has every stage")
    for stage, found in stages.items():
        tap.same(found["status"], expected.get(stage, "ok"), f"{name}: {stage}: {found['evidence']}")
        tap.note(f"{stage}: {found['seconds']} s; to do: {found['remedy']}")
    unexplained = [stage for stage, found in stages.items() if not found["evidence"]
                   or found["status"] == "failed" and not found["remedy"]]
    tap.same(unexplained, [], f"{name}: each with its evidence, and what failed with what to do")
    tap.same([stage for stage in stages if stage not in result.stdout], [], f"{name}: the table is printed")
    tap.same(result.status, int("failed" in expected.values()), f"{name}: its status is that of its stages")
    for log, text in files.items():
        if tap.failed and log.endswith(".log"):
            tap.note(f"--- {log}\n{text.decode(errors='backslashreplace')[-1500:]}")
