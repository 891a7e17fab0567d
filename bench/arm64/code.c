/* Code that the program writes. SPDX-License-Identifier: MIT */
#include "bench/timed.h"

/* CTR_EL0: the smallest lines of data and of code, as powers of two of words (Arm ARM, D17.2.34).
 */
#define CTR_DATA(ctr) (4ul << ((ctr) >> 16 & 0xf))
#define CTR_CODE(ctr) (4ul << ((ctr)&0xf))

/* Through the caches, from the data's to the code's (Arm ARM, B2.4.4). */
void code_written(void *code, size_t size)
{
	uintptr_t start = (uintptr_t)code, end = start + size, ctr;

	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	for (uintptr_t at = start & -CTR_DATA(ctr); at < end; at += CTR_DATA(ctr))
		__asm__ volatile("dc cvau, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb ish" ::: "memory");
	for (uintptr_t at = start & -CTR_CODE(ctr); at < end; at += CTR_CODE(ctr))
		__asm__ volatile("ic ivau, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb ish\n\tisb" ::: "memory");
}
