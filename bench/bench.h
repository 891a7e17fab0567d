/*
 * The benchmark program: what a benchmark is, and the parts of the harness.
 *
 * A benchmark is one file with one BENCHMARK(): the linker gathers them, nothing
 * else names them. main.c reads the arguments, plan.c makes the cells, run.c
 * takes their samples, region.c hands them over (format.h). Next: bench/null.c,
 * then bench/run.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "bench/disturb.h"
#include "bench/format.h"
#include "bench/random.h"
#include "bench/timed.h"
#include "user/user.h"

struct block;

/* A way of measuring a benchmark: among what, and what differs. */
struct variant {
	const char *name;	  /* the plain one is `-` */
	bool growth;		  /* measured by the command `growth`, else by `run` */
	timed_call *timed;	  /* NULL: the benchmark's */
	uint64_t others;	  /* mappings alive, besides the measured one */
	uint32_t threads;	  /* threads alive, besides the measured ones */
	size_t bytes;		  /* that a call clears; 0: the benchmark's */
	bool ordered, merges;	  /* as others.c says */
	unsigned int share;	  /* takes 1/share of the benchmark's samples; 0 is 1 */
	uint32_t batch;		  /* calls between the two reads; 0: the run's */
	enum disturbance disturb; /* before each sample: cold */
	uint32_t event;		  /* of the PMU, counted in place of time; 0: none */
	bool hint;		  /* mmap: the address is given */
	bool small;		  /* mmap_huge: no huge page */
};
#define OTHERS_PLAIN 100
/* The growth series: powers of ten, as far as a mapping each and a thread each go. */
#define OTHERS(n, suffix, ...)                                                                     \
	{                                                                                          \
		.name = "n=" #n suffix, .growth = true, .others = (n), __VA_ARGS__                 \
	}
#define OTHERS_SERIES(...)                                                                         \
	OTHERS(1, __VA_ARGS__), OTHERS(10, __VA_ARGS__), OTHERS(100, __VA_ARGS__),                 \
		OTHERS(1000, __VA_ARGS__), OTHERS(10000, __VA_ARGS__),                             \
		OTHERS(100000, __VA_ARGS__), OTHERS(1000000, __VA_ARGS__)
#define GROWTH_OTHERS                                                                              \
	OTHERS_SERIES("", .merges = false), OTHERS_SERIES("_ordered", .ordered = true),            \
		OTHERS_SERIES("_merge", .merges = true),                                           \
		OTHERS_SERIES("_merge_ordered", .merges = true, .ordered = true)
#define THREADS(n)                                                                                 \
	{                                                                                          \
		.name = "n=" #n, .growth = true, .others = OTHERS_PLAIN, .threads = (n)            \
	}
#define GROWTH_THREADS THREADS(1), THREADS(10), THREADS(100), THREADS(1000), THREADS(10000)
#define THREADS_MAX    10000
/*
 * Throughput: so many calls between two reads, and twice as many. What both have
 * in common (the reads, the loop's beginning and end) falls out of the slope.
 */
#define BATCH(n)                                                                                   \
	{                                                                                          \
		.name = "batch=" #n, .others = OTHERS_PLAIN, .batch = (n), .share = 4              \
	}
#define BATCHES BATCH(64), BATCH(128)
/* Cold: one call, after something was taken from the processor. */
#define COLD(what, how, one_in)                                                                    \
	{                                                                                          \
		.name = "cold_" what, .others = OTHERS_PLAIN, .disturb = DISTURB_##how,            \
		.share = (one_in)                                                                  \
	}
#define COLD_BRANCHES COLD("btb", BRANCHES, 10)
/* To evict the caches takes milliseconds. */
#define COLD_MEMORY COLD("cache", CACHES, 20), COLD("tlb", TLB, 10)

/* Events of the core, by batches, in place of time; in the program and in the kernel. */
#define PMU_LEVEL(event_name, level_name, what)                                                    \
	{                                                                                          \
		.name = "pmu_" event_name "_" level_name, .others = OTHERS_PLAIN, .batch = 64,     \
		.event = (what), .share = 4                                                        \
	}
#define PMU_BOTH(name, event)                                                                      \
	PMU_LEVEL(name, "user", PMU_##event | PMU_USER),                                           \
		PMU_LEVEL(name, "kernel", PMU_##event | PMU_KERNEL)
#define PMU_ALL                                                                                    \
	PMU_BOTH("cycles", CYCLES), PMU_BOTH("instructions", INSTRUCTIONS),                        \
		PMU_BOTH("branch_misses", BRANCH_MISSES), PMU_BOTH("itlb_misses", ITLB_MISSES),    \
		PMU_BOTH("dtlb_misses", DTLB_MISSES)

/* variants.c */
extern const struct variant variants_batched[], variants_all[];

struct benchmark {
	const char *name;
	timed_call *timed;		/* the sequence between and around the reads */
	timed_call *timed_pmu;		/* the same by batches, between reads of the PMU */
	const char *const *patterns;	/* ends in NULL; NULL: no patterns */
	const struct variant *variants; /* besides the plain one; ends in no name; NULL: none */
	bool pathless;			/* passes no system-call path: one cell, path `-` */
	bool always;			/* measured whatever was asked for */
	bool controls;			/* also on floor and direct paths */
	bool trapgate_only;		/* Linux has no such call */
	bool batches;			/* may be timed several calls at once */
	bool memory;			/* depends on the state of memory: each block makes it anew */
	unsigned int share;		/* takes 1/share of the samples of a block; 0 is 1 */
	size_t bytes;			/* that a call clears, if the variant does not say */
	/* Around a block, on a path that dispatches. All four may be NULL. begin may refuse(). */
	void (*begin)(struct block *block);
	void (*end)(struct block *block);
	/* Before each sample: the arguments. */
	void (*arrange)(struct block *block);
	/* After each: dies on a wrong result, undoes the call; may refuse(). NULL: compares. */
	void (*check)(struct block *block);
};

/* Defines a benchmark and registers it; user/<arch>/user.ld gathers them by name. */
#define BENCHMARK(id)                                                                              \
	static const struct benchmark benchmark_##id;                                              \
	static const struct benchmark *const registered_##id                                       \
		__attribute__((used, section("benchmarks." #id))) = &benchmark_##id;               \
	static const struct benchmark benchmark_##id

extern const struct benchmark *const __start_benchmarks[], *const __stop_benchmarks[];

/*
 * Undisturbed calls before samples are taken: four turns of `dispatch cycle8`, whose
 * compare tree was seen to be predicted after two and a half.
 */
#define WARMUP 32

/* What to measure and how often. */
#define PATHS_MAX 64
struct options {
	const char *command; /* "run", "growth", "list", "smoke", "transport", "contact", "clock" */
	bool growth;
	const char *paths, *benches, *patterns, *variants; /* comma-separated, NULL: all */
	const char *counter;				   /* NULL: the usual one */
	uint64_t rounds, samples, warmup, seed, batch;
	uint64_t gap_ms;      /* how long gaps are looked for */
	uint64_t records;     /* of `transport` */
	uint64_t emulated;    /* 1: the processor is an emulator's */
	uint64_t cache_bytes; /* of the largest cache, as the host knows it; 0: it does not */
};

/* Defaults, then the command line. Exits 2 with a sentence. */
void options_read(struct options *options, int argc, char **argv);
/* Whether a comma-separated list of names and globs (NULL: everything) means the name. */
bool list_has(const char *list, const char *name);
/* The same of a path; a list may name groups of paths, too. */
bool list_has_path(const char *list, const struct control_path *path);
/* Returns the length of the name that a list begins with. */
size_t name_length(const char *list);
/* Whether a pattern of that length, a name or a shell's glob, means the name. */
bool name_matches(const char *pattern, size_t length, const char *name);
/* The same of a path; `group:measured` and `group:control` are patterns, too. */
bool path_matches(const char *pattern, size_t length, const struct control_path *path);

/* One combination that is measured, or why it is not. */
struct cell {
	const struct benchmark *bench;
	const struct variant *variant;
	int path; /* -1: none */
	const char *pattern;
	uint64_t batch;
	uint32_t samples; /* of a block */
	uint32_t warmup;  /* calls before the first of them; if disturbed, before each */
	char reason[96];  /* empty: measured */
};

struct plan {
	struct cell *cells;
	uint32_t cell_count;
	uint64_t record_count;
};

/* The cells that the options ask for. Exits 2 on a name that nobody has. */
void plan_make(struct plan *plan, const struct options *options);
/* Whether a benchmark has variants for `growth`. */
bool bench_grows(const struct benchmark *bench);

/* One unbroken series of samples, as a benchmark's functions see it. */
struct block {
	struct cell *cell;
	const struct control_path *path; /* NULL: none */
	uint32_t index;			 /* of the call, warm-up included */
	struct random random;		 /* run.c says which blocks have the same */
	struct timed timed;
};

/* The cell cannot be measured on this kernel or machine: samples that it has count for nothing. */
void refuse(struct cell *cell, const char *fmt, ...) __printf(2, 3);
/* Whether a call that was tried is there; if not, refuses. */
bool call_is_there(struct block *block, const char *name, long result);

/* paths.c: the paths there are; on Linux one, named `linux`. */
extern struct control_path paths[PATHS_MAX];
extern unsigned int path_count;
extern bool on_trapgate;
void paths_init(void);
/* Its number, or -1. */
int path_find(const char *name, size_t length);
/* The floor path that the named path is compared with, or -1. */
int path_floor(unsigned int path);
bool path_is_floor(const struct control_path *path);
/* Makes path n the active one; back to one that dispatches. */
void path_enter(unsigned int n);
void path_leave(void);
/* Opens and closes the measurement window of a block; dies if a timer tick fell into it. */
void window_open(uint32_t block);
void window_close(void);
/* Whether a window keeps the timer from interrupting: a process of Linux cannot. */
bool window_is_silent(void);

/*
 * between.c: just inside an open window, and before it closes: whether the block counts, into which no interrupt
 * fell that nobody asked for. What fell into blocks becomes facts once all are measured.
 */
void between_open(void);
bool between_close(uint32_t block);
void between_tell(void);

/* gaps_tell.c: looks for gaps ahead of the first sample. NULL: not on an emulator. */
struct gaps;
const struct gaps *gaps_tell(const struct options *options);
/* core.c: the core's clock, in each round. */
void core_begin(const struct options *options);
void core_round(void);
void core_tell(void);

/* fence.c: whether the pair of reads orders what it should; if not, why. The other one dies. */
#define FENCE_WHY_MAX 320
bool fence_holds(const struct options *options, char *why, size_t room);
void fence_selftest(const struct options *options);

/* disturb.c: gets ready for a cell's disturbance, or refuses; disturbs. */
void disturb_prepare(struct cell *cell, const struct options *options);
void disturb(enum disturbance what);

/* paths.c: how many reads of a counter have trapped; whether one has since this was last asked. */
long counter_traps(void);
bool counter_trapped(void);

/* pmu.c: tries the event of a cell, or refuses; has it counted during a block, and no longer. */
void pmu_prepare(struct cell *cell, const struct options *options);
void pmu_begin(const struct cell *cell);
void pmu_end(const struct cell *cell);

/* region.c: the sample region. */
struct sample_record *region_make(const struct plan *plan);
/* Keeps a line for the region's text, under `method.`: how was measured. */
void fact(const char *fmt, ...) __printf(1, 2);
/* Returns the records taken so far in region_make()'s room, and how many were delivered. */
const struct sample_record *region_records(uint64_t *count);
/* Returns the counter's frequency in Hz as far as anybody here knows it, or 0. */
uint64_t counter_hz(void);
/* Fills in text and header behind the last record, and hands the region to the host. */
void region_deliver(const struct plan *plan, const struct options *options, uint64_t record_count);

/*
 * others.c: makes the mappings that a cell is measured among, or refuses. A benchmark of memory calls has
 * them made anew for each block, from the seed and the round: in a round all paths meet the same state.
 */
void others_set(struct cell *cell, uint64_t seed, uint64_t round);
/* The page that the next sample is about, never touched. */
char *others_next(struct block *block);
/* A fresh page there: readable and writable; as it was made. */
void others_map(char *page);
void others_restore(const struct block *block, char *page);

/* crowd.c: makes the threads that a cell is measured among, or refuses. All of them wait. */
void crowd_set(struct cell *cell);

/* linux.c: as Linux's first process; elsewhere the region goes to fd 1, the others do nothing. */
void linux_begin(int *argc, char ***argv);
void linux_deliver(const void *region, size_t size);
void linux_end(void);

/* run.c, smoke.c, transport.c, contact.c, clock.c: the commands. */
void run(struct plan *plan, const struct options *options);
void smoke(void);
/* Whether one call on path n gives what it should. */
bool smoke_path(unsigned int n, long *result, long *expected);
/* Goes through the stages that a machine without a host can do; returns how many failed. */
unsigned int contact(struct options *options);
/* Says what the counter does at points that the host compares with its own clock. */
void clock_tell(const struct options *options);
/* Finds the counter's step: the greatest common divisor of what lies between reads. */
uint64_t clock_step(void);
void list(void);
void transport(struct options *options);

/* As die(), from whichever path is active. */
__noreturn void fail(const char *fmt, ...) __printf(1, 2);
/* Dies where a call of the harness itself failed; else gives its result. */
long must(long result, const char *what);

/* memory.c: anonymous private pages. */
size_t page_size(void);
void *pages_map(size_t bytes, long flags);
/* At that address, in place of what is there. */
void pages_map_at(void *pages, size_t bytes, long protection);
void pages_unmap(void *pages, size_t bytes);
/* Dies unless the first and the last byte of each page are zero. */
void pages_are_zero(const char *pages, size_t bytes);
/* The arguments of pages_map()'s mmap for a window. */
void pages_arguments(struct timed *timed, size_t bytes, long flags);

#endif
