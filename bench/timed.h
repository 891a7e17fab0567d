/*
 * One sample: a fenced pair of counter reads around one call. The sequence is
 * assembly (bench/<arch>/window.h), so that no compiler has a say in what is
 * counted. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_TIMED_H
#define BENCH_TIMED_H

/* Offsets in struct timed; the assertions below hold them in step. */
#define TIMED_ARG(n)   (8 * (n))
#define TIMED_ARGS     7
#define TIMED_EXPECTED 56
#define TIMED_RESULT   64
#define TIMED_TICKS    72
#define TIMED_BATCH    80
#define TIMED_SERIES   88
#define TIMED_STRIDE   96

#define BATCH_MAX 1024

/* Offsets in struct pair. */
#define PAIR_TURNS   0
#define PAIR_STOP    4
#define PAIR_OURS    8
#define PAIR_THEIRS  12
#define PAIR_RESULTS 16
#define PAIR_COUNTER 24
/* FUTEX_WAIT_PRIVATE and FUTEX_WAKE_PRIVATE. */
#define PAIR_WAIT 128
#define PAIR_WAKE 129

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call {
	long arg[TIMED_ARGS]; /* of the stub, in C's order */
	long expected;	      /* what it must return */
};

/*
 * A plain sample makes `call` once, with no loop around it. A batch, for a
 * counter that cannot resolve one call, makes `batch` of them: series[0] and
 * those that follow at `stride` bytes; stride 0 repeats the one. The harness
 * compares result with call.expected; a batch compares each result in the
 * window and gives call.expected only if none differed.
 */
struct timed {
	struct call call;
	long result;
	uint64_t ticks; /* counter after less counter before */
	uint64_t batch; /* 1: a plain sample */
	const struct call *series;
	uint64_t stride;
};

_Static_assert(offsetof(struct timed, call.arg) == TIMED_ARG(0), "window.S reads it");
_Static_assert(offsetof(struct timed, call.expected) == TIMED_EXPECTED, "window.S reads it");
_Static_assert(offsetof(struct timed, result) == TIMED_RESULT, "window.S writes it");
_Static_assert(offsetof(struct timed, ticks) == TIMED_TICKS, "window.S writes it");
_Static_assert(offsetof(struct timed, batch) == TIMED_BATCH, "window.S reads it");
_Static_assert(offsetof(struct timed, series) == TIMED_SERIES, "window.S reads it");
_Static_assert(offsetof(struct timed, stride) == TIMED_STRIDE, "window.S reads it");

typedef void timed_call(struct timed *t);

/* timed_<name>() and, for some, pmu_<name>(), whose ticks are events: bench/windows.def says what each of them times. */
#define WINDOW_PMU_pmu(name) timed_call pmu_##name;
#define WINDOW_PMU_no(name)
#define WINDOW(name, form, body, target, pmu) timed_call timed_##name; WINDOW_PMU_##pmu(name)
#include "bench/windows.def"
#undef WINDOW

/* The page at arg[0], of arg[1] bytes, set to zero as the kernel does it; no call. */
timed_call timed_clear;

/* What two threads share, of which one is timed. */
struct pair {
	uint32_t turns;	       /* how often the partner has run */
	uint32_t stop;	       /* the partner is to end */
	uint32_t ours, theirs; /* futex_pingpong: 1 when it is the one's turn, or the other's */
	long results;	       /* of all calls of both, by OR: negative if one failed */
	uint64_t counter;      /* switch: read by the partner when its turn began */
};

_Static_assert(offsetof(struct pair, turns) == PAIR_TURNS, "window.S writes it");
_Static_assert(offsetof(struct pair, stop) == PAIR_STOP, "window.S reads it");
_Static_assert(offsetof(struct pair, ours) == PAIR_OURS, "window.S writes it");
_Static_assert(offsetof(struct pair, theirs) == PAIR_THEIRS, "window.S writes it");
_Static_assert(offsetof(struct pair, results) == PAIR_RESULTS, "window.S writes it");
_Static_assert(offsetof(struct pair, counter) == PAIR_COUNTER, "window.S writes it");

/* arg[0] is the pair, as of timed_yield() and timed_futex_pingpong(); what they time: pair.c. */
timed_call timed_switch;
/* The partner's side: a turn each time that it is given one, until it is to stop. */
void partner_yield(struct pair *pair);
void partner_switch(struct pair *pair);
void partner_futex(struct pair *pair);

/*
 * Chooses the counter of that name (NULL: the usual one) and the instructions of
 * the pair of reads by what the CPU has; before the first sample. False: CPU or
 * kernel have no such counter for a program.
 */
bool counter_init(const char *name);
/* The counter, fenced on both sides as the pairs are. */
uint64_t counter_now(void);
/*
 * Returns what the fences of the pair rely on, and who says that it holds: the CPU, or
 * the self-test that was just passed, if its times were a processor's.
 */
const char *fence_note(bool timed);
/*
 * The windows of the self-test (bench/fence.c), with arg[0] turns of a chain of
 * instructions: between the reads, ahead of them, behind them.
 */
timed_call fence_within, fence_before, fence_behind;
/* What was written there as data is what runs there from now on. */
void code_written(void *code, size_t size);
/* "x86_64" or "arm64". */
const char *architecture(void);
/* Whether the processor itself says that an emulator plays it, as far as it can. */
bool processor_is_emulators(void);
/* The counter as the manual calls it, and the instructions of the pair. */
const char *counter_name(void);
const char *counter_instructions(void);
/* Whether it is the one whose frequency the kernel tells. */
bool counter_is_kernels(void);
/* Its frequency as far as user mode can know it without the kernel's help, or 0. */
uint64_t counter_frequency(void);
#endif

#endif
