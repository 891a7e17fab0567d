"""Makes sample regions (bench/format.h) to test their readers with.

SPDX-License-Identifier: MIT
"""

import struct
import zlib

FACTS = {"kernel": "trapgate", "kernel_release": "6.1.0", "arch": "x86_64", "counter": "TSC",
         "counter_read": "lfence; rdtsc ... rdtscp; lfence", "counter_hz": "1000000000", "seed": "1",
         "rounds": "2", "samples": "2", "warmup": "1", "machine.cpu": "a model, in words"}
PATH = "dispatch={},exit={},steps=,control={},available={},entry=ffffffff80001000,entry_size=64,reason="
PATHS = {"table_sysret": ("table", "sysret", 0, 1), "table_iret": ("table", "iret", 0, 1),
         "floor_sysret": ("floor", "sysret", 1, 1), "floor_iret": ("floor", "iret", 1, 1)}


def make_text(cells, facts=None, paths=None):
    """cells: (path, bench, pattern, variant, batch, status, reason); pmu_ variants count events"""
    lines = [f"{k}={v}" for k, v in (FACTS | (facts or {})).items()]
    lines += [f"path.{name}=" + PATH.format(*row) for name, row in (paths or PATHS).items()]
    lines.append("")
    for number, (path, bench, pattern, variant, batch, status, reason) in enumerate(cells):
        lines.append(f"cell={number},path={path},bench={bench},pattern={pattern},variant={variant},"
                     f"batch={batch},unit={'events' if variant.startswith('pmu_') else 'counter'},"
                     f"status={status},reason={reason}")
    return "\n".join(lines).encode() + b"\n"


def make_region(text, records, cell_count, flags=1, crc=None, total=None):
    """records: (cell, block, seq, value)"""
    text_at = 80
    records_at = (text_at + len(text) + 7) // 8 * 8
    body = text + bytes(records_at - text_at - len(text))
    body += b"".join(struct.pack("<IIIIQ", c, b, s, 0, v) for c, b, s, v in records)
    header = struct.pack("<8sIIQIIQQQQIIQ", b"TGSAMPLE", 2, 80, total or 80 + len(body),
                         zlib.crc32(body) if crc is None else crc, flags, text_at, len(text),
                         records_at, len(records), 24, cell_count, 0)
    return header + body


def in_blocks(values, size=2):
    """values: {cell: [value, ...]} -> records, in rounds of a block a cell."""
    records, block = [], 0
    for start in range(0, max(map(len, values.values())), size):
        for cell, all_values in values.items():
            piece = all_values[start:start + size]
            records += [(cell, block, seq, value) for seq, value in enumerate(piece)]
            block += bool(piece)
    return records
