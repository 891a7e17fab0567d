/*
 * Signals that a program sends itself, without handlers: masks, errors, and, by
 * argument, the ways to die of one. signals [CASE]. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <asm/signal.h>
#include <linux/time_types.h>

#define NOWHERE 0x1000
#define NOBODY 0x3ffffff0 /* no thread's id */
#define BIT(sig) (1ull << ((sig)-1))
#define AT(object) ((long)&(object))

/* As the kernel has it. */
struct action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

static uint64_t mask, old_mask;
static struct action action, old_action;

static long procmask(long how, uint64_t set)
{
	mask = set;
	return stub_syscall(SYS_rt_sigprocmask, how, AT(mask), AT(old_mask), 8, 0, 0);
}

static long set_handler(int sig, uintptr_t handler)
{
	action = (struct action){ .handler = handler };
	return stub_syscall(SYS_rt_sigaction, sig, AT(action), AT(old_action), 8, 0, 0);
}

static long send(long sig)
{
	return stub_syscall(SYS_tgkill, stub_getpid(), stub_gettid(), sig, 0, 0, 0);
}

static long send_process(long sig)
{
	return stub_syscall(SYS_kill, stub_getpid(), sig, 0, 0, 0, 0);
}

static uint64_t pending(void)
{
	uint64_t set = -1;

	stub_syscall(SYS_rt_sigpending, AT(set), 8, 0, 0, 0, 0);
	return set;
}

/* Never called: what it is for is to be kept. */
static void handler(int sig)
{
	die("signal %d", sig);
}

static void test_mask(void)
{
	is(procmask(SIG_SETMASK, 0), 0, "a mask is set");
	is(procmask(SIG_BLOCK, BIT(10) | BIT(64)), 0, "signals are blocked");
	is(old_mask, 0, "none was before");
	is(procmask(SIG_BLOCK, BIT(12)), 0, "more are");
	is(old_mask, (long)(BIT(10) | BIT(64)), "the mask was as it was set");
	is(procmask(SIG_UNBLOCK, BIT(64)), 0, "one is unblocked");
	is(procmask(SIG_SETMASK, -1), 0, "all are blocked");
	is(old_mask, (long)(BIT(10) | BIT(12)), "the others were left");
	procmask(SIG_SETMASK, 0);
	is(old_mask, (long)~(BIT(SIGKILL) | BIT(SIGSTOP)), "but SIGKILL and SIGSTOP cannot be");
}

static void test_mask_errors(void)
{
	mask = BIT(SIGUSR1);
	is(stub_syscall(SYS_rt_sigprocmask, SIG_BLOCK, AT(mask), 0, 4, 0, 0), -EINVAL, "half a mask");
	is(stub_syscall(SYS_rt_sigprocmask, 99, AT(mask), 0, 8, 0, 0), -EINVAL, "no such change");
	is(stub_syscall(SYS_rt_sigprocmask, 99, 0, AT(old_mask), 8, 0, 0), 0,
	   "which is not looked at where nothing changes");
	is(stub_syscall(SYS_rt_sigprocmask, 99, NOWHERE, 0, 8, 0, 0), -EFAULT, "a mask from nowhere");
	is(stub_syscall(SYS_rt_sigprocmask, SIG_BLOCK, AT(mask), NOWHERE, 8, 0, 0), -EFAULT,
	   "the old mask to nowhere");
	procmask(SIG_SETMASK, 0);
	is(old_mask, BIT(SIGUSR1), "though the new one was set");
	is(stub_syscall(SYS_rt_sigpending, AT(mask), 16, 0, 0, 0, 0), -EINVAL, "too large a set of pending");
}

static void test_action(void)
{
	is(set_handler(SIGUSR1, (uintptr_t)handler), 0, "a handler is taken");
	is(set_handler(SIGUSR1, (uintptr_t)SIG_IGN), 0, "then SIG_IGN");
	is(old_action.handler, (long)handler, "the handler was kept");
	is(set_handler(SIGUSR1, (uintptr_t)SIG_DFL), 0, "then SIG_DFL");
	is(old_action.handler, (long)SIG_IGN, "SIG_IGN was kept");
	is(set_handler(SIGKILL, (uintptr_t)SIG_IGN), -EINVAL, "nothing changes SIGKILL");
	is(set_handler(SIGSTOP, (uintptr_t)SIG_DFL), -EINVAL, "nor SIGSTOP");
	is(set_handler(0, (uintptr_t)SIG_IGN), -EINVAL, "there is no signal 0");
	is(set_handler(65, (uintptr_t)SIG_IGN), -EINVAL, "nor a signal 65");
	is(stub_syscall(SYS_rt_sigaction, SIGKILL, 0, AT(old_action), 8, 0, 0), 0, "SIGKILL can be asked for");
	is(stub_syscall(SYS_rt_sigaction, 65, NOWHERE, 0, 4, 0, 0), -EINVAL, "half a mask");
	is(stub_syscall(SYS_rt_sigaction, 65, NOWHERE, 0, 8, 0, 0), -EFAULT, "an action from nowhere");
	is(stub_syscall(SYS_rt_sigaction, SIGUSR1, 0, NOWHERE, 8, 0, 0), -EFAULT, "the old one to nowhere");
	if (on_trapgate) {
		is(set_handler(SIGSEGV, (uintptr_t)handler), -ENOSYS, "a handler for faults is refused");
		set_handler(SIGUSR1, (uintptr_t)handler);
		is(send(SIGUSR1), -ENOSYS, "so is a signal that would have to call one");
		is(send(SIGSTOP), -ENOSYS, "and one that would have to stop it");
	} else {
		for (int i = 0; i < 3; i++)
			skip("Linux has handlers, and stops");
	}
	set_handler(SIGUSR1, (uintptr_t)SIG_DFL);
}

static void test_send_errors(void)
{
	long self = stub_getpid();

	is(send(0), 0, "signal 0 to itself");
	is(send_process(0), 0, "and to the process");
	is(send(65), -EINVAL, "tgkill of signal 65");
	is(send(-1), -EINVAL, "of a negative one");
	is(stub_syscall(SYS_tgkill, self, NOBODY, 0, 0, 0, 0), -ESRCH, "to nobody");
	is(stub_syscall(SYS_tgkill, NOBODY, stub_gettid(), 0, 0, 0, 0), -ESRCH, "in another process");
	is(stub_syscall(SYS_tgkill, 0, stub_gettid(), 0, 0, 0, 0), -EINVAL, "in no process");
	is(stub_syscall(SYS_tgkill, self, -1, 0, 0, 0, 0), -EINVAL, "to a negative id");
	is(stub_syscall(SYS_tkill, stub_gettid(), 0, 0, 0, 0, 0), 0, "tkill of signal 0");
	is(stub_syscall(SYS_tkill, 0, 0, 0, 0, 0, 0), -EINVAL, "to no id");
	is(stub_syscall(SYS_tkill, NOBODY, 99, 0, 0, 0, 0), -ESRCH, "of signal 99 to nobody");
	is(send_process(65), -EINVAL, "kill with signal 65");
	is(stub_syscall(SYS_kill, NOBODY, 65, 0, 0, 0, 0), -ESRCH, "to nobody");
}

static void test_ignored(void)
{
	is(send(SIGCHLD), 0, "SIGCHLD does nothing");
	is(send_process(SIGWINCH), 0, "nor does SIGWINCH");
	set_handler(SIGTERM, (uintptr_t)SIG_IGN);
	is(send(SIGTERM), 0, "nor SIGTERM where it is ignored");
	procmask(SIG_BLOCK, BIT(SIGTERM) | BIT(SIGUSR2));
	set_handler(SIGTERM, (uintptr_t)SIG_DFL);
	send(SIGTERM);
	send_process(SIGUSR2);
	is(pending(), BIT(SIGTERM) | BIT(SIGUSR2), "what is blocked is pending");
	set_handler(SIGTERM, (uintptr_t)SIG_IGN);
	set_handler(SIGUSR2, (uintptr_t)SIG_IGN);
	procmask(SIG_SETMASK, 0);
	is(pending(), 0, "what is ignored since does nothing when it is unblocked");
	set_handler(SIGTERM, (uintptr_t)SIG_DFL);
	set_handler(SIGUSR2, (uintptr_t)SIG_DFL);
}

static void die_of_tgkill(void)
{
	send(SIGUSR1);
}

static void die_of_kill(void)
{
	send_process(SIGTERM);
}

static void die_of_sigkill(void)
{
	procmask(SIG_SETMASK, -1);
	send(SIGKILL);
}

static void die_of_realtime(void)
{
	send(64);
}

/* As a C library's abort() does it. */
static void die_when_unblocked(void)
{
	procmask(SIG_SETMASK, -1);
	send(SIGABRT);
	procmask(SIG_SETMASK, 0);
}

static uint8_t stack[8192] __aligned_to(16);
static struct user_thread thread;

static void sleep_ms(long ms)
{
	const struct __kernel_timespec time = { 0, ms * 1000000 };

	stub_nanosleep(&time, NULL);
}

static void unblock_later(void *arg)
{
	(void)arg;
	sleep_ms(50);
	procmask(SIG_SETMASK, 0);
}

/* Each of two threads blocks it; what is the process's takes effect in the first that does no more. */
static void die_in_another_thread(void)
{
	procmask(SIG_SETMASK, -1);
	thread_start(&thread, stack + sizeof(stack), unblock_later, NULL);
	send_process(SIGTERM);
	thread_join(&thread);
}

static void wait_long(void *arg)
{
	(void)arg;
	for (;;)
		sleep_ms(900);
}

/* The new thread inherits an empty mask, so the process does not block it. */
static void die_as_another_lets_it(void)
{
	thread_start(&thread, stack + sizeof(stack), wait_long, NULL);
	procmask(SIG_SETMASK, -1);
	send_process(SIGTERM);
	sleep_ms(900);
}

#define CASE(name) { #name, name }
static const struct {
	const char *name;
	void (*fn)(void);
} cases[] = {
	CASE(die_of_tgkill),
	CASE(die_of_kill),
	CASE(die_of_sigkill),
	CASE(die_of_realtime),
	CASE(die_when_unblocked),
	CASE(die_in_another_thread),
	CASE(die_as_another_lets_it),
};

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	for (unsigned int i = 0; argc == 2 && i < ARRAY_SIZE(cases); i++)
		if (!strcmp(argv[1], cases[i].name))
			cases[i].fn();
	if (argc > 1)
		die("%s: it is still alive", argv[1]);
	paths_init();
	test_mask();
	test_mask_errors();
	test_action();
	test_send_errors();
	test_ignored();
	return done();
}
