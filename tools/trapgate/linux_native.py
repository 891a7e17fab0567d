"""Starts the benchmark program as a process of this host's own Linux, and tells what is known of a start.

The program tells of no clock on Linux, so build/<arch>/native measures the clocks before and after it. Next:
linux_native_table.py, which makes what the report shows. SPDX-License-Identifier: MIT
"""

import os
import resource

from . import Failure, environment, hardware, host, image, native

# cold_cache empties the caches in some 10 ms each time; cold_tlb and the PMU are for a kernel to offer, and Linux
# does not. Who wants those asks for them.
VARIANTS = "-,batch=64,batch=128,cold_btb"
# The number of calls between two reads of a counter too coarse to resolve one: CNTVCT_EL0.
COARSE_BATCH = 64
# The least that the native program measures; only its words on the clocks are wanted.
CLOCKS = ("--paths", "direct", "--benches", "null", "--variants", "-", "--rounds", "1", "--samples", "1")
# The place, from 0, after a CPU's name in /proc/stat, of the time that its hypervisor gave to others.
STOLEN = 7


def build_facts(arch):
    """Returns what environment.build_facts() does, of what runs here."""
    program = environment._sha256(image.require(image.bench(arch), arch))
    layout = {"layout": 0, "link_order_seed": None, "image_sha256": program, "bench_sha256": program, "paths": {}}
    return environment.source_facts(arch) | {
        "sha256": {"bench": program}, "layouts": [layout], "doctor": native.findings(arch)}


def command(arch, cpu, arguments):
    """Returns a start's command line."""
    more = ["--batch", str(COARSE_BATCH)] if arch == "arm64" else []
    return native.pinned(image.bench(arch), arch, cpu,
                         ["run", *arguments, *more, "--cache-bytes", str(host.cache_bytes(cpu))])


def clocks(arch, cpu, timeout):
    """Returns the native program's words on counter and core."""
    region = native.run(native.command(arch, 0, cpu, CLOCKS), timeout)
    return native.process_facts(region) | {"counter_hz": region.facts["counter_hz"]}


def stolen_ms(cpu, files=None):
    """Returns how many ms this CPU's hypervisor has given to others since the boot, as far as it tells; None:
    unknown."""
    text = (files or hardware.Files()).read("proc/stat") or ""
    for line in text.splitlines():
        words = line.split()
        if words and words[0] == f"cpu{cpu}" and len(words) > STOLEN + 1:
            return int(words[STOLEN + 1]) * 1000 // os.sysconf("SC_CLK_TCK")
    return None


def _switches():
    """Returns voluntary and involuntary context switches of all programs that we ran and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_nvcsw, usage.ru_nivcsw


def _process(cpu, before, after, switches, stolen):
    """Returns what the native program tells of itself; switches are those of the whole start, its threads' own
    among them."""
    facts = {key: before.get(key) for key in ("counter_hz", "counter_hz_source", "counter_step",
                                              "core_hz_begin", "core_width_begin")}
    facts |= {key: after.get(key) for key in ("core_hz_end", "core_width_end")}
    facts |= {"context_switches_voluntary": switches[0], "context_switches_involuntary": switches[1],
              "stolen_ms": stolen}
    return {"cpu": str(cpu)} | {key: str(value) for key, value in facts.items() if value is not None}


def _check(region, boot):
    """Raises Failure unless the samples are Linux's, and this start's."""
    kernel, seed = region.facts.get("kernel"), region.facts.get("seed")
    if (kernel, list(region.paths)) != ("linux", ["linux"]):
        raise Failure(f"the samples are of {kernel}, path {' '.join(region.paths) or 'none'}; expected those of "
                      "this host's Linux")
    if seed != str(boot.seed):
        raise Failure(f"the samples are another start's: of seed {seed}, expected {boot.seed}")


def start(opts, cpu, boot, arguments):
    """Starts the program once. Returns (region, environment.json's words on the start)."""
    words = command(opts.arch, cpu, arguments)
    begun, load = environment.stamp(), native.load()
    before = clocks(opts.arch, cpu, opts.timeout)
    switches, stolen = _switches(), stolen_ms(cpu)
    region = native.run(words, opts.timeout, "the benchmark program")
    _check(region, boot)
    switches = [now - then for now, then in zip(_switches(), switches)]
    stolen = None if stolen is None else stolen_ms(cpu) - stolen
    process = _process(cpu, before, clocks(opts.arch, cpu, opts.timeout), switches, stolen)
    _tell_frequency(region, process)
    return region, native.boot_facts(boot, words, begun, load, process)


def _tell_frequency(region, process):
    """Tells the region the counter's frequency, as it was measured just before, if the program knows none."""
    if not int(region.facts.get("counter_hz") or 0) and process.get("counter_hz"):
        region.facts["counter_hz"] = process["counter_hz"]
        region.facts["machine.counter_hz_source"] = process.get("counter_hz_source")
