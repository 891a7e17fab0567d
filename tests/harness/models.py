"""The processors of Bochs 2.7 that have long mode. SPDX-License-Identifier: MIT"""

INTEL = ("p4_prescott_celeron_336", "core2_penryn_t9600", "corei5_lynnfield_750", "corei5_arrandale_m520",
         "corei7_sandy_bridge_2600k", "corei7_ivy_bridge_3770k", "corei7_haswell_4770", "broadwell_ult",
         "corei7_skylake_x", "corei3_cnl", "corei7_icelake_u", "tigerlake")
AMD = ("athlon64_clawhammer", "athlon64_venice", "turion64_tyler", "phenom_8650_toliman", "zambezi",
       "trinity_apu", "ryzen")
REAL = INTEL + AMD
# Intel's have the TSC-deadline timer since Sandy Bridge, AMD's of these not; FSGSBASE since Ivy Bridge and Zen.
DEADLINE = INTEL[INTEL.index("corei7_sandy_bridge_2600k"):]
FSGSBASE = (*INTEL[INTEL.index("corei7_ivy_bridge_3770k"):], "ryzen")
# Bochs's own model calls itself AMD's, and lacks AMD's SYSCALL in 32-bit code.
ALL = (*REAL, "bx_generic")
# `make test` runs these; all others are `make check-all`'s.
SHORT = ("corei7_skylake_x", "ryzen")


def words(model):
    """Returns what holds of a processor, for each word that a case may ask by if=."""
    return {"intel": model in INTEL, "amd": model in AMD, "tcg": False, "strict": True,
            "deadline": model in DEADLINE, "one_shot": model not in DEADLINE, "fsgsbase": model in FSGSBASE}
