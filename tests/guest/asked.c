/*
 * Calls by which a program asks about time, scheduling and limits: each answer
 * and each error, in Linux's order. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <asm/resource.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define NOWHERE 0x1000
#define KERNEL -4096
#define NOBODY 0x3ffffff0 /* no thread's id */
#define AT(object) ((long)&(object))

static const int zero, one = 1, hundred = 100;
static const uint64_t no_cpu[2], all_cpus[2] = { -1, -1 };
static const struct __kernel_timespec ms = { 0, 1000000 }, overfull = { 0, 1000000000 };
static const struct __kernel_timespec negative = { -1, 0 };
static const uint64_t crossed[2] = { 2, 1 };
static struct __kernel_timespec time;
static uint64_t limit[2], affinity[128];
static int answer;
static const char long_name[] = "sixteen or more of them";

/* A row stands on both kernels, or, since Linux's answer hangs on how it was built or who asks, on ours. */
enum where { BOTH, HERE };

static const struct {
	const char *name;
	long nr, arg[4];
	long expected;
	enum where where;
} rows[] = {
	{ "sched_getscheduler", SYS_sched_getscheduler, { 0 }, SCHED_NORMAL, BOTH },
	{ "of a negative id", SYS_sched_getscheduler, { -1 }, -EINVAL, BOTH },
	{ "of nobody", SYS_sched_getscheduler, { NOBODY }, -ESRCH, BOTH },

	{ "sched_getparam", SYS_sched_getparam, { 0, AT(answer) }, 0, BOTH },
	{ "to NULL", SYS_sched_getparam, { 0, 0 }, -EINVAL, BOTH },
	{ "of a negative id", SYS_sched_getparam, { -1, AT(answer) }, -EINVAL, BOTH },
	{ "of nobody to nowhere", SYS_sched_getparam, { NOBODY, NOWHERE }, -ESRCH, BOTH },
	{ "to nowhere", SYS_sched_getparam, { 0, NOWHERE }, -EFAULT, BOTH },

	{ "sched_setscheduler as it is", SYS_sched_setscheduler, { 0, SCHED_NORMAL, AT(zero) }, 0, BOTH },
	{ "with a priority", SYS_sched_setscheduler, { 0, SCHED_NORMAL, AT(one) }, -EINVAL, BOTH },
	{ "SCHED_FIFO without", SYS_sched_setscheduler, { 0, SCHED_FIFO, AT(zero) }, -EINVAL, BOTH },
	{ "SCHED_RR with too high a one", SYS_sched_setscheduler, { 0, SCHED_RR, AT(hundred) }, -EINVAL, BOTH },
	{ "SCHED_RR, which no thread may have", SYS_sched_setscheduler, { 0, SCHED_RR, AT(one) }, -EPERM, HERE },
	{ "SCHED_DEADLINE", SYS_sched_setscheduler, { 0, SCHED_DEADLINE, AT(zero) }, -EINVAL, BOTH },
	{ "a negative policy", SYS_sched_setscheduler, { 0, -1, AT(zero) }, -EINVAL, BOTH },
	{ "an unknown policy", SYS_sched_setscheduler, { 0, 99, AT(zero) }, -EINVAL, BOTH },
	{ "that from nowhere", SYS_sched_setscheduler, { 0, 99, NOWHERE }, -EFAULT, BOTH },
	{ "that of nobody", SYS_sched_setscheduler, { NOBODY, 99, AT(zero) }, -ESRCH, BOTH },
	{ "no parameters", SYS_sched_setscheduler, { 0, SCHED_NORMAL, 0 }, -EINVAL, BOTH },

	{ "sched_get_priority_max of SCHED_RR", SYS_sched_get_priority_max, { SCHED_RR }, 99, BOTH },
	{ "of SCHED_NORMAL", SYS_sched_get_priority_max, { SCHED_NORMAL }, 0, BOTH },
	{ "of SCHED_DEADLINE", SYS_sched_get_priority_max, { SCHED_DEADLINE }, 0, BOTH },
	{ "of no policy", SYS_sched_get_priority_max, { 4 }, -EINVAL, BOTH },
	{ "sched_get_priority_min of SCHED_FIFO", SYS_sched_get_priority_min, { SCHED_FIFO }, 1, BOTH },
	{ "of SCHED_IDLE", SYS_sched_get_priority_min, { SCHED_IDLE }, 0, BOTH },
	{ "of a negative one", SYS_sched_get_priority_min, { -1 }, -EINVAL, BOTH },

	{ "sched_rr_get_interval", SYS_sched_rr_get_interval, { 0, AT(time) }, 0, BOTH },
	{ "of a negative id", SYS_sched_rr_get_interval, { -1, AT(time) }, -EINVAL, BOTH },
	{ "of nobody to nowhere", SYS_sched_rr_get_interval, { NOBODY, NOWHERE }, -ESRCH, BOTH },
	{ "to nowhere", SYS_sched_rr_get_interval, { 0, NOWHERE }, -EFAULT, BOTH },

	{ "sched_getaffinity", SYS_sched_getaffinity, { 0, sizeof(affinity), AT(affinity) }, 8, HERE },
	{ "of no bytes", SYS_sched_getaffinity, { 0, 0, AT(affinity) }, -EINVAL, BOTH },
	{ "of half a word", SYS_sched_getaffinity, { 0, 4, AT(affinity) }, -EINVAL, BOTH },
	{ "of a word and a half, of nobody", SYS_sched_getaffinity, { NOBODY, 12, NOWHERE }, -EINVAL, BOTH },
	{ "of nobody", SYS_sched_getaffinity, { NOBODY, sizeof(affinity), NOWHERE }, -ESRCH, BOTH },
	{ "to nowhere", SYS_sched_getaffinity, { 0, sizeof(affinity), NOWHERE }, -EFAULT, BOTH },
	{ "sched_setaffinity to all", SYS_sched_setaffinity, { 0, 16, AT(all_cpus) }, 0, BOTH },
	{ "by one byte", SYS_sched_setaffinity, { 0, 1, AT(all_cpus) }, 0, BOTH },
	{ "by none", SYS_sched_setaffinity, { 0, 0, AT(all_cpus) }, -EINVAL, BOTH },
	{ "to none", SYS_sched_setaffinity, { 0, 16, AT(no_cpu) }, -EINVAL, BOTH },
	{ "of nobody from nowhere", SYS_sched_setaffinity, { NOBODY, 8, NOWHERE }, -EFAULT, BOTH },
	{ "of nobody", SYS_sched_setaffinity, { NOBODY, 16, AT(no_cpu) }, -ESRCH, BOTH },
	{ "getcpu", SYS_getcpu, { AT(answer), AT(answer) }, 0, BOTH },
	{ "of nothing", SYS_getcpu, { 0, 0 }, 0, BOTH },
	{ "the node to nowhere", SYS_getcpu, { AT(answer), NOWHERE }, -EFAULT, BOTH },

	{ "prlimit64 of the stack", SYS_prlimit64, { 0, RLIMIT_STACK, 0, AT(limit) }, 0, BOTH },
	{ "to the same", SYS_prlimit64, { 0, RLIMIT_STACK, AT(limit), 0 }, 0, BOTH },
	{ "of nothing", SYS_prlimit64, { 0, RLIMIT_AS, 0, 0 }, 0, BOTH },
	{ "past the last", SYS_prlimit64, { 0, RLIM_NLIMITS, 0, 0 }, -EINVAL, BOTH },
	{ "past the last, of nobody", SYS_prlimit64, { NOBODY, RLIM_NLIMITS, 0, 0 }, -ESRCH, BOTH },
	{ "from nowhere, of nobody", SYS_prlimit64, { NOBODY, RLIMIT_AS, NOWHERE, 0 }, -EFAULT, BOTH },
	{ "the soft above the hard", SYS_prlimit64, { 0, RLIMIT_AS, AT(crossed), 0 }, -EINVAL, BOTH },
	{ "to nowhere", SYS_prlimit64, { 0, RLIMIT_AS, 0, NOWHERE }, -EFAULT, BOTH },
	{ "getrlimit", SYS_getrlimit, { RLIMIT_STACK, AT(limit) }, 0, BOTH },
	{ "past the last, to nowhere", SYS_getrlimit, { RLIM_NLIMITS, NOWHERE }, -EINVAL, BOTH },
	{ "to nowhere", SYS_getrlimit, { RLIMIT_AS, NOWHERE }, -EFAULT, BOTH },
	{ "setrlimit to the same", SYS_setrlimit, { RLIMIT_STACK, AT(limit) }, 0, BOTH },
	{ "to what is not enforced", SYS_setrlimit, { RLIMIT_AS, AT(all_cpus) }, 0, BOTH },
	{ "past the last, from nowhere", SYS_setrlimit, { RLIM_NLIMITS, NOWHERE }, -EFAULT, BOTH },
	{ "past the last", SYS_setrlimit, { RLIM_NLIMITS, AT(limit) }, -EINVAL, BOTH },

	{ "clock_getres", SYS_clock_getres, { CLOCK_MONOTONIC, AT(time) }, 0, BOTH },
	{ "of the process", SYS_clock_getres, { CLOCK_PROCESS_CPUTIME_ID, AT(time) }, 0, BOTH },
	{ "to NULL", SYS_clock_getres, { CLOCK_REALTIME, 0 }, 0, BOTH },
	{ "of no clock to nowhere", SYS_clock_getres, { 99, NOWHERE }, -EINVAL, BOTH },
	{ "to nowhere", SYS_clock_getres, { CLOCK_REALTIME, NOWHERE }, -EFAULT, BOTH },
	{ "gettimeofday", SYS_gettimeofday, { AT(limit), AT(affinity) }, 0, BOTH },
	{ "of nothing", SYS_gettimeofday, { 0, 0 }, 0, BOTH },
	{ "to nowhere", SYS_gettimeofday, { NOWHERE, 0 }, -EFAULT, BOTH },
	{ "the zone to nowhere", SYS_gettimeofday, { 0, KERNEL }, -EFAULT, BOTH },

	{ "prctl: the thread's name", SYS_prctl, { PR_GET_NAME, AT(affinity) }, 0, BOTH },
	{ "to nowhere", SYS_prctl, { PR_GET_NAME, NOWHERE }, -EFAULT, BOTH },
	{ "set", SYS_prctl, { PR_SET_NAME, AT(long_name) }, 0, BOTH },
	{ "set from nowhere", SYS_prctl, { PR_SET_NAME, NOWHERE }, -EFAULT, BOTH },
	{ "no such option", SYS_prctl, { -1, NOWHERE }, -EINVAL, BOTH },

	{ "clock_nanosleep", SYS_clock_nanosleep, { CLOCK_MONOTONIC, 0, AT(ms), NOWHERE }, 0, BOTH },
	{ "until a time that is past", SYS_clock_nanosleep, { CLOCK_REALTIME, TIMER_ABSTIME, AT(ms), 0 }, 0, BOTH },
	{ "by CLOCK_BOOTTIME", SYS_clock_nanosleep, { CLOCK_BOOTTIME, 0, AT(ms), 0 }, 0, BOTH },
	{ "by CLOCK_TAI", SYS_clock_nanosleep, { CLOCK_TAI, TIMER_ABSTIME, AT(ms), 0 }, 0, BOTH },
	{ "with a flag that means nothing", SYS_clock_nanosleep, { CLOCK_MONOTONIC, 2, AT(ms), 0 }, 0, BOTH },
	{ "too many nanoseconds", SYS_clock_nanosleep, { CLOCK_MONOTONIC, 0, AT(overfull), 0 }, -EINVAL, BOTH },
	{ "before the beginning", SYS_clock_nanosleep, { CLOCK_MONOTONIC, TIMER_ABSTIME, AT(negative), 0 }, -EINVAL, BOTH },
	{ "from nowhere", SYS_clock_nanosleep, { CLOCK_MONOTONIC, 0, NOWHERE, 0 }, -EFAULT, BOTH },
	{ "by no clock, from nowhere", SYS_clock_nanosleep, { 99, 0, NOWHERE, 0 }, -EINVAL, BOTH },
	{ "by CLOCK_MONOTONIC_RAW, from nowhere", SYS_clock_nanosleep, { CLOCK_MONOTONIC_RAW, 0, NOWHERE, 0 }, -EOPNOTSUPP, BOTH },
	{ "by a coarse clock", SYS_clock_nanosleep, { CLOCK_REALTIME_COARSE, 0, AT(ms), 0 }, -EOPNOTSUPP, BOTH },
	{ "by the thread's own", SYS_clock_nanosleep, { CLOCK_THREAD_CPUTIME_ID, 0, AT(ms), 0 }, -EOPNOTSUPP, BOTH },
};

static void test_rows(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		if (!on_trapgate && rows[i].where == HERE)
			skip("as Linux was built, or who asks");
		else
			is(stub_syscall(rows[i].nr, rows[i].arg[0], rows[i].arg[1], rows[i].arg[2],
					rows[i].arg[3], 0, 0),
			   rows[i].expected, "%s", rows[i].name);
}

/* What the calls wrote. */
static void test_answers(void)
{
	struct __kernel_timespec now;

	answer = -1;
	stub_syscall(SYS_sched_getparam, 0, AT(answer), 0, 0, 0, 0);
	is(answer, 0, "sched_getparam gives priority 0");
	affinity[0] = 0;
	stub_syscall(SYS_sched_getaffinity, 0, sizeof(affinity), AT(affinity), 0, 0, 0);
	is(affinity[0] & 1, 1, "CPU 0 may run it");
	stub_syscall(SYS_clock_getres, CLOCK_MONOTONIC, AT(time), 0, 0, 0, 0);
	is(time.tv_nsec, 1, "CLOCK_MONOTONIC counts nanoseconds");
	stub_syscall(SYS_gettimeofday, AT(limit), 0, 0, 0, 0, 0);
	stub_clock_gettime(CLOCK_REALTIME, &now);
	ok((uint64_t)now.tv_sec - limit[0] <= 1 && limit[1] < 1000000, "gettimeofday is CLOCK_REALTIME");
	stub_syscall(SYS_getrlimit, RLIMIT_STACK, AT(limit), 0, 0, 0, 0);
	is(limit[0], 8 << 20, "a stack may grow to 8 MiB");
}

static bool name_is(const char *name)
{
	char seen[16];

	stub_syscall(SYS_prctl, PR_GET_NAME, AT(seen), 0, 0, 0, 0);
	return !strcmp(seen, name);
}

/* A name ends where its string does, though nothing is mapped behind. */
static void test_name(void)
{
	char *page = (char *)stub_mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *name = page + 4096 - 3;

	ok(name_is("sixteen or more"), "a name is cut to fifteen bytes");
	stub_munmap(page + 4096, 4096);
	memcpy(name, "ab", 3);
	is(stub_syscall(SYS_prctl, PR_SET_NAME, (long)name, 0, 0, 0, 0), 0, "a name at the end of its page");
	ok(name_is("ab"), "is taken");
	name[2] = 'c';
	is(stub_syscall(SYS_prctl, PR_SET_NAME, (long)name, 0, 0, 0, 0), -EFAULT, "one without an end is not");
	ok(name_is("ab"), "the old one stays");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	test_rows();
	test_answers();
	test_name();
	return done();
}
