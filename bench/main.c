/*
 * The benchmark program: a workload like any other, on Trapgate and on Linux.
 * Next: bench/bench.h. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

int main(int argc, char **argv, char **envp)
{
	struct options options;
	struct plan plan;
	int status = 0;

	(void)envp;
	paths_init();
	linux_begin(&argc, &argv);
	options_read(&options, argc, argv);
	if (!counter_init(options.counter)) {
		print(2, "%s: there is no counter %s for a program here\n", program_name,
		      options.counter);
		exit(2);
	}

	if (!strcmp(options.command, "smoke")) {
		smoke();
	} else if (!strcmp(options.command, "list")) {
		list();
	} else if (!strcmp(options.command, "transport")) {
		transport(&options);
	} else if (!strcmp(options.command, "clock")) {
		clock_tell(&options);
	} else if (!strcmp(options.command, "contact")) {
		status = contact(&options) > 0;
	} else {
		fence_selftest(&options);
		gaps_tell(&options);
		plan_make(&plan, &options);
		run(&plan, &options);
	}
	linux_end();
	return status;
}
