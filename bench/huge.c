/*
 * `mmap_huge`: 2 MiB, aligned to 2 MiB, present and cleared when mmap returns
 * (MAP_POPULATE): one huge page where the kernel makes them by itself; from
 * before the stub to behind it. Unmapped outside of the window.
 * Variants: `small`, the same length one page further up, so that no huge page
 * fits in; size=S, from 4 KiB to 1 GiB, aligned; size=S_small, with huge pages
 * switched off besides (prctl(PR_SET_THP_DISABLE)), since one would fit.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <asm/errno.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/sysinfo.h>

#define HUGE ((size_t)2 << 20)

static long huge_disable(long off)
{
	return stub_syscall(SYS_prctl, PR_SET_THP_DISABLE, off, 0, 0, 0, 0);
}

/* Linux would kill for memory, Trapgate says so: huge_check() hears it. */
static bool memory_suffices(struct block *block, size_t bytes)
{
	struct sysinfo info;

	if (stub_syscall(SYS_sysinfo, (long)&info, 0, 0, 0, 0, 0) ||
	    info.freeram * info.mem_unit > bytes + bytes / 16)
		return true;
	refuse(block->cell, "%lu MiB of memory are free", info.freeram * info.mem_unit >> 20);
	return false;
}

/* An address with nothing around it, as a hint that no kernel turns down. */
static char *place_find(size_t bytes)
{
	char *pages = (char *)must(stub_mmap(NULL, bytes + 2 * HUGE, PROT_NONE,
					     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
				   "mmap, of a place");

	pages_unmap(pages, bytes + 2 * HUGE);
	return (char *)ALIGN_UP((uintptr_t)pages, HUGE);
}

static void huge_begin(struct block *block)
{
	const struct variant *variant = block->cell->variant;
	size_t bytes = variant->bytes ? variant->bytes : block->cell->bench->bytes;
	char *place = place_find(bytes);

	if (!memory_suffices(block, bytes))
		return;
	if (variant->small)
		place += page_size();
	if (variant->small && bytes > HUGE && huge_disable(1)) {
		refuse(block->cell, "this kernel has no prctl(PR_SET_THP_DISABLE)");
		return;
	}
	pages_arguments(&block->timed, bytes, MAP_POPULATE);
	block->timed.call.arg[0] = (long)place;
	block->timed.call.expected = (long)place;
}

static void huge_check(struct block *block)
{
	char *pages = (char *)block->timed.call.expected;
	size_t bytes = (size_t)block->timed.call.arg[1];

	if (block->timed.result == -ENOMEM) {
		refuse(block->cell, "mmap finds no memory for %lu MiB", bytes >> 20);
		return;
	}
	if (must(block->timed.result, "the timed mmap") != (long)pages)
		fail("mmap did not take the address 0x%lx", (long)pages);
	pages_are_zero(pages, bytes);
	pages_unmap(pages, bytes);
}

static void huge_end(struct block *block)
{
	(void)block;
	huge_disable(0);
}

#define KIB (1ul << 10)
#define MIB (1ul << 20)
#define SIZE(text, n, ...)                                                                         \
	{                                                                                          \
		.name = "size=" text, .growth = true, .others = OTHERS_PLAIN, .bytes = (n),        \
		__VA_ARGS__                                                                        \
	}
#define SMALL(text, n) SIZE(text "_small", n, .small = true)

static const struct variant huge_variants[] = {
	{ .name = "small", .others = OTHERS_PLAIN, .small = true },
	SIZE("4K", 4 * KIB),
	SIZE("16K", 16 * KIB),
	SIZE("64K", 64 * KIB),
	SIZE("256K", 256 * KIB),
	SIZE("1M", MIB),
	SIZE("2M", 2 * MIB),
	SIZE("4M", 4 * MIB),
	SIZE("16M", 16 * MIB),
	SIZE("64M", 64 * MIB),
	SIZE("256M", 256 * MIB),
	SIZE("1G", 1024 * MIB),
	SMALL("2M", 2 * MIB),
	SMALL("4M", 4 * MIB),
	SMALL("16M", 16 * MIB),
	SMALL("64M", 64 * MIB),
	SMALL("256M", 256 * MIB),
	SMALL("1G", 1024 * MIB),
	{ 0 },
};

BENCHMARK(mmap_huge) = {
	.name = "mmap_huge",
	.memory = true,
	.timed = timed_mmap,
	.variants = huge_variants,
	.bytes = HUGE,
	.share = 20, /* a gibibyte takes seconds to clear under emulation */
	.begin = huge_begin,
	.check = huge_check,
	.end = huge_end,
};
