# The targets that run what was built. Variables of the command line reach the recipes' environment,
# where the shell quotes them. SPDX-License-Identifier: MIT

# What is missing is installed before anything is built. A plain `make` asks only for what it builds with.
ifneq ($(filter all,$(GOALS)),)
ifneq ($(shell SETUP=$(filter no,$(SETUP)) tools/setup build >&2 && echo done),done)
$(error tools/setup did not end well)
endif
endif
ifneq ($(filter bench bench-native reference-native growth linux linux-reference linux-native linux-native-reference smoke list test check-all mutants iso gdb plot reference perf first-contact setup,$(MAKECMDGOALS)),)
ifneq ($(shell SETUP=$(filter no,$(SETUP)) tools/setup >&2 && echo done),done)
$(error tools/setup did not end well)
endif
endif

STATS := $(sort $(wildcard tools/stats/*.c))
build/host/stats: $(STATS) tools/stats/stats.h
	$(call say,HOSTCC,$@)
	$(Q)mkdir -p $(@D); gcc -std=gnu11 -O2 -fopenmp -DHAVE_INLINE $(WARNINGS) -o $@ $(STATS) -lgsl -lgslcblas -lm

# Prints what the processor of this host says of its clocks.
build/host/clock: tools/clock/$(HOST_ARCH).c
	$(call say,HOSTCC,$@)
	$(Q)mkdir -p $(@D); gcc -std=gnu11 -O2 $(WARNINGS) -o $@ $<

# An option for a variable that was given, which may begin with a dash: $(call given,--option,VARIABLE)
given = $${$(2):+$(1)="$$$(2)"}

# QUICK=1; no and 0 say that it is not meant.
quick = $(if $(filter-out no 0,$(QUICK)),--quick)

# The options of tools/bench that `bench`, `growth` and `perf` give; BOOTED: those of a run of several boots.
ASKED = --arch $(ONE) $(call given,--accel,ACCEL) $(call given,--boot,BOOT) \
	$(call given,--paths,PATHS) $(call given,--benches,BENCHES) \
	$(call given,--patterns,PATTERNS) $(call given,--variants,VARIANTS) \
	$(if $(filter-out no,$(HUGEPAGES)),--hugepages) $(quick) $(call given,--rounds,ROUNDS) $(call given,--seed,SEED) \
	$(call given,--out,OUT)
BOOTED = $(call given,--boots,BOOTS) $(call given,--layouts,LAYOUTS) $(call given,--until,UNTIL)

# LAYOUTS=n: layout 0 is the plain image, these are the others; tools/bench refuses what is no number.
LAST_LAYOUT := $(firstword $(filter $(LAYOUTS),$(shell seq 2 100)))
LAYOUT_FILES := $(foreach k,$(if $(LAST_LAYOUT),$(shell seq 1 $$(($(LAST_LAYOUT) - 1)))),\
	$(addprefix build/$(ONE)/layouts/$(k)/,$(notdir $(IMAGE_$(ONE))) bench))

.PHONY: layouts
layouts: $(LAYOUT_FILES) ## LAYOUTS=n: the same objects, linked in n - 1 other orders

bench: $(IMAGE_$(ONE)) build/$(ONE)/bench build/host/stats build/host/clock $(LAYOUT_FILES) ## the main job: all paths, samples, summary, plots in results/
	$(Q)tools/bench $(ASKED) $(BOOTED)

growth: $(IMAGE_$(ONE)) build/$(ONE)/bench build/host/stats build/host/clock $(LAYOUT_FILES) ## what calls cost among ever more mappings, threads, bytes
	$(Q)tools/bench --growth $(ASKED) $(BOOTED)

plot: ## RUN=folder: its plots, drawn anew from its files alone; OUT: into a new folder; COMPARE: of another run beside it
	$(Q)test -n "$$RUN" || { echo "trapgate: expected RUN=, a result folder" >&2; exit 2; }
	$(Q)tools/plot $(call given,--compare,COMPARE) $(call given,--out,OUT) -- "$$RUN"

smoke: $(IMAGE_$(ONE)) build/$(ONE)/bench ## one boot, one call on each path
	$(Q)tools/run --arch $(ONE) $(call given,--accel,ACCEL) $(call given,--boot,BOOT) build/$(ONE)/bench smoke

list: $(IMAGE_$(ONE)) build/$(ONE)/bench ## names of paths, benchmarks, their call patterns and variants
	$(Q)tools/run --arch $(ONE) build/$(ONE)/bench list

gdb: $(IMAGE_$(ONE)) build/$(ONE)/bench ## gdb on a machine that waits before its first instruction
	$(Q)tools/gdb --arch $(ONE)

reference: $(ARCHES:%=reference-%) ## results/reference/ anew, counts and code, for ARCH
$(KNOWN:%=reference-%): reference-%: all build/host/stats build/host/clock
	$(Q)rm -rf build/$*/reference
	$(Q)tools/bench --arch $* --accel icount --out build/$*/reference
	$(Q)tools/reference --arch $* --listing > build/$*/reference/paths.lst
	$(Q)mkdir -p results/reference/$*; find results/reference/$* -maxdepth 1 -type f -delete
	$(Q)cp build/$*/reference/* results/reference/$*/

perf: $(IMAGE_$(ONE)) build/$(ONE)/bench build/host/stats build/host/clock ## bench under perf: guest-only counts, VM exits in measured blocks
	$(Q)tools/perf $(ASKED)

doctor: ## whether this machine is fit to time anything, and what to do where it is not
	$(Q)tools/doctor

setup: ## installs what is missing (SETUP=no: only says so)

.PHONY: bench growth plot smoke list gdb reference perf doctor setup $(KNOWN:%=reference-%)
