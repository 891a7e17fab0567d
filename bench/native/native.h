/*
 * The dispatch back ends in a host process: the harness of bench/ with the
 * kernel's very objects linked in, and no kernel. No ring is crossed and no
 * entry code runs. process.c answers the control calls that the harness asks a
 * kernel; window.S times a call of each back end; benches.c says what is timed.
 * Next: bench/native/process.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_NATIVE_NATIVE_H
#define BENCH_NATIVE_NATIVE_H

#include "bench/core.h"

#ifndef __ASSEMBLER__

#include "bench/bench.h"

/* A back end; `path` of the samples. `direct` is the control: a direct call of the one handler. */
struct backend {
	const char *name;
	long (*dispatch)(const void *regs, uint64_t nr);
	timed_call *timed;
	bool control;
};
extern const struct backend backends[];
extern const unsigned int backend_count;

/* process.c: the window of the back end that is active. */
timed_call timed_active;

/* window.S: as many instructions as timed_chain() has, which do nothing and wait for nothing. */
timed_call timed_width;

/* smoke.c: every number through every back end. Dies on a wrong result. */
void check_all(void);

/* switches.c: how often the process was taken off its CPU within blocks. */
void switches_open(uint32_t block);
void switches_close(void);
int switches_lines(char *lines, size_t size);

/* machine.c: measures the counter, and the core's clock at the begin and at the end. */
void machine_begin(void);
uint64_t machine_counter_hz(void);
/* "key=value\n" lines, as of CONTROL_MACHINE. */
int machine_lines(char *lines, size_t size);

/* <arch>/counter.c: the counter where none is asked for; NULL: the harness' usual one. */
const char *counter_best(void);
/* Lines about it, as of CONTROL_MACHINE. */
int counter_lines(char *lines, size_t size);
/* Whether it cannot resolve one call. */
bool counter_is_coarse(void);

#endif

#endif
