/*
 * Ticks and sleepers: what the timer interrupt is for. Next: proc/clock.c,
 * proc/<arch>/timer.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "proc/sched.h"
#include "proc/timer.h"

#include <linux/errno.h>

#define NEVER UINT64_MAX

static struct heap_node *sleepers;
static uint64_t next_tick_ns;
static uint64_t armed_ns = NEVER; /* what the timer is armed for */
static uint64_t ticks;
static bool window_open;

/* Arms the timer for what comes next: a tick, unless a window is open, or a sleeper. */
static void arm(void)
{
	uint64_t next_ns = window_open ? NEVER : next_tick_ns;

	if (sleepers && sleepers->key < next_ns)
		next_ns = sleepers->key;
	if (next_ns == armed_ns)
		return;
	armed_ns = next_ns;
	if (next_ns == NEVER)
		timer_disarm();
	else
		timer_arm(next_ns);
}

void sleep_add(struct thread *t, uint64_t wake_ns)
{
	t->sleep.key = wake_ns;
	heap_insert(&sleepers, &t->sleep);
	arm();
}

static void take_out(struct thread *t)
{
	heap_remove(&sleepers, &t->sleep);
	t->sleep.key = 0;
}

void sleep_remove(struct thread *t)
{
	if (!t->sleep.key)
		return;
	take_out(t);
	arm();
}

/*
 * Wakes the sleepers whose time has come. Returns whether there are any: then
 * the running thread yields to them, even in a window, since it may spin until
 * one of them acts.
 */
static bool wake_sleepers(uint64_t now_ns)
{
	bool any = false;

	for (; sleepers && sleepers->key <= now_ns; any = true) {
		struct thread *t = container_of(sleepers, struct thread, sleep);

		take_out(t);
		sched_timeout(t);
	}
	return any;
}

bool time_interrupt(void)
{
	uint64_t now_ns = clock_monotonic_ns();
	bool yield = false;

	ticks++;
	armed_ns = NEVER; /* it has fired */
	if (!window_open && now_ns >= next_tick_ns) {
		next_tick_ns = now_ns + TICK_NS;
		yield = true;
	}
	yield |= wake_sleepers(now_ns);
	arm();
	return yield;
}

int time_window_open(void)
{
	if (window_open)
		return -EBUSY;
	window_open = true;
	arm();
	return 0;
}

int time_window_close(void)
{
	if (!window_open)
		return -EINVAL;
	window_open = false;
	next_tick_ns = clock_monotonic_ns() + TICK_NS; /* the window's ticks are not made up for */
	arm();
	return 0;
}

uint64_t time_ticks(void)
{
	return ticks;
}

void time_init(void)
{
	next_tick_ns = clock_monotonic_ns() + TICK_NS;
	arm();
}
