/*
 * clone(): makes a new thread of the one process. It has its parent's
 * registers, another stack, and 0 for a result. Next: proc/<arch>/thread.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/sched.h>

/* Namespaces that a Linux can be built without; that Linux answers -EINVAL, too. */
#define CLONE_OPTIONAL_NAMESPACES                                                                  \
	(CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

static bool has_all(unsigned long flags, unsigned long wanted)
{
	return (flags & wanted) == wanted;
}

/* Says whether the flags contradict each other: in these cases Linux answers -EINVAL. */
static bool is_contradiction(unsigned long flags)
{
	return has_all(flags, CLONE_PIDFD | CLONE_PARENT_SETTID) || /* one pointer for both */
	       has_all(flags, CLONE_NEWNS | CLONE_FS) ||
	       (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND)) ||
	       (flags & CLONE_SIGHAND && !(flags & CLONE_VM)) ||
	       flags & CLONE_PARENT || /* the first process has none */
	       flags & CLONE_OPTIONAL_NAMESPACES ||
	       (flags & CLONE_PIDFD && flags & (CLONE_DETACHED | CLONE_THREAD));
}

/*
 * Names, as part of a sentence, what Linux would do and this kernel cannot.
 * Returns NULL if there is nothing.
 */
static const char *missing(unsigned long flags)
{
	if (!(flags & CLONE_VM))
		return "a copy of the address space (no CLONE_VM): there is one process here";
	if (!(flags & CLONE_THREAD))
		return "a second process (no CLONE_THREAD): there is one process here";
	if (flags & CLONE_NEWNS)
		return "a mount namespace of its own (CLONE_NEWNS)";
	return NULL;
}

static int check_flags(unsigned long flags)
{
	static const char *last_said;
	const char *sentence;

	if (is_contradiction(flags))
		return -EINVAL;
	sentence = missing(flags);
	if (!sentence)
		return 0;
	if (sentence != last_said) /* a program that tries again and again fills no log */
		klog("clone: flags %#lx ask for %s; answered with ENOSYS", flags, sentence);
	last_said = sentence;
	return -ENOSYS;
}

static int set_registers(struct thread *t, const struct pt_regs *regs, unsigned long flags)
{
	struct thread *parent = current_thread();
	uintptr_t sp = CLONE_ARG_STACK(regs);
	struct pt_regs *child = thread_regs(t);

	*child = *regs;
	REGS_RETURN(child) = 0;
	if (sp)
		REGS_SP(child) = sp;
	arch_thread_copy(t, parent);
	t->signals_blocked = parent->signals_blocked;
	t->name = parent->name;
	return flags & CLONE_SETTLS ? arch_thread_set_tls(t, CLONE_ARG_TLS(regs)) : 0;
}

/*
 * Writes the thread's id where the flags want it. As on Linux, a pointer that
 * does not work is no error. The parent can write the child's word: they share
 * all memory.
 */
static void set_words(struct thread *t, const struct pt_regs *regs, unsigned long flags)
{
	void *child_tid = (void *)CLONE_ARG_CHILD_TID(regs);

	if (flags & CLONE_PARENT_SETTID)
		(void)put_user_u32((uint32_t)t->tid, (void *)CLONE_ARG_PARENT_TID(regs));
	if (flags & CLONE_CHILD_SETTID)
		(void)put_user_u32((uint32_t)t->tid, child_tid);
	if (flags & CLONE_CHILD_CLEARTID)
		t->clear_child_tid = child_tid;
}

/* CLONE_VFORK: the caller waits until the child has ended. */
static void wait_for_end(struct thread *child)
{
	child->vfork_parent = current_thread();
	thread_wait(0);
}

/*
 * Descriptors, umask and signal handlers always belong to the process, so
 * CLONE_FILES, CLONE_FS and CLONE_SIGHAND ask for what is so anyway. The other
 * flags that nothing here looks at have no meaning for a thread, as on Linux.
 */
long sys_clone(const struct pt_regs *regs)
{
	unsigned long flags = (uint32_t)CLONE_ARG_FLAGS(regs) & ~(uint32_t)CSIGNAL;
	int error = check_flags(flags), tid;
	struct thread *t;

	if (error)
		return error;
	t = thread_create();
	if (!t)
		return -ENOMEM;
	error = set_registers(t, regs, flags);
	if (error) { /* nobody has seen the thread yet: it can just go */
		thread_leave();
		thread_destroy(t);
		return error;
	}
	set_words(t, regs, flags);
	arch_thread_start(t);
	sched_add(t);
	tid = t->tid; /* after the wait for its end, t does not exist any more */
	if (flags & CLONE_VFORK)
		wait_for_end(t);
	return tid;
}
