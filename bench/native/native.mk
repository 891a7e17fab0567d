# The native benchmark program: the kernel's dispatch objects, as they are, in a process of the host.
# Included by the Makefile; tools/native is what runs it. SPDX-License-Identifier: MIT

# What it takes of bench/ besides its own, and what of the kernel: all back ends, no handler.
NATIVE_BENCH := between core crc32 disturb fence fence_judge gaps gaps_tell lines linux memory names options paths pattern plan random region run smoke
NATIVE_BENCH_ARCH := code core counter disturb fence

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

# $$<: the linker script.
LINK_native_$(1) = $$(CC_$(1)) $$(call flags,$$(USER_CFLAGS_$(1)) -no-pie) $$(LDFLAGS_$(1)) -nostdlib -static \
	-Wl,--build-id=none -Wl,-z,noexecstack -Wl,-T,$$<
build/$(1)/native: user/$(1)/user.ld $$(NATIVE_OBJS_$(1)) build/$(1)/native.list
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_native_$(1)) -o $$@ $$(NATIVE_OBJS_$(1))

# Layout K: the same objects in another order, as of the image.
build/$(1)/layouts/%/native.ld: user/$(1)/user.ld tools/layout tools/trapgate/splitmix.py build/$(1)/native.list
	$$(Q)mkdir -p $$(@D); tools/layout $$* $$< $$(NATIVE_OBJS_$(1)) > $$@
build/$(1)/layouts/%/native: build/$(1)/layouts/%/native.ld build/$(1)/native
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_native_$(1)) -o $$@ $$(NATIVE_OBJS_$(1))
.PRECIOUS: build/$(1)/layouts/%/native.ld

# With hardware events that a test makes up.
FAKED_$(1) := build/$(1)/tests/o/tests/system/fake_perf.c.o
build/$(1)/tests/native_with_events: user/$(1)/user.ld build/$(1)/native $$(FAKED_$(1))
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_native_$(1)) $$(patsubst %,-Wl$$(comma)--wrap=stub_%,perf_event_open read close) -o $$@ \
		$$(NATIVE_OBJS_$(1)) $$(FAKED_$(1))
test-programs: build/$(1)/tests/native_with_events

-include $$(patsubst %.o,%.d,$$(NATIVE_OBJS_$(1)) $$(FAKED_$(1)))
endef
$(foreach a,$(ARCHES),$(eval $(call native_rules,$(a))))

# What the targets below need, for the architecture of this host or the one that was asked for.
NATIVE_ARCH := $(firstword $(ARCH) $(HOST_ARCH))
native_needs = build/$(NATIVE_ARCH)/native build/host/stats build/host/clock \
	$(foreach k,$(shell seq 1 $$(($(1) - 1))),build/$(NATIVE_ARCH)/layouts/$(k)/native)

bench-native: $(call native_needs,$(or $(LAST_LAYOUT),1)) ## the back ends alone, timed in a process of this host
	$(Q)tools/native --arch $(NATIVE_ARCH) $(call given,--paths,PATHS) $(call given,--benches,BENCHES) \
		$(call given,--patterns,PATTERNS) $(call given,--variants,VARIANTS) \
		$(call given,--rounds,ROUNDS) $(call given,--seed,SEED) $(call given,--boots,BOOTS) \
		$(call given,--layouts,LAYOUTS) $(call given,--out,OUT) $(call given,--until,UNTIL) $(quick)

# Many starts of several links: neighbours come and go, and where code lies decides as well.
REFERENCE_LAYOUTS := 5
REFERENCE_BOOTS := 6
reference-native: $(call native_needs,$(REFERENCE_LAYOUTS)) ## results/reference/native/<cpu>/ and the table of docs/figures.md, anew
	$(Q)rm -rf build/$(NATIVE_ARCH)/reference-native
	$(Q)tools/native --arch $(NATIVE_ARCH) --layouts $(REFERENCE_LAYOUTS) --boots $(REFERENCE_BOOTS) --rounds 6 \
		--out build/$(NATIVE_ARCH)/reference-native
	$(Q)tools/native --adopt build/$(NATIVE_ARCH)/reference-native

.PHONY: bench-native reference-native
