"""Checks the CPU that would be measured on: its frequency, its neighbours, its counter.

SPDX-License-Identifier: MIT
"""

from . import host
from .doctor_system import CPUS

BOOSTS = (  # the file, and what it says if turbo is off
    ("intel_pstate/no_turbo", "1"), ("cpufreq/boost", "0"))


def _write(value, path):
    return f"echo {value} | sudo tee {path}"


def core(system, _guest_arch):
    """Checks whether the CPU is of the fastest kind that the machine has."""
    cpu, cores = system.measured_cpu(), system.cores
    best = cores.best(system.online() | {cpu})
    told = cores.told(cpu)
    if cores.is_slower(cpu, best):
        return ("noisy", f"CPU {cpu} is a small core ({told}); CPU {best} is a fast one ({cores.told(best)})",
                f"TRAPGATE_CPU={best}, and isolcpus= and nohz_full= for that one")
    hybrid = any(cores.is_slower(other, cpu) for other in system.online())
    value = f"CPU {cpu} is of the fastest kind" if hybrid else f"CPU {cpu}: no faster kind is here"
    return "fit", value + (f" ({told})" if told else ""), ""


def governor(system, _guest_arch):
    cpu = system.measured_cpu()
    found = system.line(f"{CPUS}/cpu{cpu}/cpufreq/scaling_governor")
    if found is None:
        return ("noisy", f"unknown: CPU {cpu} has no cpufreq",
                "the firmware's set-up: a fixed frequency; in a virtual machine only its host can tell")
    if found == "performance":
        return "fit", f"performance on CPU {cpu}", ""
    return ("noisy", f"{found} on CPU {cpu}: its frequency follows the load",
            _write("performance", f"{CPUS}/cpu*/cpufreq/scaling_governor"))


def turbo(system, _guest_arch):
    boosts = [(f"{CPUS}/{name}", off) for name, off in BOOSTS]
    boosts.append((f"{CPUS}/cpu{system.measured_cpu()}/cpufreq/boost", "0"))
    for path, off in boosts:
        found = system.line(path)
        if found == off:
            return "fit", f"off ({path} is {off})", ""
        if found is not None:
            return ("noisy", f"on ({path} is {found}): the frequency depends on heat and neighbours",
                    _write(off, path))
    if system.arch == "arm64":
        return "fit", "cpufreq knows of none", ""
    return "noisy", "unknown: neither intel_pstate nor cpufreq tells", "the firmware's set-up: turbo or boost off"


def smt(system, _guest_arch):
    cpu = system.measured_cpu()
    siblings = system.cpu_set(f"{CPUS}/cpu{cpu}/topology/thread_siblings_list")
    if siblings is None:
        return "noisy", f"unknown: CPU {cpu} names no siblings", "the firmware's set-up: SMT off"
    others = siblings - {cpu}
    if not others:
        return "fit", f"CPU {cpu} has its core for itself", ""
    named = ", ".join(map(str, sorted(others)))
    if others <= (system.cpu_set(f"{CPUS}/isolated") or set()):
        return "fit", f"CPU {cpu} shares its core with CPU {named}, which is isolated, too", ""
    return ("noisy", f"CPU {cpu} shares its core with CPU {named}",
            " && ".join(_write(0, f"{CPUS}/cpu{n}/online") for n in sorted(others)))


def isolation(system, _guest_arch):
    cpu = system.measured_cpu()
    if cpu in (system.cpu_set(f"{CPUS}/isolated") or ()):
        return "fit", f"CPU {cpu} is isolated", ""
    return ("noisy", f"CPU {cpu} is not isolated: the scheduler runs others on it",
            f"kernel parameter isolcpus=domain,managed_irq,{cpu}")


def _tickless(system):
    return system.cpu_set(f"{CPUS}/nohz_full") or set()


def tick(system, _guest_arch):
    cpu = system.measured_cpu()
    if cpu in _tickless(system):
        return "fit", f"nohz_full has CPU {cpu}", ""
    return ("noisy", f"CPU {cpu} takes the host's timer tick: an exit each",
            f"kernel parameter nohz_full={cpu}")


def rcu(system, _guest_arch):
    """Checks whether RCU's callbacks are kept off the CPU. nohz_full takes them away as well."""
    cpu = system.measured_cpu()
    given = system.parameter("rcu_nocbs")
    try:
        kept_off = given in ("all", "") or cpu in host.parse_cpu_list(given or "")
    except ValueError:
        kept_off = False
    if kept_off or cpu in _tickless(system):
        return "fit", f"RCU's callbacks are kept off CPU {cpu}", ""
    return "noisy", f"CPU {cpu} runs RCU's callbacks", f"kernel parameter rcu_nocbs={cpu}"


def counter(system, _guest_arch):
    """Checks the counter that a guest's program reads."""
    if system.arch == "arm64":
        return "fit", "the generic timer counts at a constant rate, by the architecture", ""
    flags = system.flags()
    if "constant_tsc" not in flags:
        return "unfit", "the TSC changes its rate with the frequency (no constant_tsc)", "another CPU"
    if "nonstop_tsc" not in flags:
        return ("noisy", "the TSC stops in deep idle states (no nonstop_tsc)",
                "kernel parameters intel_idle.max_cstate=0 processor.max_cstate=1")
    return "fit", "constant_tsc nonstop_tsc", ""


CHECKS = (("core", core), ("governor", governor), ("turbo", turbo), ("smt", smt),
          ("isolated", isolation), ("nohz_full", tick), ("rcu_nocbs", rcu), ("counter", counter))
