# The variables of the command line: which target takes which, and what they say. Any other is an error, be it
# misspelt or another target's. `make help` prints this. The Makefile includes this file before
# anything is installed or built. SPDX-License-Identifier: MIT

CHOICE := PATHS BENCHES PATTERNS VARIANTS
MACHINE := ACCEL BOOT HUGEPAGES
TAKES_all :=
TAKES_bench := $(MACHINE) $(CHOICE) ROUNDS SEED BOOTS LAYOUTS UNTIL QUICK OUT TRAPGATE_CPU
TAKES_growth := $(TAKES_bench)
TAKES_perf := $(MACHINE) $(CHOICE) ROUNDS SEED QUICK OUT TRAPGATE_CPU
TAKES_bench-native := $(CHOICE) ROUNDS SEED BOOTS LAYOUTS UNTIL QUICK OUT TRAPGATE_CPU
TAKES_linux := ACCEL KERNEL MITIGATIONS BENCHES ROUNDS SEED QUICK OUT TRAPGATE_CPU
TAKES_linux-native := BENCHES PATTERNS VARIANTS ROUNDS SEED BOOTS UNTIL QUICK OUT TRAPGATE_CPU
TAKES_reference-native := TRAPGATE_CPU
TAKES_linux-native-reference := TRAPGATE_CPU
TAKES_first-contact := ACCEL PATHS ROUNDS TESTS OUT TRAPGATE_CPU
TAKES_smoke := ACCEL BOOT TRAPGATE_CPU
TAKES_layouts := LAYOUTS
TAKES_plot := RUN OUT COMPARE
TAKES_test := TESTS
TAKES_check-all := TESTS
TAKES_mutants := MUTANTS
# The targets above make these, and hand their own variables down.
TAKES_test-programs := TESTS MUTANTS
TAKES_unit-programs := TESTS MUTANTS

# Every target takes these; the second line says how things are compiled.
TAKES := ARCH CLANG V SETUP TRAPGATE_PACKAGES
COMPILING := CC_% CFLAGS_% LDFLAGS_% KERNEL_CFLAGS_% USER_CFLAGS_% COMMON_CFLAGS KERNEL_WARNINGS WARNINGS OBJDUMP_% NM_% OBJCOPY_%

define VARIABLES
ARCH       x86_64 or arm64; if not given, this host's, or both where a target makes both
ACCEL      kvm, icount or auto (KVM where it works, else icount); kvm must work, or nothing runs
BOOT       direct, grub or uefi
PATHS      names and globs separated by commas, group:measured, group:control; all if not given
BENCHES    likewise, benchmarks; PATTERNS, VARIANTS: likewise, of benchmarks. `make list` shows the names
ROUNDS     times through everything; SEED: of the random order
BOOTS      boots, each with a seed of its own; LAYOUTS: links of the same objects in other orders
UNTIL      N%: further boots until the interval of each row lies within N % of its figure
QUICK      1: a first look in few samples, without variants
OUT        the folder of the results, a new one (first-contact: a tar file)
HUGEPAGES  yes: the guest's memory in the host's huge pages, which must be free
TESTS      names of tests, separated by commas; MUTANTS: the name of a fault
KERNEL     another Linux kernel's file; MITIGATIONS: on, off or both
RUN        a result folder; COMPARE: another one
TRAPGATE_CPU  the number of the CPU to measure on; none: a guest is pinned to none
CLANG      1: compile with clang; V=1: show commands; SETUP=no: install nothing
endef
export VARIABLES

# $(1): a target -> what it takes, as patterns for `filter`
takes = $(TAKES_$(1)) $(TAKES) $(COMPILING)
GOALS := $(or $(MAKECMDGOALS),all)
GIVEN := $(foreach v,$(filter-out -% MAKEFLAGS MAKEOVERRIDES MFLAGS GNUMAKEFLAGS,$(.VARIABLES)),$(if $(filter command,$(origin $(v))),$(v)))
NOT_TAKEN := $(firstword $(filter-out $(foreach g,$(GOALS),$(call takes,$(g))),$(GIVEN)))
ifneq ($(NOT_TAKEN),)
$(error $(NOT_TAKEN)=$(value $(NOT_TAKEN)): `make $(firstword $(GOALS))` takes no variable of this name; it takes \
	$(TAKES_$(firstword $(GOALS))) $(TAKES) (`make help` says what they mean))
endif
