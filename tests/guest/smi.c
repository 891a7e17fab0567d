/*
 * The count of SMIs. argv[1]: `counted`, where the CPU shows that it counts them, or
 * `none`. Next: lab/<arch>/smi.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>

int main(int argc, char **argv, char **envp)
{
	long count;

	(void)envp;
	paths_init();
	count = control(CONTROL_SMI_COUNT, 0, 0);
	if (argc > 1 && !strcmp(argv[1], "counted"))
		ok(count >= 0, "SMIs are counted");
	else
		is(count, -ENODEV, "nobody counts SMIs here");
	return done();
}
