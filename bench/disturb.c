/*
 * The disturbances of the cold variants. Each runs in user mode before every
 * sample, as the last thing before its window; `empty` has the same.
 *
 * `cold_btb`: a train of indirect jumps and calls, twice, each time with other
 * targets. It is code: what the cache of instructions held goes with it.
 * `cold_cache`: as many bytes read as fill the largest cache twice, then as much
 * straight code run as no first-level cache of instructions holds.
 * `cold_tlb`: the kernel empties the TLB (CONTROL_TLB_FLUSH), which Linux does for
 * nobody. Sizes and what remains warm: docs/measurement.md.
 * Next: bench/<arch>/disturb.S. SPDX-License-Identifier: MIT
 */
#include "bench/disturb.h"
#include "bench/bench.h"
#include "bench/evict.h"

#include <asm/errno.h>
#include <linux/mman.h>

#define LINE_BYTES 64
/* Where a cache does not tell of itself, or only of a part: larger than most. */
#define CACHE_BYTES_LEAST (32ul << 20)
#define CODE_BYTES	  (256ul << 10)
/* An emulator has no cache and no predictor: enough to see that it is done. */
#define EMULATED_SITES 1024
#define EMULATED_BYTES (1ul << 20)

static const uint32_t steps[] = { 12345, 23457 };

static char *sites, *code;
static uint32_t site_count;
static const char *buffer;
static uint64_t buffer_pages;

static void *code_map(size_t bytes)
{
	return pages_map(bytes, MAP_POPULATE);
}

static void code_seal(void *at, size_t bytes)
{
	code_written(at, bytes);
	must(stub_mprotect(at, bytes, PROT_READ | PROT_EXEC), "mprotect of generated code");
}

static void branches_run(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		branch_train(sites, site_count, steps[i]);
}

static void branches_prepare(struct cell *cell, const struct options *o)
{
	(void)cell;
	site_count = o->emulated ? EMULATED_SITES : BRANCH_SITES;
	sites = code_map(BRANCH_SITES * BRANCH_SLOT);
	memcpy(sites, branch_group_first, BRANCH_GROUP);
	for (size_t at = BRANCH_GROUP; at < BRANCH_SITES * BRANCH_SLOT; at += BRANCH_GROUP)
		memcpy(sites + at, branch_group, BRANCH_GROUP);
	code_seal(sites, BRANCH_SITES * BRANCH_SLOT);
}

static void caches_run(void)
{
	uint64_t page = 0, size = page_size();

	for (uint64_t n = 0; n < buffer_pages; n++) {
		for (uint64_t at = 0; at < size; at += LINE_BYTES)
			(void)READ_ONCE(buffer[page * size + at]);
		page = evict_next(page, buffer_pages);
	}
	((void (*)(void))code)();
}

/* The host knows; what a hypervisor shows of its caches may be anybody's. */
static uint64_t bytes_to_walk(const struct options *o)
{
	uint64_t cache = o->cache_bytes;

	if (o->emulated)
		return EMULATED_BYTES;
	if (!cache && on_trapgate)
		cache = (uint64_t)control(CONTROL_CACHE_BYTES, 0, 0);
	return 2 * (cache > CACHE_BYTES_LEAST ? cache : CACHE_BYTES_LEAST);
}

/* Written to, so that each page is one of memory: one that was only read may be everybody's zeros.
 */
static bool buffer_make(struct cell *cell, uint64_t bytes)
{
	long room = on_trapgate ? control(CONTROL_FREE_PAGES, 0, 0) : (long)(~0ul >> 1);
	long made = -ENOMEM;

	buffer_pages = evict_pages(bytes, page_size());
	if (buffer_pages < (uint64_t)room / 2)
		made = stub_mmap(NULL, buffer_pages * page_size(), PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (IS_ERROR(made)) {
		refuse(cell, "evicting the caches takes %lu MiB of memory: give the machine more",
		       bytes >> 20);
		return false;
	}
	for (uint64_t page = 0; page < buffer_pages; page++)
		WRITE_ONCE(((char *)made)[page * page_size()], 1);
	buffer = (const char *)made;
	return true;
}

static void caches_prepare(struct cell *cell, const struct options *o)
{
	if (!buffer_make(cell, bytes_to_walk(o)))
		return;
	code = code_map(CODE_BYTES);
	for (size_t at = 0; at < CODE_BYTES; at += BRANCH_SLOT)
		memcpy(code + at, at + BRANCH_SLOT < CODE_BYTES ? code_nothing : code_return,
		       BRANCH_SLOT);
	code_seal(code, CODE_BYTES);
}

static void tlb_run(void)
{
	must(control(CONTROL_TLB_FLUSH, 0, 0), "emptying the TLB");
}

static void tlb_prepare(struct cell *cell, const struct options *o)
{
	(void)o;
	if (!on_trapgate)
		refuse(cell, "this kernel empties the TLB for no program");
}

static struct {
	const char *name;
	void (*prepare)(struct cell *cell, const struct options *o);
	void (*run)(void);
	bool ready;
} disturbances[] = {
	[DISTURB_BRANCHES] = { "cold_btb", branches_prepare, branches_run, false },
	[DISTURB_CACHES] = { "cold_cache", caches_prepare, caches_run, false },
	[DISTURB_TLB] = { "cold_tlb", tlb_prepare, tlb_run, false },
};

/* What one of them takes, and of what size it is: the second time, when its pages are there. */
static void tell(enum disturbance what)
{
	const char *name = disturbances[what].name;
	uint64_t ticks;

	disturbances[what].run();
	ticks = counter_now();
	disturbances[what].run();
	ticks = counter_now() - ticks;
	fact("%s=%lu of the counter", name, ticks);
	if (what == DISTURB_BRANCHES)
		fact("%s_branches=%lu at %u sites", name, site_count * ARRAY_SIZE(steps),
		     site_count);
	if (what == DISTURB_CACHES)
		fact("%s_lines=%lu of %u bytes, %lu bytes of code", name,
		     buffer_pages * (page_size() / LINE_BYTES), LINE_BYTES, CODE_BYTES);
}

void disturb_prepare(struct cell *cell, const struct options *o)
{
	enum disturbance what = cell->variant->disturb;

	if (what == DISTURB_NONE || disturbances[what].ready)
		return;
	disturbances[what].prepare(cell, o);
	if (cell->reason[0])
		return;
	disturbances[what].ready = true;
	tell(what);
}

void disturb(enum disturbance what)
{
	disturbances[what].run();
}
