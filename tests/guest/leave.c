/*
 * The end of a process of several threads: the status is what the shell sees.
 * leave CASE. SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <linux/futex.h>
#include <linux/time_types.h>

#define THREADS 16

static uint8_t stacks[THREADS][8192] __aligned_to(16);
static struct user_thread threads[THREADS];
static uint32_t word;

static void start(unsigned int n, void (*fn)(void *))
{
	if (thread_start(&threads[n], stacks[n] + sizeof(stacks[n]), fn, NULL) < 0)
		die("cannot start thread %u", n);
}

static void sleep_ms(long ms)
{
	const struct __kernel_timespec time = { ms / 1000, ms % 1000 * 1000000 };

	stub_nanosleep(&time, NULL);
}

static void spin(void *arg)
{
	(void)arg;
	for (;;)
		;
}

static void wait_forever(void *arg)
{
	(void)arg;
	for (;;)
		stub_futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void wait_long(void *arg)
{
	const struct __kernel_timespec hour = { 3600, 0 };

	(void)arg;
	for (;;)
		stub_futex(&word, FUTEX_WAIT, 0, &hour, NULL, 0);
}

static void sleep_long(void *arg)
{
	(void)arg;
	for (;;)
		sleep_ms(3600000);
}

static void exit_7(void *arg)
{
	(void)arg;
	sleep_ms(30);
	stub_exit(7);
}

static void exit_group_9(void *arg)
{
	(void)arg;
	sleep_ms(30);
	stub_exit_group(9);
}

/* Four of each kind: running, waiting with and without a time-out, sleeping. */
static void start_all_kinds(void)
{
	void (*const kinds[])(void *) = { spin, wait_forever, wait_long, sleep_long };

	for (unsigned int i = 0; i < THREADS - 1; i++)
		start(i, kinds[i % ARRAY_SIZE(kinds)]);
	sleep_ms(30);
}

/* The last thread's status is the process's. */
static void first_leaves(void)
{
	start(0, exit_7);
	stub_exit(3);
}

/* Or exit_group's, whoever calls it. */
static void first_leaves_then_exit_group(void)
{
	start(0, exit_group_9);
	stub_exit(3);
}

static void others_leave(void)
{
	start(0, exit_7);
	thread_join(&threads[0]);
	stub_exit(4);
}

static void first_ends_all(void)
{
	start_all_kinds();
	stub_exit_group(5);
}

static void another_ends_all(void)
{
	start_all_kinds();
	start(THREADS - 1, exit_group_9);
	spin(NULL);
}

static void another_ends_all_while_first_waits(void)
{
	start_all_kinds();
	start(THREADS - 1, exit_group_9);
	wait_forever(NULL);
}

/* Eight bits of the status count. */
static void status_is_cut(void)
{
	stub_exit(0x1234506);
}

static void write_null(void *arg)
{
	(void)arg;
	sleep_ms(30);
	*(volatile int *)NULL = 0;
}

static void fault_after_first_left(void)
{
	start_all_kinds();
	start(THREADS - 1, write_null);
	stub_exit(3);
}

#define CASE(name) { #name, name }
static const struct {
	const char *name;
	void (*fn)(void);
} cases[] = {
	CASE(first_leaves),
	CASE(first_leaves_then_exit_group),
	CASE(others_leave),
	CASE(first_ends_all),
	CASE(another_ends_all),
	CASE(another_ends_all_while_first_waits),
	CASE(status_is_cut),
	CASE(fault_after_first_left),
};

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	for (unsigned int i = 0; argc == 2 && i < ARRAY_SIZE(cases); i++)
		if (!strcmp(argv[1], cases[i].name))
			cases[i].fn();
	die("expected one of its cases");
}
