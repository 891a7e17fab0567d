/* Random numbers, not fit for secrets. SPDX-License-Identifier: MIT */
#ifndef PROC_RANDOM_H
#define PROC_RANDOM_H

#include "include/compiler.h"

void random_bytes(void *to, size_t n);

#endif
