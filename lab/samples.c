/*
 * Gives samples to the host. The host reads them from the machine's memory,
 * where they lie; if it cannot, they are sent over the console.
 * SPDX-License-Identifier: MIT
 */
#include "lab/lab.h"
#include "lib/cmdline.h"
#include "lib/console.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <linux/errno.h>

/* A part of the samples whose bytes follow each other in physical memory, too. */
struct extent {
	uintptr_t offset; /* from the start of the samples */
	phys_addr_t address;
	size_t length;
};

/* Lines of the announcement that were not sent yet: one frame for many lines. */
struct lines {
	char text[1024];
	size_t length;
};

/* Makes all pages present that are not yet: the host must find memory at each. */
static int populate(uintptr_t addr, size_t length)
{
	int error = 0;

	for (uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE); !error && page < addr + length;
	     page += PAGE_SIZE)
		if (!mm_phys(page))
			error = mm_fault(page, MM_FAULT_READ);
	return error == -EACCES ? -EFAULT : error;
}

/* Returns the longest extent that begins at addr and ends at or before `end`. */
static struct extent extent_at(uintptr_t addr, uintptr_t end)
{
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	phys_addr_t first = mm_phys(page);
	uintptr_t next = page + PAGE_SIZE;

	while (next < end && mm_phys(next) == first + (next - page))
		next += PAGE_SIZE;
	return (struct extent){ .address = first + (addr - page),
				.length = (next < end ? next : end) - addr };
}

static void lines_send(struct lines *lines)
{
	console_frame(CONSOLE_SAMPLES, lines->text, lines->length);
	lines->length = 0;
}

static void lines_add(struct lines *lines, const struct extent *e)
{
	char line[64];
	size_t length = (size_t)format(line, sizeof(line), "%lx %lx %lx\n", e->offset, e->address, e->length);

	if (lines->length + length > sizeof(lines->text))
		lines_send(lines);
	memcpy(lines->text + lines->length, line, length);
	lines->length += length;
}

int samples_announce(uintptr_t addr, size_t length)
{
	static struct lines lines;
	uintptr_t end = addr + length;
	char way[16];
	bool send = cmdline_get("samples", way, sizeof(way)) && !strcmp(way, "console");
	int error;

	if (!user_range_ok((void *)addr, length))
		return -EFAULT;
	error = populate(addr, length);
	if (error)
		return error;
	for (uintptr_t at = addr; at < end;) {
		struct extent extent = extent_at(at, end);

		extent.offset = at - addr;
		if (send)
			console_frame(CONSOLE_DATA, phys_to_virt(extent.address), extent.length);
		else
			lines_add(&lines, &extent);
		at += extent.length;
	}
	if (lines.length)
		lines_send(&lines);
	return 0;
}
