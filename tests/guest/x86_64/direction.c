/*
 * The kernel copies and clears forwards, whatever DF is in user mode: by a call
 * on every path, and by a page fault. (TCG clears DF at SYSCALL whatever IA32_FMASK
 * says, so that only hardware can fail the former.) Next: direction.S.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <linux/mman.h>
#include <linux/utsname.h>

#define PAGE  4096
#define PAGES 3
#define MARK  0xa5

long call_backwards(long number, void *argument);
void touch_backwards(uint8_t *at);

static bool all_are(const uint8_t *p, size_t n, uint8_t value)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != value)
			return false;
	return true;
}

/* A structure out of the kernel, with marks around it. */
static void test_call(unsigned int path)
{
	static struct {
		uint8_t before[1024];
		struct new_utsname name;
		uint8_t behind[1024];
	} got;
	struct new_utsname expected;
	long result;

	stub_uname(&expected);
	memset(&got, MARK, sizeof(got));
	path_enter(path);
	result = call_backwards(SYS_uname, &got.name);
	path_leave();
	is(result, 0, "%s: uname with DF set", paths[path].name);
	ok(!memcmp(&got.name, &expected, sizeof(expected)), "%s: all of it came", paths[path].name);
	ok(all_are(got.before, sizeof(got.before), MARK) &&
		   all_are(got.behind, sizeof(got.behind), MARK),
	   "%s: and nothing else", paths[path].name);
}

/* The middle page first: clearing backwards would reach into another. */
static void test_page_fault(void)
{
	static const uint8_t order[PAGES] = { 1, 0, 2 };
	uint8_t *p = (uint8_t *)stub_mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
					  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (unsigned int i = 0; i < PAGES; i++) {
		uint8_t *page = p + order[i] * PAGE;

		touch_backwards(page);
		ok(all_are(page, PAGE, 0), "page %u, first touched with DF set, is zero", order[i]);
		memset(page, MARK, PAGE);
	}
	ok(all_are(p, PAGES * PAGE, MARK), "none was cleared twice");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	for (unsigned int path = 0; path < path_count; path++)
		if (path_dispatches(path) && paths[path].available >= on_trapgate)
			test_call(path);
	test_page_fault();
	return done();
}
