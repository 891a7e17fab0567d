/*
 * The mappings that memory calls are measured among: one reservation, from its
 * upper end down
 *
 *	border	readable, present
 *	page 0	readable and writable
 *	page 1	PROT_NONE
 *	page 2	readable and writable
 *	...	in turn, to page n
 *
 * so that each page is a mapping of its own, as thread stacks and their guards
 * are: n besides the one that a sample is about, and the border. That one is
 *
 *	unmergeable	an even page, unlike both of its neighbours
 *	merges		an odd page that is made writable, like both of them
 *
 * and by its place random, by the run's seed, or, `ordered`, from page 0 on. The
 * protections are given in random order or in that of the addresses, too, since
 * an order of insertion may shape what a kernel keeps mappings in. A sample's page
 * was never touched, but the page table that its entry is in is there: the next
 * writable page above is present. Above the reservation nothing is free: a kernel
 * that places a mapping as high as it can puts it where a page was taken out.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

/* The order of round 0; those of later rounds lie below it. */
#define STREAM_OTHERS UINT64_MAX
/* More are made once for all rounds: that takes longer than to measure among them. */
#define RENEWED_MAX 1000

/* A block visits so many places in an order of its own, each once before any again; of more it draws each. */
#define PLACES_MAX 1024

static char *bottom;
static uint64_t count;
static bool ordered;
static uint32_t visits[PLACES_MAX], visited;

static size_t size_of(uint64_t n)
{
	return (n + 2) * page_size();
}

static char *page_at(uint64_t number)
{
	return bottom + (count - number) * page_size();
}

/* One-page holes above, as they come from other sizes' alignment, are filled for good. */
static void holes_fill(void)
{
	char *page;

	do
		page = (char *)must(
			stub_mmap(NULL, page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
			"mmap, of a hole");
	while (page > bottom);
	pages_unmap(page, page_size());
}

static void order_make(uint32_t *order, uint32_t n, uint64_t seed, uint64_t round)
{
	struct random random;

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	if (ordered)
		return;
	random_init(&random, seed, STREAM_OTHERS - round);
	random_shuffle(&random, order, n);
}

/* 0, or -errno of the first page that could not become a mapping. */
static long pages_protect(uint64_t seed, uint64_t round)
{
	uint32_t n = (uint32_t)(count / 2 + 1);
	uint32_t *order = pages_map(n * sizeof(*order), 0);
	long error = 0;

	order_make(order, n, seed, round);
	for (uint32_t i = 0; i < n && !error; i++)
		error = stub_mprotect(page_at(2ull * order[i]), page_size(),
				      PROT_READ | PROT_WRITE);
	pages_unmap(order, n * sizeof(*order));
	return error;
}

static void others_drop(void)
{
	if (bottom)
		pages_unmap(bottom, size_of(count));
	bottom = NULL;
}

static long others_make(uint64_t n, uint64_t seed, uint64_t round)
{
	long result = stub_mmap(NULL, size_of(n), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *border;

	if (IS_ERROR(result))
		return result;
	bottom = (char *)result;
	count = n;
	holes_fill();
	border = page_at(0) + page_size();
	must(stub_mprotect(border, page_size(), PROT_READ), "mprotect, of the border");
	(void)READ_ONCE(*border);
	return pages_protect(seed, round);
}

/*
 * An earlier block must not decide what this one meets: the shape of
 * a tree of mappings and the order of free pages follow from their history, unless the
 * kernel takes its traces out. Linux does that for no program.
 */
static void settle(void)
{
	if (on_trapgate)
		must(control(CONTROL_SETTLE, 0, 0), "settling memory");
}

void others_set(struct cell *cell, uint64_t seed, uint64_t round)
{
	const struct variant *variant = cell->variant;
	bool renewed = cell->bench->memory && variant->others <= RENEWED_MAX;
	long error;

	visited = 0;
	if (!renewed && bottom && count == variant->others && ordered == variant->ordered)
		return;
	others_drop();
	settle();
	ordered = variant->ordered;
	error = others_make(variant->others, seed, renewed ? round : 0);
	if (!error)
		return;
	others_drop();
	refuse(cell, "%lu mappings are more than this kernel makes: errno %ld%s", variant->others,
	       -error, on_trapgate ? "" : " (vm.max_map_count)");
}

/* By the next page above that can be touched; the border is already. */
static void table_make(const struct variant *variant, char *page)
{
	char *near = page + (variant->merges ? 1 : 2) * page_size();

	if (near <= page_at(0))
		WRITE_ONCE(*near, 1);
}

/*
 * Places differ in cost by where they are in the kernel's trees. Drawing without
 * replacement covers a tree better than drawing anew: less of a block's figure is
 * chance.
 */
static uint32_t place_draw(struct block *block, uint32_t places)
{
	if (places > PLACES_MAX)
		return random_below(&block->random, places);
	if (!visited) {
		for (uint32_t i = 0; i < places; i++)
			visits[i] = i;
		random_shuffle(&block->random, visits, places);
	}
	return visits[visited++ % places];
}

char *others_next(struct block *block)
{
	const struct variant *variant = block->cell->variant;
	uint32_t odd = variant->merges ? 1 : 0;
	uint32_t places = (uint32_t)(count + 2 - odd) / 2;
	uint32_t place = variant->ordered ? block->index % places : place_draw(block, places);
	char *page = page_at(2ull * place + odd);

	others_restore(block, page);
	table_make(variant, page);
	return page;
}

void others_map(char *page)
{
	pages_map_at(page, page_size(), PROT_READ | PROT_WRITE);
}

void others_restore(const struct block *block, char *page)
{
	pages_map_at(page, page_size(),
		     block->cell->variant->merges ? PROT_NONE : PROT_READ | PROT_WRITE);
}
