# arm64: tools, flags, QEMU. Read by the Makefile and, as text, by nothing else.
# On an arm64 host these are further names of its own gcc and binutils.
CROSS_arm64   := aarch64-linux-gnu-
CC_arm64      := $(if $(CLANG),clang --target=aarch64-linux-gnu,$(CROSS_arm64)gcc)
OBJCOPY_arm64 := $(CROSS_arm64)objcopy
OBJDUMP_arm64 := $(CROSS_arm64)objdump
NM_arm64      := $(CROSS_arm64)nm

# The kernel: no vector registers, which are the user's; landing pads, since its text is guarded
# where the CPU has BTI; atomics in line, with no library to choose them; no frame pointers, since
# nothing unwinds at run time and debuggers have CFI. Every hardening flag is named: a
# distribution's default would be measured unseen.
KERNEL_CFLAGS_arm64 := -march=armv8-a -mcmodel=small -mgeneral-regs-only -mlittle-endian \
	-mbranch-protection=bti -mharden-sls=none -mno-outline-atomics \
	-fomit-frame-pointer -mfix-cortex-a53-835769
# An erratum that the linker works around, in kernel and user programs alike.
LDFLAGS_arm64 := -Wl,--fix-cortex-a53-843419

USER_CFLAGS_arm64 := -march=armv8-a -mbranch-protection=none -mharden-sls=none -mno-outline-atomics

# What QEMU and boot loaders take: the ELF file's bytes from its first address on.
IMAGE_arm64 := build/arm64/Image
build/arm64/Image: build/arm64/trapgate.elf
	$(call say,OBJCOPY,$@)
	$(Q)$(OBJCOPY_arm64) -O binary $< $@
build/arm64/layouts/%/Image: build/arm64/layouts/%/trapgate.elf
	$(call say,OBJCOPY,$@)
	$(Q)$(OBJCOPY_arm64) -O binary $< $@
