# x86_64: tools, flags, QEMU. Read by the Makefile and, as text, by nothing else.
# On another host by Debian's cross compiler (gcc-x86-64-linux-gnu); at home its tools have short names.
CROSS_x86_64   := $(if $(filter x86_64,$(HOST_ARCH)),,x86_64-linux-gnu-)
CC_x86_64      := $(if $(CLANG),clang $(if $(CROSS_x86_64),--target=x86_64-linux-gnu),$(CROSS_x86_64)gcc)
OBJCOPY_x86_64 := $(CROSS_x86_64)objcopy
OBJDUMP_x86_64 := $(CROSS_x86_64)objdump
NM_x86_64      := $(CROSS_x86_64)nm

# The kernel: top 2 GiB, no red zone under interrupts, no vector registers of
# the user's. Every hardening flag is named: a distribution's default would be
# measured unseen. The stack is aligned to 8: pt_regs are an odd number of words.
KERNEL_CFLAGS_x86_64 := -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-mpreferred-stack-boundary=3 -fcf-protection=none -mindirect-branch=keep -mfunction-return=keep \
	-mharden-sls=none
ifneq ($(CLANG),)
KERNEL_CFLAGS_x86_64 += -mstack-alignment=8
endif

USER_CFLAGS_x86_64 := -m64 -fcf-protection=none

# The screen's characters: from Debian's grub-common, which tools/packages has for each host; none of them is in the tree.
FONT := /usr/share/grub/ascii.h
build/x86_64/gen/font.h: lib/x86_64/font.awk $(wildcard $(FONT))
	$(call say,GEN,$@)
	$(Q)test -e $(FONT) || { echo "$(FONT) is missing: install the package grub-common, or run \`make setup\`" >&2; exit 1; }
	$(Q)mkdir -p $(@D); awk -v source=$(FONT) -f lib/x86_64/font.awk $(FONT) > $@.new; mv $@.new $@
build/x86_64/kernel/lib/x86_64/screen.o: build/x86_64/gen/font.h

# What QEMU and boot loaders take.
IMAGE_x86_64 := build/x86_64/trapgate.elf
