/*
 * What the control call does to the core: it empties the TLB, tells of caches, and
 * lends a counter of the PMU. Arguments: the bytes of QEMU's largest cache; what the
 * PMU calls the event of retired instructions, 0 where there is no PMU.
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

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	if (argc != 3)
		die("expected two arguments");
	if (!control_probe())
		die("this is for Trapgate");
	is(control(CONTROL_CACHE_BYTES, 0, 0), (long)number(argv[1]), "the largest cache");
	test_tlb();
	test_pmu((long)number(argv[2]));
	return done();
}
