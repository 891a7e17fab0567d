# Trapgate: the whole build. `make help` lists what it makes.
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash -o pipefail

KNOWN  := $(patsubst boot/%/arch.mk,%,$(wildcard boot/*/arch.mk))
ARCHES := $(or $(ARCH),$(KNOWN))
ifneq ($(filter-out $(KNOWN),$(ARCHES)),)
$(error ARCH=$(ARCH): expected one of: $(KNOWN) (there is no boot/$(ARCH)/arch.mk))
endif

include tools/variables.mk

# What runs a single architecture takes the host's, unless ARCH says another.
HOST_ARCH := $(patsubst aarch64,arm64,$(shell uname -m))
ONE := $(firstword $(ARCH) $(filter $(HOST_ARCH),$(KNOWN)) $(KNOWN))

# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

# The same bytes wherever the checkout lies: a program's size decides which pages are free behind it.
# The shell puts its folder in.
ANYWHERE := "-fdebug-prefix-map=$$PWD=."

WARNINGS := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wvla
# The kernel's besides: a register's bit that is a signed constant would set all bits above it.
KERNEL_WARNINGS := -Wsign-conversion
COMMON_CFLAGS := -std=gnu11 -O2 -g $(WARNINGS) -ffreestanding -fno-common \
	-fno-strict-aliasing -fno-delete-null-pointer-checks -fno-stack-protector \
	-fno-pic -fno-pie -fno-ipa-icf -fno-reorder-blocks-and-partition \
	-ftrivial-auto-var-init=uninitialized -fno-stack-clash-protection \
	-fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=0 \
	-fno-tree-loop-distribute-patterns $(ANYWHERE)

# CLANG=1 compiles with clang, which knows not all of gcc's flags; the assembler stays GNU's.
GCC_ONLY := -no-pie -fno-ipa-icf -fno-reorder-blocks-and-partition -fno-tree-loop-distribute-patterns \
	-mpreferred-stack-boundary=% -mindirect-branch=% -mfunction-return=% -mharden-sls=none \
	-fno-stack-clash-protection
flags = $(if $(CLANG),-fno-integrated-as $(filter-out $(GCC_ONLY),$(1)),$(1))

KERNEL_DIRS := boot entry dispatch mm proc fs lib lab
USER_DIRS   := user
BENCH_DIRS  := bench

# An object's own flags; build/<arch>/own.flags has them all. The same switch twice: once as a compare tree, once as a jump table.
CFLAGS_dispatch/switch := -fno-jump-tables
CFLAGS_dispatch/jumptable := -fjump-tables

# $(1): architecture, $(2): folders -> their sources, generic and of that architecture
sources = $(sort $(wildcard $(foreach d,$(2),$(d)/*.c $(d)/*.S $(d)/$(1)/*.c $(d)/$(1)/*.S)))
objects = $(patsubst %,build/$(1)/$(3)/%.o,$(basename $(filter-out %/offsets.c,$(call sources,$(1),$(2)))))

# A file that changes only when its text does: what depends on it is remade then.
define stamp
$(1): FORCE
	@mkdir -p $$(@D); printf '%s\n' '$$($(2))' | cmp -s - $$@ || printf '%s\n' '$$($(2))' > $$@
endef

define arch_rules
include boot/$(1)/arch.mk
INCLUDES_$(1) := -I. -Iinclude/$(1) -Ibuild/$(1)
FLAGS_kernel_$(1) := $$(call flags,$$(COMMON_CFLAGS) $$(KERNEL_WARNINGS) $$(KERNEL_CFLAGS_$(1)) $$(INCLUDES_$(1)))
FLAGS_user_$(1) := $$(call flags,$$(COMMON_CFLAGS) $$(USER_CFLAGS_$(1)) $$(INCLUDES_$(1)))
KERNEL_OBJS_$(1) := $$(call objects,$(1),$$(KERNEL_DIRS),kernel)
BENCH_OBJS_$(1) := $$(call objects,$(1),$$(USER_DIRS) $$(BENCH_DIRS),user)
USER_OBJS_$(1) := $$(call objects,$(1),$$(USER_DIRS),user)
STAMP_kernel_$(1) := $$(CC_$(1)) $$(FLAGS_kernel_$(1))
STAMP_user_$(1) := $$(CC_$(1)) $$(FLAGS_user_$(1))
STAMP_objs_$(1) := $$(KERNEL_OBJS_$(1)) $$(BENCH_OBJS_$(1))
STAMP_own_$(1) := $$(foreach v,$$(sort $$(filter CFLAGS_%,$$(.VARIABLES))),$$(v)=$$($$(v)))
$$(eval $$(call stamp,build/$(1)/kernel.flags,STAMP_kernel_$(1)))
$$(eval $$(call stamp,build/$(1)/user.flags,STAMP_user_$(1)))
$$(eval $$(call stamp,build/$(1)/objects.list,STAMP_objs_$(1)))
$$(eval $$(call stamp,build/$(1)/own.flags,STAMP_own_$(1)))

# The table's rows of this architecture, sorted by number; stops on a number used twice.
build/$(1)/gen/syscalls.h: dispatch/syscalls.def dispatch/$(1)/column.awk
	$$(call say,GEN,$$@)
	$$(Q)mkdir -p $$(@D); awk -f dispatch/$(1)/column.awk $$< | sort -n | awk -f dispatch/rows.awk > $$@

build/$(1)/gen/slots.h: dispatch/slots.h build/$(1)/gen/syscalls.h dispatch/slots.awk
	$$(call say,GEN,$$@)
	$$(Q)awk -f dispatch/slots.awk $$(filter %.h,$$^) > $$@

# The dispatch back ends of this architecture.
build/$(1)/gen/backends.h: dispatch/backends.def dispatch/backends.awk
	$$(call say,GEN,$$@)
	$$(Q)mkdir -p $$(@D); awk -v arch=$(1) -f dispatch/backends.awk $$< > $$@

# The rows of paths.def for tools on the host.
build/$(1)/gen/path_rows.h: entry/$(1)/paths.def entry/path_rows.awk
	$$(call say,GEN,$$@)
	$$(Q)mkdir -p $$(@D); awk -f entry/path_rows.awk $$< > $$@
build/$(1)/kernel/entry/path_rows.o: build/$(1)/gen/path_rows.h

build/$(1)/gen/offsets.h: entry/$(1)/offsets.c build/$(1)/gen/syscalls.h build/$(1)/kernel.flags
	$$(call say,GEN,$$@)
	$$(Q)$$(CC_$(1)) $$(FLAGS_kernel_$(1)) -MMD -MP -MT $$@ -MF build/$(1)/gen/offsets.d -S -o - $$< \
		| awk -F'"' '/\.ascii[ \t]+"->/ {sub("->", "#define", $$$$2); print $$$$2}' > $$@

build/$(1)/kernel/%.o: %.c build/$(1)/gen/slots.h build/$(1)/kernel.flags build/$(1)/own.flags | build/$(1)/gen/backends.h
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_kernel_$(1)) $$(CFLAGS_$$*) -MMD -MP -c -o $$@ $$<
build/$(1)/kernel/%.o: %.S build/$(1)/gen/slots.h build/$(1)/gen/offsets.h build/$(1)/kernel.flags
	$$(call say,AS,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_kernel_$(1)) -D__ASSEMBLER__ -MMD -MP -c -o $$@ $$<
build/$(1)/user/%.o: %.c build/$(1)/gen/syscalls.h build/$(1)/user.flags
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_user_$(1)) -MMD -MP -c -o $$@ $$<
build/$(1)/user/%.o: %.S build/$(1)/gen/syscalls.h build/$(1)/user.flags
	$$(call say,AS,$$@)
	$$(Q)mkdir -p $$(@D); $$(CC_$(1)) $$(FLAGS_user_$(1)) -D__ASSEMBLER__ -MMD -MP -c -o $$@ $$<

build/$(1)/kernel.ld: boot/$(1)/kernel.ld build/$(1)/kernel.flags
	$$(Q)$$(CC_$(1)) $$(INCLUDES_$(1)) -D__ASSEMBLER__ -E -P -x assembler-with-cpp -MMD -MP -MT $$@ -MF $$@.d -o $$@ $$<

# $$<: the linker script. check-dispatch judges what was linked.
define LINK_kernel_$(1)
$$(call say,LD,$$@)
$$(Q)$$(CC_$(1)) $$(call flags,$$(KERNEL_CFLAGS_$(1)) -no-pie) $$(LDFLAGS_$(1)) -nostdlib -static -Wl,--build-id=none \
	-Wl,-z,noexecstack -Wl,-z,max-page-size=4096 -Wl,-T,$$< -o $$@ $$(KERNEL_OBJS_$(1))
$$(Q)$$(OBJDUMP_$(1)) -d -S --no-show-raw-insn $$@ > $$(@:.elf=.lst)
$$(Q)$$(NM_$(1)) -n $$@ > $$(@:.elf=.sym)
$$(Q)tools/check-dispatch $$@ $$(OBJDUMP_$(1)) build/$(1)/gen/backends.h
endef
define LINK_bench_$(1)
$$(call say,LD,$$@)
$$(Q)$$(CC_$(1)) $$(call flags,$$(USER_CFLAGS_$(1)) -no-pie) $$(LDFLAGS_$(1)) -nostdlib -static -Wl,--build-id=none \
	-Wl,-z,noexecstack -Wl,-T,$$< -o $$@ $$(BENCH_OBJS_$(1))
endef

build/$(1)/trapgate.elf: build/$(1)/kernel.ld $$(KERNEL_OBJS_$(1)) build/$(1)/objects.list
	$$(LINK_kernel_$(1))
build/$(1)/bench: user/$(1)/user.ld $$(BENCH_OBJS_$(1)) build/$(1)/objects.list
	$$(LINK_bench_$(1))

# Layout K: the same objects in another order (tools/layout), linked after the plain ones.
build/$(1)/layouts/%/kernel.ld: build/$(1)/kernel.ld tools/layout tools/trapgate/splitmix.py build/$(1)/objects.list
	$$(Q)mkdir -p $$(@D); tools/layout $$* $$< $$(KERNEL_OBJS_$(1)) > $$@
build/$(1)/layouts/%/bench.ld: user/$(1)/user.ld tools/layout tools/trapgate/splitmix.py build/$(1)/objects.list
	$$(Q)mkdir -p $$(@D); tools/layout $$* $$< $$(BENCH_OBJS_$(1)) > $$@
build/$(1)/layouts/%/trapgate.elf: build/$(1)/layouts/%/kernel.ld build/$(1)/trapgate.elf
	$$(LINK_kernel_$(1))
build/$(1)/layouts/%/bench: build/$(1)/layouts/%/bench.ld build/$(1)/bench
	$$(LINK_bench_$(1))
.PRECIOUS: build/$(1)/layouts/%/kernel.ld build/$(1)/layouts/%/bench.ld build/$(1)/layouts/%/trapgate.elf

-include $$(patsubst %.o,%.d,$$(KERNEL_OBJS_$(1)) $$(BENCH_OBJS_$(1))) build/$(1)/gen/offsets.d build/$(1)/kernel.ld.d
endef
$(foreach a,$(ARCHES),$(eval $(call arch_rules,$(a))))

all: $(foreach a,$(ARCHES),$(IMAGE_$(a)) build/$(a)/bench build/$(a)/native) ## kernel and benchmark for ARCH (default: both)

include tools/bench.mk tools/linux.mk bench/native/native.mk tests/tests.mk tools/contact.mk

clean: ## removes build/
	rm -rf build

help: ## this list
	@awk -F':.*## ' -v takes='$(foreach t,$(subst TAKES_,,$(filter TAKES_%,$(.VARIABLES))),$(t)=$(TAKES_$(t));)' \
		-f tools/help.awk $(MAKEFILE_LIST)
	@printf '\n%s\n' "$$VARIABLES"

FORCE:
.PHONY: all clean help FORCE
