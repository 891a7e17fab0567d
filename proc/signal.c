/*
 * Signals, as far as they need no handler: masks, pending signals, default
 * actions. Only the program itself sends signals. A handler is kept and given
 * back, but a call that would have to run it, or to stop the process, returns
 * -ENOSYS. Next: exit.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <asm/signal.h>
#include <linux/errno.h>

#define SIGNALS_MAX 64
#define SIGNAL_BIT(sig) (1ull << ((sig)-1))

#define UNBLOCKABLE (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))
#define DEFAULT_IGNORE                                                                             \
	(SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGURG) | SIGNAL_BIT(SIGWINCH))
#define DEFAULT_STOP                                                                               \
	(SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
/* The signals that a fault raises. */
#define SYNCHRONOUS                                                                                \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGFPE) |      \
	 SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGSYS))

/* The kernel's struct sigaction. Every architecture with a restorer has the same. */
struct signal_action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

static struct signal_action actions[SIGNALS_MAX + 1];
/* Signals sent to the process while all its threads block them. */
static uint64_t process_pending;

static bool is_signal(int sig)
{
	return sig >= 1 && sig <= SIGNALS_MAX;
}

static bool has_handler(const struct signal_action *action)
{
	return action->handler != (uintptr_t)SIG_DFL && action->handler != (uintptr_t)SIG_IGN;
}

static bool is_ignored(int sig)
{
	return actions[sig].handler == (uintptr_t)SIG_IGN ||
	       (actions[sig].handler == (uintptr_t)SIG_DFL && SIGNAL_BIT(sig) & DEFAULT_IGNORE);
}

static long action_set(int sig, const struct signal_action *new)
{
	const struct thread *t = current_thread();

	/* Refuses a handler that might have to run: for a fault, or for a pending signal. */
	if (has_handler(new) &&
	    SIGNAL_BIT(sig) & (SYNCHRONOUS | t->signals_pending | process_pending))
		return -ENOSYS;
	actions[sig] = *new;
	actions[sig].mask &= ~UNBLOCKABLE;
	return 0;
}

SYSCALL_DEFINE4(rt_sigaction, int, sig, const void *, user_new, void *, user_old, size_t, size)
{
	struct signal_action new, old;
	long error = 0;

	if (size != sizeof(new.mask))
		return -EINVAL;
	if (user_new && copy_from_user(&new, user_new, sizeof(new)))
		return -EFAULT;
	if (!is_signal(sig) || (user_new && SIGNAL_BIT(sig) & UNBLOCKABLE))
		return -EINVAL;
	old = actions[sig];
	if (user_new)
		error = action_set(sig, &new);
	if (error || !user_old)
		return error;
	return copy_to_user(user_old, &old, sizeof(old));
}

/* Delivers the pending signals that the calling thread does not block any more. */
static void deliver_pending(struct thread *t)
{
	uint64_t ready = (t->signals_pending | process_pending) & ~t->signals_blocked;

	t->signals_pending &= ~ready;
	process_pending &= ~ready;
	for (int sig = 1; ready; sig++, ready >>= 1)
		if (ready & 1 && !is_ignored(sig))
			proc_kill(sig, "sent by itself", thread_regs(t), 0);
}

SYSCALL_DEFINE4(rt_sigprocmask, int, how, const void *, user_set, void *, user_old, size_t, size)
{
	struct thread *t = current_thread();
	uint64_t set, old = t->signals_blocked;

	if (size != sizeof(set))
		return -EINVAL;
	if (user_set) {
		if (copy_from_user(&set, user_set, sizeof(set)))
			return -EFAULT;
		if (how == SIG_BLOCK)
			set |= old;
		else if (how == SIG_UNBLOCK)
			set = old & ~set;
		else if (how != SIG_SETMASK)
			return -EINVAL;
		t->signals_blocked = set & ~UNBLOCKABLE;
		deliver_pending(t);
	}
	return user_old ? copy_to_user(user_old, &old, sizeof(old)) : 0;
}

SYSCALL_DEFINE2(rt_sigpending, void *, user_set, size_t, size)
{
	const struct thread *t = current_thread();
	uint64_t set = (t->signals_pending | process_pending) & t->signals_blocked;

	if (size > sizeof(set))
		return -EINVAL;
	return copy_to_user(user_set, &set, size);
}

/* Sends a signal. pending: the mask in which it waits if it is blocked. */
static long signal_send(int sig, bool blocked, uint64_t *pending)
{
	if (!sig)
		return 0;
	if (has_handler(&actions[sig]) || (SIGNAL_BIT(sig) & DEFAULT_STOP && !is_ignored(sig)))
		return -ENOSYS;
	if (blocked)
		*pending |= SIGNAL_BIT(sig);
	else if (!is_ignored(sig))
		proc_kill(sig, "sent by itself", thread_regs(current_thread()), 0);
	return 0;
}

static bool is_blocked(const struct thread *t, int sig)
{
	return sig && t->signals_blocked & SIGNAL_BIT(sig);
}

static long send_to_thread(int tid, int sig)
{
	struct thread *t = thread_find(tid);

	if (!t)
		return -ESRCH;
	if (sig && !is_signal(sig))
		return -EINVAL;
	return signal_send(sig, is_blocked(t, sig), &t->signals_pending);
}

SYSCALL_DEFINE2(tkill, int, tid, int, sig)
{
	return tid <= 0 ? -EINVAL : send_to_thread(tid, sig);
}

SYSCALL_DEFINE3(tgkill, int, process, int, tid, int, sig)
{
	if (process <= 0 || tid <= 0)
		return -EINVAL;
	return process == PROCESS_ID ? send_to_thread(tid, sig) : -ESRCH;
}

/*
 * A process of 0 means the caller's group, which is the process itself; -1
 * means all others: there are none.
 */
SYSCALL_DEFINE2(kill, int, process, int, sig)
{
	if (process != PROCESS_ID && process != 0)
		return -ESRCH;
	if (sig && !is_signal(sig))
		return -EINVAL;
	return signal_send(sig, sig && thread_all_block(SIGNAL_BIT(sig)), &process_pending);
}
