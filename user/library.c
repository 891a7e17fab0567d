/*
 * The kernel's string and formatting functions, compiled for user mode: they
 * are plain C and touch nothing else. SPDX-License-Identifier: MIT
 */
#include "lib/format.c"
#include "lib/string.c"
