/*
 * The native benchmark program: a static program of this host's Linux. Takes the
 * place of bench/main.c. Next: bench/native/native.h. SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

/* Calls between two reads of a counter too coarse to resolve one. */
#define COARSE_BATCH 64

static void choose_counter(struct options *options)
{
	const char *name = options->counter ? options->counter : counter_best();

	if (!counter_init(name)) {
		print(2, "%s: there is no counter %s for a program here\n", program_name, name);
		exit(2);
	}
	if (options->batch == 1 && counter_is_coarse())
		options->batch = COARSE_BATCH;
}

int main(int argc, char **argv, char **envp)
{
	struct options options;
	struct plan plan;

	(void)envp;
	paths_init();
	options_read(&options, argc, argv);
	choose_counter(&options);
	if (options.growth || !strcmp(options.command, "transport")) {
		print(2, "%s: no %s here: expected run, list or smoke\n", program_name,
		      options.command);
		exit(2);
	}
	if (!strcmp(options.command, "smoke")) {
		check_all();
	} else if (!strcmp(options.command, "list")) {
		list();
	} else {
		/* User-mode emulation has no pipeline to order, and no exact counter. */
		if (!options.emulated)
			fence_selftest(&options);
		machine_begin();
		gaps_tell(&options);
		plan_make(&plan, &options);
		run(&plan, &options);
	}
	return 0;
}
