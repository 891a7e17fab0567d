/* Calls that arm64 has not. SPDX-License-Identifier: MIT */
#include "tests/guest/pointers.h"
#include "user/user.h"

#include <asm/prctl.h>

static char sink[256];

const struct pointer_row arch_rows[] = {
	{ "arch_prctl(ARCH_GET_FS)", OUT, 8, 8, SYS_arch_prctl, { ARCH_GET_FS, PTR } },
	{ "time", OUT, 8, 8, SYS_time, { PTR } },
	{ "open", IN, 16, 1, SYS_open, { PTR, 0 } },
	{ "stat's path", IN, 16, 1, SYS_stat, { PTR, (long)sink } },
	{ "lstat's path", IN, 16, 1, SYS_lstat, { PTR, (long)sink } },
};
const size_t arch_row_count = ARRAY_SIZE(arch_rows);
