/*
 * The small calls: who am I, what machine is this, and those of the `dispatch`
 * benchmark. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/membarrier.h>
#include <linux/random.h>
#include <linux/utsname.h>

#define BAD_POINTER ((void *)-4096)

static void test_ids(void)
{
	is(stub_getpid(), stub_gettid(), "the first thread's id is the process's");
	ok(stub_getpid() > 0, "it is positive");
	ok(stub_getppid() >= 0, "getppid");
	is(stub_getuid(), (long)auxv_value(11 /* AT_UID */), "getuid is what auxv says");
}

static void test_uname(const char *machine)
{
	struct new_utsname name;

	memset(&name, 0x7f, sizeof(name));
	is(stub_uname(&name), 0, "uname");
	ok(strlen(name.sysname) > 0 && strlen(name.sysname) < sizeof(name.sysname), "sysname");
	ok(name.release[0] >= '3' && name.release[0] <= '9', "release is a version glibc takes");
	ok(!strcmp(name.machine, machine), "machine is %s", machine);
	is(stub_uname(BAD_POINTER), -EFAULT, "uname to a kernel address");
	is(stub_uname((void *)8), -EFAULT, "uname to nowhere");
}

static void test_getrandom(void)
{
	uint8_t a[64] = { 0 }, b[64] = { 0 };

	is(stub_getrandom(a, sizeof(a), 0), sizeof(a), "getrandom fills a buffer");
	is(stub_getrandom(b, sizeof(b), GRND_NONBLOCK), sizeof(b), "and another");
	ok(memcmp(a, b, sizeof(a)), "they differ");
	ok(memcmp(a, a + 32, 32), "as do their halves");
	is(stub_getrandom(a, 0, 0), 0, "getrandom of nothing");
	is(stub_getrandom(a, 1, 0x100), -EINVAL, "getrandom with flags that there are not");
	is(stub_getrandom(BAD_POINTER, 16, 0), -EFAULT, "getrandom to a kernel address");
	is(stub_getrandom((void *)8, 16, 0), -EFAULT, "getrandom to nowhere");
}

static void test_dispatch_set(void)
{
	uint32_t word;
	long mask = stub_umask(022);

	is(stub_umask(0777), 022, "umask gives the mask before");
	is(stub_umask(07777), 0777, "all its bits");
	is(stub_umask(mask), 0777, "and no others");
	is(stub_personality(0xffffffff), 0, "personality is PER_LINUX");
	is(stub_sched_get_priority_max(0), 0, "SCHED_OTHER has no priorities");
	is(stub_sched_get_priority_max(1), 99, "SCHED_FIFO has 99");
	is(stub_sched_get_priority_max(2), 99, "SCHED_RR, too");
	is(stub_sched_get_priority_max(77), -EINVAL, "a policy that there is not");
	is(stub_sched_yield(), 0, "sched_yield");
	is(stub_set_tid_address(&word), stub_gettid(), "set_tid_address gives the thread's id");
	ok(stub_membarrier(MEMBARRIER_CMD_QUERY, 0, 0) >= 0, "membarrier says what it can do");
	is(stub_membarrier(MEMBARRIER_CMD_QUERY, 99, 0), -EINVAL, "membarrier with bad flags");
	is(stub_membarrier(1 << 30, 0, 0), -EINVAL, "a command that there is not");
}

static void test_robust_list(void)
{
	struct {
		void *next;
		long offset;
		void *pending;
	} head = { &head, 0, NULL };

	is(stub_set_robust_list(&head, sizeof(head)), 0, "set_robust_list");
	is(stub_set_robust_list(&head, sizeof(head) - 1), -EINVAL, "of another size");
}

#define CONTROL_ASSERTIONS 14

static void test_control(void)
{
	struct control_path info;

	is(stub_null(0), on_trapgate ? 0 : -ENOSYS, "null is Trapgate's alone");
	if (!on_trapgate) {
		for (int i = 0; i < CONTROL_ASSERTIONS; i++)
			skip("the control call is Trapgate's alone");
		return;
	}
	is(control(CONTROL_PATH_SELECT, 10000, 0), -EINVAL, "a path that there is not");
	is(control(CONTROL_PATH_SELECT, -1, 0), -EINVAL, "nor -1");
	is(control(CONTROL_PATH_INFO, 0, -4096), -EFAULT, "a path told to a kernel address");
	is(control(CONTROL_PATH_INFO, path_count, (long)&info), -EINVAL, "past the last path");
	is(control(10000, 0, 0), -EINVAL, "an operation that there is not");
	ok(control(CONTROL_TABLE_ENTRY, SYS_null, 0) < 0, "a table entry is a kernel address");
	is(control(CONTROL_TABLE_ENTRY, 512, 0), -EINVAL, "past the table");
	is(control(CONTROL_WINDOW_CLOSE, 0, 0), -EINVAL, "no window is open");
	is(control(CONTROL_WINDOW_OPEN, 0, 0), 0, "one opens");
	is(control(CONTROL_WINDOW_OPEN, 0, 0), -EBUSY, "only one");
	is(control(CONTROL_WINDOW_CLOSE, 0, 0), 0, "it closes");
	ok(control(CONTROL_MACHINE, 0, 0) > 0, "the machine describes itself");
	is(control(CONTROL_MACHINE, -4096, 4096), -EFAULT, "not to a kernel address");
	is(stub_control(CONTROL_PATH_ACTIVE, 0, 0), control(CONTROL_PATH_ACTIVE, 0, 0),
	   "the call answers as the gate does");
}

/* argv[1]: what uname calls this architecture. */
int main(int argc, char **argv, char **envp)
{
	(void)envp;
	paths_init();
	test_ids();
	test_uname(argc > 1 ? argv[1] : "");
	test_getrandom();
	test_dispatch_set();
	test_robust_list();
	test_control();
	return done();
}
