# `make linux`: Linux beside us, and what it is built from. The Makefile includes this file; tools/linux
# runs. SPDX-License-Identifier: MIT

build/host/count.so: tools/plugin/count.c tools/plugin/qemu.h
	$(call say,HOSTCC,$@)
	$(Q)mkdir -p $(@D); gcc -std=gnu11 -O2 $(WARNINGS) -I. -fPIC -shared -fvisibility=hidden -o $@ $<

# $(1): architecture
define linux_rules
LINUX_OBJS_$(1) := build/$(1)/user/tools/linux-symbols.o $$(USER_OBJS_$(1))
build/$(1)/linux-symbols: user/$(1)/user.ld $$(LINUX_OBJS_$(1)) build/$(1)/objects.list
	$$(call say,LD,$$@)
	$$(Q)$$(CC_$(1)) $$(USER_CFLAGS_$(1)) -nostdlib -static -no-pie -Wl,--build-id=none \
		-Wl,-z,noexecstack -Wl,-T,$$< -o $$@ $$(LINUX_OBJS_$(1))
-include build/$(1)/user/tools/linux-symbols.d

linux-reference-$(1): build/$(1)/linux-needs
	$$(Q)rm -rf build/$(1)/linux-reference
	$$(Q)tools/linux --arch $(1) --accel icount --out build/$(1)/linux-reference
	$$(Q)mkdir -p results/reference/$(1)/linux; \
		cp build/$(1)/linux-reference/* results/reference/$(1)/linux/
build/$(1)/linux-needs: build/$(1)/trapgate.elf $$(IMAGE_$(1)) build/$(1)/bench build/$(1)/linux-symbols \
		build/host/stats build/host/count.so
.PHONY: linux-reference-$(1) build/$(1)/linux-needs
endef
$(foreach a,$(ARCHES),$(eval $(call linux_rules,$(a))))

linux: build/$(ONE)/linux-needs ## the benchmark program on Linux (KERNEL=path: another one) and on ours, one table
	$(Q)tools/linux --arch $(ONE) $(call given,--accel,ACCEL) $(call given,--kernel,KERNEL) \
		$(call given,--mitigations,MITIGATIONS) $(call given,--rounds,ROUNDS) \
		$(call given,--seed,SEED) $(call given,--benches,BENCHES) $(call given,--out,OUT) $(quick)

# The benchmark program as a process of this host's own Linux; the native program tells of the clocks.
LINUX_NATIVE_ARCH := $(firstword $(ARCH) $(HOST_ARCH))
linux_native_needs := $(addprefix build/$(LINUX_NATIVE_ARCH)/,bench native) build/host/stats build/host/clock

linux-native: $(linux_native_needs) ## what the calls of this host's own Linux cost, timed in a process of it
	$(Q)tools/linux-native --arch $(LINUX_NATIVE_ARCH) $(call given,--benches,BENCHES) \
		$(call given,--patterns,PATTERNS) $(call given,--variants,VARIANTS) $(call given,--rounds,ROUNDS) \
		$(call given,--seed,SEED) $(call given,--boots,BOOTS) $(call given,--out,OUT) \
		$(call given,--until,UNTIL) $(quick)

linux-native-reference: $(linux_native_needs) ## results/reference/native/<cpu>/linux/ and the table of docs/figures.md, anew
	$(Q)rm -rf build/$(LINUX_NATIVE_ARCH)/linux-native-reference
	$(Q)tools/linux-native --arch $(LINUX_NATIVE_ARCH) --boots 6 --rounds 6 --samples 12 \
		--out build/$(LINUX_NATIVE_ARCH)/linux-native-reference
	$(Q)tools/linux-native --adopt build/$(LINUX_NATIVE_ARCH)/linux-native-reference

linux-reference: $(ARCHES:%=linux-reference-%) ## results/reference/<arch>/linux anew, for ARCH

.PHONY: linux linux-reference linux-native linux-native-reference

# The tests of these targets run this.
test-programs: build/host/count.so $(ARCHES:%=build/%/linux-symbols)
