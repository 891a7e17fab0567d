/*
 * The registers that a trap saved, laid out as Linux lays them out on x86_64
 * (arch/x86/include/asm/ptrace.h). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_FRAME_H
#define ARCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pt_regs {
	uint64_t r15, r14, r13, r12, bp, bx; /* a called function keeps these */
	uint64_t r11, r10, r9, r8, ax, cx, dx, si, di;
	uint64_t orig_ax; /* call number, or error code of the trap */
	uint64_t ip, cs, flags, sp, ss; /* as the CPU pushes them */
};

#define REGS_ARG0(regs) ((regs)->di)
#define REGS_ARG1(regs) ((regs)->si)
#define REGS_ARG2(regs) ((regs)->dx)
#define REGS_ARG3(regs) ((regs)->r10)
#define REGS_ARG4(regs) ((regs)->r8)
#define REGS_ARG5(regs) ((regs)->r9)
#define REGS_IP(regs) ((regs)->ip)
#define REGS_SP(regs) ((regs)->sp)
#define REGS_RETURN(regs) ((regs)->ax)

/* Tells whether the trap came from user mode: the low bits of cs are the privilege level, 0 or 3. */
static inline bool regs_user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3;
}

/* Sets up the frame of a program that has not run yet: ip, sp, and zero in all other registers. */
void regs_init_user(struct pt_regs *regs, uintptr_t ip, uintptr_t sp);

/* Prints all registers into buf, a few to a line. Returns the length as snprintf() does. */
size_t regs_format(char *buf, size_t size, const struct pt_regs *regs);

#endif
