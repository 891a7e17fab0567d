/*
 * Large pages switched off for the process by prctl, and what is an error. small_pages
 * counted: that small ones are more work, by a clock that counts instructions; of a
 * real one's time the exits that map memory anew may be the larger part.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define LARGE (2ul << 20)

static long prctl(long option, long a, long b)
{
	return stub_syscall(SYS_prctl, option, a, b, 0, 0, 0);
}

static long now_ns(void)
{
	struct __kernel_timespec now;

	stub_clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000l + now.tv_nsec;
}

/* What a large page's worth takes, at an address aligned to it. The clock counts instructions. */
static long populate_ns(char *at)
{
	long start = now_ns(), took;

	is(stub_mmap(at, LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
		     -1, 0),
	   (long)at, "2 MiB mapped and made present");
	took = now_ns() - start;
	is(stub_munmap(at, LARGE), 0, "and unmapped");
	return took;
}

/* 512 pages are taken, noted and entered one by one, in tens of instructions each; or one is. */
static void populate(void)
{
	long place = stub_mmap(NULL, 3 * LARGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *at = (char *)ALIGN_UP(place, (long)LARGE);
	long large, small;

	stub_munmap((void *)place, 3 * LARGE);
	large = populate_ns(at);
	prctl(PR_SET_THP_DISABLE, 1, 0);
	small = populate_ns(at);
	prctl(PR_SET_THP_DISABLE, 0, 0);
	note("large %ld ns, small %ld ns", large, small);
	ok(small > large + 512 * 20, "small pages are more work than a large one");
	ok(populate_ns(at) < large + 512 * 10, "switched on again, it is a large one");
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	paths_init();
	is(prctl(PR_GET_THP_DISABLE, 0, 0), 0, "large pages are on at first");
	is(prctl(PR_SET_THP_DISABLE, 2, 0), 0, "any number switches them off");
	is(prctl(PR_GET_THP_DISABLE, 0, 0), 1, "as it says");
	is(prctl(PR_SET_THP_DISABLE, 0, 1), -EINVAL, "the other arguments are zero");
	is(prctl(PR_GET_THP_DISABLE, 1, 0), -EINVAL, "all of them where it is asked");
	is(prctl(PR_GET_THP_DISABLE, 0, 0), 1, "an error changes nothing");
	is(prctl(PR_SET_THP_DISABLE, 0, 0), 0, "zero switches them on");
	is(prctl(-1, 0, 0), -EINVAL, "an option that there is not");
	if (argc > 1 && !strcmp(argv[1], "counted"))
		populate();
	return done();
}
