/*
 * Ends a thread, the process, the run. Next: lib/panic.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/console.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/futex.h"
#include "proc/sched.h"

#include <asm/signal.h>
#include <linux/futex.h>

__noreturn void proc_exit(int status)
{
	run_end("exit", status & 0xff);
}

static const char *signal_name(int sig)
{
	static const char *const names[] = {
		[SIGHUP] = "SIGHUP",   [SIGINT] = "SIGINT",   [SIGQUIT] = "SIGQUIT",
		[SIGILL] = "SIGILL",   [SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT",
		[SIGBUS] = "SIGBUS",   [SIGFPE] = "SIGFPE",   [SIGKILL] = "SIGKILL",
		[SIGUSR1] = "SIGUSR1", [SIGSEGV] = "SIGSEGV", [SIGUSR2] = "SIGUSR2",
		[SIGPIPE] = "SIGPIPE", [SIGALRM] = "SIGALRM", [SIGTERM] = "SIGTERM",
		[SIGSYS] = "SIGSYS",
	};

	return (unsigned int)sig < ARRAY_SIZE(names) && names[sig] ? names[sig] : "a signal";
}

__noreturn void proc_kill(int sig, const char *why, const struct pt_regs *regs, uintptr_t addr)
{
	static char report[2048];
	size_t length = (size_t)format(report, sizeof(report),
				       "killed by %s: %s at %#lx, address %#lx, thread %d\n",
				       signal_name(sig), why, (unsigned long)REGS_IP(regs), addr,
				       current_thread()->tid);

	length += regs_format(report + length, sizeof(report) - length, regs);
	if (length > sizeof(report) - 1)
		length = sizeof(report) - 1;
	report[length++] = '\n';
	console_frame(CONSOLE_FAULT, report, length);
	run_end("signal", sig);
}

/*
 * Clears the thread's word and wakes who waits on it: that is how a program
 * joins a thread. There is no word without CLONE_CHILD_CLEARTID.
 */
static void clear_child_tid(struct thread *t)
{
	if (t->clear_child_tid && !put_user_u32(0, t->clear_child_tid))
		futex_wake(futex_key(t->clear_child_tid, true), 1, FUTEX_BITSET_MATCH_ANY);
}

/*
 * The process's status is the one of its last thread, as on Linux since 6.0;
 * before, it was the first thread's.
 */
SYSCALL_DEFINE1(exit, int, status)
{
	struct thread *t = current_thread();

	if (!thread_leave())
		proc_exit(status);
	robust_list_walk(t);
	clear_child_tid(t);
	if (t->vfork_parent)
		thread_wake(t->vfork_parent);
	sched_exit();
}

SYSCALL_DEFINE1(exit_group, int, status)
{
	proc_exit(status);
}

SYSCALL_DEFINE1(set_tid_address, void *, word)
{
	struct thread *t = current_thread();

	t->clear_child_tid = word;
	return t->tid;
}
