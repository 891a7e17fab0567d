/* Checks of the control registers' values before they are written. SPDX-License-Identifier: MIT */
#ifndef BOOT_CONTROL_H
#define BOOT_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* State components (Intel SDM Vol. 1, 13.1). */
#define XCR0_X87 (1ull << 0)
#define XCR0_SSE (1ull << 1)
#define XCR0_AVX (1ull << 2)
#define XCR0_MPX (3ull << 3)
#define XCR0_AVX512 (7ull << 5) /* opmask, upper halves of ZMM0 to 15, ZMM16 to 31 */
#define XCR0_AMX (3ull << 17)

/* The components that user mode may use without asking; AMX would need a permission first. */
#define XCR0_WANTED (XCR0_X87 | XCR0_SSE | XCR0_AVX | XCR0_AVX512)

/* Values for the control registers. */
struct control_registers {
	uint64_t cr0, cr4, efer, xcr0; /* xcr0 0: not written */
};

/*
 * Tells whether this CPU takes these values. If not, writes a sentence about the first
 * wrong one to `why`.
 */
bool control_check(const struct control_registers *c, char *why, size_t size);

/*
 * Returns those of the components in `supported` that the kernel wants and that may be
 * on together.
 */
uint64_t xcr0_usable(uint64_t supported);

#endif
