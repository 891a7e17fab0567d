# What the tests are built from, and the targets `test` and `check-all`. Included by the Makefile.
# Guest programs: tests/guest/P.c and tests/guest/<arch>/P.c and P.S, linked with user/ and
# tests/guest/common/. C-library programs: tests/libc/*.c, once for each row of tests/libc/<arch>.mk.
# Unit tests: tests/unit/*.c, in a host process; TEST_LONG lets them take longer. Next: tests/harness/all, tests/tests.cfg.

# $(1): architecture
define test_rules
GUEST_SOURCES_$(1) := $$(wildcard tests/guest/*.c tests/guest/$(1)/*.c tests/guest/$(1)/*.S)
GUEST_NAMES_$(1) := $$(sort $$(notdir $$(basename $$(GUEST_SOURCES_$(1)))))
GUEST_COMMON_$(1) := $$(patsubst %,build/$(1)/tests/o/%.o,$$(wildcard tests/guest/common/*.c))
GUEST_OBJS_$(1) := $$(patsubst %,build/$(1)/tests/o/%.o,$$(GUEST_SOURCES_$(1)))
TEST_PROGRAMS += $$(addprefix build/$(1)/tests/,$$(GUEST_NAMES_$(1)))

LINK_GUEST_$(1) = $$(CC_$(1)) $$(USER_CFLAGS_$(1)) -nostdlib -static -no-pie -Wl,--build-id=none \
	-Wl,-z,noexecstack -Wl,-T,user/$(1)/user.ld -o $$@ $$(filter %.o,$$^)

build/$(1)/tests/o/%.c.o: %.c build/$(1)/gen/syscalls.h build/$(1)/user.flags
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_user_$(1)) -MMD -MP -c -o $$@ $$<
build/$(1)/tests/o/%.S.o: %.S build/$(1)/gen/syscalls.h build/$(1)/user.flags
	$$(call say,AS,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_user_$(1)) -D__ASSEMBLER__ -MMD -MP -c -o $$@ $$<

# Linux's first process, for what runs there, too.
TEST_PROGRAMS += build/$(1)/tests/linux-init
build/$(1)/tests/linux-init: build/$(1)/tests/o/tests/linux/init.c.o build/$(1)/user/bench/lines.o \
		build/$(1)/user/bench/crc32.o $$(USER_OBJS_$(1)) user/$(1)/user.ld
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_GUEST_$(1))
-include build/$(1)/tests/o/tests/linux/init.c.d

$$(foreach p,$$(GUEST_NAMES_$(1)),$$(eval $$(call guest_program,$(1),$$(p))))
-include $$(GUEST_OBJS_$(1):.o=.d) $$(GUEST_COMMON_$(1):.o=.d)

-include tests/libc/$(1).mk
$$(foreach c,$$(LIBCS_$(1)),$$(eval $$(call libc_programs,$(1),$$(c))))
endef

# What starts the kernel on Bochs without firmware (tests/harness/rom.py).
ifneq ($(filter x86_64,$(ARCHES)),)
ROM := build/x86_64/tests/rom
endif
build/x86_64/tests/rom: tests/harness/rom.S build/x86_64/user.flags
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D); $(CC_x86_64) -m32 -nostdlib -static $(if $(CLANG),,-no-pie) -Wl,--build-id=none -Wl,-m,elf_i386 \
		-Wl,-Ttext=0xfffffe00 -Wl,-e,0xfffffe00 -o $@.elf $<
	$(Q)$(OBJCOPY_x86_64) -O binary -j .text $@.elf $@

# What tests/system/layouts boots.
TEST_LAYOUTS := 1 2

# $(1): architecture, $(2): program
define guest_program
build/$(1)/tests/$(2): $(filter %/$(2).c.o %/$(2).S.o,$(GUEST_OBJS_$(1))) $(GUEST_COMMON_$(1)) \
		$(USER_OBJS_$(1)) user/$(1)/user.ld
	$$(call say,LD,$$@)
	$$(Q)$$(LINK_GUEST_$(1))
endef

# $(1): architecture, $(2): C library and kind of executable, LIBC_$(1)_$(2) how it is compiled
define libc_programs
TEST_PROGRAMS += $(patsubst tests/libc/%.c,build/$(1)/tests/%.$(2),$(wildcard tests/libc/*.c))
build/$(1)/tests/%.$(2): tests/libc/%.c tests/libc/tap.h tests/libc/$(1).mk $(LIBC_NEEDS_$(1)_$(2))
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D); $(LIBC_$(1)_$(2)) -std=gnu11 -O2 -g $$(WARNINGS) -pthread -I. -o $$@ $$<
endef

include tests/libc/musl.mk

TEST_PROGRAMS :=
$(foreach a,$(ARCHES),$(eval $(call test_rules,$(a))))

UNIT_CC := gcc -std=gnu11 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Werror -I. -Itests/unit/include -Ibuild/x86_64
# They run x86_64's headers in a process of the host: another host has none (tests/harness/cases.py says so).
UNIT_PROGRAMS := $(if $(filter x86_64,$(HOST_ARCH)),$(patsubst tests/unit/%.c,build/host/unit/%,$(wildcard tests/unit/*.c)))
# The back ends go in as the kernel has them, with its flags. They know addresses of 32 bits.
UNIT_BACKENDS := $(filter-out %/unimplemented.o,$(call objects,x86_64,dispatch,kernel))
UNIT_MORE_dispatch := -no-pie -Wl,-z,noexecstack $(UNIT_BACKENDS)
build/host/unit/dispatch: $(UNIT_BACKENDS)
# The image has the addresses that it is linked for.
UNIT_MORE_loader := -no-pie
# It draws with the kernel's font.
build/host/unit/screen: build/x86_64/gen/font.h

build/host/unit/%: tests/unit/%.c build/x86_64/gen/slots.h build/x86_64/gen/backends.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D); $(UNIT_CC) -MMD -MP -MF $@.d -o $@ $< $(UNIT_MORE_$*) -lcmocka
-include $(UNIT_PROGRAMS:=.d)

test-programs: all build/host/stats build/host/clock build/host/cpuid $(TEST_PROGRAMS) $(ROM) \
	$(foreach a,$(ARCHES),$(foreach k,$(TEST_LAYOUTS),$(addprefix build/$(a)/layouts/$(k)/,$(notdir $(IMAGE_$(a))) bench)))

# Built on the host and from x86_64's headers, whichever architecture is under test.
unit-programs: $(UNIT_PROGRAMS)

test: ## everything that gates; TESTS=name,... runs only those
	$(Q)tools/setup
	$(Q)+$(MAKE) --no-print-directory test-programs
	$(Q)+$(MAKE) --no-print-directory unit-programs ARCH=x86_64
	$(Q)tests/harness/all --arch "$(ARCHES)" $(if $(TESTS),--tests "$(TESTS)")

check-all: ## test, and what takes longer
	$(Q)tools/setup all
	$(Q)+$(MAKE) --no-print-directory test-programs
	$(Q)+$(MAKE) --no-print-directory unit-programs ARCH=x86_64
	$(Q)TEST_LONG=1 tests/harness/all --arch "$(ARCHES)" --long $(if $(TESTS),--tests "$(TESTS)")

mutants: ## deliberate faults, each of which the tests must catch; MUTANTS="name" tries that one
	$(Q)+$(MAKE) --no-print-directory test-programs
	$(Q)+$(MAKE) --no-print-directory unit-programs ARCH=x86_64
	$(Q)tests/mutants/run $(if $(MUTANTS),"$$MUTANTS")

.PHONY: test-programs unit-programs test check-all mutants
