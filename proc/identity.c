/*
 * Calls that only report: who runs, on what, with which settings. Several are
 * the trivial calls that the benchmarks time. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <arch/elf.h>

#include <linux/errno.h>
#include <linux/membarrier.h>
#include <linux/utsname.h>

SYSCALL_DEFINE0(getpid)
{
	return PROCESS_ID;
}

SYSCALL_DEFINE0(gettid)
{
	return current_thread()->tid;
}

/* The first process has no parent. */
SYSCALL_DEFINE0(getppid)
{
	return 0;
}

SYSCALL_DEFINE0(getuid)
{
	return 0;
}

SYSCALL_DEFINE0(geteuid)
{
	return 0;
}

SYSCALL_DEFINE0(getgid)
{
	return 0;
}

SYSCALL_DEFINE0(getegid)
{
	return 0;
}

/* The release is that of the ABI: programs compare it with the kernel that they were built for. */
SYSCALL_DEFINE1(uname, struct new_utsname *, user_name)
{
	static const struct new_utsname name = {
		.sysname = "Trapgate",
		.nodename = "trapgate",
		.release = "6.1.0-trapgate",
		.version = "#1",
		.machine = ELF_PLATFORM,
		.domainname = "(none)",
	};

	return copy_to_user(user_name, &name, sizeof(name));
}

/* Keeps the persona and returns it; no bit of it changes anything here. */
SYSCALL_DEFINE1(personality, unsigned int, persona)
{
	static unsigned int personality;
	unsigned int old = personality;

	if (persona != 0xffffffff)
		personality = persona;
	return old;
}

SYSCALL_DEFINE1(umask, int, mask)
{
	static int umask = 022;
	int old = umask;

	umask = mask & 0777;
	return old;
}

/* Answers only the question which commands there are: none. On one CPU a program needs none. */
SYSCALL_DEFINE3(membarrier, int, command, unsigned int, flags, int, cpu)
{
	(void)cpu;
	return command == MEMBARRIER_CMD_QUERY && !flags ? 0 : -EINVAL;
}
