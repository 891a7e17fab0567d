/*
 * Every number through every back end, by call and through its window: what the
 * samples rest on. Next: bench/native/handlers.c. SPDX-License-Identifier: MIT
 */
#include "bench/native/handlers.h"
#include "bench/native/native.h"

/* Past the table by more than a slot's size could hide. */
#define NUMBERS 4096

static bool has_handler[NUMBERS];

static const uint64_t far[] = { 0x7fffffff, 0x80000000, 0xffffffff, 0x40000000,
				0x20000000, 1ull << 32, 1ull << 63, UINT64_MAX };

/* Only the low 32 bits are the number. */
static long expected_of(uint64_t nr)
{
	uint32_t low = (uint32_t)nr;

	return HANDLER_RESULT(low < NUMBERS && has_handler[low] ? low : NR_NOBODY);
}

static void check(const struct backend *backend, uint64_t nr)
{
	struct timed timed = { .batch = 1 };
	long expected = backend->control ? HANDLER_RESULT(SYS_null) : expected_of(nr);
	long called = backend->dispatch(NULL, nr);

	timed.call.arg[1] = (long)nr;
	backend->timed(&timed);
	if (called != expected || timed.result != expected)
		fail("%s, number 0x%lx: %ld by call and %ld in its window, expected %ld",
		     backend->name, nr, called, timed.result, expected);
}

/* A batch gives what is expected only if each of its calls did. */
static void check_batch(const struct backend *backend)
{
	struct call series[2] = { 0 };
	struct timed timed = { .batch = 2, .series = series, .stride = sizeof(series[0]) };

	for (int wrong = -1; wrong < 2; wrong++) {
		for (int i = 0; i < 2; i++) {
			series[i].arg[1] = SYS_null;
			series[i].expected = HANDLER_RESULT(SYS_null) ^ (i == wrong);
		}
		timed.call.expected = HANDLER_RESULT(SYS_null);
		backend->timed(&timed);
		if ((timed.result == timed.call.expected) != (wrong < 0))
			fail("%s: a batch whose result %d is wrong gives %ld", backend->name, wrong,
			     timed.result);
	}
}

void check_all(void)
{
#define SYSCALL(nr, name, implemented) has_handler[nr] = true;
#include <gen/syscalls.h>
#undef SYSCALL
	for (const struct backend *b = backends; b < backends + backend_count; b++) {
		for (uint64_t nr = 0; nr < NUMBERS; nr++)
			check(b, nr);
		for (size_t i = 0; i < ARRAY_SIZE(far); i++)
			check(b, far[i]);
		check_batch(b);
		print(1, "%s ok\n", b->name);
	}
}
