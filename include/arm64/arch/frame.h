/*
 * The registers that a trap saved, laid out as Linux lays them out on arm64
 * (arch/arm64/include/asm/ptrace.h). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_FRAME_H
#define ARCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pt_regs {
	uint64_t regs[31]; /* x0 to x30; from here to pstate this is Linux's struct user_pt_regs */
	uint64_t sp, pc, pstate;
	uint64_t orig_x0;  /* the first argument, which the result overwrites */
	int32_t syscallno; /* w8 at SVC; -1: no call */
	uint32_t vector;   /* which of the 16 vectors, if it is one that should never be taken */
};

_Static_assert(sizeof(struct pt_regs) % 16 == 0, "SP would lose its alignment");

#define NO_SYSCALL (-1)

#define REGS_ARG0(r) ((r)->regs[0])
#define REGS_ARG1(r) ((r)->regs[1])
#define REGS_ARG2(r) ((r)->regs[2])
#define REGS_ARG3(r) ((r)->regs[3])
#define REGS_ARG4(r) ((r)->regs[4])
#define REGS_ARG5(r) ((r)->regs[5])
#define REGS_IP(r) ((r)->pc)
#define REGS_SP(r) ((r)->sp)
#define REGS_RETURN(r) ((r)->regs[0])

/* SPSR_EL1.M[3:2]: the exception level that was left (DDI 0487, C5.2.19). */
#define PSTATE_EL 0x0c

/* Tells whether the trap came from user mode, which is EL0. */
static inline bool regs_user_mode(const struct pt_regs *r)
{
	return !(r->pstate & PSTATE_EL);
}

/* Sets up the frame of a program that has not run yet: ip, sp, and zero in all other registers. */
void regs_init_user(struct pt_regs *regs, uintptr_t ip, uintptr_t sp);

/* Prints all registers into buf, a few to a line. Returns the length as snprintf() does. */
size_t regs_format(char *buf, size_t size, const struct pt_regs *regs);

#endif
