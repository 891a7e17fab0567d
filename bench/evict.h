/*
 * In which order the cache is walked over: not one page behind the other, which a
 * replacement policy would take for a stream and let pass by. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_EVICT_H
#define BENCH_EVICT_H

#include <stdint.h>

#define EVICT_STEP 64 /* pages */

/* How many pages hold so many bytes, and share no divisor with EVICT_STEP. */
static inline uint64_t evict_pages(uint64_t bytes, uint64_t page_bytes)
{
	return (bytes + page_bytes - 1) / page_bytes | 1;
}

/* The page behind `page`: each of an odd number of them has its turn before one has its second. */
static inline uint64_t evict_next(uint64_t page, uint64_t pages)
{
	return (page + EVICT_STEP) % pages;
}

#endif
