/*
 * A process of which every thread waits, each in another way, but for one that
 * sends the signal to one of them: all of it ends. killed WAY. SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/signal.h>
#include <linux/futex.h>
#include <linux/time.h>
#include <linux/time_types.h>

static uint32_t word, child_word;
static uint8_t child_stack[8192] __aligned_to(16);

static void sleep_ms(long ms)
{
	const struct __kernel_timespec time = { ms / 1000, ms % 1000 * 1000000 };

	stub_nanosleep(&time, NULL);
}

static void by_nanosleep(void *arg)
{
	(void)arg;
	for (;;)
		sleep_ms(3600000);
}

/* In thirty thousand years: no timer runs for it. */
static void by_clock_nanosleep(void *arg)
{
	const struct __kernel_timespec far = { 1ll << 40, 0 };

	(void)arg;
	for (;;)
		stub_syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, (long)&far, 0, 0, 0);
}

static void by_futex(void *arg)
{
	(void)arg;
	for (;;)
		stub_futex(&word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

static void by_futex_with_time_out(void *arg)
{
	const struct __kernel_timespec hour = { 3600, 0 };

	(void)arg;
	for (;;)
		stub_futex(&word, FUTEX_WAIT, 0, &hour, NULL, 0);
}

static void by_vfork(void *arg)
{
	thread_clone(THREAD_FLAGS | CLONE_VFORK, child_stack + sizeof(child_stack), &child_word, NULL,
		     by_nanosleep, arg);
}

static const struct {
	const char *name;
	void (*wait)(void *);
} ways[] = {
	{ "nanosleep", by_nanosleep },
	{ "clock_nanosleep", by_clock_nanosleep },
	{ "futex", by_futex },
	{ "futex_with_time_out", by_futex_with_time_out },
	{ "vfork", by_vfork },
	{ "first", NULL }, /* the first thread, which sleeps */
};
#define WAYS ARRAY_SIZE(ways)

static long ids[WAYS];

static void send(void *way)
{
	sleep_ms(50);
	stub_syscall(SYS_tgkill, stub_getpid(), ids[(size_t)way], SIGTERM, 0, 0, 0);
	die("it is still alive");
}

static void start(size_t n, void (*fn)(void *), size_t arg)
{
	static uint8_t stacks[WAYS][8192] __aligned_to(16);
	static struct user_thread threads[WAYS];

	ids[n] = thread_start(&threads[n], stacks[n] + sizeof(stacks[n]), fn, (void *)arg);
	if (ids[n] < 0)
		die("cannot start thread %zu", n);
}

int main(int argc, char **argv, char **envp)
{
	size_t way = 0;

	(void)envp;
	while (way < WAYS && (argc != 2 || strcmp(argv[1], ways[way].name)))
		way++;
	if (way == WAYS)
		die("expected one of its ways");
	for (size_t i = 0; i < WAYS - 1; i++)
		start(i, ways[i].wait, 0);
	start(WAYS - 1, send, way);
	ids[WAYS - 1] = stub_gettid();
	by_nanosleep(NULL);
	return 0;
}
