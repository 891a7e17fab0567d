"""Reads tests.cfg as a list of cases: what `make test` runs, by name.

A case's name is <arch>/<stanza>[/<variant>], or unit/<name> and host/<name> for what runs on the
host alone and is found by its file. Reading order: all, cases, case. SPDX-License-Identifier: MIT
"""

import configparser
import glob
import os
import platform
import re
import shlex
from collections import namedtuple
from itertools import product

import models

HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.dirname(HERE)
ROOT = os.path.dirname(TESTS)
# TESTS_CFG names another file, for the test of all this.
CONFIG = os.environ.get("TESTS_CFG", os.path.join(TESTS, "tests.cfg"))
KEYS = {"arch", "program", "arguments", "options", "variants", "timeout", "stdin", "tap", "exit",
        "stdout", "stderr", "cases", "script", "long", "linux", "emulator", "host", "bochs"}
ARCHES = ("x86_64", "arm64")
# TEST_LONG: ten million operations under ASan take minutes.
HOST_TIMEOUT_S = 1800 if os.environ.get("TEST_LONG") else 600

BOCHS_SLOWER = 4
# The processors of Bochs that each word of the key `bochs` stands for.
BOCHS = {"no": (), "yes": models.SHORT, "long": models.SHORT, "all": models.REAL}

# One entry for prove. rows: what is asserted, each an Expected; command: a script instead of a run;
# linux: the same holds on Linux; anywhere: on whatever processor runs it, too; host: the machine that it needs;
# bochs: a word of BOCHS; model: Bochs's processor that it runs on, or "" for QEMU.
Case = namedtuple("Case", "name arch tap timeout stdin program options rows command long linux anywhere host "
                  "bochs model", defaults=("", "no", ""))
Expected = namedtuple("Expected", "arguments exit stdout stderr")  # stderr: a list of patterns


class ConfigError(Exception):
    """Says what is wrong with tests.cfg."""


class Stanza:
    """One stanza as one architecture sees it: `key.<arch>` is taken before `key`."""

    def __init__(self, section, arch):
        self.section, self.arch = section, arch
        for key in section:
            name, _, suffix = key.partition(".")
            if name not in KEYS or suffix not in ("", *ARCHES):
                raise ConfigError(f"[{section.name}] {key}: no such key; there are {sorted(KEYS)}")

    def get(self, key, default=""):
        return self.section.get(f"{key}.{self.arch}", self.section.get(key, default))

    def lines(self, key):
        return [line.strip() for line in self.get(key).splitlines() if line.strip()]


def _rows(stanza):
    """Returns what is expected: of one run, or of each line of `cases`: arguments | exit | stderr."""
    common = Expected(stanza.get("arguments"), int(stanza.get("exit", "0")), stanza.get("stdout"),
                      stanza.lines("stderr"))
    if not stanza.get("cases"):
        return [common]
    rows = []
    for line in stanza.lines("cases"):
        fields = [field.strip() for field in line.split("|", 2)]
        if len(fields) != 3 or not fields[1].isdigit():
            raise ConfigError(f"[{stanza.section.name}] cases: expected 'arguments | exit | "
                              f"pattern', got '{line}'")
        rows.append(common._replace(arguments=fields[0], exit=int(fields[1]),
                                    stderr=[*filter(None, fields[2:]), *common.stderr]))
    return rows


def _variants(stanza):
    """Returns [(suffix of the name, options, long)]: the plain variant alone unless `variants` lists them."""
    plain = shlex.split(stanza.get("options"))
    everywhere = stanza.get("long") == "yes"
    if not stanza.get("variants"):
        return [("", plain, everywhere)]
    found = []
    for line in stanza.lines("variants"):
        name, *words = shlex.split(line)
        found.append(("/" + name.removesuffix("*"), plain + words,
                      everywhere or name.endswith("*")))
    return found


def _programs(stanza):
    """Returns [(suffix of the name, program)]: several programs are told apart by their names."""
    programs = stanza.get("program").split()
    if len(programs) < 2:
        return [("", "".join(programs))]
    return [("/" + program, program) for program in programs]


def _script(stanza):
    script = stanza.get("script")
    return [os.path.join(TESTS, script), *shlex.split(stanza.get("arguments"))] if script else None


def _holds_anywhere(stanza, options):
    """Returns whether the case asks for no emulated processor: neither for a model nor for counted instructions."""
    named = {"--cpu", "--machine", "icount"}.intersection(options)
    return not named and not stanza.get("script") and stanza.get("emulator") != "yes"


def _on_bochs(stanza, options):
    """Returns the key `bochs`, or `no` for a case that cannot run there."""
    wish = stanza.get("bochs", "no")
    if wish not in BOCHS:
        raise ConfigError(f"[{stanza.section.name}] bochs = {wish}: expected one of {' '.join(BOCHS)}")
    runs = _holds_anywhere(stanza, options) and "uefi" not in options and stanza.arch == "x86_64"
    if wish == "all" and "grub" in options:
        wish = "yes"  # a loader is the same on every model
    return wish if runs else "no"


def _bochs_cases(case):
    """Yields the case on each of its processors of Bochs. Those that `make test` has no time for are long."""
    if case.long:
        return
    options = [word for word in case.options if word not in ("--accel", "tcg")]
    for model in BOCHS[case.bochs]:
        yield case._replace(name=f"bochs/{model}/{case.name.partition('/')[2]}", model=model, anywhere=False, host="x86_64",
                            options=options, linux=False, timeout=case.timeout * BOCHS_SLOWER,
                            long=case.bochs == "long" or model not in models.SHORT)


def _expand(section, arch):
    stanza = Stanza(section, arch)
    if not stanza.get("program") and not stanza.get("script"):
        raise ConfigError(f"[{section.name}] has neither program nor script on {arch}")
    for (of, program), (suffix, options, long) in product(_programs(stanza), _variants(stanza)):
        yield Case(name=f"{arch}/{section.name}{of}{suffix}", arch=arch,
                   tap=stanza.get("tap", "no" if stanza.get("cases") else "yes") == "yes",
                   timeout=float(stanza.get("timeout", "60")), stdin=stanza.get("stdin"),
                   program=program, options=options, rows=_rows(stanza),
                   command=_script(stanza), long=long, linux=stanza.get("linux") == "yes",
                   anywhere=_holds_anywhere(stanza, options), host=stanza.get("host") or "",
                   bochs=_on_bochs(stanza, options))


def _is_test(path):
    """Returns whether a file is a script that prints TAP; its helpers lie in the same folder."""
    with open(path, encoding="utf-8") as file:
        return "tap.main()" in file.read() and os.path.basename(path) != "tap.py"


def _host_cases():
    """Yields what runs on the host alone: one case for each file."""
    found = [("unit", os.path.join(ROOT, "build/host/unit", os.path.basename(path)[:-2]))
             for path in sorted(glob.glob(os.path.join(TESTS, "unit/*.c")))]
    found += [("host", path) for path in sorted(glob.glob(os.path.join(TESTS, "host/*.py")))
              if _is_test(path)]
    for kind, path in found:
        name = os.path.splitext(os.path.basename(path))[0]
        yield Case(f"{kind}/{name}", "host", True, HOST_TIMEOUT_S, "", "", [], [], [path], False, False, False)


def _skip(case, why):
    return case._replace(command=["echo", f"1..0 # SKIP {why}"], options=[], rows=[])


def _here(case, machine):
    """Returns the case itself, or one that is skipped and says why a host that is no x86_64 cannot run it."""
    if machine == "x86_64":
        return case
    if case.name.startswith("unit/"):
        return _skip(case, "unit tests are built from x86_64's headers and run on an x86_64 host")
    if {"grub", "uefi"}.intersection(case.options):
        return _skip(case, "Debian has GRUB for x86_64's firmware on x86_64 hosts only (grub-pc-bin)")
    if case.host not in ("", machine):
        return _skip(case, f"runs on an {case.host} host only")
    return case


def load(arches, machine=platform.machine()):
    """Returns every case of these architectures, and of the host."""
    config = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None,
                                       default_section="defaults")
    config.read(CONFIG)
    cases = list(_host_cases())
    for arch in arches:
        for name in config.sections():
            if arch in config[name].get("arch", " ".join(ARCHES)).split():
                for case in _expand(config[name], arch):
                    cases += [case, *_bochs_cases(case)]
    return [_here(case, machine) for case in cases]


def matches(case, name):
    """Returns whether a name chooses a case: by the whole of the case's name, or by any run of whole parts of it."""
    return re.search(rf"(^|/){re.escape(name)}(/|$)", case.name) is not None
