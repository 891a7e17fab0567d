/* Calls that x86_64 has not: none. SPDX-License-Identifier: MIT */
#include "tests/guest/pointers.h"

const struct pointer_row arch_rows[] = { { .name = NULL } };
const size_t arch_row_count = 0;
