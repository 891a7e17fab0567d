/*
 * Ticks and sleepers: what the timer interrupt is for. Next: proc/clock.c,
 * proc/<arch>/timer.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "proc/list.h"
#include "proc/sched.h"

#include <arch/timer.h>

#include <linux/errno.h>

/* How long a thread runs while others want to. */
#define TICK_NS 4000000
#define NEVER UINT64_MAX

static struct list sleepers = LIST_INIT(sleepers); /* by wake_ns, earliest first */
static uint64_t next_tick_ns;
static uint64_t armed_ns = NEVER;
static uint64_t ticks;
static bool window_open;

static struct thread *first_sleeper(void)
{
	return list_empty(&sleepers) ? NULL : container_of(sleepers.next, struct thread, sleep);
}

/* Arms the timer for what comes next: a tick, unless a window is open, or a sleeper. */
static void arm(void)
{
	uint64_t next_ns = window_open ? NEVER : next_tick_ns;
	const struct thread *t = first_sleeper();

	if (t && t->wake_ns < next_ns)
		next_ns = t->wake_ns;
	if (next_ns == armed_ns)
		return;
	armed_ns = next_ns;
	if (next_ns == NEVER)
		timer_disarm();
	else
		timer_arm(next_ns);
}

void sleep_add(struct thread *t)
{
	struct list *at = sleepers.prev;

	/* From the back: a new deadline is most often the latest. */
	while (at != &sleepers && container_of(at, struct thread, sleep)->wake_ns > t->wake_ns)
		at = at->prev;
	list_insert_before(at->next, &t->sleep);
	arm();
}

void sleep_remove(struct thread *t)
{
	t->wake_ns = 0;
	list_remove(&t->sleep);
	arm();
}

/* A thread that slept for its time alone gets the CPU at once, even in a window: the runner may spin for it. */
static bool wake_sleepers(uint64_t now_ns)
{
	struct thread *t;
	bool any = false;

	for (; (t = first_sleeper()) && t->wake_ns <= now_ns; any = true) {
		t->wake_ns = 0;
		list_remove(&t->sleep);
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
	next_tick_ns = clock_monotonic_ns() + TICK_NS;
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
