/*
 * Selectors of data segments: each thread has its own, there is no LDT.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <arch/gdt.h>

#include <linux/sched.h>

#define TURNS 4

struct selectors {
	uint16_t ds, es, fs, gs;
};

static struct user_thread thread;
static uint8_t stack[16384] __aligned_to(16);
static struct selectors kept;

static struct selectors read(void)
{
	struct selectors s;

	__asm__ volatile("movw %%ds, %0\n\tmovw %%es, %1\n\tmovw %%fs, %2\n\tmovw %%gs, %3"
			 : "=r"(s.ds), "=r"(s.es), "=r"(s.fs), "=r"(s.gs));
	return s;
}

static void load(uint16_t selector)
{
	__asm__ volatile("movw %0, %%ds\n\tmovw %0, %%es\n\tmovw %0, %%fs\n\tmovw %0, %%gs" ::"r"(
		selector));
}

static bool all_are(struct selectors s, uint16_t selector)
{
	return s.ds == selector && s.es == selector && s.fs == selector && s.gs == selector;
}

static void load_and_yield(void *arg)
{
	(void)arg;
	load(USER_DS);
	for (int i = 0; i < TURNS; i++)
		stub_sched_yield();
	kept = read();
}

static void test_threads(void)
{
	bool own = all_are(read(), 0);

	ok(own, "a program starts with null selectors");
	ok(thread_start(&thread, stack + sizeof(stack), load_and_yield, NULL) > 0, "a thread starts");
	for (int i = 0; i < TURNS; i++) {
		stub_sched_yield();
		own = own && all_are(read(), 0);
	}
	is(thread_join(&thread), 0, "and ends");
	ok(own && all_are(read(), 0), "what it loaded is not seen by another");
	ok(all_are(kept, USER_DS), "and is there when it runs again");
}

/* LSL sets ZF where the descriptor is there and may be seen (Intel SDM Vol. 2, LSL). */
static bool has_limit(uint16_t selector)
{
	uint32_t limit;
	bool found;

	__asm__ volatile("lsl %2, %0" : "=r"(limit), "=@ccz"(found) : "r"((uint32_t)selector));
	return found;
}

static void test_no_ldt(void)
{
	ok(has_limit(USER_DS), "the GDT's data segment has a limit");
	ok(!has_limit(7), "the first descriptor of an LDT is not there");
	ok(!has_limit(0xffff), "nor is the last");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_threads();
	test_no_ldt();
	return done();
}
