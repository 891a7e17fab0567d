"""The stages of a first contact, in their order. SPDX-License-Identifier: MIT"""

from . import UsageError
from . import contact_boot, contact_bench, contact_clock, contact_exits, contact_guest, contact_host, contact_oracle
from . import contact_sense

STAGES = (
    ("host.doctor", contact_host.doctor_says),
    ("host.kvm", contact_host.kvm_parameters),
    ("host.cpu", contact_host.cpu_registers),
    ("host.log", contact_host.kernel_messages),
    *contact_boot.STAGES,
    ("tests", contact_guest.tests),
    ("bench", contact_bench.two_runs),
    ("instruments.fence", contact_bench.fence),
    ("instruments.gaps", contact_bench.gaps),
    ("instruments.clock", contact_clock.rate),
    ("instruments.step", contact_clock.step),
    ("oracle", contact_oracle.instructions),
    ("sense.order", contact_sense.order),
    ("sense.slope", contact_sense.slope),
    ("sense.same", contact_sense.same),
    ("exits", contact_exits.exits),
)


def names(arch):
    return [stage[0] for stage in _of(arch)]


def _of(arch):
    """Returns the stages that an architecture has. A stage may name the only architecture that has it."""
    return [stage[:2] for stage in STAGES if len(stage) == 2 or stage[2] == arch]


def chosen(text, arch):
    """Returns (name, function) of the stages that a comma-separated list names, one by one or by their group."""
    if text is None:
        return _of(arch)
    wanted = text.split(",")
    known = {name for name in names(arch)} | {name.partition(".")[0] for name in names(arch)}
    for name in wanted:
        if name not in known:
            raise UsageError(f"--stages: there is no stage '{name}'; there are: {' '.join(names(arch))}")
    return [stage for stage in _of(arch) if stage[0] in wanted or stage[0].partition(".")[0] in wanted]
