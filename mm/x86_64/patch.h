/*
 * Code that is replaced once, at start-up, if the CPU has a feature; so the
 * code need not test for it each time. A table lists the sites and their new
 * bytes. SPDX-License-Identifier: MIT
 */
#ifndef MM_PATCH_H
#define MM_PATCH_H

#ifdef __ASSEMBLER__
/* Adds a row to a table: at most 7 bytes, as long as the instruction that they replace. */
#define PATCH(site, bytes...)                                                  \
	.balign 8;                                                             \
	.quad site;                                                            \
	.byte 882f - 881f;                                                     \
881:	.byte bytes;                                                           \
882:	.balign 8
#else
#include <stdint.h>

/* A row: the code at site becomes the bytes. */
struct patch {
	uint64_t site;
	uint8_t length, bytes[7];
};

/* uaccess.S: opens and closes user memory if the CPU has SMAP. */
extern const struct patch patches_smap[], patches_smap_end[];
/* clear.S: clears a page by bytes if the CPU has ERMS. */
extern const struct patch patches_erms[], patches_erms_end[];

/*
 * Writes the patches. Needs an image that can be written by its alias: that is,
 * before pte_activate().
 */
void patch_apply(const struct patch *from, const struct patch *to);
#endif

#endif
