# x86_64: tools, flags, QEMU. Read by the Makefile and, as text, by nothing else.
CC_x86_64      := $(if $(CLANG),clang,gcc)
OBJCOPY_x86_64 := objcopy
OBJDUMP_x86_64 := objdump
NM_x86_64      := nm

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

# What QEMU and boot loaders take.
IMAGE_x86_64 := build/x86_64/trapgate.elf
