/* x86_64's own ways to die. Next: die.S. SPDX-License-Identifier: MIT */
#include "tests/guest/die.h"

#include <arch/layout.h>

#include <linux/mman.h>

#define WAYS(X)                                                                                    \
	X(ud2) X(int3) X(int_3) X(int_4) X(int_0x80) X(int_nmi) X(int_page_fault) X(int_timer)     \
	X(hlt) X(cli) X(sti) X(rdmsr) X(wrmsr) X(in) X(out) X(insb) X(read_cr0) X(write_cr3)       \
	X(write_cr4) X(read_dr7) X(clts) X(invd) X(wbinvd) X(invlpg) X(lgdt) X(lidt) X(ltr)        \
	X(lmsw) X(swapgs) X(sysretq) X(sysexit) X(sysenter) X(xsetbv)                              \
	X(jump_noncanonical) X(read_noncanonical) X(return_noncanonical) X(push_noncanonical)      \
	X(divide_by_zero) X(divide_x87)                                              \
	X(iret_to_kernel) X(lret_to_kernel) X(load_kernel_ss) X(load_ldt_ds)                                      \
	X(single_step) X(single_step_call) X(mov_ss_single_step_call)                              \
	X(int3_with_gs) X(single_step_with_gs) X(fault_with_gs)

#define DECLARE(name) void way_##name(uintptr_t argument);
WAYS(DECLARE)

/*
 * SYSCALL as the last instruction of the last page that can be mapped: the
 * return address is TASK_SIZE. It must be IRET that takes it there, and the fetch
 * that fails.
 */
static void call_at_the_end(uintptr_t unused)
{
	uint8_t *page = (uint8_t *)(TASK_SIZE - 4096);
	const long prot = PROT_READ | PROT_WRITE | PROT_EXEC;

	(void)unused;
	if (stub_mprotect(page, 4096, prot)) /* the stack's, or nobody's */
		stub_mmap(page, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	page[4094] = 0x0f;
	page[4095] = 0x05;
	__asm__ volatile("jmp *%0" ::"r"(page + 4094), "a"(SYS_getuid) : "rcx", "r11", "memory");
}

const struct way arch_ways[] = {
#define ROW(name) { #name, way_##name },
	WAYS(ROW)
	{ "call_at_the_end", call_at_the_end },
	{ NULL, NULL },
};
