"""Writes a run as Google Benchmark's JSON, for tools that read that.

Its times are times: if a counter of known frequency was read on a processor, they are given in nanoseconds, else
they are zero. What was counted is always in a counter named by its unit.
SPDX-License-Identifier: MIT
"""

import json
import statistics

from . import folder, rows as r
from .rows import number

SCHEMA = 1


def _dict(value):
    return value if isinstance(value, dict) else {}


def _frequency(facts):
    """Returns the frequency of the counter that was read, in Hz, or None: emulated time is nobody's."""
    hz = _dict(facts.get("counter")).get("hz")
    timed = facts["instrument"] in ("kvm", "hw", "native")
    return hz if timed and isinstance(hz, (int, float)) and hz > 0 else None


def _context(run):
    facts, host = run.facts, _dict(run.facts.get("host"))
    base = _dict(_dict(host.get("frequencies")).get("core_base")).get("khz")
    governor = host.get("governor")
    return {
        "date": _dict(facts.get("times")).get("started"), "host_name": "",
        "executable": "trapgate", "num_cpus": host.get("cpus") or 0,
        "mhz_per_cpu": round(base / 1000) if isinstance(base, (int, float)) else 0,
        "cpu_scaling_enabled": governor not in (None, "performance"), "caches": [], "load_avg": [],
        "library_build_type": "release", "json_schema_version": SCHEMA,
        "trapgate": {"arch": run.facts["arch"], "instrument": facts["instrument"],
                     "time_is": "of the counter, by its frequency" if _frequency(facts) else
                                "zero: nothing was timed; the counters hold what was counted"},
    }


def _name(row):
    """Returns bench/path/pattern/variant, as far as they say something."""
    return "/".join(row[k] for k in ("bench", "path", "pattern", "variant") if row[k] != "-")


def _times(value, row, hz):
    """Returns real_time in nanoseconds, or 0 if it is not known; cpu_time is the same: nothing else ran."""
    time_ns = value * 1e9 / hz if hz and row["unit"] in ("cycles", "ticks") else 0.0
    return {"real_time": time_ns, "cpu_time": time_ns, "time_unit": "ns"}


def _repetitions(values, row, hz):
    """Returns the samples of each block. If nothing was timed, one list is enough: all times are zero."""
    blocks = int(row.get("blocks") or 1)
    if not hz or row["unit"] == "events" or len(values) % blocks:
        return [values]
    size = len(values) // blocks
    return [values[n:n + size] for n in range(0, len(values), size)]


def _entries(row, values, family, hz):
    """Returns an `iteration` for each block, then the aggregates over all samples."""
    name, some = _name(row), _repetitions(values, row, hz)
    common = {"family_index": family, "per_family_instance_index": 0, "run_name": name, "threads": 1,
              "repetitions": len(some)}
    entries = []
    for index, block in enumerate(some):
        mean = statistics.fmean(block)
        entries.append({"name": name, **common, "run_type": "iteration", "repetition_index": index,
                        "iterations": len(block), **_times(mean, row, hz), row["unit"]: mean})
    mean, deviation = statistics.fmean(values), statistics.pstdev(values)
    interval = r.interval(row)
    more = {"median": {"net": number(row["net_median"]), "low": interval and interval[0],
                       "high": interval and interval[1]}}
    for aggregate, value in (("mean", mean), ("median", number(row["median"])), ("stddev", deviation)):
        extra = {f"{row['unit']}_{k}": v for k, v in more.get(aggregate, {}).items() if v is not None}
        entries.append({"name": f"{name}_{aggregate}", **common, "run_type": "aggregate",
                        "aggregate_name": aggregate, "aggregate_unit": "time", "iterations": len(values),
                        **_times(value, row, hz), row["unit"]: value, **extra})
    return entries


def text(run):
    """Returns the whole document. Rows that are not available are not in it: this format has errors alone."""
    hz, entries = _frequency(run.facts), []
    for family, row in enumerate(filter(r.ok, run.rows)):
        entries += _entries(row, list(run.values[folder.key_of(row)]), family, hz)
    return json.dumps({"context": _context(run), "benchmarks": entries}, indent=1, ensure_ascii=True) + "\n"
