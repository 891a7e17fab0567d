/*
 * The memory that the ELF loader loads into: notes what is mapped and written, and judges it.
 * SPDX-License-Identifier: MIT
 */
#ifndef ELF_MEMORY_H
#define ELF_MEMORY_H

#include "mm/mm.h"

#include <linux/errno.h>

struct mapped {
	uintptr_t start, end;
	int prot;
};

static struct mapped mapped[PHDRS_SIZE_MAX / sizeof(Elf64_Phdr)];
static unsigned int mapped_count, maps_left;
static struct written {
	uintptr_t addr;
	const void *from;
	size_t length;
} written[PHDRS_SIZE_MAX / sizeof(Elf64_Phdr)];
static unsigned int written_count;
static volatile unsigned int bytes_read; /* the source is read: past the file it would be found */

long mm_map(uintptr_t addr, size_t length, int prot, int flags)
{
	assert_int_equal(flags, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
	assert_int_equal(addr % PAGE_SIZE, 0);
	assert_int_equal(length % PAGE_SIZE, 0);
	assert_true(length && addr >= MMAP_MIN_ADDR && length <= SEGMENTS_END &&
		    addr <= SEGMENTS_END - length);
	for (unsigned int i = 0; i < mapped_count; i++)
		assert_true(addr >= mapped[i].end || addr + length <= mapped[i].start);
	if (!maps_left--)
		return -ENOMEM;
	mapped[mapped_count++] = (struct mapped){ addr, addr + length, prot };
	return addr;
}

int mm_write(uintptr_t addr, const void *from, size_t length)
{
	const struct mapped *into = &mapped[mapped_count - 1];

	assert_true(addr >= into->start && length <= into->end - addr);
	if (length)
		bytes_read +=
			*(const unsigned char *)from + ((const unsigned char *)from)[length - 1];
	written[written_count++] = (struct written){ addr, from, length };
	return 0;
}

#endif
