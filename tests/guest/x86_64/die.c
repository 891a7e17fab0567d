/* x86_64's own ways to die. Next: die.S. SPDX-License-Identifier: MIT */
#include "tests/guest/die.h"

#include <arch/cpu.h>
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
	X(int3_with_gs) X(single_step_with_gs) X(fault_with_gs) X(call_32_bit)

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

/* The twelve characters that a CPUID leaf gives in these registers. */
static bool is_named(uint32_t leaf, int first, int second, int third, const char *name)
{
	uint32_t r[4];
	char text[13] = "";

	cpuid(leaf, 0, r);
	memcpy(text, &r[first], 4);
	memcpy(text + 4, &r[second], 4);
	memcpy(text + 8, &r[third], 4);
	return !strcmp(text, name);
}

static bool is_tcg(void)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	return r[2] & 1u << 31 && is_named(0x40000000, 1, 2, 3, "TCGTCGTCGTCG");
}

static bool has_fsgsbase(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	if (r[0] < 7)
		return false;
	cpuid(7, 0, r);
	return r[1] & 1;
}

bool arch_condition(const char *word)
{
	if (!strcmp(word, "intel"))
		return is_named(0, 1, 3, 2, "GenuineIntel");
	if (!strcmp(word, "amd"))
		return is_named(0, 1, 3, 2, "AuthenticAMD");
	if (!strcmp(word, "fsgsbase"))
		return has_fsgsbase();
	if (!strcmp(word, "tcg"))
		return is_tcg();
	if (!strcmp(word, "strict")) /* whatever TCG does otherwise than the manuals say */
		return !is_tcg();
	die("if=%s: there is no such processor", word);
}

const struct way arch_ways[] = {
#define ROW(name) { #name, way_##name },
	WAYS(ROW)
	{ "call_at_the_end", call_at_the_end },
	{ NULL, NULL },
};
