# The native benchmark program: the kernel's dispatch objects, as they are, in a process of the host.
# Included by the Makefile; tools/native is what runs it. SPDX-License-Identifier: MIT

# What it takes of bench/ besides its own, and what of the kernel: all back ends, no handler.
NATIVE_BENCH := crc32 disturb fence fence_judge lines linux memory options paths pattern plan pmu pmu_judge random region run \
	smoke
NATIVE_BENCH_ARCH := code counter disturb fence pmu

comma := ,

# $(1): architecture
define native_rules
NATIVE_OBJS_$(1) := $$(filter-out %/handlers.o,$$(call objects,$(1),bench/native,user)) \
	$$(filter-out %/user/control.o,$$(USER_OBJS_$(1))) \
	$$(NATIVE_BENCH:%=build/$(1)/user/bench/%.o) $$(NATIVE_BENCH_ARCH:%=build/$(1)/user/bench/$(1)/%.o) \
	build/$(1)/kernel/bench/native/handlers.o \
	$$(filter-out %/unimplemented.o,$$(filter build/$(1)/kernel/dispatch/%,$$(KERNEL_OBJS_$(1))))
STAMP_native_$(1) := $$(NATIVE_OBJS_$(1))
$$(eval $$(call stamp,build/$(1)/native.list,STAMP_native_$(1)))

build/$(1)/user/bench/native/process.o build/$(1)/user/bench/native/$(1)/window.o: build/$(1)/gen/backends.h

LINK_native_$(1) = $$(CC_$(1)) $$(call flags,$$(USER_CFLAGS_$(1)) -no-pie) $$(LDFLAGS_$(1)) -nostdlib -static \
	-Wl,--build-id=none -Wl,-z,noexecstack -Wl,-T,user/$(1)/user.ld
build/$(1)/native: user/$(1)/user.ld $$(NATIVE_OBJS_$(1)) build/$(1)/native.list
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_native_$(1)) -o $$@ $$(NATIVE_OBJS_$(1))

# With hardware events that a test makes up.
FAKED_$(1) := build/$(1)/tests/o/tests/system/fake_perf.c.o
build/$(1)/tests/native_with_events: build/$(1)/native $$(FAKED_$(1))
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_native_$(1)) $$(patsubst %,-Wl$$(comma)--wrap=stub_%,perf_event_open read close) -o $$@ \
		$$(NATIVE_OBJS_$(1)) $$(FAKED_$(1))
test-programs: build/$(1)/tests/native_with_events

-include $$(patsubst %.o,%.d,$$(filter %/native/%,$$(NATIVE_OBJS_$(1))))
endef
$(foreach a,$(ARCHES),$(eval $(call native_rules,$(a))))

# What the targets below need, for the architecture of this host or the one that was asked for.
NATIVE_ARCH := $(firstword $(ARCH) $(patsubst aarch64,arm64,$(shell uname -m)))
NATIVE_NEEDS := build/$(NATIVE_ARCH)/native build/host/stats build/host/clock

bench-native: $(NATIVE_NEEDS) ## the back ends alone, timed in a process of this host, on its own silicon
	$(Q)tools/native --arch $(NATIVE_ARCH) $(call given,--paths,PATHS) $(call given,--benches,BENCHES) \
		$(call given,--patterns,PATTERNS) $(call given,--variants,VARIANTS) \
		$(call given,--rounds,ROUNDS) $(call given,--seed,SEED) $(call given,--boots,BOOTS) \
		$(call given,--out,OUT)

# Many starts, since each is one observation of where its pages came to lie.
reference-native: $(NATIVE_NEEDS) ## results/reference/native/<cpu>/ anew, for this CPU; best on a quiet machine
	$(Q)rm -rf build/$(NATIVE_ARCH)/reference-native
	$(Q)tools/native --arch $(NATIVE_ARCH) --boots $(or $(BOOTS),20) --out build/$(NATIVE_ARCH)/reference-native
	$(Q)to=results/reference/native/$$(tools/native --cpu-name); rm -rf "$$to"; mkdir -p "$$to"; \
		cp build/$(NATIVE_ARCH)/reference-native/* "$$to/"

.PHONY: bench-native reference-native
