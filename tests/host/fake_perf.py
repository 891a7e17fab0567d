#!/usr/bin/env -S python3 -IS
"""Stands where perf would: answers as FAKE_PERF (JSON) says, and runs the command that it is given.

version: of --version; refuse: {event: [status, text]}; counts, trace: files whose text `stat -o` and
`script` give; script: [status, text for stderr]; help: of `script -h`; drops: samples taken with a vCPU loaded are
shown with --guest-code alone. SPDX-License-Identifier: MIT
"""

import json
import os
import shutil
import subprocess
import sys

SAYS = json.loads(os.environ["FAKE_PERF"])


def option(words, name):
    return words[words.index(name) + 1] if name in words else None


def stat(words):
    events = option(words, "-e").split(",")
    for event in events:
        if event in SAYS.get("refuse", {}):
            status, text = SAYS["refuse"][event]
            print(text, file=sys.stderr)
            return status
    out = option(words, "-o")
    if not out:
        print("\n".join(f"0,,{event},1000,100.00,," for event in events), file=sys.stderr)
        return 0
    status = subprocess.call(words[words.index("--") + 1:], close_fds=False)
    shutil.copy(SAYS["counts"], out)
    return status


def record(words):
    status = subprocess.call(words[words.index("--") + 1:], close_fds=False)
    with open(option(words, "-o"), "w", encoding="ascii") as file:
        file.write("\n".join(words))
    return status


def script(words):
    if "-h" in words:
        print(f"    {SAYS.get('help', '--guest-code')}  Guest code can be found in hypervisor process", file=sys.stderr)
        return 129
    if SAYS.get("drops") and "--guest-code" not in words:
        return 0
    if not os.path.exists(option(words, "-i")):
        return 254
    with open(SAYS["trace"], encoding="ascii") as file:
        print(file.read(), end="")
    status, text = SAYS.get("script", [0, ""])
    print(text, file=sys.stderr, end="")
    return status


if __name__ == "__main__":
    if sys.argv[1] == "--version":
        print(SAYS.get("version", "perf version 6.1.0"))
        sys.exit(0 if "perf version" in SAYS.get("version", "perf version") else 2)
    sys.exit({"stat": stat, "record": record, "script": script}[sys.argv[1]](sys.argv[2:]))
