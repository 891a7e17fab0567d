/* Prints pt_regs, and sets up those that a program starts with. SPDX-License-Identifier: MIT */
#include "lib/lib.h"

#include <arch/frame.h>
#include <arch/gdt.h>
#include <arch/registers.h>

void regs_init_user(struct pt_regs *regs, uintptr_t ip, uintptr_t sp)
{
	*regs = (struct pt_regs){
		.orig_ax = (uint64_t)-1, .ip = ip, .cs = USER_CS, .flags = RFLAGS_IF, .sp = sp, .ss = USER_DS
	};
}

size_t regs_format(char *buf, size_t size, const struct pt_regs *r)
{
	return (size_t)format(buf, size,
		      "rip %016lx  rsp %016lx  rflags %08lx  cs %04lx ss %04lx\n"
		      "rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n"
		      "rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n"
		      "r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n"
		      "r13 %016lx  r14 %016lx  r15 %016lx  orig_rax %lx",
		      r->ip, r->sp, r->flags, r->cs, r->ss, r->ax, r->bx, r->cx, r->dx, r->si,
		      r->di, r->bp, r->r8, r->r9, r->r10, r->r11, r->r12, r->r13, r->r14, r->r15,
		      r->orig_ax);
}
