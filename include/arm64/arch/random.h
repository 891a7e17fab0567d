/* A number that differs from boot to boot. SPDX-License-Identifier: MIT */
#ifndef ARCH_RANDOM_H
#define ARCH_RANDOM_H

#include <stdint.h>

/* From the CPU's random source where it has one, and from its counter. */
uint64_t entropy(void);

#endif
