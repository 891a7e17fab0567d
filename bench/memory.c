/* Anonymous pages for the benchmarks. SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include <linux/auxvec.h>
#include <linux/mman.h>

#define PROTECTION (PROT_READ | PROT_WRITE)
#define FLAGS	   (MAP_PRIVATE | MAP_ANONYMOUS)

size_t page_size(void)
{
	return auxv_value(AT_PAGESZ);
}

void *pages_map(size_t bytes, long flags)
{
	return (void *)must(stub_mmap(NULL, bytes, PROTECTION, FLAGS | flags, -1, 0), "mmap");
}

void pages_map_at(void *pages, size_t bytes, long protection)
{
	long result = stub_mmap(pages, bytes, protection, FLAGS | MAP_FIXED, -1, 0);

	if (must(result, "mmap, at an address") != (long)pages)
		fail("mmap with MAP_FIXED gave 0x%lx for 0x%lx", result, (long)pages);
}

void pages_unmap(void *pages, size_t bytes)
{
	must(stub_munmap(pages, bytes), "munmap");
}

void pages_are_zero(const char *pages, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += page_size())
		if (READ_ONCE(pages[i]) || READ_ONCE(pages[i + page_size() - 1]))
			fail("a fresh page is not zero");
}

void pages_arguments(struct timed *timed, size_t bytes, long flags)
{
	timed->call.arg[0] = 0;
	timed->call.arg[1] = (long)bytes;
	timed->call.arg[2] = PROTECTION;
	timed->call.arg[3] = FLAGS | flags;
	timed->call.arg[4] = -1;
	timed->call.arg[5] = 0;
}
