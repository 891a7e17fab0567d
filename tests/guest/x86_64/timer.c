/*
 * The local APIC's timer: by TSC deadline if the processor has that, else one-shot. It
 * fires. timer if=deadline or if=one_shot: on a processor of the other kind the status
 * is 77. Next: proc/x86_64/timer.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <arch/cpu.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define SKIPPED 77
#define MS 1000000LL

static bool cpu_has_deadline(void)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	return r[2] >> 24 & 1;
}

/* Copies what the kernel says of its timer to `kind`; "" if it says nothing. */
static void kernel_says(char *kind, size_t size)
{
	static char lines[4096];
	static const char key[] = "\ntimer=";
	long length = control(CONTROL_MACHINE, (long)lines, sizeof(lines) - 1);
	size_t n = 0;

	for (long i = 0; i + (long)sizeof(key) <= length; i++)
		if (!memcmp(lines + i, key, sizeof(key) - 1))
			for (i += (long)sizeof(key) - 1; lines[i] != '\n' && n < size - 1; i++)
				kind[n++] = lines[i];
	kind[n] = '\0';
}

static long long now(void)
{
	struct __kernel_timespec t;

	stub_clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 * MS + t.tv_nsec;
}

/* No other thread runs, so the processor halts until the timer's interrupt. */
static void test_fires(long long ns)
{
	const struct __kernel_timespec t = { .tv_nsec = ns };
	long ticks = control(CONTROL_TICKS, 0, 0);
	long long start = now(), slept;

	is(stub_nanosleep(&t, NULL), 0, "a sleep of %lld us", ns / 1000);
	slept = now() - start;
	ok(control(CONTROL_TICKS, 0, 0) > ticks, "the timer's interrupt came");
	if (!ok(slept >= ns && slept < ns + 500 * MS, "and when it was due"))
		note("after %lld ns", slept);
}

int main(int argc, char **argv, char **envp)
{
	const char *kind = cpu_has_deadline() ? "deadline" : "one_shot";
	char said[16];

	(void)envp;
	if (argc > 1 && strncmp(argv[1], "if=", 3))
		die("expected if=deadline or if=one_shot, got '%s'", argv[1]);
	if (argc > 1 && strcmp(argv[1] + 3, kind))
		return SKIPPED;
	kernel_says(said, sizeof(said));
	if (!ok(!strcmp(said, kind), "the kernel uses what the processor has: %s", kind))
		note("it says that it uses '%s'", said);
	test_fires(100000);
	test_fires(5 * MS);
	test_fires(20 * MS);
	return done();
}
