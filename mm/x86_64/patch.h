/*
 * Code that a feature of the CPU replaces once, at start-up, instead of testing
 * for it each time: a table of sites and their new bytes. SPDX-License-Identifier: MIT
 */
#ifndef MM_PATCH_H
#define MM_PATCH_H

#ifdef __ASSEMBLER__
/* A row of a table: at most 7 bytes, as long as what they replace. */
#define PATCH(site, bytes...)                                                  \
	.balign 8;                                                             \
	.quad site;                                                            \
	.byte 882f - 881f;                                                     \
881:	.byte bytes;                                                           \
882:	.balign 8
#else
#include <stdint.h>

struct patch {
	uint64_t site;
	uint8_t length, bytes[7];
};

/* uaccess.S: user memory opened and closed where SMAP guards it. */
extern const struct patch patches_smap[], patches_smap_end[];
/* clear.S: a page cleared by bytes where the CPU is fast at that. */
extern const struct patch patches_erms[], patches_erms_end[];

/* While the image can still be written by its alias: before pte_activate(). */
void patch_apply(const struct patch *from, const struct patch *to);
#endif

#endif
