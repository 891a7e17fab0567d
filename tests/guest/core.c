/*
 * What the control call does to the core: it empties the TLB, tells of caches, and
 * lends a counter of the PMU. Arguments: the bytes of QEMU's largest cache; what the
 * PMU calls the event of retired instructions, 0 where there is no PMU. Without
 * arguments: what holds on any processor.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

static uint64_t number(const char *text)
{
	uint64_t value;

	if (!parse_u64(text, &value))
		die("expected a number, got '%s'", text);
	return value;
}

static void test_tlb(void)
{
	char *page = map(PAGE, 0);

	*page = 7;
	for (int i = 0; i < 3; i++)
		is(control(CONTROL_TLB_FLUSH, 0, 0), 0, "the TLB is emptied");
	is(READ_ONCE(*page), 7, "what was mapped is mapped");
	is(stub_mprotect(page, PAGE, PROT_NONE), 0, "a page is closed");
	is(control(CONTROL_TLB_FLUSH, 0, 0), 0, "the TLB is emptied");
	ok(!readable(page), "and what is closed stays so");
}

static void test_pmu(long event)
{
	const long instructions = PMU_INSTRUCTIONS | PMU_USER;

	is(control(CONTROL_PMU_COUNT, 0, 0), 0, "stopping what does not count");
	is(control(CONTROL_PMU_COUNT, instructions, 0), event ? event : -ENODEV,
	   "instructions of the program");
	is(control(CONTROL_PMU_COUNT, instructions | PMU_KERNEL, 0), event ? event : -ENODEV,
	   "and of the kernel");
	is(control(CONTROL_PMU_COUNT, PMU_BRANCH_MISSES | PMU_USER, 0),
	   event ? -EOPNOTSUPP : -ENODEV, "what an emulator has none of");
	is(control(CONTROL_PMU_COUNT, PMU_EVENTS | PMU_USER, 0), event ? -EOPNOTSUPP : -ENODEV,
	   "an event that nobody has");
	is(control(CONTROL_PMU_COUNT, 0xff | PMU_USER, 0), event ? -EOPNOTSUPP : -ENODEV,
	   "nor this one");
	is(control(CONTROL_PMU_COUNT, 0, 0), 0, "stopping");
}

/* There is a PMU or there is none; no PMU has an event of our invention. */
static void test_any_pmu(void)
{
	long event = control(CONTROL_PMU_COUNT, PMU_INSTRUCTIONS | PMU_USER, 0);
	long none = event == -ENODEV ? -ENODEV : -EOPNOTSUPP;

	ok(event >= 0 || event == none, "instructions of the program: %ld", event);
	is(control(CONTROL_PMU_COUNT, PMU_EVENTS | PMU_USER, 0), none, "an event that nobody has");
	is(control(CONTROL_PMU_COUNT, 0xff | PMU_USER, 0), none, "nor this one");
	is(control(CONTROL_PMU_COUNT, 0, 0), 0, "stopping");
}

static int test_anywhere(void)
{
	ok(control(CONTROL_CACHE_BYTES, 0, 0) >= 0, "the largest cache, 0 where the processor tells of none");
	test_tlb();
	test_any_pmu();
	return done();
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	if (!control_probe())
		die("this is for Trapgate");
	if (argc == 1)
		return test_anywhere();
	if (argc != 3)
		die("expected two arguments, or none");
	is(control(CONTROL_CACHE_BYTES, 0, 0), (long)number(argv[1]), "the largest cache");
	test_tlb();
	test_pmu((long)number(argv[2]));
	return done();
}
