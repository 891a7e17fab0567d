/*
 * `null` on every path; on those that dispatch, the eight calls of the `dispatch`
 * benchmark too. It is tests/system/single_step that looks at them.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"

#include <linux/membarrier.h>

static uint32_t tid_word;

static void call_eight(void)
{
	stub_personality(0xffffffff);
	stub_umask(022);
	stub_sched_get_priority_max(0);
	stub_getppid();
	stub_gettid();
	stub_getuid();
	stub_set_tid_address(&tid_word);
	stub_membarrier(MEMBARRIER_CMD_QUERY, 0, 0);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	for (unsigned int n = 0; n < path_count; n++) {
		if (!path_enter(n))
			continue;
		stub_null(0);
		if (path_dispatches(n))
			call_eight();
		path_leave();
	}
	return 0;
}
