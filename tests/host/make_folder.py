"""Makes result folders to test their readers with: through build/host/stats, as tools/bench does.

SPDX-License-Identifier: MIT
"""

import hashlib
import json
import os

from trapgate import results

FACTS = {"format_version": 2, "complete": True, "arch": "x86_64", "instrument": "kvm", "guest": {},
         "counter": {"name": "TSC", "unit": "cycles", "hz": 3000000000, "read": "a pair"},
         "run": {"seed": 1, "rounds": 2, "samples": 2}, "not_available": {},
         "emulator": {"qemu": "QEMU 7.2.22", "qemu_version": "7.2.22", "machine": "q35", "cpu": "host",
                      "accelerator": "kvm", "boot": "direct", "command": "qemu"},
         "host": {"cpu_model": "a CPU", "kernel": "6.1.0", "vulnerabilities": {"mds": "Not affected"}},
         "build": {"commit": "c0ffee", "dirty": False, "compiler": {
             what: {"version": "gcc 12.2.0", "flags": "gcc -O2"} for what in ("kernel", "user")}},
         "paths": {"table_sysret": {"dispatch": "table"}, "switch_sysret": {"dispatch": "switch"}}}
# (path, bench, pattern, variant): {(layout, boot): [block, ...]}, a block a list of values
ROWS = {("-", "empty", "-", "-"): {(0, 0): [[20, 20], [20, 21]]},
        ("table_sysret", "null", "-", "-"): {(0, 0): [[70, 70], [71, 90]]},
        ("switch_sysret", "null", "-", "-"): {(0, 0): [[80, 82], [81, 80]]}}


def samples_text(rows, unit="cycles"):
    """samples.csv: the blocks of all rows in turn, so that no two rows share one."""
    lines = [results.SAMPLES_HEADER]
    for at, (key, boots) in enumerate(rows.items()):
        for (layout, boot), blocks in boots.items():
            for number, block in enumerate(blocks):
                lines += [f"{','.join(key)},{layout},{boot},{number * len(rows) + at},{seq},{value},{unit}"
                          for seq, value in enumerate(block)]
    return "\n".join(lines) + "\n"


def make_folder(path, rows=None, unit="cycles", missing=(), **facts):
    """A folder at `path` with these samples; `missing`: keys of rows that are not available; `facts`: what
    environment.json has otherwise."""
    rows = ROWS if rows is None else rows
    facts = {**FACTS, **facts}
    os.makedirs(path)
    samples = samples_text(rows, unit)
    cells = "".join(f"{','.join(key)},{'ok' if key in rows else 'not_available'},-,{unit},1\n"
                    for key in (*rows, *missing))
    summary = results.summary_csv(samples, cells, facts["arch"], facts["instrument"], path)
    facts |= {f"{name}_sha256": hashlib.sha256(text.encode()).hexdigest()
              for name, text in (("samples", samples), ("summary", summary))}
    facts.setdefault("boots", [{"layout": layout, "boot": boot, "complete": True} for layout, boot in
                               dict.fromkeys(at for boots in rows.values() for at in boots)])
    for name, text in (("samples.csv", samples), ("summary.csv", summary), ("environment.json", json.dumps(facts))):
        with open(os.path.join(path, name), "w", encoding="utf-8") as file:
            file.write(text)
    return path
