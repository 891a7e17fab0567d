"""Makes perf.json and perf.md. SPDX-License-Identifier: MIT"""

import platform

from . import perf_exits, perf_stat

FORMAT_VERSION = 1
ROW = ("path", "bench", "pattern", "variant")
EMULATED = ("These are counts and CPU time of QEMU's process, which emulates the guest: the emulator's, not the "
            "guest's, and no timing of anything in it.")
UNDER_PERF = ("The timings in this folder were taken under perf, which costs: each exit is recorded, and a counter "
              "that sees the guest alone is switched at each. Compare them with none that were not.")
INSIDE = ("Inside: between the marks at the edges of a block, which holds warm-up, what comes before and after each "
          "sample, and the samples. An exit there may have fallen into a sample; one outside cannot. The marks' own "
          "exits are not among them.")


def _tally(tally):
    return {reason: {"exits": exits, "ns": ns} for reason, (exits, ns) in sorted(tally.items())}


def _exits_json(exits, rows):
    if exits is None:
        return None
    inside = perf_exits.Tally()
    for _, _, tally, _ in rows.values():
        inside.merge(tally)
    return {"inside": _tally(inside), "outside": _tally(exits.outside),
            "marks": {"exits": exits.marks, "ns": exits.marks_ns},
            "rows": [{**dict(zip(ROW, key)), "blocks": blocks, "samples": samples, "ns": ns, "exits": _tally(tally)}
                     for key, (blocks, samples, tally, ns) in rows.items()]}


def describe(version, accel, arch, events, counted, exits, rows):
    """Returns perf.json, as a dict."""
    return {"format_version": FORMAT_VERSION, "arch": arch, "instrument": accel, "perf_version": version,
            "kernel": platform.release(), "missing": list(events.missing), "counts": counted,
            "exits": _exits_json(exits, rows)}


def _cell(text):
    """Returns a text that is safe within a table, whatever perf or the kernel called it."""
    return "".join(c if c.isprintable() else "?" for c in str(text)).replace("|", "\\|")


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return lines + ["| " + " | ".join(map(_cell, row)) + " |" for row in rows] + [""]


def _number(value):
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _missing(facts):
    if not facts["missing"]:
        return ["Nothing is missing: KVM, a PMU, KVM's tracepoints.", ""]
    return ["Missing:", ""] + [f"- {_cell(m['what'])}: {_cell(m['why'])}. Remedy: {_cell(m['remedy'])}"
                               for m in facts["missing"]] + [""]


def _counts(facts):
    if not facts["counts"]:
        return []
    emulated = facts["instrument"] != "kvm"
    lines = ["## " + ("The emulator's process" if emulated else "Counts of the whole run"), ""]
    lines += [EMULATED if emulated else "`:G` in the guest, `u` its user mode, `k` its kernel; `:H` hypervisor and "
              "QEMU. The whole run, boot included.", ""]
    lines += _table(("event", "count", "unit", "% of the time counted"),
                    [(c["event"], c["note"] or _number(c["value"]), c["unit"], f"{c['running_percent']:g}")
                     for c in facts["counts"]])
    for mode, name in (("u", "user mode"), ("k", "kernel")):
        ipc = perf_stat.ratio(facts["counts"], f"instructions:G{mode}", f"cycles:G{mode}")
        if ipc is not None:
            lines += [f"Instructions a cycle in the guest's {name}: {ipc:.2f}", ""]
    return lines


def _per(exits, of):
    return f"{exits / of:.4g}" if of else "-"


def _total(tally, key="exits"):
    return sum(row[key] for row in tally.values())


def _reasons(exits):
    blocks = sum(row["blocks"] for row in exits["rows"])
    samples = sum(row["samples"] for row in exits["rows"])
    none = {"exits": 0, "ns": 0}
    names = sorted(set(exits["inside"]) | set(exits["outside"]),
                   key=lambda n: (-exits["inside"].get(n, none)["exits"], n))
    rows = []
    for name in names:
        inside, outside = exits["inside"].get(name, none), exits["outside"].get(name, none)
        rows.append((name, inside["exits"], _per(inside["exits"], blocks), _per(inside["exits"], samples),
                     _per(inside["ns"], inside["exits"]), outside["exits"]))
    rows.append(("all", _total(exits["inside"]), _per(_total(exits["inside"]), blocks),
                 _per(_total(exits["inside"]), samples),
                 _per(_total(exits["inside"], "ns"), _total(exits["inside"])), _total(exits["outside"])))
    return _table(("reason", "inside", "a block", "a sample", "ns each", "outside"), rows)


def _rows(exits):
    """Returns a table of the rows that have any exits, the worst first."""
    found = [(row, _total(row["exits"])) for row in exits["rows"]]
    found = sorted((f for f in found if f[1]), key=lambda f: -f[1] / f[0]["samples"])
    lines = [f"{len(exits['rows']) - len(found)} of {len(exits['rows'])} rows had no exit inside.", ""]
    if not found:
        return lines
    table = []
    for row, count in found:
        worst = max(row["exits"], key=lambda reason: row["exits"][reason]["exits"])
        away = 100 * _total(row["exits"], "ns") / row["ns"] if row["ns"] else 0
        table.append((" ".join(row[k] for k in ROW if row[k] != "-"), row["blocks"], row["samples"], count,
                      _per(count, row["samples"]), f"{away:.3g}", f"{worst} ({row['exits'][worst]['exits']})"))
    return lines + _table(("row", "blocks", "samples", "exits", "a sample", "% of its time", "most"), table)


def _exits(facts):
    exits = facts["exits"]
    if exits is None:
        why = "None were traced: see what is missing." if facts["instrument"] == "kvm" else \
            "Under emulation there are none."
        return ["## VM exits", "", why, ""]
    return ["## VM exits", "", INSIDE, "", *_reasons(exits),
            f"The marks themselves: {exits['marks']['exits']} exits, {_per(exits['marks']['ns'], exits['marks']['exits'])}"
            " ns each.", "", *_rows(exits)]


def markdown(facts):
    """Returns perf.md; the terminal shows the same."""
    lines = ["# Under perf", "", f"perf {_cell(facts['perf_version'])} on Linux {_cell(facts['kernel'])}, "
             f"{facts['arch']}, {facts['instrument']}.", ""]
    if facts["instrument"] == "kvm":
        lines += [UNDER_PERF, ""]
    return "\n".join(lines + _missing(facts) + _counts(facts) + _exits(facts)).rstrip("\n") + "\n"
